"""Authors, from the bylines there are; how names are filed, and how many articles they have."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from archive.names.bylines import person_of
from archive.names.filing import filed_under
from archive.text import key

LENGTH = 255
BATCH = 500
FIELDS = {"Source": "source", "Author": "author", "Keyword": "keywords"}


def find_authors(apps, schema_editor):
    articles = apps.get_model("archive", "Article").objects.db_manager(
        schema_editor.connection.alias
    )
    authors = apps.get_model("archive", "Author").objects.db_manager(schema_editor.connection.alias)
    named = {}
    for pk, byline in articles.exclude(byline="").values_list("pk", "byline").iterator():
        if (name := person_of(byline)) and len(name) <= LENGTH:
            named.setdefault(name, []).append(pk)
    known = {}
    for name, ids in named.items():
        folded = key(name)[:LENGTH]
        if folded not in known:
            known[folded] = authors.create(name=name, key=folded)
        for start in range(0, len(ids), BATCH):
            some = articles.filter(pk__in=ids[start : start + BATCH])
            some.update(author=known[folded], author_name=name)


def file_names(apps, schema_editor):
    for model in (apps.get_model("archive", name) for name in FIELDS):
        objects = model.objects.db_manager(schema_editor.connection.alias)
        names = list(objects.only("pk", "name"))
        for name in names:
            name.filed_under = filed_under(name.name)[:LENGTH]
        objects.bulk_update(names, ["filed_under"], batch_size=BATCH)


def count_articles(apps, schema_editor):
    alias = schema_editor.connection.alias
    published = apps.get_model("archive", "Article").objects.using(alias).filter(status="published")
    for name, field in FIELDS.items():
        articles = published.filter(**{field: OuterRef("pk")}).order_by()
        counted = articles.values(field).annotate(count=Count("pk")).values("count")
        names = apps.get_model("archive", name).objects.using(alias)
        names.update(article_count=Coalesce(Subquery(counted), 0))


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0008_newest_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("settled", models.BooleanField(db_index=True, default=False, editable=False)),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                ("key", models.CharField(editable=False, max_length=255, unique=True)),
                ("filed_under", models.CharField(default="", editable=False, max_length=255)),
                (
                    "article_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="articles"),
                ),
                (
                    "curated",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="spelling chosen by a curator"
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
                "ordering": ("name",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuthorAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="alias")),
                ("key", models.CharField(editable=False, max_length=255, unique=True)),
            ],
            options={
                "verbose_name": "alias of an author",
                "verbose_name_plural": "aliases of an author",
                "ordering": ("name",),
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="article",
            name="author_name",
            field=models.TextField(blank=True, editable=False, verbose_name="author as printed"),
        ),
        migrations.AddField(
            model_name="keyword",
            name="article_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="articles"),
        ),
        migrations.AddField(
            model_name="keyword",
            name="filed_under",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="source",
            name="article_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="articles"),
        ),
        migrations.AddField(
            model_name="source",
            name="filed_under",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddIndex(
            model_name="keyword",
            index=models.Index(fields=["filed_under", "article_count"], name="keyword_filed"),
        ),
        migrations.AddIndex(
            model_name="keyword",
            index=models.Index(fields=["-article_count", "filed_under"], name="keyword_by_size"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(fields=["filed_under", "article_count"], name="source_filed"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(fields=["-article_count", "filed_under"], name="source_by_size"),
        ),
        migrations.AddIndex(
            model_name="author",
            index=models.Index(fields=["filed_under", "article_count"], name="author_filed"),
        ),
        migrations.AddIndex(
            model_name="author",
            index=models.Index(fields=["-article_count", "filed_under"], name="author_by_size"),
        ),
        migrations.AddField(
            model_name="article",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="archive.author",
                verbose_name="author",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["status", "published_on", "date_precision", "date_basis"],
                name="article_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["source", "status", "-published_on", "-published_at", "id"],
                name="article_of_source",
            ),
        ),
        migrations.AddField(
            model_name="authoralias",
            name="of",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="archive.author",
                verbose_name="author",
            ),
        ),
        migrations.RunPython(find_authors, migrations.RunPython.noop),
        migrations.RunPython(file_names, migrations.RunPython.noop),
        migrations.RunPython(count_articles, migrations.RunPython.noop),
    ]
