"""Who did something at the desk."""

from typing import Any

from django.conf import settings
from django.db import models


def person(deed: Any) -> "models.ForeignKey[Any, Any]":
    """A column for the person who did it: empty where an import did, or the account is gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=deed,
    )
