"""The pages of the archive: what is new, what was published when, by whom and about what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Max, Min, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView, TemplateView

from archive.citing import exports
from archive.citing.citations import FORMATS, WORDINGS, in_words
from archive.citing.exports import attachment, reference, site_of
from archive.citing.metadata import Remark, metas, news_article, within_script
from archive.curation.sealing import may_see
from archive.dates import Moment
from archive.models import (
    COMMENTS_PER_PAGE,
    LISTED,
    Article,
    ArticleQuerySet,
    Author,
    Capture,
    Keyword,
    Name,
    NameQuerySet,
    RelatedLink,
    Source,
)
from archive.pages import filters
from archive.pages.moving import former_in, moved_to
from archive.pages.timeline import Timeline
from archive.pages.withdrawn import INSTEAD_OF
from archive.remembering import remembered
from archive.text import key

PER_PAGE = 20
NEWEST = 10
NAMES_ON_HOME = 24
YEARS_ON_HOME = 12
NAMES_PER_PAGE = 300
EXCERPT_WORDS = 40
LINKED = ("article", "headline", "url", "target__status", "target__same_as__status")


class Home(TemplateView):
    template_name = "archive/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = Article.objects.published()
        timeline = remembered(("timeline",), lambda: Timeline.of(published))
        today = timezone.localdate()
        return super().get_context_data(
            newest=published.newest_first().for_listing()[:NEWEST],
            timeline=timeline,
            years=timeline.by_year()[:YEARS_ON_HOME],
            today=today,
            on_this_day=on_days(timeline.other_years(today)),
            sources=Source.objects.in_use().largest_first()[:NAMES_ON_HOME],
            keywords=Keyword.objects.in_use().largest_first()[:NAMES_ON_HOME],
            **kwargs,
        )


def on_days(days: Collection[date]) -> list[Article]:
    """Some articles of some days, the longest ago first."""
    if not days:
        return []
    known = Article.objects.published().known_by_day().filter(published_on__in=days)
    return list(known.oldest_first().for_listing()[:NEWEST])


class ArticlePage(DetailView):
    template_name = "archive/article.html"
    context_object_name = "article"

    def articles(self) -> ArticleQuerySet:
        return Article.objects.published()

    def get_queryset(self) -> QuerySet[Article]:
        links = RelatedLink.objects.select_related("target__same_as").only(*LINKED)
        return (
            self.articles()
            .select_related("source", "author", "capture")
            .with_shown_comments()
            .with_keyword_uses()
            .defer("spans", "furniture")
            .prefetch_related(Prefetch("related_links", links))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        twins = twins_of(self.object)
        meant = [self.object, *twins]
        linked_from = Article.objects.published().filter(related_links__target__in=meant)
        led_by = self.request.GET.get(INSTEAD_OF)
        comments = Paginator(self.object.shown_comments, COMMENTS_PER_PAGE)
        return super().get_context_data(
            linked_from=linked_from.only("title").distinct(),
            shown_numbers={comment.number for comment in self.object.shown_comments},
            comments=comments.get_page(self.request.GET.get("comments")),
            neighbours=neighbours(self.object),
            editions=editions(self.object),
            twins=twins,
            led_here=any(twin.pk == led_by for twin in twins),
            captures=sorted(self.object.captures.all(), key=lambda one: one.age, reverse=True),
            capture_is_open=may_see_capture(self.request, self.object),
            **told(self.object, site_of(self.request)),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        response = super().render_to_response(context, **options)
        response["Last-Modified"] = http_date(self.object.modified_at.timestamp())
        return response


@dataclass(frozen=True)
class Neighbours:
    """What its source published before an article, and after it."""

    earlier: Article | None
    later: Article | None


def neighbours(article: Article) -> Neighbours | None:
    """None of an article of which the source or the date is unknown."""
    if not (article.source and article.published_on):
        return None
    others = Article.objects.published().filter(source=article.source).only("title")
    return Neighbours(others.before(article).first(), others.after(article).first())


def editions(article: Article) -> list[Article]:
    """The other editions readers may see, newest first; those of the same source come last."""
    if not article.group:
        return []
    others = Article.objects.published().editions_of(article).newest_first()
    by_others = others.select_related("source").only(*LISTED)
    return sorted(by_others, key=lambda other: other.source_id == article.source_id)


def twins_of(article: Article) -> list[Article]:
    """The same article as it was captured elsewhere, in whose place this one is shown."""
    if not article.group:
        return []
    links = RelatedLink.objects.select_related("target__same_as").only(*LINKED)
    hidden = Article.objects.filter(same_as=article, sealed=False).newest_first()
    whole = hidden.select_related("source").with_shown_comments()
    return list(whole.prefetch_related(Prefetch("related_links", links)))


def told(article: Article, site: str) -> dict[str, Any]:
    """What a page tells of an article to those who cite it, and to programs."""
    cited = reference(article, site)
    remarks = [
        Remark(one.number, one.text, one.author, f"{cited.address}#{one.anchor}", one.reply_to)
        for one in article.shown_comments
    ]
    excerpt = Truncator(article.body.partition("\n\n")[0]).words(EXCERPT_WORDS)
    return {
        "reference": cited,
        "citations": {language: in_words(cited, language) for language in WORDINGS},
        "citation_formats": FORMATS,
        "metas": metas(cited, excerpt),
        "news_article": mark_safe(within_script(news_article(cited, remarks))),
    }


@require_safe
def citation(request: HttpRequest, pk: str, suffix: str) -> HttpResponse:
    """An article's reference, as a file for programs that keep references."""
    if suffix not in FORMATS:
        raise Http404(_("Articles are not cited in this format."))
    citable = (
        Article.objects.published()
        .select_related("source", "author", "capture")
        .with_keyword_uses()
    )
    cited = reference(get_object_or_404(citable, pk=pk), site_of(request))
    form = FORMATS[suffix]
    response = HttpResponse(form.write(cited), content_type=f"{form.media_type}; charset=utf-8")
    response["Content-Disposition"] = attachment(pk, suffix)
    return response


