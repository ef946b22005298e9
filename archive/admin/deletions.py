"""Articles that were deleted: who did it and when, and how to have one back, as a page of the admin."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from archive.intake.reviving import orphans, revive
from archive.models import Article, Capture
from archive.records import Unreadable

PER_PAGE = 50


def deletions_page(desk: Any, request: HttpRequest) -> HttpResponse:
    """The deleted articles; what is sent to it names one that is to be brought back."""
    if request.method == "POST":
        return bring_back(desk, request, request.POST.get("identity", ""))
    found = (
        orphans()
        .values("identity")
        .annotate(name=Min("name"), captures=Count("pk"), imported=Max("imported_at"))
        .order_by("-imported", "identity")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    ids = [one["identity"] for one in page]
    deleted = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Article),
        action_flag=DELETION,
        object_id__in=ids,
    )
    last = {entry.object_id: entry for entry in deleted.select_related("user").order_by("pk")}
    context: dict[str, Any] = {
        **desk.admin_site.each_context(request),
        "title": _("Deleted articles"),
        "opts": desk.opts,
        "page": page,
        "rows": [(one, last.get(one["identity"])) for one in page],
    }
    return TemplateResponse(request, "admin/archive/article/deletions.html", context)


def bring_back(desk: Any, request: HttpRequest, identity: str) -> HttpResponse:
    try:
        article = revive(identity)
    except Capture.DoesNotExist:
        raise Http404 from None
    except Unreadable as problem:
        desk.message_user(request, problem.in_words(), messages.ERROR)
        return redirect("admin:archive_article_deletions")
    desk.log_addition(request, article, [{"added": {}}])
    told = _("“%(title)s” is back as a draft. What it was before stands in its history.")
    desk.message_user(request, told % {"title": article}, messages.SUCCESS)
    return redirect("admin:archive_article_change", article.pk)
