"""Records into the database: the only code that writes imported articles.

Each capture is one transaction. What depends on other articles (where a keyword line divides, which
spelling names a source, which article a link means) is settled once all are in, from all of them,
so that the order of files and a killed run make no difference. A curator's decision is never
written over.
"""

import logging
import os
import stat
from base64 import b32hexencode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_noop

from archive import captures, readers
from archive.flags import FlagKind
from archive.keywords import divide
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
    LinkRecord,
    Unreadable,
)
from archive.signals import ingested

N = TypeVar("N", bound=Name)
S = TypeVar("S", CommentRecord, LinkRecord)

ID_LENGTH = 12

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one file."""

    file: Path
    outcome: Outcome
    article: Article | None = None
    flags: Sequence[str] = ()
    problem: Unreadable | None = None


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named or lying under the folders named, in a fixed order; hidden ones are left out.

    A folder that cannot be opened is given as it is, for `load` to say why.
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


def ingest(files: Iterable[Path], largest: int) -> Iterator[Verdict]:
    """Import files one by one, each verdict as it falls. `largest` is in bytes."""
    for file in files:
        try:
            yield write(file, load(file, largest))
        except Unreadable as problem:
            yield Verdict(file=file, outcome=Outcome.FAILED, problem=problem)
        except Exception as error:  # one capture must not end the import of the others
            log.exception("Importing %r failed.", str(file))
            message = gettext_noop("an unexpected error: %(error)s")
            unexpected = Unreadable(message, error=repr(error))
            yield Verdict(file=file, outcome=Outcome.FAILED, problem=unexpected)
    settle()


def load(file: Path, largest: int) -> bytes:
    """The bytes of a file. Raises Unreadable, saying why."""
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            if os.path.isdir(file):
                os.scandir(file).close()
            raise Unreadable(gettext_noop("neither a file nor a folder that can be opened"))
        with open(file, "rb") as opened:
            raw = opened.read(largest + 1)
    except FileNotFoundError:
        raise Unreadable(gettext_noop("there is no such file")) from None
    except OSError as error:
        reason = error.strerror
        message = gettext_noop("the file cannot be opened: %(reason)s")
        raise Unreadable(message, reason=reason) from None
    if len(raw) > largest:
        message = gettext_noop("the file is larger than the limit of %(limit)s bytes")
        raise Unreadable(message, limit=largest)
    return raw


def write(file: Path, raw: bytes) -> Verdict:
    """Bring one capture into the archive. Raises Unreadable for a capture that is no article."""
    capture = Capture.objects.filter(sha256=readers.digest(raw)).first()
    if capture and is_current(capture):
        captures.keep(capture.sha256, raw)
        return verdict(file, Outcome.UNCHANGED, Article.objects.filter(capture=capture).first())
    record = readers.read(raw, printable(file.name))
    captures.keep(record.sha256, raw)
    try:
        with transaction.atomic():
            return update(file, capture, record) if capture else create(file, record)
    except IntegrityError:  # another process was faster with the same capture
        if capture or not (theirs := Capture.objects.filter(sha256=record.sha256).first()):
            raise
        return verdict(file, Outcome.UNCHANGED, Article.objects.filter(capture=theirs).first())


def is_current(capture: Capture) -> bool:
    reader = readers.READERS.get(capture.reader)
    return reader is not None and capture.reader_version == reader.VERSION


def printable(name: str) -> str:
    """A file's name as text, whatever bytes the file system holds."""
    return name.encode("utf-8", "replace").decode()[-KEY_LENGTH:]


def verdict(file: Path, outcome: Outcome, article: Article | None) -> Verdict:
    flags = list(article.flags.open().values_list("kind", flat=True)) if article else []
    return Verdict(file=file, outcome=outcome, article=article, flags=flags)


def create(file: Path, record: CaptureRecord) -> Verdict:
    capture = Capture.objects.create(
        sha256=record.sha256,
        name=record.name,
        size=len(record.raw),
        media_type=record.media_type,
        encoding=record.encoding,
        reader=record.reader,
        reader_version=record.reader_version,
    )
    article = Article(id=public_id(record.sha256), capture=capture)
    for name, value in fields_of(record.article).items():
        setattr(article, name, value)
    article.title_key = stored_key(article.title)
    Article.objects.bulk_create([article])
    write_keywords(article, record.article.keywords)
    write_comments(article, record.article)
    write_links(article, record.article)
    write_flags(article, record.article)
    return verdict(file, Outcome.CREATED, article)


def update(file: Path, capture: Capture, record: CaptureRecord) -> Verdict:
    """Read a capture anew with today's reader, around what curators have decided.

    A capture whose article was deleted stays without one: that was a decision too.
    """
    Capture.objects.filter(pk=capture.pk).update(
        encoding=record.encoding, reader=record.reader, reader_version=record.reader_version
    )
    article = Article.objects.select_for_update().filter(capture=capture).first()
    if not article:
        return verdict(file, Outcome.UNCHANGED, None)
    changed = [write_flags(article, record.article)]
    fields = fields_of(record.article)
    for name, value in fields.items():
        if not article.is_curated(name) and getattr(article, name) != value:
            setattr(article, name, value)
            changed.append(True)
    if not article.is_curated("keywords"):
        changed.append(write_keywords(article, record.article.keywords))
    if not article.is_curated("comments"):
        changed.append(write_comments(article, record.article))
    if not article.is_curated("related_links"):
        changed.append(write_links(article, record.article))
    if not any(changed):
        return verdict(file, Outcome.UNCHANGED, article)
    article.title_key = stored_key(article.title)
    article.modified_at = timezone.now()
    Article.objects.bulk_update([article], [*fields, "title_key", "modified_at"])
    return verdict(file, Outcome.UPDATED, article)