def may_see_capture(request: HttpRequest, article: Article) -> bool:
    """A capture holds what a curator has hidden from readers, and printed names, too."""
    if article.sealed:
        return may_see(request.user, article)
    unfit = Q(hidden=True) | Q(pseudonym__isnull=False)
    return request.user.has_perm("archive.view_capture") or not (
        article.comments.filter(unfit).exists()
    )


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


class Listing(ListView):
    """Published articles that have something in common, as the address narrows and orders them.

    They are a file, too, where the address asks for one.
    """

    template_name = "archive/listing.html"
    context_object_name = "articles"
    paginate_by = PER_PAGE
    listed: Mapping[str, str] = {}
    """What they have in common: values of filters."""
    total: int | None = None
    """How many these are, if that is known without counting them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if export := exports.wanted(request):
            ids = self.get_queryset().values_list("pk", flat=True).iterator(exports.BATCH)
            return exports.download(request, ids, export, request.path)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> ArticleQuerySet:
        chosen = filters.chosen_in(self.request.GET)
        meeting = [filters.meeting(name, values) for name, values in chosen.items()]
        return filters.in_order(self.all_articles().filter(*meeting), self.sort).for_listing()

    def all_articles(self) -> ArticleQuerySet:
        common = [filters.meeting(name, [value]) for name, value in self.listed.items()]
        return Article.objects.published().filter(*common)

    def timeline_of_all(self) -> Timeline:
        what = ("timeline", *sorted(self.listed.items()))
        return remembered(what, lambda: Timeline.of(self.all_articles()))

    def get_paginator(self, *args: Any, **kwargs: Any) -> "Paginator[Article]":
        paginator: Paginator[Article] = super().get_paginator(*args, **kwargs)
        if self.total is not None and not filters.chosen_in(self.request.GET):
            paginator.count = self.total
        return paginator

    @property
    def sort(self) -> str:
        wanted = self.request.GET.get(filters.SORT, "")
        return wanted if wanted in filters.SORTS else filters.NEWEST

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sorts = [(value, label, value == self.sort) for value, label in filters.SORTS.items()]
        return super().get_context_data(listed=self.listed, sorts=sorts, **kwargs)


class Newest(Listing):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.timeline = self.timeline_of_all()
        self.total = self.timeline.total
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("All articles"), timeline=self.timeline, **kwargs)


class Undated(Listing):
    listed = {"date": filters.UNDATED}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("Articles without a date"), **kwargs)


class Approximate(Listing):
    listed = {"date": filters.APPROXIMATE}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("Articles with an approximate date"), **kwargs)


class PeriodPage(Listing):
    """A year, a month or a day in which something was published."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.moment = Moment(**self.kwargs)
        except (ValueError, OverflowError):
            raise Http404(_("There is no such date.")) from None
        period = self.moment.isoformat()
        self.first, self.last = filters.days_of(period)
        self.listed = {"date": period}
        self.timeline = self.timeline_of_all()
        self.total = self.timeline.total
        if not self.total:
            raise Http404(_("Nothing that is here was published then."))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = known_by(self.moment)
        earlier = known.filter(published_on__lt=self.first).aggregate(day=Max("published_on"))
        later = known.filter(published_on__gt=self.last).aggregate(day=Min("published_on"))
        return super().get_context_data(
            moment=self.moment,
            timeline=self.timeline,
            earlier=as_precise(earlier["day"], self.moment),
            later=as_precise(later["day"], self.moment),
            **kwargs,
        )


