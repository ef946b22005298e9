"""What is read once and told again is what stands in the database, whoever changes it and how."""

import random
import threading

import pytest
from django.db import connection, transaction

from archive.models import Article, Source
from archive.pages.timeline import Timeline
from archive.remembering import MOST, remembered


def count() -> int:
    return remembered("count", lambda: Source.objects.count())


def add(name: str) -> None:
    Source.objects.create(name=name)


def elsewhere(deed, *args) -> None:
    """On a connection of its own, as another thread or process has."""

    def run() -> None:
        deed(*args)
        connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()


@pytest.mark.django_db(transaction=True)
class TestWhatWasRead:
    def test_is_not_read_again_while_nothing_changes(self, django_assert_num_queries):
        assert count() == 0
        with django_assert_num_queries(1):  # whether anything has changed
            assert count() == 0

    @pytest.mark.parametrize("where", [lambda deed, *args: deed(*args), elsewhere])
    def test_is_read_again_after_any_change(self, where):
        assert count() == 0
        where(add, "الصباح")
        assert count() == 1
        where(Source.objects.bulk_create, [Source(name="المساء", key="المساء")])
        assert count() == 2
        where(lambda: Source.objects.all().delete())
        assert count() == 0

    def test_is_told_by_a_new_connection_as_that_one_sees_it(self):
        assert count() == 0
        connection.close()
        elsewhere(add, "الصباح")
        assert count() == 1

    def test_is_not_remembered_within_a_transaction(self):
        assert count() == 0
        with transaction.atomic():
            add("الصباح")
            assert count() == 1
            transaction.set_rollback(True)
        assert count() == 0

    def test_does_not_pile_up(self):
        told = [remembered(number, lambda number=number: number) for number in range(2 * MOST + 1)]
        assert told == list(range(2 * MOST + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_a_page_of_all_articles_says_how_many_there_are_whatever_became_of_them(client, seed):
    chance = random.Random(seed)
    deeds = (
        lambda pk: Article.objects.create(id=pk, title=f"خبر {pk}", published_on="2022-03-25"),
        lambda pk: Article.objects.filter(pk__lte=pk).update(status="hidden"),
        lambda pk: Article.objects.filter(pk__gte=pk).update(status="published"),
        lambda pk: Article.objects.filter(pk=pk).delete(),
        lambda pk: Article.objects.filter(pk__gt=pk).update(published_on="2021-01-01"),
    )
    Article.objects.create(id="zz", title="خبر")
    for turn in range(12):
        deed, pk = chance.choice(deeds), f"a{chance.randrange(4)}{turn % 3}"
        if Article.objects.filter(pk=pk).exists() and deed is deeds[0]:
            continue
        chance.choice([elsewhere, lambda deed, pk: deed(pk)])(deed, pk)
        page = client.get("/dates/").context["timeline"]
        assert page == Timeline.of(Article.objects.published())
