"""What curators have withdrawn is gone, and the page says why."""

import pytest

from archive.models import Article


@pytest.fixture
def hidden(seeds) -> Article:
    Article.objects.filter(pk=seeds[1].pk).update(status=Article.Status.HIDDEN)
    return seeds[1]


@pytest.mark.parametrize("page", ["", "capture.txt"])
def test_a_hidden_article_is_gone_and_the_reason_is_said(client, hidden, page):
    client.get("/choices/keep/?language=en")
    response = client.get(f"{hidden.get_absolute_url()}{page}")
    html = response.content.decode()
    assert response.status_code == 410
    assert response["X-Robots-Tag"] == "noindex"
    assert "taken this article out of view" in html
    assert 'role="search"' in html
    assert hidden.title not in html


def test_an_article_that_was_deleted_is_gone_as_well(client, seeds):
    address = seeds[0].get_absolute_url()
    seeds[0].delete()
    client.get("/choices/keep/?language=en")
    response = client.get(address)
    assert response.status_code == 410
    assert "removed this article for good" in response.content.decode()


def test_what_never_was_here_is_not_found(client, seeds):
    assert client.get("/articles/nowhere/").status_code == 404


def test_a_capture_of_an_article_that_is_shown_may_be_missing_without_being_gone(client, seeds):
    seeds[1].comments.filter(number=8).update(hidden=True)
    assert client.get(f"{seeds[1].get_absolute_url()}capture.txt").status_code == 404


def test_the_page_of_an_error_of_ours_asks_for_nothing_that_may_be_broken(client, monkeypatch):
    def broken(**kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("archive.pages.statistics.About.get_context_data", broken)
    client.raise_request_exception = False
    for language, way in (("ar", "rtl"), ("en", "ltr")):
        client.cookies["choices"] = f"language:{language}"
        response = client.get("/about/")
        assert response.status_code == 500
        assert f'<html lang="{language}" dir="{way}">' in response.content.decode()
