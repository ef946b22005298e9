"""What was captured, to be looked at."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.curation.evidence import MOST
from archive.curation.sealing import may_see, unsealed_for
from archive.intake.differences import differences, in_lines, outline
from archive.intake.reparsing import read_again
from archive.models import Capture
from archive.pages.views import inert
from archive.records import Unreadable


@admin.register(Capture)
class CaptureAdmin(admin.ModelAdmin):
    """To look at only: a capture is evidence. Deleting one lets its file be imported anew."""

    list_display = ("name", "media_type", "encoding", "reader", "reader_version", "imported_at")
    list_filter = ("reader", "media_type", "encoding")
    search_fields = ("name", "container", "address", "sha256")
    fields = (
        "of_article", "name", "container", "locator", "address", "captured_at", "captured_basis",
        "imported_at", "sha256", "size", "media_type", "encoding", "reader", "reader_version",
        "changes", "raw_text",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        captures: QuerySet[Capture] = super().get_queryset(request)
        return unsealed_for(request.user, captures, "article")

    def has_view_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        of_article = obj.article if obj else None
        return super().has_view_permission(request, obj) and may_see(request.user, of_article)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        download = self.admin_site.admin_view(self.download)
        address = path("<int:pk>/bytes/", download, name="archive_capture_bytes")
        return [address, *super().get_urls()]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        capture = get_object_or_404(Capture, pk=pk)
        if not self.has_view_permission(request, capture):
            raise PermissionDenied
        return inert(capture)

    @admin.display(description=_("article"))
    def of_article(self, capture: Capture) -> str:
        if not capture.article:
            return "–"
        address = reverse("admin:archive_article_change", args=[capture.article.pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, capture.article)

    @admin.display(description=_("changes since the capture before"))
    def changes(self, capture: Capture) -> str:
        if not capture.article:
            return "–"
        older = [one for one in capture.article.captures.all() if one.age < capture.age]
        if not older:
            return "–"
        try:
            before, after = (
                outline(read_again(one).article)
                for one in (max(older, key=lambda one: one.age), capture)
            )
        except Unreadable as problem:
            return problem.in_words()
        except FileNotFoundError:
            return gettext("The captured file is missing from the archive's store.")
        return format_html(
            '<pre dir="auto">{}</pre>', in_lines(list(differences(before, after))) or "–"
        )

    @admin.display(description=_("raw text"))
    def raw_text(self, capture: Capture) -> str:
        try:
            text = capture.text
        except FileNotFoundError:
            return gettext("The captured file is missing from the archive's store.")
        rest = max(0, len(text) - MOST)
        left_out = ngettext(
            "%(counter)s character left out", "%(counter)s characters left out", rest
        )
        return format_html(
            '<a href="{}">{}</a><pre dir="auto">{}</pre>{}',
            reverse("admin:archive_capture_bytes", args=[capture.pk]),
            gettext("The bytes"),
            text[:MOST],
            left_out % {"counter": rest} if rest else "",
        )
