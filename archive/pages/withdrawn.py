"""Articles that the archive has had and shows no more: their addresses say so, and why."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.models import Article, Capture


def or_gone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of an article that answers 410, not 404, where curators have withdrawn the article."""

    @wraps(view)
    def answer(request: HttpRequest, pk: str, **options: Any) -> HttpResponseBase:
        try:
            return view(request, pk=pk, **options)
        except Http404:
            reason = withdrawn(pk)
            if not reason:
                raise
        response = render(request, "410.html", {"reason": reason}, status=HTTPStatus.GONE)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def withdrawn(pk: str) -> str:
    """Why an article is shown no more; "" where it is shown, or never was here."""
    if Article.objects.filter(pk=pk, status=Article.Status.HIDDEN).exists():
        return _("The curators of this archive have taken this article out of view.")
    if Capture.objects.filter(identity=pk, article=None).exists():
        return _("The curators of this archive have removed this article for good.")
    return ""
