"""Readers' comments across articles, and the names that their authors go by."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import GoesWithItsArticle, SourceFilter, digits
from archive.curation.moderation import (
    FEW,
    give,
    holding,
    mentions,
    misnamed,
    set_hidden,
    signed,
    take_back,
)
from archive.curation.roles import may_change
from archive.curation.sealing import unsealed_for
from archive.models import Article, Comment, Pseudonym, stored_key
from archive.templatetags.archive_tags import isolated, number
from archive.text import in_isolates

EXCERPT_WORDS = 40


class SourceOfArticle(SourceFilter):
    ways = ("article__source",)


class NamedFilter(admin.SimpleListFilter):
    title = _("author")
    parameter_name = "named"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("other", _("under a pseudonym")), ("own", _("as printed"))]

    def queryset(self, request: HttpRequest, comments: QuerySet[Comment]) -> QuerySet[Comment]:
        if self.value() not in ("other", "own"):
            return comments
        return comments.filter(pseudonym__isnull=self.value() == "own")


@admin.register(Comment)
class CommentAdmin(GoesWithItsArticle):
    """The newest first. A comment's text is changed on its article's desk."""

    list_display = ("said", "by", "of_article", "standing", "deeds")
    list_display_links = None
    list_filter = ("hidden", NamedFilter, SourceOfArticle)
    list_select_related = ("article", "pseudonym")
    list_per_page = 50
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("pk",)
    search_help_text = _("Words of the text or of the author's name, in any spelling")
    show_full_result_count = False
    actions = ("hide", "restore")
    fields = readonly_fields = ("said", "by", "dateline", "of_article", "standing")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        comments: QuerySet[Comment] = super().get_queryset(request)
        return unsealed_for(request.user, comments, "article")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.filter(holding(search_term)), False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        allowed = request.user.has_perm
        return allowed("archive.change_comment") and allowed("archive.publish_article")

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Its form is for reading: see `ArticleAdmin`."""
        match = request.resolver_match
        own = match is not None and str(match.url_name).startswith("archive_comment_")
        return not own and super().has_change_permission(request, obj)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        hide = path("<int:pk>/hide/", view(self.hide_one), name="archive_comment_hide")
        restore = path("<int:pk>/restore/", view(self.restore_one), name="archive_comment_restore")
        return [hide, restore, *super().get_urls()]

    @admin.display(description=_("comment"))
    def said(self, comment: Comment) -> str:
        return format_html('<bdi dir="auto">{}</bdi>', Truncator(comment.text).words(EXCERPT_WORDS))

    @admin.display(description=_("author"))
    def by(self, comment: Comment) -> str:
        return isolated(comment.author) if comment.author else "–"

    @admin.display(description=_("article"))
    def of_article(self, comment: Comment) -> str:
        address = reverse("admin:archive_article_change", args=[comment.article_id])
        headline = Truncator(str(comment.article)).words(12)
        return format_html(
            '<a href="{}">{}</a> · {}', address, isolated(headline), number(comment.number)
        )

    @admin.display(description=_("status"))
    def standing(self, comment: Comment) -> str:
        state = gettext("hidden") if comment.hidden else gettext("shown")
        return f"{state} · {gettext('pseudonym')}" if comment.pseudonym_id else state

    @admin.display(description=_("deeds"))
    def deeds(self, comment: Comment) -> str:
        """Buttons of the list's own form, so that one comment is moderated without choosing it."""
        deed, label = ("restore", _("Show")) if comment.hidden else ("hide", _("Hide"))
        button = format_html(
            '<button class="button" formaction="{}" aria-label="{}">{}</button>',
            reverse(f"admin:archive_comment_{deed}", args=[comment.pk]),
            gettext("%(deed)s comment %(number)s of “%(title)s”")
            % {"deed": label, "number": comment.number, "title": comment.article},
            label,
        )
        if not comment.author or comment.pseudonym_id:
            return button
        naming = f"{reverse('admin:archive_pseudonym_add')}?{urlencode({'name': comment.author})}"
        link = '{} <a href="{}" aria-label="{}">{}</a>'
        told = gettext("A pseudonym for “%(name)s”") % {"name": in_isolates(comment.author)}
        return format_html(link, button, naming, told, gettext("Pseudonym"))

    def get_list_display(self, request: HttpRequest) -> Any:
        return [
            column
            for column in self.list_display
            if column != "deeds" or self.has_moderate_permission(request)
        ]

    def hide_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.moderate_one(request, pk, hidden=True)

    def restore_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.moderate_one(request, pk, hidden=False)

    def moderate_one(self, request: HttpRequest, pk: int, hidden: bool) -> HttpResponse:
        if request.method != "POST":
            raise PermissionDenied
        get_object_or_404(self.get_queryset(request), pk=pk)
        self.moderate(request, self.get_queryset(request).filter(pk=pk), hidden)
        place = request.META.get("HTTP_REFERER", "").partition("?")[2]
        return redirect(f"{reverse('admin:archive_comment_changelist')}?{place}")

    @admin.action(permissions=["moderate"], description=_("Hide the chosen comments from readers"))
    def hide(self, request: HttpRequest, comments: QuerySet[Comment]) -> None:
        self.moderate(request, comments, hidden=True)

    @admin.action(permissions=["moderate"], description=_("Show the chosen comments again"))
    def restore(self, request: HttpRequest, comments: QuerySet[Comment]) -> None:
        self.moderate(request, comments, hidden=False)

    def moderate(self, request: HttpRequest, comments: QuerySet[Comment], hidden: bool) -> None:
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        states = [
            state for state in Article.Status if may_change(request.user, Article(status=state))
        ]
        allowed = Comment.objects.filter(pk__in=comments.values("pk"), article__status__in=states)
        count = set_hidden(allowed, hidden, request.user)
        if hidden:
            told = ngettext("%(count)s comment hidden.", "%(count)s comments hidden.", count)
        else:
            told = ngettext("%(count)s comment shown.", "%(count)s comments shown.", count)
        self.message_user(request, told % {"count": number(count)}, messages.SUCCESS)


