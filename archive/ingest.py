"""Records into the database: the only code that writes imported articles.

Captures come in groups, each one transaction; a group that the database refuses is brought in again
one by one, so that a capture fails alone. A verdict is given once its group is committed. What
depends on other articles (where a keyword line divides, which spelling names a source, which article
a link means) is settled once all are in, so that the order of files and a killed run make no
difference. A curator's decision is never written over.
"""

import io
import logging
import os
import stat
from base64 import b32hexencode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_noop

from archive import captures, readers
from archive.addresses import address_key
from archive.containers import Document, documents
from archive.containers.entries import HEAD
from archive.differences import Difference, Outline, differences, said
from archive.flags import FlagKind
from archive.keywords import LONGEST_KEYWORD, divide
from archive.models import (
    KEY_LENGTH,
    Article,
    ArticleKeyword,
    Capture,
    Comment,
    Flag,
    Keyword,
    Name,
    RelatedLink,
    Source,
    stored_key,
)
from archive.records import (
    ArticleRecord,
    CaptureRecord,
    CommentRecord,
    FlagRecord,
    LinkRecord,
    Origin,
    Unreadable,
)
from archive.signals import ingested
from archive.text import key

N = TypeVar("N", bound=Name)
S = TypeVar("S", CommentRecord, LinkRecord)

ID_LENGTH = 12
GROUP = 200
"""Captures that are written at once."""
GROUP_BYTES = 1 << 24

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one document. `read` is how many bytes of its file had been read by then."""

    file: Path
    locator: str = ""
    outcome: Outcome
    article: Article | None = None
    address: str = ""
    comments: int = 0
    related_links: int = 0
    flags: Sequence[str] = ()
    problem: Unreadable | None = None
    read: int = 0


class Found(NamedTuple):
    """A document, the file it was found in, and how far that had been read."""

    file: Path
    document: Document
    read: int = 0
    changed_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Draft:
    """A document on its way into the database."""

    found: Found
    sha256: str
    record: CaptureRecord | None = None
    outcome: Outcome = Outcome.UNCHANGED
    problem: Unreadable | None = None
    article: Article | None = None
    address: str = ""
    captured_at: datetime | None = None
    captured_basis: str = ""
    identity: str = ""


@dataclass(slots=True)
class Rehearsal:
    """What an import that writes nothing would have written by now: digests and identities."""

    captures: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named or lying under the folders named, in a fixed order; hidden ones are left out.

    A folder that cannot be opened is given as it is, for `opened` to say why.
    """
    for path in paths:
        yield from sorted(files_below(path)) if os.path.isdir(path) else [path]


def files_below(folder: Path) -> list[Path]:
    found: list[Path] = []
    seen: set[str] = set()
    walk = os.walk(folder, followlinks=True, onerror=lambda e: found.append(Path(e.filename)))
    for here, folders, files in walk:
        seen.add(os.path.realpath(here))
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(os.path.join(here, name)) not in seen
        ]
        found += [Path(here, name) for name in files if not name.startswith(".")]
    return found


def ingest(
    files: Iterable[Path], largest: int, form: str = "", dry_run: bool = False
) -> Iterator[Verdict]:
    """Import files, each document's verdict as it falls. `largest` is in bytes a document.

    `form` names a container or a reader for files that are not to be recognised. A dry run says
    what would become of them and leaves the archive as it is.
    """
    rehearsal = Rehearsal() if dry_run else None
    for some in grouped(found_in(files, largest, form)):
        drafts = [drafted(found) for found in some]
        read(drafts)
        for group in apart(drafts):
            write(group, rehearsal)
        yield from verdicts(drafts)
    if not dry_run:
        settle()


def found_in(files: Iterable[Path], largest: int, form: str = "") -> Iterator[Found]:
    for file in files:
        name = printable(file.name)
        try:
            with opened(file) as content:
                status = os.fstat(content.fileno())
                changed_at = datetime.fromtimestamp(int(status.st_mtime), UTC)
                for document in documents(content, name, status.st_size, largest, form):
                    yield Found(file, document, min(content.tell(), status.st_size), changed_at)
        except Unreadable as problem:
            yield Found(file, Document(name=name, problem=problem))
        except Exception as error:  # one file must not end the import of the others
            log.exception("Importing %r failed.", str(file))
            yield Found(file, Document(name=name, problem=unexpected(error)))


