"""Where in its capture each field stands: kept in the form beside it, and accounted for when saved."""

from typing import Any

from django import forms
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import TypedForm
from archive.curation.accounting import accounted, from_text, in_text
from archive.curation.assigning import VALUES
from archive.intake.rows import places_of
from archive.models import Article

PLACE = "place"


class Place(forms.CharField):
    """Places of a capture, as `archive.curation.accounting.in_text` writes them."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "label": _("place in the capture"), **options})


class ArticleForm(TypedForm):
    """An article's form knows where each field stands, if it may be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in VALUES.keys() & self.fields.keys():
            places = in_text(self.instance.spans.get(field, ()))
            self.fields[place_of(field)] = Place(initial=places)


class PartForm(forms.ModelForm):
    """A comment or a related link stands in one place, or in none."""

    place = Place()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[PLACE] = in_text([self.instance.span] if self.instance.span else [])

    def clean(self) -> Any:
        places = from_text(self.cleaned_data.get(PLACE, ""))
        self.instance.span = places[0] if places else []
        return super().clean()


def place_of(field: str) -> str:
    return f"{PLACE}_{field}"


def set_by_hand(article: Article, form: ModelForm) -> set[str]:
    """The fields that a person has changed; those that moved in the capture are moved."""
    changed = set(form.changed_data)
    for field in VALUES:
        if place_of(field) in changed:
            changed = changed - {place_of(field)} | {field}
            places = from_text(form.cleaned_data[place_of(field)])
            article.spans.pop(field, None)
            article.spans |= {field: places} if places else {}
    return changed


def account_for(article: Article, before: list[list[int]]) -> None:
    """Let nothing of a capture be in no field that was in one."""
    after = places_of(article)
    if sorted(after) != sorted(before):
        article.furniture = accounted(article.furniture, before, after)
        Article.objects.filter(pk=article.pk).update(furniture=article.furniture)
