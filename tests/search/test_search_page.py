import re
import shutil
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from archive.models import Article


@pytest.fixture
def page(client, seeds):
    def get(query: str, **parameters) -> str:
        response = client.get(reverse("search:search"), {"q": query, **parameters})
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_box_reads_in_the_direction_of_what_was_asked(client, seeds, language):
    client.get("/choices/keep/", {"language": language})
    html = client.get("/search/", {"q": "-هل المغرب"}).content.decode()
    assert f'<html lang="{language}"' in html
    assert re.search(r'<input id="search"[^>]* value="-هل المغرب" dir="rtl"', html)
    html = client.get("/search/", {"q": "-Rabat"}).content.decode()
    assert re.search(r'<input id="search"[^>]* value="-Rabat" dir="auto"', html)


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


ALPHABET = st.one_of(
    st.text(),
    st.text(
        st.sampled_from('المغرب "«»()|*=~:-–؟،؛\u202e\u2066\u064e\u0640\x00 عنوان من سنة 2022')
    ),
)


@given(ALPHABET)
@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_is_a_query(page, text):
    assert "</html>" in page(text.encode("utf-8", "replace"))


@pytest.mark.parametrize(
    "query",
    [
        "*" * 10_000,
        "المغرب " * 1_500,
        "ا" * 10_000,
        "(" * 10_000,
        '"' * 9_999,
        "«المغرب " * 1_000,
        "-" * 10_000,
        "المغرب | " * 1_000,
        "\u202e\u2067" * 5_000,
        "ا" + "\u064e" * 10_000,
        "من:" * 3_000,
        "*ا* " * 2_000,
    ],
)
def test_no_query_is_too_much_and_what_is_left_out_is_said(page, query):
    assert "</html>" in page(query)


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
    with django_assert_num_queries(5):
        client.get("/search/?q=الخبر")


def test_results_are_narrowed_by_several_values_and_say_how_to_undo_it(page):
    html = page("المغرب", date=["2022", "2023"])
    assert html.count('<li class="item') == 2
    assert page("المغرب", date="2023").count('<li class="item') == 1


def test_what_is_missing_heads_the_articles_that_lack_it(page):
    html = page("المغرب الصين")
    assert re.search(r"<q><bdi[^>]*>الصين</bdi></q>", html)
    assert html.count('<li class="item') == 2


def test_an_article_opened_from_a_search_has_its_matches_marked(client, seeds):
    html = client.get(seeds[1].get_absolute_url(), {"q": "المغرب"}).content.decode()
    assert 'id="match-1"' in html
    plain = client.get(seeds[1].get_absolute_url()).content.decode()
    assert "<mark" not in plain


def test_an_article_names_others_about_the_same(client, seeds):
    html = client.get(seeds[1].get_absolute_url()).content.decode()
    assert seeds[0].get_absolute_url() in html


class TestEditions:
    TEXT = (
        "أعلنت الوكالة أن زلزالا ضرب الجزيرة فجر اليوم ولم تقع خسائر في الأرواح، وأن فرق الإنقاذ "
        "وصلت إلى القرى البعيدة وهي تواصل عملها مع السكان لإصلاح ما تضرر من الطرق والبيوت."
    )

    @pytest.fixture
    def three(self, import_text) -> list[Article]:
        return [
            import_text(
                f"زلزال في الجزيرة {name}\n\n{day} مارس 2022\n\n{self.TEXT}\n\nالمصدر: {name}"
            )
            for day, name in enumerate(("الصحيفة", "الجريدة", "الوكالة"), 1)
        ]

    @pytest.mark.parametrize("damaged", [False, True])
    def test_editions_can_be_one_result_that_leads_to_the_others(
        self, page, three, damaged, caplog
    ):
        if damaged:
            shutil.rmtree(settings.DATA_DIR / "index")
        apart = page("زلزال")
        assert apart.count('class="item"') == 3
        assert "together=yes" in apart
        for sort, first in (("newest", three[2]), ("oldest", three[0])):
            html = page("زلزال", together="yes", sort=sort)
            assert html.count('class="item"') == 1
            assert first.get_absolute_url() in html
            [more] = re.findall(r'href="([^"]*edition=[^"]*)"', html)
            assert "together" not in more
            query = dict(pair.split("=") for pair in more.partition("?")[2].split("&amp;"))
            assert page("زلزال", edition=query["edition"]).count('class="item"') == 3

    def test_the_switch_is_there_only_where_editions_were_found(self, page, three):
        assert "together=yes" not in page("المغرب")
        assert 'name="together" value="yes"' in page("زلزال", together="yes")
