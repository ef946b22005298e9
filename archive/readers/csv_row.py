"""Rows of a table with separators: a header line and, below it, the one row that is the article."""

import regex
from django.utils.translation import gettext_noop

from archive.readers.columns import Cell, article, holds_articles
from archive.readers.encoding import decode
from archive.readers.plaintext import with_repairs
from archive.records import NOWHERE, Origin, Reading, Span, Unreadable

VERSION = 1
MEDIA_TYPE = "text/csv"

SEPARATORS = (",", ";", "\t", "|")
# By RFC 4180: in quotation marks, those within it doubled, or as it stands.
_VALUES = {
    separator: regex.compile(
        rf'(?:"((?:[^"]|"")*+)"|([^"{within}\r\n][^{within}\r\n]*+)?)([{within}]|\r?\n|\r|$)'
    )
    for separator in SEPARATORS
    for within in [regex.escape(separator)]
}


def read(raw: bytes, origin: Origin = NOWHERE) -> Reading:
    """Read a header and a row. Raises Unreadable, saying why."""
    text, encoding, damaged = decode(raw)
    start = text.startswith("\ufeff")
    separator = separator_of(text[start:])
    if not separator:
        raise Unreadable(gettext_noop("no header line that names the columns of articles"))
    try:
        header, at = line_of(text, start, separator)
        values, end = line_of(text, at, separator)
    except ValueError:
        raise Unreadable(gettext_noop("a quotation mark that is not closed")) from None
    if len(values) != len(header) or text[end:].strip():
        message = gettext_noop("%(found)s values in it where the header names %(expected)s")
        raise Unreadable(message, found=len(values), expected=len(header))
    cells = [Cell(header[at][0], *values[at]) for at in range(len(header))]
    return Reading(encoding, with_repairs(article(cells), damaged))


def separator_of(text: str) -> str:
    """What separates the columns of a header line; nothing if they are not those of articles.

    >>> separator_of("id;title;text"), separator_of("قال، ثم سكت")
    (';', '')
    """
    for separator in SEPARATORS:
        try:
            header, _ = line_of(text, 0, separator)
        except ValueError:
            continue
        if holds_articles(label for label, _ in header):
            return separator
    return ""


def line_of(text: str, at: int, separator: str) -> tuple[list[tuple[str, Span]], int]:
    """The values of a table's line, each with its place, and where the next line begins.

    Raises ValueError for a quotation mark that is not closed.

    >>> line_of('"a, b",c', 0, ",")
    ([('a, b', (1, 5)), ('c', (7, 8))], 8)
    """
    values: list[tuple[str, Span]] = []
    while found := _VALUES[separator].match(text, at):
        quoted, _, end = found.groups()
        value = quoted.replace('""', '"') if quoted is not None else found[2] or ""
        span = found.span(1) if quoted is not None else (at, found.start(3))
        values.append((value, span))
        at = found.end()
        if end != separator:
            return values, at
    raise ValueError("no end of a value")
