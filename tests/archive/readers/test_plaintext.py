import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import Moment
from archive.flags import FlagKind
from archive.readers.plaintext import parse, read
from archive.records import ArticleRecord, Unreadable
from archive.text import clean
from tests.archive.readers.claims import holds
from tests.archive.readers.pages import (
    PARAGRAPHS,
    PageMade,
    dressings,
    jumbles,
    newlines,
    pages,
    undressed,
)
from tests.conftest import MEETING, MEMORANDUM

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "windows-1256")
TITLE = "افتتاح أول متحف للخط العربي في المدينة القديمة"


def page(*lines: str) -> ArticleRecord:
    """The record of a page of these lines."""
    text = "\n\n".join(lines)
    article = parse(text)
    holds(text, article)
    return article


def flags(article: ArticleRecord) -> set[FlagKind]:
    return {flag.kind for flag in article.flags}


def without_offsets(article: ArticleRecord) -> ArticleRecord:
    return replace(
        article,
        spans={name: ((0, 0),) * len(spans) for name, spans in article.spans.items()},
        comments=tuple(replace(comment, span=(0, 0)) for comment in article.comments),
        related_links=tuple(replace(link, span=(0, 0)) for link in article.related_links),
        furniture=tuple(((0, 0), kind) for _, kind in article.furniture),
    )


@given(jumbles)
def test_whatever_its_lines_a_page_is_kept_whole(text: str) -> None:
    with contextlib.suppress(Unreadable):
        article = parse(text)
        holds(text, article)
        assert parse(text) == article


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read(raw)


@given(pages(), newlines, st.booleans(), dressings)
def test_what_was_put_into_a_page_comes_out_of_it(
    page: PageMade, newline: str, gaps: bool, dressing: Callable[[str], str]
) -> None:
    page.lines = [dressing(line) for line in page.lines]
    text = page.printed(newline, gaps)
    article = parse(text)
    holds(text, article)
    assert undressed(article.title) == clean(page.title)
    assert undressed(article.byline) == page.byline
    assert [undressed(part) for part in article.body.split("\n\n")] == page.paragraphs
    if page.published:
        assert article.published
        assert article.published.isoformat() == page.published
    assert (undressed(article.source_name), undressed(article.source_note)) == page.source
    assert [undressed(keyword) for keyword in article.keywords] == page.keywords
    assert [undressed(link.headline) for link in article.related_links] == page.links
    assert [undressed(comment.text) for comment in article.comments] == page.comments
    assert (article.comments_declared or 0) == len(page.comments)
    assert FlagKind.TITLE_UNSURE not in flags(article)


@given(pages(), st.booleans())
def test_line_endings_make_no_difference(page: PageMade, gaps: bool) -> None:
    records = [without_offsets(parse(page.printed(end, gaps))) for end in ("\n", "\r\n", "\r")]
    assert records[0] == records[1] == records[2]


@given(pages(), st.sampled_from(ENCODINGS))
def test_the_encoding_makes_no_difference(page: PageMade, encoding: str) -> None:
    raw = page.printed().encode(encoding, "replace")
    article = read(raw).article
    expected = parse(raw.decode(encoding))
    if encoding == "utf-8-sig":  # the mark is a character of the text, so all stands one further on
        assert article.spans["title"] == ((1, 1 + len(page.title)),)
        article, expected = without_offsets(article), without_offsets(expected)
    assert article == expected


@given(pages(), st.integers(66, 80))
def test_a_page_wrapped_at_a_fixed_width_reads_as_if_it_were_not(
    page: PageMade, width: int
) -> None:
    long = [" ".join(PARAGRAPHS[at : at + 3]) for at in range(0, len(PARAGRAPHS), 3)]
    page.lines = [page.title, *long, *page.lines[-1:]]
    expected = without_offsets(parse(page.printed()))
    page.lines = ["\n".join(wrap(line, width, break_on_hyphens=False)) for line in page.lines]
    text = page.printed()
    article = parse(text)
    holds(text, article)
    assert without_offsets(article) == expected


