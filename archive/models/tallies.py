"""Keeping the counts of names right: each says how many published articles it has.

An import counts at its end, in `archive.intake.settling`, and `ArticleQuerySet.update` where articles are
published or hidden together. Any other change is counted as it is made, in its own transaction.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_save

from archive.models import Article, ArticleKeyword, Author, Keyword, Name, Source, recount

NAMED: Mapping[type[models.Model], Mapping[str, type[Name]]] = {
    Article: {"source_id": Source, "author_id": Author},
    ArticleKeyword: {"keyword_id": Keyword},
}
"""The columns in which an entry names what is counted."""


def connect() -> None:
    for model in NAMED:
        pre_save.connect(note_former_names, sender=model)
        post_save.connect(count, sender=model)
        post_delete.connect(count, sender=model)


def note_former_names(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    before = sender._default_manager.filter(pk=instance.pk).values(*NAMED[sender])
    instance.former_names = before.first() or {}


def count(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    former = getattr(instance, "former_names", {})
    for column, model in NAMED[sender].items():
        recount(model, {getattr(instance, column), former.get(column)} - {None})
    if sender is Article:
        recount(Keyword, Keyword.objects.filter(articles=instance.pk).values_list("pk", flat=True))
