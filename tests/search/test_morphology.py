import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from search import morphology

DATABASE = """\
###DEFINES###
DEFINE pos pos:noun pos:verb
DEFINE lex lex:*open*
DEFINE diac diac:*open*
###DEFAULTS###
DEFAULT pos:noun lex:* diac:*
###ORDER###
ORDER pos lex diac
###TOKENIZATIONS###
###STEMBACKOFF###
###PREFIXES###
\tNone\tdiac:
و\tWa\tdiac:وَ
ال\tAl\tdiac:ال
وال\tAl\tdiac:وَال
###SUFFIXES###
\tNone\tdiac:
ه\tHu\tdiac:هُ
ه\tAp\tdiac:َة
ها\tHu\tdiac:ها
###STEMS###
كتاب\tN\tpos:noun lex:كِتاب_1 diac:كِتاب
كتب\tN\tpos:noun lex:كِتاب_1 diac:كُتُب
كتب\tV\tpos:verb lex:كَتَب_1 diac:كَتَب
اعلان\tN\tpos:noun lex:إِعْلان_1 diac:إِعْلان
مؤسس\tNap\tpos:noun lex:مُؤَسَّسَة-u_1 diac:مُؤَسَّس
NOAN\tN\tpos:noun lex:NOAN diac:NOAN
###TABLE AB###
None N
None V
None Nap
Wa N
Wa V
Wa Nap
Al N
Al Nap
###TABLE BC###
N None
N Hu
V None
V Hu
Nap Ap
###TABLE AC###
None None
None Hu
None Ap
Wa None
Wa Hu
Wa Ap
Al None
Al Ap
"""

FROM_OUTSIDE = """
import json, socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a socket was opened")

socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from search.morphology import lemmas
print(json.dumps([sorted(lemmas("كتب")), sorted(sys.modules)]))
"""


def install(directory: Path, text: str = DATABASE, name: str = "calima-msa-r13") -> Path:
    """Put a database where camel_data puts them."""
    path = directory / "data" / "morphology_db" / name / "morphology.db"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def installed(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    return install(tmp_path)


@pytest.fixture
def run_outside(tmp_path):
    """The lemmas found, modules imported and files left by a process that may open no socket."""

    def run(**environment: str) -> list:
        home = tmp_path / "home"
        home.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", FROM_OUTSIDE],
            capture_output=True,
            check=True,
            cwd=settings.BASE_DIR,
            env={"HOME": str(home), "PYTHONUTF8": "1", **environment},
        )
        return [*json.loads(done.stdout), list(home.iterdir())]

    return run


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("كتاب", {"كتاب"}),
        ("وكتابه", {"كتاب"}),
        ("والكتاب", {"كتاب"}),
        ("كتبها", {"كتاب", "كتب"}),
        ("الكتب", {"كتاب"}),
        ("كُتُـــب", {"كتاب", "كتب"}),
        ("کتاب", {"كتاب"}),
        ("ٱلكتب", {"كتاب"}),
        ("إعلان", {"إعلان"}),
        ("اعلان", {"إعلان"}),
        ("المؤسسة", {"مؤسسة"}),
        ("المؤسسه", {"مؤسسة"}),
    ],
)
def test_the_lemmas_of_a_word_are_found(installed, word, expected) -> None:
    assert morphology.lemmas(word) == expected


@pytest.mark.parametrize("word", ["بنكيران", "الكتابه", "NOAN", "F16", "2023", "", "ه" * 5000])
def test_what_the_database_does_not_know_has_no_lemma(installed, word) -> None:
    assert morphology.lemmas(word) == frozenset()


def test_the_database_of_standard_arabic_is_preferred(installed, tmp_path) -> None:
    install(tmp_path, name="calima-egy-r13")
    assert morphology.database() == installed


def test_the_version_changes_with_the_database(installed, tmp_path, monkeypatch) -> None:
    before = morphology.version()
    install(tmp_path / "other", DATABASE.replace("كِتاب_1", "كِتاب_2"))
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path / "other"))
    assert before.startswith("calima-msa-r13 ")
    assert morphology.version() not in (before, "")


@pytest.mark.parametrize("directory", ["", "/nowhere"])
def test_without_a_database_there_is_none_and_nothing_to_say(
    directory, monkeypatch, caplog
) -> None:
    monkeypatch.setenv("CAMELTOOLS_DATA", directory)
    assert morphology.lemmas("كتب") == frozenset()
    assert (morphology.database(), morphology.version()) == (None, "")
    assert not caplog.records


DAMAGES = {
    "empty": b"",
    "another file": b"<!doctype html>",
    "not text": bytes(range(256)),
    "a stem without a lemma": DATABASE.replace("lex:كِتاب_1", "").encode(),
    "cut off": DATABASE[: DATABASE.index("###TABLE AC###")].encode(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_reported_once_and_not_used(installed, damage, caplog) -> None:
    installed.write_bytes(DAMAGES[damage])
    with caplog.at_level(logging.WARNING):
        assert morphology.lemmas("كتب") == frozenset()
        assert (morphology.database(), morphology.version()) == (None, "")
    [message] = caplog.messages
    assert str(installed) in message
    assert "camel_data" in message


def test_where_the_reader_cannot_be_imported_that_is_reported(
    installed, monkeypatch, caplog
) -> None:
    monkeypatch.setitem(sys.modules, "camel_tools.morphology.database", None)
    assert morphology.lemmas("كتب") == frozenset()
    assert "camel_tools.morphology.database" in caplog.text


def test_without_the_setting_nothing_is_imported_or_opened(run_outside) -> None:
    found, modules, left_at_home = run_outside()
    assert found == []
    assert not [name for name in modules if name.startswith(("camel_tools.m", "camel_tools.d"))]
    assert left_at_home == []


def test_with_a_database_nothing_is_downloaded_either(run_outside, installed, tmp_path) -> None:
    found, modules, left_at_home = run_outside(CAMELTOOLS_DATA=str(tmp_path))
    assert found == ["كتاب", "كتب"]
    assert not {"camel_tools.data.catalogue", "requests"} & set(modules)
    assert left_at_home == []
