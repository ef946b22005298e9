"""Which names of the archive may be one, but for those that a person says are not."""

from typing import Any

from archive.models import Author, Distinction, Name
from archive.names.dictionary import lemma
from archive.names.sounds import ARTICLE, without_article
from archive.names.twins import Twins, twins
from archive.text import fold, spellings, without_marks

_compared: dict[type[Name], tuple[frozenset[str], list[Twins]]] = {}
"""Of each kind the keys that were last compared, and what came of it."""


def undecided(model: type[Name]) -> list[Twins]:
    """The pairs to be asked of, the likeliest first.

    To compare 38,000 names takes more than a second, so that is done when one comes that was not
    there; those that have gone since are left out.
    """
    names: Any = model.objects
    there = frozenset(names.values_list("key", flat=True))
    keys, found = _compared.get(model, (frozenset(), []))
    if there - keys:
        found = compare(model)
        _compared[model] = there, found
    decided = Distinction.objects.filter(kind=model._meta.model_name)
    different = set(decided.values_list("first", "second"))
    return [
        one
        for one in found
        if {one.first, one.second} <= there and (one.first, one.second) not in different
    ]


def compare(model: type[Name]) -> list[Twins]:
    names: Any = model.objects
    rows = list(names.values_list("key", "name", "article_count"))
    words = {word for _key, name, _count in rows for word in map(without_marks, spellings(name))}
    known = {without_article(fold(word)) for word in words if is_known(word)}
    sizes = {key: count for key, _name, count in rows}
    return twins(sizes, known, persons=model is Author)


def is_known(word: str) -> bool:
    return bool(lemma(word) or lemma(word.removeprefix(ARTICLE)))


def tell_apart(model: type[Name], names: tuple[str, str], user: Any) -> None:
    """Note that two names, by their keys, are not one."""
    first, second = sorted(names)
    Distinction.objects.get_or_create(
        kind=model._meta.model_name, first=first, second=second, defaults={"decided_by": user}
    )
