import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.text import words
from search.query import LONGEST_QUERY, Phrase, parse


def shape(text: str) -> list[str]:
    """The clauses as typed, phrases in brackets."""
    return [
        f"[{' '.join(word.typed for word in clause.words)}]"
        if isinstance(clause, Phrase)
        else clause.typed
        for clause in parse(text).clauses
    ]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("مذكرة تفاهم", ["مذكرة", "تفاهم"]),
        ("«مذكرة تفاهم»", ["[مذكرة تفاهم]"]),
        ("“مذكرة تفاهم” المغرب", ["[مذكرة تفاهم]", "المغرب"]),
        ('"مذكرة تفاهم"', ["[مذكرة تفاهم]"]),
        ("«المغرب»", ["المغرب"]),
        ("«مذكرة تفاهم", ["مذكرة", "تفاهم"]),
        ("هل انعقد الاجتماع؟", ["انعقد", "الاجتماع"]),
        ("«وزير في الحكومة»", ["[وزير في الحكومة]"]),
        ("هل من", ["هل", "من"]),
        ("المغرب المغرب", ["المغرب"]),
        ("كتب:المغرب (تونس) -ليبيا", ["كتب", "المغرب", "تونس", "ليبيا"]),
        ("", []),
        ("؟؟؟", []),
        ("***", []),
        ("«» “” \u200f\u202e", []),
    ],
)
def test_a_query_is_read_as_its_reader_means_it(text: str, clauses: list[str]) -> None:
    assert shape(text) == clauses


def test_what_is_not_looked_for_is_said() -> None:
    assert parse("هل انعقد الاجتماع؟").ignored == ("هل",)
    long = " ".join(map(str, range(LONGEST_QUERY)))
    assert parse(f"{long} زائدة").ignored == ("زائدة",)


@given(st.text())
@example('"' * 10_001)
@example("«" * 10_000)
@example("*" * 10_000)
@example("\u202e\u2066" * 5_000)
@example("ا" * 10_000)
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert query.text == text
    assert sum(1 for _ in query.words) <= LONGEST_QUERY


@given(st.text())
def test_every_word_is_looked_for_or_named_as_ignored(text: str) -> None:
    query = parse(text)
    looked_for = {word.folded for word in query.words}
    for word in words(text):
        assert word.folded in looked_for or text[word.start : word.end] in query.ignored
