import shutil

import pytest
from django.conf import settings
from django.test import Client

from archive.models import Article, Keyword, KeywordAlias, Source


@pytest.fixture
def page(client, seeds):
    def get(address: str, status: int = 200) -> str:
        response = client.get(address, follow=True)
        assert response.status_code == status, address
        return response.content.decode()

    return get


@pytest.mark.parametrize(
    ("address", "memorandum_there", "meeting_there"),
    [
        ("/", True, True),
        ("/dates/", True, True),
        ("/dates/2022/", True, False),
        ("/dates/2022/3/", True, False),
        ("/dates/2023/1/", False, True),
        ("/sources/الخليج_الجديد/", True, False),
        ("/keywords/المغرب/", True, False),
        ("/keywords/الجيش_الاسراءيلي/", True, False),
    ],
)
def test_articles_stand_where_a_reader_looks_for_them(
    page, seeds, address, memorandum_there, meeting_there
):
    html = page(address).partition("<main")[2]
    assert (seeds[0].title in html) == memorandum_there
    assert (seeds[1].title in html) == meeting_there


def test_an_undated_article_has_a_place_of_its_own(page, seeds):
    Article.objects.filter(pk=seeds[1].pk).update(published_on=None, date_precision="")
    assert seeds[1].title in page("/dates/undated/")
    assert seeds[1].title in page("/")
    page(seeds[1].get_absolute_url())


def test_an_article_known_by_its_year_alone_is_in_no_month_of_it(page, seeds):
    Article.objects.filter(pk=seeds[1].pk).update(published_on="2023-01-01", date_precision="year")
    assert seeds[1].title in page("/dates/2023/")
    page("/dates/2023/1/", status=404)


@pytest.mark.parametrize(
    "address",
    [
        "/articles/nowhere/",
        "/articles/nowhere/capture.txt",
        "/dates/1999/",
        "/dates/2022/13/",
        "/dates/99999999999/",
        "/dates/2022/0/",
        "/sources/لا_أحد/",
        "/keywords/%00/",
        "/keywords/؟؟؟/",
        "/dates/?page=99",
    ],
)
def test_what_is_not_there_is_not_found_and_the_page_helps(page, address):
    html = page(address, status=404)
    assert 'role="search"' in html or "<search" in html
    assert 'href="/"' in html


@pytest.mark.parametrize(
    "typed", ["الخليج_الجديد", "الخليج الجديد", "الخَليج الجديد", "«الخليج_الجديد»"]
)
def test_any_spelling_of_a_source_leads_to_its_page(client, seeds, typed):
    response = client.get(f"/sources/{typed}/", follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) <= 1
    assert seeds[0].title in response.content.decode()


def test_a_keyword_that_is_no_more_leads_to_a_search_for_it(client, seeds):
    response = client.get("/keywords/مجلس_الامن/")
    assert response.status_code == 302
    assert response["Location"].startswith("/search/?q=")
    assert client.get(response["Location"]).status_code == 200
    assert client.get("/keywords/المغرب/?page=99").status_code == 404


def test_a_capture_is_withheld_while_a_comment_in_it_is_hidden(client, seeds, admin_client):
    address = f"{seeds[1].get_absolute_url()}capture.txt"
    assert client.get(address).status_code == 200
    assert address in client.get(seeds[1].get_absolute_url()).content.decode()
    seeds[1].comments.filter(number=8).update(hidden=True)
    assert client.get(address).status_code == 404
    assert address not in client.get(seeds[1].get_absolute_url()).content.decode()
    assert admin_client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/search/?q=الرباط", "/articles/8rbc89up7bmk/capture.txt"])
def test_pages_are_only_read(seeds, address):
    poster = Client(enforce_csrf_checks=False)
    assert poster.post(address).status_code == 405
    assert poster.head(address).status_code == 200


