"""Lists in pages that stay in place while entries come and go.

A page goes on after the values that the one before ended with, not after so many entries. They
travel in a signed token, so that only the archive makes one.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

Entry = TypeVar("Entry", bound=Model)
Order = tuple[str, ...]
"""Names of fields, a hyphen before those that descend; the last is unique. Empty ones come last."""
Values = Sequence[Any]


class BadToken(ValueError):
    """A token that the archive did not make, or made for something else."""


def following(
    entries: QuerySet[Entry],
    shown: QuerySet[Entry],
    order: Order,
    last: Values | None,
    length: int,
) -> tuple[list[Entry], list[str | None] | None]:
    """Some of the entries after some values, and the values that the next page begins after, if any.

    `shown` is what a page fetches of them. Their keys alone are sorted: to carry whole articles
    through that reads all there are.
    """
    placed = ordered(entries if last is None else after(entries, order, last), order)
    keys = list(placed.values_list("pk", flat=True)[: length + 1])
    found = shown.in_bulk(keys[:length])
    page = [found[key] for key in keys[:length] if key in found]
    return page, values(page[-1], order) if page and len(keys) > length else None


def values(entry: Model, order: Order) -> list[str | None]:
    """Where an entry stands in an order."""
    own = (getattr(entry, name.removeprefix("-")) for name in order)
    return [None if value is None else str(value) for value in own]


def ordered(entries: QuerySet[Entry], order: Order) -> QuerySet[Entry]:
    return entries.order_by(*(_column(entries, name) for name in order))


def _column(entries: QuerySet[Entry], name: str) -> str | OrderBy:
    field = F(name.removeprefix("-"))
    if not _may_be_empty(entries, field.name):
        return name
    return field.desc(nulls_last=True) if name.startswith("-") else field.asc(nulls_last=True)


def after(entries: QuerySet[Entry], order: Order, last: Values) -> QuerySet[Entry]:
    """What stands behind some values. Raises BadToken if they are not of this order."""
    if len(last) != len(order):
        raise BadToken("other fields than those of the order")
    behind, level = Q(pk__in=()), Q()
    for name, value in zip(order, last, strict=True):
        field = name.removeprefix("-")
        empty = Q(**{f"{field}__isnull": True})
        if value is not None:
            beyond = Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
            behind |= level & (beyond | empty if _may_be_empty(entries, field) else beyond)
        level &= empty if value is None else Q(**{field: value})
    return entries.filter(behind)


def _may_be_empty(entries: QuerySet[Entry], field: str) -> bool:
    return bool(getattr(entries.model._meta.get_field(field), "null", False))


def token(purpose: str, content: Iterable[Any]) -> str:
    return _signer(purpose).sign_object(list(content))


def read(purpose: str, made: str) -> list[Any]:
    """What a token was made of. Raises BadToken if not the archive made it, for this purpose."""
    try:
        content: list[Any] = _signer(purpose).unsign_object(made)
    except signing.BadSignature as error:
        raise BadToken(str(error)) from None
    return content


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"{__name__}.{purpose}")
