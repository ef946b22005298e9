"""Imports: what came in and what did not, and captures that are uploaded at the desk."""

import json
from collections import Counter
from collections.abc import Iterator
from re import findall
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.receiving import MOST_FILES, refusal
from archive.admin.statistics import statistics_page
from archive.batches import batched
from archive.containers import CONTAINERS
from archive.dates import Moment
from archive.flags import FlagKind
from archive.intake import uploads
from archive.intake.ledger import brought_in, is_going_on
from archive.intake.uploads import Upload
from archive.intake.verdicts import Outcome, held, in_both_languages, of_article, retold
from archive.models import Article, Batch, Capture, Flag
from archive.readers import READERS
from archive.records import Unreadable

PER_PAGE = 50
CAPTURES = "captures"
"""The kind of an upload that is to be imported."""

OUTCOMES = {
    "going": _("goes on"),
    "broken": _("broken off"),
    "failures": _("finished, with failures"),
    "finished": _("finished"),
}
BECAME = {
    Outcome.CREATED: _("new"),
    Outcome.UPDATED: _("changed"),
    Outcome.UNCHANGED: _("as before"),
    Outcome.FAILED: _("failed"),
}
"""What becomes of a document, as the columns of a batch have it."""


def outcome_of(batch: Batch) -> str:
    """What became of an import, as one of OUTCOMES."""
    if batch.finished_at:
        return "failures" if batch.failed else "finished"
    return "going" if is_at_work(batch) else "broken"


def is_at_work(batch: Batch) -> bool:
    upload = Upload.of(batch.upload)
    return is_going_on(batch) or bool(upload and upload.is_at_work)


class OutcomeFilter(admin.SimpleListFilter):
    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("finished", OUTCOMES["finished"]),
            ("failures", OUTCOMES["failures"]),
            ("unfinished", _("not finished")),
        ]

    def queryset(self, request: HttpRequest, batches: QuerySet[Batch]) -> QuerySet[Batch]:
        match self.value():
            case "finished":
                return batches.filter(failed=0).exclude(finished_at=None)
            case "failures":
                return batches.filter(failed__gt=0).exclude(finished_at=None)
            case "unfinished":
                return batches.filter(finished_at=None)
        return batches


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(one, initial) for one in data or [None]]


class UploadForm(forms.Form):
    captures = FilesField(label=_("Files"), allow_empty_file=True)
    form = forms.ChoiceField(
        label=_("What they are"),
        required=False,
        choices=[
            ("", _("the archive tells by their content")),
            *((name, name) for name in (*CONTAINERS, *READERS)),
        ],
    )


