"""What was uploaded at the desk, until it has been dealt with: files in a folder of their own.

A process of its own works on an upload, so that it goes on when the browser is closed or the server
ends. Whoever kills that process loses nothing: the next one goes on. What is uploaded is trusted no
more than any capture, and nothing is unpacked to a file.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from archive.drafts import drafted
from archive.intake.ingest import ingest
from archive.intake.ledger import is_locked, locked
from archive.intake.verdicts import Verdict, line_of, noted
from archive.models import Batch

KEPT = timedelta(days=7)
"""How long an upload waits for somebody to say what is to become of it."""
TO_START = 20
"""Seconds in which a process that was started has come to work."""
BETWEEN_NOTES = 0.5
LONGEST_NAME = 200
"""Bytes of a file's name; file systems take 255."""
NAMES_IN_ORIGIN = 3
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on an upload is: `read` of `size` in its own units, and how many were `done`."""

    started: float = 0
    """In seconds since 1970."""
    read: int = 0
    size: int = 0
    done: int = 0
    finished: bool = False

    @property
    def share(self) -> int:
        """In percent."""
        return 100 if self.finished else min(99, 100 * self.read // max(1, self.size))


@dataclass(frozen=True, slots=True)
class Upload:
    token: str

    @classmethod
    def of(cls, token: str) -> Self | None:
        """An upload by its name; None where there is none, or no more."""
        found = cls(token)
        return found if _TOKEN.fullmatch(token) and found.folder.is_dir() else None

    @property
    def folder(self) -> Path:
        return Path(settings.UPLOADS_ROOT) / self.token

    @property
    def files(self) -> list[Path]:
        """In the order in which they were sent."""
        return sorted(self.folder.glob("files/*/*"))

    @property
    def told(self) -> Path:
        """The file that tells what would become of each document, or of each row."""
        return self.folder / "told.jsonl"

    @property
    def about(self) -> dict[str, Any]:
        """What was said when it was sent."""
        about: dict[str, Any] = json.loads((self.folder / "about.json").read_text())
        return about

    @property
    def progress(self) -> Progress:
        try:
            return Progress(**json.loads((self.folder / "progress.json").read_text()))
        except FileNotFoundError:
            return Progress()

    @property
    def is_at_work(self) -> bool:
        progress = self.progress
        starting = not progress.finished and time.time() - progress.started < TO_START
        return is_locked(self.folder / "lock") or starting

    def note(self, progress: Progress) -> None:
        write(self.folder / "progress.json", asdict(progress))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Raises Busy where another process is."""
        with locked(self.folder / "lock"):
            yield

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def write(path: Path, told: Any) -> None:
    with drafted(path) as draft:
        draft.write_text(json.dumps(told))


def receive(files: Iterable[UploadedFile], **about: Any) -> Upload:
    """Keep files that were sent, under their names; of two with one name both."""
    upload = Upload(secrets.token_hex(16))
    for number, file in enumerate(files):
        folder = upload.folder / "files" / f"{number:04}"
        folder.mkdir(parents=True)
        sent = getattr(file, "temporary_file_path", None)
        path = folder / short(file.name or "")
        if sent:
            os.replace(sent(), path)
        else:
            path.write_bytes(file.read())
    write(upload.folder / "about.json", about)
    return upload


def short(name: str) -> str:
    """A name that file systems take: of a long one the end, which says more.

    >>> len(short("أ" * 300 + ".html").encode()) <= LONGEST_NAME
    True
    """
    return name.encode()[-LONGEST_NAME:].decode(errors="ignore") or "upload"


class Told(NamedTuple):
    """A page of what is told of an upload, and the numbers of the pages before and behind, or 0."""

    lines: list[Any]
    earlier: int
    later: int


def told_on(upload: Upload, page: str, length: int, count: Callable[[Any], None]) -> Told:
    """One page, by its number as an address has it; each line of all pages is given to `count`."""
    number = max(1, int(page[:9])) if page.isdecimal() else 1
    start = length * (number - 1)
    lines = []
    at = 0
    with upload.told.open(encoding="utf-8") as told:
        for at, line in enumerate(map(json.loads, told), 1):
            count(line)
            if start < at <= start + length:
                lines.append(line)
    return Told(lines, number - 1, number + 1 if start + length < at else 0)


def origin_of(upload: Upload) -> str:
    """What was uploaded, in the names of its first files."""
    names = [file.name for file in upload.files]
    more = len(names) - NAMES_IN_ORIGIN
    return "، ".join(names[:NAMES_IN_ORIGIN]) + (f" … (+{more})" if more > 0 else "")


def rehearse(upload: Upload) -> None:
    """Tell of each document what would become of it. Raises Busy."""
    with upload.at_work(), upload.told.open("w", encoding="utf-8") as told:
        form = upload.about["form"]
        verdicts = ingest(upload.files, settings.LARGEST_CAPTURE, form, dry_run=True)
        for verdict in watched(verdicts, upload):
            line = {
                **line_of(verdict),
                "file": verdict.file.name,
                **(noted(verdict.problem) if verdict.problem else {"message": ""}),
            }
            print(json.dumps(line, ensure_ascii=False), file=told)
        told.flush()
        finish(upload)


def bring_in(upload: Upload, batch: Batch) -> None:
    """Import what was uploaded, or go on where that was broken off. Raises Busy."""
    with upload.at_work():
        form = upload.about["form"]
        verdicts = ingest(upload.files, settings.LARGEST_CAPTURE, form, batch=batch)
        for _verdict in watched(verdicts, upload):
            pass
        upload.discard()


def watched(verdicts: Iterable[Verdict], upload: Upload) -> Iterator[Verdict]:
    """Note every so often how far the files have been read."""
    size = sum(file.stat().st_size for file in upload.files)
    read: dict[Path, int] = {}
    started = time.time()
    last = 0.0
    for done, verdict in enumerate(verdicts, 1):
        read[verdict.file] = verdict.read
        if time.monotonic() - last > BETWEEN_NOTES:
            last = time.monotonic()
            upload.note(Progress(started, sum(read.values()), size, done))
        yield verdict


def finish(upload: Upload) -> None:
    upload.note(Progress(upload.progress.started, finished=True))


def set_going(upload: Upload, *options: str) -> None:
    """Start a process that works on an upload, and needs neither this one nor the browser."""
    upload.note(Progress(time.time()))
    manage = ("nice", sys.executable, settings.BASE_DIR / "manage.py")  # it gives way to the server
    process = subprocess.Popen(
        [*manage, "import_uploads", upload.token, *options],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()


def sweep() -> None:
    """Discard what nobody has decided about for long, and what was left behind."""
    long_ago = time.time() - KEPT.total_seconds()
    needed = set(
        Batch.objects.filter(finished_at=None).exclude(upload="").values_list("upload", flat=True)
    )
    for path in Path(settings.UPLOADS_ROOT).iterdir():
        if path.name in needed or path.stat().st_mtime > long_ago:
            continue
        if path.is_dir():
            Upload(path.name).discard()
        else:
            path.unlink(missing_ok=True)
