"""What the desks have in common: texts as they were published, and a search by the fold."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from archive.models import Source, stored_key
from archive.readers.columns import FIRST_YEAR
from archive.templatetags.archive_tags import written
from archive.text import in_ascii_digits, without_overrides

OTHER_YEAR = _(
    "The year has to lie between %(first)s and %(last)s. If this is a Hijri date, give the "
    "Gregorian one."
)

SAID_BETTER = (
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("Select %s to change"),
    gettext_noop("Select %s to view"),
)
"""What our own catalogue says instead of Django's, whose Arabic tells of a change as of an addition."""


def digits(text: str) -> str:
    """A whole number as an address or a form has it; empty where it is none."""
    return text if text.isascii() and text.isdigit() and len(text) < 18 else ""


class PlainText(forms.CharField):
    """Text as it was published: no line end of the browser's, no space trimmed.

    Nothing but spaces is no text.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "strip": False})

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n") if text.strip() else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial, self.to_python(data))


class InAnyDigits(forms.Field):
    def to_python(self, value: Any) -> Any:
        return super().to_python(in_ascii_digits(value) if isinstance(value, str) else value)


class Day(InAnyDigits, forms.DateField):
    """A date, typed in any digits."""


class TimeOfDay(InAnyDigits, forms.TimeField):
    """A time, typed in any digits."""


class TypedForm(forms.ModelForm):
    """What a person types of an article; what they leave as it is is not gone into."""

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        return without_overrides(title) if "title" in self.changed_data else title

    def clean_published_on(self) -> date | None:
        day: date | None = self.cleaned_data["published_on"]
        last = localdate().year + 1
        if day and "published_on" in self.changed_data and not FIRST_YEAR <= day.year <= last:
            years = {"first": written(str(FIRST_YEAR)), "last": written(str(last))}
            raise ValidationError(OTHER_YEAR, params=years)
        return day


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


class SourceFilter(admin.SimpleListFilter):
    """Entries of one source, by any of the ways that lead from an entry to one."""

    title = _("source")
    parameter_name = "source"
    ways: tuple[str, ...]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        named = Source.objects.in_use().order_by("filed_under")
        return [(str(source.pk), source.name) for source in named]

    def queryset(self, request: HttpRequest, entries: QuerySet[Any]) -> QuerySet[Any]:
        pk = digits(self.value() or "")
        return (
            entries.filter(reduce(or_, (Q(**{way: int(pk)}) for way in self.ways)))
            if pk
            else entries
        )


def deletes_articles(request: HttpRequest) -> bool:
    """Whether a page is one on which articles are deleted, with all that goes with them."""
    match = request.resolver_match
    return match is not None and str(match.url_name).startswith("archive_article_")


class GoesWithItsArticle(admin.ModelAdmin):
    """What no person adds, and what is never deleted alone, but with its article."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return deletes_articles(request) and request.user.has_perm("archive.delete_article")
