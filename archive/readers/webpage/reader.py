"""Saved web pages: what a browser's "save page" leaves, complete or as a single file.

The page becomes a tree and the lines it shows (`document`). A site that a curator has a profile of
is read by its rules (`profile`, proposed by `comparison`). Any other page is read by what it tells
machines (`declared`), what a general extractor and our own rules find (`fields`, `discussion`); a
field for which one witness stands alone is flagged. This module makes the record of that.

What cannot be known: a standfirst from a first paragraph.
"""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import regex
from django.utils.translation import gettext_noop
from lxml.etree import ParserError

from archive import dates
from archive.dates import Precision
from archive.flags import FlagKind
from archive.readers.comments import SAYS
from archive.readers.encoding import arabic_letters, decode
from archive.readers.landmarks import heading_of, is_source
from archive.readers.plaintext import count_flags, date_flags, doubt_flags, with_repairs
from archive.readers.webpage import profiles
from archive.readers.webpage.declared import (
    Claims,
    claims_of,
    day_in,
    sites_of,
    split,
    web_address,
)
from archive.readers.webpage.document import Block, Document
from archive.readers.webpage.fields import SET_OFF, find, share_of
from archive.readers.webpage.found import Field, Found, FoundComment
from archive.readers.webpage.profile import Profile
from archive.records import (
    NOWHERE,
    ArticleRecord,
    CommentRecord,
    FlagRecord,
    LinkRecord,
    Origin,
    Reading,
    Span,
    Unreadable,
)
from archive.text import clean, key

VERSION = 1
MEDIA_TYPE = "text/html"

# Within so many bytes a page declares its encoding.
HEAD = 4096
CHARSET = regex.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", regex.I)
# One NUL in so many bytes at least is a sign of UTF-16; fewer are dirt.
FEWEST_OF_WIDE = 10
# Fewer words in a row are no evidence that keywords were cut from the text.
SHORTEST_CUTTING = 4
SPANNED = {
    Field.TITLE: "title",
    Field.DATELINE: "dateline",
    Field.BYLINE: "byline",
    Field.BODY: "body",
    Field.SOURCE: "source_line",
    Field.KEYWORDS: "keyword_line",
    Field.DECLARED: "comments_declared",
}


def read(raw: bytes, origin: Origin = NOWHERE, profile: Profile | None = None) -> Reading:
    """Read one saved page, by a profile other than those kept if one is given.

    Raises Unreadable, saying why.
    """
    document, encoding, damaged = document_in(raw)
    claims = claims_of(document, origin.address)
    sites = sites_of(document, claims.address)
    known = [profile] if profile else list(profiles.of_sites(sites))
    found = found_on(document, claims, next((one for one in known if one.fits(document)), None))
    article = article_of(document, claims, found)
    article = replace(article, address=claims.address)
    rules = " ".join(one.mark for one in known)
    return Reading(
        encoding, with_repairs(article, damaged), site=sites[0] if sites else "", rules=rules
    )


class Decoded(NamedTuple):
    document: Document
    encoding: str
    damaged: int


def document_in(raw: bytes) -> Decoded:
    """The page that bytes are. Raises Unreadable for one that shows no Arabic."""
    if raw.count(b"\0") < len(raw) / FEWEST_OF_WIDE:
        raw = raw.replace(b"\0", b" ")
    charset = CHARSET.search(raw, endpos=HEAD)
    text, encoding, damaged = decode(raw, charset[1].decode("ascii", "replace") if charset else "")
    try:
        document = Document(text)
    except ParserError:
        raise Unreadable(gettext_noop("no article on this page")) from None
    if not arabic_letters("".join(block.text for block in document.blocks)):
        raise Unreadable(gettext_noop("no Arabic text in it"))
    return Decoded(document, encoding, damaged)


def found_on(document: Document, claims: Claims, profile: Profile | None) -> Found:
    """What a profile finds that fits the page, or else what can be found without one.

    A date that the profile knows of but does not find may stand elsewhere on this kind of page.
    """
    known = profile.find(document) if profile else None
    if not (profile and known and known.all(Field.TITLE) and known.all(Field.BODY)):
        return find(document, claims)
    if profile.version == profiles.COMPARED and not is_claimed(known.all(Field.TITLE)[0], claims):
        known = replace(known, unsure=frozenset({Field.TITLE}))
    if known.all(Field.DATELINE) or Field.DATELINE not in profile.rules:
        return known
    with suppress(Unreadable):
        dateline = find(document, claims).all(Field.DATELINE)
        fields = {**known.fields, Field.DATELINE: dateline}
        return replace(known, fields=fields, unsure=known.unsure | {Field.DATELINE})
    return known


