"""Crashes, damage and full disks: the page works, the log says why, and a repair mends it."""

import gc
import os
import random
import resource
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.models import Article
from search import engine, whoosh_engine
from tests.search.processes import (
    LOGGED,
    NUMBER,
    Running,
    Seen,
    bring_in,
    check,
    edit,
    killed_at,
    look,
    mended,
    run,
)

pytestmark = pytest.mark.long

NOBODY = 65534
SEEDS = range(int(os.environ.get("WARRAQ_FAULTS", "3")))
"""More of them try more moments and more bytes."""


def assert_works(seen: Seen) -> None:
    """A page was shown; where the index could not be used it says so, and so does the log."""
    assert seen.notice == seen.degraded
    assert seen.log or not seen.degraded


def killed(number: int, task: Callable[..., object], *args: object) -> bool:
    running = Running(killed_at, number, task, *args)
    with suppress(EOFError):
        running.receiving.recv()
    status = running.ended()
    assert status in (0, -signal.SIGKILL)
    return status != 0


def rebuild() -> None:
    engine.rebuild()


def moments(task: Callable[..., object], *args: object) -> list[int]:
    """Some of the times that a task changes files, the last ones included."""
    number = run(killed_at, 0, task, *args)
    chance = random.Random(2023)
    some = chance.sample(range(1, number + 1), min(len(SEEDS), number))
    return sorted({*some, *range(max(1, number - 3), number + 1)})


class TestKilled:
    @pytest.mark.parametrize("task", [rebuild, edit])
    def test_the_index_is_searched_after_a_kill_before_any_change_of_files(self, data, task, whole):
        for moment in moments(task):
            assert killed(moment, task)
            seen = run(look)
            assert_works(seen)
            assert not seen.degraded, f"at moment {moment}: {seen.log}"
            if task is rebuild:
                assert seen.found == whole.found
            assert not run(mended).degraded

    def test_an_import_killed_at_any_time_leaves_an_archive_that_is_searched(self, data):
        chance = random.Random(2023)
        started = time.monotonic()
        run(bring_in, "second")
        whole, usual = run(look), time.monotonic() - started
        for _ in SEEDS:
            run(forget, "second")
            importing = Running(bring_in, "second")
            time.sleep(chance.uniform(0, usual))
            importing.kill()
            seen = run(look)
            assert_works(seen)
            assert NUMBER <= seen.totals["الخبر"] <= 2 * NUMBER
            assert not run(mended).degraded
            run(bring_in, "second")
            assert run(check) == 0
            assert run(look).totals == whole.totals

    def test_the_index_is_searched_after_a_kill_while_its_words_are_written(self, index, whole):
        size = words_of(index).stat().st_size
        assert killed_writing_words(index)
        assert words_of(index).stat().st_size > size
        seen = run(look)
        assert not seen.degraded, seen.log
        assert seen.found == whole.found
        assert run(mended).found == whole.found


def forget(folder: str) -> None:
    """Undo an import."""
    later = Article.objects.order_by("created_at", "pk").values_list("pk", flat=True)[NUMBER:]
    for article in Article.objects.filter(pk__in=list(later)):
        capture = article.capture
        article.delete()
        capture.delete()


def words_of(index: Path) -> Path:
    [path] = index.glob("words-*.sqlite3")
    return path


def killed_writing_words(index: Path) -> bool:
    return Running(half_written_words, words_of(index)).ended() == -signal.SIGKILL


def half_written_words(path: Path) -> None:
    words = sqlite3.connect(path)
    words.execute("PRAGMA cache_size = 1")  # so that pages are written before the transaction ends
    words.execute("UPDATE word SET articles = 0, folded = 'x' || folded")
    for number in range(5_000):
        words.execute("INSERT INTO word VALUES (NULL, ?1, ?1, 1)", (f"كلمة{number}",))
    os.kill(os.getpid(), signal.SIGKILL)


def flip(path: Path, seed: int) -> None:
    raw = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 8, 64))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    overwrite(path, bytes(raw))


def cut(path: Path, seed: int) -> None:
    size = path.stat().st_size
    os.truncate(path, random.Random(seed).randrange(size) if seed else 0)


def overwrite(path: Path, raw: bytes) -> None:
    """In place, as a failing disk would, so that open files see it."""
    with path.open("r+b") as file:
        file.write(raw)


def damage_then_look(
    path: Path, damage: Callable[[Path, int], None], seed: int, opened: bool
) -> Seen:
    if opened:
        look()
    damage(path, seed)
    return look()


