"""Rows in JSON: one object an article."""

import json
from collections.abc import Iterator
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import Any

from django.utils.translation import gettext_noop

from archive.readers.columns import Cell, article
from archive.readers.encoding import decode
from archive.readers.plaintext import with_repairs
from archive.records import NOWHERE, Origin, Reading, Span, Unreadable

VERSION = 1
MEDIA_TYPE = "application/json"

_DECODER = json.JSONDecoder(strict=False)


def read(raw: bytes, origin: Origin = NOWHERE) -> Reading:
    """Read one row. Raises Unreadable, saying why."""
    text, encoding, damaged = decode(raw)
    try:
        return Reading(encoding, with_repairs(article(cells(text)), damaged))
    except (ValueError, RecursionError):
        raise Unreadable(gettext_noop("no JSON object, or one that is cut off")) from None


def cells(text: str) -> Iterator[Cell]:
    """The members of an object. Raises ValueError or RecursionError where the text is none.

    >>> [cell[:3] for cell in cells('{"title": "خبر"}')]
    [('title', 'خبر', (10, 15))]
    """
    at = skip(text, text.startswith("\ufeff"))
    if text[at : at + 1] != "{":
        raise ValueError("no object")
    at = skip(text, at + 1)
    while text[at : at + 1] != "}":
        label, at = _DECODER.raw_decode(text, at)
        at = skip(text, at)
        if not isinstance(label, str) or text[at : at + 1] != ":":
            raise ValueError("no member of an object")
        start = skip(text, at + 1)
        value, at = _DECODER.raw_decode(text, start)
        items = tuple(places(text, start)) if isinstance(value, list) else ()
        yield Cell(label, value, (start, at), items)
        at = skip(text, at)
        if text[at : at + 1] not in {",", "}"}:
            raise ValueError("no end of an object")
        at = skip(text, at + (text[at] == ","))
    if text[at + 1 :].strip():
        raise ValueError("more than an object")


def places(text: str, start: int) -> Iterator[Span]:
    """Where the items of a list stand; the list is known to be well formed."""
    at = skip(text, start + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield at, end
        at = skip(text, end)
        at = skip(text, at + (text[at] == ","))


def skip(text: str, at: int) -> int:
    found: Any = WHITESPACE.match(text, at)
    end: int = found.end()
    return end
