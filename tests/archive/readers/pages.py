"""News pages for property tests, put together from parts as real ones are."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from archive.text import INVISIBLE, clean

TITLES = (
    "افتتاح أول متحف للخط العربي في المدينة القديمة",
    "وزير النقل: قطار جديد يربط الساحل بالجبل قبل الصيف",
    "هل تنجح خطة الحكومة في خفض أسعار الخبز؟",
    "«الواحة» تفوز بجائزة أفضل قرية سياحية لعام 2022",
    "10 قتلى في حادث سير.. والسلطات تفتح تحقيقا",
)
DATELINES = (
    ("الجمعة 25 مارس 2022 03:04 م", "2022-03-25T15:04"),
    ("الخميس ٢٤ آذار ٢٠٢٢", "2022-03-24"),
    ("نشر في: 18 يوليوز 2022 - 12:40", "2022-07-18T12:40"),
    ("2023-01-17", "2023-01-17"),
    ("14 أوت 2022", "2022-08-14"),
)
BYLINES = ("بقلم: هالة السنباطي", "كتب عادل المنياوي", "الرباط - سلمان الورداني")
PARAGRAPHS = (
    "قال الوزير في مؤتمر صحفي إن المشروع سيرى النور قبل نهاية العام، وإن التمويل متوفر بالكامل.",
    "المصدر الأمني قال إن التحقيق جار مع ثلاثة أشخاص في القضية التي هزت المدينة منذ أسبوعين.",
    "التعليقات التي أعقبت نشر الخبر انقسمت بين مؤيد ومعارض، وفق ما رصده مراسلنا في المنطقة.",
    "شارك في الاجتماع ممثلون عن سبع جماعات محلية وعن جمعيات البيئة، فضلا عن خبراء من الجامعة.",
    "10. هكذا كان رقم آخر الحرائق في سجل هذا الصيف، حسب لوحة معلقة في مقر الوقاية المدنية.",
    'وأضاف: "لن نتراجع عن القرار"، مشيرا إلى أن الحكومة استشارت النقابات والأحزاب قبل اتخاذه.',
    "الوسوم التي وضعتها الفرق على الأشجار ستساعد في إحصائها لاحقا، وفق المندوبية السامية للغابات.",
    "اقرأ المشاركون بيانا ختاميا من خمس نقاط، أهمها إنشاء صندوق لدعم المتضررين من الجفاف.",
    "وتبلغ كلفة المشروع مُذَكِّــرة تفاهم بقيمة ٤٥٠ مليون درهم على خمس سنوات، تساهم فيها الجهة بالثلث.",
)
SOURCES = (
    ("المصدر: وكالات", "", "وكالات"),
    ("المصدر | الأفق+ متابعات", "الأفق", "متابعات"),
    ("المصدر : صحيفة النخلة", "صحيفة النخلة", ""),
    ("المصدر\nصوت المرسى", "صوت المرسى", ""),
)
KEYWORDS = ("المتحف", "الخط العربي", "وزارة النقل", "أسعار الخبز", "الواحة", "السياحة القروية")
KEYWORD_LINES = (
    ("الوسوم: {}", "، "),
    ("كلمات مفتاحية\n{}", " | "),
    ("الكلمات الدلالية:\n{}", "\n"),
    ("هاشتاغ\n{}", ", "),
    ("وسوم\n• {}", "\n• "),
)
LINK_HEADINGS = (
    "مقالات ذات صلة",
    "اقرأ أيضاً:",
    "مواضيع ذات صلة",
    "قد يهمك أيضا",
    "الأكثر قراءة",
    "المزيد من أخبار الساحل",
)
HEADLINES = (
    "المحكمة تؤجل النظر في قضية الأراضي السلالية",
    "بالصور.. افتتاح سوق السمك الجديد بالميناء",
    "وزارة الصحة: تسجيل خمس حالات جديدة",
    "7 أسئلة عن قانون المالية الجديد",
    "لماذا تراجع إنتاج الزيتون هذا العام؟",
)
COMMENTS = (
    "بارك الله فيكم على هذا المجهود الطيب",
    "أين كانت البلدية طوال هذه السنوات؟",
    "قال تعالى: إن مع العسر يسرا",
    "شكرا.. مقال ممتاز كالعادة!",
    "الأسعار مرتفعة جدا ونحن في آخر الشهر",
)
COMMENT_HEADINGS = (
    "{} تعليقات",
    "التعليقات ({})",
    "عدد التعليقات : {}",
    "تعليقات القراء\n{} تعليقات",
)
FORMS = (
    "اترك تعليقاً\nلن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *",
    "أضف تعليقك\nالاسم\nالبريد الإلكتروني\nإرسال التعليق",
    "اترك رداً إلغاء الرد\nالتعليق *",
    "التعليقات مغلقة",
)
FURNITURE = (
    "شارك فيسبوك تويتر واتساب",
    "طباعة",
    "إعلان",
    "* * *",
    "تابعونا على تيليغرام",
    "جميع الحقوق محفوظة © 2022",
    "https://www.example.com/news/1",
    "زر الذهاب إلى الأعلى",
)
LINES = tuple(
    line
    for part in (
        *TITLES,
        *(line for line, _ in DATELINES),
        *BYLINES,
        *PARAGRAPHS,
        *(line for line, _, _ in SOURCES),
        *KEYWORDS,
        *(heading for heading, _ in KEYWORD_LINES),
        *LINK_HEADINGS,
        *HEADLINES,
        *COMMENTS,
        *COMMENT_HEADINGS,
        *FORMS,
        *FURNITURE,
        "#الخط_العربي #المتحف",
        "1.",
        "2. شكرا",
        "#3 شكرا",
        "٤- شكرا",
        "12",
        "سليم يقول:",
        "منذ ساعتين",
        "المصدر",
        "المصدر: ",
        "end of list",
        "عن الكاتب",
        "لا توجد تعليقات",
        "(5) تعليقات",
        "بقلم: سليم | 25 آذار 2022 | 3 تعليقات",
        "الرئيسية / أخبار / سياسة",
        "Breaking news from the coast",
        "انتهى الاجتماع دون اتفاق \ufffd",
        "\u200f",
        "\u00a0",
        "\x00\x07",
        "",
    )
    for line in part.format(3).splitlines()
)


@dataclass
class PageMade:
    """A page, and what was put into it."""

    title: str
    published: str | None
    byline: str
    paragraphs: list[str]
    source: tuple[str, str] = ("", "")
    keywords: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def printed(self, newline: str = "\n", gaps: bool = True) -> str:
        return (newline * 2 if gaps else newline).join(self.lines)


def some(parts: tuple[str, ...], fewest: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(parts), min_size=fewest, max_size=most, unique=True)


@st.composite
def pages(draw: st.DrawFn) -> PageMade:
    """Pages whose every part is announced as papers announce it."""
    dateline, published = draw(st.sampled_from([("", None), *DATELINES]))
    page = PageMade(
        title=draw(st.sampled_from(TITLES)),
        published=published,
        byline=draw(st.sampled_from(["", *BYLINES])),
        paragraphs=draw(some(PARAGRAPHS, 1, 6)),
    )
    end: list[list[str]] = []
    if draw(st.booleans()):
        line, *page_source = draw(st.sampled_from(SOURCES))
        page.source = (page_source[0], page_source[1])
        end.append(line.splitlines())
    if draw(st.booleans()):
        page.keywords = draw(some(KEYWORDS, 2, 5))
        form, separator = draw(st.sampled_from(KEYWORD_LINES))
        end.append(form.format(separator.join(page.keywords)).splitlines())
    if draw(st.booleans()):
        page.links = draw(some(HEADLINES, 1, 4))
        bullet = draw(st.sampled_from(["", "* ", "- ", "  • "]))
        end.append([draw(st.sampled_from(LINK_HEADINGS)), *(bullet + link for link in page.links)])
    blocks = [line for block in draw(st.permutations(end)) for line in block]
    if draw(st.booleans()):
        page.comments = draw(some(COMMENTS, 1, 4))
        heading = draw(st.sampled_from(COMMENT_HEADINGS)).format(len(page.comments))
        number = draw(st.sampled_from(["  {}. ", "{}- ", "#{} ", "({}) "]))
        numbered = [number.format(n) + text for n, text in enumerate(page.comments, 1)]
        blocks += [*heading.splitlines(), *numbered, *draw(st.sampled_from(FORMS)).splitlines()]
    page.lines = [
        page.title,
        *filter(None, (page.byline, dateline)),
        *page.paragraphs,
        *blocks,
        *draw(some(FURNITURE, 0, 2)),
    ]
    return page


dressings = st.sampled_from(
    [
        str,
        lambda line: line.replace(" ", "\u00a0"),
        lambda line: f"\u200f{line}\u200f",
        lambda line: line.replace(" ", " \u200f", 2),
        lambda line: f"\u202b{line}\u202c ",
        lambda line: f"\t{line}\u00a0\u200e",
    ]
)
newlines = st.sampled_from(["\n", "\r\n", "\r"])
jumbles = st.lists(
    st.one_of(st.sampled_from(LINES), st.sampled_from(LINES), st.text(max_size=40)), max_size=40
).flatmap(lambda lines: newlines.map(lambda newline: newline.join(lines)))


def undressed(text: str) -> str:
    """A text without what cannot be seen."""
    return clean(text.translate(dict.fromkeys(map(ord, INVISIBLE))))
