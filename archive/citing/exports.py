"""Lists of articles as files: whatever a list holds, in its order, a few articles at a time.

A file of JSON Lines has the columns that the importer reads.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from archive.batches import batched
from archive.citing.citations import Reference, bibtex, ris
from archive.models import Article, ArticleQuerySet, Comment
from archive.readers.columns import DEEPEST_REPLY
from archive.text import clean

BATCH = 200
"""Articles that are in memory at once."""
PARAMETER = "export"
LONGEST_NAME = 80
"""Characters of a file's name, without its end."""
BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""

COLUMNS = (
    "id",
    "title",
    "text",
    "date",
    "approximate",
    "dateline",
    "source",
    "author",
    "keywords",
    "url",
    "captured_at",
    "sha256",
    "permalink",
    "comment_count",
    "comments",
    "related",
)

BYLINE_ENDS = " :؛،,;-–—|"
"""What stands between a byline and the text, and belongs to neither."""

Row = dict[str, Any]
Rows = Iterable[tuple[Article, Reference]]


def reference(article: Article, site: str) -> Reference:
    """What a citation says of an article that is shown at a site, as in "https://archive.example".

    It has its `keyword_uses`, and had better have its source, author and capture fetched.
    """
    capture = article.capture
    archived = capture.age[0] if capture else article.created_at
    return Reference(
        id=article.pk,
        title=clean(article.title),
        address=f"{site}{article.get_absolute_url()}",
        author=signed(article),
        source=clean(article.source.name) if article.source else "",
        published=article.published,
        approximate=article.is_approximate,
        keywords=tuple(clean(use.keyword.name) for use in article.keyword_uses),
        origin=capture.address if capture else "",
        archived=timezone.localdate(archived),
        digest=capture.sha256 if capture else "",
    )


def signed(article: Article) -> str:
    """Who wrote it: the person whom its byline names, or else what the byline says."""
    return article.author.name if article.author else clean(article.byline).rstrip(BYLINE_ENDS)


def row(article: Article, cited: Reference) -> Row:
    """An article in the columns of `COLUMNS`; what it lacks is left out."""
    captured_at = article.capture.captured_at if article.capture else None
    told = {
        "id": article.pk,
        "title": article.title,
        "text": article.body,
        "date": article.published.isoformat() if article.published else None,
        "approximate": article.is_approximate or None,
        "dateline": article.dateline,
        "source": cited.source,
        "author": article.byline,
        "keywords": list(cited.keywords),
        "url": cited.origin,
        "captured_at": captured_at.isoformat() if captured_at else None,
        "sha256": cited.digest,
        "permalink": cited.address,
        "comment_count": article.comments_declared,
        "comments": threads(article.shown_comments),
        "related": [
            {"title": link.headline, "url": link.url} for link in article.related_links.all()
        ],
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def threads(comments: Iterable[Comment]) -> list[Row]:
    """Comments in order, each with the replies to it.

    A reply to a comment that is hidden, or one that lies deeper than is read again, begins anew.
    """
    told: dict[int, tuple[Row, int]] = {}
    beginnings: list[Row] = []
    for comment in comments:
        said = {"author": comment.author, "date": comment.dateline, "text": comment.text}
        entry: Row = {name: value for name, value in said.items() if value}
        answered, depth = told.get(comment.reply_to or 0, ({}, DEEPEST_REPLY))
        if depth < DEEPEST_REPLY:
            answered.setdefault("replies", []).append(entry)
            told[comment.number] = entry, depth + 1
        else:
            beginnings.append(entry)
            told[comment.number] = entry, 0
    return beginnings


def table(rows: Rows) -> Iterator[str]:
    """Lines of CSV by RFC 4180, without their header."""
    for article, cited in rows:
        told = row(article, cited)
        yield csv_line(cell(told.get(name, "")) for name in COLUMNS)


def csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()


def cell(value: Any) -> str:
    """A value as a cell of a spreadsheet, which must not calculate with what was published.

    >>> cell("=1+1"), cell(["أولى", "ثانية"]), cell([{"text": "تعليق"}])
    ("'=1+1", 'أولى، ثانية', '[{"text": "تعليق"}]')
    """
    match value:
        case str():
            text = value
        case [str(), *_]:
            text = "، ".join(value)
        case _:
            text = json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA) else text


def json_lines(rows: Rows) -> Iterator[str]:
    for article, cited in rows:
        yield json.dumps(row(article, cited), ensure_ascii=False) + "\n"


def cited_by(write: Callable[[Reference], str]) -> Callable[[Rows], Iterator[str]]:
    return lambda rows: (write(cited) for _, cited in rows)


class Export(NamedTuple):
    """A kind of file: what readers know it by, and how it is written."""

    label: str | Promise
    suffix: str
    media_type: str
    write: Callable[[Rows], Iterator[str]]
    opening: str = ""


HEADER = csv_line(COLUMNS)
EXPORTS = {
    "csv": Export("CSV", "csv", "text/csv", table, HEADER),
    "excel": Export(_("CSV for Excel"), "csv", "text/csv", table, BYTE_ORDER_MARK + HEADER),
    "jsonl": Export("JSONL", "jsonl", "application/jsonl", json_lines),
    "ris": Export("RIS", "ris", "application/x-research-info-systems", cited_by(ris)),
    "bib": Export("BibTeX", "bib", "application/x-bibtex", cited_by(bibtex)),
}
"""By what an address asks for. Only a byte order mark tells Excel that a table is in UTF-8."""


def wanted(request: HttpRequest) -> Export | None:
    """The kind of file that an address asks for instead of a page."""
    return EXPORTS.get(request.GET.get(PARAMETER, ""))


def site_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def download(
    request: HttpRequest, ids: Iterable[str], export: Export, name: str
) -> StreamingHttpResponse:
    """The articles of a list as a file named after it. Those no longer published are left out."""
    if request.method == "HEAD":  # a server would read all of it, and send nothing
        ids = ()
    response = StreamingHttpResponse(
        written(ids, export, site_of(request)), content_type=f"{export.media_type}; charset=utf-8"
    )
    response["Content-Disposition"] = attachment(name, export.suffix)
    return response


def written(ids: Iterable[str], export: Export, site: str) -> Iterator[str]:
    """A file in pieces, one for each `BATCH` of articles."""
    yield export.opening
    for some in batched(ids, BATCH):
        articles = to_export().in_bulk(some)
        found = [articles[pk] for pk in some if pk in articles and articles[pk].is_published]
        yield "".join(export.write((article, reference(article, site)) for article in found))


def to_export() -> ArticleQuerySet:
    """Articles with everything that a file tells of them; four queries, whatever their number."""
    return (
        Article.objects.select_related("source", "author", "capture")
        .with_shown_comments()
        .with_keyword_uses()
        .prefetch_related("related_links")
        .defer("spans", "furniture")
    )


def attachment(name: str, suffix: str) -> str:
    """How a file is named: in full, and in ASCII for those that read no more.

    >>> print(attachment("النهار", "csv"))
    attachment; filename="warraq.csv"; filename*=UTF-8''warraq-%D8%A7%D9%84%D9%86%D9%87%D8%A7%D8%B1.csv
    """
    words = f"warraq {name}".replace("/", " ")
    full = slugify(words, allow_unicode=True)[:LONGEST_NAME].strip("-")
    plain = slugify(words.encode("ascii", "ignore").decode())[:LONGEST_NAME].strip("-")
    return (
        f"attachment; filename=\"{plain}.{suffix}\"; filename*=UTF-8''{quote(f'{full}.{suffix}')}"
    )
