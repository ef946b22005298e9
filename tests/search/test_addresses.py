"""Every search has an address that leads back to it."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from search.addresses import address, choosing, read, within
from search.asking import Asked, Facet, Sort
from search.layers import Level
from search.query import parse

VALUES = st.frozensets(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), max_size=3)
ASKED = st.builds(
    lambda text, level, sort, source, together: Asked(
        parse(text), level, sort, {Facet.SOURCE: source} if source else {}, together=together
    ),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(Level),
    st.sampled_from(Sort),
    VALUES,
    st.booleans(),
)


@given(ASKED)
def test_an_address_leads_back_to_the_same_search(asked):
    assert read(QueryDict(address(asked).partition("?")[2])) == asked


@pytest.mark.parametrize(
    "parameters",
    [
        "q=تونس&level=nothing&sort=none",
        "q=تونس&date=20222&date=2022-1&date=x&source=&page=7",
        "q=تونس&keyword=" + "ا" * 1000,
        "q=تونس&unknown=1",
        "q=تونس&together=no&edition=",
    ],
)
def test_what_an_address_cannot_mean_is_left_out(parameters):
    assert read(QueryDict(parameters)) == Asked(parse("تونس"))


def test_a_choice_is_added_and_given_up():
    asked = Asked(parse("تونس"))
    chosen = choosing(asked, Facet.DATE, {"2022"})
    assert "date=2022" in address(chosen)
    assert choosing(chosen, Facet.DATE, ()) == asked


def test_an_article_opened_from_a_search_keeps_the_query_and_its_place():
    asked = Asked(parse("تونس"), Level.ROOT, Sort.NEWEST)
    assert within("/articles/x/#comment-4", asked).endswith("&level=root#comment-4")
    assert "sort" not in within("/articles/x/", asked)


def test_a_search_is_a_feed_of_its_newest_articles(client, seeds):
    response = client.get(reverse("search:feed"), {"q": "المغرب", "sort": "oldest"})
    feed = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    assert feed.count("<entry>") == 2
    assert seeds[1].get_absolute_url() in feed
    assert "<mark>" not in feed


@pytest.mark.parametrize("query", ["", "؟؟", "\x00", "<b>&", "\u202e", "(" * 500])
def test_a_feed_of_anything_is_a_feed(client, seeds, query):
    response = client.get(reverse("search:feed"), {"q": query})
    assert response.status_code == 200
    assert response.content.rstrip().endswith(b"</feed>")