@pytest.mark.parametrize("opened", [False, True], ids=["unopened", "opened"])
@pytest.mark.parametrize("damage", [flip, cut])
@pytest.mark.parametrize("file", ["*.seg", "*.toc", "words-*.sqlite3"])
def test_damage_to_a_file_crashes_nothing_and_is_mended(
    index, file, damage, opened, whole, tmp_path
):
    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    wrong = []
    for seed in SEEDS:
        [path] = index.glob(file)
        seen = run(damage_then_look, path, damage, seed, opened)
        assert_works(seen)
        if run(mended).found != whole.found:
            wrong.append(seed)
        shutil.rmtree(index)
        shutil.copytree(copy, index)
    assert not wrong, "not noticed, and so not mended"


@pytest.mark.parametrize("opened", [False, True], ids=["unopened", "opened"])
@pytest.mark.parametrize("file", ["*.seg", "*.toc", "words-*.sqlite3"])
def test_a_lost_file_crashes_nothing_and_is_mended(index, file, opened, whole):
    [path] = index.glob(file)
    seen = run(damage_then_look, path, lost, 0, opened)
    assert_works(seen)
    assert seen.totals["الخبر"] == NUMBER
    assert run(mended).found == whole.found


def lost(path: Path, seed: int) -> None:
    path.unlink()


@pytest.mark.parametrize("loss", [lost, cut])
def test_words_that_are_lost_stay_noticed_when_the_next_article_is_saved(index, loss):
    run(edit)
    expected = run(look)
    loss(words_of(index), 0)
    run(edit)
    seen = run(look)
    assert_works(seen)
    assert seen.degraded or seen.totals == expected.totals
    assert run(mended).totals == expected.totals


def test_lock_files_that_were_left_behind_lock_nothing(index, whole):
    for lock in (index / "MAIN_WRITELOCK", index.parent / "building.lock"):
        lock.write_text("12345")
    assert run(edit_and_rebuild) == []
    assert run(check) == 0


def edit_and_rebuild() -> list[str]:
    whoosh_engine.LOCK_PATIENCE = 0.1
    edit()
    engine.rebuild()
    return LOGGED


def test_an_index_that_may_only_be_read_is_searched(data, index, whole):
    if os.geteuid() == 0:
        give_away(data)
    os.chmod(index.parent, 0o555)
    os.chmod(index, 0o555)
    before, after = run(edit_as_nobody, index)
    assert before == whole, before.log
    assert_works(after)
    assert any("could not be updated" in line for line in after.log)
    assert any("cannot be written" in line for line in after.log)
    os.chmod(index.parent, 0o755)
    os.chmod(index, 0o755)
    assert run(check) == 1
    assert not run(mended).degraded


def give_away(data: Path) -> None:
    """Let another user write everything there but the index."""
    os.chmod(data, 0o711)
    for path in (data, *data.rglob("*")):
        if not path.is_relative_to(data / "index"):
            os.chown(path, NOBODY, NOBODY)
        elif path.is_file():
            os.chmod(path, 0o444)


def edit_as_nobody(index: Path) -> tuple[Seen, Seen]:
    look()  # which loads what only root may read
    for toc in index.glob("*.toc"):
        os.utime(toc)  # so that it is opened anew
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    before = look()
    edit()
    with pytest.raises(CommandError) as refused:
        call_command("rebuild_index")
    LOGGED.append(str(refused.value))
    return before, look()


class TestFullDisk:
    @pytest.mark.parametrize("kilobytes", [0, 1, 4, 16, 64])
    def test_what_is_there_is_searched_and_mended_later(self, index, kilobytes):
        seen = run(edit_on_full_disk, kilobytes * 1024)
        assert_works(seen)
        assert run(mended).totals == {**seen.totals, **run(look).totals}

    def test_a_failed_write_releases_the_lock(self, index):
        assert run(edit_again_once_there_is_room) == []
        assert run(check) == 0


def with_room_for(size: int) -> None:
    """As on a full disk; it is the index's alone, for the database was written before."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def edit_on_full_disk(size: int) -> Seen:
    ids = edit_unnoticed()
    with_room_for(size)
    engine.refresh(ids)
    try:
        call_command("rebuild_index", stdout=StringIO())
    except CommandError as error:
        LOGGED.append(str(error))
    assert LOGGED or size > 2**14
    return look()


def edit_again_once_there_is_room() -> list[str]:
    gc.disable()
    whoosh_engine.LOCK_PATIENCE = 0.1
    ids = edit_unnoticed()
    for size in (0, 100, 1_000, 4_000, 10_000):
        with_room_for(size)
        engine.refresh(ids)
    with_room_for(resource.RLIM_INFINITY)
    LOGGED.clear()
    engine.synchronise()
    engine.refresh(ids)
    return LOGGED


def edit_unnoticed() -> list[str]:
    """Edit some articles behind the index's back."""
    engine.refresh, refresh = lambda ids: None, engine.refresh
    edit()
    engine.refresh = refresh
    connection.close()
    return list(Article.objects.order_by("pk").values_list("pk", flat=True)[:2])