def is_claimed(title: Block, claims: Claims) -> bool:
    """Whether a headline that mere comparison found is one that the page tells machines."""
    return any(share_of(title.line.key, key(claim)) for claim in claims.titles)


def article_of(document: Document, claims: Claims, found: Found) -> ArticleRecord:
    title, title_is_sure = title_of(claims, found)
    body = "\n\n".join(block.text for block in found.all(Field.BODY))
    date = date_of(claims, found, body)
    source_line = text_of(found, Field.SOURCE)
    source = source_of(claims, found, title)
    declared = declared_by(claims, found)
    comments = tuple(map(comment_of, found.comments, range(1, len(found.comments) + 1)))
    doubts = {
        FlagKind.TITLE_UNSURE: not title_is_sure,
        FlagKind.BODY_UNSURE: Field.BODY in found.unsure,
        FlagKind.SOURCE_MISSING: not source,
    }
    return ArticleRecord(
        title=title,
        dateline=text_of(found, Field.DATELINE),
        published=date.published,
        date_inferred=date.inferred,
        byline=text_of(found, Field.BYLINE) or claimed_byline(claims, source),
        body=body,
        source_line=source_line,
        source_name=source,
        keyword_line="\n".join(block.text for block in found.all(Field.KEYWORDS)),
        keywords=keywords_of(claims, found, f"{title} {body}"),
        comments_declared=declared,
        comments=comments,
        related_links=links_of(claims, found),
        flags=(
            *date.flags,
            *doubt_flags(doubts),
            *count_flags(declared, len(comments)),
        ),
        spans=spans_of(found),
        furniture=tuple(furniture_around(document, found)),
    )


def text_of(found: Found, field: Field) -> str:
    block = found.first(field)
    return block.text if block else ""


def title_of(claims: Claims, found: Found) -> tuple[str, bool]:
    """The headline as printed or, where none is, as claimed; and whether that is sure."""
    if block := found.first(Field.TITLE):
        return block.text, Field.TITLE not in found.unsure
    if not claims.titles:
        raise Unreadable(gettext_noop("no line that could be a headline"))
    first, *others = claims.titles
    names = {key(claims.source), key(claims.byline)}
    parts = [clean(part) for part in SET_OFF.split(first)]
    title = max((part for part in parts if key(part) not in names), key=len, default=first)
    return title, any(share_of(key(title), key(other)) for other in others)


class Date(NamedTuple):
    published: dates.Moment | None
    inferred: bool
    flags: tuple[FlagRecord, ...]


def date_of(claims: Claims, found: Found, body: str) -> Date:
    """The printed or claimed day, or else the one that the page's address or the text gives away."""
    printed = dateline_of_block(found.first(Field.DATELINE))
    mention = printed.mention if printed else None
    if claims.published and not (mention and Field.DATELINE not in found.unsure):
        agrees = not mention or mention.moment.first_day == claims.published.first_day
        return Date(claims.published, False, () if agrees or not printed else (unsure(printed),))
    if printed:
        doubts = (unsure(printed),) if Field.DATELINE in found.unsure else ()
        moment = mention.moment if mention else None
        if moment and claims.published and claims.published.first_day == moment.first_day:
            moment = max(
                moment, claims.published, key=lambda one: list(Precision).index(one.precision)
            )
        return Date(moment, False, (*date_flags(printed), *doubts))
    if day := day_in(claims.address):
        return Date(day, True, (inferred(day, claims.address),))
    if given_away := dates.infer_date(body):
        evidence = clean(body[given_away.start : given_away.end])
        return Date(given_away.moment, True, (inferred(given_away.moment, evidence),))
    return Date(None, False, (FlagRecord(kind=FlagKind.DATE_MISSING),))


def dateline_of_block(block: Block | None) -> dates.Dateline | None:
    """The date on a line, even if the line says more than that."""
    if not block or block.dateline:
        return block.dateline if block else None
    mention = next(iter(dates.find_dates(block.text)), None)
    return dates.Dateline(block.text, mention, "", hijri=False)


