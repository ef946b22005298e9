import re
from html import unescape

import pytest

from archive.models import Article, Source
from search import engine

SEARCH = "/api/v1/search"


@pytest.fixture
def ask(client, seeds):
    engine.synchronise()

    def get(address: str = SEARCH, **parameters):
        response = client.get(address, parameters)
        assert response.status_code == 200, response.content
        return response.json()

    return get


def test_a_program_finds_what_a_reader_finds_and_is_told_why(ask, seeds):
    found = ask(q="مغربية النووية")
    assert found["total"] == 1
    [result] = found["results"]
    assert result["article"]["id"] == seeds[1].pk
    assert result["comment"] == 8
    [why] = [why for why in result["why"] if why["typed"] == "النووية"]
    assert (why["layer"], why["field"], why["comment"]) == ("exact", "comments", 8)


def test_marks_are_the_only_html_in_what_is_found(ask, seeds):
    [first, *_] = ask(q="المغرب")["results"]
    assert "<mark>" in first["title"]
    assert unescape(re.sub("</?mark>", "", first["title"])) == first["article"]["title"]
    assert set(re.findall("<[^>]*>", first["snippet"])) <= {"<mark>", "</mark>"}


def test_results_come_in_pages(ask):
    first = ask(q="المغرب", limit=1)
    second = ask(first["next"])
    ids = [page["results"][0]["article"]["id"] for page in (first, second)]
    assert len(set(ids)) == 2
    assert second["next"] is None


def test_facets_are_counted_for_those_who_ask(ask):
    assert ask(q="المغرب")["facets"] == {}
    facets = ask(q="المغرب", facets="true")["facets"]
    assert {"value": "2022-03", "articles": 1} in facets["date"]
    assert facets["source"] == [{"value": "الخليج الجديد", "articles": 1}]


@pytest.mark.parametrize(
    ("parameters", "total"),
    [
        ({"q": "المغرب", "date": "2022"}, 1),
        ({"q": "المغرب", "comments": "yes"}, 1),
        ({"q": "المغرب", "keyword": "المغرب"}, 1),
        ({"q": "=المغربيه", "level": "exact"}, 0),
        ({"q": ""}, 0),
        ({"q": "؟؟؟"}, 0),
    ],
)
def test_the_language_and_the_filters_are_those_of_the_page(ask, parameters, total):
    assert ask(**parameters)["total"] == total


@pytest.mark.parametrize("spelling", ["الخليج الجديد", "الخَليجُ الجديد", "New Gulf"])
def test_a_source_is_taken_in_any_spelling(ask, spelling):
    Source.objects.get(name="الخليج الجديد").aliases.create(name="New Gulf")
    assert ask(q="المغرب", source=spelling)["total"] == 1
    assert ask(q="المغرب", source=["لا أحد", spelling])["total"] == 1
    assert ask(q="المغرب", source="لا أحد")["total"] == 0


def test_what_means_nothing_is_named(ask):
    assert ask(q="هل المغرب")["ignored"] == [{"typed": "هل", "why": "function word"}]


def test_hidden_articles_are_found_by_no_program(ask, seeds):
    seeds[1].status = Article.Status.HIDDEN
    seeds[1].save()
    found = ask(q="المغرب")["results"]
    assert [result["article"]["id"] for result in found] == [seeds[0].pk]


def test_a_cursor_of_a_list_does_not_go_on_in_a_search(client, seeds):
    following = client.get("/api/v1/articles?limit=1").json()["next"]
    cursor = following.partition("cursor=")[2]
    assert client.get(f"{SEARCH}?q=x&cursor={cursor}").status_code == 422
