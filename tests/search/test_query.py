import sys
from collections.abc import Callable
from datetime import date
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.text import fold, words
from search import query
from search.clauses import Dates, Either, Every, Field, Phrase, Prefix, Suffix, Within, Without
from search.query import LONGEST_QUERY, Query, parse, spelt
from search.tokens import DEEPEST_GROUP, MOST_IGNORED, Ignored, Why


def word(typed: str, exact: bool = False) -> query.Word:
    return query.Word(typed, fold(typed), exact)


A, B, C, D = map(word, ("تونس", "ليبيا", "مصر", "قطر"))
COUNCIL = Phrase((word("مجلس"), word("الأمن")))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("تونس ليبيا", [A, B]),
        ("تونس؟ ليبيا، مصر؛", [A, B, C]),
        ("تونس\u200f تونس", [A]),
        ("تونس | ليبيا", [Either((A, B))]),
        ("تونس ليبيا أو مصر", [A, Either((B, C))]),
        ("(تونس ليبيا) أو مصر", [Either((Every((A, B)), C))]),
        ("تونس (ليبيا (مصر قطر))", [A, B, C, D]),
        ("تونس أو (ليبيا | (مصر OR تونس))", [Either((A, B, C))]),
        ("((تونس))", [A]),
        ("تونس -ليبيا", [A, Without(B)]),
        ("تونس -(ليبيا أو مصر)", [A, Without(Either((B, C)))]),
        ("-(-تونس)", [A]),
        ("تونس أو -ليبيا", [Either((A, Without(B)))]),
        ("«مجلس الأمن»~5", [Phrase(COUNCIL.words, 5)]),
        ('="مجلس الأمن"', [Phrase((word("مجلس", True), word("الأمن", True)))]),
        ("=تونس", [word("تونس", True)]),
        ("تون*", [Prefix("تون", "تون")]),
        ("*ونس", [Suffix("ونس", "ونس")]),
        ("عنوان:تونس ليبيا", [Within(Field.TITLE, A), B]),
        ("عنوان:(تونس ليبيا)", [Within(Field.TITLE, Every((A, B)))]),
        ("-عنوان:تونس", [Without(Within(Field.TITLE, A))]),
        ("عنوان:-تونس", [Without(Within(Field.TITLE, A))]),
        ("عنوان:نص:تونس", [Within(Field.TEXT, A)]),
        ("", []),
        ("؟؟؟ *** «» “” () \u200f\u202e", []),
    ],
)
def test_a_query_means(text: str, clauses: list[query.Clause]) -> None:
    assert list(parse(text).clauses) == clauses


QUOTED = '"مجلس الأمن"'


