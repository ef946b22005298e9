"""Comments and related links moved, hidden, divided and joined, on the sheet of a form.

Nothing is written here: what comes out is a sheet like the one that went in, and is saved as a
person's own edit of it would be.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from archive.curation.accounting import from_text, in_text
from archive.curation.merging import Sheet, rows_of


class Kind(NamedTuple):
    """What a part says, what divides two texts made one, and what an empty one takes of the other."""

    text: str
    between: str
    lent: tuple[str, ...]


KINDS = {
    "comments": Kind("text", "\n\n", ("author", "dateline")),
    "related_links": Kind("headline", " ", ("url", "target")),
}
MOST_PLACES = 40
"""Places to divide a text at that are offered."""

WORDS_TO_FIND = 8
"""With which a text begins, by which it is found in its capture."""

_SENTENCE = re.compile(r"(?:\n+|[.!?؟…:؛]\s+)(?=\S)")
_WORD = re.compile(r"\s+(?=\S)")
_BREAKS = {"comments": _SENTENCE, "related_links": _WORD}


class NotPossible(Exception):
    """There is nothing to do it with: no neighbour, or nothing on one side of the place."""


def moved(sheet: Sheet, row: str, step: int) -> Sheet:
    """With a part in the place of its neighbour, the one before (-1) or the one after (1).

    >>> sheet = {"comments-7": {"number": "1", "position": "1"},
    ...          "comments-8": {"number": "2", "position": "2"}}
    >>> [cells["position"] for cells in moved(sheet, "comments-7", 1).values()]
    ['2', '1']
    """
    order = _in_order(sheet, row)
    at = order.index(row)
    if not 0 <= at + step < len(order):
        raise NotPossible
    places = [int(sheet[one]["position"]) for one in order]
    order.insert(at + step, order.pop(at))
    return _placed(sheet, order, places)


def shown(sheet: Sheet, row: str, is_shown: bool) -> Sheet:
    return {**sheet, row: {**sheet[row], "hidden": "" if is_shown else "on"}}


def parted(sheet: Sheet, row: str, at: int, number: int, capture: str = "") -> Sheet:
    """With what a part says from some character on as a part of its own, right after it.

    `number` is what a new comment gets; it is above those of all others. One that was joined gets
    its own back. Where the second text can be found in the capture, the place is divided there.
    """
    prefix = row.rpartition("-")[0]
    kind, cells = KINDS[prefix], sheet[row]
    before, after = cells[kind.text][:at].rstrip(), cells[kind.text][at:].lstrip()
    if not (before and after):
        raise NotPossible
    new_row = f"{prefix}-+p{number}"
    old = {**cells, kind.text: before}
    new = dict.fromkeys(cells, "") | {kind.text: after}
    if "number" in cells:
        stay, leave = _numbers_at(cells["joined"].split(), cells[kind.text], at, kind.between)
        own, *others = leave or [str(number)]
        old |= {"joined": " ".join(stay)}
        new |= {
            "number": own,
            "joined": " ".join(others),
            "reply_to": cells["reply_to"],
            "hidden": cells["hidden"],
        }
    for start, end in from_text(cells.get("place", "")):
        if middle := _beginning(after, capture, start, end):
            old |= {"place": in_text([(start, middle)])}
            new |= {"place": in_text([(middle, end)])}
    order = _in_order(sheet, row)
    places = [int(sheet[one]["position"]) for one in order]
    behind = order.index(row) + 1
    order.insert(behind, new_row)
    places.insert(behind, places[behind - 1])
    return _placed(
        {**sheet, row: old, new_row: new},
        order,
        places,
    )


def joined(sheet: Sheet, row: str) -> Sheet:
    """With a part and the one after it as one; the other's number is kept with it."""
    order = _in_order(sheet, row)
    at = order.index(row) + 1
    if at == len(order):
        raise NotPossible
    kind, cells, other = KINDS[row.rpartition("-")[0]], sheet[row], sheet[order[at]]
    one = {
        **cells,
        kind.text: f"{cells[kind.text]}{kind.between}{other[kind.text]}",
        **{name: cells[name] or other[name] for name in kind.lent if name in cells},
    }
    if "joined" in cells:
        numbers = (cells["joined"], other["number"], other["joined"])
        one["joined"] = " ".join(filter(None, numbers))
    if places := from_text(f"{cells.get('place', '')} {other.get('place', '')}"):
        ends = min(start for start, _ in places), max(end for _, end in places)
        one["place"] = in_text([ends])
    return {**sheet, row: one, order[at]: {**other, "DELETE": "on"}}


def breaks(prefix: str, text: str) -> Iterator[tuple[int, str]]:
    """Where a part can be divided, each with the words that would begin the second one.

    >>> list(breaks("comments", "تعليق أول. تعليق ثان"))
    [(11, 'تعليق ثان')]
    """
    found = [match.end() for match in _BREAKS[prefix].finditer(text)]
    for at in found[:MOST_PLACES]:
        yield at, " ".join(text[at : at + 60].split()[:6])


def _numbers_at(
    numbers: Sequence[str], text: str, at: int, between: str
) -> tuple[Sequence[str], Sequence[str]]:
    """Those of joined comments that stay and that leave when the text of all is divided.

    All stay unless it is divided where two were joined; a text with paragraphs of its own does not
    tell where that was.

    >>> _numbers_at(["2", "3"], "أول\\n\\nثان\\n\\nثالث", 10, "\\n\\n")
    (['2'], ['3'])
    """
    before = text[:at].count(between)
    if len(numbers) != text.count(between) or not text[:at].endswith(between):
        return numbers, []
    return numbers[: before - 1], numbers[before - 1 :]


def _beginning(text: str, capture: str, start: int, end: int) -> int | None:
    """Where a text begins within a place of a capture, if it does so once, and not at its start."""
    words = text.splitlines()[0].split()[:WORDS_TO_FIND]
    begun = re.compile(r"(?<!\S)" + r"\s+".join(map(re.escape, words)))
    found = [match.start() for match in begun.finditer(capture, start, end)]
    return found[0] if len(found) == 1 and found[0] > start else None


def _in_order(sheet: Sheet, row: str) -> list[str]:
    """The stored parts of one kind that stay, as they stand."""
    rows: list[tuple[str, Mapping[str, str]]] = [
        (name, cells)
        for name, cells in rows_of(sheet, row.rpartition("-")[0])
        if not cells.get("DELETE") and cells.get("position", "").isdecimal()
    ]
    rows.sort(key=lambda one: (int(one[1]["position"]), _number(sheet, one[0])))
    order = [name for name, _cells in rows]
    if row not in order:
        raise NotPossible
    return order


def _number(sheet: Sheet, row: str) -> int:
    """By which those are ordered that have one position."""
    number = sheet[row].get("number") or row.rpartition("-")[2].lstrip("+p")
    return int(number) if number.isdecimal() else 0


def _placed(sheet: Sheet, order: Sequence[str], places: Sequence[int]) -> Sheet:
    """With parts in some order, and as few positions changed as that needs."""
    arranged = dict(sheet)
    last = (-1, 0)
    for row, place in zip(order, places, strict=True):
        number = _number(sheet, row)
        if (place, number) <= last:
            place = last[0] + (number <= last[1])
        last = (place, number)
        arranged[row] = {**sheet[row], "position": str(place)}
    return arranged
