"""What a curator decides of articles that are alike, with what it changes in their histories."""

from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.db.models import Q

from archive.curation.history import kept
from archive.models import Article, Likeness


def decide(pairs: Any, decision: str, user: Any, shown: str = "") -> None:
    """Decide some pairs; of what is the same article the one with the id `shown` is shown."""
    same = Likeness.Decision.SAME
    with transaction.atomic(), ExitStack() as histories:
        changing = pairs if decision == same else pairs.filter(decision=same)
        sides = Q(pk__in=changing.values("first")) | Q(pk__in=changing.values("second"))
        for article in Article.objects.filter(sides).order_by("pk"):
            histories.enter_context(kept(article, user))
        pairs.decide(decision, user, shown)
