"""How a word is matched, as the help page shows it."""

import shutil

import pytest

from search import engine
from search.layers import Level
from search.matching import LAYERS, LEVEL_OF, matching
from search.suggestions import LEVELS


@pytest.fixture
def library(import_text) -> None:
    for number, text in enumerate(
        [
            "صدر كتاب جديد عن تاريخ المدينة في العاصمة.",
            "وصف بالكتاب القديم أهل البلدة وصفا دقيقا.",
            "وزعت الكتب على طلاب المدارس في القرى.",
            "فتحت المكتبة أبوابها للزوار صباح السبت.",
            "صدر كِتابٌ آخر وكتاب ثالث عن المدينة نفسها.",
        ]
    ):
        import_text(f"الخبر رقم {number}\n\n{number + 1} يناير 2023\n\n{text}\n")


def test_each_layer_shows_what_is_printed_and_in_how_many_articles(library):
    shown = matching("كتاب")
    exact, folded, joined, stem, variant, root = shown.layers
    assert [(offer.text, offer.count) for offer in exact.printed] == [("كتاب", 1)]
    assert [offer.text for offer in folded.printed] == ["كِتابٌ"]
    assert {offer.text for offer in joined.printed} == {"بالكتاب", "وكتاب"}
    assert [offer.text for offer in stem.printed] == ["الكتب"]
    assert variant.printed == []
    assert [offer.text for offer in root.printed] == ["المكتبة"]
    assert [offer.count for offer in shown.levels] == [1, 3, 4, 5]


def test_every_word_shown_leads_to_a_search_that_finds_as_many(library, client):
    for met in matching("كتاب").layers:
        for offer in met.printed:
            assert client.get(offer.url).context["found"].total == offer.count


def test_the_level_told_is_the_first_that_finds_the_layer(library):
    levels = list(Level)
    for layer in LAYERS:
        first = next(level for level in levels if level.farthest >= layer)
        assert LEVEL_OF[layer] is first
    assert set(LEVELS) == set(Level)


@pytest.mark.parametrize("text", ["", "؟؟؟", "   ", "\x00"])
def test_what_has_no_word_is_not_matched(db, text):
    assert matching(text) is None


def test_only_the_first_word_counts(library):
    assert matching("«كتاب» جديد").typed == "كتاب"


def test_a_word_that_is_printed_nowhere_is_shown_to_be(library, client):
    shown = matching("قطار")
    assert shown.is_whole
    assert not any(met.printed for met in shown.layers)
    assert client.get("/search/help/", {"word": "قطار"}).status_code == 200


def test_without_an_index_the_page_still_answers(library, client):
    shutil.rmtree(engine.backend().path)
    assert not matching("كتاب").is_whole
    assert client.get("/search/help/", {"word": "كتاب"}).status_code == 200
