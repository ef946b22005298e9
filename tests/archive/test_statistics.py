"""The archive in numbers: those that readers can check by reading."""

import pytest
from django.core.cache import cache

from archive.flags import FlagKind
from archive.models import Article
from archive.pages import statistics
from archive.readers import READERS


def test_every_kind_of_doubt_is_told_in_words_of_readers_once():
    told = [kind for _label, kinds in statistics.DOUBTS.values() for kind in kinds]
    assert sorted(told) == sorted(FlagKind)


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    cache.clear()


def told(rows: list[statistics.Row]) -> dict[str, tuple[int, int]]:
    return {str(row.name): (row.count, row.share) for row in rows}


@pytest.fixture
def five(import_text) -> None:
    for number, (day, source) in enumerate(
        [
            ("1 يناير 2021", "صحيفة الأخبار"),
            ("2 يناير 2022", "صحيفة الأخبار"),
            ("3 يناير 2022", "صحيفة الأخبار"),
            ("4 يناير 2022", "جريدة البلاد"),
            ("5 يناير 2022", "جريدة البلاد"),
        ]
    ):
        import_text(
            f"الخبر رقم {number}\n\n{day}\n\nنص الخبر {number} كما نشر في حينه.\n\nالمصدر: {source}\n"
        )


def test_years_and_sources_are_counted_and_drawn_to_the_largest(five):
    counts = statistics.years_of_sources()
    assert told(statistics.by_year(counts)) == {"2022": (4, 100), "2021": (1, 25)}
    rows = statistics.by_source(counts, ["2021", "2022"])
    assert [(row.source.name, row.counts, row.total) for row in rows] == [
        ("صحيفة الأخبار", [1, 2], 3),
        ("جريدة البلاد", [0, 2], 2),
    ]


def test_articles_without_a_date_or_source_come_last_and_hidden_ones_nowhere(five):
    Article.objects.filter(title__endswith="0").update(published_on=None, source=None)
    Article.objects.filter(title__endswith="1").update(status=Article.Status.HIDDEN)
    counts = statistics.years_of_sources()
    assert [row.count for row in statistics.by_year(counts)] == [3, 1]
    assert [(row.source is None, row.total) for row in statistics.by_source(counts, [])] == [
        (False, 2),
        (False, 1),
        (True, 1),
    ]
    assert statistics.size().articles == statistics.captures().number == 4


def test_comments_declared_and_captured_are_both_told(seeds):
    assert statistics.comments() == {"declared": 10, "captured": 9}
    assert statistics.size().comments == 9


def test_a_doubt_is_counted_once_for_an_article_until_it_is_settled(seeds):
    doubted = sum(row.count for row in statistics.by_doubt())
    assert doubted > 0
    for article in seeds:
        article.flags.update(status="accepted")
    assert statistics.by_doubt() == []


@pytest.mark.parametrize("address", ["/statistics/", "/about/"])
def test_an_empty_archive_has_these_pages_too(client, db, address):
    assert client.get(address).status_code == 200


def test_the_number_of_queries_does_not_grow(client, five, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get("/statistics/").status_code == 200
    with django_assert_max_num_queries(1):
        assert client.get("/statistics/").status_code == 200


def test_every_format_has_a_name_for_readers():
    assert set(statistics.FORMATS) == set(READERS)
