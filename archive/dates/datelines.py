"""Lines that say when an article appeared."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from archive.dates.mentions import (
    GREGORIAN,
    HIJRI,
    SEAMS,
    DateMention,
    at_time,
    company_of,
    dated,
)
from archive.dates.moments import Moment
from archive.dates.parts import Part, parts_of

Label = Literal["", "published", "updated"]

_LABELS: dict[str, Label] = {"L": "published", "U": "updated"}
_ASIDES = frozenset({"word", "term", "number", "current", "today", "last"})
_WORDS = frozenset({"word", "term", "today"})
_COUNTED = frozenset({"ago", "today", "last"})
_BARE = _COUNTED | {"bridge", "count", "end", "label", "time", "weekday", "zone"}
_APART = frozenset("-|/،,•·*")
_STOPS = frozenset(".؟!…?")
_NOT_ASIDE = re.compile(r"[XQRHMDJFIYVK\d]")
_MOST_ASIDES = 4
_LONGEST_DATELINE = 200
_LONGEST_WITHOUT_YEAR = 60
_YEAR = re.compile(r"\d{4}")
_UNITS = {
    "s": timedelta(0),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(1),
    "w": timedelta(7),
}


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line that says when an article appeared.

    It has no mention where it prints only a Hijri day that cannot be converted, or counts from the
    day of a capture (`counted`) that is not known.
    """

    text: str
    mention: DateMention | None
    label: Label
    hijri: bool
    counted: bool = False


def read_dateline(line: str, captured: date | None = None) -> Dateline | None:
    """The dateline a line is, or None if it says anything else, as a sentence or a headline does.

    A few words set off from the date, a city or an agency, may stand beside it. Of the day of
    publication and that of an update, the former is read. «منذ 3 ساعات» and «أمس» count from the day,
    or the very time, at which the page was `captured`.

    >>> dateline = read_dateline("الجمعة 22 شعبان 1443 هـ - 25 مارس 2022 م")
    >>> dateline.mention.moment.isoformat(), dateline.mention.weekday_agrees, dateline.hijri
    ('2022-03-25', True, True)
    >>> read_dateline("وعرضت خلاصات الاجتماع يوم 17 يناير 2023.") is None
    True
    >>> read_dateline("منذ يومين", date(2022, 3, 25)).mention.moment.isoformat()
    '2022-03-23'
    """
    if len(line) > (_LONGEST_DATELINE if _YEAR.search(line) else _LONGEST_WITHOUT_YEAR):
        return None
    parts = parts_of(line)
    dates = dated(parts)
    hijri = any(part.kind in HIJRI for part in parts)
    if not (dates or hijri):
        return _counted_dateline(line, parts, captured)
    if not _is_bare(parts, double_dated=hijri and any(part.kind in GREGORIAN for part in parts)):
        return None
    if not dates:
        return Dateline(line, None, _label(parts), hijri)
    if len({mention.moment.first_day for _, mention, _ in dates}) > 1 and not _label(parts):
        return None
    readings = [Dateline(line, mention, _label(parts[:at]), hijri) for at, mention, _ in dates]
    return min(readings, key=lambda reading: reading.label == "updated")


def _label(parts: list[Part]) -> Label:
    """The last label among the parts."""
    labels = (_LABELS.get(part.read[0], "") for part in reversed(parts))
    return next(filter(None, labels), "")


def _is_bare(parts: list[Part], double_dated: bool) -> bool:
    """Whether all but the date and its furniture is a city, a desk or an agency set off from it.

    «انتخابات 8 شتنبر 2021» is a headline, «الرباط - 8 شتنبر 2021» a dateline. Agencies that print
    both calendars set nothing off: «الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس».
    """
    asides = [at for at, part in enumerate(parts) if part.kind in _ASIDES]
    if len(asides) > _MOST_ASIDES or any(_NOT_ASIDE.match(parts[at].read[0]) for at in asides):
        return False
    if parts[-2].kind in _WORDS and _STOPS.intersection(parts[-1].gap):
        return False
    dates = GREGORIAN | HIJRI if double_dated else frozenset[str]()
    before, after = dates | _WORDS | {"time", "zone"}, dates | _WORDS | {"end"}
    return all(
        (at == 0 or parts[at - 1].kind in before or _APART.intersection(parts[at].gap))
        and (parts[at + 1].kind in after or _APART.intersection(parts[at + 1].gap))
        for at in asides
    )


def _counted_dateline(line: str, parts: list[Part], captured: date | None) -> Dateline | None:
    """The dateline of a line that says nothing but how long ago, and perhaps at what time.

    «اليوم» with nothing beside it is the name of a newspaper.
    """
    counted = [at for at, part in enumerate(parts) if part.kind in _COUNTED]
    is_name = len(parts) == 2 and parts[0].read[0] == "T0"
    if len(counted) != 1 or is_name:
        return None
    if not all(part.kind in _BARE and SEAMS.issuperset(part.gap) for part in parts):
        return None
    company = company_of(parts, counted[0])
    moment = captured and _counted_back(parts[counted[0]], captured)
    mention = moment and DateMention(
        moment=at_time(moment, company),
        start=company.span[0],
        end=company.span[1],
        weekday_agrees=company.weekday_is(moment.first_day) if moment.day else None,
        approximate=True,
    )
    return Dateline(line, mention or None, _label(parts), hijri=False, counted=True)


def _counted_back(part: Part, captured: date) -> Moment | None:
    """The day, month or year that lies so far back; None before the first year."""
    with suppress(ValueError, OverflowError):
        match part.kind:
            case "today":
                return Moment.on(captured - timedelta(part.number("since") or 0))
            case "last":
                days_since = captured.weekday() - (part.number("weekday") or 0)
                return Moment.on(captured - timedelta((days_since - 1) % 7 + 1))
            case "ago":
                count, few = part.number("count"), part.number("few")
                return _ago(
                    captured, part.word("unit") or "", (few or 0) if count is None else count
                )
    return None


def _ago(captured: date, unit: str, count: int) -> Moment:
    """So many units before a capture; hours matter only where the capture's own is known."""
    if unit == "y":
        return Moment(captured.year - count)
    if unit == "o":
        year, month = divmod(captured.year * 12 + captured.month - 1 - count, 12)
        return Moment(year, month + 1)
    day = captured - _UNITS[unit] * count
    return Moment(day.year, day.month) if unit == "w" else Moment.on(day)
