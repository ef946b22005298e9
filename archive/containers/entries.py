"""What lies at one place of a container, and how much of it is read."""

import codecs
import io
import lzma
import tarfile
import zipfile
import zlib
from datetime import datetime
from typing import IO, NamedTuple

from django.utils.translation import gettext_noop

from archive.readers.encoding import BYTE_ORDER_MARKS
from archive.records import Unreadable

HEAD = 1 << 16
"""The bytes by which a format is recognised."""
MOST_ENTRIES = 10_000_000
LARGEST_RATIO = 200
LEAST_ALLOWANCE = 1 << 30
"""Bytes that any file may unpack to, however small it is."""

DAMAGE = (
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the standard library raises for compressed files that are damaged or cut off."""


class Entry(NamedTuple):
    """What lies at one place: a stream that is to be looked into, a document, or a problem.

    A stream is to be read before the next entry is asked for.
    """

    content: IO[bytes] | bytes | Unreadable
    locator: str = ""
    name: str = ""
    form: str = ""
    address: str = ""
    captured_at: datetime | None = None


class Allowance:
    """How much may still come out of one file. Raises Unreadable when that is used up."""

    def __init__(self, size: int) -> None:
        self.bytes = max(LEAST_ALLOWANCE, size * LARGEST_RATIO)
        self.entries = MOST_ENTRIES

    def take(self, size: int, entries: int = 0) -> None:
        self.bytes -= size
        self.entries -= entries
        if self.bytes < 0 or self.entries < 0:
            raise Unreadable(gettext_noop("it unpacks to far more than its size"))


class Metered(io.RawIOBase):
    """A stream out of a container: what is read counts, and damage is told as Unreadable.

    At damage the stream ends first, so that whoever reads gets what came before; the next to ask
    for more is told.
    """

    def __init__(self, inner: IO[bytes], allowance: Allowance) -> None:
        self.inner = inner
        self.allowance = allowance
        self.damage: Unreadable | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.damage:
            raise self.damage
        try:
            data = getattr(self.inner, "read1", self.inner.read)(len(buffer))
        except DAMAGE as error:
            self.damage = damaged(error)
            return 0
        self.allowance.take(len(data))
        buffer[: len(data)] = data
        return len(data)


def metered(inner: IO[bytes], allowance: Allowance) -> io.BufferedReader:
    return io.BufferedReader(Metered(inner, allowance), HEAD)


class Narrowed(io.RawIOBase):
    """A stream of text with a byte order mark, in UTF-8; what cannot be read is replaced."""

    def __init__(self, wide: IO[bytes], encoding: str) -> None:
        self.wide = wide
        self.decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self.ready:
            chunk = self.wide.read(HEAD)
            self.ready = self.decoder.decode(chunk, not chunk).encode()
            if not chunk:
                break
        given = self.ready[: len(buffer)]
        self.ready = self.ready[len(given) :]
        buffer[: len(given)] = given
        return len(given)


def narrowed(content: io.BufferedReader) -> io.BufferedReader:
    """Text by the byte, as tables and feeds are cut: what says it is wider is made UTF-8."""
    encoding = wide_encoding(content.peek(HEAD))
    return io.BufferedReader(Narrowed(content, encoding), HEAD) if encoding else content


def wide_encoding(head: bytes) -> str:
    """The encoding of several bytes a character that a text's mark tells, or nothing."""
    named = (encoding for mark, encoding in BYTE_ORDER_MARKS.items() if head.startswith(mark))
    return next(named, "")


def damaged(error: Exception) -> Unreadable:
    message = gettext_noop("it is damaged or cut off: %(reason)s")
    return Unreadable(message, reason=str(error) or type(error).__name__)


def too_large(largest: int) -> Unreadable:
    message = gettext_noop("the file is larger than the limit of %(limit)s bytes")
    return Unreadable(message, limit=largest)
