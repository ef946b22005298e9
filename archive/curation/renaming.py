"""Names as the database has them: what a plan is made of, and carrying it out.

A deed is one transaction. Articles are written past their own signals and many at once, so that a
name of thousands takes seconds; their history keeps the two or three cells that changed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count

from archive.batches import batched
from archive.curation import authority
from archive.curation.authority import Plan, Spelling, Use
from archive.curation.history import Difference, keep, keep_differences
from archive.models import (
    AT_ONCE,
    Article,
    ArticleKeyword,
    Author,
    Keyword,
    Name,
    Source,
    recount,
    stored_key,
    touch,
)
from archive.signals import written


@dataclass(frozen=True)
class Kind:
    """Where the database says which articles use names of a kind."""

    uses: type[models.Model]
    name: str
    """The column of the name; also the field of an article that a curator's mark stands for."""
    article: str
    printed: str
    mark: str

    @property
    def is_part(self) -> bool:
        """Whether an article may have many of them."""
        return self.uses is not Article


KINDS: Mapping[type[Name], Kind] = {
    Keyword: Kind(ArticleKeyword, "keyword", "article_id", "printed", "keywords"),
    Source: Kind(Article, "source", "pk", "source_name", "source"),
    Author: Kind(Article, "author", "pk", "author_name", "author"),
}


class Changed(Exception):
    """What was previewed is no longer what would be done."""


@dataclass(frozen=True)
class Printed:
    """What leads to a name by one fold, and how often articles are printed so."""

    spelling: Spelling
    spellings: tuple[str, ...]
    """As printed, the most frequent first."""
    count: int
    is_own: bool


def uses_of(model: type[Name], names: Collection[int], **narrowed: Any) -> list[Use]:
    kind = KINDS[model]
    rows = kind.uses._default_manager.filter(**{f"{kind.name}__in": names}, **narrowed).order_by()
    columns = ("pk", kind.article, f"{kind.name}_id", kind.printed)
    if kind.is_part:
        in_place = rows.values_list(*columns, "position").iterator()
        return [
            Use(pk, article, name, printed, position)
            for pk, article, name, printed, position in in_place
        ]
    alone = rows.values_list(*columns, "curated").iterator()
    return [
        Use(pk, article, name, printed, chosen=kind.mark in curated)
        for pk, article, name, printed, curated in alone
    ]


def uses_in(model: type[Name], names: Collection[int], articles: Iterable[str]) -> list[Use]:
    """The uses of names in some articles."""
    within = f"{KINDS[model].article}__in"
    batches = batched(sorted(set(articles)), AT_ONCE)
    return [use for some in batches for use in uses_of(model, names, **{within: some})]


def spellings_of(name: Any) -> list[Spelling]:
    """The aliases of a name."""
    return [Spelling(one.key, one.name, one.reason) for one in name.aliases.all()]


def printed_spellings(name: Any) -> list[Printed]:
    """What led articles to a name, its own spelling first, then the most frequent.

    Articles that print another name and were given this one by a person are under none.
    """
    kind = KINDS[type(name)]
    rows = kind.uses._default_manager.filter(**{kind.name: name}).order_by()
    counted = rows.values_list(kind.printed).annotate(count=Count("pk")).order_by("-count")
    by_key: dict[str, list[tuple[str, int]]] = {}
    for text, count in counted:
        by_key.setdefault(stored_key(text), []).append((text, count))
    own = Spelling(name.key, name.name)
    found = [
        Printed(one, tuple(text for text, _ in of_it), sum(n for _, n in of_it), one is own)
        for one in (own, *spellings_of(name))
        for of_it in [by_key.get(one.key, [])]
    ]
    return sorted(found, key=lambda one: (not one.is_own, -one.count, one.spelling.key))


def plan_to_join(receiver: Any, others: Iterable[Any]) -> Plan:
    given = {other.pk: (Spelling(other.key, other.name), *spellings_of(other)) for other in others}
    uses = uses_of(type(receiver), sorted(given))
    there = uses_in(type(receiver), [receiver.pk], (use.article for use in uses))
    return authority.joining(receiver.pk, (*uses, *there), given)


def plan_to_take(name: Any, keys: Collection[str], receiver: Any | None, named: str = "") -> Plan:
    """`keys` are those of aliases; without a receiver a new name is to be made, of key `named`."""
    taken = [one for one in spellings_of(name) if one.key in keys]
    printed = [use for use in uses_of(type(name), [name.pk]) if stored_key(use.printed) in keys]
    there = there_in(receiver, printed)
    return authority.taking(printed, taken, receiver and receiver.pk, there, named)


def plan_to_set_right(name: Any, articles: Collection[str], receiver: Any | None) -> Plan:
    uses = uses_in(type(name), [name.pk], articles)
    return authority.setting_right(uses, receiver and receiver.pk, there_in(receiver, uses))


def there_in(receiver: Any | None, uses: Iterable[Use]) -> list[Use]:
    """The uses that a name has in the articles of other uses."""
    if not receiver:
        return []
    return uses_in(type(receiver), [receiver.pk], (use.article for use in uses))


