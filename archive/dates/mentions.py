"""The dates of a text: each read with the weekday, the time and the Hijri day beside it."""

import re
from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from archive.dates.moments import Calendar, HijriDate, Moment
from archive.dates.parts import Part, parts_of
from archive.dates.vocabulary import PLACES, ZONE_SIGNS

GREGORIAN = frozenset({"written", "month_first", "day_first", "year_first"})
HIJRI = frozenset({"hijri_written", "hijri_day_first", "hijri_year_first"})

_TELLS = {
    "weekday": "weekday",
    "time": "time",
    "zone": "zone",
    **dict.fromkeys(HIJRI | {"hijri_month"}, "hijri"),
}
_BETWEEN = frozenset({"bridge", "zone", "hijri_month"})
SEAMS = frozenset(" -|/,،:()[]•·")
_COMMEMORATES = re.compile("ذكري|ميلاد|تخليد")
_ZONE_SIGNS = tuple(ZONE_SIGNS)
# How far a country's Hijri calendar may be from Umm al-Qura; none before one day's difference.
_SHIFTS = (timedelta(0), timedelta(1), timedelta(-1))


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: what it says, where it stands, and what is printed with it.

    Printed in both calendars, a date is read by the Gregorian one; `calendar` is HIJRI only where
    that stands alone. Such a date is `approximate`, for a country's calendar may be a day off, unless
    a weekday bears it out; so is one counted back from a capture.

    `weekday_agrees` and `calendars_agree` are None where there is nothing to compare. `ambiguous`
    marks 03/04/2022 where no weekday and no Hijri day settle it: it is read day first, as the Arabic
    press prints it, though the month may be meant first.
    """

    moment: Moment
    start: int
    end: int
    weekday_agrees: bool | None = None
    ambiguous: bool = False
    calendar: Calendar = Calendar.GREGORIAN
    hijri: HijriDate | None = None
    calendars_agree: bool | None = None
    approximate: bool = False


class CurrentMonth(NamedTuple):
    """A month called the present one, the last day named in it, and where this stands."""

    month: int
    latest_day: int | None
    start: int
    end: int


class Company(NamedTuple):
    """The parts printed with a date, by what they tell; the indexes from and to which they and it
    stand, and the offsets; and the parts around them all.
    """

    told: dict[str, Part]
    first: int
    last: int
    span: tuple[int, int]
    before: Part | None
    after: Part | None

    def weekday_is(self, day: date) -> bool | None:
        """Whether a day is of the weekday printed; None where none is."""
        weekday = self.told.get("weekday")
        return weekday and day.weekday() == weekday.number("number")

    @property
    def hijri(self) -> HijriDate | None:
        return _hijri(self.told["hijri"]) if "hijri" in self.told else None

    def hijri_may_be(self, moment: Moment) -> bool | None:
        """Whether a moment may be on the Hijri day printed; None where none is, or none that is known."""
        hijri = self.hijri
        return hijri.may_be(moment) if hijri else None


def find_dates(text: str) -> list[DateMention]:
    """Every date of a text that names a day, or a Gregorian month, with its year; in order.

    >>> [mention.moment.isoformat() for mention in find_dates("بين مارس 2006 و3 ماي 2008")]
    ['2006-03', '2008-05-03']
    """
    return [mention for _, mention, _ in dated(parts_of(text))]


def find_current_months(text: str) -> list[CurrentMonth]:
    """Where a text calls a month the present one: «16 و17 يناير الجاري»، «نهاية غشت الحالي».

    >>> find_current_months("انعقد يومي 16 و17 يناير الجاري")[0][:2]
    (1, 17)
    """
    return [
        CurrentMonth(part.number("month") or 0, part.number("day"), part.start, part.end)
        for part in parts_of(text)
        if part.kind == "current"
    ]


def infer_date(text: str) -> DateMention | None:
    """The day of printing that running text gives away, as the mention of a date, or None.

    It is given away by «اليوم» before an agreeing weekday and its date, or by «أمس», which makes it
    the day after; or where one day is called current and dated in full, as «17 يناير الجاري» and
    «17 يناير 2023», then the day of an event shortly before or after. A current month alone is not
    enough, for a paper of August 2015 also tells what began on 5 August 2014; nor is the same day
    in a text that commemorates.

    >>> infer_date("قال أمس الاثنين 16 يناير 2023 إن").moment.isoformat()
    '2023-01-17'
    >>> infer_date("ولد يوم 3 مارس 1956") is None
    True
    """
    parts = parts_of(text)
    found = [(mention, before) for _, mention, before in dated(parts)]
    told = [
        (mention, timedelta(before.number("since") or 0))
        for mention, before in found
        if mention.weekday_agrees and before and before.kind == "today"
    ]
    if not told and not any(_COMMEMORATES.search(part.read[0]) for part in parts):
        now = {(month, day) for month, day, *_ in find_current_months(text) if day}
        same = [
            mention for mention, _ in found if (mention.moment.month, mention.moment.day) in now
        ]
        latest = sorted(same, key=lambda mention: mention.moment.first_day)[-1:]
        told = [(mention, timedelta(0)) for mention in latest]
    if not told:
        return None
    mention, since = told[0]
    return replace(mention, moment=Moment.on(mention.moment.first_day + since))


def dated(parts: list[Part]) -> list[tuple[int, DateMention, Part | None]]:
    """Each date's index, the date, and what stands right before it and all its company.

    A Hijri day is a date of its own only where it is not in the company of a Gregorian one.
    """
    found: list[tuple[int, DateMention, Part | None]] = []
    taken: set[int] = set()
    for kinds, read in ((GREGORIAN, _gregorian), (HIJRI, _converted)):
        for at, part in enumerate(parts):
            if part.kind not in kinds or at in taken:
                continue
            company = company_of(parts, at, taken)
            if mention := read(part, company):
                taken.update(range(company.first, company.last + 1))
                found.append((at, mention, company.before))
    return sorted(found, key=lambda one: one[0])


def company_of(parts: list[Part], at: int, taken: Set[int] = frozenset()) -> Company:
    """What is printed with the date at an index; the parts at others are taken by other dates."""
    told = {"hijri": at} if parts[at].kind in HIJRI else {}
    around: dict[int, Part] = {}
    for step in (-1, 1):
        other = at + step
        while other >= 0 and SEAMS.issuperset(parts[max(other, other - step)].gap):
            if other in taken:
                break
            name = _TELLS.get(parts[other].kind)
            if name and name not in told:
                told[name] = other
            elif parts[other].kind not in _BETWEEN:
                around[step] = parts[other]
                break
            other += step
    first, last = min(at, at, *told.values()), max(at, at, *told.values())
    return Company(
        {name: parts[other] for name, other in told.items()},
        first,
        last,
        (parts[first].start, parts[last].end),
        around.get(-1),
        around.get(1),
    )


def _moments(part: Part) -> list[Moment]:
    """What a Gregorian date can mean, the likelier first: both orders of 03/04/2022, if it is one."""
    if part.kind not in GREGORIAN:
        return []
    year, month, day = (part.number(name) for name in ("year", "month", "day"))
    moments = []
    for order in dict.fromkeys(((month, day), (day, month))):
        with suppress(ValueError):
            moments.append(Moment(year or 0, *order))
        if moments and part.kind != "day_first":
            break
    return moments


def _gregorian(part: Part, company: Company) -> DateMention | None:
    """The meaning of a Gregorian date that weekday and Hijri day bear out, or else the likeliest.

    None where no calendar has such a day.
    """
    moments = _moments(part)
    if not moments:
        return None
    witnesses = {
        moment: (company.weekday_is(moment.first_day), company.hijri_may_be(moment))
        for moment in moments
    }
    borne_out = {moment: told.count(True) - told.count(False) for moment, told in witnesses.items()}
    moment = max(moments, key=borne_out.__getitem__)
    weekday_agrees, calendars_agree = witnesses[moment]
    return DateMention(
        moment=at_time(moment, company),
        start=company.span[0],
        end=company.span[1],
        weekday_agrees=weekday_agrees if moment.day else None,
        ambiguous=moment != moments[0] or [*borne_out.values()].count(borne_out[moment]) > 1,
        hijri=company.hijri,
        calendars_agree=calendars_agree,
    )


def _hijri(part: Part) -> HijriDate | None:
    """The Hijri date of a part, if it names the year in full."""
    year, month = part.number("year"), part.number("month")
    day = part.number("day") if part.kind in HIJRI else None
    return HijriDate(year, month, day) if year and month else None


def _converted(part: Part, company: Company) -> DateMention | None:
    """A Hijri day, where its year is one of the Umm al-Qura calendar.

    A weekday tells which of the days that calendars disagree on is meant.
    """
    hijri = _hijri(part)
    computed = hijri and hijri.first_day
    if not computed:
        return None
    days = [computed + shift for shift in _SHIFTS]
    day = next(filter(company.weekday_is, days), computed)
    agrees = company.weekday_is(day)
    return DateMention(
        moment=at_time(Moment.on(day), company),
        start=company.span[0],
        end=company.span[1],
        weekday_agrees=agrees,
        calendar=Calendar.HIJRI,
        hijri=hijri,
        calendars_agree=False if any(map(_is_no_day, (company.before, company.after))) else None,
        approximate=not agrees or day != computed,
    )


def _is_no_day(part: Part | None) -> bool:
    """Whether a part is a date that no calendar has, as «31 فبراير 2022»."""
    return part is not None and part.kind in GREGORIAN and not _moments(part)


def at_time(moment: Moment, company: Company) -> Moment:
    """A day at the time printed with it, in the time zone printed with that."""
    if not moment.day or "time" not in company.told:
        return moment
    time = company.told["time"]
    hour = time.number("hour") or 0
    minute = time.number("minute") or time.number("spelt") or time.number("dotted") or 0
    half = 12 if time.word("afternoon") else time.number("half")
    if half is not None and hour <= 12:
        hour = ((hour - half) % 12 + half) % 24
    return replace(moment, hour=hour, minute=minute, zone=_zone(time, company.told.get("zone")))


def _zone(time: Part, zone: Part | None) -> str:
    """A name of the time zone database, or an offset; "" where none is stated, or none known."""
    if offset := time.word("ahead") or (zone and zone.word("ahead")):
        return _offset("+", offset)
    if offset := time.word("behind"):
        return _offset("-", offset)
    if zone and (sign := zone.number("sign")) is not None:
        return _ZONE_SIGNS[sign]
    return PLACES[place] if zone and (place := zone.word("place")) else ""


def _offset(sign: str, printed: str) -> str:
    """The offset of «+3»، «+03:00»، «+0300»."""
    hours, minutes = printed[:2].rstrip(":"), printed[2:].lstrip(":")
    return f"{sign}{int(hours):02}:{int(minutes or 0):02}"
