"""Pages that lay two texts of one article side by side: editions, and captures of one address."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from archive.editions.collation import Apart, collate
from archive.intake.differences import differences, outline
from archive.intake.reparsing import read_again
from archive.models import Article, Capture, pseudonyms, stored_key
from archive.pages.views import may_see_capture
from archive.records import ArticleRecord, CaptureRecord, Unreadable

# What may differ beside the headline and the text, which are compared word by word.
FIELDS = {
    "dateline": gettext_lazy("Dateline as printed"),
    "byline": gettext_lazy("Byline"),
    "source": gettext_lazy("Source"),
    "keywords": gettext_lazy("Keywords"),
    "comments": gettext_lazy("Comments"),
    "related_links": gettext_lazy("Related links"),
}


@require_safe
def beside(request: HttpRequest, pk: str, other: str) -> HttpResponse:
    """An article beside another edition of it, or what is the same and was captured elsewhere."""
    articles = Article.objects.select_related("source")
    first = get_object_or_404(articles.published(), pk=pk)
    shown = Q(status=Article.Status.PUBLISHED) | Q(same_as=first, sealed=False)
    second = get_object_or_404(articles.editions_of(first).filter(shown), pk=other)
    texts = collated((first.title, first.body), (second.title, second.body))
    return render(request, "archive/beside.html", {"witnesses": (first, second), **texts})


@require_safe
def changes(request: HttpRequest, pk: str, digest: str) -> HttpResponse:
    """A capture of an article beside the one before, for whoever may read both."""
    article = get_object_or_404(Article.objects.published(), pk=pk)
    captures = sorted(article.captures.all(), key=lambda capture: capture.age)
    places = [at for at, one in enumerate(captures) if one.sha256 == digest]
    if not places or not places[0]:
        raise Http404(_("There is no earlier capture to compare with."))
    if not may_see_capture(request, article):
        raise Http404(_("Part of this capture is hidden from readers."))
    before, after = captures[places[0] - 1 : places[0] + 1]
    first, second = (with_pseudonyms(as_read(one).article) for one in (before, after))
    found = differences(outline(first), outline(second))
    context = {
        "article": article,
        "witnesses": (before, after),
        "fields": [(FIELDS[one.field], one) for one in found if one.field in FIELDS],
        **collated((first.title, first.body), (second.title, second.body)),
    }
    return render(request, "archive/changes.html", context)


def as_read(capture: Capture) -> CaptureRecord:
    try:
        return read_again(capture)
    except Unreadable as problem:
        raise Http404(problem.in_words()) from None
    except FileNotFoundError:
        raise Http404(_("The captured file is missing from the archive's store.")) from None


def with_pseudonyms(record: ArticleRecord) -> ArticleRecord:
    """What was captured, with the pseudonyms of those who are not to be named."""
    signed = pseudonyms()
    comments = (
        replace(one, author=shown.shown_as)
        if (shown := signed.get(stored_key(one.author)))
        else one
        for one in record.comments
    )
    return replace(record, comments=tuple(comments))


def collated(first: tuple[str, str], second: tuple[str, str]) -> Mapping[str, Any]:
    """Headlines and texts, passage by passage."""
    title, body = (collate(one, other) for one, other in zip(first, second, strict=True))
    differ = any(isinstance(passage, Apart) for passage in (*title, *body))
    return {"title": title, "body": body, "differ": differ}
