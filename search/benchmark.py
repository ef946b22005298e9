"""The archive's engine and three others, each made to do the same work, for `benchmark_search`.

The others are set up as their manuals say, and where there is a choice, the faster way is taken.
SQLite's FTS5 and tantivy are given folded words, which makes them find what the archive's layer of
folded forms finds; folding is part of their work, as parsing is part of the archive's.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from archive.batches import batched
from archive.models import Article
from archive.text import key
from search.asking import Asked, Chosen, Facet, Sort, Tally
from search.documents import Document
from search.engine import elsewhere
from search.layers import Level
from search.query import parse
from search.search_indexes import document

HITS = 20
TITLE_WEIGHT = 3.0
STOCK_BATCH = 1000
"""What Haystack's own update_index writes at once."""
EVERY_VALUE = 65_000
"""Of a facet; tantivy counts the ten most frequent ones unless told."""

COUNTED = Facet.DATE, Facet.SOURCE, Facet.KEYWORD
Counts = Mapping[Facet, Mapping[str, int]]
"""The months among the dates are the histogram."""


@dataclass(frozen=True)
class Entry:
    """An article of the file. Its number is what engines answer with."""

    number: int
    title: str
    text: str
    day: date | None
    source: str
    keywords: tuple[str, ...]

    @property
    def iso(self) -> str:
        return self.day.isoformat() if self.day else ""

    @property
    def period(self) -> str:
        return self.iso[:7]


@dataclass(frozen=True)
class Question:
    """Words as typed, two words that stand together in a title, and the source of that article."""

    words: tuple[str, ...]
    pair: tuple[str, str]
    source: str

    @property
    def typed(self) -> str:
        return " ".join(self.words)


class Engine(Protocol):
    """One index. It is built in one process and opened in others, once for each work."""

    def __init__(self, path: Path) -> None: ...

    def build(self, entries: Iterable[Entry]) -> None: ...

    def open(self) -> None:
        """As a server has it open before the first query comes."""

    def any(self, question: Question) -> list[int]: ...

    def all(self, question: Question) -> list[int]: ...

    def phrase(self, question: Question) -> list[int]: ...

    def by_date(self, question: Question) -> list[int]:
        """All words, newest first."""

    def faceted(self, question: Question) -> tuple[list[int], Counts]:
        """All words, of one source; sources are counted as if none had been chosen."""


class Warraq:
    """All layers of `Level.FORMS` are ranked."""

    def __init__(self, path: Path) -> None:
        self.backend = elsewhere(path)

    def build(self, entries: Iterable[Entry]) -> None:
        self.backend.build(map(prepared, entries))

    def open(self) -> None:
        self.backend.stamps()

    def any(self, question: Question) -> list[int]:
        return self.find(question.typed, any_word=True)[0]

    def all(self, question: Question) -> list[int]:
        return self.find(question.typed)[0]

    def phrase(self, question: Question) -> list[int]:
        return self.find(f'"{" ".join(question.pair)}"')[0]

    def by_date(self, question: Question) -> list[int]:
        return self.find(question.typed, sort=Sort.NEWEST)[0]

    def faceted(self, question: Question) -> tuple[list[int], Counts]:
        chosen = {Facet.SOURCE: frozenset({question.source})}
        numbers, counts = self.find(question.typed, chosen=chosen)
        return numbers, {facet: dict(counts[facet].items()) for facet in COUNTED}

    def find(
        self,
        typed: str,
        any_word: bool = False,
        sort: Sort = Sort.RELEVANCE,
        chosen: Chosen | None = None,
    ) -> tuple[list[int], Mapping[Facet, Tally]]:
        asked = Asked(
            parse(typed),
            level=Level.FORMS,
            sort=sort,
            chosen=chosen or {},
            any_word=any_word,
            partial=False,
        )
        found = self.backend.find(asked, 0, HITS)
        return [int(hit.article_id) for hit in found.hits], found.counts


def prepared(entry: Entry) -> Document:
    return document(str(entry.number), entry.title, entry.text.split("\n")) | {
        "day": entry.iso,
        "period": entry.period,
        "source_key": entry.source,
        "keyword_keys": "\n".join(entry.keywords),
    }


