"""A list of articles taken along as a table, and brought back with a look at what that changes."""

from collections import Counter
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.receiving import refusal
from archive.citing.exports import attachment
from archive.curation.rewording import abridged, changes
from archive.intake import tables, uploads
from archive.intake.uploads import Upload
from archive.intake.verdicts import retold
from archive.models import Article
from archive.records import Unreadable

PER_PAGE = 50
TOO_LARGE = _("The table is larger than a table may be.")


class TableForm(forms.Form):
    table = forms.FileField(label=_("The edited table"), allow_empty_file=True)

    def clean_table(self) -> Any:
        table = self.cleaned_data["table"]
        if table.size > settings.LARGEST_CAPTURE:
            raise forms.ValidationError(TOO_LARGE)
        return table


class TableDesk(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("table.csv", view(self.table_csv), name="archive_article_table_csv"),
            path("table/", view(self.table_view), name="archive_article_table"),
            path("table/<str:token>/", view(self.changes_view), name="archive_article_changes"),
            *super().get_urls(),
        ]

    @admin.action(permissions=["view"], description=_("Take the chosen articles along as a table"))
    def take_along(
        self, request: HttpRequest, articles: QuerySet[Article]
    ) -> StreamingHttpResponse:
        lines = tables.table_of(articles.values_list("pk", flat=True).iterator(tables.AT_ONCE))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = attachment(f"table {localdate().isoformat()}", "csv")
        return response

    def table_csv(self, request: HttpRequest) -> StreamingHttpResponse:
        """All articles that a list shows on its pages, as it is filtered and ordered."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.take_along(request, self.get_changelist_instance(request).get_queryset(request))

    def table_view(self, request: HttpRequest) -> HttpResponse:
        """Take an edited table in; nothing is changed until somebody has seen what would be."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = TableForm()
        if request.method == "POST":
            form = TableForm(request.POST, request.FILES)
            if refused := refusal(request):
                form.add_error("table", refused)
            elif form.is_valid():
                uploads.sweep()
                sent = [form.cleaned_data["table"]]
                upload = uploads.receive(sent, kind=tables.KIND, by=request.user.pk)
                try:
                    tables.preview(upload, request.user)
                except Unreadable as problem:
                    upload.discard()
                    form.add_error("table", problem.in_words())
                else:
                    return redirect("admin:archive_article_changes", upload.token)
        return self.table_page(
            request,
            "table",
            title=gettext("Bring an edited table back"),
            form=form,
            largest=settings.LARGEST_CAPTURE,
            columns=[(name, label_of(name)) for name in tables.LABELS],
            statuses=Article.Status.choices,
            precisions=[one for one in Article.Precision.choices if one[0]],
        )

    def changes_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """What a table would change, field by field; then how far that is, and what was left."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        upload = Upload.of(token)
        about = upload.about if upload else {}
        if not upload or about["kind"] != tables.KIND or about["by"] != request.user.pk:
            raise Http404
        if request.method == "POST" and not upload.is_at_work:
            if request.POST.get("deed") == "discard":
                upload.discard()
                told = gettext(
                    "The table is discarded; nothing that it had not changed is changed."
                )
                messages.success(request, told)
                return redirect("admin:archive_article_changelist")
            uploads.set_going(upload)
            return redirect("admin:archive_article_changes", token)
        progress = upload.progress
        return self.table_page(
            request,
            "table_changes",
            title=gettext("What the table changes"),
            progress=progress,
            at_work=upload.is_at_work,
            begun=bool(progress.started),
            **previewed(upload, request.GET.get("p", "1")),
        )

    def table_page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/archive/article/{name}.html", {**base, **context})


def label_of(column: str) -> str:
    name: Any = Article._meta.get_field(tables.LABELS[column])
    return str(capfirst(name.verbose_name))


def in_label(column: str, text: str) -> str:
    """A cell as people read it: of a choice, its name."""
    choices: Any = Article._meta.get_field(tables.LABELS[column])
    return str(dict(choices.flatchoices).get(text, text))


def previewed(upload: Upload, page: str) -> dict[str, Any]:
    """One page of the rows that change something or cannot, and how many there are of both."""
    counts = Counter[bool]()
    told = uploads.told_on(
        upload, page, PER_PAGE, lambda line: counts.update([bool(line["problems"])])
    )
    return {
        "rows": list(map(in_page, told.lines)),
        "changing": counts[False],
        "refused": counts[True],
        "later": told.later,
        "earlier": told.earlier,
    }


def in_page(line: dict[str, Any]) -> dict[str, Any]:
    """A row with its changes word by word and its problems in words."""
    compared = [
        (label_of(column), abridged(changes(*(in_label(column, text) for text in both))))
        for column, both in line["changes"].items()
    ]
    return {**line, "changes": compared, "problems": list(map(retold, line["problems"]))}
