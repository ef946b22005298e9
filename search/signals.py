"""Keeping the index in step: with each entry saved or deleted, and with each import."""

import logging
import threading
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from haystack.signals import BaseSignalProcessor

from archive.models import (
    Article,
    ArticleKeyword,
    Author,
    AuthorAlias,
    Comment,
    Keyword,
    KeywordAlias,
    Source,
    SourceAlias,
)
from archive.signals import ingested, written
from search import engine
from search.asking import IndexUnusable

log = logging.getLogger(__name__)


class ArticleSignalProcessor(BaseSignalProcessor):
    """Writes to the index once a transaction is committed, and once for all its changes."""

    def __init__(self, *args: Any) -> None:
        self.local = threading.local()  # as Django's connections are, and so their transactions
        super().__init__(*args)

    def setup(self) -> None:
        for model in AFFECTED_ARTICLES:
            models.signals.post_save.connect(self.note, sender=model)
            models.signals.pre_delete.connect(self.note, sender=model)
        ingested.connect(self.synchronise)
        written.connect(self.note_written)

    def teardown(self) -> None:
        for model in AFFECTED_ARTICLES:
            models.signals.post_save.disconnect(self.note, sender=model)
            models.signals.pre_delete.disconnect(self.note, sender=model)
        ingested.disconnect(self.synchronise)
        written.disconnect(self.note_written)

    def note(self, sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
        self.note_written(AFFECTED_ARTICLES[sender](instance))

    def note_written(self, ids: Iterable[str], **kwargs: Any) -> None:
        self.local.__dict__.setdefault("changed", set()).update(ids)
        transaction.on_commit(self.refresh)

    def refresh(self) -> None:
        if ids := self.local.__dict__.pop("changed", None):
            engine.refresh(ids)

    def synchronise(self, **kwargs: Any) -> None:
        try:
            engine.synchronise()
        except (IndexUnusable, OSError):
            log.exception(
                "The search index could not be written; `manage.py rebuild_index` mends it."
            )


# The articles that a changed entry changes in the index.
AFFECTED_ARTICLES: dict[type[models.Model], Any] = {
    Article: lambda article: [article.pk],
    Comment: lambda comment: [comment.article_id],
    ArticleKeyword: lambda use: [use.article_id],
    Keyword: lambda keyword: keyword.articles.values_list("pk", flat=True),
    KeywordAlias: lambda alias: alias.of.articles.values_list("pk", flat=True),
    Source: lambda source: source.articles.values_list("pk", flat=True),
    SourceAlias: lambda alias: alias.of.articles.values_list("pk", flat=True),
    Author: lambda author: author.articles.values_list("pk", flat=True),
    AuthorAlias: lambda alias: alias.of.articles.values_list("pk", flat=True),
}
