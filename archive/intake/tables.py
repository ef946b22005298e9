"""What is known of articles as a table, which curators take along, edit and bring back.

Each row has a version, by which it is told whether somebody has changed the article since. A cell
that is as it was written is left alone, and so a table that was brought back changes nothing when it
is brought back again.
"""

import csv
import json
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_noop, override

from archive.batches import batched
from archive.citing.exports import BYTE_ORDER_MARK, FORMULA, cell, csv_line
from archive.curation.history import kept
from archive.curation.merging import digest
from archive.curation.roles import may_change, states_for
from archive.dates import Moment, Precision
from archive.flags import FlagKind
from archive.intake.rows import known_by, write_author, write_keywords
from archive.intake.settling import settle
from archive.intake.turns import wait_for_turn
from archive.intake.uploads import Progress, Upload
from archive.intake.verdicts import noted
from archive.models import (
    DATE_FIELDS,
    KEY_LENGTH,
    Article,
    ArticleQuerySet,
    Author,
    Keyword,
    Name,
    Source,
    stored_key,
)
from archive.readers.columns import date_of
from archive.readers.encoding import decode
from archive.records import Unreadable
from archive.text import without_overrides

KIND = "table"
"""Of an upload."""
AT_ONCE = 200
"""Rows that are in memory, and written, together."""
NAMED: dict[str, Any] = {"author": Author, "source": Source}
LABELS = {
    "title": "title",
    "byline": "byline",
    "author": "author",
    "dateline": "dateline",
    "date": "published_on",
    "precision": "date_precision",
    "source": "source",
    "keywords": "keywords",
    "status": "status",
}
"""The columns that may be edited, each with the field of an article whose name it goes by."""
COLUMNS = ("id", "version", *LABELS)
SEPARATORS = ",;\t"
BETWEEN_KEYWORDS = re.compile(r"[،؛,;|\n]")

NO_TABLE = gettext_noop("the table has no columns “id” and “version”")
NO_ARTICLE = gettext_noop("there is no article with the id “%(given)s”")
TWICE = gettext_noop("the article stands in an earlier row, too")
CHANGED_MEANWHILE = gettext_noop("somebody has changed the article since; take a new table")
NOT_YOURS = gettext_noop("you may not change this article as long as it is %(given)s")
NO_TITLE = gettext_noop("an article needs a headline")
NO_DATE = gettext_noop("“%(given)s” is no date")
SEVERAL_DATES = gettext_noop("“%(given)s” can be read as more than one day")
NO_PRECISION = gettext_noop("“%(given)s” is no precision of a date")
LESS_PRECISE = gettext_noop("“%(date)s” is less precise than “%(given)s”")
NO_STATUS = gettext_noop("“%(given)s” is no status")
NOT_YOUR_STATUS = gettext_noop("you may not make articles “%(given)s”")
NO_NAME = gettext_noop("“%(given)s” is no name")
NOT_YOUR_NAME = gettext_noop("nothing goes by the name “%(given)s”, and you may not add it")

Cells = Mapping[str, str]


