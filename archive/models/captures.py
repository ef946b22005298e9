"""The documents that were captured."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import captures
from archive.models.people import person


class Batch(models.Model):
    """What was imported together, and what came of it. One that never finished was broken off.

    `upload` names what was uploaded for it at the desk; `archive.intake.uploads` has the files until
    it is finished. A problem is a msgid with the values that fill it, and where it was met.
    """

    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    started_by = person(_("started by"))
    origin = models.TextField(_("what was imported"), blank=True, editable=False)
    created = models.PositiveIntegerField(_("new"), default=0, editable=False)
    updated = models.PositiveIntegerField(_("changed"), default=0, editable=False)
    unchanged = models.PositiveIntegerField(_("as before"), default=0, editable=False)
    failed = models.PositiveIntegerField(_("failed"), default=0, editable=False)
    problems = models.JSONField(default=list, editable=False)
    upload = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("upload",), condition=~models.Q(upload=""), name="batch_once_per_upload"
            ),
        )

    def __str__(self) -> str:
        return self.origin or str(self.pk)


class Capture(models.Model):
    """One captured document. Its bytes lie in `archive.captures` under the digest.

    `identity` is the public id of the article it tells of, also where a curator has deleted that.
    """

    class CapturedBasis(models.TextChoices):
        UNKNOWN = "", _("unknown")
        STATED = "stated", _("as its container says")
        FILE = "file", _("when its file was last changed")

    article = models.ForeignKey(
        "Article",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="captures",
        verbose_name=_("article"),
    )
    identity = models.CharField(max_length=12, db_index=True, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True, editable=False)
    name = models.CharField(_("original name"), max_length=255, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100)
    encoding = models.CharField(_("encoding"), max_length=40)
    reader = models.CharField(_("reader"), max_length=40)
    reader_version = models.PositiveIntegerField(_("reader version"))
    container = models.CharField(_("container"), max_length=255, blank=True)
    locator = models.TextField(_("place in the container"), blank=True)
    address = models.TextField(_("address"), blank=True)
    site = models.CharField(_("site"), max_length=255, blank=True, db_index=True)
    rules = models.TextField(_("rules it was read by"), blank=True)
    captured_at = models.DateTimeField(_("captured"), null=True, blank=True)
    captured_basis = models.CharField(
        _("basis of the time of capture"), max_length=6, choices=CapturedBasis.choices, blank=True
    )
    imported_at = models.DateTimeField(_("imported"), default=timezone.now, editable=False)
    batch = models.ForeignKey(
        Batch,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="captures",
        verbose_name=_("import"),
    )

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ("-imported_at", "sha256")

    def __str__(self) -> str:
        return self.name or self.sha256[:12]

    @property
    def raw(self) -> bytes:
        return captures.load(self.sha256)

    @property
    def text(self) -> str:
        """The decoded text that spans count in."""
        return self.raw.decode(self.encoding, "replace")

    @property
    def age(self) -> tuple[datetime, str]:
        """By which the newest of an article's captures is told."""
        return self.captured_at or self.imported_at, self.sha256
