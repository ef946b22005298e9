from django.urls import path

from archive.programs.openness import readable_anywhere
from search import opensearch, views
from search.feeds import SearchFeed

app_name = "search"

urlpatterns = [
    path("", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("suggest/", views.suggest, name="suggest"),
    path("feed/", readable_anywhere(SearchFeed()), name="feed"),
    path("opensearch.xml", opensearch.description, name="opensearch"),
    path("opensearch.json", opensearch.completions, name="completions"),
]
