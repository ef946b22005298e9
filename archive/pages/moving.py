"""Addresses of names that are aliases by now: where they lead, and what is said there.

An alias may be given a name of its own again, so the way from it is not permanent: a browser asks
each time, and feed readers and search engines keep the old address, which may have articles again;
the canonical link of the page that is reached tells them of the new one. Another spelling of a
name's own address leads there for good.

The page that is reached is told by its address what it was reached from, and says so only of what is
its alias: nobody can put words into it.
"""

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect, QueryDict
from django.utils.cache import patch_cache_control

from archive.models import Alias, Name, slug_of, stored_key

FROM = "from"
DAY = 24 * 3600


def moved_to(
    address: str, parameters: QueryDict, alias: Alias | None, told: bool = True
) -> HttpResponseRedirect | HttpResponsePermanentRedirect:
    """To where a name is by now, with all that the old address asked for.

    Unless it is not `told`, what is there learns from which alias one comes.
    """
    kept = parameters.copy()
    kept.pop(FROM, None)
    if alias and told:
        kept[FROM] = slug_of(alias.key)
    to = f"{address}?{kept.urlencode()}" if kept else address
    if not alias:
        response = HttpResponsePermanentRedirect(to)
        patch_cache_control(response, max_age=DAY)
        return response
    passing = HttpResponseRedirect(to)
    patch_cache_control(passing, no_cache=True)
    return passing


def former_in(parameters: QueryDict) -> str:
    """The key of the name under which a page was sought."""
    return stored_key(Name.spelling_of(parameters.get(FROM, "")))
