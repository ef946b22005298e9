from django.urls import path

from archive import views

app_name = "archive"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("articles/<slug:pk>.<str:suffix>", views.citation, name="citation"),
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
]
