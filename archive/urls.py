from django.urls import path

from archive.pages import choosing, reporting, statistics, views, witnesses
from archive.pages.withdrawn import or_gone
from archive.programs import feeds
from archive.programs.harvesting import harvest
from archive.programs.openness import readable_anywhere
from archive.programs.sitemaps import part_of_sitemap, sitemap

app_name = "archive"

FEEDS: dict[str, type[feeds.ListFeed]] = {
    "dates/": feeds.NewestFeed,
    "dates/<int:year>/": feeds.YearFeed,
    "dates/<int:year>/<int:month>/": feeds.MonthFeed,
    "sources/<str:slug>/": feeds.SourceFeed,
    "authors/<str:slug>/": feeds.AuthorFeed,
    "keywords/<str:slug>/": feeds.KeywordFeed,
}
"""The lists of the reading room, each with what came into it last."""

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("articles/<slug:pk>.<str:suffix>", or_gone(views.citation), name="citation"),
    path("articles/<str:pk>/", or_gone(views.ArticlePage.as_view()), name="article"),
    path("articles/<str:pk>/report/", or_gone(reporting.report), name="report"),
    path("articles/<str:pk>/report/thanks/", or_gone(reporting.thanks), name="reported"),
    path("articles/<str:pk>/capture.txt", or_gone(views.capture), name="capture"),
    path("articles/<str:pk>/beside/<str:other>/", or_gone(witnesses.beside), name="beside"),
    path("articles/<str:pk>/captures/<str:digest>/", or_gone(witnesses.changes), name="changes"),
    path("dates/", views.Newest.as_view(), name="newest"),
    path("dates/undated/", views.Undated.as_view(), name="undated"),
    path("dates/approximate/", views.Approximate.as_view(), name="approximate"),
    path("dates/<int:year>/", views.PeriodPage.as_view(), name="year"),
    path("dates/<int:year>/<int:month>/", views.PeriodPage.as_view(), name="month"),
    path("dates/<int:year>/<int:month>/<int:day>/", views.PeriodPage.as_view(), name="day"),
    path("sources/", views.Sources.as_view(), name="sources"),
    path("sources/<str:slug>/", views.SourcePage.as_view(), name="source"),
    path("authors/", views.Authors.as_view(), name="authors"),
    path("authors/<str:slug>/", views.AuthorPage.as_view(), name="author"),
    path("keywords/", views.Keywords.as_view(), name="keywords"),
    path("keywords/<str:slug>/", views.KeywordPage.as_view(), name="keyword"),
    *(
        path(f"{place}feed/", readable_anywhere(feed()), name=f"{feed.view}-feed")
        for place, feed in FEEDS.items()
    ),
    path("oai/", harvest, name="oai"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<str:section>.xml", part_of_sitemap, name="part-of-sitemap"),
    path("choices/", choosing.choices_page, name="choices"),
    path("choices/keep/", choosing.keep, name="keep"),
    path("about/", statistics.About.as_view(), name="about"),
    path("statistics/", statistics.Statistics.as_view(), name="statistics"),
]
