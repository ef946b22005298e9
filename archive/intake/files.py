"""The documents in files, and in folders with everything in them."""

import io
import logging
import os
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_noop

from archive.containers import Document, documents
from archive.containers.entries import HEAD
from archive.models import (
    KEY_LENGTH,
)
from archive.records import (
    Unreadable,
)

log = logging.getLogger(__name__)


class Found(NamedTuple):
    """A document, the file it was found in, and how far that had been read."""

    file: Path
    document: Document
    read: int = 0
    changed_at: datetime | None = None


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named or lying under the folders named, in a fixed order; hidden ones are left out.

    A folder that cannot be opened is given as it is, for `opened` to say why.
    """
    for path in paths:
        yield from sorted(files_below(path)) if os.path.isdir(path) else [path]


def files_below(folder: Path) -> list[Path]:
    found: list[Path] = []
    seen: set[str] = set()
    walk = os.walk(folder, followlinks=True, onerror=lambda e: found.append(Path(e.filename)))
    for here, folders, files in walk:
        seen.add(os.path.realpath(here))
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(os.path.join(here, name)) not in seen
        ]
        found += [Path(here, name) for name in files if not name.startswith(".")]
    return found


def found_in(files: Iterable[Path], largest: int, form: str = "") -> Iterator[Found]:
    for file in files:
        name = printable(file.name)
        try:
            with opened(file) as content:
                status = os.fstat(content.fileno())
                changed_at = datetime.fromtimestamp(int(status.st_mtime), UTC)
                for document in documents(content, name, status.st_size, largest, form):
                    yield Found(file, document, min(content.tell(), status.st_size), changed_at)
        except Unreadable as problem:
            yield Found(file, Document(name=name, problem=problem))
        except Exception as error:  # one file must not end the import of the others
            log.exception("Importing %r failed.", str(file))
            yield Found(file, Document(name=name, problem=unexpected(error)))


def opened(file: Path) -> io.BufferedReader:
    """A file, open. Raises Unreadable, saying why."""
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            if os.path.isdir(file):
                os.scandir(file).close()
            raise Unreadable(gettext_noop("neither a file nor a folder that can be opened"))
        return io.BufferedReader(io.FileIO(file), HEAD)
    except FileNotFoundError:
        raise Unreadable(gettext_noop("there is no such file")) from None
    except OSError as error:
        reason = error.strerror
        message = gettext_noop("the file cannot be opened: %(reason)s")
        raise Unreadable(message, reason=reason) from None


def unexpected(error: Exception) -> Unreadable:
    return Unreadable(gettext_noop("an unexpected error: %(error)s"), error=repr(error))


def printable(name: str) -> str:
    """A file's name as text, whatever bytes the file system holds."""
    return name.encode("utf-8", "replace").decode()[-KEY_LENGTH:]
