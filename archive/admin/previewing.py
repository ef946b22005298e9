"""The page readers would see, of what stands in a form and is not saved."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from archive.models import Article, ArticleQuerySet
from archive.pages.views import ArticlePage


class PreviewPage(ArticlePage):
    def articles(self) -> ArticleQuerySet:
        return Article.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unsaved = self.request.method == "POST"
        return super().get_context_data(preview=True, unsaved=unsaved, **kwargs)


def preview_page(
    request: HttpRequest, article: Article, save: Callable[[], HttpResponse]
) -> HttpResponse:
    """An article's page, of any state. What is sent is saved, shown, and taken back.

    A form that cannot be saved is shown with what is wrong with it.
    """
    with transaction.atomic():
        if request.method == "POST":
            request.previewed = True  # type: ignore[attr-defined]
            answer: Any = save()
            if not isinstance(answer, HttpResponseRedirect):
                page = rendered(answer)
                transaction.set_rollback(True)
                return page
        view = PreviewPage()
        view.setup(request, pk=article.pk)
        page = rendered(view.get(request, pk=article.pk))
        transaction.set_rollback(True)
    page["X-Robots-Tag"] = "noindex, nofollow"
    page["Cache-Control"] = "no-store"
    return page


def rendered(answer: Any) -> HttpResponse:
    """A page as it is now: what it shows is about to be taken back."""
    page: HttpResponse = answer.render() if hasattr(answer, "render") else answer
    return page
