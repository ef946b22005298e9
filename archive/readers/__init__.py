"""Readers turn outside formats into records: one module a format, and the table of them.

To add a format, write a module with a `VERSION`, a `MEDIA_TYPE` and a
`read(raw: bytes) -> Reading`, and give it a row in `READERS`. Raise its `VERSION` whenever it would
read a capture differently: stored captures are then read anew on their next import. A file that
holds many captures is for `archive.containers` to open.
"""

from hashlib import sha256
from types import ModuleType

import regex
from django.utils.translation import gettext_noop

from archive.readers import csv_row, feed, json_row, plaintext
from archive.records import CaptureRecord, Unreadable

READERS: dict[str, ModuleType] = {
    "text": plaintext,
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
_SHAPES = {
    "html": regex.compile(
        rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml.*?\?>\s*+|<!--.*?-->\s*+)*+"
        rb"<(?:!doctype\s+html|html|head|body)\b",
        regex.I | regex.S,
    ),
    "XML": regex.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:\?xml|rss|feed)\b", regex.I),
    "json": regex.compile(rb'(?:\xef\xbb\xbf)?\s*+\{\s*+"'),
}


def recognise(raw: bytes) -> str:
    """The name of a format, judged by content alone; "text" where nothing speaks for another."""
    for magic, name in MAGIC.items():
        if raw.startswith(magic):
            return name
    return next((name for name, shape in _SHAPES.items() if shape.match(raw)), "text")


def digest(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def read(raw: bytes, name: str = "", form: str = "") -> CaptureRecord:
    """The record of one captured document, in a format that is known or to be recognised.

    Raises Unreadable, saying why.
    """
    if not raw.strip():
        raise Unreadable(gettext_noop("the file is empty"))
    form = form or recognise(raw)
    if form not in READERS:
        raise Unreadable(gettext_noop("no reader for %(format)s files"), format=form.upper())
    reader = READERS[form]
    encoding, article = reader.read(raw)
    return CaptureRecord(
        raw=raw,
        sha256=digest(raw),
        name=name,
        media_type=reader.MEDIA_TYPE,
        encoding=encoding,
        reader=form,
        reader_version=reader.VERSION,
        article=article,
    )