class HaystackWhoosh:
    """Haystack's own Whoosh backend, with an index such as its tutorial makes.

    Haystack is named in strings here, as settings name an engine: only the archive's own engine may
    import it.
    """

    def __init__(self, path: Path) -> None:
        connections = import_module("haystack").connections
        connections.connections_info["stock"] = {
            "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
            "PATH": str(path),
            "SILENTLY_FAIL": False,
        }
        self.index = self.tutorial_index()
        connections["stock"].get_unified_index().build([self.index])
        self.backend = connections["stock"].get_backend()
        self.query_set = import_module("haystack.query").SearchQuerySet(using="stock")
        self.as_phrase = import_module("haystack.inputs").Exact

    @staticmethod
    def tutorial_index() -> Any:
        indexes = import_module("haystack.indexes")
        fields = {
            "text": indexes.CharField(document=True, model_attr="entry__text"),
            "title": indexes.CharField(model_attr="entry__title"),
            "day": indexes.DateField(model_attr="entry__day", null=True),
            # It would count a CharField by the stems of its words.
            "period": indexes.MultiValueField(model_attr="entry__period", faceted=True),
            "source": indexes.MultiValueField(model_attr="entry__source", faceted=True),
            "keywords": indexes.MultiValueField(model_attr="entry__keywords", faceted=True),
        }
        methods = {
            "get_model": lambda index: Article,
            "prepare_text": lambda index, article: f"{article.entry.title}\n{article.entry.text}",
        }
        bases = (indexes.SearchIndex, indexes.Indexable)
        return type("TutorialIndex", bases, {**fields, **methods})()

    def build(self, entries: Iterable[Entry]) -> None:
        for some in batched(entries, STOCK_BATCH):
            articles = []
            for entry in some:
                article: Any = Article(pk=str(entry.number))
                article.entry = entry
                articles.append(article)
            self.backend.update(self.index, articles)

    def open(self) -> None:
        self.backend.setup()

    def any(self, question: Question) -> list[int]:
        either = self.query_set
        for word in question.words:
            either = either.filter_or(content=word)
        return self.first(either)

    def all(self, question: Question) -> list[int]:
        return self.first(self.query_set.filter(content=question.typed))

    def phrase(self, question: Question) -> list[int]:
        return self.first(self.query_set.filter(content=self.as_phrase(" ".join(question.pair))))

    def by_date(self, question: Question) -> list[int]:
        return self.first(self.query_set.filter(content=question.typed).order_by("-day"))

    def faceted(self, question: Question) -> tuple[list[int], Counts]:
        every = self.query_set.filter(content=question.typed)
        narrowed = every.filter(source=question.source).facet("period").facet("keywords")
        hits = self.first(narrowed)
        fields = narrowed.facet_counts().get("fields", {})
        of_all = every.facet("source").facet_counts().get("fields", {})
        return hits, {
            Facet.DATE: dict(fields.get("period", ())),
            Facet.KEYWORD: dict(fields.get("keywords", ())),
            Facet.SOURCE: dict(of_all.get("source", ())),
        }

    def first(self, found: Any) -> list[int]:
        return [int(result.pk) for result in found[:HITS]]


