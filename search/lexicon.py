"""The words of an index, by number, and the keys they are found by: a small SQLite file beside it.

Words are only ever added. One that no article holds any more does no harm, since the index knows of
no article for it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Any, NamedTuple, Self

from archive.names.sounds import without_article
from archive.text import TATWEEL
from search.layers import Keys, Layer, begins, carried

SCHEMA = """
CREATE TABLE word (
    id INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE, folded TEXT NOT NULL, articles INTEGER NOT NULL
);
CREATE INDEX word_folded ON word (folded);
CREATE TABLE key (
    layer INTEGER, key TEXT, word INTEGER, PRIMARY KEY (layer, key, word)
) WITHOUT ROWID;
"""
UNREAD = "PRAGMA journal_mode = OFF; PRAGMA cache_size = -65536;"
"""No way back is kept, but more pages in memory, in kilobytes."""
SUFFIX = ".sqlite3"
KEYED = (Layer.JOINED, Layer.STEM, Layer.VARIANT, Layer.ROOT)
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
LAST = "\U0010ffff"


class Entry(NamedTuple):
    """What a lexicon holds of a word."""

    form: str
    folded: str
    keys: list[tuple[Layer, str]]


def entry(form: str) -> Entry:
    keys = carried(form)
    [folded] = keys.folded
    return Entry(form, folded, [(layer, key) for layer in KEYED for key in keys[layer - 1]])


class Lexicon:
    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.lock = Lock()

    @classmethod
    def create(cls, directory: Path) -> Self:
        """A new one, without words, which nobody reads until it is full.

        It has a name of its own: a reader that still has another one open, which lay in the same
        place, would take the journal of this one for that of its own.
        """
        path = directory / f"words-{token_hex(4)}{SUFFIX}"
        connection = sqlite3.connect(path, timeout=PATIENCE)
        connection.executescript(UNREAD + SCHEMA)
        return cls(path, connection)

    @classmethod
    def extend(cls, directory: Path) -> Self:
        """The one in a directory, for writing. Raises OSError or sqlite3.Error if it is lost."""
        return cls._connected(directory, "rw")

    @classmethod
    def open(cls, directory: Path) -> Self:
        """For reading, by any thread. Raises OSError or sqlite3.Error if it cannot be read."""
        try:  # where a writer was killed, what it began must be undone
            return cls._connected(directory, "rw")
        except sqlite3.OperationalError:
            return cls._connected(directory, "ro")

    @classmethod
    def _connected(cls, directory: Path, mode: str) -> Self:
        path = next(directory.glob(f"words-*{SUFFIX}"), None)
        if path is None:
            raise FileNotFoundError(f"There are no words in {directory}.")
        address = f"{path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(address, PATIENCE, uri=True, check_same_thread=False)
        try:
            connection.execute("SELECT form FROM word LIMIT 1").fetchall()
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    def verify(self) -> None:
        """Raises ValueError where the file is damaged."""
        if (problem := self._all("PRAGMA integrity_check")[0]) != "ok":
            raise ValueError(f"{self.path.name}: {problem}")

    def close(self) -> None:
        self.connection.close()

    def add(self, articles: Mapping[str, int]) -> Mapping[str, int]:
        """Add words, with the number of articles that came with each; their own numbers."""
        statement = "SELECT form, id FROM word WHERE form IN (SELECT value FROM json_each(?))"
        known: dict[str, int] = dict(
            self.connection.execute(statement, (json.dumps(list(articles), ensure_ascii=False),))
        )
        [last] = self._all("SELECT COALESCE(MAX(id), -1) FROM word")
        added = (form for form in articles if form not in known)
        new = {form: number for number, form in enumerate(added, last + 1)}
        with self.connection:
            self.learn(new.values(), map(entry, new))
            self.connection.executemany(
                "UPDATE word SET articles = articles + ? WHERE form = ?",
                ((number, form) for form, number in articles.items()),
            )
        return known | new

    def learn(self, numbers: Iterable[int], entries: Iterable[Entry]) -> None:
        """Add new words under their numbers, as yet of no article."""
        numbered = list(zip(numbers, entries, strict=True))
        self.connection.executemany(
            "INSERT INTO word VALUES (?, ?, ?, 0)",
            ((number, entry.form, entry.folded) for number, entry in numbered),
        )
        self.connection.executemany(
            "INSERT INTO key VALUES (?, ?, ?)",
            sorted((*key, number) for number, entry in numbered for key in entry.keys),
        )

    def count(self, articles: Iterable[int]) -> None:
        """Say of each word, in the order of their numbers, how many articles hold it."""
        self.connection.executemany(
            "UPDATE word SET articles = ? WHERE id = ?",
            ((times, number) for number, times in enumerate(articles)),
        )

    def numbers_by_layer(self, wanted: Keys, farthest: Layer) -> Iterator[tuple[Layer, list[int]]]:
        """The words that meet a sought one, under the nearest layer in which they do."""
        known: set[int] = set()
        for layer, keys in zip(Layer, wanted, strict=True):
            if layer > farthest:
                return
            found = [one for key in sorted(keys) for one in self._met(layer, key)]
            yield layer, [one for one in dict.fromkeys(found) if one not in known]
            known.update(found)

    def _met(self, layer: Layer, key: str) -> list[int]:
        if layer is Layer.EXACT:
            return self._all("SELECT id FROM word WHERE form = ?", key)
        if layer is Layer.FOLDED:
            return self._all("SELECT id FROM word WHERE folded = ?", key)
        return self._all("SELECT word FROM key WHERE layer = ? AND key = ?", layer, key)

    def forms(self, numbers: Iterable[int]) -> dict[int, str]:
        statement = "SELECT id, form FROM word WHERE id IN (SELECT value FROM json_each(?))"
        with self.lock:
            return dict(self.connection.execute(statement, (json.dumps(list(numbers)),)))

    def beginning(self, folded: str, most: int) -> list[int]:
        """The words that begin so, as `search.layers.begins` has it; the commonest first."""
        bare = without_article(folded)
        statement = (
            "SELECT id, form FROM word WHERE folded >= :low AND folded < :high OR id IN"
            " (SELECT word FROM key WHERE layer = :layer AND key >= :bare AND key < :bare_high)"
            " ORDER BY articles DESC, form"
        )
        limits = {"low": folded, "high": folded + LAST, "layer": Layer.JOINED}
        limits |= {"bare": bare, "bare_high": bare + LAST}
        with self.lock:
            rows = self.connection.execute(statement, limits)
            fitting = (number for number, form in rows if bare == folded or begins(form, folded))
            return list(islice(fitting, most))

    def ending(self, folded: str, most: int) -> list[int]:
        """The words that end so, as `search.layers.ends` has it; the commonest first."""
        statement = (
            "SELECT id FROM word WHERE substr(rtrim(folded, ?1), -length(?2)) = ?2"
            " ORDER BY articles DESC, form LIMIT ?3"
        )
        return self._all(statement, TATWEEL, folded, most)

    def frequent(self, folded: str, most: int) -> list[tuple[str, int]]:
        """The words that begin so, in their commonest spelling, with about how many articles each."""
        statement = (
            "SELECT form, number FROM ("
            " SELECT form, MAX(articles), SUM(articles) AS number FROM word"
            " WHERE folded >= ? AND folded < ? GROUP BY folded ORDER BY number DESC LIMIT ?)"
        )
        with self.lock:
            return list(self.connection.execute(statement, (folded, folded + LAST, most)))

    def commonest(self, forms: Iterable[str], most: int) -> list[str]:
        """Those of some words that about the most articles have."""
        statement = (
            "SELECT form FROM word WHERE form IN (SELECT value FROM json_each(?))"
            " ORDER BY articles DESC, form LIMIT ?"
        )
        return self._all(statement, json.dumps(list(forms), ensure_ascii=False), most)

    def spellings(self, folded: str) -> dict[int, str]:
        """The words that fold so, the commonest first."""
        statement = "SELECT id, form FROM word WHERE folded = ? ORDER BY articles DESC, form"
        with self.lock:
            return dict(self.connection.execute(statement, (folded,)))

    def folded(self) -> list[str]:
        """All words, folded."""
        return self._all("SELECT DISTINCT folded FROM word")

    def _all(self, statement: str, *values: object, **named: object) -> list[Any]:
        with self.lock:
            return [row[0] for row in self.connection.execute(statement, named or values)]