@pytest.mark.parametrize("seed", [MEMORANDUM, MEETING], ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\n".join(filter(str.strip, text.splitlines())),
        lambda text: "\n".join(map(str.strip, text.splitlines())),
        lambda text: text.replace("\n", "\r\n\r\n\r\n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: "".join(f"\u200f{line}" for line in text.splitlines(keepends=True)),
        lambda text: "\n".join("\n".join(wrap(line, 76)) for line in text.splitlines()),
    ],
    ids=["no blank lines", "no margin", "more lines", "fixed spaces", "marks", "wrapped"],
)
def test_a_seed_is_the_same_article_however_it_is_laid_out(
    seed: Path, changed: Callable[[str], str]
) -> None:
    text = seed.read_text(encoding="utf-8")
    expected = without_offsets(parse(text))
    assert without_offsets(parse(changed(text))) == expected


@pytest.mark.parametrize(
    ("above", "sure"),
    [
        (["سياسة"], True),
        (["الرئيسية / أخبار / " + TITLE], True),
        (["الرئيسية", "»", "أخبار"], True),
        ([TITLE + " - صحيفة النخلة"], True),
        (["صحيفة النخلة | " + TITLE, "الرئيسية", "من نحن", "الجمعة 25 مارس 2022"], True),
        (["قصر البلدية"], False),
        (["صدى الأطلس - صوت الجبال"], False),
        (["العاصمة", "البلديات", "الموانئ", "القرى", "المدائن", "البحار"], False),
        (["Skip to content", "https://www.example.com/"], True),
    ],
)
def test_a_headline_is_found_below_what_pages_print_above_it(above: list[str], sure: bool) -> None:
    article = page(*above, TITLE, "14 أوت 2022", *PARAGRAPHS[:3])
    assert article.title == TITLE
    assert article.body.split("\n\n") == list(PARAGRAPHS[:3])
    assert article.published
    assert article.published.isoformat() == "2022-08-14"
    assert (FlagKind.TITLE_UNSURE in flags(article)) is not sure


@pytest.mark.parametrize(
    "title",
    [
        "تقرير: ارتفاع أسعار النفط في الأسواق العالمية",
        "مصدر: المغرب يستعد لإطلاق قمر جديد",
        "المزيد من الدول تنضم إلى الاتفاق",
        "كتب نادرة في معرض العاصمة",
        "آخر الأخبار: فوز المنتخب في المباراة الأولى",
        "قال الوزير إن الخطة جاهزة.",
        "الوسوم",
    ],
)
def test_a_headline_may_begin_as_other_lines_do(title: str) -> None:
    if title == "الوسوم":
        assert page(TITLE, title, "الخط").title == TITLE
    else:
        assert page(title, *PARAGRAPHS[:2]).title == title


def test_a_capture_that_opens_with_a_paragraph_has_an_unsure_headline() -> None:
    paragraph = " ".join(PARAGRAPHS[:2])
    article = page(paragraph, *PARAGRAPHS[2:4])
    assert article.title == paragraph
    assert FlagKind.TITLE_UNSURE in flags(article)


@pytest.mark.parametrize(
    "text", ["الرئيسية\nبحث\nاتصل بنا", "الجمعة 25 مارس 2022", "كلمات مفتاحية\nالتعليقات", "سياسة"]
)
def test_a_capture_without_a_headline_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="no line that could be a headline"):
        parse(text)


