"""An article's rows in the database, as a record fills them.

What a curator has decided is never written over.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from archive.curation.accounting import accounted, begins_within, without
from archive.curation.history import keep
from archive.flags import OF_OTHER_ARTICLES, OF_PEOPLE
from archive.models import (
    KEY_LENGTH,
    Article,
    ArticleKeyword,
    Author,
    Comment,
    Flag,
    Keyword,
    Name,
    Pseudonym,
    RelatedLink,
    Source,
    pseudonyms,
    stored_key,
)
from archive.names.bylines import person_of
from archive.names.filing import filed_under
from archive.records import (
    ArticleRecord,
    CommentRecord,
    FlagRecord,
    LinkRecord,
)
from archive.text import undirected

N = TypeVar("N", bound=Name)
S = TypeVar("S", CommentRecord, LinkRecord)
Spans = Mapping[str, Sequence[Sequence[int]]]


def update(article: Article, record: ArticleRecord) -> bool:
    """Make an article what a record says, around what curators have decided; True if it changes.

    What it was before is kept in its history.
    """
    with transaction.atomic():
        changes = rewrite(copy(article), record)
        transaction.set_rollback(changes)
    if changes:
        keep(article)
        rewrite(article, record)
    return changes


def rewrite(article: Article, record: ArticleRecord) -> bool:
    changed = [write_flags(article, record)]
    sources = names_for(Source, [record.source_name])
    fields = fields_of(record, sources, names_for(Author, [person_of(record.byline)]))
    own = {field: spans for field, spans in article.spans.items() if article.is_curated(field)}
    fields["spans"] = spans_around(own, fields["spans"])
    fields["furniture"] = furniture_around(article, own, record)
    for name, value in fields.items():
        if not article.is_curated(name) and (old := getattr(article, name)) != value:
            if isinstance(old, Name):
                type(old).objects.filter(pk=old.pk).update(settled=False)
            setattr(article, name, value)
            changed.append(True)
    if not article.is_curated("keywords"):
        changed.append(write_keywords(article, record.keywords))
    if not article.is_curated("comments"):
        changed.append(write_comments(article, record))
    if not article.is_curated("related_links"):
        changed.append(write_links(article, record))
    if not any(changed):
        return False
    article.fold_title()
    article.modified_at = timezone.now()
    article.settled = False
    columns = [*fields, "title_key", "title_opening", "modified_at", "settled"]
    Article.objects.bulk_update([article], columns)
    return True


def fields_of(
    record: ArticleRecord, sources: Mapping[str, Source], authors: Mapping[str, Author]
) -> dict[str, Any]:
    """An article's own columns, as a record fills them."""
    basis = Article.DateBasis.INFERRED if record.date_inferred else Article.DateBasis.PRINTED
    dated = Article()
    dated.published = record.published
    person = person_of(record.byline)
    return {
        "title": record.title,
        "dateline": record.dateline,
        "published_on": dated.published_on,
        "published_at": dated.published_at,
        "date_precision": dated.date_precision,
        "date_basis": basis.value if record.published else Article.DateBasis.UNKNOWN.value,
        "byline": record.byline,
        "author": authors.get(person),
        "author_name": person,
        "body": record.body,
        "source": sources.get(record.source_name),
        "source_line": record.source_line,
        "source_name": record.source_name,
        "source_note": record.source_note,
        "keyword_line": record.keyword_line,
        "comments_declared": record.comments_declared,
        "spans": {field: [list(span) for span in spans] for field, spans in record.spans.items()},
        "furniture": [[*span, kind] for span, kind in record.furniture],
    }


def spans_around(own: Spans, read: Spans) -> dict[str, list[list[int]]]:
    """Where the fields stand: those a curator has set where they are, the others as they were read."""
    taken = [span for field in own for span in without(own[field], read.get(field, ()))]
    left = {field: without(spans, taken) for field, spans in read.items() if field not in own}
    return {
        field: [list(span) for span in spans]
        for field, spans in (left | dict(own)).items()
        if spans
    }


