"""What the page of an article tells those who cite it, and programs that come by."""

import json

import lxml.html
import pytest
import rispy

from archive.citing.citations import FORMATS
from archive.models import Article
from tests.archive.references import entries


@pytest.fixture
def head(client):
    """The names that a page's head tells, each with all it says."""

    def read(article: Article, query: str = "") -> dict[str, list[str]]:
        page = lxml.html.fromstring(client.get(article.get_absolute_url() + query).content)
        told: dict[str, list[str]] = {}
        for meta in page.xpath("//head/meta[@content]"):
            name = meta.get("name") or meta.get("property") or ""
            told.setdefault(name, []).append(meta.get("content"))
        for link in page.xpath("//head/link[@rel='canonical' or @rel='alternate']"):
            told.setdefault(link.get("rel"), []).append(link.get("href"))
        [script] = page.xpath("//head/script[@type='application/ld+json']")
        told["schema.org"] = [json.loads(script.text)]
        return told

    return read


def test_a_page_names_its_article_to_every_kind_of_program(head, memorandum):
    told = head(memorandum)
    address = f"http://testserver{memorandum.get_absolute_url()}"
    for name in ("citation_title", "DC.title", "og:title"):
        assert told[name] == [memorandum.title]
    for name in ("citation_public_url", "DC.identifier", "og:url", "canonical"):
        assert told[name] == [address]
    for name in ("citation_journal_title", "DC.publisher"):
        assert told[name] == ["الخليج الجديد"]
    assert told["citation_publication_date"] == ["2022/03/25"]
    assert told["DC.date"] == told["article:published_time"] == ["2022-03-25"]
    keywords = [use.keyword.name for use in memorandum.article_keywords.all()]
    for name in ("citation_keywords", "DC.subject", "article:tag"):
        assert told[name] == keywords
    [article] = told["schema.org"]
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == memorandum.title
    assert article["datePublished"] == "2022-03-25"
    assert article["identifier"]["value"] == memorandum.capture.sha256
    assert article["keywords"] == keywords
    references = [end for end in told["alternate"] if not end.endswith("/feed/")]
    assert [end.rpartition("/")[2].partition(".")[2] for end in references] == [*FORMATS]


def test_an_inferred_date_is_told_only_where_it_can_be_told_to_be_so(head, meeting):
    told = head(meeting)
    assert told["DC.date"] == ["2023-01-17~"]
    assert "citation_publication_date" not in told
    assert "article:published_time" not in told
    assert "datePublished" not in told["schema.org"][0]


def test_a_program_reads_the_comments_that_readers_see_and_no_other(head, meeting):
    meeting.comments.filter(number=8).update(hidden=True)
    meeting.comments.filter(number=9).update(reply_to=1)
    [article] = head(meeting)["schema.org"]
    shown = meeting.comments.filter(hidden=False)
    assert article["commentCount"] == 8
    assert [one["text"] for one in article["comment"]] == [one.text for one in shown]
    address = f"http://testserver{meeting.get_absolute_url()}"
    assert article["comment"][-1]["url"] == f"{address}#comment-9"
    assert article["comment"][-1]["parentItem"]["url"] == f"{address}#comment-1"


def test_a_page_has_one_address_whatever_led_to_it(head, memorandum):
    assert head(memorandum, "?q=المغرب")["canonical"] == head(memorandum)["canonical"]


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!-- <script>", "]]>&quot;"]
)
def test_a_text_cannot_leave_the_script_it_is_told_in(head, client, memorandum, text):
    Article.objects.update(title=text, byline=text)
    memorandum.comments.create(number=1, text=text)
    told = head(memorandum)
    assert told["schema.org"][0]["headline"] == told["og:title"][0] == text
    assert told["schema.org"][0]["comment"][0]["text"] == text
    assert "<script>" not in client.get(memorandum.get_absolute_url()).content.decode()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_reference_is_downloaded_in_utf_8_under_an_ascii_name(client, memorandum, suffix):
    response = client.get(f"/articles/{memorandum.pk}.{suffix}")
    assert response["Content-Type"] == f"{FORMATS[suffix].media_type}; charset=utf-8"
    assert f'filename="warraq-{memorandum.pk}.{suffix}"' in response["Content-Disposition"]
    text = response.content.decode()
    assert memorandum.title in text
    assert f"http://testserver{memorandum.get_absolute_url()}" in text
    read = {
        "bib": lambda: entries(text)[0]["title"],
        "biblatex.bib": lambda: entries(text)[0]["title"],
        "ris": lambda: rispy.loads(text)[0]["title"],
        "csl.json": lambda: json.loads(text)[0]["title"],
    }
    assert read[suffix]() == memorandum.title


@pytest.mark.parametrize("address", ["nowhere.bib", "{}.pdf", "{}.bib.exe", "{}.x.bib"])
def test_what_cannot_be_cited_is_not_found(client, memorandum, address):
    assert client.get(f"/articles/{address.format(memorandum.pk)}").status_code == 404


def test_a_hidden_article_is_not_cited(client, memorandum):
    Article.objects.update(status=Article.Status.HIDDEN)
    for suffix in FORMATS:
        assert client.get(f"/articles/{memorandum.pk}.{suffix}").status_code == 410


def test_an_article_that_was_not_captured_is_cited_all_the_same(client, db):
    article = Article.objects.create(id="000000000001", title="خبر")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "SHA-256" not in page.partition('id="cite"')[2]
    for suffix in FORMATS:
        assert "خبر" in client.get(f"/articles/{article.pk}.{suffix}").content.decode()


def test_a_reference_costs_two_queries(client, memorandum, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(f"/articles/{memorandum.pk}.bib")


@pytest.mark.parametrize(
    ("byline", "cited"),
    [
        ("الأحساء - عايدة بنت صالح:", "عايدة بنت صالح"),
        ("الوئام - إندونيسيا:", "كتب: الوئام - إندونيسيا"),
    ],
)
def test_who_is_cited_is_the_person_of_the_byline_or_else_the_byline(
    head, import_text, byline, cited
):
    import_text(f"عنوان الخبر\n\nكتب: {byline}\n\n25 مارس 2022\n\nنص الخبر كما نشر.\n")
    [article] = Article.objects.all()
    assert byline in article.byline
    assert head(article)["citation_author"] == [cited]
