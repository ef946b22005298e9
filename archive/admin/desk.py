"""What the desks have in common: texts as they were published, and a search by the fold."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from archive.models import stored_key


def number(text: str) -> str:
    """The key of a row as an address or a form has it; empty where it is none."""
    return text if text.isascii() and text.isdigit() and len(text) < 18 else ""


class PlainText(forms.CharField):
    """Text as it was published: no line end of the browser's, no space trimmed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "strip": False})

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial, self.to_python(data))


PLAIN_TEXT: dict[Any, Any] = {models.TextField: {"form_class": PlainText}}


class LabelledTable(admin.TabularInline):
    """A table of which every field says its name to whoever does not see the head of its column."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = field.label
        return field


class FoldedSearch(admin.ModelAdmin):
    """Admin search by the archive's own fold: the words of `folded_field`, in any spelling."""

    folded_field = "key"
    search_fields = ("pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for word in stored_key(search_term).split():
            queryset = queryset.filter(**{f"{self.folded_field}__contains": word})
        return queryset, False


class GoesWithItsArticle(admin.ModelAdmin):
    """What no person adds, and what is never deleted alone, but with its article."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        match = request.resolver_match
        of_article = match is not None and str(match.url_name).startswith("archive_article_")
        return of_article and request.user.has_perm("archive.delete_article")