@pytest.mark.parametrize(
    ("lines", "byline", "published"),
    [
        (["بقلم: هالة السنباطي", "25 مارس 2022"], "بقلم: هالة السنباطي", "2022-03-25"),
        (["25 مارس 2022", "كتب عادل المنياوي"], "كتب عادل المنياوي", "2022-03-25"),
        (["هالة السنباطي", "25 مارس 2022"], "هالة السنباطي", "2022-03-25"),
        (["الرباط - عادل المنياوي"], "الرباط - عادل المنياوي", None),
        (["هالة السنباطي"], "هالة السنباطي", None),
        (["بواسطة هالة | 25 مارس، 2022 | سياسة | 3 تعليقات"], "بواسطة هالة", "2022-03-25"),
        (["كتب عادل المنياوي - 25 مارس 2022"], "كتب عادل المنياوي", "2022-03-25"),
        (["سياسة", "25 مارس 2022", "0 234 دقيقة واحدة", "شارك"], "", "2022-03-25"),
        (["منذ ساعتين"], "", None),
        (["تحديث: 4 فبراير 2023", "نشر: 3 فبراير 2023"], "", "2023-02-03"),
        (["نشر: 3 فبراير 2023", "تحديث: 4 فبراير 2023"], "", "2023-02-03"),
    ],
)
def test_author_and_date_are_read_from_the_lines_under_the_headline(
    lines: list[str], byline: str, published: str | None
) -> None:
    article = page(TITLE, *lines, *PARAGRAPHS[:2])
    assert article.byline == byline
    assert (article.published and article.published.isoformat()) == published
    assert article.body == "\n\n".join(PARAGRAPHS[:2])


def test_the_date_of_the_page_gives_way_to_that_of_the_article() -> None:
    article = page("الجمعة 25 نوفمبر 2022", TITLE, "14 أوت 2022", *PARAGRAPHS[:2])
    assert article.dateline == "14 أوت 2022"
    article = page("الجمعة 25 نوفمبر 2022", TITLE, *PARAGRAPHS[:2])
    assert article.dateline == "الجمعة 25 نوفمبر 2022"


def test_a_date_that_closes_an_article_is_its_date() -> None:
    article = page(TITLE, *PARAGRAPHS[:2], "14 أوت 2022", "المصدر: الأفق")
    assert article.dateline == "14 أوت 2022"
    assert article.body == "\n\n".join(PARAGRAPHS[:2])


def test_an_age_is_kept_as_printed_and_flagged_since_no_page_knows_its_own_day() -> None:
    article = page(TITLE, "منذ يومين", *PARAGRAPHS[:2])
    assert (article.dateline, article.published) == ("منذ يومين", None)
    assert FlagKind.DATE_RELATIVE in flags(article)


def test_an_age_counts_from_the_day_of_the_capture_and_is_approximate() -> None:
    text = "\n\n".join([TITLE, "منذ يومين", *PARAGRAPHS[:2]])
    article = parse(text, date(2022, 3, 25))
    holds(text, article)
    assert (article.dateline, article.published) == ("منذ يومين", Moment(2022, 3, 23))
    assert article.date_inferred
    [flag] = [flag for flag in article.flags if flag.kind is FlagKind.DATE_INFERRED]
    assert flag.values == {"proposal": "2022-03-23", "evidence": "منذ يومين"}


def test_what_an_age_leaves_open_the_article_may_give_away() -> None:
    there = "وقال الوزير أمس الاثنين 16 يناير 2023 إن المشروع سيبدأ في موعده المقرر."
    article = page(TITLE, "منذ يومين", *PARAGRAPHS[:2], there)
    assert article.published == Moment(2023, 1, 17)
    assert {FlagKind.DATE_RELATIVE, FlagKind.DATE_INFERRED} <= flags(article)


@pytest.mark.parametrize(
    ("dateline", "published", "doubts", "approximate"),
    [
        ("22 شعبان 1443 هـ", "2022-03-25", {FlagKind.DATE_CONVERTED}, True),
        ("الجمعة 22 شعبان 1443 هـ", "2022-03-25", set(), False),
        ("الجمعة 22 شعبان 1443 هـ - 25 مارس 2022 م", "2022-03-25", set(), False),
        ("22 رجب 1443 هـ - 25 مارس 2022 م", "2022-03-25", {FlagKind.CALENDARS_DISAGREE}, False),
        ("22 شعبان 1319 هـ", None, {FlagKind.DATE_UNREAD}, False),
    ],
)
def test_a_hijri_dateline_dates_the_article_and_says_what_is_doubtful(
    dateline: str, published: str | None, doubts: set[FlagKind], approximate: bool
) -> None:
    article = page(TITLE, dateline, *PARAGRAPHS[:2])
    assert article.dateline == dateline
    assert (article.published and article.published.isoformat()) == published
    assert flags(article) == {*doubts, FlagKind.SOURCE_MISSING}
    assert article.date_inferred is approximate


