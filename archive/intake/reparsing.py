"""Stored captures, read anew with the readers of today."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from archive import readers
from archive.intake.differences import Difference, Outline, differences, said
from archive.intake.rows import update
from archive.intake.settling import settle
from archive.intake.turns import wait_for_turn
from archive.models import (
    Article,
    ArticleKeyword,
    Capture,
    Comment,
    Flag,
    RelatedLink,
)
from archive.records import CaptureRecord, Origin, Unreadable


def reparse(
    reader: str = "", apply: bool = False, site: str = ""
) -> Iterator[tuple[Article, list[Difference], Unreadable | None]]:
    """Read the captures that articles show anew; each article, and what that changes in it.

    Nothing is written unless it is to be applied. `reader` names those of one reader only, `site`
    those of one host and of the hosts that belong to it.
    """
    chosen = Article.objects.exclude(capture=None).order_by("pk")
    if reader:
        chosen = chosen.filter(capture__reader=reader)
    if site:
        belongs = Q(capture__site=site) | Q(capture__site__endswith=f".{site}")
        chosen = chosen.filter(belongs)
    for pk in list(chosen.values_list("pk", flat=True)):
        found: list[Difference] = []
        problem = None
        with transaction.atomic():
            wait_for_turn()
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


def read_again(capture: Capture) -> CaptureRecord:
    """A stored capture, as its reader reads it today. Raises Unreadable, FileNotFoundError."""
    stated = capture.captured_basis == Capture.CapturedBasis.STATED
    origin = Origin(capture.address, capture.captured_at if stated else None)
    return readers.read(capture.raw, capture.name, capture.reader, origin)


def reread(article: Article) -> list[Difference]:
    """Read an article's capture anew; what that changed. Raises Unreadable, FileNotFoundError."""
    capture = article.capture
    assert capture
    record = read_again(capture)
    before = outline_of(article)
    Capture.objects.filter(pk=capture.pk).update(
        encoding=record.encoding,
        reader_version=record.reader_version,
        site=record.site,
        rules=record.rules,
    )
    update(article, record.article)
    return list(differences(before, outline_of(article)))


def outline_of(article: Article) -> Outline:
    """An article as it stands in the database, as `archive.intake.differences.outline` has a record."""
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
