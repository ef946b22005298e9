"""Each name knows how many published articles it has, whatever is done to them."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from archive.intake.settling import settle_counts
from archive.models import Article, ArticleKeyword, Author, Keyword, Source

NUMBERS = st.integers(0, 2)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            ["hide", "publish", "hide all", "publish all", "source", "author", "keyword", "take",
             "exchange", "delete", "delete all"]
        ),
        NUMBERS,
        NUMBERS,
    ),
    max_size=8,
)  # fmt: skip


def carry_out(change, article, number):
    name, article_id = f"اسم {number}", f"article{article}"
    one = Article.objects.filter(pk=article_id).first()
    uses = ArticleKeyword.objects.filter(article_id=article_id)
    match change:
        case "hide all" | "publish all":
            Article.objects.update(status="hidden" if change == "hide all" else "published")
        case "delete all":
            Article.objects.all().delete()
        case _ if not one:
            Article.objects.create(pk=article_id, title="خبر", source=Source.objects.get(name=name))
        case "hide" | "publish":
            one.status = "hidden" if change == "hide" else "published"
            one.save()
        case "source" | "author":
            model = {"source": Source, "author": Author}[change]
            setattr(one, change, model.objects.get(name=name))
            one.save()
        case "keyword":
            ArticleKeyword.objects.get_or_create(
                article=one, keyword=Keyword.objects.get(name=name)
            )
        case "take":
            uses.delete()
        case "exchange":
            wanted = Keyword.objects.get(name=name)
            if (use := uses.first()) and not uses.filter(keyword=wanted).exists():
                use.keyword = wanted
                use.save()
        case "delete":
            one.delete()


def counted(model):
    return {
        name.pk: name.articles.filter(status="published").count() for name in model.objects.all()
    }


def kept(model):
    return dict(model.objects.values_list("pk", "article_count"))


@pytest.mark.django_db
@given(CHANGES)
@hypothesis(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_kept_counts_are_what_counting_gives_after_every_change(changes):
    with transaction.atomic():
        for model in (Source, Author, Keyword):
            for number in range(3):
                model.objects.create(name=f"اسم {number}")
        for change in changes:
            carry_out(*change)
            for model in (Source, Author, Keyword):
                assert kept(model) == counted(model), change
        transaction.set_rollback(True)


def test_an_import_counts_at_its_end_and_so_does_the_next(import_text, seeds):
    import_text("الخبر\n\n1 يناير 2023\n\nنص الخبر كما نشر.\n\nالمصدر: الخليج الجديد")
    assert Source.objects.get(name="الخليج الجديد").article_count == 2
    for model in (Source, Author, Keyword):
        assert kept(model) == counted(model)
        model.objects.update(article_count=7, settled=False)
    settle_counts()
    for model in (Source, Author, Keyword):
        assert kept(model) == counted(model)
