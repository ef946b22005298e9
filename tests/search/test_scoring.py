"""The arrays against a scorer that reads every text through, one article at a time."""

import random
from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import spelling, words
from search import engine, scoring
from search.asking import RANKING, Asked, Facet, Sort
from search.clauses import Field, Word
from search.layers import Layer, Level, layer_of, sought
from search.query import parse
from search.search_indexes import ArticleIndex, document

VOCABULARY = [
    "كتاب",
    "الكتاب",
    "وبالكتاب",
    "الكتب",
    "كِتاب",
    "مكتبة",
    "كاتب",
    "وزير",
    "الوزراء",
    "وزارة",
    "للوزير",
    "غانتس",
    "جانتس",
    "وغانتس",
    "الرباط",
    "وبالرباط",
    "المغرب",
    "المغربية",
    "مغاربة",
    "قال",
    "يقول",
    "وقال",
    "تونس",
    "ليبيا",
    "مجلس",
    "الأمن",
    "بالأمن",
    "أمن",
    "2022",
    "٢٠٢٢",
]
QUERIES = [
    "كتاب",
    "كتاب وزير",
    "غانتس الرباط",
    "المغرب تونس ليبيا",
    "«مجلس الأمن»",
    '"مجلس كتاب"~3',
    "كتاب -وزير",
    "كتاب أو وزير",
    "(كتاب أو وزير) المغرب",
    "عنوان:كتاب",
    "عنوان:كتاب وزير",
    "كت*",
    "*رب",
    "=كتاب",
    "=كِتاب وزير",
    "2022",
    "-كتاب",
]


@given(
    st.lists(st.integers(0, 40), max_size=2000).map(lambda keys: np.array(keys, np.float32)),
    st.integers(0, 60),
    st.randoms(),
)
def test_the_first_of_many_are_those_that_sorting_all_puts_first(keys, most, chance):
    newest = np.array(chance.sample(range(len(keys)), len(keys)), np.int64)
    everything = sorted(range(len(keys)), key=lambda at: (-keys[at], newest[at]))
    assert scoring.first(keys, newest, most).tolist() == everything[:most]


class NaiveScorer:
    """Counts words by reading, and nothing else; the formula once more, from its papers."""

    def __init__(self, articles, level):
        self.level = level
        self.texts = {
            pk: {
                field: [spelling(text[word.start : word.end]) for word in words(text)]
                for field, text in fields.items()
            }
            for pk, fields in articles.items()
        }

    def layer(self, word, form):
        layer = layer_of(sought(word.typed), form)
        level = Level.EXACT if word.exact else self.level
        return layer if layer and layer <= level.farthest else None

    def usual_length(self, field):
        lengths = [len(fields[field]) for fields in self.texts.values() if fields[field]]
        return sum(lengths) / len(lengths)

    def counts(self, word, farthest):
        """What a word counts in each article, up to a layer."""
        found = {}
        for pk, fields in self.texts.items():
            for field, printed in fields.items():
                layers = [self.layer(word, form) for form in printed]
                times = sum(1 for layer in layers if layer and layer <= farthest)
                length = 1 - RANKING.length
                length += RANKING.length * len(printed) / self.usual_length(field)
                weighted = times * RANKING.fields[field] / length
                found[pk] = found.get(pk, 0) + weighted
        return found

    def score(self, word):
        scores = dict.fromkeys(self.texts, 0.0)
        level = Level.EXACT if word.exact else self.level
        for layer in Layer:
            if layer > level.farthest:
                break
            if layer is Layer.VARIANT and not sought(word.typed).variants:
                continue
            counts = self.counts(word, layer)
            holding = sum(count > 0 for count in counts.values())
            rarity = log(1 + (len(counts) - holding + 0.5) / (holding + 0.5))
            for pk, count in counts.items():
                if count:
                    saturated = count / (count + RANKING.saturation)
                    part = RANKING.floor + (1 - RANKING.floor) * saturated
                    scores[pk] += RANKING.layers[layer] * rarity * part
        return scores

    def nearest(self, word):
        return {
            pk: min(
                (
                    layer
                    for row in fields.values()
                    for form in row
                    if (layer := self.layer(word, form))
                ),
                default=None,
            )
            for pk, fields in self.texts.items()
        }


def random_articles(chance, number):
    return {
        f"{at:03}": {
            Field.TITLE: " ".join(chance.choices(VOCABULARY, k=chance.randint(1, 4))),
            Field.TEXT: " ".join(chance.choices(VOCABULARY, k=chance.randint(1, 30))),
        }
        for at in range(number)
    }


