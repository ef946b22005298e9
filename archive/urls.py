from django.urls import path

from archive import choosing, statistics, views
from archive.withdrawn import or_gone

app_name = "archive"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("articles/<str:pk>/", or_gone(views.ArticlePage.as_view()), name="article"),
    path("articles/<str:pk>/capture.txt", or_gone(views.capture), name="capture"),
    path("dates/", views.Newest.as_view(), name="newest"),
    path("dates/undated/", views.Undated.as_view(), name="undated"),
    path("dates/<int:year>/", views.Year.as_view(), name="year"),
    path("dates/<int:year>/<int:month>/", views.Month.as_view(), name="month"),
    path("sources/", views.Sources.as_view(), name="sources"),
    path("sources/<str:slug>/", views.SourcePage.as_view(), name="source"),
    path("keywords/", views.Keywords.as_view(), name="keywords"),
    path("keywords/<str:slug>/", views.KeywordPage.as_view(), name="keyword"),
    path("choices/", choosing.choices_page, name="choices"),
    path("choices/keep/", choosing.keep, name="keep"),
    path("about/", statistics.About.as_view(), name="about"),
    path("statistics/", statistics.Statistics.as_view(), name="statistics"),
]