def test_an_alias_leads_to_its_keyword(page):
    KeywordAlias.objects.create(of=Keyword.objects.get(name="المغرب"), name="المملكة المغربية")
    assert "المغرب" in page("/keywords/المملكة_المغربية/")


def test_a_hidden_article_and_a_hidden_comment_are_nowhere(page, seeds):
    seeds[1].comments.filter(number=8).update(hidden=True)
    assert "النووية" not in page(seeds[1].get_absolute_url())
    seeds[1].status = Article.Status.HIDDEN
    seeds[1].save()
    for address in ("/", "/dates/", "/dates/2023/1/"):
        assert seeds[1].title not in page(address, 404 if "2023" in address else 200)
    page(seeds[1].get_absolute_url(), status=410)
    page(f"{seeds[1].get_absolute_url()}capture.txt", status=410)


def test_a_resolved_link_leads_to_its_article_and_others_say_they_do_not(page, seeds):
    link = seeds[0].related_links.first()
    link.target = seeds[1]
    link.save()
    html = page(seeds[0].get_absolute_url())
    assert f'href="{seeds[1].get_absolute_url()}"' in html
    assert html.count("ليس في الأرشيف") == 4
    assert seeds[0].title in page(seeds[1].get_absolute_url())
    Article.objects.filter(pk=seeds[1].pk).update(status=Article.Status.HIDDEN)
    assert f'href="{seeds[1].get_absolute_url()}"' not in page(seeds[0].get_absolute_url())


def test_declared_and_captured_comments_are_both_told(page, seeds):
    text = page(seeds[1].get_absolute_url())
    assert "10" in text
    assert text.count('id="comment-') == 9


def test_a_capture_lost_from_the_store_is_a_page_that_says_so(page, seeds):
    shutil.rmtree(settings.DATA_DIR / "captures")
    page(f"{seeds[1].get_absolute_url()}capture.txt", status=404)
    page(seeds[1].get_absolute_url())


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 5),
        ("/dates/", 5),
        ("/dates/2023/1/", 7),
        ("/dates/2023/1/5/", 7),
        ("/sources/المصدر/", 5),
        ("/sources/", 3),
        ("/keywords/", 3),
        ("/keywords/مشترك/", 8),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_archive(
    client, import_text, django_assert_max_num_queries, address, queries
):
    for number in range(12):
        import_text(
            f"الخبر رقم {number}\n\n{number + 1} يناير 2023\n\nنص الخبر كما نشر في حينه.\n\n"
            f"المصدر: المصدر\n\nالوسوم: وسم{number}، مشترك\n\n1 تعليق\n\n1. تعليق"
        )
    if "sources/" in address:
        Source.objects.get()
    with django_assert_max_num_queries(queries):
        assert client.get(address).status_code == 200


def test_an_article_page_costs_the_same_whatever_it_holds(
    client, import_text, django_assert_max_num_queries
):
    links = "\n".join(f"عنوان الرابط رقم {n} في آخر الصفحة" for n in range(20))
    comments = "\n".join(f"{n}. تعليق القارئ" for n in range(1, 30))
    article = import_text(
        f"الخبر\n\n1 يناير 2023\n\nنص الخبر كما نشر.\n\nالوسوم: أول، ثان، ثالث\n\n"
        f"مواضيع ذات صلة\n{links}\n\n29 تعليقا\n\n{comments}"
    )
    assert article.comments.count() == 29
    assert article.related_links.count() == 20
    with django_assert_max_num_queries(10):
        client.get(article.get_absolute_url())


def test_a_reply_leads_to_the_comment_it_answers_unless_that_is_hidden(page, seeds):
    meeting = seeds[1]
    meeting.comments.filter(number=4).update(reply_to=3)
    link = 'href="#comment-3">'
    before, _, after = page(meeting.get_absolute_url()).partition('id="comment-4"')
    assert link in after
    assert link not in before
    meeting.comments.filter(number=3).update(hidden=True)
    assert link not in page(meeting.get_absolute_url())
