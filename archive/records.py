"""An article as read from a capture, before the database.

A span is a half-open pair of character offsets into the capture's decoded text. Readers make these
values, `archive.intake.ingest` writes them; neither knows the other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext

from archive.dates import Moment
from archive.flags import FlagKind

Span = tuple[int, int]

_OF_A_LIBRARY = re.compile(r": \u200f?%\((?:reason|error)\)s$")
"""With which a message ends that has more to say in English, to those who run the archive."""


class Unreadable(Exception):
    """A capture that cannot become an article.

    The message is an English msgid of the catalogue, filled from `values`.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    def in_words(self) -> str:
        """In the language of who looks."""
        return in_words(self.message, self.values)


def in_words(message: str, values: Mapping[str, object]) -> str:
    """What a message of the catalogue says of some values, but for what a library said of it."""
    said = _OF_A_LIBRARY.sub("", gettext(message))
    return said % values if values else said


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRecord:
    """One doubt. `subject` tells flags of one kind apart, as in "comment-9"."""

    kind: FlagKind
    subject: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """One comment. `reply_to` is the number of the comment it answers, which stands before it."""

    number: int
    text: str
    span: Span
    author: str = ""
    dateline: str = ""
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    headline: str
    span: Span
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """Everything a reader found. Paragraphs of `body` and of a comment's text are divided by "\\n\\n".

    `spans` maps a field's name to where it was read, `furniture` a span to what it was taken for:
    together they cover every line of the capture that is not blank. `address` and `captured_at` are
    what the document says of itself.
    """

    title: str
    dateline: str = ""
    published: Moment | None = None
    date_inferred: bool = False
    byline: str = ""
    body: str = ""
    source_line: str = ""
    source_name: str = ""
    source_note: str = ""
    keyword_line: str = ""
    keywords: tuple[str, ...] = ()
    comments_declared: int | None = None
    comments: tuple[CommentRecord, ...] = ()
    related_links: tuple[LinkRecord, ...] = ()
    flags: tuple[FlagRecord, ...] = ()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    furniture: tuple[tuple[Span, str], ...] = ()
    address: str = ""
    captured_at: datetime | None = None


class Origin(NamedTuple):
    """What is known of a capture besides its bytes: where it is from, and when it was made."""

    address: str = ""
    captured_at: datetime | None = None


NOWHERE = Origin()


class Reading(NamedTuple):
    """What a reader makes of a capture's bytes, and the encoding they are in.

    `site` is the host a web page is of, `rules` the mark of the profile it was read by.
    """

    encoding: str
    article: ArticleRecord
    site: str = ""
    rules: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRecord:
    """One captured document: its bytes unchanged, and the article read from them."""

    raw: bytes
    sha256: str
    name: str
    media_type: str
    encoding: str
    reader: str
    reader_version: int
    article: ArticleRecord
    site: str = ""
    rules: str = ""
