"""Dates in words, as a reader wants them: in which calendar, month names and digits."""

from typing import Literal

from archive.dates.moments import Moment, hijri_of
from archive.dates.vocabulary import HIJRI_MONTHS, MONTHS, SYSTEMS, MonthSystem, names

# By their names in CLDR.
Digits = Literal["latn", "arab"]
MonthNames = MonthSystem | Literal["english"]

_DIGITS = {
    "latn": str.maketrans({}),
    "arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}
_ENGLISH = (
    "January, February, March, April, May, June, July, August, September, October, November"
    ", December"
)


def month_name(month: int, system: MonthNames = "egypt") -> str:
    """The name of a month, 1 to 12, as papers of a region print it.

    >>> month_name(8, "morocco"), month_name(8, "levant"), month_name(8, "english")
    ('غشت', 'آب', 'August')
    """
    if system == "english":
        return _ENGLISH.split(", ")[month - 1]
    return names(MONTHS[month - 1])[SYSTEMS.index(system)]


def in_digits(text: str, digits: Digits) -> str:
    """A text of ours with its numbers in other digits.

    >>> in_digits("15:04", "arab")
    '١٥:٠٤'
    """
    return text.translate(_DIGITS[digits])


def format_date(moment: Moment, months: MonthNames = "egypt", digits: Digits = "latn") -> str:
    """The date of a moment in words, as far as it is known: «25 مارس 2022»، «مارس 2022»، «2022».

    >>> format_date(Moment(2022, 3, 25), "levant")
    '25 آذار 2022'
    >>> format_date(Moment(2022, 3, 25), digits="arab")
    '٢٥ مارس ٢٠٢٢'
    """
    named = moment.month and month_name(moment.month, months)
    return _written(digits, moment.day, named, moment.year)


def format_hijri(moment: Moment, digits: Digits = "latn") -> str:
    """The day of a moment by the Umm al-Qura calendar; "" where that has no such day, or none is known.

    >>> format_hijri(Moment(2022, 3, 25))
    '22 شعبان 1443 هـ'
    """
    hijri = hijri_of(moment.first_day) if moment.day else None
    if not hijri:
        return ""
    named = names(HIJRI_MONTHS[hijri.month - 1])[0]
    return _written(digits, hijri.day, named, hijri.year, "هـ")


def _written(digits: Digits, *parts: int | str | None) -> str:
    return in_digits(" ".join(str(part) for part in parts if part is not None), digits)
