"""Articles that the archive has had and shows no more: their addresses lead on, or say why."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import Article, Capture

INSTEAD_OF = "instead_of"
"""The parameter by which a page knows which article's address has led to it."""


class Withdrawal(NamedTuple):
    """What readers are told of an article that is gone, and the reason in the curators' own words."""

    told: str
    reason: str = ""


def or_gone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of an article that, where curators have withdrawn the article, answers 410, not 404.

    Where another one is shown in its place, the address leads there.
    """

    @wraps(view)
    def answer(request: HttpRequest, pk: str, **options: Any) -> HttpResponseBase:
        try:
            return view(request, pk=pk, **options)
        except Http404:
            if shown := shown_instead(pk):
                return redirect(address_instead(request, pk, shown, **options))
            withdrawal = withdrawn(pk)
            if not withdrawal:
                raise
        response = render(request, "410.html", withdrawal._asdict(), status=HTTPStatus.GONE)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def shown_instead(pk: str) -> Article | None:
    """The article that is the same as a hidden one, and is shown in its place."""
    hidden = Article.objects.filter(pk=pk, status=Article.Status.HIDDEN, sealed=False)
    article = hidden.exclude(same_as=None).select_related("same_as").first()
    return article.shown if article else None


def address_instead(request: HttpRequest, pk: str, shown: Article, **options: Any) -> str:
    """The same reference of the other article, or else its page, which says what it stands for."""
    if "suffix" in options:
        return reverse("archive:citation", args=[shown.pk, options["suffix"]])
    return f"{shown.get_absolute_url()}?{urlencode({INSTEAD_OF: pk})}#same"


def withdrawn(pk: str) -> Withdrawal | None:
    """Why an article is shown no more; None where it is shown, or never was here."""
    hidden = Article.objects.filter(pk=pk, status=Article.Status.HIDDEN).first()
    if hidden:
        told = _("The curators of this archive have taken this article out of view.")
        return Withdrawal(told, "" if hidden.withdrawal_untold else hidden.withdrawal)
    if Capture.objects.filter(identity=pk, article=None).exists():
        return Withdrawal(_("The curators of this archive have removed this article for good."))
    return None
