"""The interface for programs: what both apps offer, under one version and one document."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from archive.programs import api as archive_api
from archive.programs.openness import View, readable_anywhere
from archive.programs.problems import NOT_THERE, ONLY_READ, problem, tell_problems
from search import api as search_api

api = NinjaAPI(
    title="Warraq",
    version="1",
    description=gettext_noop(
        "What readers see, to be read by programs: nothing needs a key, and nothing can be changed."
    ),
    openapi_url="openapi.json",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", archive_api.router)
api.add_router("", search_api.router)
tell_problems(api)


def only_read(view: View) -> View:
    """Answers HEAD, and says so where anything else than reading is tried."""

    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, ONLY_READ)
            refusal["Allow"] = "GET, HEAD"
            return refusal
        request.method = "GET"  # the server sends no body after HEAD
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return problem(HTTPStatus.NOT_FOUND, NOT_THERE)

    reading.csrf_exempt = True  # type: ignore[attr-defined]  # there is nothing to forge
    return reading


def public_patterns() -> tuple[list[Any], str]:
    patterns, _app, namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        pattern.callback = readable_anywhere(only_read(pattern.callback))
    return patterns, namespace


@readable_anywhere
@only_read
def nothing_there(request: HttpRequest, path: str) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, NOT_THERE)


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The interface's document, as a page."""
    return render(request, "api.html", {"document": api.get_openapi_schema()})
