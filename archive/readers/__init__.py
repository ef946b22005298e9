"""Readers turn outside formats into records: one module a format, and the table of them.

To add a format, write a module with a `VERSION`, a `MEDIA_TYPE` and a
`read(raw: bytes, origin: Origin) -> Reading`, and give it a row in `READERS`. Raise its `VERSION` whenever it would
read a capture differently: stored captures are then read anew on their next import. A file that
holds many captures is for `archive.containers` to open.
"""

from hashlib import sha256
from types import ModuleType

import regex
from django.utils.translation import gettext_noop

from archive.readers import csv_row, feed, json_row, plaintext
from archive.readers.webpage import reader as webpage
from archive.records import NOWHERE, CaptureRecord, Origin, Unreadable

READERS: dict[str, ModuleType] = {
    "text": plaintext,
    "html": webpage,
    "json": json_row,
    "csv": csv_row,
    "feed": feed,
}

MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "GZIP",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"WARC/": "WARC",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "Word",
}
# How many bytes of a capture are looked at; without NULs, so that UTF-16 shows its tags.
HEAD = 8192
_SHAPES = regex.compile(
    rb"""
    (?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?+ (?:\s++|<!--.*?-->)*+
    (?: (?P<html>(?:<\?xml[^>]*+>\s*+)?+ (?:<!--.*?-->\s*+)*+ <(?:!doctype\ html|html|head|body|title
        |meta|link|script|style|main|article|section|div|table)\b)
      | (?P<XML><(?:!doctype|\?xml|rss|feed)\b)
      | (?P<json>\{\s*+") )
    """,
    regex.I | regex.S | regex.X,
)


def recognise(raw: bytes) -> str:
    """The name of a format, judged by content alone; "text" where nothing speaks for another."""
    for magic, name in MAGIC.items():
        if raw.startswith(magic):
            return name
    shape = _SHAPES.match(raw[:HEAD].replace(b"\0", b""))
    return shape.lastgroup or "text" if shape else "text"


def digest(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def read(raw: bytes, name: str = "", form: str = "", origin: Origin = NOWHERE) -> CaptureRecord:
    """The record of one captured document, in a format that is known or to be recognised.

    Raises Unreadable, saying why.
    """
    if not raw.strip():
        raise Unreadable(gettext_noop("the file is empty"))
    form = form or recognise(raw)
    if form not in READERS:
        raise Unreadable(gettext_noop("no reader for %(format)s files"), format=form.upper())
    reader = READERS[form]
    reading = reader.read(raw, origin)
    return CaptureRecord(
        raw=raw,
        sha256=digest(raw),
        name=name,
        media_type=reader.MEDIA_TYPE,
        encoding=reading.encoding,
        reader=form,
        reader_version=reader.VERSION,
        article=reading.article,
        site=reading.site,
        rules=reading.rules,
    )
