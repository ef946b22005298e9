"""Every string of the interface is there in Arabic and in English."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FORMS_OF_COUNTS = {"ar": 6, "en": 2}


def directory(language: str) -> Path:
    return Path("config/locale") / language / "LC_MESSAGES"


@pytest.fixture(scope="module", params=[language for language, _name in settings.LANGUAGES])
def language(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def catalogue(language) -> polib.POFile:
    return polib.pofile(str(ROOT / directory(language) / "django.po"))


def test_every_string_is_translated(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_every_count_has_all_forms_of_the_language(catalogue, language):
    counted = [entry for entry in catalogue if entry.msgid_plural]
    assert counted
    assert all(len(entry.msgstr_plural) == FORMS_OF_COUNTS[language] for entry in counted)


def test_translations_are_filled_as_their_originals_are(catalogue):
    for entry in catalogue:
        for translated in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(fields(translated)) <= set(fields(entry.msgid + entry.msgid_plural)), (
                entry.msgid
            )


def fields(text: str) -> list[str]:
    return [part.partition(")")[0] for part in text.split("%(")[1:]]


def test_the_compiled_catalogue_is_that_of_the_strings(catalogue, language):
    compiled = polib.mofile(str(ROOT / directory(language) / "django.mo"))
    assert {(e.msgid, e.msgstr, *e.msgstr_plural.values()) for e in compiled} == {
        (e.msgid, e.msgstr, *e.msgstr_plural.values()) for e in catalogue if not e.obsolete
    }


@pytest.mark.skipif(
    shutil.which("xgettext") is None and "CI" not in os.environ,
    reason="gettext is not installed; on Debian: apt install gettext",
)
def test_no_string_of_the_code_is_missing_from_the_catalogue(catalogue, language, tmp_path):
    for name in ("archive", "search", "config", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "static").mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", f"--locale={language}", "--no-location"],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
        capture_output=True,
        timeout=60,
    )
    fresh = polib.pofile(str(tmp_path / directory(language) / "django.po"))
    used = {entry.msgid for entry in fresh if not entry.obsolete}
    assert used == {entry.msgid for entry in catalogue if not entry.obsolete}
