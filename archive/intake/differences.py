"""What two readings of one article do not have in common, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from archive.records import ArticleRecord
from archive.text import in_isolates

Outline = Mapping[str, Sequence[str]]
"""An article as lines of text, by the names of its fields."""


class Difference(NamedTuple):
    """What a field loses and what it gains, in lines."""

    field: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]


def outline(record: ArticleRecord) -> Outline:
    return {
        "title": (record.title,),
        "dateline": (record.dateline,),
        "published": (record.published.isoformat() if record.published else "",),
        "byline": (record.byline,),
        "body": record.body.split("\n\n"),
        "source": (record.source_name,),
        "keywords": record.keywords,
        "comments": [said(one.author, one.text) for one in record.comments],
        "related_links": [said(one.headline, one.url) for one in record.related_links],
    }


def said(*parts: str) -> str:
    return " | ".join(part.replace("\n\n", " ") for part in parts if part)


def differences(before: Outline, after: Outline) -> Iterator[Difference]:
    """What each field loses and gains from one reading to the next.

    >>> list(differences({"title": ["خبر"], "body": ["أ", "ب"]}, {"title": ["خبر"], "body": ["أ"]}))
    [Difference(field='body', lost=('ب',), gained=())]
    """
    for field in before:
        old, new = list(before[field]), list(after[field])
        lost: list[str] = []
        gained: list[str] = []
        for _, start, end, into, until in _changes(old, new):
            lost += filter(None, old[start:end])
            gained += filter(None, new[into:until])
        if lost or gained:
            yield Difference(field, tuple(lost), tuple(gained))


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    matched = SequenceMatcher(None, old, new, autojunk=False)
    return (change for change in matched.get_opcodes() if change[0] != "equal")


def in_lines(found: Sequence[Difference]) -> str:
    """Differences as plain text; what was published keeps its own direction."""
    lines: list[str] = []
    for field, lost, gained in found:
        lines.append(f"  {field}")
        lines += [f"    - {in_isolates(text)}" for text in lost]
        lines += [f"    + {in_isolates(text)}" for text in gained]
    return "\n".join(lines)