def furniture_around(article: Article, own: Spans, record: ArticleRecord) -> list[Any]:
    """The furniture a record names, around what a curator has made of the rest of the capture."""
    read: list[Sequence[int]] = [span for spans in record.spans.values() for span in spans]
    read += [one.span for one in record.comments]
    read += [one.span for one in record.related_links]
    kept: list[Sequence[int]] = [
        span for field, spans in record.spans.items() if field not in own for span in spans
    ]
    kept += [span for spans in own.values() for span in spans]
    for name, found, entries in (
        ("comments", record.comments, article.comments),
        ("related_links", record.related_links, article.related_links),
    ):
        if article.is_curated(name):
            kept += [one.span for one in entries.all() if one.span]
        else:
            kept += [one.span for one in found]
            kept += [one.span for one in entries.filter(curated=True) if one.span]
    return accounted([(*span, kind) for span, kind in record.furniture], read, kept)


def places_of(article: Article) -> list[list[int]]:
    """Every place of an article's capture that is in a field, a comment or a link."""
    places = [span for spans in article.spans.values() for span in spans]
    for parts in (article.comments, article.related_links):
        places += [span for span in parts.values_list("span", flat=True) if span]
    return places


def names_for(model: type[N], printed: Iterable[str]) -> dict[str, N]:
    """The sources, authors or keywords that spellings belong to, made where they are new.

    A spelling without a letter, or a longer one than any name, belongs to none. The names are
    unsettled: how often which of their spellings is printed is about to change.
    """
    folded = {name: stored_key(name) for name in printed if len(name) <= KEY_LENGTH}
    keys = {key: undirected(name) for name, key in reversed(folded.items()) if key}
    if not keys:
        return {}
    names: Any = model.objects
    known = known_by(model, keys)
    if missing := keys.keys() - known.keys():
        names.bulk_create(
            (
                model(key=key, name=keys[key], filed_under=filed_under(keys[key])[:KEY_LENGTH])
                for key in sorted(missing)
            ),
            ignore_conflicts=True,
        )
        known |= known_by(model, missing)
    names.filter(pk__in={name.pk for name in known.values()}, settled=True).update(settled=False)
    return {name: known[key] for name, key in folded.items() if key}


def write_author(article: Article) -> None:
    """Make the author of an article the person whom its byline names, if any."""
    article.author_name = person_of(article.byline)
    article.author = names_for(Author, [article.author_name]).get(article.author_name)


def known_by(model: type[N], keys: Iterable[str]) -> dict[str, N]:
    """Names by their own keys and by those of their aliases."""
    names: Any = model.objects
    keys = set(keys)
    known: dict[str, N] = {name.key: name for name in names.filter(key__in=keys)}
    for alias in model.aliases.rel.related_model.objects.filter(key__in=keys).select_related("of"):
        known.setdefault(alias.key, alias.of)
    return known


def write_keywords(article: Article, printed: Sequence[str]) -> bool:
    """Make these an article's keywords; True if they were not already."""
    rows = keyword_rows(article, printed, names_for(Keyword, printed))
    present = list(article.article_keywords.values_list("keyword_id", "printed"))
    if present == [(row.keyword_id, row.printed) for row in rows]:
        return False
    Keyword.objects.filter(pk__in=[pk for pk, _ in present]).update(settled=False)
    article.article_keywords.all().delete()
    ArticleKeyword.objects.bulk_create(rows)
    return True


def keyword_rows(
    article: Article, printed: Iterable[str], names: Mapping[str, Keyword]
) -> list[ArticleKeyword]:
    wanted: dict[Keyword, str] = {}
    for name in printed:
        if keyword := names.get(name):
            wanted.setdefault(keyword, name)
    return [
        ArticleKeyword(article=article, keyword=keyword, position=position, printed=name)
        for position, (keyword, name) in enumerate(wanted.items())
    ]


def comment_row(article: Article, found: CommentRecord, signed: Mapping[str, Pseudonym]) -> Comment:
    """A comment as a record has it, with the pseudonym of its author, if that has one."""
    comment = Comment(
        article=article,
        number=found.number,
        position=found.number,
        author=found.author,
        dateline=found.dateline,
        text=found.text,
        span=list(found.span),
        reply_to=found.reply_to,
    )
    return comment.sign(signed)


