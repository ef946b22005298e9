"""Raising a doubt about an article: a person's flag, for the review queue."""

from secrets import token_hex
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.history import kept
from archive.curation.sealing import unsealed_for
from archive.flags import FlagKind
from archive.models import Article, Flag

LONGEST = 2000
"""Characters of a doubt."""


class DoubtForm(forms.Form):
    message = forms.CharField(
        label=_("What do you doubt, and why?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


def doubt_page(model_admin: admin.ModelAdmin, request: HttpRequest, pk: str) -> HttpResponse:
    user: Any = request.user
    if not user.has_perm("archive.add_flag"):
        raise PermissionDenied
    article = get_object_or_404(unsealed_for(user, Article.objects.all()), pk=pk)
    form = DoubtForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with kept(article, user):
            flag = Flag.objects.create(
                article=article,
                kind=FlagKind.DOUBTED,
                subject=token_hex(8),  # one and the same person may have several
                values={"by": user.get_username(), "message": form.cleaned_data["message"]},
                raised_by=user,
            )
        model_admin.log_addition(request, flag, [{"added": {}}])
        messages.success(request, gettext("Your doubt waits in the review queue."))
        return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Raise a doubt"),
        "opts": model_admin.opts,
        "article": article,
        "form": form,
        "before": article.flags.open().filter(kind=FlagKind.DOUBTED),
    }
    return TemplateResponse(request, "admin/archive/flag/doubt.html", context)