def test_a_date_is_inferred_from_the_article_and_not_from_what_stands_in_it() -> None:
    there = "وانعقد الاجتماع يومي 16 و17 يناير الجاري، واختتمت أشغاله يوم 17 يناير 2023."
    article = page(TITLE, PARAGRAPHS[0], "اقرأ أيضا: ماذا حدث يوم الجمعة 25 مارس 2022", there)
    assert article.published
    assert article.published.isoformat() == "2023-01-17"
    assert article.date_inferred


@pytest.mark.parametrize(
    ("line", "name", "note"),
    [
        ("المصدر: الأفق", "الأفق", ""),
        ("المصدر | الخليج الجديد+ متابعات", "الخليج الجديد", "متابعات"),
        ("المصدر : الأفق + وكالات", "الأفق", "وكالات"),
        ("المصدر: وكالات + الأفق", "الأفق", "وكالات"),
        ("المصدر: وكالات", "", "وكالات"),
        ("المصدر: (الأفق)", "الأفق", ""),
        ("المصدر: الأفق (متابعات)", "الأفق", "متابعات"),
        ("الـمَصْدَر / الأفق", "الأفق", ""),
        ("المصدر\u00a0\u200f:\u200f الأفق", "الأفق", ""),
        ("مصدر الخبر ← الأفق", "الأفق", ""),
    ],
)
def test_the_source_is_told_from_the_note_beside_it(line: str, name: str, note: str) -> None:
    article = page(TITLE, *PARAGRAPHS[:2], line)
    assert (article.source_line, article.source_name, article.source_note) == (
        clean(line),
        name,
        note,
    )
    assert (FlagKind.SOURCE_MISSING in flags(article)) is not bool(name)


@pytest.mark.parametrize(
    ("lines", "keywords"),
    [
        (["الوسوم: المتحف، الخط العربي"], ("المتحف", "الخط العربي")),
        (["كلمات مفتاحية", "المتحف", "الخط العربي"], ("المتحف", "الخط العربي")),
        (
            ["كلمات مفتاحية", "المتحف، الخط العربي،", "المدينة"],
            ("المتحف", "الخط العربي", "المدينة"),
        ),
        (["#المتحف #الخط_العربي"], ("المتحف", "الخط العربي")),
        (["الوسوم", "#المتحف", "#الخط_العربي"], ("المتحف", "الخط العربي")),
        (["Tags: متحف, خط"], ("متحف", "خط")),
        (["وسوم", "المتحف"], ("المتحف",)),
    ],
)
def test_separated_keywords_are_read_without_a_doubt(
    lines: list[str], keywords: tuple[str, ...]
) -> None:
    article = page(TITLE, *PARAGRAPHS[:2], *lines, "المحكمة تؤجل النظر في قضية الأراضي السلالية")
    assert article.keywords == keywords
    assert FlagKind.KEYWORDS_DIVIDED not in flags(article)
    assert len(article.related_links) == 1


def test_keywords_nothing_separates_are_divided_and_flagged() -> None:
    article = page(TITLE, *PARAGRAPHS[:2], "كلمات مفتاحية", "الخط العربي المدينة القديمة فلسطين")
    assert article.keywords == ("الخط العربي", "المدينة القديمة", "فلسطين")
    assert FlagKind.KEYWORDS_DIVIDED in flags(article)


