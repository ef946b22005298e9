from html import escape, unescape
from itertools import count

import pytest
import regex
from hypothesis import assume, example, given
from hypothesis import strategies as st

from archive.text import spellings
from search.clauses import Field
from search.highlight import Layers, Marker, Match, highlight, parts, snippet, spans
from search.layers import Level
from search.query import parse

WORDS = st.sampled_from(
    [
        "المغرب",
        "المغـــرب",
        "وَبِالرِّباط",
        "الرباط",
        "مُذَكِّرة",
        "تفاهم",
        "<b>",
        "&amp;",
        "«",
        "»",
        "e\u0301tat",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join))
QUERIES = st.one_of(st.text(), st.lists(WORDS, min_size=1).map(" ".join))


def matches(text: str, query: str, level: Level = Level.FORMS) -> list[Match]:
    return Marker(parse(query), level).matches(text, Field.TEXT)


def without_marks(html: str) -> str:
    return html.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("مذكرة", "وقّعا مُذَكِّرَةً اليوم", "وقّعا <mark>مُذَكِّرَةً</mark> اليوم"),
        ("الرباط", "وصل (وبالرِّباط) قال", "وصل (<mark>وبالرِّباط</mark>) قال"),
        ("المغرب", "المغـــرب، المغرب", "<mark>المغـــرب</mark>، <mark>المغرب</mark>"),
        ("«مذكرة تفاهم»", "مذكرة، تفاهم مذكرة", "<mark>مذكرة</mark>، <mark>تفاهم</mark> مذكرة"),
        ("17", "يومي 16 و17 يناير", "يومي 16 و<mark>17</mark> يناير"),
        ("١٧", "17", "<mark>17</mark>"),
        ("mgrb", "<img src=x onerror=alert(1)//", "&lt;img src=x onerror=alert(1)//"),
        ("img", "<img src=x", "&lt;<mark>img</mark> src=x"),
        ("كتاب", "صدر الكتب والكتاب", "صدر <mark>الكتب</mark> <mark>والكتاب</mark>"),
        ("كتا*", "كتاب والكتابة كتب", "<mark>كتاب</mark> <mark>والكتابة</mark> كتب"),
        ("الكتا*", "والكتاب للكتاب كتاب", "<mark>والكتاب</mark> <mark>للكتاب</mark> كتاب"),
        ("*تاب", "كتاب كتابة", "<mark>كتاب</mark> كتابة"),
        ("=كتب", "كتب كَتَبَ", "<mark>كتب</mark> كَتَبَ"),
        ("تونس -ليبيا", "تونس ليبيا", "<mark>تونس</mark> ليبيا"),
        ("تونس أو ليبيا", "تونس ليبيا", "<mark>تونس</mark> <mark>ليبيا</mark>"),
        ("عنوان:تونس", "تونس", "تونس"),
        ('"مجلس أمن"~1', "أمن ثم مجلس", "<mark>أمن</mark> ثم <mark>مجلس</mark>"),
        ('"مجلس أمن"~1', "أمن ثم بعد مجلس", "أمن ثم بعد مجلس"),
        ("«للجنة أمن»", "ولجنة أمن، اللجنة أمن", "<mark>ولجنة</mark> <mark>أمن</mark>، اللجنة أمن"),
        (
            "«مجلس للأمن»",
            "مجلس للأمن، مجلس الأمن",
            "<mark>مجلس</mark> <mark>للأمن</mark>، مجلس الأمن",
        ),
        ("«آخر أول»", "في آخر\n\nأول الفقرة", "في آخر\n\nأول الفقرة"),
    ],
)
def test_whole_words_are_marked_as_they_are_printed(query: str, text: str, marked: str) -> None:
    assert highlight(text, matches(text, query)) == marked


@given(TEXTS, QUERIES)
def test_without_its_marks_a_highlighted_text_is_the_text_escaped(text: str, query: str) -> None:
    assert without_marks(highlight(text, matches(text, query))) == escape(text)


@given(TEXTS, QUERIES)
@example("ا\u0e33", "ا")
@example("\u0600١٢", "12")
def test_marks_never_cut_a_grapheme(text: str, query: str) -> None:
    edges = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    for start, end in spans(matches(text, query)):
        assert start in edges
        assert end in edges


@given(TEXTS, QUERIES, st.integers(10, 80))
def test_a_snippet_is_a_stretch_of_the_text_without_foreign_markup(
    text: str, query: str, length: int
) -> None:
    shown = snippet(text, matches(text, query), length)
    assert not regex.search(r"<(?!/?mark>)", shown)
    assert shown.count("<mark>") == shown.count("</mark>")
    plain = unescape(without_marks(shown)).removeprefix("… ").removesuffix(" …")
    assert plain.strip() in " ".join(text.split())


@pytest.mark.parametrize(
    ("level", "marked"),
    [
        (Level.EXACT, ["كتاب"]),
        (Level.FOLDED, ["كتاب", "كِتاب", "بالكتاب"]),
        (Level.FORMS, ["كتاب", "كِتاب", "بالكتاب", "الكتب"]),
        (Level.ROOT, ["كتاب", "كِتاب", "بالكتاب", "الكتب", "مكتبة"]),
    ],
)
def test_a_wider_level_marks_more(level: Level, marked: list[str]) -> None:
    text = "كتاب كِتاب بالكتاب الكتب مكتبة قلم"
    assert [text[start:end] for start, end in spans(matches(text, "كتاب", level))] == marked


@given(TEXTS, QUERIES)
def test_marks_are_numbered_in_the_order_of_the_text(text: str, query: str) -> None:
    found = matches(text, query)
    shown = highlight(text, found, count(1))
    numbers = [int(number) for number in regex.findall(r'id="match-(\d+)"', shown)]
    assert numbers == list(range(1, len(spans(found)) + 1))


@given(TEXTS, QUERIES)
def test_what_an_index_tells_of_forms_changes_no_match(text: str, query: str) -> None:
    asked = parse(query)
    forms = spellings(text)
    told = {
        part: {form: layer for form in forms if (layer := layers[form])}
        for part in parts(asked)
        for layers in [Layers(part, Level.FORMS, None)]
    }
    informed = Marker(asked, Level.FORMS, told)
    assert informed.matches(text, Field.TEXT) == matches(text, query)


@given(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), WORDS)
def test_a_snippet_shows_a_match_if_the_text_has_one(text: str, query: str) -> None:
    found = matches(text, query)
    assume(found)
    assert "<mark>" in snippet(text, found, 80)
