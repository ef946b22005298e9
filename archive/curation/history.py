"""What an article, a source, an author or a keyword was, whole, each time somebody changed it.

A version holds an entry with all its parts. Whoever is about to change an entry first keeps what is
there; a curator's change is kept at once in their name. So an import of new articles writes no
history, and what an import has made of an article is kept when something else is about to replace it.

What changes many entries in one little thing, as joining two keywords does, is kept as a difference:
one row for each entry, with the cells that changed, and one revision for all of them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, takewhile
from typing import Any, NamedTuple

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core.serializers import serialize
from django.db import router
from django.db.models import Max, Model, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone
from reversion.models import Revision, Version

from archive.batches import batched
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
    SourceAlias: ("name", "reason"),
    Author: ("name",),
    AuthorAlias: ("name", "reason"),
    Keyword: ("name",),
    KeywordAlias: ("name", "reason"),
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
DIFFERENCE = "difference"
"""The format of a version that holds the changed cells alone."""

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
    """What it is restored from; None for a difference, and for what is there now and not yet kept."""
    was: Sheet | None = None
    """Of a difference, what its cells were; `sheet` is what they became."""
    since: datetime | None = None
    """Of a difference, since when the entry had been as it was."""
    reason: str = ""


class Difference(NamedTuple):
    """What became of a few cells of an entry."""

    was: Sheet
    now: Sheet
    since: str
    """When the entry was last changed before, in ISO 8601; empty where that is not known."""
    title: str


def keep(entry: Any, user: Any = None, reason: str = "") -> bool:
    """Keep what an entry is now, unless it is what was kept last. Without a user, an import made it.

    Returns whether there was something to keep.
    """
    entry = whole(entry)
    if serialised(entry) == last_kept(entry):
        return False
    with reversion.create_revision():
        reversion.add_to_revision(entry)
        if user:
            reversion.set_user(user)
            told = {"by": user.get_username(), **({"reason": reason} if reason else {})}
            reversion.set_comment(json.dumps(told))
        else:
            reversion.set_comment(json.dumps({"capture": capture_of(entry)}))
            reversion.set_date_created(getattr(entry, "modified_at", timezone.now()))
    return True


@contextmanager
def kept(entry: Model, user: Any) -> Iterator[None]:
    """Whatever is done within to an entry is done in somebody's name."""
    keep(entry)
    yield
    keep(entry, user)


def keep_differences(
    model: type[Model], found: Mapping[str, Difference], user: Any, reason: str
) -> None:
    """Keep what somebody has done to a few cells of many entries, by their ids."""
    revision = Revision.objects.create(
        date_created=timezone.now(),
        user=user,
        comment=json.dumps({"by": user.get_username(), "reason": reason}),
    )
    of = ContentType.objects.get_for_model(model)
    database = router.db_for_write(model)
    for some in batched(found.items(), BATCH):
        Version.objects.bulk_create(
            Version(
                revision=revision,
                content_type=of,
                object_id=pk,
                db=database,
                format=DIFFERENCE,
                serialized_data=json.dumps(
                    {"was": was, "now": now, "since": since}, ensure_ascii=False
                ),
                object_repr=title,
            )
            for pk, (was, now, since, title) in some
        )


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
    """Nothing where no version is, or a difference came since: what it was made in is not kept."""
    last = versions_of(entry).first()
    if not last or last.format == DIFFERENCE:
        return set()
    return set(last.revision.version_set.values_list("serialized_data", flat=True))


def versions_of(entry: Model) -> QuerySet[Version]:
    """The newest first."""
    versions: QuerySet[Version] = Version.objects.get_for_object(entry)
    return versions.select_related("revision").order_by("-pk")


def with_parts(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Fetched with what each holds; of differences one revision has many that are no parts."""
    parts = Version.objects.exclude(format=DIFFERENCE)
    return versions.prefetch_related(Prefetch("revision__version_set", parts))


def page_of(entry: Model, start: int, stop: int) -> list[Step]:
    """Some of the steps of an entry, the newest first, and those older ones that they stand on."""
    versions = versions_of(entry)
    shown = list(with_parts(versions[start:stop]))
    older = versions.filter(pk__lt=shown[-1].pk) if shown else versions.none()
    last = with_parts(older.exclude(format=DIFFERENCE)).first()
    between = older.filter(format=DIFFERENCE, pk__gt=last.pk if last else 0)
    return [step_of(one) for one in (*shown, *between, *([last] if last else ()))]


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
    by, reason = made.get("by", ""), made.get("reason", "")
    if version.format == DIFFERENCE:
        kept = json.loads(version.serialized_data)
        since = datetime.fromisoformat(kept["since"]) if kept["since"] else None
        return Step(revision.date_created, by, "", kept["now"], None, kept["was"], since, reason)
    held = (one.serialized_data for one in revision.version_set.all())
    return Step(
        revision.date_created,
        by,
        made.get("capture", ""),
        sheet_of(held),
        revision.pk,
        reason=reason,
    )


def compared(steps: Sequence[Step]) -> Iterator[tuple[Step, Sheet | None]]:
    """Steps, the newest first, each with what it changed; None where that is not known.

    A whole version that only says again what the one before it and the differences since have made
    is left out. Where nothing older than some differences is kept whole, the next newer version is
    told as what they were made in.
    """
    steps = list(steps)
    oldest = next((at for at, step in reversed([*enumerate(steps)]) if step.was is None), None)
    if oldest is not None and (differences := steps[oldest + 1 :]):
        first = differences[-1].since or steps[oldest].at
        steps = [*steps[:oldest], *differences, replace(steps[oldest], at=first)]
    for at, step in enumerate(steps):
        if step.was is not None:
            yield step, step.was
            continue
        between = [*takewhile(lambda one: one.was is not None, steps[at + 1 :])]
        before = next((one for one in steps[at + 1 :] if one.was is None), None)
        sheet = patched(before.sheet, between) if before else None
        if not between or sheet != step.sheet:
            yield step, sheet


def patched(sheet: Sheet, differences: Sequence[Step]) -> Sheet:
    """What some differences, the newest first, have made of an entry."""
    made = dict(sheet)
    for step in reversed(differences):
        was = step.was or {}
        made = {row: cells for row, cells in made.items() if row not in was or row in step.sheet}
        for row, cells in step.sheet.items():
            made[row] = {**made.get(row, {}), **cells}
    return made


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


def log(model: type[Model]) -> Iterator[tuple[Version, Step, Sheet | None]]:
    """Every version of entries of one kind, each with what was there before it."""
    versions = Version.objects.get_for_model(model).select_related("revision")
    held = with_parts(versions).order_by("object_id", "-pk")
    for _object_id, group in groupby(held.iterator(BATCH), lambda version: version.object_id):
        versions_of_one = list(group)
        steps = [*compared([*map(step_of, versions_of_one)])]
        for step, before in reversed(steps):
            yield versions_of_one[0], step, before


def became(model: type[Model], pk: int) -> Step | None:
    """What was done to an entry that is there no more, if it became part of another."""
    versions = Version.objects.get_for_object_reference(model, pk).select_related("revision")
    last = versions.filter(format=DIFFERENCE).order_by("-pk").first()
    return step_of(last) if last else None
