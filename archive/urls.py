from django.urls import path

from archive import feeds, views
from archive.harvesting import harvest
from archive.openness import readable_anywhere
from archive.sitemaps import part_of_sitemap, sitemap

app_name = "archive"

FEEDS: dict[str, type[feeds.ListFeed]] = {
    "dates/": feeds.NewestFeed,
    "dates/<int:year>/": feeds.YearFeed,
    "dates/<int:year>/<int:month>/": feeds.MonthFeed,
    "sources/<str:slug>/": feeds.SourceFeed,
    "keywords/<str:slug>/": feeds.KeywordFeed,
}
"""The lists of the reading room, each with what came into it last."""

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("articles/<str:pk>/", views.ArticlePage.as_view(), name="article"),
    path("articles/<str:pk>/capture.txt", views.capture, name="capture"),
    path("dates/", views.Newest.as_view(), name="newest"),
    path("dates/undated/", views.Undated.as_view(), name="undated"),
    path("dates/<int:year>/", views.Year.as_view(), name="year"),
    path("dates/<int:year>/<int:month>/", views.Month.as_view(), name="month"),
    path("sources/", views.Sources.as_view(), name="sources"),
    path("sources/<str:slug>/", views.SourcePage.as_view(), name="source"),
    path("keywords/", views.Keywords.as_view(), name="keywords"),
    path("keywords/<str:slug>/", views.KeywordPage.as_view(), name="keyword"),
    *(
        path(f"{place}feed/", readable_anywhere(feed()), name=f"{feed.view}-feed")
        for place, feed in FEEDS.items()
    ),
    path("oai/", harvest, name="oai"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<str:section>.xml", part_of_sitemap, name="part-of-sitemap"),
]
