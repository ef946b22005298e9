"""A point in time, as precise as it is known, and a Hijri date beside it."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from hijridate import Gregorian, Hijri

LONGEST_MONTH = 30
"""In days. Where a month of the Umm al-Qura calendar has 29, that of another country may have 30."""


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


class Calendar(StrEnum):
    GREGORIAN = "gregorian"
    HIJRI = "hijri"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, as precise as it is known; ValueError if the calendar has no such point.

    The hour is that of `zone`: a name of the time zone database, an offset as in "+03:00", or ""
    where none is stated.

    >>> Moment(2022, 3, 25, 15, 4).isoformat(), Moment(2022, 3).isoformat()
    ('2022-03-25T15:04', '2022-03')
    """

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    zone: str = ""

    def __post_init__(self) -> None:
        if (
            (self.month is None and self.day is not None)
            or (self.day is None and self.hour is not None)
            or (self.hour is None) != (self.minute is None)
        ):
            raise ValueError("a finer part of a moment is known without a coarser one")
        if self.zone and self.hour is None:
            raise ValueError("a moment without a time has no time zone")
        month, day = (1 if part is None else part for part in (self.month, self.day))
        date(self.year, month, day), time(self.hour or 0, self.minute or 0)

    @classmethod
    def on(cls, day: date) -> "Moment":
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Precision:
        return tuple(Precision)[sum(part is not None for part in (self.month, self.day, self.hour))]

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def isoformat(self) -> str:
        """The moment as ISO 8601 has it, in the time of its zone."""
        days = "".join(f"-{part:02}" for part in (self.month, self.day) if part is not None)
        clock = "" if self.hour is None else f"T{self.hour:02}:{self.minute:02}"
        return f"{self.year:04}{days}{clock}"


@dataclass(frozen=True, slots=True)
class HijriDate:
    """A day, or a month without its day, as the Hijri calendar counts them.

    Which day it is depends on when a country saw the new moon: one earlier or later than the Umm
    al-Qura calendar, which is computed, is nothing unusual.
    """

    year: int
    month: int
    day: int | None = None

    @property
    def first_day(self) -> date | None:
        """The day, or the month's first, by Umm al-Qura; None outside 1343 to 1500, its years.

        >>> HijriDate(1443, 8, 22).first_day
        datetime.date(2022, 3, 25)
        """
        day = 1 if self.day is None else self.day
        if not 1 <= day <= LONGEST_MONTH:
            return None
        try:
            first = date.fromordinal(Hijri(self.year, self.month, 1).to_gregorian().toordinal())
        except (ValueError, OverflowError):
            return None
        return first + timedelta(day - 1)

    def may_be(self, moment: Moment) -> bool | None:
        """Whether it is a moment's day, give or take one, or shares a day with its month.

        None where that cannot be told.
        """
        first = self.first_day
        if not first or not moment.month:
            return None
        last = first if self.day is not None else first + timedelta(LONGEST_MONTH - 1)
        begins = moment.first_day
        ends = begins if moment.day else begins + timedelta(LONGEST_MONTH)
        return begins - timedelta(1) <= last and first <= ends + timedelta(1)


def hijri_of(day: date) -> HijriDate | None:
    """A day by the Umm al-Qura calendar; None where it has no such day.

    >>> hijri_of(date(2022, 3, 25))
    HijriDate(year=1443, month=8, day=22)
    """
    try:
        return HijriDate(*Gregorian.fromdate(day).to_hijri().datetuple())
    except OverflowError:
        return None
