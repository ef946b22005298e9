"""The addresses of what pages list by the hundred: put together, where Django would try a pattern."""

from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

UNQUOTED = "!$&'()*+,;=~:@"
"""What RFC 3986 allows in a segment of a path besides letters, digits, hyphen, dot and underscore."""


def permalink(view: str, name: str) -> str:
    """The address of a view that takes one name, which is the last segment of its path.

    >>> permalink("archive:keyword", "تونس")
    '/keywords/%D8%AA%D9%88%D9%86%D8%B3/'
    """
    return f"{_before(view, get_script_prefix())}{quote(name, safe=UNQUOTED)}/"


@cache
def _before(view: str, prefix: str) -> str:
    return reverse(view, args=["-"]).removesuffix("-/")