class OfFoldedWords:
    """What FTS5 and tantivy have in common: most of how a query is written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def first(self, query: str, by_date: bool = False) -> list[int]:
        raise NotImplementedError

    def any(self, question: Question) -> list[int]:
        return self.first(folded(question, " OR "))

    def all(self, question: Question) -> list[int]:
        return self.first(folded(question, " "))

    def phrase(self, question: Question) -> list[int]:
        return self.first(f'"{key(" ".join(question.pair))}"')

    def by_date(self, question: Question) -> list[int]:
        return self.first(folded(question, " "), by_date=True)


def folded(question: Question, operator: str) -> str:
    return operator.join(f'"{key(word)}"' for word in question.words)


class Fts5(OfFoldedWords):
    """Stores no text, as the archive's index does not."""

    TABLES = f"""
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        CREATE VIRTUAL TABLE words
            USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 0');
        INSERT INTO words(words, rank) VALUES ('rank', 'bm25({TITLE_WEIGHT}, 1.0)');
        CREATE TABLE article (number INTEGER PRIMARY KEY, day TEXT, period TEXT, source TEXT);
        CREATE TABLE keyword (article INTEGER, name TEXT, PRIMARY KEY (article, name)) WITHOUT ROWID;
    """
    BY_RANK = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
    BY_DATE = """
        SELECT number FROM words JOIN article ON number = words.rowid
        WHERE words MATCH ? ORDER BY day DESC, number LIMIT ?
    """
    OF_SOURCE = """
        SELECT number FROM words JOIN article ON number = words.rowid
        WHERE words MATCH ? AND source = ? ORDER BY rank LIMIT ?
    """
    FACETS = """
        WITH found AS MATERIALIZED (
            SELECT number, period, source FROM words JOIN article ON number = words.rowid
            WHERE words MATCH ?
        ), narrowed AS MATERIALIZED (SELECT number, period FROM found WHERE source = ?)
        SELECT 'date', period, count(*) FROM narrowed GROUP BY period
        UNION ALL SELECT 'source', source, count(*) FROM found GROUP BY source
        UNION ALL SELECT 'keyword', name, count(*)
            FROM narrowed JOIN keyword ON article = number GROUP BY name
    """

    def build(self, entries: Iterable[Entry]) -> None:
        self.path.mkdir()
        self.open()
        self.database.executescript(self.TABLES)
        with self.database:
            for entry in entries:
                self.database.execute(
                    "INSERT INTO words(rowid, title, text) VALUES (?, ?, ?)",
                    (entry.number, key(entry.title), key(entry.text)),
                )
                self.database.execute(
                    "INSERT INTO article VALUES (?, ?, ?, ?)",
                    (entry.number, entry.iso, entry.period, entry.source),
                )
                self.database.executemany(
                    "INSERT INTO keyword VALUES (?, ?)",
                    [(entry.number, name) for name in entry.keywords],
                )
            self.database.execute("INSERT INTO words(words) VALUES ('optimize')")
        self.database.close()

    def open(self) -> None:
        self.database = sqlite3.connect(self.path / "words.sqlite3")
        self.database.execute("PRAGMA mmap_size = 2000000000")
        self.database.execute("PRAGMA cache_size = -64000")

    def first(self, query: str, by_date: bool = False) -> list[int]:
        return self.numbers(self.BY_DATE if by_date else self.BY_RANK, query, HITS)

    def faceted(self, question: Question) -> tuple[list[int], Counts]:
        every = folded(question, " ")
        counts: dict[Facet, dict[str, int]] = {}
        for facet, value, times in self.database.execute(self.FACETS, (every, question.source)):
            counts.setdefault(Facet(facet), {})[value] = times
        return self.numbers(self.OF_SOURCE, every, question.source, HITS), counts

    def numbers(self, statement: str, *values: str | int) -> list[int]:
        return [number for (number,) in self.database.execute(statement, values)]


class Tantivy(OfFoldedWords):
    """Its library is imported only where it is measured: the archive runs without."""

    def build(self, entries: Iterable[Entry]) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("number", fast=True)
        schema.add_integer_field("day", fast=True)
        for name in ("title", "text"):
            schema.add_text_field(name, tokenizer_name="whitespace")
        for facet in ("date", "source", "keyword"):
            schema.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        self.path.mkdir()
        writer = tantivy.Index(schema.build(), str(self.path)).writer()
        for entry in entries:
            writer.add_document(
                tantivy.Document(
                    number=entry.number,
                    day=entry.day.toordinal() if entry.day else 0,
                    title=key(entry.title),
                    text=key(entry.text),
                    date=entry.period,
                    source=entry.source,
                    keyword=list(entry.keywords),
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        import tantivy

        self.index = tantivy.Index.open(str(self.path))
        self.searcher = self.index.searcher()

    def first(self, query: str, by_date: bool = False) -> list[int]:
        return self.best(self.parse(query), "day" if by_date else None)

    def faceted(self, question: Question) -> tuple[list[int], Counts]:
        from tantivy import Query

        every = self.parse(folded(question, " "))
        source = Query.term_query(self.index.schema, "source", question.source)
        narrowed = every.and_must_match(Query.const_score_query(source, 0.0))
        counts = self.counted(every, Facet.SOURCE)
        counts |= self.counted(narrowed, Facet.DATE, Facet.KEYWORD)
        return self.best(narrowed), counts

    def parse(self, text: str) -> Any:
        weights = {"title": TITLE_WEIGHT}
        return self.index.parse_query(text, ["title", "text"], weights, conjunction_by_default=True)

    def best(self, query: Any, order: str | None = None) -> list[int]:
        hits = self.searcher.search(query, HITS, order_by_field=order).hits
        numbers = self.searcher.fast_field_values("number", [address for _, address in hits])
        return [int(number or 0) for number in numbers]

    def counted(self, query: Any, *facets: Facet) -> dict[Facet, dict[str, int]]:
        wanted = {facet: {"terms": {"field": facet, "size": EVERY_VALUE}} for facet in facets}
        found = self.searcher.aggregate(query, wanted)
        return {
            facet: {row["key"]: row["doc_count"] for row in found[facet]["buckets"]}
            for facet in facets
        }


ENGINES: dict[str, type[Engine]] = {
    "warraq": Warraq,
    "haystack_whoosh": HaystackWhoosh,
    "fts5": Fts5,
    "tantivy": Tantivy,
}
WORKS = ("any", "all", "phrase", "faceted", "by_date")
