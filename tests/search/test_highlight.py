from html import escape, unescape

import pytest
import regex
from hypothesis import assume, example, given
from hypothesis import strategies as st

from search.highlight import highlight, matches, snippet
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
    ],
)
def test_whole_words_are_marked_as_they_are_printed(query: str, text: str, marked: str) -> None:
    assert highlight(text, parse(query)) == marked


@given(TEXTS, QUERIES)
def test_without_its_marks_a_highlighted_text_is_the_text_escaped(text: str, query: str) -> None:
    assert without_marks(highlight(text, parse(query))) == escape(text)


@given(TEXTS, QUERIES)
@example("ا\u0e33", "ا")
@example("\u0600١٢", "12")
def test_marks_never_cut_a_grapheme(text: str, query: str) -> None:
    edges = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    for start, end in matches(text, parse(query)):
        assert start in edges
        assert end in edges


@given(TEXTS, QUERIES, st.integers(10, 80))
def test_a_snippet_is_a_stretch_of_the_text_without_foreign_markup(
    text: str, query: str, length: int
) -> None:
    shown = snippet(text, parse(query), length)
    assert not regex.search(r"<(?!/?mark>)", shown)
    assert shown.count("<mark>") == shown.count("</mark>")
    plain = unescape(without_marks(shown)).removeprefix("… ").removesuffix(" …")
    assert plain.strip() in " ".join(text.split())


@given(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), WORDS)
def test_a_snippet_shows_a_match_if_the_text_has_one(text: str, query: str) -> None:
    asked = parse(query)
    assume(matches(text, asked))
    assert "<mark>" in snippet(text, asked, 80)