@dataclass(slots=True)
class Row:
    """A row that was brought back: what it would change, and why it cannot."""

    line: int
    pk: str
    article: Article | None = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of columns, what is there and what is wanted."""
    values: dict[str, Any] = field(default_factory=dict)
    """What the changed columns mean: a name that is new is its text."""
    problems: list[Unreadable] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        return bool(self.changes) and not self.problems


def cells_of(article: Article) -> dict[str, str]:
    """What a table says of an article that has its names and `keyword_uses` fetched."""
    published = article.published
    return {
        "title": article.title,
        "byline": article.byline,
        "author": article.author.name if article.author else "",
        "dateline": article.dateline,
        "date": published.isoformat() if published else "",
        "precision": published.precision.value if published else "",
        "source": article.source.name if article.source else "",
        "keywords": "، ".join(use.keyword.name for use in article.keyword_uses),
        "status": article.status,
    }


def version_of(cells: Cells) -> str:
    return digest("\x1f".join(plain(cells.get(column, "")) for column in LABELS))


def to_tell(articles: ArticleQuerySet) -> ArticleQuerySet:
    return articles.select_related("source", "author").with_keyword_uses().defer("spans", "body")


def table_of(ids: Iterable[str]) -> Iterator[str]:
    """The lines of a table of articles, in the order of their ids as given."""
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for some in batched(ids, AT_ONCE):
        articles = to_tell(Article.objects.all()).in_bulk(some)
        for pk in some:
            if pk in articles:
                cells = cells_of(articles[pk])
                yield csv_line([pk, version_of(cells), *map(cell, cells.values())])


def plain(text: str) -> str:
    """A cell without what spreadsheets do to it.

    >>> plain("خبر\\r\\nعاجل "), plain("'=1+1")
    ('خبر\\nعاجل', '=1+1')
    """
    text = text.replace("\r\n", "\n").strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def rows_in(raw: bytes) -> Iterator[tuple[int, Cells]]:
    """The rows of a table by their columns, each with its number. Raises Unreadable."""
    lines = decode(raw).text.removeprefix(BYTE_ORDER_MARK).splitlines(keepends=True)
    for separator in SEPARATORS:
        reader = csv.reader(lines, delimiter=separator)
        header = [name.strip().lower() for name in next(reader, [])]
        if {"id", "version"} <= set(header):
            break
    else:
        raise Unreadable(NO_TABLE)
    for number, row in enumerate(reader, 2):
        if any(row):
            yield number, dict(zip(header, map(plain, row), strict=False))


def read(upload: Upload, user: Any) -> Iterator[list[Row]]:
    """What the rows of a table would change, some at a time. Raises Unreadable."""
    [file] = upload.files
    seen: set[str] = set()
    for some in batched(rows_in(file.read_bytes()), AT_ONCE):
        ids = {cells["id"] for _line, cells in some}
        articles = to_tell(Article.objects.select_for_update(of=("self",))).in_bulk(ids)
        reading = Reading(user, [cells for _line, cells in some])
        yield [reading.row(line, cells, articles.get(cells["id"]), seen) for line, cells in some]


class Reading:
    """Rows, read for a person, with the names in them that the archive has."""

    def __init__(self, user: Any, rows: Collection[Cells]) -> None:
        self.user = user
        self.states = {status.value for status in states_for(user)}
        self.names: dict[Any, dict[str, Any]] = {
            model: known_by(model, {stored_key(cells.get(column, "")) for cells in rows})
            for column, model in NAMED.items()
        }
        keywords = (one for cells in rows for one in divided(cells.get("keywords", "")))
        self.names[Keyword] = known_by(Keyword, map(stored_key, keywords))

    def row(self, line: int, cells: Cells, article: Article | None, seen: set[str]) -> Row:
        row = Row(line, cells["id"], article)
        if article is None:
            row.problems.append(Unreadable(NO_ARTICLE, given=cells["id"]))
            return row
        there = cells_of(article)
        stale = cells["version"] != version_of(there)
        if stale and date_of(cells.get("date", "")).published == article.published:
            # The date is what it was brought back to before; its precision is of the one then.
            cells = {**cells, "date": there["date"], "precision": there["precision"]}
        if cells["version"] == version_of(cells) or not self.compare(row, cells, there):
            return row
        if article.pk in seen:
            row.problems.append(Unreadable(TWICE))
        seen.add(article.pk)
        if stale:
            row.problems.append(Unreadable(CHANGED_MEANWHILE))
        if not may_change(self.user, article):
            state = Article.Status(article.status).label
            row.problems.append(Unreadable(NOT_YOURS, given=state))
        return row

    def compare(self, row: Row, cells: Cells, there: Cells) -> bool:
        """Note what a row wants otherwise; whether that is anything."""
        for column in LABELS:
            given = cells.get(column, there[column])
            if given == plain(there[column]):
                continue
            try:
                value = self.meaning(column, given, cells, row.article)
            except Unreadable as problem:
                row.problems.append(problem)
                row.changes[column] = there[column], given
            else:
                if value is not UNCHANGED:
                    row.values[column] = value
                    row.changes[column] = there[column], given
        return bool(row.changes)

    def meaning(self, column: str, given: str, cells: Cells, article: Any) -> Any:
        """What a changed cell says; UNCHANGED if it is the same in other words. Raises Unreadable."""
        match column:
            case "title":
                title = without_overrides(given)
                if not title:
                    raise Unreadable(NO_TITLE)
                return UNCHANGED if title == article.title else title
            case "date" | "precision":
                moment = moment_in(cells, article.published)
                return UNCHANGED if moment == article.published else moment
            case "status":
                status = self.status(given)
                return UNCHANGED if status == article.status else status
            case "author" | "source":
                name = self.name(NAMED[column], given) if given else None
                return UNCHANGED if name == getattr(article, column) else name
            case "keywords":
                names = [self.name(Keyword, one) for one in divided(given)]
                there = [use.keyword for use in article.keyword_uses]
                return UNCHANGED if names == there else names
        return given

    def status(self, given: str) -> str:
        status = code_of(Article.Status, given)
        if status is None:
            raise Unreadable(NO_STATUS, given=given)
        if status not in self.states:
            raise Unreadable(NOT_YOUR_STATUS, given=Article.Status(status).label)
        return status

    def name(self, model: Any, given: str) -> Name | str:
        """The name that a spelling leads to, or the spelling of a new one. Raises Unreadable."""
        folded = stored_key(given)
        if not folded or len(given) > KEY_LENGTH:
            raise Unreadable(NO_NAME, given=given)
        if known := self.names[model].get(folded):
            found: Name = known
            return found
        if not self.user.has_perm(f"archive.add_{model._meta.model_name}"):
            raise Unreadable(NOT_YOUR_NAME, given=given)
        return given


UNCHANGED = object()


def divided(line: str) -> list[str]:
    """
    >>> divided("المغرب، الجزائر,  تونس")
    ['المغرب', 'الجزائر', 'تونس']
    """
    return [one.strip() for one in BETWEEN_KEYWORDS.split(line) if one.strip()]


def code_of(choices: Any, given: str) -> str | None:
    """The choice that is meant by its code, or by its name in any language of the interface."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, label in choices.choices:
                if given.lower() in (code, str(label).lower()):
                    return str(code)
    return None


