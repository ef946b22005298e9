"""Dates as Arabic papers print them, read and written.

One day is printed with five sets of month names, in three sets of digits and a dozen orders, often
beside the Hijri day. This module reads it as a `Moment`, no more precise than what is printed, and
says where it stands and whether its weekday agrees. It never looks at the clock: a page says the
same day whenever it is read.

Text is read in two steps. Every word that may belong to a date is replaced by a code, so that
«الجمعة 25 مارس 2022 م» becomes `W4 25 M03 2022 P`; patterns over the codes then tell dates, and
what may stand beside them, from other words.

The edge: Hijri dates are recognised, not converted. A two-digit year and a date without a year are
left unread, since only the clock or the page could complete them. A time is kept as printed,
whatever its zone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple, get_args
from unicodedata import combining

from archive.text import INVISIBLE, TATWEEL, key, words

# Egypt's names are also those of Sudan and the Gulf, the Levant's of Iraq, Algeria's of Tunisia.
MonthSystem = Literal["egypt", "levant", "morocco", "algeria", "mauritania"]
Label = Literal["", "published", "updated"]

# The words of datelines by their codes. Of a month, one name for each system, then other spellings.
_NAMES = {
    "M01": "يناير، كانون الثاني، يناير، جانفي، يناير، كانون ثاني، كانون ثان، كانون 2، january، jan",
    "M02": "فبراير، شباط، فبراير، فيفري، فبراير، فيبراير، february، feb",
    "M03": "مارس، آذار، مارس، مارس، مارس، march، mar",
    "M04": "أبريل، نيسان، أبريل، أفريل، ابريل، april، apr",
    "M05": "مايو، أيار، ماي، ماي، مايو، مايس، may",
    "M06": "يونيو، حزيران، يونيو، جوان، يونيو، يونيه، june، jun",
    "M07": "يوليو، تموز، يوليوز، جويلية، يوليو، يوليه، july، jul",
    "M08": "أغسطس، آب، غشت، أوت، اغسطس، أوغسطس، august، aug",
    "M09": "سبتمبر، أيلول، شتنبر، سبتمبر، شتمبر، سيبتمبر، september، sept، sep",
    "M10": "أكتوبر، تشرين الأول، أكتوبر، أكتوبر، اكتوبر، أوكتوبر، تشرين أول، تشرين 1، october، oct",
    "M11": "نوفمبر، تشرين الثاني، نونبر، نوفمبر، نفمبر، تشرين ثاني، تشرين ثان، تشرين 2، november، nov",
    "M12": "ديسمبر، كانون الأول، دجنبر، ديسمبر، دجمبر، كانون أول، كانون 1، december، dec",
    "H": "محرم، المحرم، صفر، ربيع الأول، ربيع أول، ربيع الآخر، ربيع الثاني، ربيع ثاني"
    "، جمادى الأولى، جمادى الأول، جماد الأولى، جماد الأول، جمادى الآخرة، جمادى الآخر"
    "، جمادى الثانية، جماد الآخرة، جماد الآخر، جماد الثاني، رجب، شعبان، رمضان، شوال"
    "، ذو القعدة، ذي القعدة، ذو الحجة، ذي الحجة",
    "W0": "الاثنين، monday، mon",
    "W1": "الثلاثاء، الثلاثا، الثلثاء، tuesday، tue",
    "W2": "الأربعاء، الأربعا، wednesday، wed",
    "W3": "الخميس، thursday، thu",
    "W4": "الجمعة، friday، fri",
    "W5": "السبت، saturday، sat",
    "W6": "الأحد، sunday، sun",
    # By the first of the twelve hours meant: «1 ظهرا» is 13, «1 ليلا» is 1.
    "C00": "ص، صباحا، فجرا، am، a m",
    "C11": "ظهرا",
    "C12": "مساء، عصرا، بعد الظهر، pm، p m",
    "C18": "ليلا",
    "P": "م",  # after a time the second half of the day, after a year the Christian era
    "E": "ميلادي، ميلادية، للميلاد",
    "A": "هـ، هجري، هجرية، للهجرة",
    "V": "من",
    "F": "شهر",
    "Y": "عام، العام، لعام، سنة، لسنة",
    "J": "الجاري، الحالي",
    "K": "الأسبوع، النصف، الثلث، الربع",  # «الأول من مارس» after these is no day
    "S": "الساعة",
    "B": "يوم، في، على، الموافق، لموافق، المصادف، بتاريخ، تمام، ل، ب، on، at، t",
    "Z": "بتوقيت، توقيت، بالتوقيت، المحلي، غرينتش، جرينتش، غرينيتش، gmt، utc، gst، ksa، z",
    "N": "العدد، عدد، مشاهدة، مشاهدات، قراءة، قراءات، تعليق، تعليقات، دقيقة، دقائق",
    "L": "نشر، نشرت، نشره، نشرها، النشر، منشور، أضيف، الإضافة، حرر، published، posted",
    "U": "تحديث، التحديث، حدث، محدث، تعديل، التعديل، تعديله، عدل، updated، modified",
    # By the days that have passed since; not known in the last row.
    "T0": "اليوم",
    "T1": "أمس، البارحة",
    "T2": "أول أمس، أمس الأول",
    "T": "هذا اليوم، ذلك اليوم",
    "O": "تم، آخر، تاريخ، التاريخ، وقت، last، date",
    # Words of sentences and of bylines, never of a dateline.
    "X": "أن، إن، إلى، حتى، منذ، خلال، قبل، بعد، التي، الذي، كان، كانت، قال، قالت",
    "Q": "كتب، كتبت، بقلم، إعداد",
}
_ORDINALS = (
    "الأول، الثاني، الثالث، الرابع، الخامس، السادس، السابع، الثامن، التاسع، العاشر"
    "، الحادي عشر، الثاني عشر، الثالث عشر، الرابع عشر، الخامس عشر، السادس عشر، السابع عشر"
    "، الثامن عشر، التاسع عشر، العشرين، الحادي والعشرين، الثاني والعشرين، الثالث والعشرين"
    "، الرابع والعشرين، الخامس والعشرين، السادس والعشرين، السابع والعشرين، الثامن والعشرين"
    "، التاسع والعشرين، الثلاثين، الحادي والثلاثين"
)
_LABELS: dict[str, Label] = {"L": "published", "U": "updated"}


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, as precise as it is known; ValueError if the calendar has no such point.

    >>> Moment(2022, 3, 25, 15, 4).isoformat(), Moment(2022, 3).isoformat()
    ('2022-03-25T15:04', '2022-03')
    """

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None

    def __post_init__(self) -> None:
        known = [part is not None for part in (self.month, self.day, self.hour)]
        if known != sorted(known, reverse=True) or (self.hour is None) != (self.minute is None):
            raise ValueError("a finer part of a moment is known without a coarser one")
        month, day = (1 if part is None else part for part in (self.month, self.day))
        date(self.year, month, day), time(self.hour or 0, self.minute or 0)

    @property
    def precision(self) -> Precision:
        return tuple(Precision)[sum(part is not None for part in (self.month, self.day, self.hour))]

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def isoformat(self) -> str:
        days = "".join(f"-{part:02}" for part in (self.month, self.day) if part is not None)
        clock = "" if self.hour is None else f"T{self.hour:02}:{self.minute:02}"
        return f"{self.year:04}{days}{clock}"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: what it says, and where it stands with its weekday and time.

    `weekday_agrees` is None where no weekday is printed. `ambiguous` marks 03/04/2022, read day
    first as the Arabic press prints it, though the month may be meant first.
    """

    moment: Moment
    start: int
    end: int
    weekday_agrees: bool | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line that says when an article appeared; without a mention if only the Hijri day does."""

    text: str
    mention: DateMention | None
    label: Label
    hijri: bool


