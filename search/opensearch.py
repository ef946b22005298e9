"""OpenSearch, by which browsers add the archive to their own search box, and complete what is typed.

https://github.com/dewitt/opensearch describes both formats.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.programs.openness import readable_anywhere
from search import suggestions
from search.views import LONGEST_TYPED


@readable_anywhere
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    content_type = "application/opensearchdescription+xml"
    return render(request, "search/opensearch.xml", content_type=content_type)


@readable_anywhere
@require_safe
def completions(request: HttpRequest) -> HttpResponse:
    """What was typed; completions of it; what these are; where each leads."""
    typed = request.GET.get("q", "")[:LONGEST_TYPED]
    some = suggestions.suggest(typed)
    return JsonResponse(
        [
            typed,
            [one.text for one in some],
            [one.label for one in some],
            [request.build_absolute_uri(one.url) for one in some],
        ],
        safe=False,
        content_type="application/x-suggestions+json",
    )
