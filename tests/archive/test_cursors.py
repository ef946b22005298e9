from datetime import UTC, date, datetime, time

import pytest

from archive.models import Article
from archive.programs import cursors
from archive.programs.api import ORDERS, Sort
from archive.programs.cursors import BadToken

WHEN = [
    (None, None),
    (date(2022, 3, 25), time(15, 4)),
    (date(2022, 3, 25), None),
    (date(2022, 3, 25), time(15, 4)),
    (date(1999, 1, 1), None),
    (date(2022, 3, 25), time(7, 0)),
    (None, None),
    (date(2024, 12, 31), None),
    (date(2022, 3, 25), None),
]


def keep(number: int, day: date | None, hour: time | None) -> Article:
    article = Article.objects.create(
        pk=f"article{number:02}", title=f"خبر {number}", published_on=day, published_at=hour
    )
    changed = datetime(2026, 1, 1 + number // 3, tzinfo=UTC)
    Article.objects.filter(pk=article.pk).update(modified_at=changed)
    article.refresh_from_db()
    return article


@pytest.fixture
def articles(db) -> list[Article]:
    return [keep(number, *when) for number, when in enumerate(WHEN)]


def walk(order, length, between=lambda: None):
    last, seen = None, []
    while True:
        page, last = cursors.following(
            Article.objects.all(), Article.objects.all(), order, last, length
        )
        seen += [article.pk for article in page]
        if last is None:
            return seen
        last = cursors.read("walk", cursors.token("walk", last))
        between()


@pytest.mark.parametrize("order", ORDERS.values(), ids=list(ORDERS))
@pytest.mark.parametrize("length", [1, 2, 4, 20])
def test_pages_of_any_length_hold_every_article_once_and_in_order(articles, order, length):
    whole = list(cursors.ordered(Article.objects.all(), order).values_list("pk", flat=True))
    assert len(whole) == len(WHEN)
    assert walk(order, length) == whole


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
def test_what_is_not_dated_comes_last_whichever_way_dates_run(articles, sort):
    assert walk(ORDERS[sort], 3)[-2:] == ["article00", "article06"]


@pytest.mark.parametrize("order", ORDERS.values(), ids=list(ORDERS))
def test_articles_that_come_and_go_meanwhile_move_no_other(articles, order):
    coming = iter(range(20, 40))

    def disturb() -> None:
        number = next(coming)
        keep(number, *WHEN[number % len(WHEN)])
        Article.objects.filter(pk=f"article{number - 1}").delete()

    seen = walk(order, 2, between=disturb)
    there_all_along = [pk for pk in seen if pk < "article20"]
    assert there_all_along == [pk for pk in walk(order, 40) if pk < "article20"]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("made", ["", "x", "W10", "W10:x", "\x00", "é:é", "[]"])
def test_nobody_else_makes_tokens(made):
    with pytest.raises(BadToken):
        cursors.read("list", made)


def test_a_token_is_good_for_what_it_was_made_for_alone():
    made = cursors.token("list", ["a", None, 3])
    assert cursors.read("list", made) == ["a", None, 3]
    with pytest.raises(BadToken):
        cursors.read("other", made)
