"""What the import was unsure of, and deciding it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archive.admin.bulk import DEEDS, decide_many
from archive.admin.desk import PLAIN_TEXT, FoldedSearch, LabelledTable, deletes_articles, digits
from archive.admin.doubts import doubt_page
from archive.admin.queue import RANK, queue_page
from archive.admin.sharing import SharedDesk
from archive.curation.history import kept
from archive.curation.sealing import unsealed_for
from archive.flags import CONTACT, SEVERITIES, FlagKind, Severity
from archive.models import Article, Batch, Flag

NEWEST_IMPORTS = 20
"""Imports that a list can be narrowed to."""


class FlagInline(LabelledTable):
    model = Flag
    formfield_overrides = PLAIN_TEXT
    extra = 0
    can_delete = False
    fields = ("kind", "explanation", "status", "note", "decided_by")
    readonly_fields = ("kind", "explanation", "decided_by")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return readonly_for(request, self.readonly_fields)

    @admin.display(description=_("what the import saw"))
    def explanation(self, flag: Flag) -> str:
        return flag.explanation


REPORTED = ("about", CONTACT)
"""What a reader says besides their message."""


def may_decide(request: HttpRequest) -> bool:
    return request.user.has_perm("archive.decide_flag")


def readonly_for(request: HttpRequest, always: Any) -> Any:
    """Who may not decide a flag may still add a note to it."""
    return always if may_decide(request) else (*always, "status")


def save_flag(flag: Flag, changed: Iterable[str], user: Any) -> None:
    """A changed status is a decision; a changed note is not."""
    if "status" in changed:
        flag.decide(flag.status, user)
    else:
        flag.save()


class SeverityFilter(admin.SimpleListFilter):
    title = _("severity")
    parameter_name = "severity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return Severity.choices[::-1]

    def queryset(self, request: HttpRequest, flags: QuerySet[Flag]) -> QuerySet[Flag]:
        kinds = [kind for kind, severity in SEVERITIES.items() if str(severity) == self.value()]
        return flags.filter(kind__in=kinds) if kinds else flags


class ImportFilter(admin.SimpleListFilter):
    """The newest imports."""

    title = _("import")
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(batch.pk, str(batch)) for batch in Batch.objects.all()[:NEWEST_IMPORTS]]

    def queryset(self, request: HttpRequest, flags: QuerySet[Flag]) -> QuerySet[Flag]:
        chosen = digits(self.value() or "")
        return flags.filter(article__capture__batch=int(chosen)) if chosen else flags


@admin.register(Flag)
class FlagAdmin(SharedDesk, FoldedSearch):
    folded_field = "article__title_key"
    search_help_text = _("Words of the headline, in any spelling")
    change_list_template = "admin/archive/flag/change_list.html"
    list_display = (
        "kind", "explanation", "article", "source", "severity", "raised_at", "status",
    )  # fmt: skip
    list_filter = ("status", SeverityFilter, "kind", ImportFilter, "raised_at", "article__source")
    list_select_related = ("article__source",)
    ordering = ("-raised_at", "-pk")
    fields = (
        "kind", "of_article", "explanation", "raised_at", "raised_by", "status", "note",
        "decided_by", "decided_at",
    )  # fmt: skip
    readonly_fields = (
        "kind", "of_article", "explanation", "raised_at", "raised_by", "decided_by", "decided_at",
    )  # fmt: skip
    formfield_overrides = PLAIN_TEXT
    actions = ("accept", "dismiss", "reopen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Flag]:
        flags: QuerySet[Flag] = super().get_queryset(request)
        return unsealed_for(request.user, flags, "article")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("queue/", view(self.queue), name="archive_flag_queue"),
            path("doubt/<str:pk>/", view(self.doubt), name="archive_flag_doubt"),
            *super().get_urls(),
        ]

    def queue(self, request: HttpRequest) -> HttpResponse:
        return queue_page(self, request)

    def doubt(self, request: HttpRequest, pk: str) -> HttpResponse:
        return doubt_page(self, request, pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return may_decide(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return readonly_for(request, (*self.readonly_fields, *REPORTED))

    def get_fields(self, request: HttpRequest, obj: Flag | None = None) -> Any:
        """Whom a reader left to be reached by is told to those alone who decide."""
        reported = obj is not None and obj.kind == FlagKind.ERROR_REPORTED
        told = [one for one in REPORTED if reported and (one != CONTACT or may_decide(request))]
        return [*self.fields[:3], *told, *self.fields[3:]]

    @admin.display(description=_("what is wrong"))
    def about(self, flag: Flag) -> str:
        return flag.subject_of_report or "–"

    @admin.display(description=_("how to reach the reader"))
    def contact(self, flag: Flag) -> str:
        return flag.values.get(CONTACT) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Flag | None = None) -> bool:
        """A flag goes with its article, and is never deleted alone."""
        return deletes_articles(request) and super().has_delete_permission(request, obj)

    @admin.display(description=_("article"))
    def of_article(self, flag: Flag) -> str:
        address = reverse("admin:archive_article_change", args=[flag.article_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, flag.article)

    @admin.display(description=_("what the import saw"))
    def explanation(self, flag: Flag) -> str:
        return flag.explanation

    @admin.display(description=_("source"), ordering="article__source__name", empty_value="–")
    def source(self, flag: Flag) -> Any:
        return flag.article.source

    @admin.display(description=_("severity"), ordering=RANK)
    def severity(self, flag: Flag) -> str:
        return str(flag.severity.label)

    def save_model(self, request: HttpRequest, obj: Flag, form: ModelForm, change: bool) -> None:
        with kept(obj.article, request.user):
            save_flag(obj, form.changed_data, request.user)

    @admin.action(permissions=["decide"], description=_("Accept what the import proposed"))
    def accept(self, request: HttpRequest, flags: QuerySet[Flag]) -> HttpResponse | None:
        return decide_many(self, request, flags, DEEDS[Flag.Status.ACCEPTED])

    @admin.action(permissions=["decide"], description=_("Dismiss"))
    def dismiss(self, request: HttpRequest, flags: QuerySet[Flag]) -> HttpResponse | None:
        return decide_many(self, request, flags, DEEDS[Flag.Status.DISMISSED])

    @admin.action(permissions=["decide"], description=_("Open again"))
    def reopen(self, request: HttpRequest, flags: QuerySet[Flag]) -> HttpResponse | None:
        return decide_many(self, request, flags, DEEDS[Flag.Status.OPEN])
