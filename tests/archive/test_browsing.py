"""Every list leads somewhere, can be narrowed like a search, and says what it does not know."""

import json
import shutil
from datetime import date

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from archive.models import Article, Author, Comment, Keyword
from archive.pages.timeline import Timeline
from archive.templatetags.archive_tags import isolated
from search.narrowing import MOST_CHOICES


def main(client, address: str, status: int = 200, **parameters) -> str:
    response = client.get(address, parameters, follow=True)
    assert response.status_code == status, address
    return response.content.decode().partition("<main")[2]


@pytest.fixture
def author(seeds) -> Author:
    made = Author.objects.create(name="محمد شحار")
    seeds[0].author = made
    seeds[0].save()
    return made


def test_a_day_has_a_page_that_only_what_is_known_by_its_day_is_on(client, seeds):
    assert seeds[0].title in main(client, "/dates/2022/3/25/")
    assert 'href="/dates/2022/3/25/"' in main(client, "/dates/2022/3/")
    Article.objects.filter(pk=seeds[0].pk).update(date_precision="month")
    main(client, "/dates/2022/3/25/", status=404)
    assert seeds[0].title in main(client, "/dates/2022/3/")


def test_dates_that_are_inferred_have_a_place_of_their_own(client, seeds):
    html = main(client, "/dates/approximate/")
    assert seeds[1].title in html
    assert seeds[0].title not in html


def test_an_author_has_a_page_under_any_of_their_spellings(client, seeds, author):
    author.aliases.create(name="م. شحار")
    for slug in ("محمد_شحار", "مُحمّد شحار", "م_شحار"):
        html = main(client, f"/authors/{slug}/")
        assert seeds[0].title in html
        assert seeds[1].title not in html
    assert author.name in main(client, "/authors/")
    assert author.get_absolute_url() in main(client, seeds[0].get_absolute_url())


@pytest.mark.parametrize("with_index", [True, False])
@pytest.mark.parametrize(
    ("address", "parameters", "first", "second"),
    [
        ("/dates/", {"comments": "yes"}, False, True),
        ("/dates/", {"date": "2022"}, True, False),
        ("/dates/", {"date": ["2022-03-25", "2023-01"]}, True, True),
        ("/dates/", {"date": "approximate"}, False, True),
        ("/dates/2022/", {"keyword": "المغرب"}, True, False),
        ("/dates/2022/", {"comments": "yes"}, False, False),
        ("/keywords/المغرب/", {"source": "الخليج الجديد"}, True, False),
        ("/dates/", {"date": "nonsense"}, True, True),
        ("/search/", {"date": "2022"}, True, False),
        ("/search/", {"comments": "yes"}, False, True),
    ],
)
def test_lists_and_searches_are_narrowed_alike_with_an_index_and_without(
    client, seeds, address, parameters, first, second, with_index
):
    if not with_index:
        shutil.rmtree(settings.DATA_DIR / "index", ignore_errors=True)
    html = main(client, address, **parameters)
    assert (seeds[0].get_absolute_url() in html) == first
    assert (seeds[1].get_absolute_url() in html) == second


def test_a_list_can_be_read_from_its_oldest_article_on(client, seeds):
    newest, oldest = (main(client, "/dates/", sort=sort) for sort in ("newest", "oldest"))
    assert newest.index(seeds[1].title) < newest.index(seeds[0].title)
    assert oldest.index(seeds[0].title) < oldest.index(seeds[1].title)


def test_names_are_found_by_their_beginning_in_any_spelling_and_without_the_article(client, seeds):
    for begins in ("المغ", "مغ", "المُغ"):
        html = main(client, "/keywords/", begins=begins)
        assert "/keywords/المغرب/" in html or "%D8%A7%D9%84%D9%85%D8%BA%D8%B1%D8%A8" in html
        assert html.count('class="count"') == 1
    assert main(client, "/keywords/", sort="size").count('class="count"') == Keyword.objects.count()


def test_a_letter_of_the_catalogue_shows_the_names_that_are_filed_under_it(client, seeds):
    assert "المغرب" in main(client, "/keywords/", begins="م")
    html = main(client, "/keywords/", begins="ا")
    assert "أفخاي أدرعي" in html
    assert "المغرب" not in html


def test_a_list_tells_how_an_article_begins_and_not_where_it_was_written(client, import_text):
    words = " ".join(f"كلمة{number}" for number in range(24))
    import_text(f"عنوان الخبر\n\nالرباط - وكالات\n\n{words} قال الوزير، ثم مضى إلى بيته.")
    excerpt = main(client, "/dates/").partition('class="excerpt"')[2].partition("</p>")[0]
    assert "كلمة0 كلمة1" in excerpt
    assert "وكالات" not in excerpt
    assert excerpt.endswith("قال الوزير …")


