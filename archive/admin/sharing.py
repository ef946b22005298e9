"""A desk at which several people work: who saves second is told, and nothing is overwritten."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import BaseModelFormSet, ModelForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.merging import Meanwhile, Sheet, digests, merge, rows_of
from archive.curation.rewording import abridged, changes

SEEN = "seen"
"""The field of a form that says what it was opened with."""
CHOICE, STORED = "choice", "stored"
"""The field that chooses, with row and field behind it, and what it chooses over one's own text."""

CHANGED_MEANWHILE = _(
    "Nothing is saved yet: somebody else has changed this meanwhile. Look at what they changed, "
    "and save again."
)


def written(bound: BoundField) -> str:
    """What a browser sends of a field that nobody touches."""
    value = bound.value()
    if isinstance(value, bool):
        return "on" if value else ""
    formatted = bound.field.widget.format_value(value)
    if isinstance(formatted, list):
        formatted = formatted[0] if formatted else ""
    return str(formatted or "").replace("\r\n", "\n").replace("\r", "\n")


def sheet_of(form: ModelForm, formsets: Iterable[BaseModelFormSet]) -> Sheet:
    """What a page of forms holds, by row and field."""
    sheet = {"": {bound.name: written(bound) for bound in form}}
    for formset in formsets:
        for number, part in enumerate(formset.forms if formset.is_bound else formset.initial_forms):
            cells = {bound.name: written(bound) for bound in part}
            pk = cells.get(pk_name(formset))
            sheet[f"{formset.prefix}-{pk or f'+{number}'}"] = cells
    return sheet


def pk_name(formset: BaseModelFormSet) -> str:
    return str(formset.model._meta.pk.name)


def posted(
    post: QueryDict, sheet: Sheet, stored: Sheet, formsets: Sequence[BaseModelFormSet]
) -> Any:
    """What a browser would send of a sheet, opened on what is stored; all else is as in `post`."""
    data = post.copy()
    own = tuple(f"{formset.prefix}-" for formset in formsets)
    for name in [name for name in data if name in sheet[""] or name.startswith(own)]:
        del data[name]
    data.update(filled(sheet[""]))
    for formset in formsets:
        rows = list(rows_of(sheet, str(formset.prefix)))
        known = [row for row, _cells in rows if row in stored]
        data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(known))
        for number, (row, cells) in enumerate(rows):
            sent = filled(cells if row in stored else {**cells, pk_name(formset): ""})
            prefix = f"{formset.prefix}-{number}-"
            data.update({prefix + name: text for name, text in sent.items()})
    data[SEEN] = json.dumps(digests(stored))
    return data


def filled(cells: Any) -> dict[str, str]:
    """Without what is empty: a box that is not ticked is not sent."""
    return {name: text for name, text in cells.items() if text}


def seen_in(post: QueryDict) -> Sheet:
    try:
        seen = json.loads(post.get(SEEN, ""))
        return {str(row): dict(cells) for row, cells in seen.items()}
    except (AttributeError, TypeError, ValueError):
        return {}


