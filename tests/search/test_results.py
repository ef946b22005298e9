"""Why an article was found, and where."""

import pytest
from django.urls import reverse

from archive.models import Article, Keyword, Source
from search import engine
from search.asking import Asked
from search.clauses import Field
from search.layers import Layer, Level
from search.query import parse
from search.results import results


def found(text, level=Level.FORMS):
    asked = Asked(parse(text), level)
    return results(engine.find(asked).hits, asked)


def reasons(text, level=Level.FORMS):
    [result] = found(text, level)
    return [
        (reason.printed, reason.typed, reason.layer, reason.comment and reason.comment.number)
        for reason in result.reasons
    ]


def test_what_stands_in_sight_as_it_was_typed_needs_no_reason(meeting):
    assert reasons("اللوجستيك") == []
    assert reasons("لوجستيك") == []


@pytest.mark.parametrize(
    ("typed", "level", "layer"),
    [
        ("زلزال", Level.FORMS, Layer.JOINED),
        ("زلازل", Level.FORMS, Layer.STEM),
        ("غانتس", Level.FORMS, Layer.VARIANT),
        ("مكتوب", Level.ROOT, Layer.ROOT),
    ],
)
def test_a_farther_form_is_shown_beside_the_word_that_was_typed(import_text, typed, level, layer):
    import_text("عنوان الخبر\n\nقيل وبالزلزال جاء جانتس ومعه مكتبة.")
    [(printed, asked_for, found_in, comment)] = reasons(typed, level)
    assert (asked_for, found_in, comment) == (typed, layer, None)
    assert printed in "وبالزلزال جانتس مكتبة"


def test_a_word_that_only_a_comment_has_leads_to_that_comment(meeting):
    [result] = found("النووية")
    [reason] = result.reasons
    assert (reason.field, reason.comment.number) == (Field.COMMENTS, 8)
    assert result.comment == reason.comment


def test_a_word_that_only_a_keyword_has_says_so(memorandum):
    [result] = found("أفخاي")
    assert result.keywords


@pytest.fixture
def known_otherwise(memorandum):
    """An article whose source and keyword have other names."""
    source = Source.objects.create(name="وكالة الأنباء")
    keyword = Keyword.objects.create(name="حلف شمال الأطلسي")
    Article.objects.filter(pk=memorandum.pk).update(source=source)
    memorandum.article_keywords.create(keyword=keyword)
    source.aliases.create(name="بترا")
    keyword.aliases.create(name="الناتو")
    engine.refresh([memorandum.pk])


@pytest.mark.parametrize(
    ("typed", "field", "shown", "said"),
    [
        ("الناتو", Field.KEYWORDS, "حلف شمال الأطلسي", "الناتو"),
        ("مصدر:بترا", Field.SOURCE, "وكالة الأنباء", "بترا"),
    ],
)
def test_a_name_that_the_page_does_not_show_is_said_to_lead_there(
    client, known_otherwise, typed, field, shown, said
):
    [result] = found(typed)
    [reason] = result.reasons
    assert (reason.field, reason.alias.of.name, reason.alias.name) == (field, shown, said)
    assert not result.keywords
    page = client.get(reverse("search:search"), {"q": typed}).content.decode()
    why = page.partition('class="reasons"')[2].partition("</ul>")[0]
    assert shown in why
    assert said in why


@pytest.mark.parametrize("typed", ["الأطلسي", "مصدر:الأنباء"])
def test_a_name_that_the_page_shows_leads_there_by_itself(known_otherwise, typed):
    assert all(reason.alias is None for result in found(typed) for reason in result.reasons)


def test_partial_matches_name_what_they_lack(seeds):
    asked = Asked(parse("المغرب الصين"))
    answer = engine.find(asked)
    assert answer.total == 0
    assert {result.missing for result in results(answer.partial, asked)} == {("الصين",)}


def test_results_cost_the_same_number_of_queries_however_many_there_are(
    import_text, django_assert_num_queries, django_assert_max_num_queries
):
    for number in range(3):
        import_text(f"خبر {number}\n\nنص عن الزلزال في المدينة.\n\nتعليق واحد\n\n1. رأي القارئ هنا")
    asked = Asked(parse("الزلزال"))
    hits = engine.find(asked).hits
    with django_assert_max_num_queries(6) as counted:
        results(hits[:1], asked)
    with django_assert_num_queries(len(counted)):
        results(hits, asked)