def indexed(articles, path):
    backend = engine.elsewhere(path)
    backend.build(
        document(pk, fields[Field.TITLE], [fields[Field.TEXT]]) for pk, fields in articles.items()
    )
    return backend


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", list(Level))
def test_words_score_as_they_do_counted_one_article_at_a_time(tmp_path, seed, level):
    chance = random.Random(seed)
    articles = random_articles(chance, 25)
    backend = indexed(articles, tmp_path)
    naive = NaiveScorer(articles, level)
    for _ in range(8):
        typed = chance.sample(VOCABULARY, chance.randint(1, 3))
        asked = Asked(parse(" ".join(typed)), level)
        wanted = [clause for clause in asked.query.clauses if isinstance(clause, Word)]
        scores = [naive.score(word) for word in wanted]
        expected = {
            pk: sum(score[pk] for score in scores)
            for pk in articles
            if all(score[pk] > 0 for score in scores)
        }
        found = backend.find(asked, 0, 100)
        assert {
            hit.article_id: pytest.approx(hit.score, rel=1e-4) for hit in found.hits
        } == expected
        assert found.total == len(expected)
        if len(wanted) == 1:
            nearest = naive.nearest(wanted[0])
            layers = [nearest[hit.article_id] for hit in found.hits]
            assert layers == sorted(layers)
        else:
            given = [hit.score for hit in found.hits]
            assert given == sorted(given, reverse=True)


@pytest.mark.parametrize("any_word", [False, True])
@pytest.mark.parametrize("query", QUERIES)
def test_pages_counts_and_orders_agree_with_one_another(tmp_path, query, any_word):
    backend = indexed(random_articles(random.Random(5), 60), tmp_path)
    asked = Asked(parse(query), any_word=any_word)
    whole = backend.find(asked, 0, 100)
    assert whole.total == len(whole.hits)
    assert backend.find(asked, 0, 0).total == whole.total
    pages = [backend.find(asked, start, start + 7).hits for start in range(0, 70, 7)]
    assert tuple(hit for page in pages for hit in page) == whole.hits
    for sort in Sort:
        resorted = backend.find(Asked(asked.query, sort=sort, any_word=any_word), 0, 100)
        assert {hit.article_id for hit in resorted.hits} == {hit.article_id for hit in whole.hits}


def test_one_occurrence_in_a_long_text_outranks_many_of_a_farther_layer(tmp_path):
    filler = " ".join(f"كلمة{number} حشو" for number in range(2000))
    backend = indexed(
        {
            "root": {Field.TITLE: "مكتبة مكتبة", Field.TEXT: "مكتبة مكتبة مكتبة مكتبة"},
            "form": {Field.TITLE: "الكتب", Field.TEXT: "الكتب الكتب الكتب الكتب"},
            "exact": {Field.TITLE: "عنوان", Field.TEXT: f"{filler} كتاب"},
            "joined": {Field.TITLE: "عنوان", Field.TEXT: f"{filler} {filler} والكتاب"},
        },
        tmp_path,
    )
    hits = backend.find(Asked(parse("كتاب"), Level.ROOT), 0, 10).hits
    assert [hit.article_id for hit in hits] == ["exact", "joined", "form", "root"]


def test_facets_count_what_is_found_and_offer_other_values_of_the_same_facet(tmp_path):
    backend = engine.elsewhere(tmp_path)
    rows = [
        ("a", "2022-03", "واج"),
        ("b", "2022-04", "واج"),
        ("c", "2023-01", "وفا"),
        ("d", "", ""),
    ]
    backend.build(
        document(pk, "خبر", ["تونس"])
        | {
            "day": f"{period}-01" if period else "",
            "period": period,
            "source_key": source,
            "keyword_keys": "س\nص",
        }
        for pk, period, source in rows
    )
    asked = Asked(parse("تونس"), chosen={Facet.SOURCE: frozenset({"واج"})})
    found = backend.find(asked, 0, 10)
    assert found.total == 2
    assert found.counts[Facet.SOURCE] == {"واج": 2, "وفا": 1}
    assert found.counts[Facet.DATE] == {"2022": 2, "2022-03": 1, "2022-04": 1}
    assert found.counts[Facet.KEYWORD] == {"س": 2, "ص": 2}
    both = {Facet.DATE: frozenset({"2022-04", "2023"})}
    assert backend.find(Asked(parse("تونس"), chosen=both), 0, 10).total == 2
    assert backend.find(Asked(parse("سنة:2022"), chosen={}), 0, 10).total == 2
    assert backend.find(Asked(parse("تونس إلى:2022-03")), 0, 10).total == 1
    for sort, order in ((Sort.NEWEST, "cbad"), (Sort.OLDEST, "abcd")):
        hits = backend.find(Asked(parse("تونس"), sort=sort), 0, 10).hits
        assert "".join(hit.article_id for hit in hits) == order


