"""Articles, with all that belongs to them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import PLAIN_TEXT, FoldedSearch, LabelledTable
from archive.admin.evidence import evidence_page
from archive.admin.flags import FlagInline, save_flag
from archive.admin.history import HistoryDesk
from archive.admin.tables import TableDesk
from archive.curation.history import kept
from archive.curation.roles import may_change, states_for
from archive.intake.linking import resolve_links
from archive.intake.rows import write_author
from archive.models import (
    DATE_FIELDS,
    Article,
    ArticleKeyword,
    Comment,
    Flag,
    RelatedLink,
    reopen_links_to,
)


class KeywordInline(LabelledTable):
    model = ArticleKeyword
    extra = 0
    fields = ("keyword", "position")
    autocomplete_fields = ("keyword",)


class CommentForm(forms.ModelForm):
    """A comment's number is its address: it may be given to a new one, and stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = False
        self.fields["number"].disabled = self.instance.pk is not None


class CommentInline(admin.StackedInline):
    model = Comment
    extra = 0
    formfield_overrides = PLAIN_TEXT
    form = CommentForm
    fields = (("number", "reply_to", "author", "dateline", "hidden"), "text")


class RelatedLinkInline(LabelledTable):
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


@admin.register(Article)
class ArticleAdmin(TableDesk, HistoryDesk, FoldedSearch):
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
    actions = ("publish", "hide", "withdraw", "take_along")
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

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_change(request.user, obj))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return Article.Status.PUBLISHED in states_for(request.user)

    def has_hide_permission(self, request: HttpRequest) -> bool:
        return Article.Status.HIDDEN in states_for(request.user)

    def has_draft_permission(self, request: HttpRequest) -> bool:
        return Article.Status.DRAFT in states_for(request.user)

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        if db_field.name == "status":
            kwargs["choices"] = [(one.value, one.label) for one in states_for(request.user)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

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
        changes = formset_changes(formset)
        for entry in formset.deleted_objects:
            article.curate([CURATED_AS_A_WHOLE[type(entry)]])
            entry.delete()
        for entry, changed in changes:
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
        if formset.has_changed():
            article.save()

    @admin.action(permissions=["publish"], description=_("Publish the chosen articles"))
    def publish(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        self.set_status(request, articles, Article.Status.PUBLISHED)

    @admin.action(permissions=["hide"], description=_("Hide the chosen articles from readers"))
    def hide(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        self.set_status(request, articles, Article.Status.HIDDEN)

    @admin.action(permissions=["draft"], description=_("Take the chosen articles back to drafts"))
    def withdraw(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        self.set_status(request, articles, Article.Status.DRAFT)

    def set_status(self, request: HttpRequest, articles: QuerySet[Article], status: str) -> None:
        with transaction.atomic():
            allowed = [one for one in articles if self.has_change_permission(request, one)]
            for article in allowed:
                with kept(article, request.user):
                    article.status = status
                    article.save()
                self.log_change(request, article, [{"changed": {"fields": ["status"]}}])
        count = len(allowed)
        told = ngettext("%(count)s article changed.", "%(count)s articles changed.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)


def formset_changes(formset: BaseModelFormSet) -> list[tuple[Any, list[str]]]:
    """The entries to be saved, each with the names of the fields that were changed."""
    formset.save(commit=False)
    return [*formset.changed_objects, *((entry, []) for entry in formset.new_objects)]


# What a reader may no longer fill anew once a person has taken something out of it.
CURATED_AS_A_WHOLE: dict[type, str] = {
    ArticleKeyword: "keywords",
    Comment: "comments",
    RelatedLink: "related_links",
}
