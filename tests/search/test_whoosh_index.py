"""An index that is written in many small steps, against one that is made at once."""

import random

import pytest

from search import engine, whoosh_index
from search.asking import Asked
from search.clauses import Field
from search.query import parse
from search.search_indexes import document
from tests.search.test_scoring import QUERIES, random_articles


def prepared(pk, fields):
    return document(pk, fields[Field.TITLE], [fields[Field.TEXT]])


def answers(backend):
    found = {}
    for query in QUERIES:
        hits = backend.find(Asked(parse(query)), 0, 1000).hits
        found[query] = {hit.article_id: pytest.approx(hit.score, rel=1e-4) for hit in hits}
    return found


@pytest.mark.parametrize("seed", range(4))
def test_writing_bit_by_bit_ends_as_writing_all_at_once(tmp_path, monkeypatch, seed):
    monkeypatch.setattr(whoosh_index, "FEW", 3)
    chance = random.Random(seed)
    backend = engine.elsewhere(tmp_path / "bit by bit")
    backend.build([])
    articles = {}
    for _ in range(25):
        some = random_articles(chance, chance.randint(0, 40))
        changed = dict(chance.sample(sorted(some.items()), k=min(len(some), chance.randint(0, 9))))
        gone = [pk for pk in articles if pk not in changed and chance.random() < 0.1]
        backend.write((prepared(*one) for one in changed.items()), gone)
        articles = {pk: one for pk, one in (articles | changed).items() if pk not in gone}
    at_once = engine.elsewhere(tmp_path / "at once")
    at_once.build(prepared(*one) for one in articles.items())
    assert backend.stamps().keys() == articles.keys()
    assert answers(backend) == answers(at_once)


def test_many_small_writes_leave_few_files(tmp_path, monkeypatch):
    monkeypatch.setattr(whoosh_index, "FEW", 1)
    backend = engine.elsewhere(tmp_path)
    backend.build([])
    for number in range(64):
        backend.write([document(str(number), "خبر", ["تونس"])], [])
        segments = whoosh_index.contents(backend.path)
        assert sum(map(len, (segment for segment, _ in segments))) == number + 1
        assert len(segments) <= (number + 1).bit_length()
        assert len(list(backend.path.glob("*.seg"))) == len(segments)


def test_what_is_replaced_again_and_again_leaves_no_room_taken(tmp_path):
    backend = engine.elsewhere(tmp_path)
    backend.build(document(str(number), "خبر", ["تونس"]) for number in range(10))
    sizes = []
    for _ in range(20):
        backend.write([document("3", "خبر", ["ليبيا"])], [])
        sizes.append(sum(file.stat().st_size for file in backend.path.glob("*.seg")))
    assert len(set(sizes)) == 1
    assert backend.find(Asked(parse("ليبيا")), 0, 10).total == 1
    assert backend.find(Asked(parse("تونس")), 0, 10).total == 9
