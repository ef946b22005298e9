"""The search page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import engine
from search.query import Query, parse
from search.results import results

PER_PAGE = 10
LONGEST_PAGE_NUMBER = 6


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    asked = parse(text)
    number = request.GET.get("page", "1")
    wanted = int(number) if number.isdecimal() and len(number) < LONGEST_PAGE_NUMBER else 1
    found = find_page(asked, max(wanted, 1))
    page = Paginator(range(found.total), PER_PAGE).get_page(wanted)
    if page.number != wanted:
        found = find_page(asked, page.number)
    return render(
        request,
        "search/search.html",
        {
            "text": text,
            "query": asked,
            "found": found,
            "results": results(found, asked),
            "page_obj": page,
        },
    )


def find_page(asked: Query, number: int) -> engine.Found:
    return engine.find(asked, (number - 1) * PER_PAGE, number * PER_PAGE)
