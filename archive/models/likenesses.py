"""Which articles are editions of one, and what shows it."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.flags import FlagKind
from archive.models.articles import Article
from archive.models.flags import Flag
from archive.models.groups import AT_ONCE, regroup, show_one_of_same
from archive.models.people import person


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
    def of_flag(self, flag: Flag) -> Self:
        """The one that a flag asks a curator about."""
        return self.filter(first=flag.subject, second=flag.article_id)

    def unsealed(self) -> Self:
        return self.filter(first__sealed=False, second__sealed=False)

    def undecided(self) -> Self:
        return self.filter(decision=Likeness.Decision.UNDECIDED)

    def joining(self) -> Self:
        """Those that make two articles editions of one."""
        return self.exclude(decision=Likeness.Decision.DIFFERENT)

    def same(self) -> Self:
        return self.filter(decision=Likeness.Decision.SAME)

    def decide(self, decision: str, user: Any, shown: str = "") -> None:
        """Record a curator's decision on pairs, and carry it out.

        Of what is the same article the one with the id `shown` is shown.
        """
        pairs = list(self)
        rows = Likeness.objects.filter(pk__in=[pair.pk for pair in pairs])
        rows.update(
            decision=decision,
            decided_by=user if decision else None,
            decided_at=timezone.now() if decision else None,
        )
        some = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
        show_one_of_same(Likeness.objects.same(), some, shown)
        regroup(Likeness.objects.joining(), some)
        flag_undecided(some)
        if not decision:
            rows.filter(similarity=0).delete()


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
    decided_by = person(_("decided by"))
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
        """Record a curator's decision, and carry it out."""
        Likeness.objects.filter(pk=self.pk).decide(decision, user)


def flag_undecided(some: Collection[str] = ()) -> None:
    """Raise a flag on the second article of each pair nobody has decided, and lower all others.

    Of some articles alone, where any are named. What is sealed is not told of.
    """
    undecided = Likeness.objects.undecided().unsealed()
    flags = Flag.objects.filter(kind=FlagKind.NEAR_DUPLICATE)
    if some:
        undecided = undecided.filter(Q(first__in=some) | Q(second__in=some))
        flags = flags.filter(Q(article__in=some) | Q(subject__in=some))
    its_own = Likeness.objects.undecided().unsealed()
    its_own = its_own.filter(first=models.OuterRef("subject"), second=models.OuterRef("article"))
    flags.open().exclude(models.Exists(its_own)).delete()
    flags.exclude(status=Flag.Status.OPEN).filter(models.Exists(its_own)).update(
        status=Flag.Status.OPEN, decided_by=None, decided_at=None
    )
    there = Flag.objects.filter(
        kind=FlagKind.NEAR_DUPLICATE,
        article=models.OuterRef("second"),
        subject=models.OuterRef("first"),
    )
    missing = undecided.exclude(models.Exists(there)).order_by()
    Flag.objects.bulk_create(
        Flag(
            article_id=second, kind=FlagKind.NEAR_DUPLICATE, subject=first, values={"title": title}
        )
        for first, second, title in missing.values_list("first", "second", "first__title")
    )


def retitle_flags() -> None:
    """Let flags tell of articles that have changed by their headlines of today."""
    changed = Article.objects.filter(settled=False)
    told = Flag.objects.open().filter(
        kind=FlagKind.NEAR_DUPLICATE, subject__in=changed.values("pk")
    )
    titles = dict(changed.filter(pk__in=told.values("subject")).values_list("pk", "title"))
    outdated = []
    for flag in told:
        if flag.values != (now := {"title": titles[flag.subject]}):
            flag.values = now
            outdated.append(flag)
    Flag.objects.bulk_update(outdated, ["values"], batch_size=AT_ONCE)