def test_where_few_have_everything_the_best_of_the_others_say_what_they_lack(tmp_path):
    backend = indexed(
        {
            "both": {Field.TITLE: "خبر", Field.TEXT: "تونس ليبيا"},
            "first": {Field.TITLE: "خبر", Field.TEXT: "تونس تونس"},
            "second": {Field.TITLE: "خبر", Field.TEXT: "ليبيا"},
            "neither": {Field.TITLE: "خبر", Field.TEXT: "مصر"},
            "excluded": {Field.TITLE: "خبر", Field.TEXT: "تونس السودان"},
        },
        tmp_path,
    )
    found = backend.find(Asked(parse("تونس ليبيا -السودان")), 0, 10)
    assert [hit.article_id for hit in found.hits] == ["both"]
    lacking = {hit.article_id: [clause.typed for clause in hit.missing] for hit in found.partial}
    assert lacking == {"first": ["ليبيا"], "second": ["تونس"]}


def test_a_pattern_that_fits_too_many_words_says_so(tmp_path, monkeypatch):
    backend = indexed({"a": {Field.TITLE: "خبر", Field.TEXT: "كتاب كتب كتابة كتيب"}}, tmp_path)
    assert not backend.find(Asked(parse("كت*")), 0, 10).curtailed
    monkeypatch.setattr(scoring, "MOST_FORMS", 2)
    backend = indexed({"b": {Field.TITLE: "خبر", Field.TEXT: "كتاب كتب كتابة كتيب"}}, tmp_path)
    found = backend.find(Asked(parse("كت*")), 0, 10)
    assert (found.total, found.curtailed) == (1, True)


def test_a_search_that_runs_out_of_time_gives_what_it_has_and_says_so(tmp_path, monkeypatch):
    backend = indexed({"a": {Field.TITLE: "خبر", Field.TEXT: "كتاب"}}, tmp_path)
    monkeypatch.setattr(scoring, "TIME", -1.0)
    assert backend.find(Asked(parse("كتاب")), 0, 10).curtailed
    monkeypatch.undo()
    found = backend.find(Asked(parse("كتاب")), 0, 10)
    assert (found.total, found.curtailed) == (1, False)


def test_every_field_that_is_indexed_has_its_place_in_a_document():
    assert set(Field) <= set(ArticleIndex().fields)


def collapsed(hits, groups):
    """Of each group the first hit, with how many come after it: read off one by one."""
    kept: dict[str, list] = {}
    for hit in hits:
        kept.setdefault(groups[hit.article_id] or hit.article_id, []).append(hit)
    return [(some[0].article_id, some[0].score, len(some) - 1) for some in kept.values()]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("seed", range(3))
def test_editions_together_are_the_first_of_each_group_in_every_order(tmp_path, seed, sort):
    chance = random.Random(seed)
    articles = random_articles(chance, 80)
    groups = {pk: chance.choice(["", "", "أ", "ب", "ج"]) for pk in articles}
    backend = engine.elsewhere(tmp_path)
    backend.build(
        document(pk, fields[Field.TITLE], [fields[Field.TEXT]])
        | {"edition": groups[pk], "day": f"2022-03-{chance.randint(10, 28)}"}
        for pk, fields in articles.items()
    )
    for query in QUERIES:
        alone = backend.find(Asked(parse(query), sort=sort), 0, 100)
        asked = Asked(parse(query), sort=sort, together=True)
        together = backend.find(asked, 0, 100)
        given = [(hit.article_id, hit.score, hit.editions) for hit in together.hits]
        assert given == collapsed(alone.hits, groups)
        assert together.total == len(given)
        assert not any(hit.editions for hit in alone.hits)
        pages = [backend.find(asked, start, start + 7).hits for start in range(0, 90, 7)]
        assert tuple(hit for page in pages for hit in page) == together.hits
        assert {**together.counts[Facet.SOURCE]} == {**alone.counts[Facet.SOURCE]}
        for hit in together.hits:
            if hit.editions:
                own = {Facet.EDITION: frozenset({groups[hit.article_id]})}
                found = backend.find(Asked(parse(query), sort=sort, chosen=own), 0, 100)
                assert found.total == hit.editions + 1


COLUMNS = st.lists(st.lists(st.integers(0, 5), max_size=3, unique=True), max_size=60)


@given(COLUMNS, st.randoms(), st.integers(1, 8))
def test_values_are_counted_among_many_articles_as_among_few(valued, chance, most):
    values = [f"قيمة {number}" for number in range(6)]
    pairs = [(place, code) for place, codes in enumerate(valued) for code in codes]
    places, codes = np.array(pairs, np.int64).reshape(-1, 2).T
    column = scoring.Column(values, places, codes)
    for number in (1, len(valued) // 2, len(valued)):
        among = sorted(chance.sample(range(len(valued)), min(number, len(valued))))
        naive = Counter(values[code] for place in among for code in valued[place])
        found = scoring.counted(column, np.array(among, np.int64))
        assert dict(found) == naive
        assert len(found) == len(naive)
        ranked = sorted(naive.items(), key=lambda counted: (-counted[1], counted[0]))
        assert found.most_common(most) == ranked[:most]
