"""What programs may read from anywhere: the interface, the feeds and the harvest are public."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import conditional_page

View = Callable[..., HttpResponseBase]


def readable_anywhere(view: View) -> View:
    """With an ETag, so that nothing is sent twice, and for the scripts of other sites as well."""
    tagged = conditional_page(view)

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = tagged(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return opened