def test_what_a_list_of_one_article_has_is_not_offered_to_narrow_it_by(client, seeds):
    assert 'class="refine"' not in main(client, "/sources/الخليج_الجديد/")
    assert 'class="refine"' in main(client, "/dates/")
    chosen = main(client, "/dates/", date="2022")
    assert 'aria-current="true"' in chosen.partition('class="refine"')[2]


def test_of_more_sources_than_are_offered_the_number_is_told(client, import_rows):
    for number in range(MOST_CHOICES + 2):
        import_rows(
            json.dumps({"title": f"خبر {number}", "body": "نص", "source": f"صحيفة {number}"})
        )
    refine = main(client, "/dates/").partition('class="refine"')[2]
    assert refine.count("?source=") == MOST_CHOICES
    assert "و2 غيرها" in refine
    chosen = main(client, "/dates/", source="صحيفة 13").partition('class="refine"')[2]
    assert "غيرها" in chosen


def test_a_sign_from_elsewhere_stands_as_on_the_page_around_it():
    with override("ar"):
        assert isolated("(") == '<bdi dir="rtl">(</bdi>'
        assert isolated("hgvfh'") == '<bdi dir="auto">hgvfh&#x27;</bdi>'
    with override("en"):
        assert isolated("(") == '<bdi dir="ltr">(</bdi>'


def test_a_capture_of_a_day_is_not_said_to_be_of_midnight(client, import_rows):
    import_rows(json.dumps({"title": "خبر", "body": "نص الخبر.", "captured_at": "2022-03-28"}))
    html = main(client, Article.objects.get().get_absolute_url())
    assert "28 مارس 2022</time>" in html


def test_on_this_day_shows_other_years_and_not_this_one(client, seeds):
    today = timezone.localdate()
    other = date(today.year - 4, today.month, min(today.day, 28))
    known = Timeline.of(Article.objects.filter(pk=seeds[0].pk))
    assert known.other_years(date(2030, 3, 25)) == [date(2022, 3, 25)]
    assert known.other_years(date(2022, 3, 25)) == []
    Article.objects.filter(pk=seeds[0].pk).update(published_on=other)
    assert (seeds[0].title in main(client, "/").partition("on-this-day")[2]) == (
        other.day == today.day
    )


def test_an_article_leads_to_the_one_before_and_after_it_in_its_source(client, import_text):
    titles = ["الخبر الأول", "الخبر الثاني", "الخبر الثالث"]
    articles = [
        import_text(f"{title}\n\n{day} يناير 2023\n\nنص الخبر كما نشر.\n\nالمصدر: المصدر")
        for day, title in enumerate(titles, 1)
    ]
    html = main(client, articles[1].get_absolute_url())
    assert f'rel="prev" href="{articles[0].get_absolute_url()}"' in html
    assert f'rel="next" href="{articles[2].get_absolute_url()}"' in html
    Article.objects.update(published_on=date(2023, 1, 1), published_at=None)
    ordered = list(Article.objects.newest_first())
    assert Article.objects.before(ordered[1]).first() == ordered[2]
    assert Article.objects.after(ordered[1]).first() == ordered[0]


def test_a_comment_keeps_an_address_on_whatever_page_it_stands(client, meeting):
    for number in range(11, 131):
        Comment.objects.create(article=meeting, number=number, text="تعليق القارئ")
    comment = meeting.comments.get(number=73)
    address = comment.get_absolute_url()
    assert address.endswith("?comments=2#comment-73")
    assert 'id="comment-73"' in main(client, address.partition("#")[0])
    assert 'id="comment-73"' not in main(client, meeting.get_absolute_url())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/dates/", "/dates/undated/", "/dates/approximate/", "/sources/", "/authors/",
                "/keywords/"]
)  # fmt: skip
def test_an_empty_archive_has_every_page(client, address):
    assert "</main>" in main(client, address)


def test_the_catalogue_has_the_letters_of_the_names_in_use_in_order(db):
    names = ["المغرب", "مراكش", "أكادير", "7 أيام", "2022", "BBC", "b2b", "ⵣ", "𐤀", "غير مستعمل"]
    for name in names:
        Keyword.objects.create(name=name)
    Keyword.objects.exclude(name="غير مستعمل").update(article_count=1)
    assert Keyword.objects.letters() == ["0–9", "B", "ا", "م", "ⵣ", "𐤀"]
    assert Author.objects.letters() == []
