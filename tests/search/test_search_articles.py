import json

import pytest
from django.core.management import call_command

from archive.models import Article


@pytest.fixture
def search(seeds, capsys):
    def run(query: str, **options):
        call_command("search_articles", query, **options)
        return capsys.readouterr()

    return run


def test_json_tells_of_each_result_what_a_program_needs(search):
    found = json.loads(search("النووية", json=True).out)
    [result] = found["results"]
    article = Article.objects.get(pk=result["id"])
    assert found["total"] == 1
    assert result["title"] == article.title
    assert result["url"] == article.get_absolute_url()
    assert result["score"] > 0
    assert "<mark>النووية</mark>" in result["snippet"]


def test_a_limit_shortens_the_list_but_not_the_total(search):
    found = json.loads(search("المغرب", json=True, limit=1).out)
    assert (found["total"], len(found["results"])) == (2, 1)
    assert json.loads(search("المغرب", json=True, limit=0).out) == {"total": 2, "results": []}


@pytest.mark.parametrize("query", ["", "؟؟؟", "***"])
def test_a_query_without_words_gets_an_explanation_and_no_error(search, query):
    result = search(query, json=True)
    assert json.loads(result.out) == {"total": 0, "results": []}
    assert "Nothing to search for" in result.err


def test_a_person_reads_headline_address_and_snippet(search):
    out = search("النووية").out
    assert "انعقاد الاجتماع الأول" in out
    assert "/articles/" in out
    assert "<mark>" not in out
    assert out.endswith("total=1\n")