class CurrentMonth(NamedTuple):
    """A month called the present one, the last day named in it, and where this stands."""

    month: int
    latest_day: int | None
    start: int
    end: int


_CODES = {key(name): code for code, names in _NAMES.items() for name in names.split("، ")} | {
    key(name): f"D{day:02}" for day, name in enumerate(_ORDINALS.split("، "), 1)
}
_DAY = r"(?:\d\d?|(?<!K\ )D\d\d(?=\ V))"
_OF = r"(?:\ V)?(?:\ F)?"  # «من شهر»
_YEAR = r"(?:1[5-9]|2[01])\d\d\b"
_HIJRI_YEAR = r"1[2-4]\d\d\b(?:\ A\b)?"
_ERA = r"(?!\ A\b|[.,/]\d)(?:\ [PE]\b)?"
_ALONE = r"(?:(?<![\da-z][-/.])|(?<=W\d[-/.]))"  # not within an address or a number
_ENDS = r"(?![-/.][\da-z])"
# Kinds of parts in the order they are tried; `_Part.number` knows their groups by name.
_PATTERNS = {
    "written": rf"""
        (?: (?<!\d[.,/])(?P<written_day>{_DAY}){_OF} (?:\ ?(?P<sign>[-/.,،])\ ?|\ ) )?
        M(?P<written_month>\d\d)\)? (?(sign)\ ?(?P=sign)\ ?|\ ?[-/,،]?\ ?)
        (?:V\ )?(?:Y\ )?(?P<written_year>{_YEAR}){_ERA}""",
    "month_first": rf"""
        M(?P<month_first_month>\d\d)[-/\ ](?P<month_first_day>\d\d?)\ ?[-/,،\ ]\ ?
        (?P<month_first_year>{_YEAR}){_ERA}""",
    "day_first": rf"""
        {_ALONE}(?P<day_first_day>\d\d?)(?P<sign_d>\ ?[-/.]\ ?)
        (?P<day_first_month>\d\d?)(?P=sign_d)(?P<day_first_year>{_YEAR}){_ENDS}{_ERA}""",
    "year_first": rf"""
        {_ALONE}(?P<year_first_year>{_YEAR})(?P<sign_y>\ ?[-/.]\ ?)
        (?P<year_first_month>\d\d?)(?P=sign_y)(?P<year_first_day>\d\d?)\b{_ENDS}{_ERA}""",
    "hijri": rf"""
        {_DAY}{_OF}\ ?[-/.]?\ ?H\ ?[-/.,،]?\ ?(?:Y\ )?{_HIJRI_YEAR}
      | \d\d?\ ?[-/.]\ ?\d\d?\ ?[-/.]\ ?(?:{_HIJRI_YEAR}|\d\d(?:\d\d)?\ A\b)
      | 1[2-4]\d\d\ ?[-/.]\ ?\d\d?\ ?[-/.]\ ?\d\d?\b(?:\ A\b)?""",
    "hijri_month": rf"\d\d?\ H\b(?:\ A\b)?|H\ {_HIJRI_YEAR}",
    "current": rf"(?:(?P<current_day>{_DAY}){_OF}\ )?M(?P<current_month>\d\d)\)?\ J\b",
    "time": r"""
        (?P<said>S\ )?(?P<time_hour>2[0-3]|[01]?\d)
        (?: :(?P<time_minute>[0-5]\d)\b(?::\d\d\b)?
          | \.(?P<time_dotted>[0-5]\d)\b(?(said)|(?=\ [CP]))
          | (?(said)(?=\ [CP])|(?!)) )
        (?:\ (?:C(?P<time_half>\d\d)|(?P<afternoon>P)\b))? (?:\+\d\d:?\d\d\b)?""",
    "weekday": r"W(?P<weekday_number>\d)",
    "count": r"N\ ?:?\ ?\d+\b(?!\ M|[-/.]\d)|\d+\ N\b",
    "bridge": r"[BS]\b",
    "label": r"[LUO]\b",
    "zone": r"Z\b(?:\ ?\+\d\d?\b(?::\d\d\b)?)?",
    "number": r"\d+\b",
    "word": r"\w+",
    "end": r"\Z",
}
_PART = re.compile("|".join(f"(?P<{kind}>{_PATTERNS[kind]})" for kind in _PATTERNS), re.VERBOSE)
_DATES = frozenset({"written", "month_first", "day_first", "year_first"})
_BETWEEN = frozenset({"bridge", "hijri", "hijri_month", "zone"})  # within a date and its weekday
_SEAMS = frozenset(" -|/,،:()[]•·")
_APART = frozenset("-|/،,•·*")
_STOPS = frozenset(".؟!…?")
_NOT_ASIDE = re.compile(r"[XQHMDJFYVK\d]")
_MOST_ASIDES = 4
_LONGEST_DATELINE = 200
_COMMEMORATES = re.compile("ذكري|ميلاد|تخليد")
_SINCE = {"T0": timedelta(0), "T1": timedelta(1), "T2": timedelta(2)}
_DAY_NAMES = "|".join(name for name, code in _CODES.items() if code[0] in "MW")
# «ومايو»، «لمارس»، the T15 of ISO; not «باب», which is a door.
_PREFIX = re.compile(rf"(?:و|[بل](?!اب$))(?:{_DAY_NAMES})$|t\d+$")
_SIGNS = str.maketrans(dict.fromkeys(INVISIBLE) | dict.fromkeys("‐‑–—―−_" + TATWEEL, "-"))