@pytest.mark.parametrize(
    ("text", "same"),
    [
        *(
            (f"{a}مجلس الأمن{b}", QUOTED)
            for a, b in map(tuple, ("«»", "‹›", "“”", "”“", "„“", "„”", "″″", '"”'))
        ),
        ('«قال: "نعم" أمس»', '"قال نعم أمس"'),
        ('"تونس"', "تونس"),
        ('"هل"', '"هل"'),
        ('"مجلس الأمن', "مجلس الأمن"),
        ('"مجلس الأمن" "', QUOTED),
        ('"مجلس الأمن -تونس', "مجلس الأمن -تونس"),
        *((f"{QUOTED}{near}", f"{QUOTED}~5") for near in ("~5", "~٥", "\u200f ~ ـ\u0651٥", "～ 5")),
        *((f"{QUOTED}{near}", QUOTED) for near in ("~", "~0", "~ ")),
        (f"{QUOTED}~9999999999", f"{QUOTED}~50"),
        ("تونس −ليبيا", "تونس -ليبيا"),
        ("تونس –ليبيا", "تونس -ليبيا"),
        ("\u200f-تونس", "-تونس"),
        ("تونس - ليبيا", "تونس ليبيا"),
        ("تونس,ليبيا", "تونس ليبيا"),
        ("تونس --ليبيا", "تونس ليبيا"),
        ("تونس بدون ليبيا", "تونس -ليبيا"),
        ("تونس NOT ليبيا", "تونس -ليبيا"),
        ("تونس AND NOT ليبيا", "تونس -ليبيا"),
        ("تونس بدون", 'تونس "بدون"'),
        ("تونس =بدون ليبيا", "تونس =بدون ليبيا"),
        ('تونس "بدون" ليبيا', 'تونس "بدون" ليبيا'),
        ("بدون عنوان:(تونس ليبيا)", "-عنوان:(تونس ليبيا)"),
        ("تونس او ليبيا", "تونس | ليبيا"),
        ("تونس OR | أو ليبيا", "تونس | ليبيا"),
        ("تونس or ليبيا", "تونس or ليبيا"),
        ("أو تونس |", "تونس"),
        ("تونس أو (هل)", "تونس"),
        ("تونس AND ليبيا", "تونس ليبيا"),
        ("تو*نس", "تو نس"),
        ("*تونس*", "تونس*"),
        ("تونس＊ ٭ليبيا", "تونس* *ليبيا"),
        ("و*", "و*"),
        ("＝تونس", "=تونس"),
        ("س=5", "س 5"),
        ("（تونس | ليبيا） مصر", "تونس | ليبيا مصر"),
        (")تونس( ليبيا", "تونس ليبيا"),
        ("عنوانـ: تونس", "عنوان:تونس"),
        ("نصّ：تونس", "نص:تونس"),
        ("TITLE:تونس Body: ليبيا", "عنوان:تونس نص:ليبيا"),
        ("تعليقات:ا مصدر:ب كاتب:ت keywords:ث", "تعليق:ا مصدر:ب كاتب:ت كلمة:ث"),
        ("عنوان:*ونس", "عنوان:*ونس"),
        *((f"عنوان{colon}تونس", "عنوان:تونس") for colon in (" : ", " :", ": ", "\u200f : ")),
        ("سنة : 2022", "سنة:2022"),
        ("قال : تونس", "قال تونس"),
        ("قال:تونس", "قال تونس"),
        ("قال:-تونس", "قال تونس"),
        ("عنوان: | تونس", "تونس"),
        ("هل انعقد الاجتماع؟", "انعقد الاجتماع"),
        ("هل من", '"هل" "من"'),
        ("هل أو من", '"هل" | "من"'),
        ("أو", '"أو"'),
        ("هل سنة:2022", '"هل" سنة:2022'),
        ("«وزير في الحكومة»", '"وزير في الحكومة"'),
    ],
)
def test_two_queries_mean_the_same(text: str, same: str) -> None:
    assert parse(text).clauses == parse(same).clauses
    assert spelt(parse(text)) == same


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("تونس-ليبيا", '"تونس ليبيا"'),
        ("تونس–ليبيا/مصر", '"تونس ليبيا مصر"'),
        ("covid-19", '"covid 19"'),
        ("أ.ب", '"أ ب"'),
        ("1,000,000", '"1 000 000"'),
        ("1.5", '"1 5"'),
        ("٣٫٥", '"٣ ٥"'),
        ("12:30", '"12 30"'),
        ("snake_case", '"snake case"'),
        ("l’Algérie", '"l Algérie"'),
        ("-تونس-ليبيا", '-"تونس ليبيا"'),
        ("=covid-19", '="covid 19"'),
        ("عنوان:تونس-ليبيا", 'عنوان:"تونس ليبيا"'),
        ("ابن-عبدالله", '"ابن عبد الله"'),
        ("covid-1*", "covid 1*"),
        ("تونس-عنوان:ليبيا", "تونس عنوان:ليبيا"),
        ("تونس-أو-ليبيا", '"تونس أو ليبيا"'),
        ("تونس و/أو ليبيا", "تونس | ليبيا"),
        ("من:2022-تونس", "من:2022 تونس"),
        ("ما-بعد الحداثة", "الحداثة"),
        ("ما-بعد", '"ما بعد"'),
    ],
)
def test_what_is_typed_in_one_piece_is_a_phrase(text: str, same: str) -> None:
    assert parse(text).clauses == parse(same).clauses
    assert spelt(parse(text)) == same


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("عبدالله", '"عبد الله"'),
        *((f"{particles}عبدالله", '"عبد الله"') for particles in ("و", "ل", "وب", "فَلِ")),
        ("العبدالله", '"العبد الله"'),
        ("=عبدالله", '="عبد الله"'),
        ("=لعبدالله", '="لعبد الله"'),
    ],
)
def test_a_name_written_together_is_its_two_words_without_particles(text: str, same: str) -> None:
    assert spelt(parse(text)) == same


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("سنة:2022", "2022-01-01", "2022-12-31"),
        ("year: ٢٠٢٢", "2022-01-01", "2022-12-31"),
        ("سنة:2022-2023", "2022-01-01", "2023-12-31"),
        ("سنة:2022..2023", "2022-01-01", "2023-12-31"),
        ("من:2022-03 إلى:2022-05", "2022-03-01", "2022-05-31"),
        ("from:2022/3 تونس to:2024.2", "2022-03-01", "2024-02-29"),
        ("من:2023 الى:2022", "2022-01-01", "2023-12-31"),
        ("إلى:5/2022 من:1-3-2022", "2022-03-01", "2022-05-31"),
        ("من:31/12/2022", "2022-12-31", None),
        ("إلى:9999", None, "9999-12-31"),
    ],
)
def test_dates(text: str, first: str | None, last: str | None) -> None:
    [dates] = [clause for clause in parse(text).clauses if isinstance(clause, Dates)]
    assert (dates.first, dates.last) == tuple(
        day and date.fromisoformat(day) for day in (first, last)
    )


