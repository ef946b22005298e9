import json

import pytest
from django.urls import reverse
from openapi_spec_validator import validate

from archive.models import Article, Keyword, KeywordAlias, Source, SourceAlias

ARTICLES = "/api/v1/articles"


@pytest.fixture
def ask(client, seeds):
    def get(address: str, status: int = 200, **parameters):
        response = client.get(address, parameters)
        assert response.status_code == status, response.content
        return response.json()

    return get


def titles(answer) -> list[str]:
    return [article["title"] for article in answer["articles"]]


def test_a_list_tells_what_a_reader_would_see_of_each_article(ask, seeds):
    listed = ask(ARTICLES)["articles"]
    assert [article["id"] for article in listed] == [seeds[1].pk, seeds[0].pk]
    assert listed[1]["published"] == {
        "date": "2022-03-25T15:04",
        "precision": "minute",
        "basis": "printed",
    }
    assert listed[0]["published"]["basis"] == "inferred"
    assert listed[1]["source"]["name"] == "الخليج الجديد"
    assert listed[1]["url"] == f"http://testserver{seeds[0].get_absolute_url()}"
    assert listed[0]["comment_count"] == 9
    assert listed[0]["excerpt"] == seeds[1].paragraphs[0]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"date": "2022"}, [0]),
        ({"date": "2022-03"}, [0]),
        ({"date": "2022-03-25"}, [0]),
        ({"date": "2022-13"}, []),
        ({"date": ["2022", "2023-01"]}, [1, 0]),
        ({"source": "الخليج الجديد"}, [0]),
        ({"source": "الخَليج_الجديد"}, [0]),
        ({"source": "مؤسسة الخليج"}, [0]),
        ({"source": "لا أحد"}, []),
        ({"keyword": "المملكة المغربية"}, [0]),
        ({"keyword": ["المغرب", "لا شيء"], "date": "2023"}, []),
        ({"comments": "yes"}, [1]),
        ({"sort": "oldest"}, [0, 1]),
        ({"sort": "changed"}, [0, 1]),
    ],
)
def test_a_list_is_narrowed_and_sorted_as_asked(ask, seeds, parameters, found):
    SourceAlias.objects.create(of=Source.objects.get(), name="مؤسسة الخليج")
    KeywordAlias.objects.create(of=Keyword.objects.get(name="المغرب"), name="المملكة المغربية")
    Article.objects.get(pk=seeds[1].pk).save()
    assert titles(ask(ARTICLES, **parameters)) == [seeds[number].title for number in found]


def test_a_year_alone_lies_in_no_month_of_it(ask, seeds):
    Article.objects.filter(pk=seeds[1].pk).update(published_on="2023-01-01", date_precision="year")
    assert titles(ask(ARTICLES, date="2023")) == [seeds[1].title]
    assert titles(ask(ARTICLES, date="2023-01")) == []


def test_the_next_page_is_an_address_that_keeps_what_was_asked(ask, seeds):
    first = ask(ARTICLES, limit=1, sort="oldest", date=["2022", "2023"])
    assert titles(first) == [seeds[0].title]
    second = ask(first["next"])
    assert titles(second) == [seeds[1].title]
    assert second["next"] is None


def test_one_article_is_told_whole(ask, seeds):
    told = ask(f"{ARTICLES}/{seeds[1].pk}")
    assert told["body"] == seeds[1].body
    assert told["comments_declared"] == 10
    assert [comment["number"] for comment in told["comments"]] == list(range(1, 10))
    assert told["comments"][7]["url"].endswith("#comment-8")
    [capture] = told["captures"]
    assert capture["sha256"] == seeds[1].capture.sha256
    assert capture["shown"]
    keywords = ask(f"{ARTICLES}/{seeds[0].pk}")["keywords"]
    assert "المغرب" in [keyword["name"] for keyword in keywords]


def test_what_is_hidden_from_readers_is_hidden_from_programs(ask, seeds):
    link = seeds[0].related_links.first()
    link.target = seeds[1]
    link.save()
    related = f"{ARTICLES}/{seeds[0].pk}"
    assert ask(related)["related_links"][0]["article"] == seeds[1].pk
    seeds[1].comments.filter(number=8).update(hidden=True)
    whole = f"{ARTICLES}/{seeds[1].pk}"
    assert "النووية" not in json.dumps(ask(whole), ensure_ascii=False)
    assert ask(ARTICLES)["articles"][0]["comment_count"] == 8
    seeds[1].status = Article.Status.HIDDEN
    seeds[1].save()
    ask(whole, status=404)
    assert titles(ask(ARTICLES)) == [seeds[0].title]
    assert ask(related)["related_links"][0]["article"] is None


