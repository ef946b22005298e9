"""From files to articles, in groups: the only code that brings captures in.

Captures come in groups, each one transaction; a group that the database refuses is brought in again
one by one, so that a capture fails alone. A verdict is given once its group is committed.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import F

from archive import captures, readers
from archive.addresses import public_id, public_id_at
from archive.intake.files import Found, found_in, printable, unexpected
from archive.intake.ledger import Ledger, on_record
from archive.intake.rows import (
    comment_row,
    fields_of,
    flag_row,
    keyword_rows,
    link_row,
    names_for,
    update,
)
from archive.intake.settling import settle
from archive.intake.sites import compare_sites
from archive.intake.turns import wait_for_turn
from archive.intake.verdicts import Outcome, Verdict, holdings
from archive.models import (
    Article,
    ArticleKeyword,
    Author,
    Batch,
    Capture,
    Comment,
    Flag,
    Keyword,
    RelatedLink,
    Source,
    pseudonyms,
)
from archive.names.bylines import person_of
from archive.records import (
    ArticleRecord,
    CaptureRecord,
    Origin,
    Unreadable,
)

GROUP = 200
"""Captures that are written at once."""
GROUP_BYTES = 1 << 24

log = logging.getLogger(__name__)


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
    batch: Batch | None = None


@dataclass(slots=True)
class Rehearsal:
    """What an import that writes nothing would have written by now: digests and identities."""

    captures: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)


def ingest(
    files: Iterable[Path],
    largest: int,
    form: str = "",
    dry_run: bool = False,
    batch: Batch | None = None,
) -> Iterator[Verdict]:
    """Import files, each document's verdict as it falls. `largest` is in bytes a document.

    `form` names a container or a reader for files that are not to be recognised. It is on record as
    `batch`, which may be one that was broken off. A dry run says what would become of the files,
    and leaves the archive as it is. Raises Busy where another process is at the same batch.
    """
    if dry_run:
        yield from bring_in(files, largest, form, Rehearsal())
        return
    with on_record(batch or Batch()) as ledger:
        yield from bring_in(files, largest, form, ledger=ledger)
        compare_sites()
        settle()


def bring_in(
    files: Iterable[Path],
    largest: int,
    form: str,
    rehearsal: Rehearsal | None = None,
    ledger: Ledger | None = None,
) -> Iterator[Verdict]:
    batch = ledger.batch if ledger else None
    for some in grouped(found_in(files, largest, form)):
        drafts = [drafted(found, batch) for found in some]
        read(drafts)
        for group in apart(drafts):
            write(group, rehearsal)
        told = list(verdicts(drafts))
        if ledger:
            ledger.enter(told)
        yield from told


def grouped(found: Iterator[Found]) -> Iterator[list[Found]]:
    """As many documents together as are written at once and fit in memory."""
    while group := list(islice(found, 1)):
        size = len(group[0].document.raw)
        while len(group) < GROUP and size < GROUP_BYTES and (more := next(found, None)):
            group.append(more)
            size += len(more.document.raw)
        yield group


def drafted(found: Found, batch: Batch | None) -> Draft:
    document = found.document
    return Draft(
        found=found,
        batch=batch,
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
    uploaded = draft.batch is not None and bool(draft.batch.upload)
    draft.captured_at = stated or (None if uploaded else draft.found.changed_at)
    basis = Capture.CapturedBasis
    draft.captured_basis = basis.STATED if stated else basis.FILE if draft.captured_at else ""
    draft.address = document.address or article.address
    draft.identity = identity_of(draft.address, record.sha256)


def identity_of(address: str, sha256: str) -> str:
    """The public id of the article at an address, or else of the one that a capture alone tells of.

    Both are the same whatever came first.
    """
    return public_id_at(address) or public_id(sha256)


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
            wait_for_turn()
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


def verdicts(drafts: Sequence[Draft]) -> Iterator[Verdict]:
    """What became of each, with what its article now holds."""
    holds = holdings({draft.article.pk for draft in drafts if draft.article})
    for draft in drafts:
        article = draft.article
        has = holds(article.pk if article else "")
        created = draft.record if draft.outcome is Outcome.CREATED else None
        new = created.article if created else None
        yield Verdict(
            file=draft.found.file,
            locator=draft.found.document.locator,
            sha256=draft.sha256,
            outcome=draft.outcome,
            article=article,
            address=draft.address,
            comments=len(new.comments) if new else has.comments,
            related_links=len(new.related_links) if new else has.related_links,
            flags=[flag.kind for flag in new.flags] if new else has.flags,
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
        site=draft.record.site,
        rules=draft.record.rules,
        captured_at=draft.captured_at,
        captured_basis=draft.captured_basis,
        batch=draft.batch,
    )


def create(drafts: Sequence[Draft]) -> None:
    """New articles, each from the first capture of it."""
    held = [new_capture(draft) for draft in drafts]
    Capture.objects.bulk_create(held)
    made: list[tuple[Article, ArticleRecord]] = []
    for draft, capture in zip(drafts, held, strict=True):
        assert draft.record
        draft.article = Article(id=draft.identity, capture=capture)
        draft.outcome = Outcome.CREATED
        made.append((draft.article, draft.record.article))
    write_articles(made)
    written = Capture.objects.filter(pk__in=[capture.pk for capture in held])
    written.update(article=F("identity"))


def write_articles(made: Sequence[tuple[Article, ArticleRecord]]) -> None:
    """New articles of captures that are there, with all that belongs to them."""
    sources = names_for(Source, (record.source_name for _, record in made))
    authors = names_for(Author, (person_of(record.byline) for _, record in made))
    keywords = names_for(Keyword, (name for _, record in made for name in record.keywords))
    for article, record in made:
        for name, value in fields_of(record, sources, authors).items():
            setattr(article, name, value)
        article.fold_title()
    Article.objects.bulk_create(article for article, _ in made)
    ArticleKeyword.objects.bulk_create(
        row for article, record in made for row in keyword_rows(article, record.keywords, keywords)
    )
    signed = pseudonyms()
    Comment.objects.bulk_create(
        comment_row(article, found, signed) for article, record in made for found in record.comments
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
        encoding=record.encoding,
        reader=record.reader,
        reader_version=record.reader_version,
        site=record.site,
        rules=record.rules,
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
    if draft.record:
        article.spans, article.furniture = {}, []  # they are places in the capture before
        update(article, draft.record.article)
    article.capture = capture
    Article.objects.filter(pk=article.pk).update(capture=capture)
