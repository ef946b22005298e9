"""The search page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from search import engine
from search.query import parse
from search.results import results

PER_PAGE = 10


def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    asked = parse(text)
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    start = (max(page, 1) - 1) * PER_PAGE
    found = engine.find(asked, start, start + PER_PAGE)
    pages = Paginator(range(found.total), PER_PAGE)
    return render(
        request,
        "search/search.html",
        {
            "text": text,
            "query": asked,
            "found": found,
            "results": results(found, asked),
            "page_obj": pages.get_page(page),
        },
    )
