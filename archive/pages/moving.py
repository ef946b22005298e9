"""Addresses of names that are aliases by now: where they lead, and what is said there.

A spelling that leads to a name may be given a name of its own again, so no browser keeps the way for
longer than a day. The page that is reached is told by its address what it was reached from, and says
so only of what is its alias: nobody can put words into it.
"""

from django.http import HttpResponsePermanentRedirect, QueryDict
from django.utils.cache import patch_cache_control

from archive.models import Alias, Name, slug_of, stored_key

FROM = "from"
DAY = 24 * 3600


def moved_to(
    address: str, parameters: QueryDict, alias: Alias | None
) -> HttpResponsePermanentRedirect:
    """To where a name is by now, with all that the old address asked for."""
    kept = parameters.copy()
    kept.pop(FROM, None)
    if alias:
        kept[FROM] = slug_of(alias.key)
    response = HttpResponsePermanentRedirect(f"{address}?{kept.urlencode()}" if kept else address)
    patch_cache_control(response, max_age=DAY)
    return response


def former_in(parameters: QueryDict) -> str:
    """The key of the name under which a page was sought."""
    return stored_key(Name.spelling_of(parameters.get(FROM, "")))
