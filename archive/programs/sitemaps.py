"""The addresses that crawlers are to read: every article, and every list that leads to some."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page

from archive.models import Article, Author, Keyword, Name, Source
from archive.pages.timeline import Timeline

AT_A_TIME = 2000
"""Addresses in one map, which is written in a moment; the protocol allows 50,000."""


class Articles(Sitemap):
    limit = AT_A_TIME

    def items(self) -> QuerySet[Any, Any]:
        published = Article.objects.published().order_by("modified_at", "id")
        return published.values_list("pk", "modified_at", named=True)

    def location(self, item: Any) -> str:
        return reverse("archive:article", args=[item.pk])

    def lastmod(self, item: Any) -> datetime:
        changed: datetime = item.modified_at
        return changed

    def get_latest_lastmod(self) -> datetime | None:
        latest: datetime | None = Article.objects.published().aggregate(latest=Max("modified_at"))[
            "latest"
        ]
        return latest


class Names(Sitemap):
    limit = AT_A_TIME
    model: type[Name]

    def items(self) -> QuerySet[Any]:
        used: QuerySet[Any] = self.model.objects.in_use().order_by("key")
        return used


class Sources(Names):
    model = Source


class Keywords(Names):
    model = Keyword


class Authors(Names):
    model = Author


class Months(Sitemap):
    def items(self) -> Sequence[date]:
        return sorted(Timeline.of(Article.objects.published()).months)

    def location(self, item: date) -> str:
        return reverse("archive:month", args=[item.year, item.month])


class Lists(Sitemap):
    def items(self) -> Sequence[str]:
        return ("home", "newest", "sources", "authors", "keywords")

    def location(self, item: str) -> str:
        return reverse(f"archive:{item}")


SECTIONS: dict[str, type[Sitemap] | Sitemap] = {
    "articles": Articles,
    "sources": Sources,
    "authors": Authors,
    "keywords": Keywords,
    "months": Months,
    "lists": Lists,
}


@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the maps."""
    return sitemap_views.index(request, SECTIONS, sitemap_url_name="archive:part-of-sitemap")


@conditional_page
def part_of_sitemap(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap_views.sitemap(request, SECTIONS, section)
