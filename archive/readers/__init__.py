"""Readers turn outside formats into records: one module a format, and the table of them.

To add a format, write a module with a `VERSION`, a `MEDIA_TYPE` and a
`read(raw: bytes) -> Reading`, and give it a row in `READERS`. Raise its `VERSION` whenever it would
read a capture differently: stored captures are then read anew on their next import.
"""

from hashlib import sha256
from types import ModuleType

import regex
from django.utils.translation import gettext_noop

from archive.readers import plaintext
from archive.readers.webpage import reader as webpage
from archive.records import CaptureRecord, Unreadable

READERS: dict[str, ModuleType] = {"text": plaintext, "html": webpage}

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
_MARKUP = regex.compile(
    rb"""
    (?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?+ (?:\s++|<!--.*?-->)*+
    (?: (?P<html>(?:<\?xml[^>]*+>\s*+)?+ (?:<!--.*?-->\s*+)*+ <(?:!doctype\ html|html|head|body|title
        |meta|link|script|style|main|article|section|div|table)\b)
      | <(?:!doctype|\?xml|rss|feed)\b )
    """,
    regex.I | regex.S | regex.X,
)


def recognise(raw: bytes) -> str:
    """The name of a format, judged by content alone; "text" where nothing speaks for another."""
    for magic, name in MAGIC.items():
        if raw.startswith(magic):
            return name
    markup = _MARKUP.match(raw[:HEAD].replace(b"\0", b""))
    if not markup:
        return "text"
    return "html" if markup["html"] else "XML"


def digest(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def read(raw: bytes, name: str = "") -> CaptureRecord:
    """The record of one captured document. Raises Unreadable, saying why."""
    if not raw.strip():
        raise Unreadable(gettext_noop("the file is empty"))
    form = recognise(raw)
    if form not in READERS:
        raise Unreadable(gettext_noop("no reader for %(format)s files"), format=form)
    reader = READERS[form]
    reading = reader.read(raw)
    return CaptureRecord(
        raw=raw,
        sha256=digest(raw),
        name=name,
        media_type=reader.MEDIA_TYPE,
        encoding=reading.encoding,
        reader=form,
        reader_version=reader.VERSION,
        article=reading.article,
    )
