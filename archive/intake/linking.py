"""Which article of this archive a related link means.

It is the one at the link's address or, where none is here, the one with its headline; of several
with that headline, the only one of the same source. Between others a curator decides.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Q

from archive.batches import batched
from archive.flags import FlagKind
from archive.headlines import same_headline
from archive.models import Article, Flag, RelatedLink

AT_A_TIME = 500

T = TypeVar("T")


class Link(NamedTuple):
    """A related link that no curator has set, and the source of the article it stands in."""

    pk: int
    article: str
    position: int
    headline: str
    headline_key: str
    headline_opening: str
    leads_to: str
    target: str | None
    article__source: int | None

    @property
    def place(self) -> tuple[str, str]:
        """What tells its flag from others: the article, and the flag's subject."""
        return self.article, f"link-{self.position}"


class Candidate(NamedTuple):
    """An article that a link may mean."""

    pk: str
    title: str
    title_key: str
    title_opening: str
    source: int | None


def resolve_links() -> None:
    """Point links to the articles they mean, wherever either side is not settled."""
    for some in batched(sorted(unsettled_links()), AT_A_TIME):
        chosen = RelatedLink.objects.filter(pk__in=some).order_by("pk")
        resolve([Link(*row) for row in chosen.values_list(*Link._fields)])
    lower_flags_without_links()


def unsettled_links() -> set[int]:
    """Links of which one end, or what they may mean, has changed.

    The articles are named one by one: of a column that is nearly always true, SQLite's statistics
    do not tell how rarely it is not.
    """
    links = RelatedLink.objects.filter(curated=False).order_by()
    changed = Article.objects.filter(settled=False).order_by("pk")
    found: set[int] = set()
    for some in batched(changed.values_list("pk", "title_key", "title_opening"), AT_A_TIME):
        pks, keys, openings = (set(column) - {""} for column in zip(*some, strict=True))
        for affected in (
            Q(article__in=pks),
            Q(target__in=pks),
            Q(leads_to__in=pks),
            Q(headline_key__in=keys),
            Q(headline_opening__in=openings),
        ):
            found.update(links.filter(affected).values_list("pk", flat=True))
    return found


def resolve(links: Sequence[Link]) -> None:
    by_address = among("pk", {link.leads_to for link in links})
    by_headline = among("title_key", {link.headline_key for link in links})
    rest = [link for link in links if link.leads_to not in by_address]
    rest = [link for link in rest if link.headline_key not in by_headline]
    by_opening = among("title_opening", {link.headline_opening for link in rest})
    moved: list[tuple[str | None, int]] = []
    doubtful: dict[tuple[str, str], dict[str, Any]] = {}
    for link in links:
        alike = by_opening.get(link.headline_opening, ())
        candidates = (
            others(link, by_address.get(link.leads_to, ()))
            or others(link, by_headline.get(link.headline_key, ()))
            or [one for one in others(link, alike) if same_headline(link.headline, one.title)]
        )
        target = the_one_meant(link, candidates)
        if candidates and not target:
            doubtful[link.place] = {"printed": link.headline, "count": len(candidates)}
        if link.target != target:
            moved.append((target, link.pk))
    point(moved)
    raise_flags(links, doubtful)


def among(field: str, wanted: set[str]) -> Mapping[str, Sequence[Candidate]]:
    """The articles with one of these values in a field, by that value."""
    found: dict[str, list[Candidate]] = {}
    articles = Article.objects.filter(**{f"{field}__in": wanted - {""}}).order_by("pk")
    for row in articles.values_list(*Candidate._fields):
        candidate = Candidate(*row)
        found.setdefault(getattr(candidate, field), []).append(candidate)
    return found


def others(link: Link, candidates: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.pk != link.article]


def the_one_meant(link: Link, candidates: Sequence[Candidate]) -> str | None:
    """The only candidate, or the only one of the source that the link stands in."""
    near = [one for one in candidates if one.source == link.article__source]
    chosen = near or candidates
    return chosen[0].pk if len(chosen) == 1 else None


def point(moved: Sequence[tuple[str | None, int]]) -> None:
    """Give links, by their row, their targets: thousands at once, each with its own."""
    columns = RelatedLink._meta.get_field("target").column, RelatedLink._meta.pk.column
    with connection.cursor() as cursor:
        update = (
            f"UPDATE {RelatedLink._meta.db_table} SET {columns[0]} = %s WHERE {columns[1]} = %s"
        )
        cursor.executemany(update, moved)


def raise_flags(links: Sequence[Link], doubtful: Mapping[tuple[str, str], dict[str, Any]]) -> None:
    """Flag the links that are in doubt, and lower the open flags of those that no longer are."""
    there = Flag.objects.filter(
        kind=FlagKind.LINK_AMBIGUOUS, article__in={link.article for link in links}
    )
    present = {(flag.article_id, flag.subject): flag for flag in there}
    judged = {link.place for link in links}
    Flag.objects.bulk_create(
        Flag(article_id=pk, kind=FlagKind.LINK_AMBIGUOUS, subject=subject, values=values)
        for (pk, subject), values in doubtful.items()
        if (pk, subject) not in present
    )
    for place, flag in present.items():
        if place in judged and flag.status == Flag.Status.OPEN:
            if place not in doubtful:
                flag.delete()
            elif flag.values != doubtful[place]:
                flag.values = doubtful[place]
                flag.save()


def lower_flags_without_links() -> None:
    """Lower the open flags of links that are gone, or that a curator has dealt with."""
    flags = Flag.objects.open().filter(kind=FlagKind.LINK_AMBIGUOUS, article__settled=False)
    waiting = RelatedLink.objects.filter(curated=False, article__flags__in=flags).order_by()
    doubtful = {Link(*row).place for row in waiting.values_list(*Link._fields)}
    flags_without = [one.pk for one in flags if (one.article_id, one.subject) not in doubtful]
    Flag.objects.filter(pk__in=flags_without).delete()
