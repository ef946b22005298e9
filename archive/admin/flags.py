"""What the import was unsure of, and deciding it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import PLAIN_TEXT, LabelledTable
from archive.curation.history import kept
from archive.flags import CONTACT, SUBJECTS, FlagKind
from archive.models import Article, Flag


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


@admin.register(Flag)
class FlagAdmin(admin.ModelAdmin):
    list_display = ("kind", "explanation", "article", "status")
    list_filter = ("status", "kind", "article__source")
    list_select_related = ("article", "decided_by")
    fields = ("kind", "of_article", "explanation", "status", "note", "decided_by", "decided_at")
    readonly_fields = ("kind", "of_article", "explanation", "decided_by", "decided_at")
    actions = ("accept", "dismiss", "reopen")

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
        return str(SUBJECTS.get(flag.values.get("about"), "–"))

    @admin.display(description=_("how to reach the reader"))
    def contact(self, flag: Flag) -> str:
        return flag.values.get(CONTACT) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Flag | None = None) -> bool:
        """A flag goes with its article, and is never deleted alone."""
        match = request.resolver_match
        deletes_article = match is not None and str(match.url_name).startswith("archive_article_")
        return deletes_article and super().has_delete_permission(request, obj)

    @admin.display(description=_("article"))
    def of_article(self, flag: Flag) -> str:
        address = reverse("admin:archive_article_change", args=[flag.article_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, flag.article)

    @admin.display(description=_("what the import saw"))
    def explanation(self, flag: Flag) -> str:
        return flag.explanation

    def save_model(self, request: HttpRequest, obj: Flag, form: ModelForm, change: bool) -> None:
        with kept(obj.article, request.user):
            save_flag(obj, form.changed_data, request.user)

    @admin.action(permissions=["decide"], description=_("Accept what the import proposed"))
    def accept(self, request: HttpRequest, flags: QuerySet[Flag]) -> None:
        self.decide(request, flags, Flag.Status.ACCEPTED)

    @admin.action(permissions=["decide"], description=_("Dismiss"))
    def dismiss(self, request: HttpRequest, flags: QuerySet[Flag]) -> None:
        self.decide(request, flags, Flag.Status.DISMISSED)

    @admin.action(permissions=["decide"], description=_("Open again"))
    def reopen(self, request: HttpRequest, flags: QuerySet[Flag]) -> None:
        self.decide(request, flags, Flag.Status.OPEN)

    def decide(self, request: HttpRequest, flags: QuerySet[Flag], status: str) -> None:
        with transaction.atomic():
            for flag in flags:
                with kept(flag.article, request.user):
                    flag.decide(status, request.user)
                self.log_change(request, flag, [{"changed": {"fields": ["status"]}}])
