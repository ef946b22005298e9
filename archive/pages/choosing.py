"""The page where a reader chooses how the archive is shown, and how every page heeds it.

Choices come from the reader alone. Which languages a browser asks for says little here: many who read
Arabic have one that asks for English or French, so it is Arabic until a reader says otherwise, and
a link to the other language is on every page. To follow an address of `keep` is to choose: there is
no form on the pages and no token in them, and so they stay the same, and need no new copy.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive.pages.choices import Choices, choosing, heeding, in_force, read, written

COOKIE = "choices"
KEPT = timedelta(days=365)
NEXT = "next"
"""The parameter that says which page a reader came from."""

LEGENDS = {
    "language": _("Language of the pages"),
    "digits": _("Digits"),
    "months": _("Names of the months"),
    "size": _("Size of the text"),
    "theme": _("Colours"),
    "level": _("How far may words differ?"),
}
NOTES = {
    "digits": _("In the Arabic pages. What papers printed stays as they printed it."),
    "months": _("In the Arabic pages."),
    "level": _("Where a search does not say."),
}
LABELS: dict[str, dict[str, str | Promise]] = {
    "language": {"ar": "العربية", "en": "English"},
    "digits": {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩"},
    "months": {
        "egypt": _("Egypt, Sudan, the Gulf: يناير، أغسطس"),
        "levant": _("Levant and Iraq: كانون الثاني، آب"),
        "morocco": _("Morocco: يناير، غشت"),
        "algeria": _("Algeria and Tunisia: جانفي، أوت"),
        "mauritania": _("Mauritania: يناير، اغسطس"),
    },
    "size": {
        "small": _("small"),
        "normal": _("usual"),
        "large": _("large"),
        "largest": _("very large"),
    },
    "theme": {
        "system": _("as on this device"),
        "light": _("light"),
        "dark": _("dark"),
    },
    "level": {
        "exact": _("exact spelling"),
        "folded": _("ignore marks, hamza, ة/ه and ى/ي"),
        "forms": _("word forms"),
        "root": _("same root"),
    },
}


class ChoicesForm(forms.Form):
    """A field for each choice, its options as radio buttons."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(initial=asdict(choices))
        for name, labels in LABELS.items():
            self.fields[name] = forms.ChoiceField(
                label=LEGENDS[name],
                help_text=NOTES.get(name, ""),
                choices=labels.items(),
                widget=forms.RadioSelect,
            )


@require_safe
def choices_page(request: HttpRequest) -> HttpResponse:
    context = {"form": ChoicesForm(in_force()), "next": way_back(request)}
    return render(request, "archive/choices.html", context)


@require_safe
@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the address names for a year, and lead back to where the reader was."""
    chosen = choosing(in_force(), request.GET.dict())
    response = redirect(way_back(request))
    response.set_cookie(
        COOKIE,
        written(chosen),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def way_back(request: HttpRequest) -> str:
    """The page of this archive that a reader came from, or its first."""
    page = request.GET.get(NEXT, "")
    inside = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if inside else resolve_url("archive:home")


def heed_choices(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer in the reader's language, and as they have chosen."""

    def respond(request: HttpRequest) -> HttpResponse:
        choices = read(request.COOKIES.get(COOKIE, ""))
        with heeding(choices), translation.override(choices.language):
            response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if not response.has_header("Cache-Control"):
            # A browser keeps the page, and asks each time whether it is still the same.
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return respond


def choices_in_force(request: HttpRequest) -> dict[str, Choices]:
    return {"choices": in_force()}
