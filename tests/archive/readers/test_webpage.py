import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.flags import FlagKind
from archive.readers import read
from archive.readers.webpage import profiles
from archive.readers.webpage import reader as webpage
from archive.readers.webpage.comparison import propose
from archive.readers.webpage.document import Document
from archive.readers.webpage.found import Field
from archive.readers.webpage.profile import Profile, read_profile, written
from archive.records import ArticleRecord, Origin, Unreadable

PARAGRAPHS = (
    "قالت رئيسة البلدية إن الأشغال في الساحة الكبرى ستنتهي قبل حلول الشتاء.",
    "وأضافت أن التجار سيعودون إلى محلاتهم فور الانتهاء من تبليط الأرصفة.",
    "ويطالب سكان الحي بزرع أشجار جديدة مكان التي قطعت في بداية المشروع.",
)
TITLES = (
    "الساحة الكبرى تفتح قبل الشتاء",
    "حافلات كهربائية في شوارع المدينة",
    "مدرسة جديدة لأطفال القرى البعيدة",
    "الميناء يستقبل أول سفينة ركاب",
    "مهرجان المسرح يعود بعد غياب",
)
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title} | صحيفة الهضبة</title>
</head><body><h1>{title}</h1>{body}</body></html>"""


def page(body: str = "", title: str = TITLES[0], charset: str = "utf-8") -> str:
    text = body or "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return PAGE.format(charset=charset, title=title, body=text)


def article(source: str, address: str = "") -> ArticleRecord:
    return webpage.read(source.encode(), Origin(address)).article


def refusal(source: str) -> str:
    with pytest.raises(Unreadable) as refused:
        webpage.read(source.encode())
    return refused.value.message


def kinds(record: ArticleRecord) -> set[FlagKind]:
    return {flag.kind for flag in record.flags}


def test_a_page_becomes_an_article_by_its_bytes_alone() -> None:
    capture = read(page().encode(), "saved.htm")
    assert (capture.reader, capture.media_type) == ("html", "text/html")
    assert capture.article.title == TITLES[0]
    assert capture.article.body == "\n\n".join(PARAGRAPHS)
    assert capture.article.source_name == "صحيفة الهضبة"


@pytest.mark.parametrize("written_in", ["utf-8", "windows-1256", "iso8859-6", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-1", ""])
def test_a_page_is_read_in_its_encoding_whatever_it_declares(written_in, declared) -> None:
    capture = read(page(charset=declared).encode(written_in))
    assert capture.encoding == written_in
    assert capture.article.body == "\n\n".join(PARAGRAPHS)


def test_letters_of_the_macintosh_are_read_where_a_page_declares_them() -> None:
    source = page("<p>" + " ".join(PARAGRAPHS) + " ١٢</p>", charset="x-mac-arabic")
    raw = b"".join(one.encode("ascii" if one.isascii() else "mac-arabic") for one in source)
    capture = read(raw)
    assert capture.encoding == "mac-arabic"
    assert "١٢" in capture.article.body


def test_letters_written_as_references_are_read_once() -> None:
    letters = "".join(f"&#{ord(letter)};" for letter in TITLES[1])
    quoted = f"<p>{PARAGRAPHS[0]} وكتبت على اللوحة &amp;lt;مغلق&amp;gt; بخط كبير.</p>"
    source = page(f"<h1>{letters}</h1>{quoted}<p>{PARAGRAPHS[1]}</p>").replace(TITLES[0], letters)
    read_once = article(source)
    assert read_once.title == TITLES[1]
    assert "&lt;مغلق&gt;" in read_once.body


def test_nothing_of_a_script_is_in_a_field_and_no_link_leads_into_one() -> None:
    related = (
        "<h3>مقالات ذات صلة</h3><ul>"
        '<li><a href="javascript:alert(1)">ترميم أسوار المدينة القديمة</a></li>'
        '<li><a href=" JaVaScRiPt:alert(1)">افتتاح حديقة على ضفة النهر</a></li>'
        '<li><a href="data:text/html,x">معرض للصور النادرة في المتحف</a></li>'
        '<li><a href="/3">سباق الدراجات ينطلق يوم الأحد</a></li></ul>'
    )
    text = "".join(
        f"<p>{paragraph}<script>document.write('ثغرة')</script></p>" for paragraph in PARAGRAPHS
    )
    record = article(page(text + related), address="https://alhadba.example/1")
    assert "ثغرة" not in record.body
    assert [link.url for link in record.related_links] == [
        "",
        "",
        "",
        "https://alhadba.example/3",
    ]


def test_control_characters_are_in_no_field() -> None:
    record = article(page(f"<p>\x00\x08{PARAGRAPHS[0]}\x1b</p><p>{PARAGRAPHS[1]}&#8;</p>"))
    assert record.body == "\n\n".join(PARAGRAPHS[:2])


FRONT = "".join(
    f'<div><h2><a href="/{at}">{title}</a></h2><p>{paragraph}</p></div>'
    for at, (title, paragraph) in enumerate(zip(TITLES, PARAGRAPHS * 2, strict=False))
)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (page(FRONT, title="الصفحة الأولى"), "a list of articles, not one article"),
        (page(title="الصفحة غير موجودة"), "an error page, not an article"),
        (page("<form>الاسم <input></form><p>أدخل اسمك.</p>"), "no article on this page"),
        ("<html><body><script>1</script></body></html>", "no Arabic text in it"),
        ("<!doctype html><!-- -->", "no article on this page"),
    ],
)
def test_a_page_that_is_no_article_is_refused_with_its_reason(source, reason) -> None:
    assert refusal(source) == reason


def test_a_picture_s_caption_and_a_notice_are_no_part_of_the_text() -> None:
    caption = '<div class="pic"><img src="x.jpg"><span>منظر للساحة</span></div>'
    notice = "<p>يحظر نقل أي مادة من صحيفة الهضبة إلا بإذن مكتوب من الإدارة مع ذكر المصدر.</p>"
    text = caption + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) + notice
    assert article(page(text)).body == "\n\n".join(PARAGRAPHS)


def test_the_first_words_of_the_text_are_no_keywords() -> None:
    words = "، ".join(PARAGRAPHS[0].split())
    meta = '<meta name="keywords" content="{}">'
    assert article(page().replace("<title>", meta.format(words) + "<title>")).keywords == ()
    kept = meta.format("الساحة الكبرى, البلدية")
    assert article(page().replace("<title>", kept + "<title>")).keywords == (
        "الساحة الكبرى",
        "البلدية",
    )


def test_a_date_of_the_page_is_taken_and_doubted_and_one_beside_the_title_is_not_doubted() -> None:
    today = "<div>السبت 29 يونيو 2019</div>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    above = article(page(text).replace("<h1>", f"{today}<h1>"))
    assert above.published is not None
    assert above.published.isoformat() == "2019-06-29"
    assert FlagKind.DATE_UNSURE in kinds(above)
    beside = article(page(f"<div>الجمعة 21 يونيو 2019</div>{text}").replace("<h1>", f"{today}<h1>"))
    assert beside.dateline == "الجمعة 21 يونيو 2019"
    assert FlagKind.DATE_UNSURE not in kinds(beside)


def test_a_date_that_only_the_address_tells_is_flagged_as_inferred() -> None:
    record = article(page(), address="https://alhadba.example/2018/03/09/square.html")
    assert record.date_inferred
    assert record.published is not None
    assert record.published.isoformat() == "2018-03-09"
    assert FlagKind.DATE_INFERRED in kinds(record)


def test_the_page_s_own_address_is_read_from_what_browsers_write() -> None:
    saved = "<!-- saved from url=(0030)https://alhadba.example/1.html -->"
    single = "<!--\n Page saved with SingleFile \n url: https://alhadba.example/1.html \n-->"
    for note in (saved, single):
        source = page().replace("<html>", f"<html>{note}")
        assert webpage.read(source.encode()).article.address == "https://alhadba.example/1.html"


# A site whose headlines are no headings and whose boxes have no telling names.
SITE = """<html><head><meta charset="utf-8"><title>الهضبة</title></head><body>
<div class="a1"><a href="http://www.alhadba.example/">الهضبة</a> الأحد 5 ديسمبر 2021</div>
<div class="a2">النشرة الإخبارية تصلكم كل صباح على بريدكم مع أهم ما كتبته الصحف العربية في يومها.</div>
<div class="b1">{title}</div><div class="b2">{date}</div>
<div class="b3">{text}</div>
<div class="b4">تابعوا صفحتنا لتصلكم أخبار المدينة أولا بأول، وشاركوا هذا المقال مع من يهمه الأمر.</div>
{comments}</body></html>"""
REMARK = '<div class="c1"><b>{who}</b><i>{when}</i><u>{what}</u></div>'


def site_page(at: int, comments: int = 0) -> str:
    text = "".join(f"<p>{at} {paragraph}</p>" for paragraph in PARAGRAPHS)
    remarks = [
        REMARK.format(
            who=f"قارئ {number}",
            when=f"{number + 1} نونبر 2021 - 10:0{number}",
            what=f"تعليق القارئ رقم {number}",
        )
        for number in range(comments)
    ]
    return SITE.format(
        title=TITLES[at],
        date=f"{at + 1} نونبر 2021",
        text=text,
        comments=f'<div class="comments">{"".join(remarks)}</div>',
    )


@pytest.fixture(scope="module")
def alhadba() -> Profile:
    return propose([Document(site_page(at, at)) for at in range(4)], "alhadba.example")


def test_pages_of_a_site_show_by_comparison_what_is_furniture(alhadba) -> None:
    found = webpage.read(site_page(4, 3).encode(), profile=alhadba).article
    assert found.title == TITLES[4]
    assert found.dateline == "5 نونبر 2021"
    assert found.body == "\n\n".join(f"4 {paragraph}" for paragraph in PARAGRAPHS)
    assert [(one.author, one.dateline, one.text) for one in found.comments] == [
        (f"قارئ {at}", f"{at + 1} نونبر 2021 - 10:0{at}", f"تعليق القارئ رقم {at}")
        for at in range(3)
    ]


def test_a_kept_profile_reads_the_pages_of_its_site_and_no_others(alhadba) -> None:
    profiles.keep(alhadba)
    assert article(site_page(4)).title == TITLES[4]
    assert article(page()).title == TITLES[0]


def test_a_profile_is_kept_as_a_further_version_that_a_person_can_change(alhadba) -> None:
    profiles.keep(alhadba)
    path = profiles.keep(alhadba)
    assert path.name == "2.toml"
    changed = path.read_text().replace('dateline = ["div.b2"]', 'dateline = ["div.none"]')
    path.write_text(changed)
    record = article(site_page(4))
    assert record.title == TITLES[4]
    assert FlagKind.DATE_UNSURE in kinds(record)
    [profile] = profiles.of_sites(["www.alhadba.example"])
    assert profile.version == 2


def test_a_profile_says_the_same_after_it_was_written_and_read(alhadba) -> None:
    profile = Profile(
        site="a.example",
        version=3,
        rules={**alhadba.rules, Field.KEYWORDS: ('a[rel="tag"]', 'p[title="it\'s"]')},
        patterns={Field.COMMENT_AUTHOR: r'^"(\w+)"', Field.TITLE: "(.+) -"},
        furniture=("شارك الخبر",),
    )
    assert read_profile(written(profile)) == profile


def test_a_pattern_says_which_part_of_a_line_is_the_field(alhadba) -> None:
    text = written(alhadba) + "[patterns]\ntitle = '^\\w+ (.+)'\n"
    found = webpage.read(site_page(4).encode(), profile=read_profile(text)).article
    assert found.title == TITLES[4].partition(" ")[2]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("site = 3", "needs a site"),
        ('site = "a"\nversion = 1\nheadline = ["h1"]', "no field 'headline'"),
        ('site = "a"\nversion = 1\ntitle = "h1"', "title is no list"),
        ('site = "a"\nversion = 1\ntitle = ["h1:has("]', "no CSS selector"),
        ('site = "a"\nversion = 1\n[patterns]\ntitle = "("', "no pattern"),
        ('site = "a"\nversion = 1\ncomment = 5', "comment is no table"),
        ("site = ", "Invalid value"),
    ],
)
def test_a_profile_that_cannot_be_read_says_what_is_wrong(text, wrong) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_profile(text)


def test_a_broken_profile_stops_the_pages_of_its_site_with_its_file(alhadba) -> None:
    path = profiles.keep(alhadba)
    path.write_text("site = ")
    with pytest.raises(Unreadable) as refused:
        article(site_page(4))
    assert refused.value.values["file"] == str(path)


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    with suppress(Unreadable):
        assert webpage.read(raw).article.title


TAGS = (
    "<div>",
    "</div>",
    "<p>",
    "<li class=comment>",
    "<table><tr><td>",
    "<a href='http://['>",
    "<!--",
)
SCRAPS = st.sampled_from(
    (*TAGS, *PARAGRAPHS, *TITLES, "3 مارس 2012 15:20", "&#0;", "<", '"', "التعليقات")
)


@given(st.lists(SCRAPS, max_size=40))
def test_no_order_of_tags_breaks_the_reader_and_its_places_are_in_the_page(scraps) -> None:
    source = page("".join([f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>", *scraps]))
    try:
        record = article(source)
    except Unreadable:
        return
    spans = [span for places in record.spans.values() for span in places]
    spans += [comment.span for comment in record.comments]
    spans += [span for span, _ in record.furniture]
    assert all(0 <= start < end <= len(source) for start, end in spans)


@pytest.mark.parametrize("filler", ["<div>", "<a b='", "<", "<!--", "<span>كلمة </span>"])
def test_a_page_made_to_be_slow_is_not(filler: str) -> None:
    source = page("".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) + filler * 4000)
    started = time.monotonic()
    with suppress(Unreadable):
        webpage.read(source.encode())
    assert time.monotonic() - started < 10
