"""The page on which readers report an error in an article: it takes no account.

What they say becomes a flag for the curators. So that nobody floods these, what comes from one
address is counted for a while under a salted hash; the address itself is kept nowhere.
"""

import hashlib
import hmac
import ipaddress
from datetime import timedelta
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from archive.flags import CONTACT, SUBJECTS, FlagKind
from archive.models import Article, Flag, Sender
from archive.text import key

LONGEST_MESSAGE = 2000
LONGEST_CONTACT = 200
MOST = 10
"""Reports from one address within `WHILE`."""
WHILE = timedelta(hours=1)
KEPT = timedelta(days=1)
SUBJECT_BYTES = 16
NETWORK_V6 = 64
"""Bits of an address that tell a household or a firm; the rest they choose as they like."""


class ReportForm(forms.Form):
    about = forms.ChoiceField(
        label=_("What is wrong?"), choices=SUBJECTS.items(), widget=forms.RadioSelect
    )
    message = forms.CharField(
        label=_("What does it say, and what should it?"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    contact = forms.CharField(
        label=_("How can we reach you, should we have a question? (optional)"),
        max_length=LONGEST_CONTACT,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "email"}),
    )
    website = forms.CharField(required=False)
    """Seen by no reader: what fills it in is a program."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.published(), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {
        "article": article,
        "form": form,
        "longest": LONGEST_MESSAGE,
        "options": form["about"],
    }
    if request.method != "POST":
        return render(request, "archive/report.html", context)
    if not form.is_valid():
        return render(request, "archive/report.html", context)
    if not form.cleaned_data["website"]:
        with transaction.atomic():
            wait = wait_of(mark_of(address_of(request)))
            if wait:
                return refused(request, article, wait)
            raise_flag(article, **form.cleaned_data)
    return redirect("archive:reported", article.pk)


@require_safe
def thanks(request: HttpRequest, pk: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.published(), pk=pk)
    return render(request, "archive/reported.html", {"article": article})


def refused(request: HttpRequest, article: Article, wait: timedelta) -> HttpResponse:
    seconds = int(wait.total_seconds()) + 1
    minutes = -(-seconds // 60)
    context = {"article": article, "minutes": minutes}
    too_many = HTTPStatus.TOO_MANY_REQUESTS
    response = render(request, "archive/report_later.html", context, status=too_many)
    response["Retry-After"] = str(seconds)
    return response


def raise_flag(article: Article, about: str, message: str, contact: str, website: str) -> None:
    """Tell the curators; what was reported before is one report with it."""
    said = f"{about} {key(message) or message}"
    subject = hashlib.blake2b(said.encode(), digest_size=SUBJECT_BYTES).hexdigest()
    values = {"message": message, "about": about, CONTACT: contact}
    flag, new = Flag.objects.get_or_create(
        article=article,
        kind=FlagKind.ERROR_REPORTED,
        subject=subject,
        defaults={"values": values},
    )
    if not new and flag.status == Flag.Status.OPEN and contact and not flag.values.get(CONTACT):
        flag.values = {**flag.values, CONTACT: contact}
        flag.save()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind so many proxies, as the outermost of them tells."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        return hops[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def mark_of(address: str) -> str:
    """What an address is counted under. Nobody without the archive's secret can find it from there.

    >>> mark_of("2001:db8::1") == mark_of("2001:db8::2"), mark_of("192.0.2.1") == mark_of("192.0.2.2")
    (True, False)
    """
    try:
        ip = ipaddress.ip_address(address)
        if ip.version == 6:
            address = str(ipaddress.ip_network((ip, NETWORK_V6), strict=False))
    except ValueError:
        pass
    salt = f"{settings.SECRET_KEY}{timezone.localdate()}"
    return hmac.new(salt.encode(), address.encode(), hashlib.sha256).hexdigest()


def wait_of(mark: str) -> timedelta:
    """How long somebody has to wait before another report is taken; this one is counted."""
    now = timezone.now()
    Sender.objects.filter(since__lt=now - KEPT).delete()
    Sender.objects.filter(mark=mark, since__lt=now - WHILE).update(since=now, count=0)
    sender, _new = Sender.objects.get_or_create(mark=mark)
    Sender.objects.filter(pk=sender.pk).update(count=F("count") + 1)
    return sender.since + WHILE - now if sender.count >= MOST else timedelta()
