"""Names in a form: those that the archive knows, and new ones, which are made when it is saved."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest

from archive.models import Name

NEW = "+"
"""What a cell begins with that has no key of a name but a new name."""


def by_name(model: type[Name], spelling: str) -> Any:
    """What goes by a spelling; a new name, not yet saved, where nothing does. Raises ValidationError."""
    names: Any = model.objects
    if known := names.named(spelling).first():
        return known
    made = model(name=model._meta.get_field("name").clean(spelling, None))
    made.clean()
    return made


def make_names(entry: Any, *fields: str) -> None:
    """Save what is new among the names that an entry was given."""
    for field in fields:
        name = getattr(entry, field)
        if name and not name.pk:
            name.save()
            setattr(entry, field, name)


class NameField(forms.ModelChoiceField):
    """A name, which may be new if `may_add`."""

    queryset: Any

    def __init__(self, *args: Any, may_add: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.may_add = may_add

    def to_python(self, value: Any) -> Any:
        if self.may_add and isinstance(value, str) and value.startswith(NEW):
            return by_name(self.queryset.model, value.removeprefix(NEW))
        return super().to_python(value)


class NameSelect(AutocompleteSelect):
    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        new = [one for one in value if one.startswith(NEW)]
        groups = super().optgroups(name, [one for one in value if one not in new], attrs)
        options = groups[0][1]
        for one in new:
            label = one.removeprefix(NEW)
            options.append(self.create_option(name, one, label, True, len(options)))
        return groups


class NamesInForm(BaseModelAdmin):
    """A form in which a name may stand that is not saved yet."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        model = db_field.related_model
        if issubclass(model, Name):
            kwargs |= {
                "form_class": NameField,
                "may_add": request.user.has_perm(f"archive.add_{model._meta.model_name}"),
                "widget": NameSelect(db_field, self.admin_site),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
