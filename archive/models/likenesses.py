"""Which articles are editions of one, and what shows it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.articles import Article


class Band(models.Model):
    """A number that articles which are much alike have in common: see `archive.editions.shingles`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bands")
    value = models.PositiveIntegerField(db_index=True)

    class Meta:
        verbose_name = _("band")
        verbose_name_plural = _("bands")

    def __str__(self) -> str:
        return f"{self.article_id} {self.value}"


class LikenessQuerySet(models.QuerySet["Likeness"]):
    def undecided(self) -> Self:
        return self.filter(decision=Likeness.Decision.UNDECIDED)

    def joining(self) -> Self:
        """Those that make two articles editions of one."""
        return self.exclude(decision=Likeness.Decision.DIFFERENT)


class Likeness(models.Model):
    """Two articles that are alike enough for editions of one, or that a curator says are.

    `similarity` is the part of what they say that they have in common; a decision outlives it.
    """

    class Decision(models.TextChoices):
        UNDECIDED = "", _("not decided")
        SAME = "same", _("the same article")
        EDITION = "edition", _("editions of one article")
        DIFFERENT = "different", _("different articles")

    first = models.ForeignKey(
        Article, models.CASCADE, related_name="+", editable=False, verbose_name=_("first article")
    )
    second = models.ForeignKey(
        Article, models.CASCADE, related_name="+", editable=False, verbose_name=_("second article")
    )
    similarity = models.FloatField(_("similarity"), default=0.0, editable=False)
    decision = models.CharField(
        _("decision"), max_length=9, choices=Decision.choices, blank=True, db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        ordering = ("-similarity", "first", "second")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="likeness_once_per_pair"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="likeness_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    def decide(self, decision: str, user: Any) -> None:
        """Record a curator's decision; `archive.editions.kinship.regroup` carries it out."""
        self.decision = decision
        self.decided_by = user if decision else None
        self.decided_at = timezone.now() if decision else None
        self.save()
