"""What the lines of a news page are recognised by: its headings and its furniture.

The tables are written as papers print them; lines are compared by `archive.text.key`, so that marks,
hamza and punctuation do not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import regex

from archive.records import Span
from archive.text import clean, key, words

# Lengths in words, but for the width of a wrapped line.
LONGEST_FURNITURE = 12
SHORTEST_PARAGRAPH = 25
SHORTEST_CLOSED_PARAGRAPH = 12
WIDEST_WRAP = 120


class Section(Enum):
    HEADER = auto()
    BODY = auto()
    ENDED = auto()
    SOURCE = auto()
    KEYWORDS = auto()
    LINKS = auto()
    COMMENTS = auto()
    COMMENT_FORM = auto()


HEADINGS = {
    Section.SOURCE: """
        المصدر
        مصدر الخبر
        مصدر المقال
        المصادر
        source
        """,
    Section.KEYWORDS: """
        كلمات مفتاحية
        الكلمات المفتاحية
        كلمات دلالية
        الكلمات الدلالية
        كلمات البحث
        الوسوم
        وسوم
        الأوسمة
        أوسمة
        سمات
        هاشتاغ
        هاشتاج
        تاغات
        تاجات
        tags
        keywords
        """,
    Section.LINKS: """
        مقالات ذات صلة
        مقالات مشابهة
        مقالات متعلقة
        مواضيع ذات صلة
        مواضيع متعلقة
        مواضيع مرتبطة
        مواضيع مشابهة
        موضوعات ذات صلة
        موضوعات متعلقة
        أخبار ذات صلة
        أخبار متعلقة
        أخبار مشابهة
        روابط ذات صلة
        ذات صلة
        اقرأ أيضا
        اقرأ أيضا في
        اقرأ المزيد
        اقرأ كذلك
        إقرأ أيضا
        تقرأون أيضا
        طالع أيضا
        شاهد أيضا
        قد يهمك
        قد يهمك أيضا
        قد يعجبك أيضا
        ربما يعجبك أيضا
        المزيد من الأخبار
        المزيد حول هذا الموضوع
        الأكثر قراءة
        الأكثر مشاهدة
        أحدث الأخبار
        آخر الأخبار
        related articles
        read also
        """,
    Section.COMMENTS: """
        التعليقات
        تعليقات
        تعليقات القراء
        تعليقات الزوار
        تعليقات القراء والزوار
        آراء القراء
        ردود القراء
        comments
        """,
    Section.COMMENT_FORM: """
        اترك تعليقا
        اترك تعليقك
        اترك ردا
        اترك رد
        أترك تعليقا
        أضف تعليقا
        أضف تعليق
        أضف تعليقك
        أضف ردا
        أضف رأيك
        أكتب تعليقا
        اكتب تعليقا
        اكتب تعليقك
        إضافة تعليق
        شارك برأيك
        شاركنا رأيك
        شارك بتعليقك
        شاركنا بتعليقك
        علق على الخبر
        التعليق
        leave a reply
        leave a comment
        """,
}

# Whole lines that are part of the page, not of the article.
FURNITURE = {
    "navigation": """
        الرئيسية
        زر الذهاب إلى الأعلى
        العودة إلى الأعلى
        العودة للأعلى
        إلى الأعلى
        الخبر السابق
        الخبر التالي
        المقال السابق
        المقال التالي
        السابق
        التالي
        القائمة
        بحث
        تخطي إلى المحتوى
        الانتقال إلى المحتوى
        تحميل المزيد
        عرض المزيد
        المزيد
        إغلاق
        تسجيل الدخول
        """,
    "sharing": """
        شارك
        شاركها
        شاركه
        شارك المقال
        شارك الخبر
        شارك هذا الموضوع
        مشاركة
        مشاركة عبر البريد
        انشر
        طباعة
        طباعة الخبر
        أرسل إلى صديق
        إرسال إلى صديق
        نسخ الرابط
        فيسبوك
        فيس بوك
        تويتر
        إكس
        واتساب
        واتس آب
        تيليجرام
        تيلغرام
        تيلقرام
        لينكد إن
        لينكدإن
        ماسنجر
        بينتيريست
        البريد الإلكتروني
        facebook
        twitter
        x
        whatsapp
        telegram
        linkedin
        email
        print
        share
        """,
    "comment controls": """
        رد
        الرد
        رد على التعليق
        الرد على التعليق
        أعجبني
        لم يعجبني
        إعجاب
        إبلاغ
        أبلغ عن التعليق
        إبلاغ عن تعليق
        التعليقات مغلقة
        reply
        """,
    "advertisement": """
        إعلان
        إعلانات
        advertisement
        """,
}

# Lines of furniture known by how they begin.
FURNITURE_OPENINGS = {
    "comment form": """
        لن يتم نشر عنوان بريدك الإلكتروني
        الحقول الإلزامية مشار إليها
        احفظ اسمي
        إلغاء الرد
        نشر التعليق
        إرسال التعليق
        """,
    "copyright": """
        جميع الحقوق محفوظة
        كل الحقوق محفوظة
        حقوق النشر محفوظة
        copyright
        """,
    "sharing": """
        تابعنا على
        تابعونا على
        تابعوا آخر الأخبار
        اشترك في النشرة
        اشترك في قناتنا
        انضم إلى قناتنا
        حمل تطبيق
        """,
    "page counts": """
        عدد المشاهدات
        عدد القراءات
        عدد الزيارات
        مدة القراءة
        وقت القراءة
        """,
}

# «متابعات» after a source says how the paper worked, not who published.
NOT_A_SOURCE = """
    متابعات
    متابعة
    وكالات
    وكالات الأنباء
    ترجمة
    ترجمات
    خاص
    مواقع
    مواقع إلكترونية
    صحف
    مواقع التواصل
    مواقع التواصل الاجتماعي
    """


NO_COMMENTS = ("لا توجد تعليقات", "لا يوجد تعليقات", "لا تعليقات", "بدون تعليقات", "no comments")
SPELT_COUNTS = {"تعليق واحد": 1, "تعليقان": 2, "تعليقين": 2, "رد واحد": 1, "ردان": 2}
COUNT = regex.compile(
    r"""
      (?:ال)?(?:تعليقات?|تعليقا|ردود)\ (?P<n>\d{1,6})
    | (?P<n>\d{1,6})\ (?:تعليقات?|تعليقا|ردود|رايا?|اراء|comments?|thoughts)(?:\ (?:علي|on)\ .*)?
    """,
    regex.VERBOSE,
)
_TRAIL = regex.compile(r"[›»>/\\|]")
_SEPARATOR = regex.compile(r"\s*[:：|›»\-–—]+\s*")
_CLOSED = regex.compile(r"[.!?؟…]['\"”»)\]]*$")
_OPEN_ENDED = regex.compile(r"[\p{L}\p{M}\p{N}ـ،,]$")
_LINE = regex.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_LINE_BREAK = regex.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _phrases(table: str) -> Iterator[str]:
    return (key(phrase) for phrase in table.strip().splitlines())


_HEADINGS = {phrase: section for section, table in HEADINGS.items() for phrase in _phrases(table)}
_LONGEST_HEADING = max(phrase.count(" ") + 1 for phrase in _HEADINGS)
_FURNITURE = {phrase: kind for kind, table in FURNITURE.items() for phrase in _phrases(table)}
_OPENINGS = {
    phrase: kind for kind, table in FURNITURE_OPENINGS.items() for phrase in _phrases(table)
}
NOT_SOURCES = frozenset(_phrases(NOT_A_SOURCE))
_COUNTS = {key(phrase): n for phrase, n in SPELT_COUNTS.items()} | {
    key(phrase): 0 for phrase in NO_COMMENTS
}


@dataclass(frozen=True)
class Line:
    """A line with something on it. `raw` starts at `start` in the capture's text."""

    raw: str
    start: int
    after_gap: bool

    @cached_property
    def text(self) -> str:
        return clean(self.raw)

    @cached_property
    def key(self) -> str:
        return key(self.raw)

    @property
    def span(self) -> Span:
        return self.start, self.start + len(self.raw)

    @property
    def length(self) -> int:
        """In words."""
        return self.key.count(" ") + 1 if self.key else 0

    def rest(self, offset: int) -> "Line":
        return Line(self.raw[offset:], self.start + offset, self.after_gap)


