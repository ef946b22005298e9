"""Fields of an article given back to its reader: what it reads today stands there again.

A field that a person had set follows the reader from then on. Comments and related links are given
back one by one, by names such as "comments-3", or as a whole.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import F

from archive.curation.accounting import accounted, begins_within
from archive.intake.differences import said
from archive.intake.rows import (
    comment_row,
    fields_of,
    link_row,
    names_for,
    places_of,
    write_comments,
    write_keywords,
    write_links,
)
from archive.models import (
    DATE_FIELDS,
    Article,
    Author,
    Comment,
    Name,
    RelatedLink,
    Source,
    pseudonyms,
)
from archive.names.bylines import person_of
from archive.records import ArticleRecord

# What is given back together, by the name it is known by, with the columns it fills.
COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "byline": ("byline",),
    "author": ("author", "author_name"),
    "body": ("body",),
    "dateline": ("dateline",),
    "published_on": DATE_FIELDS,
    "source": ("source", "source_name"),
    "source_line": ("source_line",),
    "source_note": ("source_note",),
    "keyword_line": ("keyword_line",),
    "comments_declared": ("comments_declared",),
}
SPANNED = {"published_on": "published"}
"""What a field is called among the places, where that is another name."""
WHOLES = ("keywords", "comments", "related_links")
PARAGRAPH = "\n\n"


class Reading(NamedTuple):
    """A field as it is and as its reader reads it today."""

    name: str
    now: str
    read: str
    curated: bool
    part: Comment | RelatedLink | None = None


def readings(article: Article, record: ArticleRecord) -> Iterator[Reading]:
    """Every field, and every comment and related link that a person has set and a reader finds."""
    here, there = values_of(article), values_in(record)
    for name in here:
        yield Reading(name, here[name], there[name], is_set(article, name))
    for comment in article.comments.filter(curated=True):
        if found := comments_at(comment, record):
            read = PARAGRAPH.join(said(one.author, one.text) for one in found)
            now = said(comment.author, comment.text)
            yield Reading(f"comments-{comment.number}", now, read, True, comment)
    for link in article.related_links.filter(curated=True):
        if links := links_at(link, record):
            read = PARAGRAPH.join(said(one.headline, one.url) for one in links)
            now = said(link.headline, link.url)
            yield Reading(f"related_links-{link.pk}", now, read, True, link)


def is_set(article: Article, name: str) -> bool:
    """Whether a person has set a field, or any entry of those that are many."""
    own = any(article.is_curated(column) for column in (name, *COLUMNS.get(name, ())))
    parts: Any = getattr(article, name) if name in ("comments", "related_links") else None
    return own or (parts is not None and parts.filter(curated=True).exists())


def values_of(article: Article) -> dict[str, str]:
    published = article.published
    return {
        "title": article.title,
        "byline": article.byline,
        "author": article.author.name if article.author else "",
        "body": article.body,
        "dateline": article.dateline,
        "published_on": published.isoformat() if published else "",
        "source": article.source.name if article.source else "",
        "source_line": article.source_line,
        "source_note": article.source_note,
        "keyword_line": article.keyword_line,
        "comments_declared": counted(article.comments_declared),
        "keywords": "\n".join(
            article.article_keywords.values_list("keyword__name", flat=True),
        ),
        "comments": PARAGRAPH.join(said(one.author, one.text) for one in article.comments.all()),
        "related_links": "\n".join(
            said(one.headline, one.url) for one in article.related_links.all()
        ),
    }


def values_in(record: ArticleRecord) -> dict[str, str]:
    """As `values_of` has them, the names in the spelling that the archive has."""
    return {
        "title": record.title,
        "byline": record.byline,
        "author": known(Author, person_of(record.byline)),
        "body": record.body,
        "dateline": record.dateline,
        "published_on": record.published.isoformat() if record.published else "",
        "source": known(Source, record.source_name),
        "source_line": record.source_line,
        "source_note": record.source_note,
        "keyword_line": record.keyword_line,
        "comments_declared": counted(record.comments_declared),
        "keywords": "\n".join(record.keywords),
        "comments": PARAGRAPH.join(said(one.author, one.text) for one in record.comments),
        "related_links": "\n".join(said(one.headline, one.url) for one in record.related_links),
    }


def counted(number: int | None) -> str:
    return "" if number is None else str(number)


def known(model: type[Name], printed: str) -> str:
    names: Any = model.objects
    name = names.named(printed).first() if printed else None
    return str(name.name) if name else printed


def comments_at(comment: Comment, record: ArticleRecord) -> list[Any]:
    """What a reader finds where a comment stands; of one in no place, what has its number."""
    if comment.span:
        return [one for one in record.comments if begins_within(one.span, [comment.span])]
    return [one for one in record.comments if one.number == comment.number]


def links_at(link: RelatedLink, record: ArticleRecord) -> list[Any]:
    return [one for one in record.related_links if begins_within(one.span, [link.span])]


def give_back(article: Article, record: ArticleRecord, chosen: Collection[str]) -> None:
    """Make some fields of an article what its reader reads, and let them follow it."""
    before = places_of(article)
    sources = names_for(Source, [record.source_name])
    fields = fields_of(record, sources, names_for(Author, [person_of(record.byline)]))
    given = {column for name in chosen for column in COLUMNS.get(name, ())}
    article.curated = [one for one in article.curated if one not in given.union(chosen)]
    for column in given:
        setattr(article, column, fields[column])
    for name in chosen:
        field = SPANNED.get(name, name)
        article.spans.pop(field, None)
        if field in fields["spans"]:
            article.spans[field] = fields["spans"][field]
    if "keywords" in chosen:
        write_keywords(article, record.keywords)
    if "comments" in chosen:
        article.comments.update(curated=False, joined="", position=F("number"))
        write_comments(article, record)
    if "related_links" in chosen:
        article.related_links.update(curated=False)
        write_links(article, record)
    for comment in article.comments.filter(curated=True):
        if f"comments-{comment.number}" in chosen:
            give_back_comment(comment, record)
    for link in article.related_links.filter(curated=True):
        if f"related_links-{link.pk}" in chosen:
            give_back_link(link, record)
    article.furniture = accounted(article.furniture, before, places_of(article))
    article.save()


def give_back_comment(comment: Comment, record: ArticleRecord) -> None:
    """With what it was divided into or joined of; who answered one of these answers it again."""
    article = comment.article
    found = comments_at(comment, record)
    of_it = pieces(article.comments.filter(curated=True), comment, [one.span for one in found])
    numbers = {one.number: one for one in of_it}
    article.comments.filter(pk__in=[one.pk for one in of_it if one.pk != comment.pk]).delete()
    signed = pseudonyms()
    for at, one in enumerate(found):
        row = comment_row(article, one, signed)
        there = comment if not at else numbers.get(one.number)
        if there:
            row.position, row.hidden = there.position, there.hidden
        if not at:
            row.pk, row.number = comment.pk, comment.number
        elif article.comments.filter(number=one.number).exists():
            continue
        row.save()
    answers = {one.number: one.reply_to for one in record.comments}
    for reply in article.comments.filter(curated=False, reply_to=comment.number):
        if answers.get(reply.number, comment.number) in {one.number for one in found}:
            reply.reply_to = answers.get(reply.number, comment.number)
            reply.save()


def give_back_link(link: RelatedLink, record: ArticleRecord) -> None:
    found = links_at(link, record)
    others = pieces(
        link.article.related_links.filter(curated=True), link, [one.span for one in found]
    )
    position = link.position
    for one in others:
        one.delete()
    for one in found:
        row = link_row(link.article, record, one)
        row.position = position
        row.save()


def pieces(curated: Any, entry: Any, places: Sequence[Sequence[int]]) -> list[Any]:
    """An entry, and the others that begin where the reader finds it."""
    return [one for one in curated if one.pk == entry.pk or begins_within(one.span, places)]