def public_id(sha256: str) -> str:
    """An article's address: 60 bits of its capture's digest, the same on every machine."""
    return b32hexencode(bytes.fromhex(sha256)).decode().lower()[:ID_LENGTH]


def fields_of(record: ArticleRecord) -> dict[str, Any]:
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
        "source": name_for(Source, record.source_name),
        "source_line": record.source_line,
        "source_name": record.source_name,
        "source_note": record.source_note,
        "keyword_line": record.keyword_line,
        "comments_declared": record.comments_declared,
        "spans": {field: [list(span) for span in spans] for field, spans in record.spans.items()},
        "furniture": [[*span, kind] for span, kind in record.furniture],
    }


def name_for(model: type[N], printed: str) -> N | None:
    """The source or keyword a spelling belongs to, made if it is new; None for no name at all."""
    folded = stored_key(printed)
    if not folded or len(printed) > KEY_LENGTH:
        return None
    names: Any = model.objects
    known: N | None = names.named(printed).first()
    if known:
        return known
    made: N = names.get_or_create(key=folded, defaults={"name": printed})[0]
    return made


def write_keywords(article: Article, printed: Iterable[str]) -> bool:
    """Make these an article's keywords; True if they were not already."""
    wanted: dict[Keyword, str] = {}
    for name in printed:
        if keyword := name_for(Keyword, name):
            wanted.setdefault(keyword, name)
    present = list(article.article_keywords.values_list("keyword_id", "printed"))
    if present == [(keyword.pk, name) for keyword, name in wanted.items()]:
        return False
    article.article_keywords.all().delete()
    ArticleKeyword.objects.bulk_create(
        ArticleKeyword(article=article, keyword=keyword, position=position, printed=name)
        for position, (keyword, name) in enumerate(wanted.items())
    )
    return True


def write_comments(article: Article, record: ArticleRecord) -> bool:
    """Make the comments those of a record; one a curator edited stays as it is."""
    curated = [comment for comment in article.comments.all() if comment.curated]
    present = {comment.number: comment for comment in article.comments.all() if not comment.curated}
    fields = ("author", "dateline", "text", "span")
    new, changed = [], []
    for found in spared(record.comments, curated):
        values = (found.author, found.dateline, found.text, list(found.span))
        comment = present.pop(found.number, None)
        if not comment:
            named = dict(zip(fields, values, strict=True))
            new.append(Comment(article=article, number=found.number, **named))
        elif values != tuple(getattr(comment, name) for name in fields):
            for name, value in zip(fields, values, strict=True):
                setattr(comment, name, value)
            changed.append(comment)
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
    RelatedLink.objects.bulk_create(
        RelatedLink(
            article=article,
            position=record.related_links.index(link),
            headline=link.headline,
            headline_key=stored_key(link.headline),
            url=link.url,
            span=list(link.span),
        )
        for link in wanted
    )
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
            article.flags.create(kind=found.kind, subject=found.subject, values=dict(found.values))
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


def settle() -> None:
    """Decide anew, from the whole archive, what hangs on more than one article."""
    with transaction.atomic():
        settle_keywords()
        settle_spellings()
        settle_links()
    ingested.send(sender=None)


def settle_keywords() -> None:
    """Divide keyword lines by guess again, now that the archive's other keywords are known.

    Only keywords that a page itself separated, or a curator chose, count as known: a guess is no
    evidence for another guess.
    """
    guesses = Flag.objects.open().filter(kind=FlagKind.KEYWORDS_DIVIDED)
    guessed = Article.objects.filter(pk__in=guesses.values("article"))
    sure = ArticleKeyword.objects.exclude(article__in=guessed).values("keyword")
    keys = Keyword.objects.filter(pk__in=sure).values_list("key", "aliases__key")
    known = frozenset(key for both in keys for key in both if key)
    for flag in guesses.select_related("article").iterator():
        article = flag.article
        if article.is_curated("keywords"):
            continue
        divided = divide(article.keyword_line, f"{article.title}\n{article.body}", known)
        if write_keywords(article, divided):
            Article.objects.filter(pk=article.pk).update(modified_at=timezone.now())
            flag.values = {**flag.values, "proposal": "، ".join(divided)}
            flag.save()
    Keyword.objects.filter(uses=None, aliases=None, curated=False).delete()


def settle_spellings() -> None:
    """Name each source and keyword as it is printed most; of equals, the first in code order."""
    printed_sources = Article.objects.exclude(source=None).values_list("source", "source_name")
    printed_keywords = ArticleKeyword.objects.values_list("keyword", "printed")
    for model, printed in ((Source, printed_sources), (Keyword, printed_keywords)):
        spellings: dict[int, list[tuple[int, str]]] = {}
        for pk, spelling, count in printed.annotate(count=Count("pk")).order_by():
            spellings.setdefault(pk, []).append((-count, spelling))
        for name in model.objects.filter(pk__in=spellings, curated=False):
            own = [one for one in spellings[name.pk] if stored_key(one[1]) == name.key]
            if own and (best := min(own)[1]) != name.name:
                model.objects.filter(pk=name.pk).update(name=best)


def settle_links() -> None:
    """Point each related link to the article whose headline it is, if the archive has one."""
    same_headline = Article.objects.filter(title_key=OuterRef("headline_key"))
    same_headline = same_headline.exclude(pk=OuterRef("article")).order_by("id")
    RelatedLink.objects.filter(curated=False).exclude(headline_key="").update(
        target=Subquery(same_headline.values("pk")[:1])
    )
