"""The pages of the archive: what is new, what was published when, by whom and about what."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, Prefetch, QuerySet
from django.db.models.functions import Cast, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView, TemplateView
from django.views.generic.dates import MonthArchiveView, YearArchiveView
from django.views.generic.list import MultipleObjectMixin

from archive.models import (
    Article,
    ArticleQuerySet,
    Capture,
    Keyword,
    Name,
    RelatedLink,
    Source,
)
from archive.text import key

PER_PAGE = 20
NEWEST = 10
NAMES_ON_HOME = 24


@dataclass(frozen=True)
class MonthCount:
    month: date
    """Its first day."""
    count: int


def months() -> list[MonthCount]:
    """The months something was published in, newest first."""
    dated = Article.objects.published().known_by_month()
    # As text; a date's own functions would be called for every article, in Python.
    month = Substr(Cast("published_on", CharField()), 1, len("2022-03"))
    counted = dated.annotate(month=month).values_list("month").annotate(Count("pk"))
    return [
        MonthCount(date.fromisoformat(f"{month}-01"), count)
        for month, count in counted.order_by("-month")
    ]


class Home(TemplateView):
    template_name = "archive/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = Article.objects.published()
        return super().get_context_data(
            newest=published.newest_first().for_listing()[:NEWEST],
            months=months(),
            undated=published.undated().count(),
            total=published.count(),
            sources=largest(Source, "source"),
            keywords=largest(Keyword, "keywords"),
            **kwargs,
        )


def largest(model: type[Name], field: str) -> list[Any]:
    """The names that most articles have in a field, with their `article_count`."""
    used = Article.objects.published().exclude(**{field: None}).values_list(field)
    counts = dict(used.annotate(count=Count("pk")).order_by("-count", field)[:NAMES_ON_HOME])
    names = list(model.objects.filter(pk__in=counts))
    for name in names:
        name.article_count = counts[name.pk]
    return sorted(names, key=lambda name: (-name.article_count, name.name))


class ArticlePage(DetailView):
    template_name = "archive/article.html"
    context_object_name = "article"

    def get_queryset(self) -> QuerySet[Article]:
        links = RelatedLink.objects.select_related("target")
        return (
            Article.objects.published()
            .select_related("source", "capture")
            .with_shown_comments()
            .prefetch_related(Prefetch("related_links", links))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        linked_from = Article.objects.published().filter(related_links__target=self.object)
        return super().get_context_data(
            linked_from=linked_from.distinct(),
            capture_is_open=may_see_capture(self.request, self.object),
            **kwargs,
        )


def may_see_capture(request: HttpRequest, article: Article) -> bool:
    """A capture holds what a curator has hidden from readers, too."""
    may_see = request.user.has_perm("archive.view_capture")
    return may_see or not article.comments.filter(hidden=True).exists()


@require_safe
def capture(request: HttpRequest, pk: str) -> HttpResponse:
    """The captured bytes of what is shown, for whoever may read the article."""
    article = get_object_or_404(Article.objects.published().select_related("capture"), pk=pk)
    if not article.capture:
        raise Http404(_("This article was not read from a capture."))
    if not may_see_capture(request, article):
        raise Http404(_("Part of this capture is hidden from readers."))
    return inert(article.capture)


def inert(capture: Capture) -> HttpResponse:
    """A capture's bytes, unchanged, as plain text that no browser will run or guess at."""
    try:
        raw = capture.raw
    except FileNotFoundError:
        raise Http404(_("The captured file is missing from the archive's store.")) from None
    response = HttpResponse(raw, content_type=f"text/plain; charset={capture.encoding}")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{capture.sha256}.txt"'
    return response


class ArticleList(MultipleObjectMixin):
    """Published articles, newest first, in pages."""

    template_name: str | None = "archive/listing.html"
    context_object_name = "articles"
    paginate_by = PER_PAGE

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.published().newest_first().for_listing()


class Listing(ArticleList, ListView):
    """A list of articles under a heading."""


class Newest(Listing):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        undated = Article.objects.published().undated().count()
        return super().get_context_data(
            heading=_("All articles"), months=months(), undated=undated, **kwargs
        )


class Undated(Listing):
    def get_queryset(self) -> ArticleQuerySet:
        return super().get_queryset().undated()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("Articles without a date"), **kwargs)


class Year(ArticleList, YearArchiveView):
    date_field = "published_on"
    make_object_list = True
    allow_future = True


class Month(ArticleList, MonthArchiveView):
    date_field = "published_on"
    month_format = "%m"
    allow_future = True

    def get_queryset(self) -> ArticleQuerySet:
        return super().get_queryset().known_by_month()


class Names(ListView):
    template_name = "archive/names.html"
    context_object_name = "names"
    model: type[Name]

    def get_queryset(self) -> QuerySet[Any]:
        used: QuerySet[Any] = self.model.objects.in_use()
        return used.order_by("name")


class Sources(Names):
    model = Source
    extra_context = {"kind": "source"}


class Keywords(Names):
    model = Keyword
    extra_context = {"kind": "keyword"}


class NamePage(Listing):
    """The articles of a source or keyword; any of its spellings leads here."""

    model_of_name: type[Name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        spelling = Name.spelling_of(self.kwargs["slug"])
        self.name: Any = self.model_of_name.objects.named(spelling).first()
        if not self.name:
            return self.unknown(spelling)
        if self.name.slug != self.kwargs["slug"]:
            return redirect(self.name)
        return super().get(request, *args, **kwargs)

    def unknown(self, spelling: str) -> HttpResponse:
        raise Http404(_("Nothing here goes by the name “%(name)s”.") % {"name": spelling})

    def get_queryset(self) -> ArticleQuerySet:
        return super().get_queryset().filter(pk__in=self.name.articles.values("pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.name.name, name=self.name, **kwargs)


class SourcePage(NamePage):
    model_of_name = Source
    extra_context = {"kind": "source"}


class KeywordPage(NamePage):
    """A keyword that only a guess had made may be gone; its address leads to a search for it."""

    model_of_name = Keyword
    extra_context = {"kind": "keyword"}

    def unknown(self, spelling: str) -> HttpResponse:
        words = key(spelling)
        if not words:
            return super().unknown(spelling)
        return redirect(f"{reverse('search:search')}?{urlencode({'q': words})}")
