"""What a reader is offered while typing, and where nothing was found."""

import json

import pytest
from django.urls import reverse

from archive.models import Article, Source
from search import suggestions
from search.asking import Asked, Facet
from search.layers import Level
from search.query import parse


def way_out(text, **options):
    return suggestions.way_out(Asked(parse(text), **options))


def texts(offers):
    return [offer.text for offer in offers]


def test_the_word_that_no_article_has_is_named_with_words_that_articles_have(seeds):
    [missing] = way_out("الرباظ المغرب").missing
    assert missing.typed == "الرباظ"
    assert "الرباط" in texts(missing.nearest)
    nearest = missing.nearest[texts(missing.nearest).index("الرباط")]
    assert nearest.count == suggestions.count(Asked(parse("الرباط المغرب"))) == 2
    assert "%D8%A7%D9%84%D8%B1%D8%A8%D8%A7%D8%B7+" in nearest.url


def test_nearest_words_are_printed_words_and_no_stems(seeds):
    for missing in way_out("الاجتماغ مذكرن").missing:
        assert missing.nearest
        for offer in missing.nearest:
            assert Asked(parse(offer.text), Level.EXACT)
            assert suggestions.count(Asked(parse(offer.text), Level.EXACT))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgvfh'", "الرباط"),
        ("hgvfhù", "الرباط"),
        ("hglyvf", "المغرب"),
        ("Almgrb", "المغرب"),
        ("AlrbAT", "الرباط"),
    ],
)
def test_text_typed_on_another_keyboard_or_in_buckwalter_is_offered_as_meant(seeds, typed, meant):
    offers = way_out(typed).readings
    assert meant in texts(offers)
    assert offers[texts(offers).index(meant)].count == 2
    assert all(offer.note for offer in offers)


def test_with_one_word_less_the_query_is_offered_with_what_it_finds(seeds):
    offers = way_out("المغرب الصين").without_one
    assert [(offer.text, offer.count, offer.note) for offer in offers] == [("المغرب", 2, "الصين")]


def test_a_wider_level_is_offered_where_it_finds_something(seeds):
    assert way_out("=الصين").wider == []
    [wider] = way_out("المذكرات", level=Level.FOLDED).wider
    assert wider.count == 1
    assert "level" not in wider.url


def test_choices_that_leave_nothing_are_offered_to_be_given_up(seeds):
    found = way_out("المغرب", chosen={Facet.DATE: frozenset({"1999"})})
    assert found.unnarrowed.count == 2


def test_nothing_is_offered_that_finds_nothing(seeds):
    found = way_out("قققققققق ظظظظظظظظ")
    assert [missing.nearest for missing in found.missing] == [[], []]
    assert found.readings == found.without_one == found.wider == []
    assert found.unnarrowed is None


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("الربا", "word", "الرباط"),
        ("اجتماع الربا", "word", "اجتماع الرباط"),
        ("أفخ", "keyword", "أفخاي أدرعي"),
        ("افخاى ا", "keyword", "أفخاي أدرعي"),
    ],
)
def test_what_begins_as_typed_is_suggested_in_any_spelling(seeds, typed, kind, text):
    assert (kind, text) in [(one.kind, one.text) for one in suggestions.suggest(typed)]


def test_headlines_and_sources_are_suggested_with_their_addresses(seeds):
    source = Source.objects.create(name="وكالة الأنباء")
    Article.objects.filter(pk=seeds[0].pk).update(source=source)
    for typed, address in (
        (" ".join(seeds[1].title.split()[:2]), seeds[1].get_absolute_url()),
        ("وكال", source.get_absolute_url()),
    ):
        assert address in [one.url for one in suggestions.suggest(typed)]


@pytest.mark.parametrize("typed", ["", " ", "؟", "\x00", "\ud800", "ا" * 5000, "<script>"])
def test_nothing_typed_breaks_the_suggestions(client, seeds, typed):
    response = client.get(reverse("search:suggest"), {"q": typed.encode("utf-8", "replace")})
    assert response.status_code == 200
    assert isinstance(json.loads(response.content)["suggestions"], list)


def test_suggestions_cost_few_queries(client, seeds, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(reverse("search:suggest"), {"q": "الر"})
