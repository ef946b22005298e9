"""What an article has many of, in its form: keywords, comments, related links."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import PLAIN_TEXT, LabelledTable
from archive.admin.evidence import may_see_raw
from archive.admin.naming import NamesInForm
from archive.admin.placing import PartForm
from archive.curation.arranging import KINDS, breaks
from archive.curation.merging import digest
from archive.models import Article, ArticleKeyword, Comment, RelatedLink

PER_PAGE = 25
"""Comments that are edited together: an article of more has them on pages of their own."""
DEED = "_deed"
"""The button of a form that moves, hides, divides or joins a part, and what it says about it."""
SIMPLE_DEEDS = {
    "up": _("Up"),
    "down": _("Down"),
    "join": _("Join with the next"),
}


class KeywordForm(forms.ModelForm):
    def _get_validation_exclusions(self) -> set[str]:
        """A keyword that is new has no key yet, and is missed by none."""
        keyword = self.cleaned_data.get("keyword")
        is_new = keyword is not None and keyword.pk is None
        missed: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return missed | {"keyword"} if is_new else missed


class KeywordInline(NamesInForm, LabelledTable):
    model = ArticleKeyword
    form = KeywordForm
    extra = 0
    fields = ("keyword", "position")
    autocomplete_fields = ("keyword",)


class CommentForm(PartForm):
    """A comment's number is its address: it may be given to a new one, and stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = False
        # A browser sends what is only read, and not what is disabled: by it a form is known again.
        self.fields["number"].widget.attrs["readonly"] = self.instance.pk is not None

    def clean_number(self) -> int | None:
        number: int | None = self.cleaned_data["number"]
        return number if self.instance.pk is None else self.instance.number


class CommentFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        there = {*self.instance.comments.values_list("number", flat=True)}
        there |= {form.cleaned_data.get("number") for form in self.forms if form.is_valid()}
        there -= {form.instance.number for form in self.deleted_forms}
        there |= {number for form in self.forms for number in form.instance.joined_numbers}
        for form in self.forms:
            answered = form.cleaned_data.get("reply_to") if form.is_valid() else None
            if answered is None or "reply_to" not in form.changed_data:
                continue
            if answered == form.cleaned_data.get("number"):
                form.add_error("reply_to", _("A comment does not answer itself."))
            elif answered not in there:
                form.add_error("reply_to", _("There is no comment of this number here."))


class ArrangedInline(admin.options.InlineModelAdmin):
    """Parts that stand in an order, each with the buttons that change it."""

    extra = 0
    readonly_fields = ("deeds",)
    prefix: str

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        self.may_change = self.has_change_permission(request, obj)
        self.may_see_raw = obj is not None and may_see_raw(request, obj)
        self.raw_page = ""
        if obj and hasattr(request, "comments_page"):
            self.raw_page = reverse("admin:archive_article_change", args=[obj.pk])
        return self.fields

    @admin.display(description=_("arrange"))
    def deeds(self, part: Any) -> str:
        if part.pk is None:
            return "–"
        return format_html(
            '<div class="deeds" id="{}-form" data-anchor="{}">{}{}</div>',
            anchor_of(part),
            anchor_of(part),
            self.told(part),
            self.buttons(part) if self.may_change else "",
        )

    def told(self, part: Any) -> SafeString:
        """Who set it, and where it was read."""
        told: list[SafeString] = []
        if part.curated:
            told.append(
                format_html('<strong class="mark">{}</strong>', gettext("set by a curator"))
            )
            if self.may_change and self.may_see_raw and part.span:
                name = f"{self.prefix}-{part.number if self.prefix == 'comments' else part.pk}"
                told.append(give_back_link(part.article_id, name))
        if part.span and self.may_see_raw:
            place = f"{self.raw_page}#at-{anchor_of(part)}"
            told.append(format_html('<a href="{}">{}</a>', place, gettext("its lines")))
        return format_html_join("", "<span>{}</span>", ((one,) for one in told))

    def buttons(self, part: Any) -> SafeString:
        row = f"{self.prefix}-{part.pk}"
        named = [(name, row, label) for name, label in SIMPLE_DEEDS.items()]
        if self.prefix == "comments":
            hide = (
                ("show", row, _("Show to readers"))
                if part.hidden
                else ("hide", row, _("Hide from readers"))
            )
            named.append(hide)
        simple = format_html_join(
            "", '<button type="submit" name="_deed" value="{}:{}">{}</button>', named
        )
        return format_html("{}{}", simple, self.divisions(part, row))

    def divisions(self, part: Any, row: str) -> SafeString | str:
        text = getattr(part, KINDS[self.prefix].text)
        known = digest(text)
        places = [(row, at, known, words) for at, words in breaks(self.prefix, text)]
        if not places:
            return ""
        return format_html(
            "<details><summary>{}</summary><p>{}</p><ul>{}</ul></details>",
            gettext("Divide in two"),
            gettext("What begins with these words becomes one of its own:"),
            format_html_join(
                "",
                '<li><button type="submit" name="_deed" value="part:{}:{}:{}"><bdi>{}</bdi>'
                "</button></li>",
                places,
            ),
        )


class CommentInline(ArrangedInline, admin.StackedInline):
    model = Comment
    template = "admin/archive/article/_comments.html"
    prefix = "comments"
    formfield_overrides = PLAIN_TEXT
    form = CommentForm
    formset = CommentFormSet
    fields = (
        ("number", "position", "reply_to", "author", "dateline", "hidden"),
        "text",
        "deeds",
        ("place", "joined"),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "joined":
            kwargs["widget"] = forms.HiddenInput
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        comments = super().get_queryset(request).select_related("article")
        page = getattr(request, "comments_page", None)
        return comments.filter(pk__in=page) if page is not None else comments


class RelatedLinkInline(ArrangedInline, admin.StackedInline):
    model = RelatedLink
    prefix = "related_links"
    fk_name = "article"
    form = PartForm
    fields = ("headline", ("target", "url", "position"), "deeds", "place")
    autocomplete_fields = ("target",)
    formfield_overrides = {**PLAIN_TEXT, models.URLField: {"assume_scheme": "https"}}


def anchor_of(part: Comment | RelatedLink) -> str:
    """By what its place in the raw text is linked with its place in the form."""
    return part.anchor if isinstance(part, Comment) else f"link-{part.pk}"


def give_back_link(article: str, name: str) -> SafeString:
    address = reverse("admin:archive_article_reread", args=[article])
    return format_html(
        '<a href="{}?field={}#reading-{}">{}</a>',
        address,
        name,
        name,
        gettext("give back to the reader"),
    )


def next_number(article: Article) -> int:
    """A number that no comment of an article has or had."""
    last: int = article.comments.aggregate(last=Max("number"))["last"] or 0
    return max([last, *joined_numbers(article)]) + 1


def joined_numbers(article: Article) -> Iterator[int]:
    for comment in article.comments.exclude(joined=""):
        yield from comment.joined_numbers


def lead_on(article: Article) -> None:
    """Let the answers to comments that were joined to others answer those; what is there again is
    joined to none.
    """
    numbers = set(article.comments.values_list("number", flat=True))
    for comment in article.comments.exclude(joined=""):
        gone = [number for number in comment.joined_numbers if number not in numbers]
        if gone != comment.joined_numbers:
            comment.joined = " ".join(map(str, gone))
            comment.save()
        answers = article.comments.filter(reply_to__in=gone).exclude(pk=comment.pk)
        answers.update(reply_to=comment.number)