@pytest.mark.parametrize(
    ("line", "headline", "url"),
    [
        ("اقرأ أيضا: بالصور.. افتتاح سوق السمك", "بالصور.. افتتاح سوق السمك", ""),
        ("إقرأ أيضاً.. لماذا تراجع إنتاج الزيتون؟", "لماذا تراجع إنتاج الزيتون؟", ""),
        ("اقرأ أيضا لماذا تراجع إنتاج الزيتون؟", "لماذا تراجع إنتاج الزيتون؟", ""),
        (
            "طالع أيضا | [3]قانون المالية الجديد <https://example.com/1>",
            "قانون المالية الجديد",
            "https://example.com/1",
        ),
    ],
)
def test_a_link_in_the_middle_does_not_end_the_article(line: str, headline: str, url: str) -> None:
    article = page(TITLE, PARAGRAPHS[0], line, "سطر قصير بعد الرابط", PARAGRAPHS[1])
    assert [(link.headline, link.url) for link in article.related_links] == [(headline, url)]
    assert article.body == "\n\n".join([PARAGRAPHS[0], "سطر قصير بعد الرابط", PARAGRAPHS[1]])


def test_an_article_goes_on_after_a_block_of_links_with_its_subheading() -> None:
    article = page(
        TITLE,
        PARAGRAPHS[0],
        "مواضيع ذات صلة",
        "بالصور.. افتتاح سوق السمك",
        "25 مارس 2022",
        "تكلفة أقل",
        *PARAGRAPHS[1:3],
    )
    assert len(article.related_links) == 1
    assert article.body == "\n\n".join([PARAGRAPHS[0], "تكلفة أقل", *PARAGRAPHS[1:3]])


def test_the_first_words_of_other_articles_are_no_part_of_this_one() -> None:
    excerpt = (
        "أعلنت الوزارة في بيان لها صباح اليوم أن المباراة ستجرى في موعدها رغم الأمطار التي ..."
    )
    article = page(
        TITLE, PARAGRAPHS[0], "مقالات ذات صلة", "المباراة في موعدها رغم الأمطار", excerpt
    )
    assert article.body == PARAGRAPHS[0]


def test_what_follows_the_buttons_for_sharing_is_no_part_of_the_article() -> None:
    article = page(
        TITLE,
        *PARAGRAPHS[:2],
        "شارك",
        "فيسبوك",
        "هيئة التحرير",
        "بالصور.. افتتاح سوق السمك الجديد بالميناء",
    )
    assert article.body == "\n\n".join(PARAGRAPHS[:2])
    assert len(article.related_links) == 1


@pytest.mark.parametrize(
    "line",
    [
        "المصدر الأمني قال إن التحقيق جار.",
        "التعليقات التي أعقبت الخبر انقسمت.",
        "شارك في الاجتماع ممثلون عن الجهة.",
        "10. هكذا كان رقم آخر الحرائق.",
        "الخطة: إنذار مبكر وطرق مفتوحة",
        "الوسوم التي على الأشجار ستساعد في إحصائها.",
        "يحظر نقل البضائع عبر المعبر ليلا.",
        "عدد الزيارات إلى المتحف ارتفع بنسبة 20%.",
        "المقالات المنشورة في المجلة بلغت ثلاثمائة.",
        "1. فيسبوك",
        "المصدر: نقلت الصحيفة عن مسؤول لم تسمه أن الخسائر بلغت خمسين هكتارا في يومين فقط.",
        "نشر التعليق على حسابه ثم حذفه.",
    ],
)
def test_a_sentence_is_no_landmark_for_how_it_begins(line: str) -> None:
    article = page(TITLE, PARAGRAPHS[0], line, PARAGRAPHS[1])
    assert article.body == "\n\n".join([PARAGRAPHS[0], line, PARAGRAPHS[1]])
    assert not article.furniture