class Heading(NamedTuple):
    section: Section
    rest: Line | None
    """What stands on the same line after the heading, as in «الوسوم: المغرب»."""
    declared: int | None = None


def lines_of(text: str) -> list[Line]:
    """The lines that show something, each with its place and whether blank lines precede it."""
    found: list[Line] = []
    end = 0
    for match in _LINE.finditer(text):
        breaks = len(_LINE_BREAK.findall(text, end, match.start()))
        line = Line(match[0], match.start(), after_gap=not found or breaks > 1)
        if line.text:
            found.append(line)
            end = match.end()
    return found


def is_closed(text: str) -> bool:
    """Whether a text ends as a finished sentence does."""
    return _CLOSED.search(text) is not None


def is_open_ended(text: str) -> bool:
    """Whether a text stops at a letter, a digit or a comma."""
    return _OPEN_ENDED.search(text) is not None


def is_paragraph(line: Line) -> bool:
    """Too long, or too complete a sentence, for a headline."""
    return line.length >= SHORTEST_PARAGRAPH or (
        line.length >= SHORTEST_CLOSED_PARAGRAPH and is_closed(line.text)
    )


def unwrapped(lines: list[Line]) -> list[list[Line]]:
    """Lines grouped to paragraphs: one each, unless the capture was wrapped at a fixed width.

    A wrapped line is one that had no room left for the next line's first word.
    """
    width = max((len(line.text) for line in lines), default=0)
    groups = [[line] for line in lines[:1]]
    for above, line in pairwise(lines):
        had_room = len(above.text) + 1 + len(line.text.partition(" ")[0]) <= width
        if line.after_gap or had_room or width > WIDEST_WRAP:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def joined(lines: list[Line]) -> str:
    """The text of lines, their paragraphs divided by blank lines."""
    return "\n\n".join(" ".join(line.text for line in group) for group in unwrapped(lines))


