"""What the import was unsure of, and what readers point out."""

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.flags import (
    ACCEPTING,
    CONFIRMED,
    CONTACT,
    DISMISSING,
    EXPLANATIONS,
    SEVERITIES,
    SUBJECTS,
    Choice,
    FlagKind,
    Severity,
)
from archive.models.articles import DATE_FIELDS, Article
from archive.models.people import person
from archive.text import in_isolates


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> Self:
        return self.filter(status=Flag.Status.OPEN)

    def waiting(self) -> Self:
        """The open ones, but for those of articles that were taken down."""
        return self.open().filter(article__sealed=False)


class Flag(models.Model):
    """Something the import was unsure of, for a curator to decide."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DISMISSED = "dismissed", _("dismissed")

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="flags", verbose_name=_("article")
    )
    kind = models.CharField(_("kind"), max_length=24, choices=FlagKind.choices, db_index=True)
    subject = models.CharField(_("subject"), max_length=40, blank=True)
    values = models.JSONField(default=dict, editable=False)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now, editable=False)
    raised_by = person(_("raised by"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN, db_index=True
    )
    note = models.TextField(_("curator's note"), blank=True)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        permissions = (("decide_flag", "Can decide flags"),)
        ordering = ("kind", "subject")
        indexes = (models.Index(fields=("status", "raised_at"), name="flag_oldest_first"),)
        constraints = (
            models.UniqueConstraint(
                fields=("article", "kind", "subject"), name="flag_once_per_subject"
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def explanation(self) -> str:
        """What the import saw, in the reader's language; printed values keep their own direction."""
        values = {name: in_isolates(str(value)) for name, value in self.values.items()}
        return str(EXPLANATIONS[FlagKind(self.kind)]) % values

    @property
    def severity(self) -> Severity:
        return SEVERITIES[FlagKind(self.kind)]

    @property
    def accepting(self) -> Choice:
        return ACCEPTING[FlagKind(self.kind)]

    @property
    def dismissing(self) -> Choice:
        return DISMISSING[FlagKind(self.kind)]

    @property
    def confirmed(self) -> tuple[str, ...]:
        """The fields that accepting says are right; none where the import had found nothing."""
        fields = CONFIRMED.get(FlagKind(self.kind), ())
        return fields if fields and getattr(self.article, fields[0]) else ()

    @property
    def subject_of_report(self) -> str:
        """What a reader found an error in; nothing of a flag that no reader raised."""
        return str(SUBJECTS.get(self.values.get("about"), ""))

    def decide(self, status: str, user: Any) -> None:
        """Record a curator's decision, and carry it out on what the import had proposed.

        What a curator has put in the proposal's place meanwhile is left alone.
        """
        self.status = status
        decided = status != self.Status.OPEN
        self.decided_by = user if decided else None
        self.decided_at = timezone.now() if decided else None
        if decided:
            self.values = {name: told for name, told in self.values.items() if name != CONTACT}
        self.save()
        article = self.article
        Article.objects.filter(pk=article.pk).update(settled=False)
        match self.kind, status:
            case ((FlagKind.DATE_INFERRED | FlagKind.DATE_CONVERTED), self.Status.ACCEPTED) if (
                article.is_approximate
            ):
                article.date_basis = Article.DateBasis.CURATED
                article.curate(DATE_FIELDS)
            case ((FlagKind.DATE_INFERRED | FlagKind.DATE_CONVERTED), self.Status.DISMISSED) if (
                article.is_approximate
            ):
                article.published = None
                article.date_basis = Article.DateBasis.UNKNOWN
                article.curate(DATE_FIELDS)
            case _, self.Status.ACCEPTED if self.confirmed:
                article.curate(self.confirmed)
            case FlagKind.KEYWORDS_DIVIDED, self.Status.ACCEPTED:
                article.curate(["keywords"])
            case FlagKind.KEYWORDS_DIVIDED, self.Status.DISMISSED if not article.is_curated(
                "keywords"
            ):
                article.article_keywords.all().delete()
                article.curate(["keywords"])
            case FlagKind.NEAR_DUPLICATE, _:
                from archive.models.likenesses import Likeness  # which knows of flags

                Likeness.objects.of_flag(self).decide(WHAT_IS_ALIKE[status], user)
                return
            case _:
                return
        article.save()


# What becomes of two articles that a flag says are alike.
WHAT_IS_ALIKE: dict[str, str] = {
    Flag.Status.OPEN: "",
    Flag.Status.ACCEPTED: "edition",
    Flag.Status.DISMISSED: "different",
}


class Sender(models.Model):
    """How many errors somebody has reported, kept for a day so that nobody floods the desk.

    `mark` is a salted hash: who it was cannot be told from it.
    """

    mark = models.CharField(max_length=64, unique=True, editable=False)
    since = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("sender of reports")
        verbose_name_plural = _("senders of reports")
        default_permissions = ()

    def __str__(self) -> str:
        return self.mark
