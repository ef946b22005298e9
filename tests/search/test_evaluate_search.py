import json

import pytest
from django.core.management import CommandError, call_command


def write(folder, documents, queries, answers):
    folder.mkdir(exist_ok=True)
    (folder / "docs.jsonl").write_text(
        "\n".join(
            json.dumps({"id": pk, "title": "", "text": text}) for pk, text in documents.items()
        )
    )
    (folder / "queries.tsv").write_text("".join(f"{pk}\t{text}\n" for pk, text in queries.items()))
    (folder / "qrels.tsv").write_text("".join(f"{query}\t{pk}\t1\n" for query, pk in answers))
    return folder


@pytest.fixture
def collection(tmp_path):
    return write(
        tmp_path / "small",
        {"d1": "وصل الوزير إلى الرباط", "d2": "فازت فرنسا", "d3": "الرباط مدينة جميلة"},
        {"q1": "متى وصل الوزير؟", "q2": "الرباط", "q3": "الصين"},
        [("q1", "d1"), ("q2", "d1"), ("q3", "d2")],
    )


def test_the_measures_are_those_of_the_ranking(collection, capsys):
    call_command("evaluate_search", str(collection), "--json")
    figures = json.loads(capsys.readouterr().out)
    assert set(figures) == {"nDCG@10", "MRR@10", "recall@100"}
    assert figures["recall@100"] == pytest.approx(2 / 3)
    assert 1 / 2 <= figures["MRR@10"] <= 2 / 3


def test_several_collections_are_measured_one_line_each(collection, capsys):
    call_command("evaluate_search", str(collection), str(collection))
    assert capsys.readouterr().out.startswith("small  nDCG@10 0.")


def test_a_folder_that_is_no_test_collection_is_refused_by_name(tmp_path):
    with pytest.raises(CommandError, match=r"docs\.jsonl is missing"):
        call_command("evaluate_search", str(tmp_path))


def test_a_damaged_line_is_named(collection):
    with (collection / "docs.jsonl").open("a") as file:
        file.write("\n{broken")
    with pytest.raises(CommandError, match=r"docs\.jsonl, line 4"):
        call_command("evaluate_search", str(collection))


def test_an_answer_of_too_few_columns_is_named(collection):
    (collection / "qrels.tsv").write_text("q1\td1\n")
    with pytest.raises(CommandError, match=r"qrels\.tsv, line 1"):
        call_command("evaluate_search", str(collection))
