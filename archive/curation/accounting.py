"""Every line of a capture is accounted for, whatever a person makes of it.

A place is a half-open pair of character offsets. What a field lets go becomes page furniture, and
what it takes leaves the others.
"""

import re
from collections.abc import Iterable, Sequence

Places = Sequence[Sequence[int]]

SET_ASIDE = "set aside by a curator"
"""What furniture is called that a person has taken out of a field."""

_PLACE = re.compile(r"(\d+)-(\d+)")


def without(places: Places, taken: Places) -> list[list[int]]:
    """What is left of some places.

    >>> without([(0, 9), (12, 20)], [(3, 5), (8, 15)])
    [[0, 3], [5, 8], [15, 20]]
    """
    left = [list(place) for place in places]
    for start, end in taken:
        left = [
            [first, last]
            for one in left
            for first, last in ((one[0], min(one[1], start)), (max(one[0], end), one[1]))
            if first < last
        ]
    return left


def accounted(
    furniture: Iterable[tuple[int, int, str]], before: Places, after: Places
) -> list[list[int | str]]:
    """The furniture of a page whose fields stood in some places and stand in others now.

    >>> accounted([(0, 4, "navigation")], before=[(5, 9)], after=[(2, 4)])
    [[0, 2, 'navigation'], [5, 9, 'set aside by a curator']]
    """
    taken = without(after, before)
    kept: list[list[int | str]] = [
        [*part, kind] for start, end, kind in furniture for part in without([(start, end)], taken)
    ]
    released: list[list[int | str]] = [[*part, SET_ASIDE] for part in without(before, after)]
    return sorted([*kept, *released], key=lambda one: (one[0], one[1]))


def begins_within(place: Sequence[int], others: Iterable[Sequence[int]]) -> bool:
    """Whether what stands at a place begins in one of others."""
    return bool(place) and any(one and one[0] <= place[0] < one[1] for one in others)


def in_text(places: Places) -> str:
    """Places as a form holds them.

    >>> in_text([(12, 40), (50, 60)])
    '12-40 50-60'
    """
    return " ".join(f"{start}-{end}" for start, end in places)


def from_text(text: str) -> list[list[int]]:
    """Places as `in_text` writes them; what is none is left out.

    >>> from_text("12-40 50-60 9-3 x")
    [[12, 40], [50, 60]]
    """
    found = ([int(start), int(end)] for start, end in _PLACE.findall(text))
    return [place for place in found if place[0] < place[1]]
