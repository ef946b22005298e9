"""Containers: files that hold many captures, and the table of them.

What lies in a container is read one entry after another, however large it is and however deep one
container lies in another; nothing is ever unpacked to a place that a name in it chooses. To add a
container, write a function that yields the `Entry`s of a stream, and give it a row in `CONTAINERS`.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, NamedTuple

from django.utils.translation import gettext_noop

from archive.containers import feeds, packed, tables, web
from archive.containers.entries import (
    HEAD,
    Allowance,
    Entry,
    metered,
    narrowed,
    too_large,
    wide_encoding,
)
from archive.records import Unreadable

DEEPEST = 8
"""Containers within containers."""


class Container(NamedTuple):
    """`begins` tells one by its first bytes, `entries` opens it; largest is in bytes an entry.

    One that `wraps` holds files of any format: a format that was named for it is theirs. One that is
    `text` is cut as UTF-8, whatever it was before.
    """

    begins: Callable[[bytes], object]
    entries: Callable[[IO[bytes], int], Iterator[Entry]]
    wraps: bool = False
    text: bool = False


CONTAINERS = {
    "gzip": Container(packed.begins_as(b"\x1f\x8b"), packed.ungzipped, wraps=True),
    "xz": Container(packed.begins_as(b"\xfd7zXZ\x00"), packed.unxzed, wraps=True),
    "bzip2": Container(packed.begins_as(b"BZh"), packed.unbzipped, wraps=True),
    "zip": Container(packed.begins_as(b"PK\x03\x04", b"PK\x05\x06"), packed.zipped, wraps=True),
    "tar": Container(packed.is_tar, packed.tarred, wraps=True),
    "warc": Container(packed.begins_as(b"WARC/", b"filedesc://"), web.recorded),
    "mhtml": Container(web.is_mhtml, web.saved),
    "rss": Container(feeds.is_feed, feeds.items, text=True),
    "jsonl": Container(tables.is_jsonl, tables.lines, text=True),
    "table": Container(tables.is_table, tables.rows, text=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One captured document, or the reason why there is none.

    `locator` says where in its file it lies, and is empty for a file that is the document itself;
    `form` names its format where that is known.
    """

    name: str
    locator: str = ""
    raw: bytes = b""
    form: str = ""
    address: str = ""
    captured_at: datetime | None = None
    problem: Unreadable | None = None


def documents(
    file: io.BufferedReader, name: str, size: int, largest: int, form: str = ""
) -> Iterator[Document]:
    """What a file of `size` bytes holds. A `form` names a container or a reader, and is believed.

    No document is longer than `largest` bytes, and all together are not out of proportion to the
    file: what goes beyond is reported.
    """
    yield from _opened(Entry(file, name=name, form=form), "", Allowance(size), largest, 0)


def _opened(
    entry: Entry, within: str, allowance: Allowance, largest: int, depth: int
) -> Iterator[Document]:
    locator = ", ".join(filter(None, (within, entry.locator)))
    document = Document(
        name=entry.name,
        locator=locator,
        form=entry.form,
        address=entry.address,
        captured_at=entry.captured_at,
    )
    try:
        if not isinstance(entry.content, io.BufferedReader):
            yield replace(document, raw=whole(entry.content, largest))
            return
        found = container_of(entry.content.peek(HEAD)[:HEAD], entry.form)
        if not found:
            yield replace(document, raw=whole(entry.content, largest))
            return
        if depth == DEEPEST:
            raise Unreadable(gettext_noop("containers within containers, too deep"))
        handed_on = entry.form if CONTAINERS[found].wraps and entry.form != found else ""
        content = narrowed(entry.content) if CONTAINERS[found].text else entry.content
        for inner in CONTAINERS[found].entries(content, largest):
            allowance.take(0, entries=1)
            held = inner.content
            inner = inner._replace(
                content=held if isinstance(held, bytes | Unreadable) else metered(held, allowance),
                name=inner.name or entry.name,
                form=inner.form or handed_on,
            )
            yield from _opened(inner, locator, allowance, largest, depth + 1)
        entry.content.peek(1)  # tells of damage that looked like an end
    except Unreadable as problem:
        yield replace(document, problem=problem)


def container_of(head: bytes, form: str = "") -> str:
    """The container that begins so, or is said to be one; nothing for a document."""
    encoding = wide_encoding(head)
    text = head.decode(encoding, "replace").encode() if encoding else head
    for name, container in CONTAINERS.items():
        begins = text if container.text else head
        if (container.wraps or not form) and container.begins(begins):
            return name
    return form if form in CONTAINERS else ""


def whole(content: IO[bytes] | bytes | Unreadable, largest: int) -> bytes:
    """A document's bytes. Raises Unreadable for one that is not to be had, or too large."""
    if isinstance(content, Unreadable):
        raise content
    raw = content if isinstance(content, bytes) else content.read(largest + 1)
    if not isinstance(content, bytes) and len(raw) <= largest:
        content.read(1)  # tells of damage that looked like an end
    if len(raw) > largest:
        raise too_large(largest)
    return raw
