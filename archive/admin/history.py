"""Who changed what when, and what an entry was before: to be looked at, restored, taken along."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from reversion.models import Version

from archive.admin.naming import NEW
from archive.admin.sharing import SharedDesk, posted, sheet_of
from archive.citing.exports import BYTE_ORDER_MARK, cell, csv_line
from archive.curation.history import (
    DIFFERENCE,
    IDENTITY,
    PARTS,
    compared,
    identified,
    keep,
    log,
    page_of,
    serialised,
    unkept,
    versions_of,
    whole,
    with_parts,
)
from archive.curation.merging import Sheet, changed, restored
from archive.curation.rewording import abridged, changes
from archive.models import Article, Author, Keyword, Name, Source

PER_PAGE = 25
YES_OR_NO = {"": _("No"), "on": _("Yes")}
LOG_COLUMNS = ("when", "who", "id", "entry", "field", "before", "after")


class HistoryDesk(SharedDesk):
    """A desk of which every change is kept, with who made it."""

    object_history_template = "admin/kept_history.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("history.csv", view(self.log_view), name=f"{name}_log"),
            path(
                "<path:object_id>/history/<int:revision>/restore/",
                view(self.restore_view),
                name=f"{name}_restore",
            ),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if change:
            keep(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        keep(form.instance, request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        entry = get_object_or_404(self.model._base_manager, pk=unquote(object_id))
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        page = Paginator(versions_of(entry), PER_PAGE).get_page(request.GET.get("p"))
        start, stop = (page.number - 1) * PER_PAGE, page.number * PER_PAGE
        steps = page_of(entry, start, stop)
        older = steps[PER_PAGE:]  # to compare the last one shown with
        if page.number == 1:
            steps = [*unkept(entry), *steps]
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(entry)s") % {"entry": entry},
            "opts": self.opts,
            "object": entry,
            "page": page,
            "steps": [
                (step, told(self.model, before, step.sheet) if before is not None else [])
                for step, before in compared(steps)
                if step not in older
            ],
            "now": steps[0] if page.number == 1 else None,
            "may_change": self.has_change_permission(request, entry),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def restore_view(self, request: HttpRequest, object_id: str, revision: int) -> HttpResponse:
        """The form of an entry, filled with what it was; saving it is an edit like any other."""
        entry = get_object_or_404(self.model._base_manager, pk=unquote(object_id))
        if request.method != "POST" or not self.has_change_permission(request, entry):
            raise PermissionDenied
        versions = with_parts(versions_of(entry).exclude(format=DIFFERENCE))
        version = get_object_or_404(versions, revision=revision)
        form, formsets = self.forms_of(request, entry)
        stored = sheet_of(form, formsets)
        sheet = restored(former(entry, version, stored), stored)
        when = date_format(version.revision.date_created, "DATETIME_FORMAT")
        told = gettext("Nothing is saved yet: this is the version of %(when)s. Save to restore it.")
        form_url = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[entry.pk]
        )
        request.POST = posted(request.POST, sheet, stored, formsets)
        self.refuse(request, told % {"when": when})
        return self.show_form(request, object_id, form_url)

    def kept_from(self, request: HttpRequest) -> Collection[str]:
        """The ids of entries that this person may not look at."""
        return ()

    def log_view(self, request: HttpRequest) -> StreamingHttpResponse:
        """Everything that was changed in entries of this kind, a line for each field."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        lines = in_csv(logged(self.model, self.kept_from(request)))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = f"history-{self.opts.model_name}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def former(entry: Any, version: Version, stored: Sheet) -> Sheet:
    """What an entry was, as its form has it today; decisions on flags are not taken back."""
    there = identified(serialised(whole(entry)))
    sheet: dict[str, Any] = {row: cells for row, cells in stored.items() if is_flag(row)}
    held = (one.serialized_data for one in version.revision.version_set.all())
    used: set[str] = set()
    for number, (row, (_pk, cells)) in enumerate(identified(held).items()):
        part = row.partition("-")[0]
        now = {field: choice_of(field, text) for field, text in cells.items()}
        if is_flag(row) or (part == "article_keywords" and now["keyword"] in used):
            continue  # two keywords may be one by now
        used.add(now.get("keyword", ""))
        pk = there[row][0] if row in there else f"+{number}"
        sheet[f"{part}-{pk}" if part else ""] = now
    return sheet


def is_flag(row: str) -> bool:
    return row.startswith("flags-")


# What is kept by its name; one that is there no more is made anew when the form is saved.
NAMED: dict[str, type[Name]] = {"source": Source, "author": Author, "keyword": Keyword}


def choice_of(field: str, text: str) -> str:
    """What a form has where a version names a source, a keyword or another article."""
    if field in NAMED and text:
        names: Any = NAMED[field].objects
        known = names.named(text).first()
        return str(known.pk) if known else f"{NEW}{text}"
    if field == "target" and not Article.objects.filter(pk=text).exists():
        return ""
    return text


def told(model: type[models.Model], before: Sheet, after: Sheet) -> list[dict[str, Any]]:
    """What one step changed, in the words of the page."""
    return [
        {"label": label, "changes": abridged(changes(old, new)), "is_text": is_text}
        for label, old, new, is_text in worded(model, before, after)
    ]


def worded(
    model: type[models.Model], before: Sheet, after: Sheet
) -> Iterator[tuple[str, str, str, bool]]:
    """The name of each changed field, what it was and became, and whether that is a text.

    Choices go by their names, and what holds or does not by yes and no.
    """
    for row, field, old, new in changed(before, after):
        part, _dash, known_by = row.partition("-")
        kind = PARTS[model][part] if part else model
        column: Any = kind._meta.get_field(field)
        is_boolean = isinstance(column, models.BooleanField)
        choices = YES_OR_NO if is_boolean else dict(column.flatchoices)
        names = [str(column.verbose_name)]
        if part:
            identity: Any = kind._meta.get_field(IDENTITY[part])
            shown = dict(identity.flatchoices).get(known_by, known_by)
            names = [f"{kind._meta.verbose_name} {shown}", *names]
        was, is_now = (str(choices.get(one, one)) for one in (old, new))
        yield capfirst(" · ".join(names)), was, is_now, isinstance(column, models.TextField)


def logged(model: type[models.Model], without: Collection[str] = ()) -> Iterator[tuple[str, ...]]:
    """A line for each field that was changed, the entries one after another, but for some of them."""
    yield LOG_COLUMNS
    for version, step, before in log(model):
        if version.object_id in without:
            continue
        who = step.by or f"{gettext('import')} {step.capture}".strip()
        what = version.object_id, version.object_repr
        known = step.sheet if before is None else before
        for label, old, new, _text in worded(model, known, step.sheet):
            yield (step.at.isoformat(), who, *what, label, old, new)


def in_csv(lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """With the mark by which spreadsheets know UTF-8; no cell is taken for a formula."""
    yield BYTE_ORDER_MARK
    for line in lines:
        yield csv_line(map(cell, line))