@pytest.mark.parametrize(
    ("heading", "declared"),
    [
        ("3 تعليقات", 3),
        ("التعليقات (3)", 3),
        ("(٣) تعليقات", 3),
        ("عدد التعليقات : 3", 3),
        ("3 تعليقات على “افتتاح أول متحف للخط العربي”", 3),
        ("تعليقات الزوار", None),
        ("تَعليـقان", 2),
        ("تعليق واحد", 1),
        ("20 تعليقًا", 20),
    ],
)
def test_the_number_of_comments_is_read_in_figures_and_in_words(
    heading: str, declared: int | None
) -> None:
    article = page(TITLE, *PARAGRAPHS[:2], heading, "1. شكرا", "2. أحسنتم")
    assert article.comments_declared == declared
    assert [comment.text for comment in article.comments] == ["شكرا", "أحسنتم"]


@pytest.mark.parametrize(
    ("lines", "comments"),
    [
        (["٢- شكرا", "١- أحسنتم"], [(2, "", "شكرا"), (1, "", "أحسنتم")]),
        (
            ["الأحدث أولا", "#1 شكرا", "#2 أحسنتم"],
            [(1, "", "شكرا"), (2, "", "أحسنتم")],
        ),
        (
            [
                "سليم يقول:",
                "25 مارس 2022 الساعة 3:04 م",
                "شكرا",
                "رد",
                "ليلى",
                "منذ يومين",
                "أحسنتم",
            ],
            [(1, "سليم", "شكرا"), (2, "ليلى", "أحسنتم")],
        ),
        (
            [
                "1 - سليم",
                "الجمعة 25 مارس 2022 - 15:04",
                "شكرا",
                "12",
                "2 - ليلى",
                "منذ يوم",
                "قال تعالى:",
            ],
            [(1, "سليم", "شكرا"), (2, "ليلى", "قال تعالى:")],
        ),
        (
            ["سليم - 25 مارس 2022", "شكرا", "ليلى - 26 مارس 2022", "أحسنتم"],
            [(1, "سليم", "شكرا"), (2, "ليلى", "أحسنتم")],
        ),
        (
            ["شكرا لكم", "سليم", "25 مارس 2022", "أحسنتم", "ليلى", "26 مارس 2022"],
            [(1, "سليم", "شكرا لكم"), (2, "ليلى", "أحسنتم")],
        ),
        (
            ["1", "شكرا", "سليم", "25 مارس 2022", "2", "أحسنتم"],
            [(1, "سليم", "شكرا"), (2, "", "أحسنتم")],
        ),
    ],
)
def test_comments_are_divided_as_the_page_marks_them(
    lines: list[str], comments: list[tuple[int, str, str]]
) -> None:
    article = page(TITLE, *PARAGRAPHS[:2], "تعليقات القراء", *lines, "اترك تعليقا")
    found = [(comment.number, comment.author, comment.text) for comment in article.comments]
    assert found == comments
    assert FlagKind.COMMENTS_DIVIDED not in flags(article)


def test_a_list_within_a_comment_does_not_divide_it() -> None:
    lines = ["  1. أسبابي:", "     1. الغلاء", "     2. البعد", "  2. شكرا"]
    article = page(TITLE, PARAGRAPHS[0], "تعليقان", *lines)
    assert [comment.text.split("\n\n")[0] for comment in article.comments] == ["أسبابي:", "شكرا"]


def test_replies_numbered_anew_are_comments_where_the_declared_number_says_so() -> None:
    lines = ["  1. أسبابي:", "     1. الغلاء", "     2. البعد", "  2. شكرا"]
    article = page(TITLE, PARAGRAPHS[0], "4 تعليقات", *lines)
    assert [(comment.number, comment.text) for comment in article.comments] == [
        (1, "أسبابي:"),
        (2, "الغلاء"),
        (3, "البعد"),
        (4, "شكرا"),
    ]


