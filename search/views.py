"""The search page, what it suggests while one types, and what it says where nothing was found."""

from dataclasses import asdict, replace
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.citing import exports
from search import engine, narrowing, suggestions
from search.addresses import address, parameters, read
from search.asking import Asked, Found, Sort
from search.matching import matching
from search.results import Result, results

PER_PAGE = 10
LONGEST_PAGE_NUMBER = 6
LONGEST_TYPED = 200
"""Characters of a query that suggestions are made for."""

SORTS = {
    Sort.RELEVANCE: _("most relevant first"),
    Sort.NEWEST: _("newest first"),
    Sort.OLDEST: _("oldest first"),
}

GROUPINGS = {
    False: _("each on its own"),
    True: _("editions together"),
}

KEPT = ("level", "sort", "together")
"""What a new query from the same page keeps."""


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    asked = read(request.GET)
    if export := exports.wanted(request):
        return exports.download(request, engine.every(asked), export, f"search {asked.query.text}")
    number = request.GET.get("page", "1")
    wanted = int(number) if number.isdecimal() and len(number) < LONGEST_PAGE_NUMBER else 1
    found = find_page(asked, max(wanted, 1))
    page = Paginator(range(found.total), PER_PAGE).get_page(wanted)
    if page.number != wanted:
        found = find_page(asked, page.number)
    nothing = bool(asked) and not found.total and not found.degraded
    return render(
        request,
        "search/search.html",
        {
            "text": asked.query.text,
            "query": asked.query,
            "asked": asked,
            "found": found,
            "results": results(found.hits, asked),
            "partial": by_missing(results(found.partial, asked)),
            "page_obj": page,
            "panels": narrowing.panels(found, asked),
            "years": narrowing.years(found, asked),
            "months": narrowing.months(found, asked),
            "chosen": narrowing.chosen(asked),
            "unnarrowed": address(replace(asked, chosen={})),
            "levels": [
                (label, address(replace(asked, level=level)), level is asked.level)
                for level, label in suggestions.LEVELS.items()
            ],
            "sorts": [
                (label, address(replace(asked, sort=sort)), sort is asked.sort)
                for sort, label in SORTS.items()
            ],
            "groupings": [
                (label, address(replace(asked, together=together)), together is asked.together)
                for together, label in GROUPINGS.items()
                if narrowing.has_editions(found)
            ],
            "kept": [(name, value) for name, value in parameters(asked) if name in KEPT],
            "way_out": suggestions.way_out(asked) if nothing else None,
            "meant": suggestions.meant(asked, found),
            "feed": address(replace(asked, sort=Sort.RELEVANCE), "search:feed"),
        },
    )


def find_page(asked: Asked, number: int) -> Found:
    return engine.find(asked, (number - 1) * PER_PAGE, number * PER_PAGE)


def by_missing(partial: list[Result]) -> list[tuple[tuple[str, ...], list[Result]]]:
    """Results that lack the same together, those that lack least first."""
    ordered = sorted(partial, key=lambda result: (len(result.missing), result.missing))
    return [
        (missing, sorted(some, key=lambda result: -result.score))
        for missing, some in groupby(ordered, key=lambda result: result.missing)
    ]


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to search, and how a word of the reader's is matched."""
    typed = request.GET.get("word", "")[:LONGEST_TYPED]
    context = {"typed": typed, "matching": matching(typed)}
    return render(request, "search/help.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    text = request.GET.get("q", "")[:LONGEST_TYPED]
    return JsonResponse({"suggestions": [asdict(one) for one in suggestions.suggest(text)]})
