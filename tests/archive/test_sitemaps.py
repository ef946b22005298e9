from urllib.robotparser import RobotFileParser

import pytest
from django.urls import reverse
from lxml import etree

from archive.models import Article
from archive.programs import sitemaps

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return [one.text for one in etree.fromstring(response.content).findall(".//s:loc", MAP)]


def test_every_address_on_the_maps_is_a_page(client, seeds):
    mapped = [
        address for part in locations(client, "/sitemap.xml") for address in locations(client, part)
    ]
    assert len(mapped) == len(set(mapped)) == 2 + 1 + 4 + 2 + 5
    for address in mapped:
        assert client.get(address).status_code == 200


def test_what_is_hidden_is_on_no_map(client, seeds):
    Article.objects.filter(pk=seeds[0].pk).update(status=Article.Status.HIDDEN)
    [article] = locations(client, "/sitemap-articles.xml")
    assert article.endswith(seeds[1].get_absolute_url())
    assert locations(client, "/sitemap-sources.xml") == []
    assert locations(client, "/sitemap-keywords.xml") == []


@pytest.fixture
def many(db) -> list[str]:
    articles = [
        Article(id=f"article{number:05}", title=f"خبر {number}")
        for number in range(2 * sitemaps.AT_A_TIME + 1)
    ]
    return [article.get_absolute_url() for article in Article.objects.bulk_create(articles)]


def test_a_large_archive_is_mapped_in_parts_at_little_cost(client, many, django_assert_num_queries):
    parts = [part for part in locations(client, "/sitemap.xml") if "articles" in part]
    mapped: list[str] = []
    for part in parts:
        with django_assert_num_queries(2):
            mapped += locations(client, part)
    assert len(parts) == 3
    assert {address.removeprefix("http://testserver") for address in mapped} == set(many)
    with django_assert_num_queries(6):
        client.get("/sitemap.xml")


@pytest.mark.parametrize("address", ["/sitemap-nothing.xml", "/sitemap-articles.xml?p=9"])
def test_there_are_no_other_maps(client, db, address):
    assert client.get(address).status_code == 404


def test_an_unchanged_map_is_not_sent_again(client, seeds):
    response = client.get("/sitemap-articles.xml")
    asked = {"If-None-Match": response["ETag"]}
    assert client.get("/sitemap-articles.xml", headers=asked).status_code == 304


def test_robots_may_read_what_ends_and_find_the_maps(client, seeds):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    robots = RobotFileParser()
    robots.parse(response.content.decode().splitlines())
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
    for address in ("/", seeds[0].get_absolute_url(), "/dates/2022/", "/dates/feed/"):
        assert robots.can_fetch("Crawler", address)
    for address in (reverse("search:search"), reverse("search:feed"), reverse("admin:index")):
        assert not robots.can_fetch("Crawler", address)