def test_comments_nothing_marks_are_divided_by_space_and_flagged() -> None:
    text = f"{TITLE}\n\n{PARAGRAPHS[0]}\n\nالتعليقات\n\nشكرا\nلكم\n\nأحسنتم\n\nبالتوفيق"
    article = parse(text)
    assert [comment.text for comment in article.comments] == ["شكرا\n\nلكم", "أحسنتم", "بالتوفيق"]
    assert FlagKind.COMMENTS_DIVIDED in flags(article)
    declared = parse(text.replace("التعليقات", "4 تعليقات"))
    assert len(declared.comments) == 4
    assert FlagKind.COMMENTS_DIVIDED not in flags(declared)


def test_what_follows_a_list_of_comments_nearer_the_margin_is_no_comment() -> None:
    article = page(TITLE, PARAGRAPHS[0], "التعليقات", "  1. شكرا", "     لكم", "حالة الطقس اليوم")
    assert [comment.text for comment in article.comments] == ["شكرا\n\nلكم"]
    article = page(TITLE, PARAGRAPHS[0], "التعليقات", "\u200f1. شكرا", "لكم")
    assert [comment.text for comment in article.comments] == ["شكرا\n\nلكم"]


@pytest.mark.parametrize(
    "lines",
    [
        ["لا توجد تعليقات", "اترك تعليقا"],
        ["التعليقات مغلقة"],
        ["التعليقات (0)", "كن أول من يعلق"],
    ],
)
def test_a_page_without_comments_has_none(lines: list[str]) -> None:
    assert page(TITLE, PARAGRAPHS[0], *lines, "حالة الطقس في المدينة").comments == ()


def test_a_count_or_a_form_under_the_headline_does_not_open_the_comments() -> None:
    article = page(TITLE, "عنوان فرعي طويل بعض الشيء", "3 تعليقات", "اترك تعليقا", *PARAGRAPHS[:2])
    assert article.comments == ()
    assert article.comments_declared == 3
    assert article.body.endswith("\n\n".join(PARAGRAPHS[:2]))


@pytest.mark.parametrize(
    ("lines", "subject"),
    [
        ([PARAGRAPHS[0], PARAGRAPHS[1], "وأضاف أن التحقيق جار مع ثلاثة أشخاص في القضي"], "body"),
        ([PARAGRAPHS[0], "قال الوزير إن المشروع \ufffd"], "body"),
        ([PARAGRAPHS[0], "3 تعليقات", "1. شكرا", "2. شكرا للمشرو"], "comment-2"),
    ],
)
def test_a_text_that_breaks_off_is_flagged(lines: list[str], subject: str) -> None:
    article = page(TITLE, *lines)
    cut = [flag.subject for flag in article.flags if flag.kind is FlagKind.TEXT_CUT_OFF]
    assert cut == [subject]


@pytest.mark.parametrize(
    "lines",
    [
        [PARAGRAPHS[0], "المصدر: الأفق"],
        [PARAGRAPHS[0], "وقف النهر", "ولم يقف الماء"],
        [PARAGRAPHS[0], "تعليق واحد", "1. شكرا على التعليق"],
    ],
)
def test_a_text_that_just_ends_is_not_flagged(lines: list[str]) -> None:
    assert FlagKind.TEXT_CUT_OFF not in flags(page(TITLE, *lines))


@pytest.mark.parametrize(
    "text",
    [
        "1.\n" * 10_000,
        "التعليقات\n" + "1. شكرا\n" * 5_000,
        "التعليقات\n" + "25 مارس 2022\nشكرا\n" * 2_000,
        "كلمات مفتاحية\n" * 10_000,
        "الوسوم\n" + "كلمة " * 50_000,
        "ك" * 1_000_000,
        "1" * 1_000_000,
        " " * 1_000_000 + "كلمة",
        "#" * 500_000 + "كلمة",
        "-" * 500_000 + " كلمة",
        "كلمة" + "." * 500_000,
        "\u200f" * 1_000_000 + "كلمة",
        "ا|" * 50_000,
    ],
    ids=lambda text: text[:20].strip() or "blanks",
)
def test_a_hostile_capture_takes_no_longer_than_its_size(text: str) -> None:
    read(f"{TITLE}\n\n{PARAGRAPHS[0]}\n{text}".encode())
