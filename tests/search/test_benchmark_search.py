import json
import lzma
from datetime import date
from importlib.util import find_spec

import pytest
from django.core.management import CommandError, call_command

from search.asking import Facet
from search.benchmark import ENGINES, WORKS, Entry, Question
from search.management.commands.benchmark_search import drawn

pytestmark = pytest.mark.long

TITLES = {
    "زيارة الوزير إلى الرباط": ("2022-03-01", "hespress"),
    "افتتاح مدينة الرباط الجديدة": ("2022-04-02", "hespress"),
    "فوز فرنسا على الأرجنتين": ("2022-04-03", "sabq"),
    "وزير المالية في الرباط": ("2022-05-04", "sabq"),
}
FOLDED = [name for name in ENGINES if name != "tantivy" or find_spec("tantivy")]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(
        "".join(
            json.dumps({"title": title, "text": "وصل أمس\n\nثم عاد", "date": day, "source": source})
            + "\n"
            for title, (day, source) in TITLES.items()
        )
    )
    return path


def test_every_engine_is_measured_at_every_work(file, capsys):
    call_command("benchmark_search", "--articles", str(file), "--json")
    measured = json.loads(capsys.readouterr().out)
    assert list(measured) == FOLDED
    for figures in measured.values():
        assert set(figures) == {"index_per_s", "index_bytes", "peak_mb", *WORKS}
        assert figures["index_bytes"] > 0
        for work in WORKS:
            assert set(figures[work]) == {"cold", "warm"}
            for percentiles in figures[work].values():
                assert set(percentiles) == {"p50_ms", "p95_ms", "p99_ms"}


def test_the_table_says_what_was_measured_and_where(file, tmp_path, capsys):
    compressed = tmp_path / "articles.jsonl.xz"
    compressed.write_bytes(lzma.compress(file.read_bytes()))
    call_command(
        "benchmark_search", "--articles", str(compressed), "--engines", "fts5,warraq", "--limit=3"
    )
    table = capsys.readouterr().out
    assert ", 3 articles, " in table
    assert "| | warraq | fts5 |" in table
    assert "| any, cold, p50 ms |" in table
    assert "×)" in table


@pytest.mark.parametrize("name", FOLDED)
def test_the_engines_find_the_same(name, tmp_path):
    entries = [
        Entry(
            number,
            title,
            "وصل أمس",
            date.fromisoformat(day),
            source,
            tuple(title.split()[:2]),
        )
        for number, (title, (day, source)) in enumerate(TITLES.items(), start=1)
    ]
    ENGINES[name](tmp_path / "index").build(entries)
    engine = ENGINES[name](tmp_path / "index")
    engine.open()
    question = Question(("الرباط", "مدينة"), pair=("مدينة", "الرباط"), source="hespress")
    assert set(engine.any(question)) == {1, 2, 4}
    assert engine.all(question) == [2]
    assert engine.phrase(question) == [2]
    one_word = Question(("الرباط",), pair=("مدينة", "الرباط"), source="hespress")
    assert engine.by_date(one_word) == [4, 2, 1]
    hits, counts = engine.faceted(one_word)
    assert set(hits) == {1, 2}
    assert dict(counts[Facet.SOURCE]) == {"hespress": 2, "sabq": 1}
    assert counts[Facet.DATE].items() >= {"2022-03": 1, "2022-04": 1}.items()
    assert dict(counts[Facet.KEYWORD]) == {"زيارة": 1, "الوزير": 1, "افتتاح": 1, "مدينة": 1}


def test_questions_are_words_of_titles_and_the_same_each_time():
    titles = [(title, source) for title, (_, source) in TITLES.items()]
    questions = drawn(titles)
    assert questions == drawn(titles)
    assert len({question.words for question in questions}) == len(questions)
    for question in questions:
        assert question.words
        assert not {"إلى", "على", "في"} & {*question.words, *question.pair}
        assert any(" ".join(question.pair) in title for title in TITLES)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"no file .*nowhere\.jsonl"):
        call_command("benchmark_search", "--articles", str(tmp_path / "nowhere.jsonl"))


@pytest.mark.parametrize(
    "line", ["{broken", "[]", "7", '{"title": "بلا نص"}', '{"title": null, "text": ""}']
)
def test_a_damaged_line_is_named(line, file):
    with file.open("a") as lines:
        lines.write(line)
    with pytest.raises(CommandError, match=r"articles\.jsonl, line 5: this is no article"):
        call_command("benchmark_search", "--articles", str(file))


def test_a_compressed_file_that_is_cut_short_is_refused(file):
    compressed = file.with_suffix(".jsonl.xz")
    compressed.write_bytes(lzma.compress(file.read_bytes())[:-20])
    with pytest.raises(CommandError, match=r"articles\.jsonl\.xz, after line"):
        call_command("benchmark_search", "--articles", str(compressed))


def test_titles_with_nothing_to_ask_for_are_refused(tmp_path):
    file = tmp_path / "articles.jsonl"
    file.write_text('{"title": "في", "text": ""}\n')
    with pytest.raises(CommandError, match="two words"):
        call_command("benchmark_search", "--articles", str(file))
    file.write_text("")
    with pytest.raises(CommandError, match="two words"):
        call_command("benchmark_search", "--articles", str(file))


@pytest.mark.parametrize("option", ["--engines=lucene", "--limit=0", "--limit=-3"])
def test_what_cannot_be_asked_for_is_refused(option, file):
    with pytest.raises(CommandError):
        call_command("benchmark_search", "--articles", str(file), option)
