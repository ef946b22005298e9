"""What texts become in an index, against counting by hand."""

import multiprocessing
import random
import time
from collections import defaultdict
from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import spellings
from search import indexing, postings
from search.array_file import ArrayFile, Draft
from search.asking import Facet
from search.clauses import Field
from search.documents import PARAGRAPHS
from search.lexicon import Lexicon
from search.postings import PARAGRAPH_GAP, Segment
from search.search_indexes import ArticleIndex
from tests.search.processes import PATIENCE, Running

FORMS = ["كتاب", "وزير", "تونس", "ليبيا", "مجلس", "أمن", "2022", "كِتاب"]
TEXTS = st.lists(
    st.lists(st.sampled_from(FORMS), max_size=6).map(" ".join), min_size=1, max_size=3
).map(PARAGRAPHS.join)
DOCUMENTS = st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["", "واج", "وفا"])), max_size=6)


def document(number, title, text, source=""):
    parts = dict.fromkeys(ArticleIndex().fields, "")
    return parts | {"id": f"{number:03}", "title": title, "text": text, "source_key": source}


def documents(rows):
    return [document(number, *row) for number, row in enumerate(rows)]


def by_hand(some):
    """For each field and form, the positions in each article."""
    found = defaultdict(lambda: defaultdict(list))
    for one in some:
        for field in Field:
            at = 0
            for paragraph in one[field].split(PARAGRAPHS):
                for form in spellings(paragraph):
                    found[field, form][one["id"]].append(at)
                    at += 1
                at += PARAGRAPH_GAP
    return {name: dict(articles) for name, articles in found.items()}


def as_kept(segment, numbers):
    found = {}
    for form, number in numbers.items():
        for field in Field:
            if len(at := segment.among(field, [number])):
                places, counts = segment.postings(field, at)
                ends = np.cumsum(counts)
                positions = np.split(segment.occurrences(field, at).astype(int), ends[:-1])
                found[field, form] = {
                    segment.facts.ids[place]: row.tolist()
                    for place, row in zip(places, positions, strict=True)
                }
    return found


def written(path, some, known):
    """A segment of some documents; `known` numbers its words, and learns the new ones."""
    gathered = postings.gathered(some)
    for form in gathered.forms:
        known.setdefault(form, len(known))
    numbers = np.array([known[form] for form in gathered.forms], np.int64)
    indexing.write(path, gathered, numbers)
    return Segment(path)


@given(DOCUMENTS)
def test_every_word_is_kept_with_its_articles_and_positions(tmp_path_factory, rows):
    some, known = documents(rows), {}
    segment = written(tmp_path_factory.mktemp("index") / "segment", some, known)
    assert as_kept(segment, known) == by_hand(some)
    assert segment.facts.ids == [one["id"] for one in some]
    for field in Field:
        assert segment.facts.lengths[field].tolist() == [len(spellings(one[field])) for one in some]


@given(DOCUMENTS, DOCUMENTS, st.randoms())
def test_merged_segments_hold_what_their_present_articles_hold(
    tmp_path_factory, first, second, chance
):
    path, known = tmp_path_factory.mktemp("index"), {}
    some = documents(first + second)
    parts = [
        written(path / "first", some[: len(first)], known),
        written(path / "second", some[len(first) :], known),
    ]
    present = [np.array([chance.random() < 0.7 for _ in part.facts.ids], bool) for part in parts]
    postings.merge(path / "merged", list(zip(parts, present, strict=True)))
    left = [one for one, kept in zip(some, np.concatenate(present), strict=True) if kept]
    merged = Segment(path / "merged")
    assert as_kept(merged, known) == by_hand(left)
    assert merged.facts.ids == [one["id"] for one in left]
    sources = merged.facts.facets[Facet.SOURCE]
    assert [
        (merged.facts.ids[place], sources.values[code])
        for place, code in zip(sources.places, sources.codes, strict=True)
    ] == [(one["id"], one["source_key"]) for one in left if one["source_key"]]


def test_many_words_are_merged_a_stretch_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(postings, "STRETCH", 3)
    chance = random.Random(1)
    rows = [(" ".join(chance.choices(FORMS, k=4)), " ".join(chance.choices(FORMS, k=9)))] * 20
    some, known = documents(rows), {}
    parts = [written(tmp_path / str(at), some[at : at + 5], known) for at in range(0, 20, 5)]
    everything = [(part, np.ones(len(part), bool)) for part in parts]
    postings.merge(tmp_path / "merged", everything)
    assert as_kept(Segment(tmp_path / "merged"), known) == by_hand(some)


