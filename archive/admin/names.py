"""Sources, authors and keywords, with the spellings that lead to them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.authority import AuthorityDesk
from archive.admin.desk import FoldedSearch, LabelledTable
from archive.admin.history import HistoryDesk
from archive.models import (
    Author,
    AuthorAlias,
    Keyword,
    KeywordAlias,
    Source,
    SourceAlias,
    stored_key,
)


class AliasFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        names = [form.cleaned_data.get("name", "") for form in self.forms if form.is_valid()]
        keys = [stored_key(name) for name in names if name]
        if len(keys) != len(set(keys)):
            raise ValidationError(_("Two of these aliases are the same spelling to a search."))


class SourceAliasInline(LabelledTable):
    model = SourceAlias
    formset = AliasFormSet
    extra = 1


class AuthorAliasInline(LabelledTable):
    model = AuthorAlias
    formset = AliasFormSet
    extra = 1


class KeywordAliasInline(LabelledTable):
    model = KeywordAlias
    formset = AliasFormSet
    extra = 1


class NameAdmin(AuthorityDesk, HistoryDesk, FoldedSearch):
    list_display = ("name", "article_count")
    search_help_text = _("In any spelling")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        names: QuerySet[Any] = super().get_queryset(request)
        return names.order_by("name")

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        obj.curated = True
        super().save_model(request, obj, form, change)


@admin.register(Source)
class SourceAdmin(NameAdmin):
    inlines = (SourceAliasInline,)


@admin.register(Author)
class AuthorAdmin(NameAdmin):
    inlines = (AuthorAliasInline,)


@admin.register(Keyword)
class KeywordAdmin(NameAdmin):
    inlines = (KeywordAliasInline,)
