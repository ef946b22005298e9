"""An article beside what its reader makes of its capture today, field by field."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive.curation.history import kept
from archive.curation.rewording import abridged, changes
from archive.intake.giving_back import Reading, give_back, readings
from archive.intake.linking import resolve_links
from archive.intake.reparsing import read_again
from archive.models import Article, Comment, RelatedLink
from archive.records import ArticleRecord, Unreadable

FIELD, SEEN = "field", "seen"
"""What is taken from the reader, and which state of the article that was decided on."""


def reread_page(site: AdminSite, request: HttpRequest, article: Article) -> HttpResponse:
    """The two readings; what is sent says which fields are to be the reader's again."""
    record, problem = read(article)
    if request.method == "POST" and record:
        problem = refusal(request, article, record)
        if not problem:
            messages.success(request, _("The chosen fields follow the reader again."))
            return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]))
        article.refresh_from_db()
    every = list(readings(article, record)) if record else []
    wanted = (request.POST or request.GET).getlist(FIELD)
    context = {
        **site.each_context(request),
        "title": _("Read again"),
        "article": article,
        "problem": problem,
        "seen": state_of(article),
        "rows": [
            row(one, one.name in wanted) for one in every if one.now != one.read or one.curated
        ],
        "same": [label(one.name) for one in every if one.now == one.read and not one.curated],
    }
    return TemplateResponse(request, "admin/archive/article/reread.html", context)


def read(article: Article) -> tuple[ArticleRecord | None, str]:
    """What today's reader makes of the capture, or why there is nothing."""
    if not article.capture:
        return None, _("This article was not read from a capture.")
    try:
        return read_again(article.capture).article, ""
    except Unreadable as problem:
        return None, problem.in_words()
    except FileNotFoundError:
        return None, _("The captured file is missing from the archive's store.")


def refusal(request: HttpRequest, article: Article, record: ArticleRecord) -> str:
    """Give the chosen fields back, or say why not: the article is to be what was looked at."""
    with transaction.atomic():
        locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if request.POST.get(SEEN) != state_of(locked):
            return _("Nothing is changed: somebody has changed the article meanwhile. Look again.")
        offered = {one.name for one in readings(locked, record)}
        chosen = offered.intersection(request.POST.getlist(FIELD))
        if not chosen:
            return _("Nothing is changed: nothing was chosen.")
        with kept(locked, request.user):
            give_back(locked, record, chosen)
            resolve_links()
    return ""


def state_of(article: Article) -> str:
    return article.modified_at.isoformat()


def row(one: Reading, chosen: bool) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": label(one.name, one.part),
        "curated": one.curated,
        "differs": one.now != one.read,
        "changes": abridged(changes(one.now, one.read)),
        "chosen": chosen,
    }


def label(name: str, part: Comment | RelatedLink | None = None) -> str:
    """A field's name as the form has it; of a comment with its number."""
    if part:
        shown = part.number if isinstance(part, Comment) else part.headline[:40]
        return f"{capfirst(str(part._meta.verbose_name))} {shown}"
    kinds: dict[str, Any] = {"comments": Comment, "related_links": RelatedLink}
    if name in kinds:
        return capfirst(str(kinds[name]._meta.verbose_name_plural))
    field: Any = Article._meta.get_field(name)
    return capfirst(str(field.verbose_name))
