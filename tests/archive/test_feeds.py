import pytest
from django.test import Client
from lxml import etree

from archive.models import Article, Keyword, KeywordAlias
from archive.text import in_isolates

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = [
    "/dates/feed/",
    "/dates/2022/feed/",
    "/dates/2022/3/feed/",
    "/sources/الخليج_الجديد/feed/",
    "/keywords/المغرب/feed/",
]


def feed(client: Client, address: str) -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def titles(document) -> list[str]:
    return [
        entry.findtext("a:title", namespaces=ATOM) for entry in document.findall("a:entry", ATOM)
    ]


@pytest.mark.parametrize("address", FEEDS)
def test_every_list_has_a_feed_that_its_page_names(client, seeds, address):
    document = feed(client, address)
    assert seeds[0].title in titles(document)
    assert (seeds[1].title in titles(document)) == (address == FEEDS[0])
    links = {link.get("rel"): link.get("href") for link in document.findall("a:link", ATOM)}
    page = client.get(links["alternate"]).content.decode()
    assert f'href="{links["self"].removeprefix("http://testserver")}"' in page


def test_what_came_last_stands_first_whatever_its_date(client, meeting, memorandum):
    assert meeting.published_on > memorandum.published_on
    assert titles(feed(client, "/dates/feed/")) == [memorandum.title, meeting.title]


def test_an_entry_keeps_its_name_wherever_the_archive_is_reached(client, seeds, settings):
    settings.ALLOWED_HOSTS = ["*"]
    names = {
        etree.fromstring(client.get("/dates/feed/", headers={"host": host}).content).findtext(
            "a:entry/a:id", namespaces=ATOM
        )
        for host in ("archive.example", "other.example")
    }
    [name] = names
    assert name.startswith("urn:uuid:")


def test_texts_from_elsewhere_are_isolated_and_hold_nothing_xml_forbids(client, seeds):
    Article.objects.filter(pk=seeds[0].pk).update(title="COVID-19\x0b\ufffe: خبر", body="«نص» (1)")
    document = feed(client, "/sources/الخليج_الجديد/feed/")
    assert titles(document) == ["COVID-19: خبر"]
    assert document.findtext("a:entry/a:summary", namespaces=ATOM) == (in_isolates("«نص» (1)"))
    assert in_isolates("الخليج الجديد") in document.findtext("a:title", namespaces=ATOM)


def test_comments_and_hidden_articles_are_in_no_feed(client, seeds):
    Article.objects.filter(pk=seeds[0].pk).update(status=Article.Status.HIDDEN)
    for address in FEEDS:
        assert seeds[0].title not in titles(feed(client, address))
    assert "النووية" not in client.get("/dates/feed/").content.decode()


def test_an_alias_leads_to_the_feed_of_its_keyword(client, seeds):
    KeywordAlias.objects.create(of=Keyword.objects.get(name="المغرب"), name="المملكة المغربية")
    moved = client.get("/keywords/المملكة_المغربية/feed/")
    assert moved.status_code == 302
    assert titles(feed(client, moved["Location"])) == [seeds[0].title]


@pytest.mark.parametrize(
    "address",
    ["/dates/2022/13/feed/", "/dates/0/feed/", "/dates/99999999999/feed/", "/sources/لا_أحد/feed/"],
)
def test_what_is_no_list_has_no_feed(client, db, address):
    assert client.get(address).status_code == 404


def test_nothing_is_sent_again_until_something_changes(client, seeds):
    response = client.get("/dates/feed/")
    asked = {"If-None-Match": response["ETag"]}
    assert client.get("/dates/feed/", headers=asked).status_code == 304
    Article.objects.get(pk=seeds[0].pk).save()
    assert client.get("/dates/feed/", headers=asked).status_code == 200


def test_a_feed_costs_the_same_however_much_is_in_it(client, db, django_assert_num_queries):
    Article.objects.bulk_create(
        Article(id=f"article{number:03}", title=f"خبر {number}") for number in range(50)
    )
    with django_assert_num_queries(2):
        assert len(titles(feed(client, "/dates/feed/"))) == 30