def known_by(moment: Moment) -> ArticleQuerySet:
    """The articles whose date is known as precisely as a moment."""
    published = Article.objects.published()
    if moment.day:
        return published.known_by_day()
    return published.known_by_month() if moment.month else published


def as_precise(day: date | None, moment: Moment) -> Moment | None:
    if not day:
        return None
    return Moment(day.year, day.month if moment.month else None, day.day if moment.day else None)


class Names(ListView):
    """The names of published articles, as a catalogue or the largest first."""

    template_name = "archive/names.html"
    context_object_name = "names"
    paginate_by = NAMES_PER_PAGE
    model: type[Name]
    kind: str

    @property
    def begins(self) -> str:
        return self.request.GET.get("begins", "").strip()

    @property
    def by_size(self) -> bool:
        return self.request.GET.get(filters.SORT) == "size"

    def get_queryset(self) -> QuerySet[Any]:
        used: NameQuerySet = self.model.objects.in_use().beginning(self.begins)
        return used.largest_first() if self.by_size else used.order_by("filed_under", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=self.kind,
            letters=self.model.objects.letters(),
            begins=self.begins,
            by_size=self.by_size,
            **kwargs,
        )


class Sources(Names):
    model, kind = Source, "source"


class Authors(Names):
    model, kind = Author, "author"


class Keywords(Names):
    model, kind = Keyword, "keyword"


class NamePage(Listing):
    """The articles of a source, an author or a keyword; any of its spellings leads here."""

    model_of_name: type[Name]
    kind: str
    """The filter that the name is a value of."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        slug = self.kwargs["slug"]
        self.name, alias = self.model_of_name.objects.at(slug)
        if not self.name:
            return self.unknown(Name.spelling_of(slug))
        if self.name.slug != slug:
            return moved_to(self.name.get_absolute_url(), request.GET, alias)
        former = former_in(request.GET)
        self.former = self.name.aliases.filter(key=former).first() if former else None
        self.listed = {self.kind: self.name.key}
        self.total = self.name.article_count
        return super().get(request, *args, **kwargs)

    def unknown(self, spelling: str) -> HttpResponse:
        raise Http404(_("Nothing here goes by the name “%(name)s”.") % {"name": spelling})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.name.name, name=self.name, kind=self.kind, former=self.former, **kwargs
        )


class SourcePage(NamePage):
    model_of_name, kind = Source, "source"


class AuthorPage(NamePage):
    model_of_name, kind = Author, "author"


class KeywordPage(NamePage):
    """A keyword that only a guess had made may be gone; its address leads to a search for it."""

    model_of_name, kind = Keyword, "keyword"

    def unknown(self, spelling: str) -> HttpResponse:
        words = key(spelling)
        if not words:
            return super().unknown(spelling)
        return redirect(f"{reverse('search:search')}?{urlencode({'q': words})}")
