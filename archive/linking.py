"""Which article of this archive a related link means.

It is the one at the link's address or, where none is here, the one with its headline; of several
with that headline, the only one of the same source. Between others a curator decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q

from archive.flags import FlagKind
from archive.headlines import same_headline
from archive.models import Article, Flag, RelatedLink

AT_A_TIME = 500


class Candidate(NamedTuple):
    """An article that a link may mean."""

    pk: str
    title: str
    title_key: str
    title_opening: str
    source: int | None


def resolve_links() -> None:
    """Point links to the articles they mean, wherever either side is not settled."""
    chosen = iter(sorted(unsettled_links()))
    while some := list(islice(chosen, AT_A_TIME)):
        resolve(RelatedLink.objects.select_related("article").in_bulk(some).values())
    lower_flags_without_links()


def unsettled_links() -> set[int]:
    """Links that no curator has set, of which one end or what it may mean has changed."""
    links = RelatedLink.objects.filter(curated=False)
    changed = Article.objects.filter(settled=False)
    affected = (
        Q(article__settled=False),
        Q(target__settled=False),
        Q(leads_to__in=changed.values("pk")),
        Q(headline_key__in=changed.exclude(title_key="").values("title_key")),
        Q(headline_opening__in=changed.exclude(title_opening="").values("title_opening")),
    )
    return {pk for one in affected for pk in links.filter(one).values_list("pk", flat=True)}


def resolve(links: Iterable[RelatedLink]) -> None:
    links = list(links)
    by_address = among("pk", {link.leads_to for link in links})
    by_headline = among("title_key", {link.headline_key for link in links})
    rest = [link for link in links if not by_address.get(link.leads_to)]
    rest = [link for link in rest if not by_headline.get(link.headline_key)]
    by_opening = among("title_opening", {link.headline_opening for link in rest})
    moved: list[RelatedLink] = []
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
            doubtful[link.article_id, subject_of(link)] = {
                "printed": link.headline,
                "count": len(candidates),
            }
        if link.target_id != target:
            link.target_id = target
            moved.append(link)
    RelatedLink.objects.bulk_update(moved, ["target"])
    raise_flags(links, doubtful)


def among(field: str, wanted: set[str]) -> Mapping[str, Sequence[Candidate]]:
    """The articles with one of these values in a field, by that value."""
    found: dict[str, list[Candidate]] = {}
    articles = Article.objects.filter(**{f"{field}__in": wanted - {""}})
    for row in articles.order_by("pk").values_list(*Candidate._fields):
        candidate = Candidate(*row)
        found.setdefault(getattr(candidate, field), []).append(candidate)
    return found


def others(link: RelatedLink, candidates: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.pk != link.article_id]


def the_one_meant(link: RelatedLink, candidates: Sequence[Candidate]) -> str | None:
    """The only candidate, or the only one of the source that the link stands in."""
    source = link.article.source_id
    near = [one for one in candidates if one.source == source] if len(candidates) > 1 else []
    chosen = near or candidates
    return chosen[0].pk if len(chosen) == 1 else None


def subject_of(link: RelatedLink) -> str:
    return f"link-{link.position}"


def raise_flags(
    links: Sequence[RelatedLink], doubtful: Mapping[tuple[str, str], dict[str, Any]]
) -> None:
    """Flag the links that are in doubt, and lower the open flags of those that no longer are."""
    there = Flag.objects.filter(
        kind=FlagKind.LINK_AMBIGUOUS, article__in={link.article_id for link in links}
    )
    present = {(flag.article_id, flag.subject): flag for flag in there}
    judged = {(link.article_id, subject_of(link)) for link in links}
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
    waiting = RelatedLink.objects.filter(curated=False, article__flags__in=flags)
    doubtful = {(link.article_id, subject_of(link)) for link in waiting}
    flags_without = [one.pk for one in flags if (one.article_id, one.subject) not in doubtful]
    Flag.objects.filter(pk__in=flags_without).delete()
