"""Dates as Arabic papers print them, read and written.

One day is printed with five sets of month names, in three sets of digits and a dozen orders, often
beside the Hijri day. It is read as a `Moment`, no more precise than what is printed, with where it
stands and whether its weekday and the Hijri day beside it agree. Nothing here looks at the clock: a
page says the same day whenever it is read, and what counts from the present counts from the capture.

`vocabulary` holds the words, `parts` finds them in a text, `mentions` reads dates from them,
`datelines` tells lines that are dates, and `display` writes them.

The edge: a two-digit year and a date without a year are left unread, for only the page could complete
them. A time is kept as printed, in the time zone stated.
"""

from archive.dates.datelines import Dateline, Label, read_dateline
from archive.dates.display import (
    Digits,
    MonthNames,
    format_date,
    format_hijri,
    in_digits,
    month_name,
)
from archive.dates.mentions import (
    CurrentMonth,
    DateMention,
    find_current_months,
    find_dates,
    infer_date,
)
from archive.dates.moments import Calendar, HijriDate, Moment, Precision
from archive.dates.vocabulary import MonthSystem

__all__ = [
    "Calendar",
    "CurrentMonth",
    "DateMention",
    "Dateline",
    "Digits",
    "HijriDate",
    "Label",
    "Moment",
    "MonthNames",
    "MonthSystem",
    "Precision",
    "find_current_months",
    "find_dates",
    "format_date",
    "format_hijri",
    "in_digits",
    "infer_date",
    "month_name",
    "read_dateline",
]
