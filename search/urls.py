from django.urls import path

from search import views
from search.feeds import SearchFeed

app_name = "search"

urlpatterns = [
    path("", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("suggest/", views.suggest, name="suggest"),
    path("feed/", SearchFeed(), name="feed"),
]