def test_names_come_with_their_aliases_and_articles(ask):
    KeywordAlias.objects.create(of=Keyword.objects.get(name="المغرب"), name="المملكة المغربية")
    keywords = ask("/api/v1/keywords", limit=100)["names"]
    assert {"المغرب": ["المملكة المغربية"]}.items() <= {
        keyword["name"]: keyword["aliases"] for keyword in keywords
    }.items()
    assert [source["articles"] for source in ask("/api/v1/sources")["names"]] == [1]
    assert len(ask("/api/v1/keywords", limit=3)["names"]) == 3


def test_names_of_hidden_articles_alone_are_not_told(ask, seeds):
    seeds[0].status = Article.Status.HIDDEN
    seeds[0].save()
    assert ask("/api/v1/sources")["names"] == []
    assert ask("/api/v1/keywords")["names"] == []


@pytest.mark.parametrize(
    ("address", "status", "at_fault"),
    [
        (f"{ARTICLES}/nowhere", 404, []),
        (f"{ARTICLES}/%00", 404, []),
        ("/api/v1/nowhere", 404, []),
        ("/api/v1/", 404, []),
        ("/api/v2/articles", 404, []),
        (f"{ARTICLES}?limit=0", 422, ["limit"]),
        (f"{ARTICLES}?limit=101", 422, ["limit"]),
        (f"{ARTICLES}?limit=x&sort=y", 422, ["limit", "sort"]),
        (f"{ARTICLES}?date=march", 422, ["date"]),
        (f"{ARTICLES}?cursor=made-up", 422, []),
        (f"{ARTICLES}?comments=no", 422, ["comments"]),
        ("/api/v1/search", 422, ["q"]),
    ],
)
def test_what_goes_wrong_is_told_in_two_languages(client, db, address, status, at_fault):
    response = client.get(address)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert problem["detail"].isascii() or "“" in problem["detail"]
    assert problem["detail_ar"]
    assert [error["parameter"] for error in problem["errors"]] == at_fault


def test_a_cursor_of_one_order_does_not_go_on_in_another(ask):
    following = ask(ARTICLES, limit=1)["next"]
    ask(following.replace("limit=1", "limit=1&sort=oldest"), status=422)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_nothing_is_written(client, db, method):
    response = getattr(client, method)(ARTICLES)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["status"] == 405
    assert client.head(ARTICLES).status_code == 200


def test_scripts_of_any_site_may_read_and_what_they_have_is_not_sent_again(client, seeds):
    response = client.get(ARTICLES)
    assert response["Access-Control-Allow-Origin"] == "*"
    again = client.get(ARTICLES, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    seeds[0].save()
    changed = client.get(ARTICLES, headers={"If-None-Match": response["ETag"]})
    assert changed.status_code == 200


def test_the_number_of_queries_does_not_grow_with_what_is_told(
    client, import_text, django_assert_num_queries
):
    for number in range(6):
        article = import_text(
            f"الخبر رقم {number}\n\n{number + 1} يناير 2023\n\nنص الخبر كما نشر في حينه.\n\n"
            f"المصدر: المصدر\n\nالوسوم: وسم{number}، مشترك\n\n"
            "2 تعليق\n\n1. قول أول\n\n2. قول ثان"
        )
    for address, queries in {
        ARTICLES: 2,
        f"{ARTICLES}?source=المصدر&keyword=مشترك&comments=yes&date=2023": 2,
        f"{ARTICLES}/{article.pk}": 6,
        "/api/v1/sources": 3,
        "/api/v1/keywords": 3,
    }.items():
        with django_assert_num_queries(queries):
            told = client.get(address).json()
        assert told.get("articles", told)


def test_the_description_is_openapi_and_knows_every_address(client):
    described = client.get(reverse("api:openapi-json")).json()
    validate(described)
    assert set(described["paths"]) == {
        "/api/v1/articles",
        "/api/v1/articles/{id}",
        "/api/v1/sources",
        "/api/v1/authors",
        "/api/v1/keywords",
        "/api/v1/search",
    }


def test_the_documentation_is_a_page_of_this_server_alone(client):
    page = client.get(reverse("api")).content.decode()
    for path in client.get(reverse("api:openapi-json")).json()["paths"]:
        assert f"GET {path}" in page
    assert "//" not in page.partition("<main")[2]
