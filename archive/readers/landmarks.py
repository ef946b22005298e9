"""What the lines of a news page are recognised by: its headings and its furniture.

The tables are written as papers print them, one phrase a row; lines are compared by
`archive.text.key`, so that marks, hamza and punctuation do not matter.
"""

from collections.abc import Mapping
from enum import Enum, auto
from itertools import accumulate, islice
from typing import NamedTuple, TypeVar

import regex

from archive.dates import Dateline, read_dateline
from archive.readers.lines import Line, is_closed
from archive.text import key, keys, words

T = TypeVar("T")

# Lengths in words.
LONGEST_FURNITURE = 12
LONGEST_OPEN_HEADING = 4
LONGEST_OPENING = 8
SHORTEST_PARAGRAPH = 25
SHORTEST_SENTENCE = 6
SHORTEST_EXCLAMATION = 14


class Section(Enum):
    HEADER = auto()
    BODY = auto()
    ENDED = auto()
    SOURCE = auto()
    KEYWORDS = auto()
    LINKS = auto()
    COMMENTS = auto()
    COMMENT_FORM = auto()
    AUTHOR = auto()


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
        كلمات مفتاحيه للخبر
        كلمات دلالية
        الكلمات الدلالية
        كلمات البحث
        الكلمات الدليلية
        الوسوم
        وسوم
        الأوسمة
        أوسمة
        وسم
        سمات
        العلامات
        علامات
        مواضيع المقال
        هاشتاغ
        هاشتاج
        تاغات
        تاجات
        تاق
        tags
        keywords
        """,
    Section.LINKS: """
        مقالات ذات صلة
        مقالات ذات علاقة
        مقالات مشابهة
        مقالات متعلقة
        مقالات مرتبطة
        مقالات أخرى
        مواضيع ذات صلة
        مواضيع ذات علاقة
        مواضيع متعلقة
        مواضيع مرتبطة
        مواضيع مشابهة
        مواضيع قد تهمك
        مواضيع أخرى
        موضوعات ذات صلة
        موضوعات ذات علاقة
        موضوعات متعلقة
        موضوعات مشابهة
        أخبار ذات صلة
        أخبار ذات علاقة
        أخبار متعلقة
        أخبار مرتبطة
        أخبار مشابهة
        أخبار أخرى
        روابط ذات صلة
        تقارير ذات صلة
        عناوين ذات صلة
        ذات صلة
        اقرأ أيضا
        اقرأ أيضا في
        اقرأ المزيد
        اقرأ كذلك
        تقرأون أيضا
        للمزيد اقرأ
        طالع أيضا
        انظر أيضا
        شاهد أيضا
        تابع أيضا
        قد يهمك
        قد يهمك أيضا
        قد يعجبك
        قد يعجبك أيضا
        ربما يعجبك أيضا
        ربما يهمك
        يمكنك أيضا قراءة
        نقترح لك المواضيع التالية
        نرشح لك
        لا يفوتك
        اخترنا لك
        اخترنا لكم
        اختيارات القراء
        المزيد من الأخبار
        المزيد من المقالات
        المزيد حول هذا الموضوع
        المزيد حول هذه القصة
        حول هذه القصة
        الأكثر قراءة
        الأكثر مشاهدة
        الأكثر تعليقا
        الأكثر تداولا
        الأكثر شيوعا
        أحدث الأخبار
        أحدث المقالات
        آخر الأخبار
        المقال السابق
        المقال التالي
        الخبر السابق
        الخبر التالي
        التدوينة السابقة
        التدوينة التالية
        السابق
        التالي
        تصفح المقالات
        related articles
        related posts
        related
        read also
        read more
        """,
    Section.BODY: """
        end of list
        """,
    Section.COMMENTS: """
        التعليقات
        تعليقات
        تعليقات القراء
        تعليقات الزوار
        تعليقات القراء والزوار
        التعليقات على الخبر
        التعليقات على المقال
        كل التعليقات
        عرض التعليقات
        أحدث التعليقات
        آراء القراء
        ردود القراء
        comments
        """,
    Section.COMMENT_FORM: """
        اترك تعليقا
        اترك تعليقا إلغاء الرد
        اترك تعليقك
        اترك ردا
        اترك ردا إلغاء الرد
        اترك رد
        اترك رد إلغاء الرد
        أضف تعليقا
        أضف تعليقا إلغاء الرد
        أضف تعليق
        أضف تعليقك
        أضف ردا
        أضف رأيك
        اكتب تعليقا
        اكتب تعليقك
        إضافة تعليق
        ضع تعليقك
        ضع تعليقا
        شارك برأيك
        شارك رأيك
        شاركنا رأيك
        شارك بتعليقك
        شاركنا بتعليقك
        علق على الخبر
        التعليقات مغلقة
        التعليق مغلق
        التعليق مقفل
        leave a reply
        leave a comment
        add comment
        """,
    Section.AUTHOR: """
        عن الكاتب
        نبذة عن الكاتب
        حول الكاتب
        عن المؤلف
        نبذة عن المؤلف
        about the author
        """,
}

# Headings that go on: «المزيد من أخبار المغرب».
OPEN_HEADINGS = {
    Section.LINKS: """
        مواضيع ذات
        مواضيع ساخنة
        موضوعات ذات
        مقالات ذات
        أخبار ذات
        روابط ذات
        المزيد من
        المزيد عن
        المزيد حول
        المزيد في
        الأكثر قراءة في
        الأكثر قراءة خلال
        """,
}

# Headings that a headline may follow with nothing between.
INVITATIONS = """
    اقرأ أيضا
    طالع أيضا
    شاهد أيضا
    """

# Whole lines that are part of the page, not of the article.
FURNITURE = {
    "navigation": """
        الرئيسية
        الصفحة الرئيسية
        زر الذهاب إلى الأعلى
        العودة إلى الأعلى
        العودة للأعلى
        إلى الأعلى
        أعلى الصفحة
        القائمة
        بحث
        بحث عن
        ابحث
        تخطي إلى المحتوى
        التجاوز إلى المحتوى
        انتقل إلى المحتوى
        الانتقال إلى المحتوى
        تحميل المزيد
        عرض المزيد
        عرض الكل
        المزيد
        إغلاق
        تسجيل الدخول
        دخول
        تسجيل
        سجل الآن
        من نحن
        عن الموقع
        اتصل بنا
        للاتصال بنا
        تواصل معنا
        أعلن معنا
        للإعلان معنا
        سياسة الخصوصية
        شروط الاستخدام
        الشروط والأحكام
        اتفاقية الاستخدام
        خريطة الموقع
        النشرة البريدية
        الأرشيف
        rss
        menu
        skip to content
        search
        """,
    "sharing": """
        شارك
        شاركها
        شاركه
        شارك المقال
        شارك المقالة
        شارك الخبر
        شارك هذا الخبر
        شارك هذا الموضوع
        شارك عبر
        شارك على
        شاركها عبر
        مشاركة
        مشاركة الخبر
        مشاركة المقال
        مشاركة عبر
        مشاركة عبر البريد
        انشر
        انشر الخبر
        حفظ
        طباعة
        اطبع
        طباعة الخبر
        أرسل إلى صديق
        أرسل لصديق
        إرسال إلى صديق
        أضف للمفضلة
        نسخ الرابط
        نسخ
        انسخ الرابط
        تم النسخ
        تكبير الخط
        تصغير الخط
        تكبير
        تكبيير
        تصغير
        استماع
        فيسبوك
        فيس بوك
        تويتر
        إكس
        إنستغرام
        انستقرام
        يوتيوب
        واتساب
        واتس آب
        تيليجرام
        تيليغرام
        تلغرام
        تلجرام
        تيلغرام
        تيلقرام
        لينكد إن
        لينكدإن
        لينكدين
        ماسنجر
        فايبر
        بينتيريست
        بنترست
        رديت
        ريديت
        سناب شات
        تيك توك
        ثريدز
        عبر البريد
        facebook
        twitter
        x
        whatsapp
        telegram
        messenger
        linkedin
        pinterest
        reddit
        email
        print
        share
        tweet
        copy link
        copylink
        """,
    "comment form": """
        الاسم
        الاسم الكامل
        البريد الإلكتروني
        البريد
        بريدك الإلكتروني
        الموقع الإلكتروني
        الموقع
        التعليق
        تعليق
        تعليقك
        عنوان التعليق
        نص التعليق
        إرسال
        أرسل
        أرسل التعليق
        إرسال التعليق
        نشر التعليق
        إلغاء الرد
        """,
    "comment controls": """
        رد
        الرد
        رد على التعليق
        الرد على التعليق
        أعجبني
        لم يعجبني
        إعجاب
        لا يعجبني
        إبلاغ
        تبليغ
        أبلغ عن التعليق
        أبلغ عن هذه المشاركة
        إبلاغ عن تعليق
        عرض الردود
        الأحدث
        الأقدم
        الأحدث أولا
        الأقدم أولا
        الأكثر تفاعلا
        ترتيب حسب
        reply
        like
        """,
    "advertisement": """
        إعلان
        إعلانات
        إعلان ممول
        advertisement
        """,
    "page counts": """
        عدد المشاهدات
        عدد القراءات
        عدد الزيارات
        عدد التقييمات
        المشاهدات
        مشاهدة
        مشاهدات
        قراءة
        مدة القراءة
        وقت القراءة
        زمن القراءة
        أقل من دقيقة
        دقيقة
        دقيقة واحدة
        دقيقتان
        دقائق
        """,
}

# Lines of furniture known by how they begin.
FURNITURE_OPENINGS = {
    "comment form": """
        لن يتم نشر عنوان بريدك الإلكتروني
        لن ينشر عنوان بريدك الإلكتروني
        لن يتم نشر بريدك الإلكتروني
        الحقول الإلزامية مشار إليها
        الحقول المطلوبة
        احفظ اسمي
        أعلمني بمتابعة التعليقات
        لإضافة تعليق
        لإضافة تعليقك
        سجل الدخول للتعليق
        شروط التعليق
        شروط النشر
        المرجو التزام
        المرجو الالتزام
        نرجو الالتزام
        يجب أن تكون مسجلا الدخول
        يجب تسجيل الدخول
        التعليقات مغلقة على
        """,
    "comment controls": """
        ترتيب التعليقات
        رتب التعليقات
        """,
    "copyright": """
        جميع الحقوق محفوظة
        جميع حقوق النشر
        جميع حقوق المؤلف
        كل الحقوق محفوظة
        حقوق النشر محفوظة
        الحقوق محفوظة
        copyright
        """,
    "sharing": """
        تابعنا على
        تابعنا عبر
        تابعونا على
        تابعونا عبر
        تابعوا آخر الأخبار
        تابعوا آخر أخبار
        تابع آخر الأخبار
        تابع أحدث الأخبار
        اشترك في النشرة
        اشترك في قناتنا
        اشترك الآن
        انضم إلى قناتنا
        انضموا إلى قناتنا
        حمل تطبيق
        """,
    "navigation": """
        list
        """,
    "address": """
        رابط الخبر
        رابط المقال
        رابط مختصر
        الرابط المختصر
        رابط دائم
        references
        """,
}

# Notices of any length known by how they begin.
NOTICE_OPENINGS = {
    "disclaimer": """
        الآراء الواردة في هذا المقال
        الآراء الواردة لا تعبر
        الآراء الواردة تعبر
        الآراء المنشورة لا تعبر
        الآراء المنشورة تعبر
        الآراء والتعليقات المنشورة
        إن الآراء المذكورة هنا
        المقالات المنشورة لا تعبر
        المقالات المنشورة تعبر
        المقال يعبر عن رأي
        المقال لا يعبر عن رأي
        هذا المقال لا يعبر عن رأي
        هذا المقال يعبر عن رأي
        هذه المقالة تعبر عن رأي
        ما ورد في هذا المقال
        ما ينشر في الموقع
        التعليقات المنشورة لا تعبر
        التعليقات المنشورة تعبر
        التعليقات الواردة لا تعبر
        التعليقات الواردة تعبر
        التعليقات لا تعبر عن رأي
        التعليقات تعبر عن رأي
        """,
    "copyright": """
        يحظر نقل هذا
        يحظر نقل أي
        يحظر نقل المواد
        تنبيه يحظر نقل
        لا يسمح بنقل المواد
        لا مانع من الاقتباس
        """,
    "cookie notice": """
        نستخدم ملفات تعريف الارتباط
        يستخدم هذا الموقع ملفات
        يستخدم موقعنا ملفات
        نحن نستخدم ملفات تعريف الارتباط
        هذا الموقع يستخدم ملفات
        """,
}

# The names of a paper's sections, furniture above an article's text; and how more of them begin.
DEPARTMENTS = """
    أخبار
    الأخبار
    عاجل
    خاص
    سياسة
    السياسة
    سياسية
    اقتصاد
    الاقتصاد
    رياضة
    الرياضة
    ثقافة
    الثقافة
    ثقافة وفن
    ثقافة وفنون
    فن
    فنون
    مجتمع
    حوادث
    تقارير
    تقرير
    تحقيقات
    تحقيق
    تحليل
    تحليلات
    حوار
    حوارات
    مقالات
    مقال
    رأي
    آراء
    الرأي
    قضايا
    محليات
    محلي
    المغرب
    المغرب العربي
    العالم
    العالم العربي
    عربي
    دولي
    دولية
    دوليات
    عربي ودولي
    عرب وعالم
    علوم
    علوم وتكنولوجيا
    تكنولوجيا
    صحة
    منوعات
    أخرى
    """

DEPARTMENT_OPENINGS = """
    أخبار
    شؤون
    ملف
    """

# «متابعات» after a source says how the paper worked, not who published.
NOT_A_SOURCE = """
    متابعات
    متابعة
    وكالة
    وكالات
    الوكالات
    وكالات الأنباء
    وكالات أنباء
    وكالات الأخبار
    ترجمة
    ترجمات
    خاص
    مواقع
    مواقع إلكترونية
    مواقع إخبارية
    صحف
    صحافة
    الصحافة
    إعلام
    مواقع التواصل
    مواقع التواصل الاجتماعي
    رصد
    تحرير
    مصادر متنوعة
    مصادر مختلفة
    """

COUNTS = {
    0: """
        لا توجد تعليقات
        لا توجد تعليقات على الخبر
        لا توجد تعليقات على المقال
        لا توجد تعليقات بعد
        لا توجد تعليقات حتى الآن
        لا يوجد تعليقات
        لا يوجد تعليق
        لا تعليقات
        لا تعليق
        بدون تعليقات
        كن أول من يعلق
        كن أول من يعلق على الخبر
        كن أول من يكتب تعليقا
        كن أول من يترك تعليقا
        no comments
        """,
    1: """
        تعليق واحد
        رد واحد
        """,
    2: """
        تعليقان
        تعليقين
        ردان
        """,
}


def _by_phrase(tables: Mapping[T, str]) -> dict[str, T]:
    return {phrase: name for name, table in tables.items() for phrase in keys(table)}


def _opening(phrases: Mapping[str, T], line: Line) -> T | None:
    """What the shortest phrase that a line begins with stands for."""
    first_words = line.key.split(" ", LONGEST_OPENING)[:LONGEST_OPENING]
    openings = accumulate(first_words, "{} {}".format)
    return next((phrases[opening] for opening in openings if opening in phrases), None)


_HEADINGS = _by_phrase(HEADINGS)
_LONGEST_HEADING = max(phrase.count(" ") + 1 for phrase in _HEADINGS)
_OPEN_HEADINGS = _by_phrase(OPEN_HEADINGS)
_INVITATIONS = frozenset(keys(INVITATIONS))
_FURNITURE = _by_phrase(FURNITURE)
_OPENINGS = _by_phrase(FURNITURE_OPENINGS)
_NOTICES = _by_phrase(NOTICE_OPENINGS)
_DEPARTMENTS = frozenset(keys(DEPARTMENTS))
_DEPARTMENT_OPENINGS = frozenset(keys(DEPARTMENT_OPENINGS))
_NOT_SOURCES = frozenset(keys(NOT_A_SOURCE))
_COUNTS = _by_phrase(COUNTS)
_FRONT_PAGES = frozenset(map(key, ("الرئيسية", "الصفحة الرئيسية", "home")))

_COUNT = regex.compile(
    r"""
      (?:عدد\ |شاهد\ |عرض\ )?(?:ال)?(?:تعليق(?:ات|ا)?|ردود|اراء)
      (?:\ القراء|\ الزوار|\ القراء\ والزوار)?\ (?P<n>[0-9]{1,6})
    | (?:عرض\ |شاهد\ )?(?P<n>[0-9]{1,6})\ (?:تعليق(?:ات|ا)?|ردود|اراء|comments?)
    """,
    regex.VERBOSE,
)
# «3 تعليقات على “العنوان”»: without the quotation marks it would be a headline.
_COUNTED_ON = regex.compile(r"(?P<count>.+?)\s(?:على|on)\s+[“\"«‘].*")
_ANY_PIECE = "|".join(_FURNITURE)
_ANY_COUNT = "|".join(keys(FURNITURE["page counts"]))
# «شارك فيسبوك 12 تويتر 5»، «0 234 دقيقة واحدة»
_PIECES = regex.compile(
    rf"(?:\d+ )+(?P<it>{_ANY_COUNT})(?: (?:{_ANY_COUNT}|\d+))*"
    rf"|(?P<it>{_ANY_PIECE})(?: (?:{_ANY_PIECE}|\d+))*"
)
_ADDRESS = regex.compile(r"(?:\p{Nd}+[.)]\s)?[<(\[]?(?:https?://|www\.)\S+")
_TRAIL = regex.compile(r"\s*[›»>/\\|]\s*")
_SEPARATOR = regex.compile(r"[\s\p{Cf}]*(?:[:：|/›»>←…\-–—]+|\.{2,}|\s{2,}|\t)[\s\p{Cf}]*")
_FULL_STOP = regex.compile(r"(?<![.…])[.۔]['\"“”’»)\]]*$")
_ELLIPSIS = regex.compile(r"(?:\.{2,}|…)[\])]*$")
_OPEN_ENDED = regex.compile(r"[\p{L}\p{M}\p{N}ـ،,\ufffd]$")


class Heading(NamedTuple):
    section: Section
    rest: Line | None = None
    """What stands on the same line after the heading, as in «الوسوم: المغرب»."""
    declared: int | None = None
    """How many comments it says there are."""


def heading_of(line: Line) -> Heading | None:
    if (declared := _declared(line.shown)) is not None:
        return Heading(Section.COMMENTS, declared=declared)
    opening = list(islice(words(line.raw), _LONGEST_HEADING))
    for length in range(len(opening), 0, -1):
        phrase = " ".join(word.folded for word in opening[:length])
        if section := _HEADINGS.get(phrase):
            return _heading_before(section, phrase, line, opening[length - 1].end)
    if line.length <= LONGEST_OPEN_HEADING and (section := _opening(_OPEN_HEADINGS, line)):
        return Heading(section)
    return None


def is_heading(line: Line) -> bool:
    """Whether a line is a heading word for word, and so no headline."""
    return line.key in _HEADINGS or _declared(line.shown) is not None


def _heading_before(section: Section, phrase: str, line: Line, end: int) -> Heading | None:
    """The heading that stands before an offset of a line, if anything sets it off from the rest."""
    rest = line.part(end)
    if not rest.key:
        return Heading(section)
    if separator := _SEPARATOR.match(line.raw, end):
        return Heading(section, line.part(separator.end()))
    if phrase in _INVITATIONS and not is_paragraph(rest):
        return Heading(section, rest)
    return None


def _declared(text: str) -> int | None:
    """The number of comments a text says there are, if it says nothing else."""
    if counted := _COUNTED_ON.fullmatch(text):
        text = counted["count"]
    phrase = key(text)
    if count := _COUNT.fullmatch(phrase):
        return int(count["n"])
    return _COUNTS.get(phrase)


def furniture_of(line: Line) -> str | None:
    """What kind of page furniture a line is, if any; rules and ornaments count as such."""
    if not line.key:
        return "ornament"
    if _ADDRESS.fullmatch(line.shown):
        return "address"
    if line.length <= LONGEST_FURNITURE:
        if "©" in line.raw:
            return "copyright"
        if pieces := _PIECES.fullmatch(line.key):
            return _FURNITURE[pieces["it"]]
        if kind := _opening(_OPENINGS, line):
            return kind
    if is_breadcrumb(line):
        return "navigation"
    return _opening(_NOTICES, line)


def dateline_of(line: Line) -> Dateline | None:
    return read_dateline(line.text)


def is_breadcrumb(line: Line) -> bool:
    """Whether a line is the way from the front page to this one: «الرئيسية / سياسة / …»."""
    steps = _TRAIL.split(line.shown)
    return len(steps) > 1 and key(steps[0]) in _FRONT_PAGES


def is_department(line: Line) -> bool:
    first, _, rest = line.key.partition(" ")
    return line.key in _DEPARTMENTS or (first in _DEPARTMENT_OPENINGS and rest.count(" ") < 2)


def is_source(name: str) -> bool:
    """Whether a name on a source line is a publisher's, and no note on how the paper worked."""
    return bool(name) and key(name) not in _NOT_SOURCES


def is_open_ended(text: str) -> bool:
    """Whether a text stops at a letter, a digit, a comma or a damaged character."""
    return _OPEN_ENDED.search(text) is not None


def is_paragraph(line: Line) -> bool:
    """Too long, or too complete a sentence, for a headline."""
    if line.length >= SHORTEST_PARAGRAPH:
        return True
    if _FULL_STOP.search(line.text):
        return line.length >= SHORTEST_SENTENCE
    return line.length >= SHORTEST_EXCLAMATION and is_closed(line.text)


def is_excerpt(line: Line) -> bool:
    """Whether a line breaks off as the first words of another article do under its headline."""
    return line.length >= SHORTEST_EXCLAMATION and _ELLIPSIS.search(line.text) is not None


def begins_anew(line: Line, above: Line) -> bool:
    """Whether a line is no piece of a wrapped paragraph whose last piece stands above."""
    alone = any(is_heading(one) or one.key in _FURNITURE for one in (line, above))
    return alone or heading_of(line) is not None