def link_row(article: Article, record: ArticleRecord, found: LinkRecord) -> RelatedLink:
    return RelatedLink(
        article=article,
        position=record.related_links.index(found),
        headline=found.headline,
        url=found.url,
        span=list(found.span),
    ).fold()


def flag_row(article: Article, found: FlagRecord) -> Flag:
    return Flag(article=article, kind=found.kind, subject=found.subject, values=dict(found.values))


def write_comments(article: Article, record: ArticleRecord) -> bool:
    """Make the comments those of a record; one a curator edited stays as it is.

    Who answered a comment that was joined to another answers that one.
    """
    every = list(article.comments.all())
    curated = [comment for comment in every if comment.curated]
    present = {comment.number: comment for comment in every if not comment.curated}
    standing = {tuple(comment.span): comment.number for comment in present.values()}
    leads = {number: one.number for one in curated for number in one.joined_numbers}
    taken = {one.number for one in curated} | leads.keys()
    free = max([*taken, *present, *(found.number for found in record.comments)], default=0) + 1
    fields = (
        "author", "author_key", "author_printed", "pseudonym_id", "dateline", "text", "span",
        "reply_to", "hidden",
    )  # fmt: skip
    new, changed = [], []
    signed, hidden = pseudonyms(), still_hidden(every, record.comments)
    for found in record.comments:
        if found.number not in present and begins_within(found.span, (one.span for one in curated)):
            continue
        row = comment_row(article, found, signed)
        row.hidden = found.number in hidden
        row.reply_to = leads.get(found.reply_to or 0, found.reply_to)
        if found.number in taken:
            row.number = standing.get(found.span, free)
            free += row.number == free
        comment = present.pop(row.number, None)
        if not comment:
            new.append(row)
        elif any(getattr(comment, name) != getattr(row, name) for name in fields):
            row.pk = comment.pk
            changed.append(row)
    gone = [comment.pk for comment in present.values()]
    Comment.objects.filter(pk__in=gone).delete()
    Comment.objects.bulk_create(new)
    columns = [name.removesuffix("_id") for name in fields]
    Comment.objects.bulk_update(changed, columns)
    return bool(new or changed or gone)


def still_hidden(present: Iterable[Comment], found: Sequence[CommentRecord]) -> set[int]:
    """The numbers by which comments that a curator has hidden are found again.

    A later capture may number them anew, so that first of all they go by what they say.
    """
    numbers: dict[tuple[str, str], list[int]] = {}
    for one in found:
        numbers.setdefault((one.author, one.text), []).append(one.number)
    return {
        number
        for comment in present
        if comment.hidden
        for number in numbers.get(
            (comment.author_printed or comment.author, comment.text), [comment.number]
        )
    }


def write_links(article: Article, record: ArticleRecord) -> bool:
    """Make the related links those of a record; one a curator edited stays as it is."""
    links = article.related_links
    wanted = spared(record.related_links, links.filter(curated=True))
    present = list(links.filter(curated=False).values_list("headline", "url", "span"))
    if present == [(link.headline, link.url, list(link.span)) for link in wanted]:
        return False
    links.filter(curated=False).delete()
    RelatedLink.objects.bulk_create(link_row(article, record, found) for found in wanted)
    return True


def spared(found: Iterable[S], curated: Iterable[Comment | RelatedLink]) -> list[S]:
    """What a reader found, but for what begins where a curator has dealt with the capture."""
    taken = [entry.span for entry in curated]
    return [one for one in found if not begins_within(one.span, taken)]


def write_flags(article: Article, record: ArticleRecord) -> bool:
    """Raise a record's flags and lower those it no longer raises; decided ones stay decided."""
    own = article.flags.exclude(kind__in=(*OF_OTHER_ARTICLES, *OF_PEOPLE))
    present = {(flag.kind, flag.subject): flag for flag in own}
    changed = False
    for found in record.flags:
        flag = present.pop((found.kind.value, found.subject), None)
        if not flag:
            flag_row(article, found).save()
            changed = True
        elif flag.status == Flag.Status.OPEN and flag.values != dict(found.values):
            flag.values = dict(found.values)
            flag.save()
            changed = True
    for flag in present.values():
        if flag.status == Flag.Status.OPEN:
            flag.delete()
            changed = True
    return changed
