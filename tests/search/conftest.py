import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.processes import Seen, look, prepare, run


@pytest.fixture(scope="session")
def kept(tmp_path_factory) -> tuple[Path, Path, Seen]:
    """Where the processes' archive lies, a copy of it, and what a reader sees there."""
    data: Path = run(prepare)
    copy = tmp_path_factory.mktemp("kept") / "data"
    seen: Seen = run(look)
    assert not seen.degraded
    assert not seen.log
    shutil.copytree(data, copy)
    return data, copy, seen


@pytest.fixture
def whole(kept) -> Seen:
    """What a reader sees as long as nothing happens."""
    seen: Seen = kept[2]
    return seen


@pytest.fixture
def data(kept) -> Iterator[Path]:
    """The data directory of the processes, with an archive and its index in step."""
    data, copy, _ = kept
    restore(data, copy)
    yield data
    restore(data, copy)


def restore(data: Path, copy: Path) -> None:
    for path in data.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(copy, data, dirs_exist_ok=True)


@pytest.fixture
def index(data) -> Path:
    [path] = (path for path in (data / "index").iterdir() if path.is_dir())
    return path
