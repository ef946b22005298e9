"""The words that stand in an index, and by which keys they are found: a small SQLite file beside it.

Words are only ever added. One that no article holds any more does no harm, since the index knows of
no article for it.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Self

from search.layers import Keys, Layer, carried

SCHEMA = """
CREATE TABLE word (
    id INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE, folded TEXT NOT NULL, reversed TEXT NOT NULL,
    articles INTEGER NOT NULL
);
CREATE INDEX word_folded ON word (folded);
CREATE INDEX word_reversed ON word (reversed);
CREATE TABLE key (
    layer INTEGER, key TEXT, word INTEGER, PRIMARY KEY (layer, key, word)
) WITHOUT ROWID;
"""
KEYED = (Layer.JOINED, Layer.STEM, Layer.VARIANT, Layer.ROOT)
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
LAST = "\U0010ffff"


class Lexicon:
    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.lock = Lock()

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new one, without words."""
        connection = sqlite3.connect(path, timeout=PATIENCE)
        connection.executescript(SCHEMA)
        return cls(path, connection)

    @classmethod
    def extend(cls, path: Path) -> Self:
        """For writing. One that is lost is not begun anew: raises sqlite3.Error."""
        return cls(path, cls._connected(path, "rw"))

    @classmethod
    def open(cls, path: Path) -> Self:
        """For reading, by any thread. Raises sqlite3.Error if it cannot be read."""
        try:
            return cls(path, cls._connected(path, "ro"))
        except sqlite3.OperationalError:  # a writer was killed, and what it began must be undone
            return cls(path, cls._connected(path, "rw"))

    @staticmethod
    def _connected(path: Path, mode: str) -> sqlite3.Connection:
        address = f"{path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(address, PATIENCE, uri=True, check_same_thread=False)
        try:
            connection.execute("SELECT form FROM word LIMIT 1").fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    def verify(self) -> None:
        """Raises ValueError where the file is damaged."""
        if (problem := self._all("PRAGMA integrity_check")[0]) != "ok":
            raise ValueError(f"{self.path.name}: {problem}")

    def close(self) -> None:
        self.connection.close()

    def add(self, articles: Mapping[str, int]) -> None:
        """Add words, with the number of articles that came with each."""
        known = self._known(articles)
        new = sorted(articles.keys() - known)
        with self.connection:
            self.connection.executemany(
                "UPDATE word SET articles = articles + ? WHERE form = ?",
                ((articles[form], form) for form in known),
            )
            [last] = self._all("SELECT COALESCE(MAX(id), 0) FROM word")
            numbered = list(enumerate(new, start=last + 1))
            self.connection.executemany(
                "INSERT INTO word (id, form, folded, reversed, articles) VALUES (?, ?, ?, ?, ?)",
                (
                    (number, form, folded, folded[::-1], articles[form])
                    for number, form in numbered
                    for folded in carried(form).folded
                ),
            )
            self.connection.executemany(
                "INSERT INTO key VALUES (?, ?, ?)",
                sorted(
                    (layer, key, number)
                    for number, form in numbered
                    for layer, keys in zip(Layer, carried(form), strict=True)
                    if layer in KEYED
                    for key in keys
                ),
            )

    def _known(self, forms: Collection[str]) -> list[str]:
        statement = "SELECT form FROM word WHERE form IN (SELECT value FROM json_each(?))"
        return self._all(statement, json.dumps(list(forms), ensure_ascii=False))

    def forms_by_layer(self, wanted: Keys, farthest: Layer) -> Iterator[tuple[Layer, list[str]]]:
        """The words that meet a sought one, under the nearest layer in which they do."""
        known: set[str] = set()
        for layer, keys in zip(Layer, wanted, strict=True):
            if layer > farthest:
                return
            found = [form for form in self._forms(layer, keys) if form not in known]
            known.update(found)
            yield layer, found

    def _forms(self, layer: Layer, keys: frozenset[str]) -> list[str]:
        if layer is Layer.EXACT:
            return sorted(keys)
        if layer is Layer.FOLDED:
            return [form for key in keys for form in self.spellings(key)]
        statement = (
            "SELECT form FROM key JOIN word ON id = word WHERE layer = ? AND key = ? ORDER BY form"
        )
        return [form for key in sorted(keys) for form in self._all(statement, layer, key)]

    def beginning(self, folded: str, most: int) -> list[str]:
        """The words that begin so, particles and article left aside; the commonest first."""
        statement = (
            "SELECT form FROM word WHERE folded >= :low AND folded < :high"
            " OR id IN (SELECT word FROM key WHERE layer = :layer AND key >= :low AND key < :high)"
            " ORDER BY articles DESC, form LIMIT :most"
        )
        limits = {"low": folded, "high": folded + LAST, "layer": Layer.JOINED, "most": most}
        return self._all(statement, **limits)

    def ending(self, folded: str, most: int) -> list[str]:
        """The words that end so, the commonest first."""
        statement = (
            "SELECT form FROM word WHERE reversed >= ? AND reversed < ?"
            " ORDER BY articles DESC, form LIMIT ?"
        )
        return self._all(statement, folded[::-1], folded[::-1] + LAST, most)

    def frequent(self, folded: str, most: int) -> list[tuple[str, int]]:
        """The words that begin so, in their commonest spelling, with about how many articles each."""
        statement = (
            "SELECT form, number FROM ("
            " SELECT form, MAX(articles), SUM(articles) AS number FROM word"
            " WHERE folded >= ? AND folded < ? GROUP BY folded ORDER BY number DESC LIMIT ?)"
        )
        with self.lock:
            return list(self.connection.execute(statement, (folded, folded + LAST, most)))

    def commonest(self, folded: str) -> str:
        """How a word is mostly spelt. Raises IndexError if there is no such word."""
        return self.spellings(folded)[0]

    def spellings(self, folded: str) -> list[str]:
        """The words that fold so, the commonest first."""
        statement = "SELECT form FROM word WHERE folded = ? ORDER BY articles DESC, form"
        return self._all(statement, folded)

    def folded(self) -> list[str]:
        """All words, folded."""
        return self._all("SELECT DISTINCT folded FROM word")

    def _all(self, statement: str, *values: object, **named: object) -> list[Any]:
        with self.lock:
            return [row[0] for row in self.connection.execute(statement, named or values)]
