"""The desk of one article: its form with the raw capture beside it, and the pages around it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BoundField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from archive.admin.desk import digits
from archive.admin.evidence import Raw, label_of, may_see_raw, raw_beside
from archive.admin.history import HistoryDesk
from archive.admin.parts import DEED, PER_PAGE, CommentInline, RelatedLinkInline, give_back_link
from archive.admin.placing import ArticleForm, account_for
from archive.admin.previewing import preview_page
from archive.admin.rereading import label, reread_page
from archive.admin.working import NEW_COMMENT, NEW_LINK, NO_FIELD, Refused, worked
from archive.curation.assigning import VALUES
from archive.curation.merging import Sheet
from archive.intake.giving_back import COLUMNS, WHOLES, is_set
from archive.intake.rows import places_of
from archive.models import Article

RESTORED = "_restore"
NEW_CELLS = {NEW_COMMENT: (CommentInline, "text"), NEW_LINK: (RelatedLinkInline, "headline")}
"""In which of its cells a part begins that lines were made into."""


class ArticleDesk(HistoryDesk):
    form = ArticleForm
    change_form_template = "admin/archive/article/change_form.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path(f"<str:pk>/{address}/", view(page), name=f"archive_article_{name}")
            for address, page, name in (
                ("comments", self.comments, "comments"),
                ("preview", self.preview, "preview"),
                ("read-again", self.reread, "reread"),
            )
        ] + super().get_urls()

    def entry(self, pk: str) -> Article:
        articles = Article.objects.select_related("capture", "source", "author")
        return get_object_or_404(articles, pk=unquote(pk))

    def comments(self, request: HttpRequest, pk: str) -> HttpResponse:
        """The form of an article's comments alone, some at a time."""
        article = self.entry(pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        every = list(article.comments.values_list("pk", flat=True))
        page = Paginator(every, PER_PAGE).get_page(request.GET.get("p"))
        start = (page.number - 1) * PER_PAGE
        shown = every[start : start + PER_PAGE + 1]  # the last one can change places with the next
        request.comments_page = sent_comments(request) or shown  # type: ignore[attr-defined]
        title = gettext("Comments")
        return self.changeform_view(request, pk, "", {"comments_page": page, "title": title})

    def preview(self, request: HttpRequest, pk: str) -> HttpResponse:
        article = self.entry(pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return preview_page(request, article, lambda: self.changeform_view(request, pk))

    def reread(self, request: HttpRequest, pk: str) -> HttpResponse:
        article = self.entry(pk)
        allowed = may_see_raw(request, article) and self.has_change_permission(request, article)
        if not allowed:
            raise PermissionDenied
        return reread_page(self.admin_site, request, article)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [] if on_comments_page(request) else super().get_fieldsets(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """With the comments, unless they are many; those that a form brings along are taken."""
        if on_comments_page(request):
            return [CommentInline]
        inlines = super().get_inlines(request, obj)
        match = request.resolver_match
        restored = match is not None and str(match.url_name).endswith(RESTORED)
        brought = restored or "comments-TOTAL_FORMS" in request.POST
        if brought or obj is None or not has_many_comments(obj):
            return inlines
        return [inline for inline in inlines if inline is not CommentInline]

    def worked(self, request: HttpRequest, entry: Any, sheet: Sheet) -> Sheet:
        try:
            return worked(request, entry, sheet)
        except Refused as refused:
            self.refuse(request, refused.message)
            request.assigned = refused.field  # type: ignore[attr-defined]
            return refused.sheet

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        request.places = places_of(Article.objects.get(pk=obj.pk))  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        account_for(form.instance, request.places)  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Who has moved a part, or works on a page of comments, stays where they are."""
        deed = request.POST.get(DEED, "")
        if getattr(request, "previewed", False):
            return HttpResponseRedirect("")
        if deed or (on_comments_page(request) and "_continue" in request.POST):
            self.message_user(request, gettext("Saved."))
            return HttpResponseRedirect(f"{request.get_full_path()}#{place_after(obj, deed)}")
        answer: HttpResponse = super().response_change(request, obj)
        return answer

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if assigned := cell_of(getattr(request, "assigned", ""), context):
            assigned.field.widget.attrs["autofocus"] = True
            context["assigned"] = assigned.id_for_label
        response = super().render_change_form(request, context, *args, **kwargs)
        article = context.get("original")
        if article and not on_comments_page(request):
            beside = may_see_raw(request, article)
            raw = raw_beside(article, in_form(article, context)) if beside else None
            told: dict[str, Any] = response.context_data  # type: ignore[attr-defined]
            told |= {"beside": beside, "raw": raw, "assignable": assignable()}
            told["assign_to"] = request.POST.get("assign_to", "")
            may_change = context["has_change_permission"]
            told["set_by_people"] = list(set_by_people(article, beside and may_change))
            told["many_comments"] = has_many_comments(article)
            note_places(context["adminform"].form, article, raw, beside and may_change)
        return response


def on_comments_page(request: HttpRequest) -> bool:
    return hasattr(request, "comments_page")


def sent_comments(request: HttpRequest) -> list[int]:
    """The comments that a form brings along, wherever they stand by now."""
    return [
        int(digits(str(pk)))
        for name, pk in request.POST.items()
        if name.startswith("comments-") and name.endswith("-id") and digits(str(pk))
    ]


def has_many_comments(article: Article) -> bool:
    return article.comments.count() > PER_PAGE


def place_after(article: Article, deed: str) -> str:
    """Where on the page what was done can be seen."""
    prefix, _dash, pk = deed.partition(":")[2].partition(":")[0].rpartition("-")
    if prefix == "comments" and (comment := article.comments.filter(pk=pk).first()):
        return f"{comment.anchor}-form"
    return f"link-{pk}-form" if prefix == "related_links" else "comments-group"


def in_form(article: Article, context: dict[str, Any]) -> Any:
    """Tells where a comment is edited, by its anchor."""
    if any(one.opts.__class__ is CommentInline for one in context["inline_admin_formsets"]):
        return lambda anchor: f"#{anchor}-form"
    page = reverse("admin:archive_article_comments", args=[article.pk])
    order = {one.anchor: at for at, one in enumerate(article.comments.all())}
    return lambda anchor: (
        f"{page}?{urlencode({'p': 1 + order.get(anchor, 0) // PER_PAGE})}#{anchor}-form"
    )


def cell_of(assigned: str, context: dict[str, Any]) -> BoundField | None:
    """Where in a form are the lines that were assigned; a new comment or link is the last one."""
    form: ModelForm = context["adminform"].form
    if assigned in form.fields:
        return form[assigned]
    kind, cell = NEW_CELLS.get(assigned, (None, ""))
    for one in context["inline_admin_formsets"]:
        if one.opts.__class__ is kind:
            last: ModelForm = one.formset.forms[-1]
            return last[cell]
    return None


def assignable() -> list[tuple[str, str]]:
    """What lines can be assigned to, by name and label."""
    named = [(field, label_of(field)) for field in (*VALUES, NEW_COMMENT, NEW_LINK)]
    return [*named, (NO_FIELD, gettext("page furniture"))]


def set_by_people(article: Article, may_give_back: bool) -> list[SafeString]:
    """What a person has set of an article, each with the way to give it back."""
    names = [name for name in (*COLUMNS, *WHOLES) if is_set(article, name)]
    return [
        format_html("{} {}", label(name), give_back_link(article.pk, name))
        if may_give_back and article.capture
        else format_html("{}", label(name))
        for name in names
    ]


def note_places(form: ModelForm, article: Article, raw: Raw | None, may_give_back: bool) -> None:
    """Beside each field who set it, and where it was read."""
    for name in COLUMNS.keys() & form.fields.keys():
        notes: list[SafeString] = []
        anchor = "published" if name == "published_on" else name
        if is_set(article, name):
            notes.append(
                format_html('<strong class="mark">{}</strong>', gettext("set by a curator"))
            )
            if may_give_back and article.capture:
                notes.append(give_back_link(article.pk, name))
        if raw and anchor in raw.seen:
            notes.append(format_html('<a href="#at-{}">{}</a>', anchor, gettext("its lines")))
        if notes:
            spans = format_html_join("", "<span>{}</span>", ((note,) for note in notes))
            form[name].help_text = format_html(
                '{} <span class="notes" data-anchor="{}">{}</span>',
                form[name].help_text,
                anchor,
                spans,
            )
