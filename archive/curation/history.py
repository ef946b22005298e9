"""What an article, a source, an author or a keyword was, whole, each time somebody changed it.

A version holds an entry with all its parts. Whoever is about to change an entry first keeps what is
there; a curator's change is kept at once in their name. So an import of new articles writes no
history, and what an import has made of an article is kept when something else is about to replace it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import reversion
from django.core.serializers import serialize
from django.db.models import Max, Model, QuerySet, prefetch_related_objects
from django.utils import timezone
from reversion.models import Revision, Version

from archive.curation.merging import Sheet
from archive.models import (
    Article,
    ArticleKeyword,
    Author,
    AuthorAlias,
    Comment,
    Flag,
    Keyword,
    KeywordAlias,
    RelatedLink,
    Source,
    SourceAlias,
)

# What is kept of an entry, and what it consists of.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Article: (
        "status", "title", "byline", "author", "body", "dateline", "published_on", "published_at",
        "date_precision", "date_basis", "source", "source_line", "source_note", "keyword_line",
        "comments_declared", "withdrawal", "withdrawal_untold", "sealed", "same_as",
    ),
    ArticleKeyword: ("keyword", "position"),
    Comment: (
        "number", "position", "reply_to", "author", "dateline", "text", "hidden", "joined",
    ),
    RelatedLink: ("position", "headline", "url", "target"),
    Flag: ("kind", "status", "note"),
    Source: ("name",),
    SourceAlias: ("name",),
    Author: ("name",),
    AuthorAlias: ("name",),
    Keyword: ("name",),
    KeywordAlias: ("name",),
}  # fmt: skip
PARTS: dict[type[Model], dict[str, type[Model]]] = {
    Article: {
        "article_keywords": ArticleKeyword,
        "comments": Comment,
        "related_links": RelatedLink,
        "flags": Flag,
    },
    Source: {"aliases": SourceAlias},
    Author: {"aliases": AuthorAlias},
    Keyword: {"aliases": KeywordAlias},
}
FETCHED = {Article: ("source", "author", "article_keywords__keyword")}

# By what a part is known again, whatever row of the database it is in.
IDENTITY = {
    "article_keywords": "keyword",
    "comments": "number",
    "related_links": "headline",
    "flags": "kind",
    "aliases": "name",
}
PART_NAMES = {
    part._meta.label_lower: name for parts in PARTS.values() for name, part in parts.items()
}

BATCH = 200
"""Versions that are read at once."""

for model, fields in FIELDS.items():
    reversion.register(
        model, fields=fields, follow=PARTS.get(model, ()), use_natural_foreign_keys=True
    )


@dataclass(frozen=True, slots=True)
class Step:
    """An entry as it was from some moment on, and who had made it so."""

    at: datetime
    by: str
    """A user's name; empty if it was an import."""
    capture: str
    """What was imported."""
    sheet: Sheet
    revision: int | None = None
    """None for what is there now and not yet kept."""


def keep(entry: Any, user: Any = None) -> None:
    """Keep what an entry is now, unless it is what was kept last. Without a user, an import made it."""
    entry = whole(entry)
    if serialised(entry) == last_kept(entry):
        return
    with reversion.create_revision():
        reversion.add_to_revision(entry)
        if user:
            reversion.set_user(user)
            reversion.set_comment(json.dumps({"by": user.get_username()}))
        else:
            reversion.set_comment(json.dumps({"capture": capture_of(entry)}))
            reversion.set_date_created(getattr(entry, "modified_at", timezone.now()))


@contextmanager
def kept(entry: Model, user: Any) -> Iterator[None]:
    """Whatever is done within to an entry is done in somebody's name."""
    keep(entry)
    yield
    keep(entry, user)


def whole(entry: Any) -> Any:
    """An entry as the database has it, with its parts."""
    model = type(entry)
    [entry] = model._base_manager.filter(pk=entry.pk)
    prefetch_related_objects([entry], *FETCHED.get(model, ()), *PARTS[model])
    return entry


def serialised(entry: Any) -> set[str]:
    """An entry and its parts, as versions hold them."""
    parts = (part for name in PARTS[type(entry)] for part in getattr(entry, name).all())
    return {
        serialize("json", [one], fields=FIELDS[type(one)], use_natural_foreign_keys=True)
        for one in (entry, *parts)
    }


def last_kept(entry: Model) -> set[str]:
    last = versions_of(entry).first()
    return (
        set(last.revision.version_set.values_list("serialized_data", flat=True)) if last else set()
    )


def versions_of(entry: Model) -> QuerySet[Version]:
    """The newest first."""
    versions: QuerySet[Version] = Version.objects.get_for_object(entry)
    return versions.select_related("revision").order_by("-pk")


def capture_of(entry: Any) -> str:
    capture = getattr(entry, "capture", None)
    return str(capture) if capture else ""


def unkept(entry: Any) -> list[Step]:
    """What an entry is now, unless that is kept."""
    entry = whole(entry)
    now = serialised(entry)
    if now == last_kept(entry):
        return []
    changed = getattr(entry, "modified_at", timezone.now())
    return [Step(changed, "", capture_of(entry), sheet_of(now))]


def step_of(version: Version) -> Step:
    revision = version.revision
    made = json.loads(revision.comment)
    held = (one.serialized_data for one in revision.version_set.all())
    return Step(
        revision.date_created,
        made.get("by", ""),
        made.get("capture", ""),
        sheet_of(held),
        revision.pk,
    )


def sheet_of(held: Iterable[str]) -> Sheet:
    """An entry's cells; its parts go by what they are known by: "comments-3", not by their row."""
    return {row: cells for row, (_pk, cells) in identified(held).items()}


def identified(held: Iterable[str]) -> dict[str, tuple[str, dict[str, str]]]:
    """Of each row its key in the database, and its cells as a form has them."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    times: Counter[str] = Counter()
    for one in sorted(
        (json.loads(data)[0] for data in held), key=lambda one: str(one["pk"]).zfill(12)
    ):
        cells = {field: said(value) for field, value in one["fields"].items()}
        part = PART_NAMES.get(one["model"], "")
        row = f"{part}-{cells[IDENTITY[part]]}" if part else ""
        times[row] += 1
        found[row if times[row] == 1 else f"{row} {times[row]}"] = (str(one["pk"]), cells)
    return found


def said(value: Any) -> str:
    """A value as a form has it; of what has a name of its own, the name."""
    match value:
        case None | False:
            return ""
        case True:
            return "on"
        case [name]:
            return str(name)
    return str(value)


def latest() -> int:
    """Grows with every change that a person makes."""
    return Revision.objects.aggregate(latest=Max("pk"))["latest"] or 0


def log(model: type[Model]) -> Iterator[tuple[Version, Step, Step | None]]:
    """Every version of entries of one kind, each with the one before it."""
    versions = Version.objects.get_for_model(model).select_related("revision")
    held = versions.prefetch_related("revision__version_set").order_by("object_id", "pk")
    for _object_id, group in groupby(held.iterator(BATCH), lambda version: version.object_id):
        before = None
        for version in group:
            step = step_of(version)
            yield version, step, before
            before = step