def locked(model: type[Name], ids: Iterable[int]) -> dict[int, Any]:
    """Names that nobody else changes, nor gives to an article, until the transaction ends."""
    names: Any = model.objects.select_for_update().order_by("pk")
    return {name.pk: name for name in names.filter(pk__in=set(ids))}


@transaction.atomic
def carry_out(plan: Plan, receiver: Any, givers: Iterable[Any], user: Any, reason: str) -> None:
    """Do what a plan says, in somebody's name. The names are locked, and the plan made since.

    A receiver that is not saved yet is a new name, of which nothing older is to be kept.
    """
    model = type(receiver)
    givers = list(givers)
    for name in (*givers, *([receiver] if receiver.pk else [])):
        keep(name)
    if not receiver.pk:
        receiver.curated = True
        receiver.save()
    names = {name.pk: name.name for name in (*givers, receiver)}
    keep_differences(Article, differences(plan, receiver, names), user, reason)
    give_uses(plan, receiver)
    give_spellings(plan, receiver, givers, reason)
    affected = set(plan.articles)
    if plan.spellings:
        # An article is found by every spelling of its names.
        for name in (receiver, *givers):
            affected.update(name.articles.values_list("pk", flat=True))
    for some in batched(sorted(affected), AT_ONCE):
        touch(Article.objects.filter(pk__in=some))
    if plan.marked:
        mark(model, plan.articles)
    left = [name for name in givers if name.pk not in plan.ended]
    if ended := [name for name in givers if name.pk in plan.ended]:
        end(ended, receiver, user, reason)
    model.objects.filter(pk__in=[name.pk for name in (receiver, *left)]).update(settled=False)
    recount(model, [name.pk for name in (receiver, *left)])
    # What only gives or takes articles is the same in itself; its history tells of it all the same.
    same = [name for name in (receiver, *left) if not keep(name, user, reason)]
    if same:
        unchanged = {str(name.pk): Difference({}, {}, "", name.name) for name in same}
        keep_differences(model, unchanged, user, reason)
    written.send(sender=None, ids=affected)


def differences(plan: Plan, receiver: Any, names: Mapping[int, str]) -> dict[str, Difference]:
    """What a plan changes in each article, as its history keeps it."""
    kind = KINDS[type(receiver)]
    was: dict[str, dict[str, dict[str, str]]] = {}
    now: dict[str, dict[str, dict[str, str]]] = {}
    for use in (*plan.moved, *plan.dropped):
        was.setdefault(use.article, {}).update(cells(kind, use, names[use.name]))
    for use in plan.moved:
        now.setdefault(use.article, {}).update(cells(kind, use, receiver.name))
    columns = ("pk", "modified_at", "title")
    return {
        pk: Difference(was[pk], now.get(pk, {}), changed.isoformat(), title)
        for some in batched(plan.articles, AT_ONCE)
        for pk, changed, title in Article.objects.filter(pk__in=some).values_list(*columns)
    }


def cells(kind: Kind, use: Use, name: str) -> dict[str, dict[str, str]]:
    """The row of an article's history that names what it uses."""
    if not kind.is_part:
        return {"": {kind.name: name}}
    return {f"article_keywords-{name}": {kind.name: name, "position": str(use.position)}}


def give_uses(plan: Plan, receiver: Any) -> None:
    """Past the signals of each use: what hangs on them is done for all at once."""
    kind = KINDS[type(receiver)]
    uses: models.QuerySet[Any] = models.QuerySet(kind.uses)
    for some in batched((use.pk for use in plan.dropped), AT_ONCE):
        uses.filter(pk__in=some)._raw_delete(uses.db)
    for some in batched((use.pk for use in plan.moved), AT_ONCE):
        uses.filter(pk__in=some).update(**{kind.name: receiver})


def give_spellings(plan: Plan, receiver: Any, givers: Iterable[Any], reason: str) -> None:
    """A spelling that becomes a name's own is an alias no longer."""
    aliases: Any = type(receiver).aliases.rel.related_model.objects
    led = {receiver.key, *(one.key for one in plan.spellings)}
    aliases.filter(key__in=led).delete()
    aliases.bulk_create(
        aliases.model(key=one.key, name=one.text, of=receiver, reason=one.reason or reason)
        for one in plan.spellings
    )


def mark(model: type[Name], articles: Iterable[str]) -> None:
    """Note that a person has chosen, so that no reading of a capture undoes it."""
    for some in batched(articles, AT_ONCE):
        changed = list(Article.objects.filter(pk__in=some).only("curated"))
        for article in changed:
            article.curate([KINDS[model].mark])
        Article.objects.bulk_update(changed, ["curated"])


def end(names: Collection[Any], receiver: Any, user: Any, reason: str) -> None:
    """Delete names of which nothing is left; their history says what became of them."""
    became = {
        str(name.pk): Difference(
            {"": {"name": name.name}}, {"": {"name": receiver.name}}, "", name.name
        )
        for name in names
    }
    keep_differences(type(receiver), became, user, reason)
    type(receiver).objects.filter(pk__in=[name.pk for name in names]).delete()