def test_a_word_may_stand_very_often_and_very_far_in_a_text(tmp_path):
    some, known = [document(0, "خبر", PARAGRAPHS.join(["تونس " * 300] * 300))], {}
    segment = written(tmp_path / "segment", some, known)
    assert as_kept(segment, known) == by_hand(some)


class TestManyProcesses:
    @pytest.fixture
    def some(self):
        chance = random.Random(3)
        return [
            document(at, f"خبر {at}", " ".join(chance.choices(FORMS, k=30))) for at in range(40)
        ]

    @pytest.fixture
    def in_batches(self, monkeypatch):
        monkeypatch.setattr(indexing, "BATCH", 7)

    def build(self, path, some):
        path.mkdir()
        lexicon = Lexicon.create(path)
        number = indexing.build(some, lexicon, path / "segment")
        lexicon.close()
        assert [one.name for one in path.iterdir() if one.name.startswith("run-")] == []
        words = Lexicon.open(path)
        known = dict(words.connection.execute("SELECT form, id FROM word"))
        counts = dict(words.connection.execute("SELECT form, articles FROM word"))
        words.close()
        return number, as_kept(Segment(path / "segment"), known), counts

    @pytest.mark.parametrize("processes", [1, 2])
    def test_make_the_same_index_as_one(self, tmp_path, monkeypatch, some, in_batches, processes):
        monkeypatch.setattr(indexing, "available", lambda: processes)
        number, kept, counts = self.build(tmp_path / "index", some)
        expected = by_hand(some)
        assert number == len(some)
        assert kept == expected
        for form, articles in counts.items():
            holding = [articles for (_, one), articles in expected.items() if one == form]
            assert articles == len({name for some in holding for name in some})

    def test_end_with_the_error_of_an_article_that_cannot_be_read(self, tmp_path, some, in_batches):
        def failing():
            yield from some[:20]
            raise LookupError("the database is gone")

        lexicon = Lexicon.create(tmp_path)
        with pytest.raises(LookupError, match="the database is gone"):
            indexing.build(failing(), lexicon, tmp_path / "segment")
        lexicon.close()


class TestArrayFile:
    @pytest.fixture
    def path(self, tmp_path):
        with Draft(tmp_path / "file") as draft:
            draft.texts = {"name": "ورّاق"}
            draft.add("numbers", np.uint16, [np.arange(5), np.arange(0), np.arange(5, 9)])
            draft.add("nothing", np.int64, [])
        return tmp_path / "file"

    def test_gives_back_what_was_put_in(self, path):
        file = ArrayFile(path)
        assert file.texts == {"name": "ورّاق"}
        assert file["numbers"].tolist() == list(range(9))
        assert file["nothing"].tolist() == []
        parts = file.parts("numbers", np.array([7, 0]), np.array([9, 2]))
        assert parts.tolist() == [7, 8, 0, 1]

    @pytest.mark.parametrize("size", [0, 1, 11, 12, 20, 40])
    def test_that_is_cut_short_is_refused(self, path, size):
        path.write_bytes(path.read_bytes()[:size])
        with pytest.raises(ValueError, match="damaged"):
            ArrayFile(path)

    def test_with_any_other_byte_is_refused(self, path):
        raw = path.read_bytes()
        for at in range(len(raw)):
            changed = bytearray(raw)
            changed[at] ^= 0x55
            path.write_bytes(changed)
            with pytest.raises(ValueError, match="damaged"):
                ArrayFile(path)

    def test_that_could_not_be_finished_is_refused(self, tmp_path):
        with suppress(LookupError), Draft(tmp_path / "half") as draft:
            draft.add("numbers", np.uint16, [np.arange(5)])
            raise LookupError
        with pytest.raises(ValueError, match="damaged"):
            ArrayFile(tmp_path / "half")


def test_gathering_processes_end_with_one_that_is_killed(tmp_path):
    parent = Running(build_for_ever, tmp_path)
    children = eventually(lambda: (tmp_path / "children").read_text().split())
    assert len(children) == 2
    parent.kill()
    eventually(lambda: not any(map(is_running, children)))


def build_for_ever(path):
    indexing.BATCH, indexing.available = 5, lambda: 2

    def endless():
        for number in count():
            if number == 50:
                children = (str(one.pid) for one in multiprocessing.active_children())
                (path / "draft").write_text(" ".join(children))
                (path / "draft").rename(path / "children")
            yield document(number, "خبر", "تونس")

    indexing.build(endless(), Lexicon.create(path), path / "segment")


def eventually(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(FileNotFoundError):
            if found := condition():
                return found
        time.sleep(0.05)
    raise AssertionError("this did not come about")


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
