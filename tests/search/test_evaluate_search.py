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


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("docs.jsonl", b'{"id": "d1", "title": "", "text": "x"}\n{broken', r"docs\.jsonl, line 2"),
        ("docs.jsonl", b'{"id": "d1", "title": ""}\n', r"docs\.jsonl, line 1"),
        ("docs.jsonl", b"\n \n", r"docs\.jsonl is empty"),
        ("queries.tsv", "q1\tالرباط".encode("cp1256"), r"queries\.tsv, line 1: .*UTF-8"),
        ("queries.tsv", b"q8\tx\nq9\tx\n", r"queries\.tsv: .*none of these questions"),
        ("queries.tsv", b"", r"queries\.tsv is empty"),
        ("qrels.tsv", b"q1\td1\n", r"qrels\.tsv, line 1: .*3 columns"),
        ("qrels.tsv", b"q1\td1\t1\r\n\nq2\td1\tyes\n", r"qrels\.tsv, line 3: .*'yes'"),
        ("qrels.tsv", b"", r"qrels\.tsv is empty"),
    ],
)
def test_what_is_wrong_with_a_test_collection_is_said_with_its_place(
    collection, file, content, problem
):
    (collection / file).write_bytes(content)
    with pytest.raises(CommandError, match=problem) as error:
        call_command("evaluate_search", str(collection))
    assert "\n" not in str(error.value)