@pytest.mark.parametrize(
    ("text", "typed", "why"),
    [
        ("هل انعقد", "هل", Why.FUNCTION_WORD),
        ("تونس أو", "أو", Why.FUNCTION_WORD),
        ("تونس |", "|", Why.LONE_SIGN),
        ("تونس " + "* " * 100, "*", Why.LONE_SIGN),
        ("*تونس*", "*", Why.LONE_SIGN),
        ("(تونس", "(", Why.UNBALANCED),
        ("تونس))", ")", Why.UNBALANCED),
        ("«تونس", "«", Why.UNBALANCED),
        ("عنوان:", "عنوان:", Why.EMPTY_FIELD),
        ("من:2022-13", "من:2022-13", Why.NOT_A_DATE),
        ("سنة:2022-02-30", "سنة:2022-02-30", Why.NOT_A_DATE),
        ("إلى:الرباط", "إلى:", Why.NOT_A_DATE),
        ("سنة:0000", "سنة:0000", Why.NOT_A_DATE),
        (" ".join(map(str, range(LONGEST_QUERY + 1))), str(LONGEST_QUERY), Why.TOO_LONG),
    ],
)
def test_what_is_ignored_is_said_once_and_why(text: str, typed: str, why: Why) -> None:
    assert parse(text).ignored == (Ignored(typed, why),)


def test_groups_are_only_so_deep() -> None:
    deep = "(" * (DEEPEST_GROUP + 5) + "تونس" + ")" * (DEEPEST_GROUP + 5)
    assert [one.why for one in parse(deep).ignored] == [Why.TOO_DEEP] * 2


def test_a_query_knows_what_it_looks_for() -> None:
    query = parse("تونس -ليبيا عنوان:(مصر | قطر) سنة:2022 «مجلس الأمن» كتا*")
    assert list(query.words) == [A, C, D, *COUNCIL.words]
    assert [spelt(one) for one in query.positive] == ["تونس", "عنوان:(مصر | قطر)", QUOTED, "كتا*"]


def test_only_exclusions_or_only_dates_are_a_query() -> None:
    assert parse("-تونس")
    assert parse("سنة:2022")
    assert not parse("؟")


