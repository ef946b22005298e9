"""Two people's changes of one entry, brought together.

A form is a sheet of cells. When it is sent back, three states meet: what it was opened with, of
which it brings digests along, what is stored by now, and what its sender wrote.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

Sheet = Mapping[str, Mapping[str, str]]
"""Rows of cells. The entry's own row is "", those of its parts are "comments-41", new ones "+9"."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A cell, or with no field a row, that somebody else has changed since the form was opened."""

    row: str
    field: str = ""
    disputed: bool = False
    """Whether the sender changed it too, and otherwise: theirs is kept until they choose."""


def digests(sheet: Sheet) -> dict[str, dict[str, str]]:
    """What tells, of each cell, whether it is still the same.

    >>> digests({"": {"title": "خبر"}})
    {'': {'title': '50e197a49197'}}
    """
    return {
        row: {field: digest(text) for field, text in cells.items()} for row, cells in sheet.items()
    }


def digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=6).hexdigest()


def merge(seen: Sheet, stored: Sheet, own: Sheet) -> tuple[Sheet, list[Meanwhile]]:
    """What to show the sender of a form, and what others have changed since; `seen` are digests.

    What only one side has changed is taken from that side. What both have changed stays as the
    sender wrote it. A part that was deleted meanwhile is gone unless the sender had changed it, and
    then it is a new one.

    >>> seen = digests({"": {"title": "خبر", "byline": "كاتب"}})
    >>> theirs, mine = {"title": "خبر أول", "byline": "كاتبة"}, {"title": "خبر", "byline": "كاتبان"}
    >>> merged, found = merge(seen, {"": theirs}, {"": mine})
    >>> merged[""]
    {'title': 'خبر أول', 'byline': 'كاتبان'}
    >>> [(one.field, one.disputed) for one in found]
    [('title', False), ('byline', True)]
    """
    merged: dict[str, Mapping[str, str]] = {}
    found: list[Meanwhile] = []
    for row, cells in stored.items():
        if row in own:
            merged[row], changed = _merge_cells(row, seen.get(row, {}), cells, own[row])
            found += changed
        else:
            merged[row] = cells
            found.append(Meanwhile(row))
    for row, cells in own.items():
        if row in stored:
            continue
        if row not in seen:
            merged[row] = cells
            continue
        touched = digests({row: cells})[row] != seen[row]
        found.append(Meanwhile(row, disputed=touched))
        if touched:
            merged[_as_new(row)] = cells
    return merged, found


def _merge_cells(
    row: str, seen: Mapping[str, str], stored: Mapping[str, str], own: Mapping[str, str]
) -> tuple[dict[str, str], list[Meanwhile]]:
    merged = {**stored, **own}
    found = []
    for field, theirs in stored.items():
        mine = own.get(field, theirs)
        if theirs == mine or digest(theirs) == seen.get(field):
            continue
        disputed = digest(mine) != seen.get(field)
        merged[field] = mine if disputed else theirs
        found.append(Meanwhile(row, field, disputed))
    return merged, found


def restored(kept: Sheet, stored: Sheet) -> Sheet:
    """A form that would make an entry what it was: what came later is marked to be deleted.

    >>> restored({"": {"title": "ب"}, "comments-1": {"text": "أ"}}, {"": {"title": "ت", "byline": ""}})
    {'': {'title': 'ب', 'byline': ''}, 'comments-+1': {'text': 'أ'}}
    """
    return {
        row: {**cells, **kept[row]} if row in kept else {**cells, "DELETE": "on"}
        for row, cells in stored.items()
    } | {_as_new(row): cells for row, cells in kept.items() if row not in stored}


def _as_new(row: str) -> str:
    prefix, _, number = row.rpartition("-")
    return f"{prefix}-+{number}"


def changed(before: Sheet, after: Sheet) -> Iterator[tuple[str, str, str, str]]:
    """Row, field, former and later text of each cell that is no longer the same.

    >>> list(changed({"": {"title": "أ"}}, {"": {"title": "ب"}, "comments-1": {"text": "ت"}}))
    [('', 'title', 'أ', 'ب'), ('comments-1', 'text', '', 'ت')]
    """
    for row in {**before, **after}:
        old, new = before.get(row, {}), after.get(row, {})
        for field in {**old, **new}:
            if old.get(field, "") != new.get(field, ""):
                yield row, field, old.get(field, ""), new.get(field, "")


def rows_of(sheet: Sheet, prefix: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The parts of one kind, those that are stored before the new ones."""
    own = [(row, cells) for row, cells in sheet.items() if row.rpartition("-")[0] == prefix and row]
    yield from sorted(own, key=lambda one: one[0].startswith(f"{prefix}-+"))
