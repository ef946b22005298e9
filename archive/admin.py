"""The curators' desk, in Django's admin.

Whatever a person changes here is marked as theirs, so that no later import touches it.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.forms import BaseInlineFormSet, BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.differences import differences, in_lines, outline
from archive.evidence import MOST
from archive.evidence_page import evidence_page
from archive.linking import resolve_links
from archive.models import (
    DATE_FIELDS,
    Article,
    ArticleKeyword,
    Author,
    AuthorAlias,
    Capture,
    Comment,
    Flag,
    Keyword,
    KeywordAlias,
    RelatedLink,
    Source,
    SourceAlias,
    reopen_links_to,
    stored_key,
)
from archive.records import Unreadable
from archive.reparsing import read_again
from archive.rows import write_author
from archive.views import inert

admin.site.site_header = admin.site.site_title = _("Warraq")
admin.site.index_title = _("Curators' desk")


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


class FlagInline(admin.TabularInline):
    model = Flag
    formfield_overrides = PLAIN_TEXT
    extra = 0
    can_delete = False
    fields = ("kind", "explanation", "status", "note", "decided_by")
    readonly_fields = ("kind", "explanation", "decided_by")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    @admin.display(description=_("what the import saw"))
    def explanation(self, flag: Flag) -> str:
        return flag.explanation


class KeywordInline(admin.TabularInline):
    model = ArticleKeyword
    extra = 0
    fields = ("keyword", "position")
    autocomplete_fields = ("keyword",)


class CommentInline(admin.StackedInline):
    model = Comment
    extra = 0
    formfield_overrides = PLAIN_TEXT
    fields = (("number", "author", "dateline", "hidden"), "text")
    readonly_fields = ("number",)


class RelatedLinkInline(admin.TabularInline):
    model = RelatedLink
    fk_name = "article"
    extra = 0
    fields = ("position", "headline", "url", "target")
    autocomplete_fields = ("target",)
    formfield_overrides = {**PLAIN_TEXT, models.URLField: {"assume_scheme": "https"}}


class OpenFlagsFilter(admin.SimpleListFilter):
    title = _("flags")
    parameter_name = "flags"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("with open flags")), ("none", _("without open flags"))]

    def queryset(self, request: HttpRequest, articles: QuerySet[Article]) -> QuerySet[Article]:
        has_open = Q(open_flags__gt=0)
        match self.value():
            case "open":
                return articles.filter(has_open)
            case "none":
                return articles.exclude(has_open)
        return articles


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


@admin.register(Article)
class ArticleAdmin(FoldedSearch):
    folded_field = "title_key"
    formfield_overrides = PLAIN_TEXT
    ordering = ("-published_on", "pk")
    search_help_text = _("Words of the headline, in any spelling")
    list_display = ("title", "source", "published_on", "date_basis", "status", "flags_open")
    list_filter = (OpenFlagsFilter, "status", "date_basis", "flags__kind", "source")
    list_select_related = ("source",)
    date_hierarchy = "published_on"
    autocomplete_fields = ("source", "author")
    inlines = (FlagInline, KeywordInline, CommentInline, RelatedLinkInline)
    readonly_fields = ("doubts", "provenance", "created_at", "modified_at")
    actions = ("publish", "hide")
    fieldsets = (
        (None, {"fields": ("doubts", "status", "title", "byline", "author", "body")}),
        (
            _("Date"),
            {
                "fields": (
                    "dateline",
                    ("published_on", "published_at", "date_precision"),
                    "date_basis",
                )
            },
        ),
        (_("Source"), {"fields": ("source", "source_line", "source_note")}),
        (_("As printed"), {"fields": ("keyword_line", "comments_declared")}),
        (_("Provenance"), {"fields": ("provenance", ("created_at", "modified_at"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        is_open = Q(flags__status=Flag.Status.OPEN)
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.annotate(open_flags=Count("flags", filter=is_open, distinct=True))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        evidence = self.admin_site.admin_view(self.evidence)
        address = path("<str:pk>/evidence/", evidence, name="archive_article_evidence")
        return [address, *super().get_urls()]

    def evidence(self, request: HttpRequest, pk: str) -> HttpResponse:
        article = get_object_or_404(Article.objects.select_related("capture"), pk=pk)
        may_read = request.user.has_perm("archive.view_capture")
        if not (may_read and self.has_view_permission(request, article)):
            raise PermissionDenied
        return evidence_page(self.admin_site, request, article)

    @admin.display(description=_("open flags"), ordering="open_flags")
    def flags_open(self, article: Any) -> int:
        count: int = article.open_flags
        return count

    @admin.display(description=_("open flags"))
    def doubts(self, article: Article) -> str:
        """What is still open, above all else; the decisions are taken below."""
        flags = [(flag, flag.explanation) for flag in article.flags.open()]
        return (
            format_html_join(mark_safe("<br>"), '<a href="#flags-group">{}</a> · {}', flags) or "–"
        )

    @admin.display(description=_("capture"))
    def provenance(self, article: Article) -> str:
        """Every capture of the article, the newest and shown one first."""
        newest_first = sorted(article.captures.all(), key=lambda one: one.age, reverse=True)
        rows = [
            (
                reverse("admin:archive_capture_change", args=[capture.pk]),
                capture.name,
                date_format(capture.age[0], "SHORT_DATETIME_FORMAT"),
                capture.sha256,
            )
            for capture in newest_first
        ]
        if not rows:
            return "–"
        row = '<a href="{}"><bdi>{}</bdi></a> · {} · <code>{}</code>'
        return format_html(
            '{}<br><a href="{}">{}</a>',
            format_html_join(mark_safe("<br>"), row, rows),
            reverse("admin:archive_article_evidence", args=[article.pk]),
            gettext("Raw text beside what was read"),
        )

    def save_model(self, request: HttpRequest, obj: Article, form: ModelForm, change: bool) -> None:
        changed = set(form.changed_data)
        if not obj.published_on:
            obj.published_at, obj.date_precision = None, ""
        if changed.intersection(DATE_FIELDS):
            if "date_basis" not in changed:
                obj.date_basis = Article.DateBasis.CURATED if obj.published_on else ""
            if obj.published_on and not obj.date_precision:
                obj.date_precision = (
                    Article.Precision.MINUTE if obj.published_at else Article.Precision.DAY
                )
            changed.update(DATE_FIELDS)
        if "byline" in changed and "author" not in changed and not obj.is_curated("author"):
            write_author(obj)
        obj.curate(changed - {"status"})
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        resolve_links()

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Delete articles; links that hung between one of them and another may now be clear."""
        with transaction.atomic():
            reopen_links_to(list(queryset.values_list("title_key", flat=True)))
            super().delete_queryset(request, queryset)
            resolve_links()

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm,
        formset: BaseModelFormSet,
        change: bool,
    ) -> None:
        article = form.instance
        for entry, changed in formset_changes(formset):
            if isinstance(entry, Flag):
                entry.article = article
                save_flag(entry, changed, request.user)
                continue
            if isinstance(entry, Comment) and entry.number is None:
                last = article.comments.aggregate(last=Max("number"))["last"]
                entry.number = (last or 0) + 1
            entry.curated = True
            entry.save()
            if isinstance(entry, ArticleKeyword):
                article.curate(["keywords"])
        for entry in formset.deleted_objects:
            article.curate([CURATED_AS_A_WHOLE[type(entry)]])
            entry.delete()
        if formset.has_changed():
            article.save()

    @admin.action(permissions=["change"], description=_("Publish the chosen articles"))
    def publish(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        self.set_status(request, articles, Article.Status.PUBLISHED)

    @admin.action(permissions=["change"], description=_("Hide the chosen articles from readers"))
    def hide(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        self.set_status(request, articles, Article.Status.HIDDEN)

    def set_status(self, request: HttpRequest, articles: QuerySet[Article], status: str) -> None:
        with transaction.atomic():
            for article in articles:
                article.status = status
                article.save()
                self.log_change(request, article, [{"changed": {"fields": ["status"]}}])
        count = len(articles)
        told = ngettext("%(count)s article changed.", "%(count)s articles changed.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)


def formset_changes(formset: BaseModelFormSet) -> list[tuple[Any, list[str]]]:
    """The entries to be saved, each with the names of the fields that were changed."""
    formset.save(commit=False)
    return [*formset.changed_objects, *((entry, []) for entry in formset.new_objects)]


def save_flag(flag: Flag, changed: Iterable[str], user: Any) -> None:
    """A changed status is a decision; a changed note is not."""
    if "status" in changed:
        flag.decide(flag.status, user)
    else:
        flag.save()


# What a reader may no longer fill anew once a person has taken something out of it.
CURATED_AS_A_WHOLE: dict[type, str] = {
    ArticleKeyword: "keywords",
    Comment: "comments",
    RelatedLink: "related_links",
}


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
        save_flag(obj, form.changed_data, request.user)

    @admin.action(permissions=["change"], description=_("Accept what the import proposed"))
    def accept(self, request: HttpRequest, flags: QuerySet[Flag]) -> None:
        self.decide(request, flags, Flag.Status.ACCEPTED)

    @admin.action(permissions=["change"], description=_("Dismiss"))
    def dismiss(self, request: HttpRequest, flags: QuerySet[Flag]) -> None:
        self.decide(request, flags, Flag.Status.DISMISSED)

    @admin.action(permissions=["change"], description=_("Open again"))
    def reopen(self, request: HttpRequest, flags: QuerySet[Flag]) -> None:
        self.decide(request, flags, Flag.Status.OPEN)

    def decide(self, request: HttpRequest, flags: QuerySet[Flag], status: str) -> None:
        with transaction.atomic():
            for flag in flags:
                flag.decide(status, request.user)
                self.log_change(request, flag, [{"changed": {"fields": ["status"]}}])


class AliasFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        names = [form.cleaned_data.get("name", "") for form in self.forms if form.is_valid()]
        keys = [stored_key(name) for name in names if name]
        if len(keys) != len(set(keys)):
            raise ValidationError(_("Two of these aliases are the same spelling to a search."))


class SourceAliasInline(admin.TabularInline):
    model = SourceAlias
    formset = AliasFormSet
    extra = 1


class AuthorAliasInline(admin.TabularInline):
    model = AuthorAlias
    formset = AliasFormSet
    extra = 1


class KeywordAliasInline(admin.TabularInline):
    model = KeywordAlias
    formset = AliasFormSet
    extra = 1


class NameAdmin(FoldedSearch):
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


@admin.register(Capture)
class CaptureAdmin(admin.ModelAdmin):
    """To look at only: a capture is evidence. Deleting one lets its file be imported anew."""

    list_display = ("name", "media_type", "encoding", "reader", "reader_version", "imported_at")
    list_filter = ("reader", "media_type", "encoding")
    search_fields = ("name", "container", "address", "sha256")
    fields = (
        "of_article", "name", "container", "locator", "address", "captured_at", "captured_basis",
        "imported_at", "sha256", "size", "media_type", "encoding", "reader", "reader_version",
        "changes", "raw_text",
    )  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        download = self.admin_site.admin_view(self.download)
        address = path("<int:pk>/bytes/", download, name="archive_capture_bytes")
        return [address, *super().get_urls()]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        capture = get_object_or_404(Capture, pk=pk)
        if not self.has_view_permission(request, capture):
            raise PermissionDenied
        return inert(capture)

    @admin.display(description=_("article"))
    def of_article(self, capture: Capture) -> str:
        if not capture.article:
            return "–"
        address = reverse("admin:archive_article_change", args=[capture.article.pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, capture.article)

    @admin.display(description=_("changes since the capture before"))
    def changes(self, capture: Capture) -> str:
        if not capture.article:
            return "–"
        older = [one for one in capture.article.captures.all() if one.age < capture.age]
        if not older:
            return "–"
        try:
            before, after = (
                outline(read_again(one).article)
                for one in (max(older, key=lambda one: one.age), capture)
            )
        except Unreadable as problem:
            return gettext(problem.message) % problem.values
        except FileNotFoundError:
            return gettext("The captured file is missing from the archive's store.")
        return format_html(
            '<pre dir="auto">{}</pre>', in_lines(list(differences(before, after))) or "–"
        )

    @admin.display(description=_("raw text"))
    def raw_text(self, capture: Capture) -> str:
        try:
            text = capture.text
        except FileNotFoundError:
            return gettext("The captured file is missing from the archive's store.")
        rest = max(0, len(text) - MOST)
        left_out = ngettext(
            "%(counter)s character left out", "%(counter)s characters left out", rest
        )
        return format_html(
            '<a href="{}">{}</a><pre dir="auto">{}</pre>{}',
            reverse("admin:archive_capture_bytes", args=[capture.pk]),
            gettext("The bytes"),
            text[:MOST],
            left_out % {"counter": rest} if rest else "",
        )
