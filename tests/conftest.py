import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from archive.addresses import public_id
from archive.intake.ingest import Verdict, ingest
from archive.models import Article
from archive.readers import digest

# A busy machine is slow, and that is no fault of the code.
hypothesis.register_profile(
    "busy", hypothesis(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.load_profile("busy")

SEEDS = Path(settings.BASE_DIR) / "seeds"
MEMORANDUM = SEEDS / "000_41f0e027636b3632.txt"
MEETING = SEEDS / "004_de2eeae0c1893390.txt"


@pytest.fixture(autouse=True)
def empty_data_directory() -> None:
    for name in ("index", "captures", "profiles", "locks", "uploads"):
        shutil.rmtree(settings.DATA_DIR / name, ignore_errors=True)
    settings.UPLOADS_ROOT.mkdir()


@pytest.fixture
def import_files(db) -> Callable[..., list[Verdict]]:
    def run(*files: Path) -> list[Verdict]:
        return list(ingest(files, settings.LARGEST_CAPTURE))

    return run


@pytest.fixture
def import_rows(import_files, tmp_path) -> Callable[..., list[Verdict]]:
    """Import articles given as lines of JSON."""

    def run(*rows: str) -> list[Verdict]:
        file = tmp_path / "rows.jsonl"
        file.write_text("\n".join(rows))
        return import_files(file)

    return run


@pytest.fixture
def import_text(import_files, tmp_path) -> Callable[[str], Article]:
    """Import a capture given as text; the article that came of it."""

    def run(text: str) -> Article:
        raw = text.encode()
        file = tmp_path / f"{public_id(digest(raw))}.txt"
        file.write_bytes(raw)
        [verdict] = import_files(file)
        assert verdict.article, verdict.problem
        return verdict.article

    return run


@pytest.fixture
def memorandum(import_files) -> Article:
    """The seed about the signing of a memorandum."""
    [verdict] = import_files(MEMORANDUM)
    return verdict.article


@pytest.fixture
def meeting(import_files) -> Article:
    """The seed about the first meeting of the committee."""
    [verdict] = import_files(MEETING)
    return verdict.article


@pytest.fixture
def seeds(memorandum, meeting) -> tuple[Article, Article]:
    return memorandum, meeting