def heading_of(line: Line) -> Heading | None:
    if (declared := _COUNTS.get(line.key)) is not None:
        return Heading(Section.COMMENTS, None, declared)
    if match := COUNT.fullmatch(line.key):
        return Heading(Section.COMMENTS, None, int(match["n"]))
    opening = [word for _, word in zip(range(_LONGEST_HEADING), words(line.raw), strict=False)]
    for length in range(len(opening), 0, -1):
        section = _HEADINGS.get(" ".join(word.folded for word in opening[:length]))
        if not section:
            continue
        end = opening[length - 1].end
        rest = line.raw[end:]
        if not key(rest):
            return Heading(section, None)
        separator = _SEPARATOR.match(rest)
        if separator:
            return Heading(section, line.rest(end + separator.end()))
        return None
    return None


def furniture_of(line: Line) -> str | None:
    """What kind of page furniture a line is, if any; rules and ornaments count as such."""
    if not line.key:
        return "ornament"
    if kind := _FURNITURE.get(line.key):
        return kind
    if line.length <= LONGEST_FURNITURE:
        for opening, kind in _OPENINGS.items():
            if line.key.startswith(opening):
                return kind
    if line.key.startswith(key("الرئيسية")) and len(_TRAIL.findall(line.text)) >= 1:
        return "navigation"
    return None