class SharedDesk(admin.ModelAdmin):
    change_form_template = "admin/shared_change_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            entries = self.model._base_manager.select_for_update()
            entry = entries.filter(pk=unquote(object_id)).first()
            context = dict(extra_context or {})
            if entry and self.has_change_permission(request, entry):
                context |= self.meet(request, entry)
            return super().changeform_view(request, object_id, form_url, context)

    def show_form(self, request: HttpRequest, object_id: str, form_url: str) -> HttpResponse:
        """The form as what was sent fills it, to be sent again to its own address."""
        return super().changeform_view(request, object_id, form_url)

    def meet(self, request: HttpRequest, entry: models.Model) -> dict[str, Any]:
        """Bring what was sent together with what others have stored; what to tell, if anything."""
        stored = sheet_of(*self.forms_of(request, entry))
        form, formsets = self.forms_of(request, entry, request.POST)
        sent = sheet_of(form, formsets)
        own = self.worked(request, entry, chosen(request.POST, sent, stored))
        merged, found = merge(seen_in(request.POST), stored, own)
        if found:
            self.refuse(request, CHANGED_MEANWHILE)
        if found or own != sent:
            request.POST = posted(request.POST, merged, stored, formsets)
        return {"meanwhile": [told(one, stored, own, form, formsets) for one in found]}

    def worked(self, request: HttpRequest, entry: Any, sheet: Sheet) -> Sheet:
        """What was sent, as a button of the form changes it before it is saved or shown again."""
        return sheet

    def forms_of(
        self, request: HttpRequest, entry: models.Model, data: QueryDict | None = None
    ) -> tuple[ModelForm, list[BaseModelFormSet]]:
        """The form of an entry and those of its parts, as far as this person may change them."""
        fresh = self.model._base_manager.get(pk=entry.pk)
        form = self.get_form(request, fresh, change=True)(data, instance=fresh)
        formsets = [
            kind(data, instance=fresh, queryset=inline.get_queryset(request))
            for kind, inline in self.get_formsets_with_inlines(request, fresh)
            if inline.has_change_permission(request, fresh)
        ]
        return form, formsets

    def refuse(self, request: HttpRequest, message: str | Promise) -> None:
        """Have the form shown once more instead of saved."""
        request.unsaved = message  # type: ignore[attr-defined]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        message = getattr(request, "unsaved", None)
        if not message:
            return form

        def clean(self: ModelForm) -> None:
            raise ValidationError(message)

        return type(form.__name__, (form,), {"clean": clean})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        formsets = [one.formset for one in context["inline_admin_formsets"]]
        form = context["adminform"].form
        seen = request.POST.get(SEEN) if form.is_bound else None
        context[SEEN] = seen or json.dumps(digests(sheet_of(form, formsets)))
        if unsaved := getattr(request, "unsaved", None):
            context |= {"unsaved": unsaved, "errors": []}
        return super().render_change_form(request, context, *args, **kwargs)


def told(
    one: Meanwhile, stored: Sheet, own: Sheet, form: ModelForm, formsets: Iterable[BaseModelFormSet]
) -> dict[str, Any]:
    """A change by somebody else, in the words of the page."""
    parts = {formset.prefix: formset.form for formset in formsets}
    part = parts.get(one.row.rpartition("-")[0])
    fields = part.base_fields if part else form.fields
    labels = [part._meta.model._meta.verbose_name] if part else []
    if one.field:
        labels.append(fields[one.field].label if one.field in fields else gettext("Delete"))
        sides = stored[one.row][one.field], own[one.row][one.field]
        before, after = (in_words(fields.get(one.field), text) for text in sides)
    else:
        before, after = (
            max((in_words(fields.get(name), text) for name, text in cells.items()), key=len)
            if cells
            else ""
            for cells in (stored.get(one.row), own.get(one.row))
        )
    return {
        "label": capfirst(" · ".join(map(str, labels))),
        "changes": abridged(changes(before, after)),
        "disputed": one.disputed,
        "choice": f"{CHOICE}:{one.row}:{one.field}" if one.field and one.disputed else "",
        "gone": one.row not in stored,
        "new": one.row not in own,
    }


def in_words(field: forms.Field | None, text: str) -> str:
    """A cell as a person reads it: of a choice its name."""
    if isinstance(field, forms.ModelChoiceField):
        try:
            return str(field.clean(text) or "")
        except ValidationError:
            return text
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(text, text))
    return text


def chosen(post: QueryDict, own: Sheet, stored: Sheet) -> Sheet:
    """What was sent, but for the cells in which what is stored was preferred."""
    return {
        row: {
            field: stored[row][field]
            if row in stored
            and field in stored[row]
            and post.get(f"{CHOICE}:{row}:{field}") == STORED
            else text
            for field, text in cells.items()
        }
        for row, cells in own.items()
    }