class _Part(NamedTuple):
    """A stretch of text that is one thing to a date; its kind is a key of `_PATTERNS`."""

    kind: str
    read: re.Match[str]
    gap: str  # what is printed before it
    start: int
    end: int

    def number(self, name: str) -> int | None:
        digits = self.read[f"{self.kind}_{name}"]
        return int(digits.lstrip("D")) if digits else None


def _gap(raw: str) -> str:
    """What is printed between two words: signs, single spaces, and ¶ for an empty line."""
    if raw == " ":
        return raw
    signs = "".join(sign for sign in raw.translate(_SIGNS) if not combining(sign))
    return re.sub(r"[\s\w]+", " ", signs) + " ¶ " * (raw.count("\n") > 1) or " "


def _coded(text: str) -> list[tuple[int, int, str, str]]:
    """Of each word its offsets, the gap before it and its code; «كانون الثاني (يناير)» is one."""
    coded: list[tuple[int, int, str, str]] = []
    before, end = "", 0
    for start, stop, word in words(text):
        start, folded = (start + 1, word[1:]) if _PREFIX.match(word) else (start, word)
        gap, end = _gap(text[end:start]), stop
        code = _CODES.get(folded) or (folded if folded.isalnum() else "x")
        if pair_code := _CODES.get(f"{before} {folded}"):
            start, _, gap, _ = coded.pop()
            code = pair_code
        if coded and code[0] == "M" and code == coded[-1][3] and gap.strip() in ("", *"/-("):
            start, _, gap, _ = coded.pop()
        coded.append((start, stop, gap, code))
        before = folded
    return [*coded, (len(text), len(text), _gap(text[end:]), "")]


