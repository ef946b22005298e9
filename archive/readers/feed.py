"""Entries of feeds: one item of RSS, Atom or a WordPress export, in the frame of its feed.

An item of a WordPress export brings its comments along, each with the one it answers.
"""

from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser

import regex
from django.utils.translation import gettext_noop

from archive.addresses import web_address
from archive.readers.columns import date_of, declared_in, doubts, titled
from archive.readers.encoding import DECLARED, REPLACEMENT, decode
from archive.readers.plaintext import count_flags, with_repairs
from archive.readers.prose import plain, prose
from archive.records import (
    NOWHERE,
    ArticleRecord,
    CommentRecord,
    Origin,
    Reading,
    Span,
    Unreadable,
)
from archive.text import clean

VERSION = 1
MEDIA_TYPE = "application/xml"

# By their names without namespaces; of several, the first that says something.
FIELDS = {
    "title": ("title",),
    "body": ("encoded", "content", "description", "summary"),
    "published": ("post_date", "pubDate", "published", "issued", "date", "updated"),
    "byline": ("creator", "author"),
    "address": ("link",),
}
ENTRIES = ("item", "entry")
APPROVED = ("", "1", "approve")
REACTIONS = ("pingback", "trackback")

_DECLARED = regex.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)""")
_DECLARATION = regex.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_DOCTYPE = regex.compile(r"<!DOCTYPE|<!ENTITY", regex.I)
_ENTITY = regex.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;")
_NOT_XML = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COMMENT = regex.compile(r"<wp:comment>.*?</wp:comment>", regex.S)


def read(raw: bytes, origin: Origin = NOWHERE) -> Reading:
    """Read one entry. Raises Unreadable, saying why."""
    text, encoding, damaged = decoded(raw)
    if _DOCTYPE.search(text):
        raise Unreadable(gettext_noop("a document type with definitions of its own"))
    parser = XMLParser()
    try:
        parser.feed(_ENTITY.sub(entity, _NOT_XML.sub(" ", _DECLARATION.sub("", text))))
        root = parser.close()
    except (ParseError, ValueError) as error:
        message = gettext_noop("no well-formed XML: %(reason)s")
        raise Unreadable(message, reason=error) from None
    entry = next((one for one in root.iter() if name_of(one) in ENTRIES), None)
    if entry is None:
        raise Unreadable(gettext_noop("a feed without entries"))
    spans = [found.span() for found in _COMMENT.finditer(text)]
    return Reading(encoding, with_repairs(article(root, entry, spans), damaged))


def decoded(raw: bytes) -> tuple[str, str, int]:
    """The text, by the encoding that the XML declares if it is one of Arabic."""
    declared = _DECLARED.match(raw)
    encoding = DECLARED.get(declared[1].decode("ascii").lower()) if declared else None
    if not encoding:
        return decode(raw)
    text = raw.decode(encoding, "replace")
    return text, encoding, text.count(REPLACEMENT)


def entity(found: "regex.Match[str]") -> str:
    """A named character of HTML, of which XML knows five only."""
    return unescape(found[0]).replace("&", "&amp;").replace("<", "&lt;")


def name_of(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def article(root: Element, entry: Element, spans: list[Span]) -> ArticleRecord:
    parts = parts_of(entry)
    said = {field: first(parts, names) for field, names in FIELDS.items()}
    body = prose(said["body"])
    printed_title = plain(said["title"])
    title = titled(printed_title, body)
    date = date_of(said["published"])
    named = parts.get("source") or [one for one in root.iter() if name_of(one) == "title"][:1]
    own = {id(one) for one in parts.get("title", ())}
    source = "".join(plain(said_by(one)) for one in named if id(one) not in own)
    comments = tuple(comments_of(entry, spans))
    declared = None if comments else declared_in(first(parts, ("comments",)), None)
    terms = [plain(one.get("term") or said_by(one)) for one in parts.get("category", [])]
    keywords = tuple(dict.fromkeys(filter(None, terms)))
    return ArticleRecord(
        title=title,
        dateline=date.line,
        published=date.published,
        byline=plain(said["byline"]),
        body=body,
        source_line=source,
        source_name=source,
        keyword_line="، ".join(keywords),
        keywords=keywords,
        comments_declared=declared,
        comments=comments,
        flags=(
            *date.flags,
            *doubts(title == printed_title, body, source),
            *count_flags(declared, len(comments)),
        ),
        address=web_address(clean(said["address"])),
    )


def parts_of(entry: Element) -> dict[str, list[Element]]:
    parts: dict[str, list[Element]] = {}
    for part in entry:
        if part.get("rel", "alternate") == "alternate":
            parts.setdefault(name_of(part), []).append(part)
    return parts


def first(parts: dict[str, list[Element]], names: tuple[str, ...]) -> str:
    return next(
        (said for name in names for one in parts.get(name, ()) if (said := said_by(one).strip())),
        "",
    )


def said_by(element: Element) -> str:
    """The text of an element; a link may say it in an attribute, an author in a name within."""
    named = next((one for one in element if name_of(one) in ("name", "title")), element)
    return "".join(named.itertext()) or element.get("href", "")


class _Comment(NamedTuple):
    id: str
    parent: str
    author: str
    dateline: str
    text: str
    span: Span


def comments_of(entry: Element, spans: list[Span]) -> Iterator[CommentRecord]:
    """The approved comments in the order of their threads: replies follow what they answer."""
    elements = [one for one in entry if name_of(one) == "comment"]
    found: list[_Comment] = []
    for at, element in enumerate(elements):
        say = {name_of(part).removeprefix("comment_"): said_by(part) for part in element}
        text = prose(say.get("content", ""))
        if text and say.get("approved", "") in APPROVED and say.get("type") not in REACTIONS:
            span = spans[at] if len(spans) == len(elements) else (at, at)
            author, dateline = plain(say.get("author", "")), clean(say.get("date", ""))
            id, parent = say.get("id", ""), say.get("parent", "")
            found.append(_Comment(id, parent, author, dateline, text, span))
    known = {one.id for one in found if one.id}
    answers: dict[str, list[_Comment]] = {}
    for one in reversed(found):
        above = one.parent if one.parent in known and one.parent != one.id else ""
        answers.setdefault(above, []).append(one)
    waiting: list[tuple[_Comment, int | None]] = [(one, None) for one in answers.pop("", [])]
    number = 0
    while waiting or answers:
        if not waiting:  # those left answer one another in a ring
            waiting = [(one, None) for one in answers.pop(next(iter(answers)))]
        one, answered = waiting.pop()
        number += 1
        yield CommentRecord(
            number=number,
            text=one.text,
            author=one.author,
            dateline=one.dateline,
            span=one.span,
            reply_to=answered,
        )
        waiting += [(reply, number) for reply in answers.pop(one.id, [])]