def test_a_clause_can_be_dropped() -> None:
    query = parse("هل تونس «مجلس الأمن» -ليبيا")
    assert query.without(A) == Query(f"{QUOTED} -ليبيا", (COUNCIL, Without(B)))


def test_a_word_can_be_replaced_where_it_is_typed() -> None:
    query = parse("هل عنوان:«عنوان تونسس»، تونسس -ليبيا")
    assert query.replacing(word("تونسس"), "تونس") == "هل عنوان:«عنوان تونس»، تونس -ليبيا"
    assert query.replacing(word("عنوان"), "خبر") == "هل عنوان:«خبر تونسس»، تونسس -ليبيا"


# Whatever is typed.

SIGNS = """-−–./_'’,()（«»"“”‹~5٥*٭=|:،؟…½ـ \n\0\u200f\u202e\u0651\ud800"""
TERMS = """
    كلمة هل من مذكرة و17 عبدالله وعبدالله covid-19 1,000 ا x أو او OR AND NOT بدون عنوان: نص: title: من: إلى: سنة:
    من:2020 من:2023-04 إلى:2021 إلى:1/2019 سنة:2022 2022..2023 سنة:2022-13
"""
PIECES = [*SIGNS, *TERMS.split()]

TYPED = st.one_of(
    st.text(st.characters()),
    st.lists(st.sampled_from(PIECES + [" "] * 20)).map("".join),
    st.lists(st.sampled_from(PIECES)).map(" ".join),
)
NASTY = {
    "asterisks": "*" * 10_000,
    "quotes": '"' * 10_001,
    "unclosed quotes": "«" * 10_000,
    "unclosed groups": "(" * 5_000,
    "nested groups": "(" * 5_000 + "ا ب|" * 10 + ")" * 5_000,
    "dashes": "-" * 10_000 + "ا",
    "one piece": "هل-" * 5_000,
    "exclusions": "بدون " * 2_000 + "تونس",
    "alternatives": "أو " * 3_000,
    "fields": "عنوان:" * 2_000 + "تونس",
    "dates": "من:2020 إلى:2021 من:" * 500,
    "one word": "ا" * 10_000,
    "one number": "سنة:" + "5" * 10_000,
    "one distance": '"ا ب"~' + "5" * 10_000,
    "marks": "ا" + "\u0651\u064b" * 5_000,
    "directions": "\u202e\u2066" * 5_000,
    "surrogates": "\ud800\udc00" * 5_000,
}


def of_anything(test: Callable[[str], None]) -> Callable[[str], None]:
    for nasty in NASTY.values():
        test = example(nasty)(test)
    return given(TYPED)(test)


@of_anything
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert query.text == text
    assert hash(query) == hash(parse(text))
    assert sum(1 for _ in query.words) <= LONGEST_QUERY
    assert len(set(query.ignored)) == len(query.ignored) <= MOST_IGNORED


@of_anything
def test_what_a_query_means_can_be_spelt(text: str) -> None:
    query = parse(text)
    assert parse(spelt(query)).clauses == query.clauses
    for clause in query.clauses:
        rest = query.without(clause)
        assert parse(rest.text) == rest


@given(st.text(st.characters()))
def test_every_word_is_looked_for_or_named_as_ignored(text: str) -> None:
    query = parse(text)
    named = f"{spelt(query)} {' '.join(one.typed for one in query.ignored)}"
    known = {found.folded for found in words(named)}
    if len(query.ignored) < MOST_IGNORED:
        assert {found.folded for found in words(text)} <= known


@pytest.mark.parametrize(
    "piece", [*PIECES, "(ا|ب", "-(", '"ا" ', "*ا*", "ا\u0651\u064b", "\u202e="]
)
def test_a_query_twice_as_long_takes_twice_the_steps_at_most(piece: str) -> None:
    assert steps(piece * 4_000) <= 2.5 * steps(piece * 2_000) + 1_000


def steps(text: str) -> int:
    """The calls that parsing makes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event.endswith("call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(before)
    return calls
