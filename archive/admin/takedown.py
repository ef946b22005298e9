"""The page on which an article is taken down, or shown again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import PlainText
from archive.curation.takedown import lift, take_down
from archive.models import Article

MOST = 20
"""Other articles that are named."""


class TakeDownForm(forms.Form):
    reason = PlainText(label=_("Why it is taken down"), widget=forms.Textarea(attrs={"rows": 4}))
    told = forms.BooleanField(
        label=_("Tell readers who come to its address the reason"), required=False, initial=True
    )


class LiftForm(forms.Form):
    status = forms.ChoiceField(
        label=_("status"), choices=Article.Status.choices, initial=Article.Status.PUBLISHED
    )


def take_down_page(site: AdminSite, request: HttpRequest, article: Article) -> HttpResponse:
    """What is about to happen to an article, and a form that does it."""
    kind: type[forms.Form] = LiftForm if article.sealed else TakeDownForm
    form = kind(request.POST or None)
    if form.is_valid():
        return carry_out(request, article, form.cleaned_data)
    published = Article.objects.published()
    context = {
        **site.each_context(request),
        "title": gettext("Lift the takedown") if article.sealed else gettext("Take down"),
        "article": article,
        "form": form,
        "captures": article.captures.count(),
        "editions": published.editions_of(article)[:MOST],
        "naming": published.filter(related_links__target=article).distinct()[:MOST],
    }
    return TemplateResponse(request, "admin/archive/article/take_down.html", context)


def carry_out(request: HttpRequest, article: Article, chosen: dict[str, Any]) -> HttpResponse:
    if article.sealed:
        lift(article, chosen["status"], request.user)
        told = gettext("The takedown is lifted.")
    else:
        take_down(article, chosen["reason"], chosen["told"], request.user)
        told = gettext("The article is taken down, and its captures are sealed.")
    messages.success(request, told)
    return redirect("admin:archive_article_change", article.pk)
