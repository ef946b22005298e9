import json

import pytest
from django.core.management import ManagementUtility, call_command

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


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        (["-النووية"], 1),
        (["-النووية", "--limit", "1"], 1),
        (["--limit=1", "-النووية"], 1),
        (["--", "-النووية"], 1),
        (["-nothing"], 2),
        (["-2023"], 1),
        (["المغرب -النووية", "-v1"], 1),
    ],
)
def test_a_query_may_begin_with_the_sign_that_excludes(seeds, capsys, arguments, total):
    ManagementUtility(["manage.py", "search_articles", *arguments]).execute()
    assert capsys.readouterr().out.endswith(f"total={total}\n")


def test_a_limit_shortens_the_list_but_not_the_total(search):
    found = json.loads(search("المغرب", json=True, limit=1).out)
    assert (found["total"], len(found["results"])) == (2, 1)
    found = json.loads(search("المغرب", json=True, limit=0).out)
    assert (found["total"], found["results"]) == (2, [])


@pytest.mark.parametrize("query", ["", "؟؟؟", "***"])
def test_a_query_without_words_gets_an_explanation_and_no_error(search, query):
    result = search(query, json=True)
    found = json.loads(result.out)
    assert (found["total"], found["results"]) == (0, [])
    assert "Nothing to search for" in result.err


def test_a_person_reads_headline_address_and_snippet(search):
    out = search("النووية").out
    assert "انعقاد الاجتماع الأول" in out
    assert "/articles/" in out
    assert "<mark>" not in out
    assert out.endswith("total=1\n")


def test_a_level_an_order_and_choices_do_what_they_do_on_the_page(search, seeds):
    by_root = json.loads(search("كاتب", json=True, level="root").out)
    assert by_root["total"] >= json.loads(search("كاتب", json=True).out)["total"]
    newest = json.loads(search("المغرب", json=True, sort="newest").out)["results"]
    oldest = json.loads(search("المغرب", json=True, sort="oldest").out)["results"]
    assert [one["id"] for one in newest] == [one["id"] for one in reversed(oldest)]
    narrowed = json.loads(search("المغرب", json=True, date=["2023"]).out)
    assert narrowed["total"] == 1
    assert narrowed["facets"]["date"]["2022"] == 1


def test_each_result_says_why_and_the_query_what_was_ignored(search):
    found = json.loads(search("هل النووية", json=True).out)
    [why] = found["results"][0]["why"]
    assert (why["layer"], why["field"], why["comment"]) == ("exact", "comments", 8)
    assert found["ignored"] == [{"typed": "هل", "why": "function word"}]
    assert "comment 8" in search("النووية").out


def test_where_nothing_is_found_the_command_offers_what_the_page_offers(search):
    found = json.loads(search("المغرب الصين", json=True).out)
    assert [one["missing"] for one in found["partial"]] == [["الصين"], ["الصين"]]
    assert found["help"]["missing"][0]["typed"] == "الصين"
    assert [one["text"] for one in found["help"]["without_one"]] == ["المغرب"]
    out = search("المغرب الصين").out
    assert "[without الصين]" in out
    assert "try: المغرب (2, الصين)" in out
