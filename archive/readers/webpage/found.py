"""What was found on a page, before it becomes a record; whoever finds, finds this."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from archive.readers.webpage.document import Block, Element
from archive.records import Span


class Field(StrEnum):
    """What a profile has rules for."""

    TITLE = "title"
    DATELINE = "dateline"
    BYLINE = "byline"
    BODY = "body"
    KEYWORDS = "keywords"
    SOURCE = "source"
    LINKS = "related_links"
    DECLARED = "comments_declared"
    COMMENT = "comment"
    COMMENT_TEXT = "comment.text"
    COMMENT_AUTHOR = "comment.author"
    COMMENT_DATELINE = "comment.dateline"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundComment:
    element: Element
    span: Span
    text: tuple[Block, ...]
    author: Block | None = None
    dateline: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The blocks of each field, in order; the element that holds all of the body; the comments."""

    fields: Mapping[Field, tuple[Block, ...]]
    region: Element | None = None
    comments: tuple[FoundComment, ...] = ()
    unsure: frozenset[Field] = frozenset()

    def first(self, field: Field) -> Block | None:
        return next(iter(self.fields.get(field, ())), None)

    def all(self, field: Field) -> tuple[Block, ...]:
        return self.fields.get(field, ())
