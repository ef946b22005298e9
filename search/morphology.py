"""The lemmas of printed words, from a morphology database of camel-tools, where there is one.

كتب is a plural of كتاب, and only a dictionary knows. camel-tools has such dictionaries, but does not
bring them along: `camel_data -i morphology-db-msa-r13` downloads one into the folder that the
environment variable CAMELTOOLS_DATA names. Without that variable nothing here happens at all. A
process keeps to the database it found first.
"""

import hashlib
import logging
import os
import sys
import unicodedata
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, NamedTuple

from camel_tools.utils import normalize as camel

from archive.text import FOREIGN_LETTERS, TATWEEL

log = logging.getLogger(__name__)

PLACE = "data/morphology_db/**/morphology.db"
STANDARD_ARABIC = "-msa-"  # in the name of a database's folder; the others are of spoken Arabic

_opening = Lock()
_FOREIGN_LETTERS = str.maketrans(FOREIGN_LETTERS | {"ٱ": "ا"})


class _Database(NamedTuple):
    path: Path
    version: str
    content: Any


def lemmas(word: str) -> frozenset[str]:
    """The lemmas that a printed word may be a form of, without marks, their hamzas kept.

    None of a word that the database does not know, and of any word where there is no database.
    """
    found = _database()
    return _lemmas(found, word) if found else frozenset()


def database() -> Path | None:
    """The database in use."""
    found = _database()
    return found.path if found else None


def version() -> str:
    """What an index must be made anew for: the database's name and digest, or nothing."""
    found = _database()
    return found.version if found else ""


@lru_cache(maxsize=1 << 17)
def _lemmas(source: _Database, word: str) -> frozenset[str]:
    """A word is a prefix, a stem and a suffix, each of a category that goes with the others'.

    camel-tools' Analyzer finds the same divisions. It then works out all there is to know of each,
    fifty times as slowly, and needs packages that Warraq does not.
    """
    db = source.content
    word = camel.normalize_alef_maksura_ar(camel.normalize_alef_ar(_letters(word)))
    word = camel.normalize_teh_marbuta_ar(word)
    found = set()
    for start in range(db.max_prefix_size + 1):
        prefixes = {category for category, _ in db.prefix_hash.get(word[:start], ())}
        for end in range(start + 1, len(word) + 1):
            suffixes = {category for category, _ in db.suffix_hash.get(word[end:], ())}
            for stem, analysis in db.stem_hash.get(word[start:end], ()):
                endings = suffixes & db.stem_suffix_compat.get(stem, set())
                if any(
                    stem in db.prefix_stem_compat.get(prefix, ())
                    and endings & db.prefix_suffix_compat.get(prefix, set())
                    for prefix in prefixes
                ):
                    found.add(_letters(analysis["lex"]))
    return frozenset(found - {""})


def _letters(word: str) -> str:
    """The letters of an Arabic word alone: no marks, tatweel or invisible characters.

    >>> _letters("مُؤَسَّـــسة"), _letters("F16")
    ('مؤسسة', '')
    """
    word = unicodedata.normalize("NFKC", word).translate(_FOREIGN_LETTERS)
    return "".join(letter for letter in word if "ء" <= letter <= "ي" and letter != TATWEEL)


def _database() -> _Database | None:
    directory = os.environ.get("CAMELTOOLS_DATA")
    if not directory:
        return None
    with _opening:
        return _open(directory)


@lru_cache(maxsize=2)
def _open(directory: str) -> _Database | None:
    path = None
    try:
        found = Path(directory).expanduser().absolute().glob(PLACE)
        path = min(
            found, key=lambda path: (STANDARD_ARABIC not in path.parent.name, path), default=None
        )
        return _read(path) if path else None
    except Exception as problem:  # whatever may be wrong with a file, and searching must go on
        log.warning(
            f"The morphology database {path or directory} cannot be used: {problem!r}. Searching goes "
            "on without it. Install it anew with camel_data, or unset CAMELTOOLS_DATA."
        )
        return None


def _read(path: Path) -> _Database:
    # Importing camel_tools.data makes a folder in the home directory and downloads a catalogue of
    # databases. Only who asks camel-tools for a database by name needs that; this one has a path.
    stand_in = ModuleType("camel_tools.data", "No catalogue: see search.morphology.")
    vars(stand_in)["CATALOGUE"] = None
    sys.modules.setdefault("camel_tools.data", stand_in)
    from camel_tools.morphology.database import MorphologyDB

    class Lemmas(MorphologyDB):  # type: ignore[misc]
        # Of forty features of a stem one is kept; all of them would take 650 MB.
        def _parse_analysis_line_toks(self, features: list[str]) -> dict[str, str]:
            return dict(feature.split(":", 1) for feature in features if feature.startswith("lex:"))

    content = Lemmas(str(path))
    if not content.prefix_suffix_compat:
        raise EOFError("the file is cut off")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _Database(path, f"{path.parent.name} {digest[:16]}", content)