def unsure(printed: dates.Dateline) -> FlagRecord:
    return FlagRecord(kind=FlagKind.DATE_UNSURE, values={"printed": printed.text})


def inferred(day: dates.Moment, evidence: str) -> FlagRecord:
    values = {"proposal": day.isoformat(), "evidence": evidence}
    return FlagRecord(kind=FlagKind.DATE_INFERRED, values=values)


def source_of(claims: Claims, found: Found, title: str) -> str:
    """Who published: a source line, what the page claims, or what the window's title adds."""
    if block := found.first(Field.SOURCE):
        heading = heading_of(block.line)
        printed = heading.rest.text if heading and heading.rest else block.text
        if is_source(printed):
            return printed
    if claims.source:
        return claims.source
    parts = [clean(part) for part in SET_OFF.split(claims.titles[-1])] if claims.titles else []
    others = [part for part in parts if part and key(part) not in key(title)]
    return others[0] if len(others) == 1 and len(parts) > 1 else ""


def claimed_byline(claims: Claims, source: str) -> str:
    """The author a page claims, unless that is the paper."""
    paper = {key(source), *map(key, SET_OFF.split(claims.titles[-1] if claims.titles else ""))}
    return "" if key(claims.byline) in paper else claims.byline


def keywords_of(claims: Claims, found: Found, text: str) -> tuple[str, ...]:
    """The printed keywords, or else those claimed if they are not just the text's first words."""
    if blocks := found.all(Field.KEYWORDS):
        return tuple(dict.fromkeys(split(block.text for block in blocks)))
    words = " ".join(map(key, claims.keywords[:SHORTEST_CUTTING]))
    cut = len(claims.keywords) >= SHORTEST_CUTTING and f" {words} " in f" {key(text)} "
    return () if cut else tuple(dict.fromkeys(claims.keywords))


def declared_by(claims: Claims, found: Found) -> int | None:
    if block := found.first(Field.DECLARED):
        heading = heading_of(block.line)
        number = regex.search(r"\d+", block.line.key)
        return heading.declared if heading else int(number[0]) if number else None
    return claims.comments_declared


def comment_of(found: FoundComment, number: int) -> CommentRecord:
    author = found.author.text.rstrip(" :") if found.author else ""
    says = SAYS.fullmatch(author)
    return CommentRecord(
        number=number,
        text="\n\n".join(block.text for block in found.text),
        span=found.span,
        author=says["who"] if says else author,
        dateline=found.dateline.text if found.dateline else "",
    )


def links_of(claims: Claims, found: Found) -> tuple[LinkRecord, ...]:
    """Related headlines, each once, with addresses that lead to the web."""
    links: dict[str, LinkRecord] = {}
    for block in found.all(Field.LINKS):
        around = [block.element, *block.element.iterancestors("a"), *block.element.iter("a")]
        reference = next((one.get("href") for one in around if one.get("href")), "")
        url = web_address(reference, claims.address) if reference else ""
        link = LinkRecord(headline=block.text, span=block.span, url=url)
        links.setdefault(key(block.text), link)
    return tuple(links.values())


def spans_of(found: Found) -> dict[str, tuple[Span, ...]]:
    """Where fields were read; what only the page's head says has no place."""
    spans = {
        name: tuple(block.span for block in found.all(field) if block.span[1])
        for field, name in SPANNED.items()
    }
    return {name: places for name, places in spans.items() if places}


def furniture_around(document: Document, found: Found) -> Iterator[tuple[Span, str]]:
    """The stretches of a page that are in no field."""
    fields = [block.span for blocks in found.fields.values() for block in blocks]
    claimed: list[Span] = []
    for start, end in sorted([*fields, *(comment.span for comment in found.comments)]):
        if claimed and start < claimed[-1][1]:
            claimed[-1] = claimed[-1][0], max(end, claimed[-1][1])
        else:
            claimed.append((start, end))
    stretch: Span | None = None
    for start, end in (block.span for block in document.blocks):
        before = bisect_left(claimed, (end, 0)) - 1
        if before < 0 or claimed[before][1] <= start:
            stretch = (stretch[0] if stretch else start, end)
        elif stretch:
            yield stretch, "page"
            stretch = None
    if stretch:
        yield stretch, "page"