def moment_in(cells: Cells, there: Moment | None) -> Moment | None:
    """When an article was published, by its date and, where that was changed, its precision.

    Raises Unreadable.
    """
    given = cells.get("date", there.isoformat() if there else "")
    if not given:
        return None
    read = date_of(given)
    moment = read.published
    if any(flag.kind is FlagKind.DATE_AMBIGUOUS for flag in read.flags):
        raise Unreadable(SEVERAL_DATES, given=given)
    if moment is None:
        raise Unreadable(NO_DATE, given=given)
    wanted = cells.get("precision", "")
    if not wanted or (there and wanted == there.precision.value):
        return moment
    precision = code_of(Article.Precision, wanted)
    if not precision:
        raise Unreadable(NO_PRECISION, given=wanted)
    return coarsened(moment, Precision(precision))


def coarsened(moment: Moment, precision: Precision) -> Moment:
    """A moment, no more precise than this. Raises Unreadable for one that is less.

    >>> coarsened(Moment(2022, 3, 25), Precision.MONTH).isoformat()
    '2022-03'
    """
    known, wanted = (list(Precision).index(one) for one in (moment.precision, precision))
    if wanted > known:
        raise Unreadable(LESS_PRECISE, date=moment.isoformat(), given=precision.value)
    if wanted == known:
        return moment
    month, day = (
        part if wanted > at else None for at, part in enumerate((moment.month, moment.day))
    )
    return Moment(moment.year, month, day)


def preview(upload: Upload, user: Any) -> None:
    """Note what the rows of a table would change. Raises Unreadable."""
    with upload.told.open("w", encoding="utf-8") as told, transaction.atomic():
        for rows in read(upload, user):
            for row in rows:
                if row.changes or row.problems:
                    print(json.dumps(line_of(row), ensure_ascii=False), file=told)


def line_of(row: Row) -> dict[str, Any]:
    return {
        "line": row.line,
        "id": row.pk,
        "title": row.article.title if row.article else "",
        "changes": row.changes,
        "new": new_names(row),
        "problems": list(map(noted, row.problems)),
    }


def new_names(row: Row) -> list[str]:
    """The names in a row that none in the archive goes by yet."""
    named = [row.values.get(column) for column in NAMED]
    return [one for one in (*named, *row.values.get("keywords", ())) if isinstance(one, str)]


def apply(upload: Upload) -> None:
    """Change articles as a table wants it, and note the rows that could not be. Raises Busy.

    It is done in the name of who sent the table, and as if they had done it one by one.
    """
    with upload.at_work():
        user = get_user_model().objects.get(pk=upload.about["by"])
        started, done, changed = time.time(), 0, 0
        [file] = upload.files
        size = sum(1 for _row in rows_in(file.read_bytes()))
        left: list[dict[str, Any]] = []
        reading = read(upload, user)
        while True:
            with transaction.atomic():
                wait_for_turn()
                rows = next(reading, None)
                if rows is None:
                    break
                for row in rows:
                    if row.counts:
                        write(row, user)
                        changed += 1
            left += [line_of(row) for row in rows if row.problems]
            done += len(rows)
            upload.note(Progress(started, done, size, changed))
        settle()
        with upload.told.open("w", encoding="utf-8") as told:
            told.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in left)
        upload.note(Progress(started, done, size, changed, finished=True))


def write(row: Row, user: Any) -> None:
    """Change an article as a row wants it; what is set so, no import touches."""
    article = row.article
    assert article
    with kept(article, user):
        for column, value in row.values.items():
            match column:
                case "date" | "precision":
                    article.published = value
                    basis = Article.DateBasis.CURATED if value else Article.DateBasis.UNKNOWN
                    article.date_basis = basis
                    article.curate(DATE_FIELDS)
                case "keywords":
                    write_keywords(article, [made(Keyword, one).name for one in value])
                    article.curate(["keywords"])
                case "author" | "source":
                    setattr(article, column, made(NAMED[column], value) if value else None)
                    article.curate([column])
                case "status":
                    article.status = value
                case _:
                    setattr(article, column, value)
                    article.curate([column])
        if "byline" in row.values and not article.is_curated("author"):
            write_author(article)
        article.save()


def made(model: Any, name: Name | str) -> Any:
    """A name of the archive, new if it is given as a spelling that none has yet."""
    if isinstance(name, Name):
        return name
    return model.objects.named(name).first() or model.objects.create(name=name, curated=True)
