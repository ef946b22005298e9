from django.urls import reverse
from lxml import etree

from search import engine

NAMES = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def test_a_browser_learns_where_to_search_and_what_to_suggest(client, seeds):
    engine.synchronise()
    page = client.get("/").content.decode()
    assert f'href="{reverse("search:opensearch")}"' in page
    response = client.get(reverse("search:opensearch"))
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    described = etree.fromstring(response.content)
    assert len(described.findtext("o:ShortName", namespaces=NAMES)) <= 16
    templates = {url.get("type"): url.get("template") for url in described.findall("o:Url", NAMES)}
    for media_type in ("text/html", "application/atom+xml", "application/x-suggestions+json"):
        answer = client.get(templates[media_type].replace("{searchTerms}", "المغ"))
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(media_type)


def test_completions_are_in_the_form_that_browsers_read(client, seeds):
    engine.synchronise()
    typed, completions, told, addresses = client.get(
        reverse("search:completions"), {"q": "المغ"}
    ).json()
    assert typed == "المغ"
    assert "المغرب" in completions
    assert len(completions) == len(told) == len(addresses)
    assert all(address.startswith("http://testserver/") for address in addresses)
    assert client.get(reverse("search:completions")).json() == ["", [], [], []]
