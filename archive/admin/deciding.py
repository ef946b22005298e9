"""Deciding a flag: for whoever saw what it says now, in their name, and to be taken back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Max, Model

from archive.admin.corrections import Correction, part_in_question
from archive.curation.history import kept, versions_of
from archive.curation.merging import digest
from archive.intake.linking import resolve_links
from archive.intake.rows import write_keywords
from archive.models import (
    DATE_FIELDS,
    Article,
    ArticleKeyword,
    Author,
    Comment,
    Flag,
    Keyword,
    Name,
    RelatedLink,
    Source,
)

# What a decision, or a correction beside it, may change.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Article: (
        "title", "byline", "author", "author_name", "body", *DATE_FIELDS, "source",
        "comments_declared",
    ),
    Comment: ("text", "curated"),
    RelatedLink: ("target", "curated"),
}  # fmt: skip


class TooLate(Exception):
    """A flag is no longer what its curator saw: decided, changed, or gone (then it is None)."""

    def __init__(self, flag: Flag | None) -> None:
        super().__init__(flag)
        self.flag = flag


class Cell(NamedTuple):
    """A column of an entry that a decision has changed, as JSON has it."""

    model: str
    pk: Any
    column: str
    before: Any
    after: Any


class Decision(NamedTuple):
    """A decision as a session keeps it: what it takes to take it back."""

    flag: int
    decided_at: str
    note: str
    """The flag's note before."""
    cells: list[Any]
    marked: list[str]
    """The fields that became a person's."""
    keywords: list[list[str]]
    """Before and after, where they are not the same."""
    made: Sequence[Any] = ()
    """Model and key of the names that a correction made."""


def seal_of(flag: Flag) -> str:
    """What tells whether a flag is still what a page has shown."""
    return digest(json.dumps([flag.status, flag.values], sort_keys=True))


def locked(pk: Any, seal: str) -> Flag:
    """A flag that nobody else decides meanwhile; within a transaction. TooLate if somebody has."""
    flag = Flag.objects.select_for_update().filter(pk=pk).first()
    if not flag or seal_of(flag) != seal:
        raise TooLate(flag)
    flag.article = Article.objects.select_for_update().get(pk=flag.article_id)
    return flag


def decide(
    flag: Flag, status: str, user: Any, reason: str = "", correction: Correction | None = None
) -> Decision:
    """Decide a locked flag, or correct what it is about and with that decide it."""
    article, note = flag.article, flag.note
    concerned = places_of(flag)
    before = state_of(article.pk, concerned)
    last = last_names() if correction else {}
    with kept(article, user):
        if correction:
            correction.carry_out(article)
        flag.note = "\n".join(filter(None, [note, reason]))
        flag.decide(status, user)
    if correction:
        resolve_links()
    log_decisions([flag], user)
    after = state_of(article.pk, concerned)
    return Decision(
        flag=flag.pk,
        decided_at=flag.decided_at.isoformat() if flag.decided_at else "",
        note=note,
        cells=[
            Cell(*place, old, after.cells[place])
            for place, old in before.cells.items()
            if after.cells[place] != old
        ],
        marked=sorted(set(after.marked) - set(before.marked)),
        keywords=[before.keywords, after.keywords] if before.keywords != after.keywords else [],
        made=list(made_since(last, article.pk)),
    )


def take_back(decision: Decision, user: Any) -> Flag:
    """Open a flag again, and give back what deciding it has changed and nobody else has since.

    Raises TooLate where the decision is no longer the one that stands.
    """
    with transaction.atomic():
        flag = Flag.objects.select_for_update().filter(pk=decision.flag).first()
        standing = flag.decided_at.isoformat() if flag and flag.decided_at else ""
        if not flag or standing != decision.decided_at or flag.decided_by_id != user.pk:
            raise TooLate(flag)
        article = flag.article
        with kept(article, user):
            flag.note = decision.note
            flag.decide(Flag.Status.OPEN, user)
            if decision.keywords and keywords_of(article.pk) == decision.keywords[1]:
                write_keywords(article, decision.keywords[0])
            cells = [Cell(*cell) for cell in decision.cells]
            for label, pk in dict.fromkeys((cell.model, cell.pk) for cell in cells):
                own = [cell for cell in cells if (cell.model, cell.pk) == (label, pk)]
                if entry := entry_at(label, pk):
                    give_back(entry, own)
            article.refresh_from_db()
            article.curated = sorted(set(article.curated) - set(decision.marked))
            article.save()
        unmake(decision.made)
        resolve_links()
        log_decisions([flag], user)
    return flag


def give_back(entry: Any, cells: list[Cell]) -> None:
    for cell in cells:
        if as_json(entry, cell.column) == cell.after:
            field = entry._meta.get_field(cell.column)
            setattr(entry, field.attname, field.to_python(cell.before))
    entry.save()


def last_names() -> dict[type[Name], int]:
    """The greatest key of each kind of name."""
    models: tuple[Any, ...] = (Source, Author, Keyword)
    return {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in models}


def made_since(last: Mapping[type[Name], int], article: str) -> Iterator[tuple[str, int]]:
    """Model and key of the names of an article that are newer than some keys."""
    for model, pk in last.items():
        names: Any = model.objects
        for made in names.filter(pk__gt=pk, articles=article).values_list("pk", flat=True):
            yield model._meta.label_lower, made


def unmake(made: Sequence[Any]) -> None:
    """Delete names that are used by nothing and that no person has seen to since they were made."""
    for label, pk in made:
        name = entry_at(label, pk)
        if name and not any(
            there.exists() for there in (name.articles, name.aliases, versions_of(name))
        ):
            name.delete()


class State(NamedTuple):
    """All that a decision may change, as it is stored."""

    cells: dict[tuple[str, Any, str], Any]
    marked: list[str]
    keywords: list[str]


def places_of(flag: Flag) -> list[tuple[str, Any]]:
    """The entries that a decision may change, by their model and key."""
    entries = filter(None, [flag.article, part_in_question(flag)])
    return [(entry._meta.label_lower, entry.pk) for entry in entries]


def state_of(article: str, places: list[tuple[str, Any]]) -> State:
    cells = {
        (label, pk, column): as_json(entry, column)
        for label, pk in places
        if (entry := entry_at(label, pk))
        for column in COLUMNS[type(entry)]
    }
    marked = Article.objects.values_list("curated", flat=True).get(pk=article)
    return State(cells, list(marked), keywords_of(article))


def entry_at(label: str, pk: Any) -> Any:
    return apps.get_model(label)._base_manager.filter(pk=pk).first()


def as_json(entry: Any, column: str) -> Any:
    value = getattr(entry, entry._meta.get_field(column).attname)
    return value if value is None or isinstance(value, str | int) else value.isoformat()


def keywords_of(article: str) -> list[str]:
    uses = ArticleKeyword.objects.filter(article=article).select_related("keyword")
    return [use.printed or use.keyword.name for use in uses]


def log_decisions(flags: Sequence[Flag], user: Any) -> None:
    """For the list of one's own latest actions."""
    LogEntry.objects.log_actions(user.pk, flags, CHANGE, [{"changed": {"fields": ["status"]}}])