def _parts(text: str) -> list[_Part]:
    """The text as dates, what may stand beside them, and words; the last part is its end."""
    line = ""
    starts, ends = {}, {}
    for start, end, gap, code in _coded(text):
        line += gap
        starts[len(line)] = start
        line += code
        ends[len(line)] = end
    parts: list[_Part] = []
    last = 0
    for read in _PART.finditer(line):
        gap, last = line[last : read.start()], read.end()
        parts.append(_Part(read.lastgroup or "", read, gap, starts[read.start()], ends[last]))
    return parts


def _moment(part: _Part) -> Moment | None:
    """The date of a part, if there is such a day; of two numbers, one over 12 is the day."""
    if part.kind not in _DATES:
        return None
    year, month, day = (part.number(name) for name in ("year", "month", "day"))
    if part.kind != "written" and month and month > 12:
        month, day = day, month
    try:
        return Moment(year or 0, month, day)
    except ValueError:
        return None


def _at_time(moment: Moment, part: _Part) -> Moment:
    hour = part.number("hour") or 0
    minute = part.number("minute") or part.number("dotted") or 0
    half = 12 if part.read["afternoon"] else part.number("half")
    if half is not None and hour <= 12:
        hour = ((hour - half) % 12 + half) % 24
    return replace(moment, hour=hour, minute=minute)


def _dated(parts: list[_Part]) -> Iterator[tuple[int, DateMention, timedelta | None]]:
    """Each date's index, the date with its weekday and time, and how long ago «أمس» puts it."""
    last = -1
    for at, part in enumerate(parts):
        moment = _moment(part)
        if moment is None:
            continue
        beside: dict[str, int] = {}
        since = None
        for step in (-1, 1):
            other = at + step
            while last < other and _SEAMS.issuperset(parts[max(other, other - step)].gap):
                kind = parts[other].kind
                if kind in ("weekday", "time") and kind not in beside:
                    beside[kind] = other
                elif kind not in _BETWEEN:
                    since = since if step > 0 else _SINCE.get(parts[other].read[0])
                    break
                other += step
        first, last = min(at, at, *beside.values()), max(at, at, *beside.values())
        agrees = None
        if moment.day and "weekday" in beside:
            agrees = moment.first_day.weekday() == parts[beside["weekday"]].number("number")
        if moment.day and "time" in beside:
            moment = _at_time(moment, parts[beside["time"]])
        either = part.kind == "day_first" and moment.month != moment.first_day.day <= 12
        start, end = parts[first].start, parts[last].end
        yield at, DateMention(moment, start, end, agrees, either), since


def find_dates(text: str) -> list[DateMention]:
    """Every date of a text that names at least a month and a year, in order.

    >>> [mention.moment.isoformat() for mention in find_dates("بين مارس 2006 و3 ماي 2008")]
    ['2006-03', '2008-05-03']
    """
    return [mention for _, mention, _ in _dated(_parts(text))]


