"""Compressed files and archives of files: gzip, xz, bzip2, ZIP, tar, and WACZ, which is a ZIP."""

import bz2
import gzip
import json
import lzma
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, cast

from django.utils.translation import gettext_noop

from archive.containers.entries import DAMAGE, HEAD, Entry, damaged
from archive.records import Unreadable
from archive.text import clean

IN_MEMORY = 1 << 23
"""Bytes of a ZIP within another container; a larger one waits in a temporary file."""
TAR_MARK = slice(257, 262)
ENCRYPTED = 1


def begins_as(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def is_tar(head: bytes) -> bool:
    return head[TAR_MARK] == b"ustar"


def is_hidden(name: str) -> bool:
    """Whether a name is one of a file that systems keep for themselves."""
    parts = PurePosixPath(name).parts
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)


def ungzipped(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    with gzip.open(stream) as content:
        yield Entry(cast(IO[bytes], content))


def unxzed(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    with lzma.open(stream) as content:
        yield Entry(content)


def unbzipped(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    with bz2.open(stream) as content:
        yield Entry(content)


def tarred(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    """The files of a tar; its links and devices lead elsewhere, and nowhere are they followed."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content and not is_hidden(member.name):
                    yield named(content, member.name)
    except DAMAGE as error:
        raise damaged(error) from None


def zipped(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    try:
        with (
            tempfile.SpooledTemporaryFile(IN_MEMORY) as spool,
            zipfile.ZipFile(seekable(stream, spool)) as archive,
        ):
            yield from members(archive)
    except DAMAGE as error:
        raise damaged(error) from None


def seekable(stream: IO[bytes], spool: IO[bytes]) -> IO[bytes]:
    if stream.seekable():
        return stream
    while chunk := stream.read(HEAD):
        spool.write(chunk)
    return spool


def members(archive: zipfile.ZipFile) -> Iterator[Entry]:
    inside = is_wacz(archive)
    for member in archive.infolist():
        name = named_in_zip(member)
        if member.is_dir() or is_hidden(name) or (inside and not name.startswith("archive/")):
            continue
        if member.flag_bits & ENCRYPTED:
            yield named(Unreadable(gettext_noop("it is encrypted")), name)
            continue
        try:
            content = archive.open(member)
        except (*DAMAGE, NotImplementedError) as error:
            yield named(damaged(error), name)
            continue
        with content:
            yield named(content, name)


def is_wacz(archive: zipfile.ZipFile) -> bool:
    """Whether a ZIP is a web archive: then only the records in it are captures."""
    try:
        with archive.open("datapackage.json") as package:
            return "wacz_version" in json.loads(package.read(HEAD))
    except (KeyError, *DAMAGE):
        return False


def named_in_zip(member: zipfile.ZipInfo) -> str:
    """A member's name. Many programs write it in UTF-8 and do not say so."""
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def named(content: IO[bytes] | Unreadable, name: str) -> Entry:
    """An entry under the name of its file, which may hold bytes that are no text."""
    printable = clean(name.encode("utf-8", "replace").decode())
    return Entry(content, locator=printable, name=PurePosixPath(printable).name)