@admin.register(Batch)
class BatchAdmin(admin.ModelAdmin):
    list_display = (
        "started_at", "outcome", "what", "started_by", "created", "updated", "unchanged", "failed",
    )  # fmt: skip
    list_filter = (OutcomeFilter,)
    list_select_related = ("started_by",)
    search_fields = ("origin",)

    def has_change_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("statistics/", view(self.statistics_view), name="archive_statistics"),
            path("upload/<str:token>/", view(self.upload_view), name="archive_batch_upload"),
            path("<int:pk>/report.jsonl", view(self.report_view), name="archive_batch_report"),
            path("<int:pk>/go-on/", view(self.go_on_view), name="archive_batch_go_on"),
            *super().get_urls(),
        ]

    @admin.display(description=_("outcome"))
    def outcome(self, batch: Batch) -> str:
        name = outcome_of(batch)
        return format_html(
            '<span class="outcome" data-outcome="{}">{}</span>', name, OUTCOMES[name]
        )

    @admin.display(description=_("what was imported"), ordering="origin")
    def what(self, batch: Batch) -> str:
        return format_html("<bdi>{}</bdi>", batch.origin or "–")

    def statistics_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return statistics_page(self.admin_site, request)

    def page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/archive/batch/{name}.html", {**base, **context})

    def batch_of(self, request: HttpRequest, pk: str) -> Batch:
        batch: Batch | None = self.get_object(request, pk)
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        return batch

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What came in with one import, the most doubtful first, and what did not."""
        batch = self.batch_of(request, unquote(object_id))
        upload = Upload.of(batch.upload)
        outcome = outcome_of(batch)
        return self.page(
            request,
            "batch",
            title=gettext("Import of %(what)s") % {"what": batch.origin or batch.pk},
            batch=batch,
            outcome=outcome,
            outcome_label=OUTCOMES[outcome],
            problems=[(one, retold(one)) for one in batch.problems],
            more_problems=max(0, batch.failed - len(batch.problems)),
            articles=Paginator(articles_of(batch), PER_PAGE).get_page(request.GET.get("p")),
            at_work=outcome == "going",
            progress=upload.progress if upload else None,
            may_go_on=outcome == "broken" and upload and self.has_add_permission(request),
        )

    def report_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        batch = self.batch_of(request, str(pk))
        lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in report_of(batch))
        response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.jsonl"'
        return response

    def go_on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have an import that was broken off go on with what was uploaded for it."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        batch = self.batch_of(request, str(pk))
        upload = Upload.of(batch.upload)
        if upload and outcome_of(batch) == "broken":
            uploads.set_going(upload)
        return redirect("admin:archive_batch_change", batch.pk)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take files in; nothing is imported until somebody has seen what would become of them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm()
        if request.method == "POST":
            form = UploadForm(request.POST, request.FILES)
            refused = refusal(request)
            if refused:
                form.add_error(None, refused)
            elif form.is_valid():
                uploads.sweep()
                sent = form.cleaned_data
                by = request.user.pk
                upload = uploads.receive(sent["captures"], kind=CAPTURES, by=by, form=sent["form"])
                uploads.set_going(upload, "--dry-run")
                return redirect("admin:archive_batch_upload", upload.token)
        return self.page(
            request,
            "upload",
            title=gettext("Upload captures"),
            form=form,
            largest_upload=settings.LARGEST_UPLOAD,
            largest_capture=settings.LARGEST_CAPTURE,
            most_files=MOST_FILES,
            kept=uploads.KEPT.days,
        )

    def upload_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """What would become of what was uploaded, and what is to become of it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        started = Batch.objects.filter(upload=token).first()
        if started:
            return redirect("admin:archive_batch_change", started.pk)
        upload = Upload.of(token)
        if not upload or upload.about["kind"] != CAPTURES:
            raise Http404
        if request.method == "POST":
            return self.decide(request, upload)
        progress = upload.progress
        return self.page(
            request,
            "rehearsal",
            title=gettext("What would come in"),
            origin=uploads.origin_of(upload),
            progress=progress,
            at_work=upload.is_at_work,
            **(rehearsed(upload, request.GET.get("p", "1")) if progress.finished else {}),
        )

    def decide(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        match request.POST.get("deed"):
            case "import" if upload.progress.finished:
                batch, new = Batch.objects.get_or_create(
                    upload=upload.token,
                    defaults={
                        "started_by": request.user,
                        "origin": uploads.origin_of(upload),
                    },
                )
                if new:
                    uploads.set_going(upload)
                return redirect("admin:archive_batch_change", batch.pk)
            case "discard" if not upload.is_at_work:
                upload.discard()
                told = gettext("What was uploaded is discarded; nothing was imported.")
                messages.success(request, told)
                return redirect("admin:archive_batch_changelist")
            case "again" if not upload.is_at_work:
                uploads.set_going(upload, "--dry-run")
        return redirect("admin:archive_batch_upload", upload.token)


def articles_of(batch: Batch) -> QuerySet[Article]:
    """What came in with an import; what has most open flags comes first."""
    own = Capture.objects.filter(batch=batch).exclude(article=None).values("article")
    is_open = Q(flags__status=Flag.Status.OPEN)
    return (
        Article.objects.filter(pk__in=own)
        .select_related("source")
        .defer("body", "spans", "furniture")
        .annotate(open_flags=Count("flags", filter=is_open))
        .order_by(F("open_flags").desc(), "pk")
        .prefetch_related(Prefetch("flags", Flag.objects.open(), "doubts"))
    )


def report_of(batch: Batch) -> Iterator[dict[str, Any]]:
    """A line for each capture that an import brought in, as its article is by now, and each problem."""
    became = dict(brought_in(batch))
    captures = batch.captures.order_by("pk").defer("rules").iterator(PER_PAGE)
    for some in batched(captures, PER_PAGE):
        known = held({one.article_id for one in some if one.article_id})
        for one in some:
            article, holds = known.get(one.article_id or "", (None, None))
            yield {
                "file": one.container or one.name,
                "record": one.locator,
                "verdict": became[one.sha256],
                "reason": "",
                "id": article.pk if article else "",
                "url": article.get_absolute_url() if article else "",
                "address": one.address,
                **(of_article(article, holds) if holds else {}),
            }
    for problem in batch.problems:
        unreadable = Unreadable(problem["message"], **problem["values"])
        yield {
            "file": problem["file"],
            "record": problem["record"],
            "verdict": Outcome.FAILED,
            "reason": in_both_languages(unreadable),
        }


def rehearsed(upload: Upload, page: str) -> dict[str, Any]:
    """One page of what would become of each document, and how many there are of each outcome."""
    counts = Counter[Outcome]()
    told = uploads.told_on(
        upload, page, PER_PAGE, lambda line: counts.update([Outcome(line["verdict"])])
    )
    return {
        "counts": {outcome.value: counts[outcome] for outcome in Outcome},
        "lines": list(map(in_page, told.lines)),
        "later": told.later,
        "earlier": told.earlier,
    }


def in_page(line: dict[str, Any]) -> dict[str, Any]:
    """What would become of a document, in words."""
    return {
        **line,
        "day": moment_of(line["published"]),
        "became": BECAME[Outcome(line["verdict"])],
        "problem": retold(line) if line["message"] else "",
        "flags": [FlagKind(kind).label for kind in line["flags"]],
    }


def moment_of(published: str) -> Moment | None:
    """When a document says it was published, as its line has that: in ISO 8601."""
    parts: list[Any] = [int(part) for part in findall(r"\d+", published)]
    return Moment(*parts) if parts else None
