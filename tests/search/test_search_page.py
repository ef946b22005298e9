import shutil
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse


@pytest.fixture
def page(client, seeds):
    def get(query: str, **parameters) -> str:
        response = client.get(reverse("search:search"), {"q": query, **parameters})
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_results_show_what_was_found_marked(page):
    html = page("وبالرباط")
    assert html.count("<mark>") >= 2
    assert "<mark>الرباط</mark>" in html
    assert "<mark>بالرباط</mark>" in html


def test_a_match_in_a_comment_leads_to_that_comment(page, seeds):
    html = page("النووية")
    assert f"{seeds[1].get_absolute_url()}?{urlencode({'q': 'النووية'})}#comment-8" in html


def test_a_match_in_a_keyword_is_shown(page):
    assert "<mark>أفخاي</mark>" in page("أفخاي")


@pytest.mark.parametrize("query", ["", "؟؟؟", "***", "«»", "\u202e\u2066", '"' * 500])
def test_a_query_without_words_opens_the_help(page, query):
    html = page(query)
    assert "<details" in html
    assert "open" in html.partition("<details")[2].partition(">")[0]


def test_nothing_found_is_said_with_the_query_as_it_was_typed(page):
    html = page("<script>الصين</script>")
    assert "<script>الصين" not in html
    assert "&lt;script&gt;" in html


def test_words_that_were_not_looked_for_are_named(page):
    assert "هل" in page("هل انعقد الاجتماع؟").partition("<main")[2]


@pytest.mark.parametrize("number", ["0", "-1", "999999", "س", "", "1e9", "٢"])
def test_a_page_number_that_does_not_exist_shows_one_that_does(page, number):
    assert "<mark>" in page("المغرب", page=number)


def test_without_an_index_the_page_says_so_and_still_finds(page):
    shutil.rmtree(settings.DATA_DIR / "index")
    assert "انعقاد الاجتماع" in page("اللوجستيك")


def test_the_number_of_database_queries_does_not_grow_with_the_results(
    client, import_text, django_assert_num_queries
):
    for number in range(6):
        import_text(f"الخبر رقم {number}\n\nنص الخبر كما نشر.\n\nالوسوم: أول، ثان\n\n1. تعليق قارئ")
    client.get("/search/?q=الخبر")
    with django_assert_num_queries(6):
        client.get("/search/?q=الخبر")
