"""Articles, with all that belongs to them."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.article_desk import ArticleDesk
from archive.admin.corrections import mark_as_set
from archive.admin.deletions import deletions_page
from archive.admin.desk import PLAIN_TEXT, Day, FoldedSearch, TimeOfDay
from archive.admin.evidence import evidence_page, may_see_raw
from archive.admin.flags import FlagInline, save_flag
from archive.admin.naming import NamesInForm, make_names
from archive.admin.parts import (
    CommentInline,
    KeywordInline,
    RelatedLinkInline,
    lead_on,
    next_number,
)
from archive.admin.placing import set_by_hand
from archive.admin.tables import TableDesk
from archive.admin.takedown import take_down_page
from archive.curation.history import keep, kept
from archive.curation.roles import may_change, states_for
from archive.curation.sealing import may_see, unsealed_for
from archive.intake.linking import resolve_links
from archive.models import (
    Article,
    ArticleKeyword,
    Comment,
    Flag,
    RelatedLink,
    release,
    reopen_links_to,
)


class OpenFlagsFilter(admin.SimpleListFilter):
    title = _("flags")
    parameter_name = "flags"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("with open flags")), ("none", _("without open flags"))]

    def queryset(self, request: HttpRequest, articles: QuerySet[Article]) -> QuerySet[Article]:
        has_open = Exists(Flag.objects.open().filter(article=OuterRef("pk")))
        match self.value():
            case "open":
                return articles.filter(has_open)
            case "none":
                return articles.filter(~has_open)
        return articles


@admin.register(Article)
class ArticleAdmin(NamesInForm, TableDesk, ArticleDesk, FoldedSearch):
    folded_field = "title_key"
    change_form_template = "admin/archive/article/change_form.html"
    formfield_overrides = {
        **PLAIN_TEXT,
        models.DateField: {"form_class": Day},
        models.TimeField: {"form_class": TimeOfDay},
    }
    ordering = ("-published_on", "pk")
    search_help_text = _("Words of the headline, in any spelling")
    list_display = ("title", "source", "published_on", "date_basis", "status", "flags_open")
    list_filter = (OpenFlagsFilter, "status", "date_basis", "flags__kind", "source")
    list_select_related = ("source",)
    date_hierarchy = "published_on"
    autocomplete_fields = ("source", "author")
    inlines = (FlagInline, KeywordInline, CommentInline, RelatedLinkInline)
    readonly_fields = ("doubts", "taking_down", "provenance", "created_at", "modified_at")
    actions = ("publish", "hide", "withdraw", "take_along")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "doubts",
                    "status",
                    "title",
                    "byline",
                    "author",
                    "body",
                )
            },
        ),
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
        (_("Out of view"), {"fields": ("withdrawal", "taking_down"), "classes": ("collapse",)}),
        (_("Provenance"), {"fields": ("provenance", ("created_at", "modified_at"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles: QuerySet[Article] = unsealed_for(request.user, super().get_queryset(request))
        flags = Flag.objects.open().filter(article=OuterRef("pk")).order_by().values("article")
        counted = flags.annotate(count=Count("pk")).values("count")
        return articles.annotate(open_flags=Coalesce(Subquery(counted), 0))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_view_permission(request, obj) and may_see(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        allowed = super().has_change_permission(request, obj) and may_see(request.user, obj)
        return allowed and (obj is None or may_change(request.user, obj))

    def kept_from(self, request: HttpRequest) -> Collection[str]:
        sealed = Article.objects.filter(sealed=True)
        seen = unsealed_for(request.user, sealed)
        return set(sealed.values_list("pk", flat=True)) - set(seen.values_list("pk", flat=True))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        sealed = Article.objects.filter(pk=object_id, sealed=True).first()
        if self.has_view_permission(request) and not may_see(request.user, sealed):
            told = gettext("This article is taken down and sealed; an administrator may open it.")
            self.message_user(request, told, messages.WARNING)
            return redirect("admin:index")
        return super().change_view(request, object_id, form_url, extra_context)

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
        view = self.admin_site.admin_view
        return [
            path("<str:pk>/evidence/", view(self.evidence), name="archive_article_evidence"),
            path("<str:pk>/take-down/", view(self.take_down), name="archive_article_take_down"),
            path("deleted/", view(self.deletions), name="archive_article_deletions"),
            *super().get_urls(),
        ]

    def deletions(self, request: HttpRequest) -> HttpResponse:
        if not self.has_delete_permission(request):
            raise PermissionDenied
        return deletions_page(self, request)

    def take_down(self, request: HttpRequest, pk: str) -> HttpResponse:
        article = get_object_or_404(Article, pk=pk)
        allowed = request.user.has_perm("archive.take_down_article")
        if not (allowed and self.has_view_permission(request, article)):
            raise PermissionDenied
        return take_down_page(self.admin_site, request, article)

    def evidence(self, request: HttpRequest, pk: str) -> HttpResponse:
        article = get_object_or_404(Article.objects.select_related("capture"), pk=pk)
        if not (may_see_raw(request, article) and self.has_view_permission(request, article)):
            raise PermissionDenied
        return evidence_page(self.admin_site, request, article)

    @admin.display(description=_("takedown"))
    def taking_down(self, article: Article) -> str:
        """Where it is taken down, and what it stands behind."""
        label = gettext("Lift the takedown") if article.sealed else gettext("Take down")
        address = reverse("admin:archive_article_take_down", args=[article.pk])
        told = format_html('<a href="{}">{}</a>', address, label)
        if not article.same_as:
            return told
        shown = reverse("admin:archive_article_change", args=[article.same_as.pk])
        behind = format_html('<a href="{}"><bdi>{}</bdi></a>', shown, article.same_as)
        return format_html("{} · {} {}", told, gettext("It is hidden as the same as"), behind)

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
        make_names(obj, "source", "author")
        mark_as_set(obj, set_by_hand(obj, form))
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
            for article in queryset:
                keep(article)
            reopen_links_to(list(queryset.values_list("title_key", flat=True)))
            release(queryset)
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
                entry.number = next_number(article)
            if not (isinstance(entry, Comment) and changed == ["position"]):  # no reader moves it
                entry.curated = True
            if isinstance(entry, ArticleKeyword):
                make_names(entry, "keyword")
                article.curate(["keywords"])
            entry.save()
        if formset.has_changed():
            lead_on(article)
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