def opened(file: Path) -> io.BufferedReader:
    """A file, open. Raises Unreadable, saying why."""
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            if os.path.isdir(file):
                os.scandir(file).close()
            raise Unreadable(gettext_noop("neither a file nor a folder that can be opened"))
        return io.BufferedReader(io.FileIO(file), HEAD)
    except FileNotFoundError:
        raise Unreadable(gettext_noop("there is no such file")) from None
    except OSError as error:
        reason = error.strerror
        message = gettext_noop("the file cannot be opened: %(reason)s")
        raise Unreadable(message, reason=reason) from None


def unexpected(error: Exception) -> Unreadable:
    return Unreadable(gettext_noop("an unexpected error: %(error)s"), error=repr(error))


def grouped(found: Iterator[Found]) -> Iterator[list[Found]]:
    """As many documents together as are written at once and fit in memory."""
    while group := list(islice(found, 1)):
        size = len(group[0].document.raw)
        while len(group) < GROUP and size < GROUP_BYTES and (more := next(found, None)):
            group.append(more)
            size += len(more.document.raw)
        yield group


def drafted(found: Found) -> Draft:
    document = found.document
    return Draft(
        found=found,
        sha256="" if document.problem else readers.digest(document.raw),
        problem=document.problem,
        outcome=Outcome.FAILED if document.problem else Outcome.UNCHANGED,
    )


def read(drafts: Sequence[Draft]) -> None:
    """Read each document that the archive does not have as today's reader reads it."""
    known = Capture.objects.filter(sha256__in={draft.sha256 for draft in drafts})
    current = {capture.sha256: capture for capture in known if is_current(capture)}
    for draft in drafts:
        if draft.problem:
            continue
        if capture := current.get(draft.sha256):
            draft.identity = capture.identity
            continue
        document = draft.found.document
        try:
            draft.record = readers.read(
                document.raw,
                document.name,
                document.form,
                Origin(document.address, document.captured_at),
            )
        except Unreadable as problem:
            draft.problem, draft.outcome = problem, Outcome.FAILED
        except Exception as error:  # one capture must not end the import of the others
            log.exception("Reading %r in %r failed.", document.locator, str(draft.found.file))
            draft.problem, draft.outcome = unexpected(error), Outcome.FAILED
        else:
            place(draft, draft.record)


def place(draft: Draft, record: CaptureRecord) -> None:
    """Note when and where a capture was made, and which article it therefore tells of."""
    document, article = draft.found.document, record.article
    stated = document.captured_at or article.captured_at
    draft.captured_at = stated or draft.found.changed_at
    basis = Capture.CapturedBasis
    draft.captured_basis = basis.STATED if stated else basis.FILE if draft.captured_at else ""
    draft.address = document.address or article.address
    draft.identity = identity_of(draft.address, record.sha256)


def identity_of(address: str, sha256: str) -> str:
    """The public id of the article at an address, or else of the one that a capture alone tells of.

    Both are the same whatever came first.
    """
    folded = address_key(address)
    return public_id(readers.digest(folded.encode()) if folded else sha256)


