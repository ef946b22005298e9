import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from archive.rows import public_id

BEFORE = [("archive", "0001_initial")]
AFTER = [("archive", "0002_names_written_together")]


def latest():
    return MigrationExecutor(connection).loader.graph.leaf_nodes("archive")


@pytest.mark.django_db(transaction=True)
def test_captures_of_former_versions_keep_their_articles_and_those_their_addresses():
    executor = MigrationExecutor(connection)
    executor.migrate(AFTER)
    old = executor.loader.project_state(AFTER).apps
    try:
        kept, lone = (
            old.get_model("archive", "Capture").objects.create(
                sha256=digit * 64, size=1, reader_version=1
            )
            for digit in "1a"
        )
        articles = old.get_model("archive", "Article").objects
        articles.create(id="of-its-own", title="خبر", title_key="خبر", capture_id=kept.pk)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(latest())
    captures = executor.loader.project_state(latest()).apps.get_model("archive", "Capture").objects
    known = captures.order_by("sha256").values_list("article", "identity")
    assert list(known) == [("of-its-own", "of-its-own"), (None, public_id(lone.sha256))]


@pytest.mark.django_db(transaction=True)
def test_names_that_were_two_by_a_space_become_one_and_keep_their_articles():
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps
    try:
        article, keyword, use = (
            old.get_model("archive", name) for name in ("Article", "Keyword", "ArticleKeyword")
        )
        apart = keyword.objects.create(name="الملك عبد الله", key="الملك عبد الله")
        together = keyword.objects.create(name="الملك عبدالله", key="الملك عبدالله")
        alone = keyword.objects.create(name="عبدالعزيز", key="عبدالعزيز")
        first = article.objects.create(id="a", title="لقاء عبدالله", title_key="لقاء عبدالله")
        second = article.objects.create(id="b", title="خبر", title_key="خبر")
        for one, names in ((first, [apart, together]), (second, [together, alone])):
            for name in names:
                use.objects.create(article=one, keyword=name)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(latest())
    new = executor.loader.project_state(latest()).apps
    names = new.get_model("archive", "Keyword").objects
    assert set(names.values_list("key", flat=True)) == {"الملك عبد الله", "عبد العزيز"}
    used = new.get_model("archive", "ArticleKeyword").objects.values_list(
        "article_id", "keyword__key"
    )
    assert set(used) == {
        ("a", "الملك عبد الله"),
        ("b", "الملك عبد الله"),
        ("b", "عبد العزيز"),
    }
    assert new.get_model("archive", "Article").objects.get(id="a").title_key == "لقاء عبد الله"
