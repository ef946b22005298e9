"""The desk: what waits for its curators, as its first page tells it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.urls import reverse

from archive.admin.queue import Heap, Lane, heaps
from archive.models import Article, Batch, Likeness

NEWEST_IMPORTS = 5


@dataclass(frozen=True, slots=True)
class State:
    """The articles of one state that readers do not see."""

    label: str
    count: int
    address: str


class Desk(NamedTuple):
    """What waits; of what a person may not see, nothing."""

    heaps: list[Heap]
    likenesses: int
    states: list[State]
    batches: list[Batch]

    @property
    def flags(self) -> int:
        return sum(heap.count for heap in self.heaps)

    @property
    def queue(self) -> str:
        return Lane().at()


def desk_of(user: Any) -> Desk:
    """In four queries, whatever there is."""
    return Desk(
        heaps=list(heaps()) if user.has_perm("archive.view_flag") else [],
        likenesses=Likeness.objects.undecided().count()
        if user.has_perm("archive.view_likeness")
        else 0,
        states=states() if user.has_perm("archive.view_article") else [],
        batches=list(Batch.objects.select_related("started_by")[:NEWEST_IMPORTS])
        if user.has_perm("archive.view_batch")
        else [],
    )


def states() -> list[State]:
    unseen = (Article.Status.DRAFT, Article.Status.HIDDEN)
    counts = Article.objects.aggregate(
        **{status.value: Count("pk", filter=Q(status=status)) for status in unseen}
    )
    listed = reverse("admin:archive_article_changelist")
    return [
        State(str(status.label), counts[status.value], f"{listed}?status__exact={status.value}")
        for status in unseen
    ]
