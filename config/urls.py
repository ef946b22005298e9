from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from config.api import documentation, nothing_there, public_patterns

urlpatterns = [
    path("", include("archive.urls")),
    path("search/", include("search.urls")),
    path("api/", documentation, name="api"),
    path("api/v1/", include(public_patterns(), namespace="api")),
    path("api/<path:path>", nothing_there),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
    path("admin/", admin.site.urls),
]
