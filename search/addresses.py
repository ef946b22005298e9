"""A search as an address, and back: every search can be kept, shared and subscribed to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from archive.pages import filters
from archive.pages.choices import in_force
from search.asking import Asked, Facet, Sort
from search.layers import Level
from search.query import Query, parse
from search.tokens import Ignored, Why

QUERY, LEVEL, SORT, TOGETHER = "q", "level", "sort", "together"
YES = "yes"
LONGEST_TEXT = 1000
"""Characters of a query; what comes after is ignored, and said to be."""
LONGEST_SHOWN = 40
Choice = TypeVar("Choice", bound=StrEnum)


def read(parameters: QueryDict) -> Asked:
    """What an address asks for; what it leaves open is as its reader has chosen, or as usual.

    What it cannot mean is left out.
    """
    return Asked(
        query=_query(parameters.get(QUERY, "")),
        level=_one_of(Level, parameters.get(LEVEL), Level(in_force().level)),
        sort=_one_of(Sort, parameters.get(SORT), Sort.RELEVANCE),
        chosen={
            Facet(name): frozenset(values) for name, values in filters.chosen_in(parameters).items()
        },
        together=parameters.get(TOGETHER) == YES,
    )


def _query(text: str) -> Query:
    query = parse(text[:LONGEST_TEXT])
    if rest := text[LONGEST_TEXT:].strip():
        left_out = Ignored(rest[:LONGEST_SHOWN], Why.TOO_LONG)
        query = replace(query, ignored=(*query.ignored, left_out))
    return query


def _one_of(choices: type[Choice], value: str | None, default: Choice) -> Choice:
    return choices(value) if value in list(choices) else default


def parameters(asked: Asked) -> list[tuple[str, str]]:
    """Names and values, without those that go without saying, whoever reads them."""
    named = [(QUERY, asked.query.text)] if asked.query.text else []
    if {asked.level, Level(in_force().level)} != {Level.FORMS}:
        named.append((LEVEL, asked.level.value))
    if asked.sort is not Sort.RELEVANCE:
        named.append((SORT, asked.sort.value))
    if asked.together:
        named.append((TOGETHER, YES))
    for facet, values in asked.chosen.items():
        named += [(facet.value, value) for value in sorted(values)]
    return named


def address(asked: Asked, view: str = "search:search") -> str:
    return f"{_page(view)}?{_encoded(parameters(asked))}"


_page = cache(reverse)


def here(asked: Asked) -> str:
    """The address of a question on whichever page it is asked.

    >>> here(Asked(parse("تونس"), chosen={Facet.DATE: {"2022"}}))
    '?q=%D8%AA%D9%88%D9%86%D8%B3&date=2022'
    """
    return f"?{_encoded(parameters(asked))}"


def within(page: str, asked: Asked) -> str:
    """A page's address with what was searched for, so that it is marked there too."""
    told = [(name, value) for name, value in parameters(asked) if name in (QUERY, LEVEL)]
    path, _, anchor = page.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{_encoded(told)}" + (f"#{anchor}" if anchor else "")


def _encoded(named: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(named), errors="replace")


def asking(asked: Asked, text: str) -> Asked:
    """The same search for something else."""
    return replace(asked, query=parse(text))


def choosing(asked: Asked, facet: Facet, values: Iterable[str]) -> Asked:
    others: Mapping[Facet, frozenset[str]] = {
        other: chosen for other, chosen in asked.chosen.items() if other != facet
    }
    chosen = frozenset(values)
    return replace(asked, chosen={**others, facet: chosen} if chosen else others)
