"""Labelled articles: what the columns of a table are called, and the record they make.

Tables of articles come from many hands, so a column is known by any of its names, in any case and
spelling. A column that no name belongs to is left out of the article and named as furniture.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import regex
from django.utils.text import Truncator
from django.utils.translation import gettext_noop

from archive import dates
from archive.addresses import web_address
from archive.flags import FlagKind
from archive.names import keywords
from archive.readers.plaintext import count_flags, date_flags, doubt_flags
from archive.readers.prose import plain, prose
from archive.records import (
    ArticleRecord,
    CommentRecord,
    FlagRecord,
    LinkRecord,
    Span,
    Unreadable,
)
from archive.text import clean, key

COLUMNS = {
    "title": "title, headline, عنوان",
    "body": "text, body, content, articleBody, نص, متن",
    "published": "date, published, published at, datePublished, pubdate, datetime, تاريخ",
    "source": "source, publisher, newspaper, site name, مصدر",
    "byline": "author, authors, byline, creator, كاتب",
    "address": "url, address, link, canonical url, رابط",
    "captured_at": "captured at, crawled at, fetched at, retrieved at",
    "keywords": "keywords, tags, كلمات مفتاحية",
    "comments": "comments, تعليقات",
    "declared": "comment count, comments count, عدد التعليقات",
    "related": "related, related links, مواضيع ذات صلة",
}
# The parts of a comment or of a related link, where it is an object.
PARTS = {
    "author": "author, name, user, كاتب",
    "dateline": "date, time, published, created at, تاريخ",
    "text": "text, body, content, comment, نص",
    "replies": "replies, children, ردود",
    "title": "title, headline, text, عنوان",
    "address": "url, address, link, رابط",
}
FIRST_YEAR, LAST_YEAR = 1800, 2200
MILLISECONDS = 10**11
DEEPEST_REPLY = 50
TITLE_WORDS = 12

_ARTICLE = regex.compile(r"\bال")
_WHOLE_MONTH = regex.compile(r"(\d{4})(?:-(\d\d?))?")


def _folded(name: str) -> str:
    return _ARTICLE.sub("", key(name))


def _names(table: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {part: tuple(map(_folded, names.split(","))) for part, names in table.items()}


_COLUMN_OF = {name: column for column, names in _names(COLUMNS).items() for name in names}
_PARTS = _names(PARTS)


class Cell(NamedTuple):
    """A value under its label, and where it stands; a list says so for each of its items."""

    label: str
    value: Any
    span: Span
    items: tuple[Span, ...] = ()


def column_of(label: str) -> str:
    """The column a label names, or nothing.

    >>> column_of("Published_At"), column_of("العنوان"), column_of("views")
    ('published', 'title', '')
    """
    return _COLUMN_OF.get(_folded(label), "")


def holds_articles(labels: Iterable[str]) -> bool:
    """Whether a table with these columns is one of articles: it has headlines, and something more."""
    known = {column_of(label) for label in labels}
    return "title" in known and bool(known & {"body", "address", "published"})


def article(cells: Iterable[Cell]) -> ArticleRecord:
    """The article of one row. Raises Unreadable for one with neither headline nor body."""
    columns: dict[str, Cell] = {}
    others: list[tuple[Span, str]] = []
    for cell in cells:
        column = column_of(cell.label)
        if column and column not in columns and cell.value not in (None, "", []):
            columns[column] = cell
        else:
            others.append((cell.span, "column"))
    values = {column: cell.value for column, cell in columns.items()}
    body = prose(text_of(values.get("body"), "\n\n"))
    printed_title = plain(text_of(values.get("title")))
    title = titled(printed_title, body)
    date = date_of(values.get("published"))
    source = plain(text_of(values.get("source")))
    printed = keywords_of(values.get("keywords"), f"{title}\n{body}")
    found = tuple(comments_of(columns.get("comments")))
    declared = declared_in(values.get("declared"), values.get("comments"))
    return ArticleRecord(
        title=title,
        dateline=date.line,
        published=date.published,
        byline=plain(text_of(values.get("byline"))),
        body=body,
        source_line=source,
        source_name=source,
        keyword_line=printed.line,
        keywords=printed.keywords,
        comments_declared=declared,
        comments=found,
        related_links=tuple(links_of(columns.get("related"))),
        flags=(
            *date.flags,
            *printed.flags,
            *doubts(title == printed_title, body, source),
            *count_flags(declared, len(found)),
        ),
        spans={_FIELDS[name]: (cell.span,) for name, cell in columns.items() if name in _FIELDS},
        furniture=tuple(others),
        address=web_address(clean(text_of(values.get("address")))),
        captured_at=instant(text_of(values.get("captured_at"))),
    )


_FIELDS = {
    "title": "title",
    "body": "body",
    "published": "dateline",
    "source": "source_line",
    "byline": "byline",
    "keywords": "keyword_line",
    "declared": "comments_declared",
}


def doubts(title_is_printed: bool, body: str, source: str) -> Iterator[FlagRecord]:
    return doubt_flags(
        {
            FlagKind.TITLE_UNSURE: not title_is_printed,
            FlagKind.BODY_MISSING: not body,
            FlagKind.SOURCE_MISSING: not source,
        }
    )


def titled(title: str, body: str) -> str:
    """A headline, or how an article begins that has none. Raises Unreadable if there is neither.

    >>> titled("", "قال مسؤول إن الوفد وصل.")
    'قال مسؤول إن الوفد وصل.'
    """
    if key(title):
        return title
    beginning = body.partition("\n\n")[0]
    if not key(beginning):
        raise Unreadable(gettext_noop("neither a headline nor a body in it"))
    return Truncator(beginning).words(TITLE_WORDS, truncate="…")


def text_of(value: Any, between: str = "، ") -> str:
    """What a value says: of an object its name, of a list all its items.

    >>> text_of([{"name": "محمد"}, "علي"])
    'محمد، علي'
    """
    match value:
        case str():
            return value
        case bool() | None:
            return ""
        case int() | float():
            return str(value)
        case list():
            return between.join(filter(None, (text_of(one, between) for one in value)))
        case dict():
            return text_of(value.get("name", ""))
    return ""


class Date(NamedTuple):
    line: str
    published: dates.Moment | None
    flags: tuple[FlagRecord, ...]


def date_of(value: Any) -> Date:
    """When an article says it was published, whoever wrote that down: a machine or a paper.

    >>> date_of("2015-07").published.isoformat(), date_of(1437473400).published.isoformat()
    ('2015-07', '2015-07-21T10:10')
    """
    line = clean(text_of(value))
    if not line:
        return Date("", None, (FlagRecord(kind=FlagKind.DATE_MISSING),))
    if moment := machine_date(line):
        return Date(line, moment, ())
    mention = next(iter(dates.find_dates(line)), None)
    dateline = dates.Dateline(line, mention, "", False)
    return Date(line, mention.moment if mention else None, tuple(date_flags(dateline)))


def machine_date(line: str) -> dates.Moment | None:
    """A year, a month, a day or a minute as programs write them; the time as it is written."""
    try:
        if line.replace(".", "", 1).isdecimal() and not FIRST_YEAR <= float(line) <= LAST_YEAR:
            if len(line) != len("20150721"):
                return moment_of(epoch(float(line)))
        elif month := _WHOLE_MONTH.fullmatch(line):
            year, number = month.groups()
            return dates.Moment(int(year), int(number) if number else None)
        day = datetime.fromisoformat(line)
    except (ValueError, OverflowError, OSError):
        try:
            return moment_of(parsedate_to_datetime(line))
        except (ValueError, TypeError, IndexError):
            return None
    if len(line) <= len("2015-07-21"):
        return dates.Moment(day.year, day.month, day.day)
    return moment_of(day)


def epoch(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds / (1000 if seconds > MILLISECONDS else 1), UTC)


def moment_of(when: datetime) -> dates.Moment:
    return dates.Moment(when.year, when.month, when.day, when.hour, when.minute)


def instant(line: str) -> datetime | None:
    """A point in time as programs write it; in UTC where it names no zone.

    >>> instant("2015-07-21T10:20:30Z").isoformat(), instant("أمس")
    ('2015-07-21T10:20:30+00:00', None)
    """
    try:
        when = datetime.fromisoformat(clean(line))
    except ValueError:
        try:
            when = parsedate_to_datetime(line)
        except (ValueError, TypeError, IndexError):
            return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


class Keywords(NamedTuple):
    line: str
    keywords: tuple[str, ...]
    flags: tuple[FlagRecord, ...] = ()


def keywords_of(value: Any, text: str) -> Keywords:
    """The keywords of a list, or of a line as its separators or else the text divide it."""
    if isinstance(value, list):
        listed = dict.fromkeys(plain(text_of(one)) for one in value)
        found = tuple(filter(None, listed))
        return Keywords("، ".join(found), found)
    line = plain(text_of(value))
    if not line:
        return Keywords("", ())
    if (separated := keywords.split(text_of(value))) is not None:
        return Keywords(line, separated)
    divided = keywords.divide(line, text)
    if " " not in line:
        return Keywords(line, divided)
    values = {"printed": line, "proposal": "، ".join(divided)}
    return Keywords(line, divided, (FlagRecord(kind=FlagKind.KEYWORDS_DIVIDED, values=values),))


def declared_in(declared: Any, comments: Any) -> int | None:
    """How many comments a row says there are; some count them where others list them."""
    for value in (declared, comments):
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        if isinstance(value, str) and value.strip().isdecimal():
            return int(value)
    return None


def comments_of(cell: Cell | None) -> Iterator[CommentRecord]:
    """The comments of a list, the replies to one right after it."""
    if not cell:
        return
    listed = in_list(cell.value)
    spans = cell.items or (cell.span,) * len(listed)
    number = 0
    answered: int | None
    for one, span in zip(listed, spans, strict=True):
        waiting: list[tuple[Any, int | None, int]] = [(one, None, 0)]
        while waiting:
            entry, answered, depth = waiting.pop()
            author, dateline, text, replies = comment(entry)
            if text:
                number += 1
                yield CommentRecord(
                    number=number,
                    text=text,
                    author=author,
                    dateline=dateline,
                    span=span,
                    reply_to=answered,
                )
                answered = number
            if depth < DEEPEST_REPLY:
                waiting += [(reply, answered, depth + 1) for reply in reversed(replies)]


def in_list(value: Any) -> list[Any]:
    """The items of a list, also of one that a table without lists holds as text."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return value if isinstance(value, list) else []


def comment(entry: Any) -> tuple[str, str, str, list[Any]]:
    """Author, dateline, text and replies of one comment."""
    if not isinstance(entry, dict):
        return "", "", prose(text_of(entry)), []
    replies = part(entry, "replies")
    return (
        plain(text_of(part(entry, "author"))),
        clean(text_of(part(entry, "dateline"))),
        prose(text_of(part(entry, "text"))),
        replies if isinstance(replies, list) else [],
    )


def part(entry: dict[str, Any], name: str) -> Any:
    folded = {_folded(label): value for label, value in entry.items()}
    return next((folded[one] for one in _PARTS[name] if folded.get(one)), None)


def links_of(cell: Cell | None) -> Iterator[LinkRecord]:
    if not cell:
        return
    listed = in_list(cell.value)
    for one, span in zip(listed, cell.items or (cell.span,) * len(listed), strict=True):
        labelled = isinstance(one, dict)
        headline = plain(text_of(part(one, "title") if labelled else one))
        url = clean(text_of(part(one, "address"))) if labelled else ""
        if headline:
            yield LinkRecord(headline=headline, span=span, url=web_address(url))
