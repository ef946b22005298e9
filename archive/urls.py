from django.urls import path

from archive import views

app_name = "archive"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("articles/<str:pk>/", views.ArticlePage.as_view(), name="article"),
    path("articles/<str:pk>/capture.txt", views.capture, name="capture"),
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
]
