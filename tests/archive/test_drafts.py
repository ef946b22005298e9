"""A file is there whole or not at all."""

import pytest

from archive.drafts import drafted


def test_until_it_is_whole_a_file_is_what_it_was(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("old")
    with drafted(path) as draft:
        draft.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_nothing_behind(tmp_path):
    def write() -> None:
        with drafted(tmp_path / "report.json") as draft:
            draft.write_text("half")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write()
    assert list(tmp_path.iterdir()) == []


def test_two_write_at_once_and_the_later_one_stays(tmp_path):
    path = tmp_path / "report.json"
    with drafted(path) as later, drafted(path) as earlier:
        earlier.write_text("earlier")
        later.write_text("later")
    assert path.read_text() == "later"
    assert list(tmp_path.iterdir()) == [path]