def find_current_months(text: str) -> list[CurrentMonth]:
    """Where a text calls a month the present one: «16 و17 يناير الجاري»، «نهاية غشت الحالي».

    >>> find_current_months("انعقد يومي 16 و17 يناير الجاري")[0][:2]
    (1, 17)
    """
    return [
        CurrentMonth(part.number("month") or 0, part.number("day"), part.start, part.end)
        for part in _parts(text)
        if part.kind == "current"
    ]


def read_dateline(line: str) -> Dateline | None:
    """The dateline a line is, or None if it says anything else, as a sentence or a headline does.

    A few words set off from the date, a city or an agency, may stand beside it. Of the day of
    publication and that of an update, the former is read.

    >>> dateline = read_dateline("الجمعة 22 شعبان 1443 هـ - 25 مارس 2022 م")
    >>> dateline.mention.moment.isoformat(), dateline.mention.weekday_agrees, dateline.hijri
    ('2022-03-25', True, True)
    >>> read_dateline("وعرضت خلاصات الاجتماع يوم 17 يناير 2023.") is None
    True
    """
    if len(line) > _LONGEST_DATELINE:
        return None
    parts = _parts(line)
    dates = list(_dated(parts))
    hijri = any(part.kind == "hijri" for part in parts)
    if not (dates or hijri) or not _is_bare(parts, double_dated=bool(dates) and hijri):
        return None
    if not dates:
        return Dateline(line, None, _label(parts), hijri)
    if len({mention.moment.first_day for _, mention, _ in dates}) > 1 and not _label(parts):
        return None
    readings = [Dateline(line, mention, _label(parts[:at]), hijri) for at, mention, _ in dates]
    return min(readings, key=lambda reading: reading.label == "updated")


def _label(parts: list[_Part]) -> Label:
    """The last label among the parts."""
    labels = (_LABELS.get(part.read[0], "") for part in reversed(parts))
    return next(filter(None, labels), "")


def _is_bare(parts: list[_Part], double_dated: bool) -> bool:
    """Whether all but the date and its furniture is a city, a desk or an agency set off from it.

    «انتخابات 8 شتنبر 2021» is a headline, «الرباط - 8 شتنبر 2021» a dateline. Agencies that print
    both calendars set nothing off: «الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس».
    """
    asides = [at for at, part in enumerate(parts) if part.kind in ("word", "number", "current")]
    if len(asides) > _MOST_ASIDES or any(_NOT_ASIDE.match(parts[at].read[0]) for at in asides):
        return False
    if parts[-2].kind == "word" and _STOPS.intersection(parts[-1].gap):
        return False
    dates = _DATES | {"hijri"} if double_dated else frozenset[str]()
    before, after = dates | {"word", "time", "zone"}, dates | {"word", "end"}
    return all(
        (at == 0 or parts[at - 1].kind in before or _APART.intersection(parts[at].gap))
        and (parts[at + 1].kind in after or _APART.intersection(parts[at + 1].gap))
        for at in asides
    )


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
    parts = _parts(text)
    dates = [(mention, since) for _, mention, since in _dated(parts)]
    today = [dated for dated in dates if dated[0].weekday_agrees and dated[1] is not None]
    if not today and not any(_COMMEMORATES.search(part.read[0]) for part in parts):
        now = {(month, day) for month, day, *_ in find_current_months(text) if day}
        same = [dated for dated in dates if (dated[0].moment.month, dated[0].moment.day) in now]
        today = sorted(same, key=lambda dated: dated[0].moment.first_day)[-1:]
    if not today:
        return None
    mention, since = today[0]
    day = mention.moment.first_day + (since or timedelta(0))
    return replace(mention, moment=Moment(day.year, day.month, day.day))


def month_name(month: int, system: MonthSystem = "egypt") -> str:
    """The name of a month, 1 to 12, as papers of a region print it.

    >>> month_name(8, "morocco"), month_name(8, "levant")
    ('غشت', 'آب')
    """
    return _NAMES[f"M{month:02}"].split("، ")[get_args(MonthSystem).index(system)]


def format_date(moment: Moment, months: MonthSystem = "egypt") -> str:
    """The date of a moment in words, as far as it is known: «25 مارس 2022»، «مارس 2022»، «2022».

    >>> format_date(Moment(2022, 3, 25), "levant")
    '25 آذار 2022'
    """
    named = moment.month and month_name(moment.month, months)
    return " ".join(str(part) for part in (moment.day, named, moment.year) if part is not None)