class PseudonymForm(forms.ModelForm):
    class Meta:
        model = Pseudonym
        fields = ("name", "shown_as")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = self.instance.pk is not None
        self.fields["shown_as"].help_text = _("Readers see this wherever the name stood.")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not stored_key(name):
            raise ValidationError(_("A name needs at least one letter or digit."))
        others = Pseudonym.objects.exclude(pk=self.instance.pk)
        if others.filter(key=stored_key(name)).exists():
            raise ValidationError(_("This name has a pseudonym already."))
        return name

    def clean_shown_as(self) -> str:
        shown: str = self.cleaned_data["shown_as"]
        folded, name = stored_key(shown), stored_key(self.cleaned_data.get("name", ""))
        if not folded:
            raise ValidationError(_("A name needs at least one letter or digit."))
        if name and name in folded:
            raise ValidationError(_("A pseudonym must not say the name itself."))
        if Pseudonym.objects.filter(key=folded).exists():
            raise ValidationError(_("This is a name that has a pseudonym itself."))
        return shown


@admin.register(Pseudonym)
class PseudonymAdmin(admin.ModelAdmin):
    """Who is not to be named; what that changes is shown before it is done."""

    list_display = ("name", "shown_as", "comment_count")
    search_fields = ("pk",)
    search_help_text = _("In any spelling")
    fields = ("name", "shown_as")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pseudonym]:
        pseudonyms: QuerySet[Pseudonym] = super().get_queryset(request)
        return pseudonyms.annotate(comment_count=Count("comments"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for word in stored_key(search_term).split():
            queryset = queryset.filter(key__contains=word)
        return queryset, False

    @admin.display(description=_("comments"))
    def comment_count(self, pseudonym: Any) -> str:
        return str(number(pseudonym.comment_count))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else None
        last = Pseudonym.objects.aggregate(last=Max("pk"))["last"] or 0
        proposed = gettext("Reader %(number)s") % {"number": last + 1}
        initial = {"name": request.GET.get("name", ""), "shown_as": proposed}
        form = PseudonymForm(sent, initial=initial)
        if sent is not None and form.is_valid() and "apply" in sent:
            pseudonym = form.save()
            self.log_addition(request, pseudonym, [{"added": {}}])
            return self.work(request, pseudonym)
        name = form["name"].value() or ""
        return self.page(request, form, gettext("A pseudonym"), name=name, affected=signed(name))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        pseudonym = self.of(request, object_id)
        if not self.has_view_permission(request, pseudonym):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else None
        if sent is not None and not self.has_change_permission(request, pseudonym):
            raise PermissionDenied
        form = PseudonymForm(sent, instance=pseudonym)
        if sent is not None and form.is_valid():
            pseudonym = form.save()
            self.log_change(request, pseudonym, [{"changed": {"fields": ["shown_as"]}}])
            return self.work(request, pseudonym)
        return self.page(
            request,
            form,
            pseudonym.name,
            name=pseudonym.name,
            pseudonym=pseudonym,
            affected=Comment.objects.filter(pseudonym=pseudonym),
            left=misnamed(pseudonym).count(),
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Take a pseudonym back: the printed names are shown again."""
        pseudonym = self.of(request, object_id)
        if not self.has_delete_permission(request, pseudonym):
            raise PermissionDenied
        name, pk = pseudonym.name, pseudonym.pk
        if request.method == "POST":
            if left := take_back(pseudonym, request.user):
                self.tell_left(request, left)
                return redirect("admin:archive_pseudonym_delete", pk)
            self.message_user(
                request,
                gettext("“%(name)s” is shown under this name again.") % {"name": in_isolates(name)},
                messages.SUCCESS,
            )
            return redirect("admin:archive_pseudonym_changelist")
        comments = Comment.objects.filter(pseudonym=pseudonym)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Take a pseudonym back"),
            "opts": self.opts,
            "pseudonym": pseudonym,
            "comments": comments.count(),
        }
        return TemplateResponse(request, "admin/archive/pseudonym/take_back.html", context)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: to delete one is to rename comments, which takes its time."""
        return {}

    def of(self, request: HttpRequest, object_id: str) -> Pseudonym:
        pk = digits(unquote(object_id)) or "0"
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def work(self, request: HttpRequest, pseudonym: Pseudonym) -> HttpResponse:
        if left := give(pseudonym, request.user):
            self.tell_left(request, left)
        else:
            told = gettext("Readers see “%(shown)s” wherever this name stood.")
            self.message_user(
                request, told % {"shown": in_isolates(pseudonym.shown_as)}, messages.SUCCESS
            )
        return redirect("admin:archive_pseudonym_change", pseudonym.pk)

    def tell_left(self, request: HttpRequest, left: int) -> None:
        told = ngettext(
            "%(count)s comment is left: go on.", "%(count)s comments are left: go on.", left
        )
        self.message_user(request, told % {"count": number(left)}, messages.WARNING)

    def page(
        self,
        request: HttpRequest,
        form: PseudonymForm,
        title: str,
        affected: QuerySet[Comment],
        **context: Any,
    ) -> HttpResponse:
        """A form with what it changes: the comments by article, and the texts that say the name."""
        articles = Article.objects.filter(pk__in=affected.order_by().values("article"))
        among = Q(comments__in=affected.order_by().values("pk"))
        mine = Count("comments", filter=among)
        told = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "comments": affected.count(),
            "articles": articles.count(),
            "listed": articles.order_by("pk").annotate(mine=mine)[:FEW],
            "mentions": mentions(context["name"]),
            **context,
        }
        return TemplateResponse(request, "admin/archive/pseudonym/form.html", told)