def apart(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """What can be written at once: of one capture, and of one article, only the first."""
    group: list[Draft] = []
    taken: set[str] = set()
    for draft in drafts:
        if draft.problem:
            continue
        if taken & {draft.sha256, draft.identity}:
            yield group
            group, taken = [], set()
        group.append(draft)
        taken |= {draft.sha256, draft.identity}
    if group:
        yield group


def write(group: Sequence[Draft], rehearsal: Rehearsal | None, again: bool = True) -> None:
    """Bring captures into the archive in one transaction, or else one by one."""
    try:
        if not rehearsal:
            captures.keep({draft.sha256: draft.found.document.raw for draft in group})
        with transaction.atomic():
            write_captures(group, rehearsal)
            transaction.set_rollback(rehearsal is not None)
        if rehearsal:
            rehearsal.captures.update(draft.sha256 for draft in group)
            rehearsal.articles.update(draft.identity for draft in group)
    except Exception as error:
        for draft in group:
            draft.article = None
        if len(group) > 1:
            for draft in group:
                write([draft], rehearsal)
        elif again and isinstance(error, IntegrityError):  # another process was faster
            write(group, rehearsal, again=False)
        else:
            [draft] = group
            log.exception("Importing %r failed.", str(draft.found.file))
            draft.problem, draft.outcome = unexpected(error), Outcome.FAILED


def write_captures(group: Sequence[Draft], rehearsal: Rehearsal | None) -> None:
    held = Capture.objects.filter(sha256__in=[draft.sha256 for draft in group])
    present = {capture.sha256: capture for capture in held}
    identities = {draft.identity for draft in group} | {one.identity for one in held}
    there = Article.objects.select_for_update(of=("self",)).select_related("capture", "source")
    articles = there.in_bulk(identities)
    orphans = Capture.objects.filter(identity__in=identities, article=None)
    deleted = set(orphans.values_list("identity", flat=True)) - articles.keys()
    new: list[Draft] = []
    for draft in group:
        capture = present.get(draft.sha256)
        draft.article = articles.get(draft.identity)
        if rehearsal and not capture and rehearsed(draft, rehearsal):
            continue
        if capture:
            draft.article = articles.get(capture.identity)
            draft.outcome = read_anew(draft, capture)
            found_again(draft, capture)
        elif draft.article:
            draft.outcome = Outcome.UPDATED
            write_newer(draft, draft.article)
        elif draft.identity in deleted:
            new_capture(draft).save()
        else:
            new.append(draft)
    create(new)


def rehearsed(draft: Draft, rehearsal: Rehearsal) -> bool:
    """Whether a capture or its article would be there already, had it been written."""
    again = draft.sha256 in rehearsal.captures
    newer = not again and draft.identity in rehearsal.articles
    draft.outcome = Outcome.UPDATED if newer else Outcome.UNCHANGED
    return again or newer


def is_current(capture: Capture) -> bool:
    reader = readers.READERS.get(capture.reader)
    return reader is not None and capture.reader_version == reader.VERSION


def printable(name: str) -> str:
    """A file's name as text, whatever bytes the file system holds."""
    return name.encode("utf-8", "replace").decode()[-KEY_LENGTH:]


def verdicts(drafts: Sequence[Draft]) -> Iterator[Verdict]:
    """What became of each, with what its article now holds."""
    ids = {draft.article.pk for draft in drafts if draft.article}
    flags: dict[str, list[str]] = {}
    for pk, kind in Flag.objects.open().filter(article__in=ids).values_list("article", "kind"):
        flags.setdefault(pk, []).append(kind)
    comments, links = (
        dict(
            model._default_manager.filter(article__in=ids)
            .order_by()
            .values_list("article")
            .annotate(Count("pk"))
        )
        for model in (Comment, RelatedLink)
    )
    for draft in drafts:
        article = draft.article
        pk = article.pk if article else ""
        created = draft.record if draft.outcome is Outcome.CREATED else None
        new = created.article if created else None
        yield Verdict(
            file=draft.found.file,
            locator=draft.found.document.locator,
            outcome=draft.outcome,
            article=article,
            address=draft.address,
            comments=len(new.comments) if new else comments.get(pk, 0),
            related_links=len(new.related_links) if new else links.get(pk, 0),
            flags=[flag.kind for flag in new.flags] if new else flags.get(pk, []),
            problem=draft.problem,
            read=draft.found.read,
        )


def new_capture(draft: Draft, article: Article | None = None) -> Capture:
    assert draft.record
    container, locator, name = place_of(draft)
    return Capture(
        sha256=draft.sha256,
        article=article,
        identity=draft.identity,
        name=name,
        size=len(draft.found.document.raw),
        media_type=draft.record.media_type,
        encoding=draft.record.encoding,
        reader=draft.record.reader,
        reader_version=draft.record.reader_version,
        container=container,
        locator=locator,
        address=draft.address,
        captured_at=draft.captured_at,
        captured_basis=draft.captured_basis,
    )


def create(drafts: Sequence[Draft]) -> None:
    """New articles, with all that belongs to them."""
    records = [(draft, draft.record.article) for draft in drafts if draft.record]
    sources = names_for(Source, (record.source_name for _, record in records))
    keywords = names_for(Keyword, (name for _, record in records for name in record.keywords))
    held: list[Capture] = []
    for draft, record in records:
        capture = new_capture(draft)
        article = Article(id=draft.identity, capture=capture)
        for name, value in fields_of(record, sources).items():
            setattr(article, name, value)
        article.title_key = stored_key(article.title)
        draft.article, draft.outcome = article, Outcome.CREATED
        held.append(capture)
    Capture.objects.bulk_create(held)
    made = [(draft.article, record) for draft, record in records if draft.article]
    for article, _ in made:
        article.capture_id = article.capture.pk if article.capture else None
    Article.objects.bulk_create(article for article, _ in made)
    written = Capture.objects.filter(pk__in=[capture.pk for capture in held])
    written.update(article=F("identity"))
    ArticleKeyword.objects.bulk_create(
        row for article, record in made for row in keyword_rows(article, record.keywords, keywords)
    )
    Comment.objects.bulk_create(
        comment_row(article, found) for article, record in made for found in record.comments
    )
    RelatedLink.objects.bulk_create(
        link_row(article, record, found)
        for article, record in made
        for found in record.related_links
    )
    Flag.objects.bulk_create(
        flag_row(article, found) for article, record in made for found in record.flags
    )


def read_anew(draft: Draft, capture: Capture) -> Outcome:
    """Read a capture anew with today's reader, around what curators have decided.

    A capture whose article was deleted stays without one: that was a decision too. An older capture
    than the one that is shown changes nothing.
    """
    record, article = draft.record, draft.article
    if not record:
        return Outcome.UNCHANGED
    Capture.objects.filter(pk=capture.pk).update(
        encoding=record.encoding, reader=record.reader, reader_version=record.reader_version
    )
    if not article or article.capture_id != capture.pk:
        return Outcome.UNCHANGED
    return Outcome.UPDATED if update(article, record.article) else Outcome.UNCHANGED


def found_again(draft: Draft, capture: Capture) -> None:
    """Of the places a capture was found in keep the first, whatever order they came in."""
    first = min(place_of(draft), (capture.container, capture.locator, capture.name))
    captured_at, changed_at = capture.captured_at, draft.found.changed_at
    if capture.captured_basis == Capture.CapturedBasis.FILE and captured_at and changed_at:
        captured_at = min(captured_at, changed_at)
    kept = (capture.container, capture.locator, capture.name, capture.captured_at)
    if kept != (*first, captured_at):
        capture.container, capture.locator, capture.name = first
        capture.captured_at = captured_at
        capture.save(update_fields=["container", "locator", "name", "captured_at"])


def place_of(draft: Draft) -> tuple[str, str, str]:
    """The container, the place in it and the file's name, as a capture has them."""
    document = draft.found.document
    container = printable(draft.found.file.name) if document.locator else ""
    return container, document.locator, printable(document.name)


def write_newer(draft: Draft, article: Article) -> None:
    """Add a capture to an article that is there, and show it if it is the newest."""
    capture = new_capture(draft, article)
    capture.save()
    if article.capture and capture.age < article.capture.age:
        return
    article.capture = capture
    Article.objects.filter(pk=article.pk).update(capture=capture)
    if draft.record:
        update(article, draft.record.article)


def update(article: Article, record: ArticleRecord) -> bool:
    """Make an article what a record says, around what curators have decided; True if it changes."""
    changed = [write_flags(article, record)]
    fields = fields_of(record, names_for(Source, [record.source_name]))
    for name, value in fields.items():
        if not article.is_curated(name) and getattr(article, name) != value:
            if name == "source" and article.source:
                Source.objects.filter(pk=article.source.pk).update(settled=False)
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
    article.title_key = stored_key(article.title)
    article.modified_at = timezone.now()
    article.settled = False
    Article.objects.bulk_update([article], [*fields, "title_key", "modified_at", "settled"])
    return True


def public_id(sha256: str) -> str:
    """An article's address: 60 bits of a digest, the same on every machine."""
    return b32hexencode(bytes.fromhex(sha256)).decode().lower()[:ID_LENGTH]


def fields_of(record: ArticleRecord, sources: Mapping[str, Source]) -> dict[str, Any]:
    """An article's own columns, as a record fills them."""
    basis = Article.DateBasis.INFERRED if record.date_inferred else Article.DateBasis.PRINTED
    dated = Article()
    dated.published = record.published
    return {
        "title": record.title,
        "dateline": record.dateline,
        "published_on": dated.published_on,
        "published_at": dated.published_at,
        "date_precision": dated.date_precision,
        "date_basis": basis.value if record.published else Article.DateBasis.UNKNOWN.value,
        "byline": record.byline,
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


def names_for(model: type[N], printed: Iterable[str]) -> dict[str, N]:
    """The sources or keywords that spellings belong to, made where they are new.

    A spelling without a letter, or a longer one than any name, belongs to none. The names are
    unsettled: how often which of their spellings is printed is about to change.
    """
    folded = {name: stored_key(name) for name in printed if len(name) <= KEY_LENGTH}
    keys = {key: name for name, key in reversed(folded.items()) if key}
    if not keys:
        return {}
    names: Any = model.objects
    known = known_by(model, keys)
    if missing := keys.keys() - known.keys():
        names.bulk_create(
            (model(key=key, name=keys[key]) for key in sorted(missing)), ignore_conflicts=True
        )
        known |= known_by(model, missing)
    names.filter(pk__in={name.pk for name in known.values()}, settled=True).update(settled=False)
    return {name: known[key] for name, key in folded.items() if key}


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


def comment_row(article: Article, found: CommentRecord) -> Comment:
    return Comment(
        article=article,
        number=found.number,
        author=found.author,
        dateline=found.dateline,
        text=found.text,
        span=list(found.span),
        reply_to=found.reply_to,
    )


def link_row(article: Article, record: ArticleRecord, found: LinkRecord) -> RelatedLink:
    return RelatedLink(
        article=article,
        position=record.related_links.index(found),
        headline=found.headline,
        headline_key=stored_key(found.headline),
        url=found.url,
        span=list(found.span),
    )


def flag_row(article: Article, found: FlagRecord) -> Flag:
    return Flag(article=article, kind=found.kind, subject=found.subject, values=dict(found.values))


def write_comments(article: Article, record: ArticleRecord) -> bool:
    """Make the comments those of a record; one a curator edited stays as it is."""
    curated = [comment for comment in article.comments.all() if comment.curated]
    present = {comment.number: comment for comment in article.comments.all() if not comment.curated}
    fields = ("author", "dateline", "text", "span", "reply_to")
    new, changed = [], []
    for found in spared(record.comments, curated):
        row = comment_row(article, found)
        comment = present.pop(found.number, None)
        if not comment:
            new.append(row)
        elif any(getattr(comment, name) != getattr(row, name) for name in fields):
            row.pk, row.hidden = comment.pk, comment.hidden
            changed.append(row)
    gone = [comment.pk for comment in present.values()]
    Comment.objects.filter(pk__in=gone).delete()
    Comment.objects.bulk_create(new)
    Comment.objects.bulk_update(changed, fields)
    return bool(new or changed or gone)


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
    """What a reader found, but for the places in the capture that a curator has dealt with."""
    taken = {tuple(entry.span) for entry in curated}
    return [one for one in found if one.span not in taken]


def write_flags(article: Article, record: ArticleRecord) -> bool:
    """Raise a record's flags and lower those it no longer raises; decided ones stay decided."""
    present = {(flag.kind, flag.subject): flag for flag in article.flags.all()}
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


def reparse(
    reader: str = "", apply: bool = False
) -> Iterator[tuple[Article, list[Difference], Unreadable | None]]:
    """Read the captures that articles show anew; each article, and what that changes in it.

    Nothing is written unless it is to be applied. `reader` names those of one reader only.
    """
    shown = Article.objects.exclude(capture=None).order_by("pk")
    chosen = shown.filter(capture__reader=reader) if reader else shown
    for pk in list(chosen.values_list("pk", flat=True)):
        found: list[Difference] = []
        problem = None
        with transaction.atomic():
            article = Article.objects.select_related("capture", "source").get(pk=pk)
            try:
                found = reread(article)
            except Unreadable as unreadable:
                problem = unreadable
            except FileNotFoundError:
                lost = gettext_noop("The captured file is missing from the archive's store.")
                problem = Unreadable(lost)
            transaction.set_rollback(not apply)
        yield article, found, problem
    if apply:
        settle()


def origin_of(capture: Capture) -> Origin:
    stated = capture.captured_basis == Capture.CapturedBasis.STATED
    return Origin(capture.address, capture.captured_at if stated else None)


def reread(article: Article) -> list[Difference]:
    """Read an article's capture anew; what that changed. Raises Unreadable, FileNotFoundError."""
    capture = article.capture
    assert capture
    record = readers.read(capture.raw, capture.name, capture.reader, origin_of(capture))
    before = outline_of(article)
    Capture.objects.filter(pk=capture.pk).update(
        encoding=record.encoding, reader_version=record.reader_version
    )
    update(article, record.article)
    return list(differences(before, outline_of(article)))


def outline_of(article: Article) -> Outline:
    """An article as it stands in the database, as `archive.differences.outline` has a record."""
    published = article.published
    return {
        "title": (article.title,),
        "dateline": (article.dateline,),
        "published": (published.isoformat() if published else "",),
        "byline": (article.byline,),
        "body": article.body.split("\n\n"),
        "source": (article.source.name if article.source else "",),
        "keywords": list(
            ArticleKeyword.objects.filter(article=article).values_list("printed", flat=True)
        ),
        "comments": [said(one.author, one.text) for one in Comment.objects.filter(article=article)],
        "related_links": [
            said(one.headline, one.url) for one in RelatedLink.objects.filter(article=article)
        ],
        "flags": list(Flag.objects.filter(article=article).values_list("kind", flat=True)),
    }


def settle() -> None:
    """Decide anew what hangs on more than one article, wherever something has changed."""
    with transaction.atomic():
        settle_keywords()
        settle_spellings()
        settle_links()
        models: tuple[Any, ...] = (Article, Source, Keyword)
        for model in models:
            model.objects.filter(settled=False).update(settled=True)
    analyse()
    ingested.send(sender=None)


def analyse() -> None:
    """Let SQLite see which index leads to few rows; other databases see to that themselves."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 400")
            cursor.execute("ANALYZE")


def settle_keywords() -> None:
    """Divide keyword lines by guess again, now that more of the archive's keywords are known.

    Only keywords that a page itself separated, or a curator chose, count as known: a guess is no
    evidence for another guess.
    """
    changed = Keyword.objects.filter(Q(settled=False) | Q(articles__settled=False))
    keys = changed.values_list("key", "aliases__key")
    news = {key for both in keys for key in both if key}
    for flag in guesses().select_related("article").defer("article__body").iterator():
        article = flag.article
        phrases = phrases_of(article.keyword_line)
        if article.is_curated("keywords") or (article.settled and not phrases & news):
            continue
        text = f"{article.title}\n{article.body}"
        divided = divide(article.keyword_line, text, sure_among(phrases))
        if write_keywords(article, divided):
            Article.objects.filter(pk=article.pk).update(modified_at=timezone.now())
            flag.values = {**flag.values, "proposal": "، ".join(divided)}
            flag.save()
    Keyword.objects.filter(uses=None, aliases=None, curated=False).delete()


def guesses() -> QuerySet[Flag]:
    return Flag.objects.open().filter(kind=FlagKind.KEYWORDS_DIVIDED)


def phrases_of(line: str) -> set[str]:
    """The keys of whatever may be a keyword in a line.

    >>> sorted(phrases_of("أخبار المغرب"))
    ['اخبار', 'اخبار المغرب', 'المغرب']
    """
    folded = key(line).split(" ")
    return {
        " ".join(folded[start : start + length])
        for start in range(len(folded))
        for length in range(1, 2 * LONGEST_KEYWORD)
    }


def sure_among(phrases: set[str]) -> frozenset[str]:
    """Which phrases are keywords of an article whose keywords are no guess."""
    named = {phrase: keyword.pk for phrase, keyword in known_by(Keyword, phrases).items()}
    uses = ArticleKeyword.objects.filter(keyword__in=named.values())
    sure = set(
        uses.exclude(article__in=guesses().values("article")).values_list("keyword", flat=True)
    )
    return frozenset(phrase for phrase, pk in named.items() if pk in sure)


def settle_spellings() -> None:
    """Name each source and keyword as it is printed most; of equals, the first in code order."""
    printed_sources = Article.objects.filter(source__settled=False)
    printed_keywords = ArticleKeyword.objects.filter(keyword__settled=False)
    for model, printed in (
        (Source, printed_sources.values_list("source", "source_name")),
        (Keyword, printed_keywords.values_list("keyword", "printed")),
    ):
        spellings: dict[int, list[tuple[int, str]]] = {}
        for pk, spelling, count in printed.annotate(count=Count("pk")).order_by():
            spellings.setdefault(pk, []).append((-count, spelling))
        for name in model.objects.filter(settled=False, curated=False):
            own = [one for one in spellings.get(name.pk, ()) if stored_key(one[1]) == name.key]
            if own and (best := min(own)[1]) != name.name:
                model.objects.filter(pk=name.pk).update(name=best)


def settle_links() -> None:
    """Point each related link to the article whose headline it is, if the archive has one."""
    same_headline = Article.objects.filter(title_key=OuterRef("headline_key"))
    same_headline = same_headline.exclude(pk=OuterRef("article")).order_by("id")
    links = RelatedLink.objects.filter(curated=False).exclude(headline_key="")
    headlines = Article.objects.filter(settled=False).values("title_key")
    for affected in (
        Q(article__settled=False),
        Q(target__settled=False),
        Q(headline_key__in=headlines),
    ):
        links.filter(affected).update(target=Subquery(same_headline.values("pk")[:1]))
