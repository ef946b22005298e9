"""What the README promises is there, and what is there is in the README."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from archive.citing import exports
from archive.citing.citations import FORMATS
from archive.containers import CONTAINERS
from archive.readers import READERS
from archive.readers.columns import COLUMNS, column_of
from archive.text import key
from tests.browser.pages import DESK

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
TREE = README.partition("## How it works")[2].partition("```")[2].partition("```")[0]


def test_every_setting_is_explained():
    source = (ROOT / "config" / "settings.py").read_text()
    source += (ROOT / "search" / "morphology.py").read_text()
    read = set(re.findall(r'(?:switch|number|environ\.get)\(\s*"(\w+)"', source))
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert read == explained


@pytest.mark.parametrize("app", ["archive", "search"])
def test_every_command_is_explained(app):
    own = {name for name, where in get_commands().items() if where == app}
    assert own
    assert own <= set(re.findall(r"^\| `(\w+)", README, re.MULTILINE))


@pytest.mark.parametrize("app", ["archive", "search"])
def test_every_module_has_its_line_in_the_picture(app):
    divided = re.findall(r"^  (\w+)/ ", TREE, re.MULTILINE)
    assert {path.parent.name for path in (ROOT / "archive").glob("*/__init__.py")} <= {
        *divided,
        "management",
        "migrations",
        "templatetags",
    }
    whole = {"admin", "containers", "dates", "models", "readers"}
    folders = [ROOT / app, *(ROOT / app / folder for folder in divided if folder not in whole)]
    there = {path.name for folder in folders for path in folder.glob("*.py")}
    inner = {path.name for folder in whole for path in (ROOT / app / folder).rglob("*.py")}
    drawn = set(
        re.findall(r"\b(\w+\.py)\b", TREE.partition(f"\n{app}/")[2].partition("\nsearch/")[0])
    )
    assert drawn <= there | inner
    plumbing = {"__init__.py", "apps.py", "urls.py", "signals.py", "results.py"} | (
        {"views.py"} if app == "search" else set()
    )
    assert there - plumbing <= drawn


def test_every_format_is_explained():
    rows = re.findall(r"^\| (\w+) capture \|", README, re.MULTILINE)
    assert rows == list(READERS)


def test_every_container_and_every_column_is_explained():
    named = re.findall(r"`([^`]+)`", README.partition("| container |")[2].partition("\n## ")[0])
    assert set(CONTAINERS) <= set(named)
    assert {column_of(name) for name in named} >= set(COLUMNS)
    spelt = [name for names in COLUMNS.values() for name in names.split(", ")]
    assert {key(name) for name in spelt} <= {key(name) for name in named}


def test_every_picture_is_there():
    pictures = re.findall(r'!\[[^]]*\]\(([^)]+)\)|<img [^>]*src="([^"]+)"', README)
    assert len(pictures) > 1
    for path in map("".join, pictures):
        assert (ROOT / path).is_file()


def test_the_guide_for_curators_has_the_same_pictures_in_arabic_and_in_english():
    arabic, english = (
        re.findall(r"!\[[^]]*\]\(screenshots/([\w-]+)\.webp\)", (ROOT / "docs" / name).read_text())
        for name in ("curation.ar.md", "curation.md")
    )
    assert arabic == english
    assert set(arabic) <= DESK.keys()
    assert all((ROOT / "docs" / "screenshots" / f"{name}.webp").is_file() for name in arabic)


def test_the_pictures_are_light_enough_to_be_kept_with_the_code():
    pictures = (ROOT / "docs" / "screenshots").iterdir()
    assert sum(picture.stat().st_size for picture in pictures) < 4_000_000


def test_the_seeds_are_the_two_documents_and_nothing_else():
    assert sorted(path.name for path in (ROOT / "seeds").iterdir()) == [
        "000_41f0e027636b3632.txt",
        "004_de2eeae0c1893390.txt",
    ]


def test_every_export_and_every_format_of_references_is_explained():
    told = README.partition("## Cite and reuse")[2].partition("\n## ")[0]
    named = re.findall(r"`([^`]+)`", told)
    assert {*exports.EXPORTS} <= set(named)
    assert {*FORMATS} <= {name.removeprefix("/articles/ID").lstrip(".") for name in named}
    assert {name for name in exports.COLUMNS if not column_of(name)} <= set(named)
