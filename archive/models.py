"""What was published, as the archive keeps it."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import captures
from archive.dates import Moment, Precision
from archive.flags import EXPLANATIONS, FlagKind
from archive.text import END_ISOLATE, ISOLATE, key

KEY_LENGTH = 255
DATE_FIELDS = ("published_on", "published_at", "date_precision", "date_basis")


def stored_key(text: str) -> str:
    """The fold by which names and headlines are compared in the database."""
    return key(text)[:KEY_LENGTH]


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
    captured_at = models.DateTimeField(_("captured"), null=True, blank=True)
    captured_basis = models.CharField(
        _("basis of the time of capture"), max_length=6, choices=CapturedBasis.choices, blank=True
    )
    imported_at = models.DateTimeField(_("imported"), default=timezone.now, editable=False)

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


def touch(articles: "models.QuerySet[Article]") -> None:
    """Note that what an article is found by has changed, though not in the article itself."""
    articles.update(modified_at=timezone.now(), settled=False)


class Settled(models.Model):
    """Whether all that hangs on an entry was decided since it was last changed.

    It is kept in the database, so that what a killed import left open is settled by the next.
    """

    settled = models.BooleanField(default=False, db_index=True, editable=False)

    class Meta:
        abstract = True


class NameQuerySet(models.QuerySet[Any]):
    def named(self, name: str) -> Self:
        """Those a spelling belongs to, their own or an alias."""
        folded = stored_key(name)
        return self.filter(Q(key=folded) | Q(aliases__key=folded)).distinct()

    def with_article_counts(self) -> Self:
        published = Q(articles__status=Article.Status.PUBLISHED)
        return self.annotate(article_count=Count("articles", filter=published, distinct=True))

    def in_use(self) -> Self:
        """Those of published articles, with their `article_count`."""
        return self.with_article_counts().filter(article_count__gt=0)


class Name(Settled):
    """A name the archive knows things by. Spellings that fold alike are one name."""

    name = models.CharField(_("name"), max_length=KEY_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    curated = models.BooleanField(_("spelling chosen by a curator"), default=False, editable=False)

    objects = NameQuerySet.as_manager()
    aliases: Any  # of the model's own kind of Alias
    articles: Any
    other_names: list[Any]  # the aliases, where they were fetched with an article

    class Meta:
        abstract = True
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A changed name leaves the old one behind as an alias, so that its address still leads."""
        self.key = stored_key(self.name)
        self.settled = False
        old = type(self).objects.filter(pk=self.pk).exclude(key=self.key).first()
        super().save(*args, **kwargs)
        if old:
            self.aliases.get_or_create(key=old.key, defaults={"name": old.name})
            touch(self.articles.all())

    def clean(self) -> None:
        refuse_taken_name(type(self), self.name, except_for=self.pk)

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    @property
    def slug(self) -> str:
        return self.key.replace(" ", "_")

    @staticmethod
    def spelling_of(slug: str) -> str:
        """The words of an address, for `named` to look up."""
        return slug.replace("_", " ")


class Alias(models.Model):
    """Another spelling of a name, which leads to it."""

    name = models.CharField(_("alias"), max_length=KEY_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    of: Any  # the name it leads to

    class Meta:
        abstract = True
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = stored_key(self.name)
        super().save(*args, **kwargs)
        touch(self.of.articles.all())
        type(self.of).objects.filter(pk=self.of.pk).update(settled=False)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        touch(self.of.articles.all())
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        refuse_taken_name(type(self.of), self.name, except_for=self.of.pk)
        folded = stored_key(self.name)
        twin = type(self)._default_manager.filter(key=folded).exclude(pk=self.pk)
        if folded == self.of.key or twin.exists():
            raise ValidationError(
                _("This spelling already leads to “%(name)s”."), params={"name": self.of}
            )


def refuse_taken_name(model: type[Name], name: str, except_for: int | None) -> None:
    """Raises ValidationError if a spelling is empty to a search or leads to another name already."""
    if not stored_key(name):
        raise ValidationError(_("A name needs at least one letter or digit."))
    taken = model.objects.named(name).exclude(pk=except_for).first()
    if taken:
        raise ValidationError(
            _("This spelling already leads to “%(name)s”."), params={"name": taken}
        )


class Source(Name):
    """Who published."""

    class Meta(Name.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def get_absolute_url(self) -> str:
        return reverse("archive:source", args=[self.slug])


class SourceAlias(Alias):
    of = models.ForeignKey(Source, models.CASCADE, related_name="aliases", verbose_name=_("source"))

    class Meta(Alias.Meta):
        verbose_name = _("alias of a source")
        verbose_name_plural = _("aliases of a source")


class Keyword(Name):
    class Meta(Name.Meta):
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")

    def get_absolute_url(self) -> str:
        return reverse("archive:keyword", args=[self.slug])


class KeywordAlias(Alias):
    of = models.ForeignKey(
        Keyword, models.CASCADE, related_name="aliases", verbose_name=_("keyword")
    )

    class Meta(Alias.Meta):
        verbose_name = _("alias of a keyword")
        verbose_name_plural = _("aliases of a keyword")


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        return self.filter(status=Article.Status.PUBLISHED)

    def undated(self) -> Self:
        return self.filter(published_on=None)

    def known_by_month(self) -> Self:
        """Without those of which no date is known, or only the year."""
        return self.exclude(published_on=None).exclude(date_precision=Article.Precision.YEAR)

    def newest_first(self) -> Self:
        """By date of publication; the undated come last."""
        return self.order_by(
            models.F("published_on").desc(nulls_last=True),
            models.F("published_at").desc(nulls_last=True),
            "id",
        )

    def for_listing(self) -> Self:
        """With what a line in a list shows."""
        shown = Comment.objects.filter(article=models.OuterRef("pk"), hidden=False)
        counted = shown.order_by().values("article").annotate(count=Count("pk")).values("count")
        return self.select_related("source").annotate(
            comment_count=Coalesce(models.Subquery(counted), 0)
        )

    def with_shown_comments(self) -> Self:
        shown = Comment.objects.filter(hidden=False)
        return self.prefetch_related(models.Prefetch("comments", shown, "shown_comments"))

    def complete(self) -> Self:
        """With everything that readers search: `shown_comments`, `keyword_uses`, `other_names`."""
        # Left to itself, Django asks for the keywords with one condition each: too many for SQLite.
        uses = ArticleKeyword.objects.select_related("keyword")
        aliases = KeywordAlias.objects.all(), SourceAlias.objects.all()
        return (
            self.select_related("source")
            .with_shown_comments()
            .defer("spans", "furniture")
            .prefetch_related(
                models.Prefetch("article_keywords", uses, "keyword_uses"),
                models.Prefetch("keyword_uses__keyword__aliases", aliases[0], "other_names"),
                models.Prefetch("source__aliases", aliases[1], "other_names"),
            )
        )


class Article(Settled):
    """An article, as `capture` has it: the newest of its captures."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        HIDDEN = "hidden", _("hidden")

    class Precision(models.TextChoices):
        UNKNOWN = "", _("unknown")
        YEAR = Precision.YEAR.value, _("year")
        MONTH = Precision.MONTH.value, _("month")
        DAY = Precision.DAY.value, _("day")
        MINUTE = Precision.MINUTE.value, _("minute")

    class DateBasis(models.TextChoices):
        UNKNOWN = "", _("unknown")
        PRINTED = "printed", _("as printed")
        INFERRED = "inferred", _("inferred from the text")
        CURATED = "curated", _("set by a curator")

    id = models.CharField(primary_key=True, max_length=12, editable=False)
    capture = models.OneToOneField(
        Capture,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("capture"),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.PUBLISHED
    )
    title = models.TextField(_("title"))
    title_key = models.CharField(max_length=KEY_LENGTH, db_index=True, editable=False)
    dateline = models.TextField(_("dateline as printed"), blank=True)
    published_on = models.DateField(_("date of publication"), null=True, blank=True)
    published_at = models.TimeField(_("time of publication"), null=True, blank=True)
    date_precision = models.CharField(
        _("precision of the date"), max_length=6, choices=Precision.choices, blank=True
    )
    date_basis = models.CharField(
        _("basis of the date"), max_length=8, choices=DateBasis.choices, blank=True
    )
    byline = models.TextField(_("byline"), blank=True)
    body = models.TextField(
        _("body"), blank=True, help_text=_("A blank line divides two paragraphs.")
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("source"),
    )
    source_line = models.TextField(_("source line as printed"), blank=True)
    source_name = models.TextField(_("source as printed"), blank=True, editable=False)
    source_note = models.TextField(_("note beside the source"), blank=True)
    keyword_line = models.TextField(_("keywords as printed"), blank=True)
    keywords: "models.ManyToManyField[Keyword, ArticleKeyword]" = models.ManyToManyField(
        Keyword, through="ArticleKeyword", related_name="articles", verbose_name=_("keywords")
    )
    comments_declared = models.PositiveIntegerField(_("comments declared"), null=True, blank=True)
    spans = models.JSONField(default=dict, editable=False)
    furniture = models.JSONField(default=list, editable=False)
    curated = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    modified_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = ArticleQuerySet.as_manager()
    shown_comments: "list[Comment]"  # the two as far as they were fetched, see `complete`
    keyword_uses: "list[ArticleKeyword]"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = (
            ("draft_article", "Can keep articles as drafts"),
            ("publish_article", "Can publish articles"),
            ("hide_article", "Can hide articles"),
        )
        indexes = (
            models.Index(
                fields=("status", "-published_on", "-published_at", "id"),
                name="article_newest_first",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_key = stored_key(self.title)
        self.settled = False
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("archive:article", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def is_approximate(self) -> bool:
        return self.date_basis == self.DateBasis.INFERRED

    @property
    def published(self) -> Moment | None:
        """When it was published, no more precise than is known."""
        day, hour = self.published_on, self.published_at
        if not day or not self.date_precision:
            return None
        known = list(Precision).index(Precision(self.date_precision))
        return Moment(
            year=day.year,
            month=day.month if known >= 1 else None,
            day=day.day if known >= 2 else None,
            hour=hour.hour if hour and known >= 3 else None,
            minute=hour.minute if hour and known >= 3 else None,
        )

    @published.setter
    def published(self, moment: Moment | None) -> None:
        self.published_on = moment.first_day if moment else None
        self.published_at = (
            time(moment.hour, moment.minute or 0) if moment and moment.hour is not None else None
        )
        self.date_precision = moment.precision.value if moment else ""

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n\n") if self.body else []

    @property
    def comments_missing(self) -> bool:
        """Whether the page declared more comments than the capture holds."""
        declared = self.comments_declared
        return declared is not None and declared > self.comments.count()

    def is_curated(self, field: str) -> bool:
        """Whether a person set a field, so that no import may touch it."""
        return field in self.curated

    def curate(self, fields: Iterable[str]) -> None:
        self.curated = sorted({*self.curated, *fields})


class PartOfArticle(models.Model):
    """What an article is found by: to change it is to change the article."""

    article_id: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        touch(Article.objects.filter(pk=self.article_id))

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        touch(Article.objects.filter(pk=self.article_id))
        return super().delete(*args, **kwargs)


class ArticleKeyword(PartOfArticle):
    """A keyword of an article, in its printed place and spelling."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="article_keywords")
    keyword = models.ForeignKey(
        Keyword, models.PROTECT, related_name="uses", verbose_name=_("keyword")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    printed = models.CharField(_("as printed"), max_length=KEY_LENGTH, blank=True, editable=False)

    class Meta:
        verbose_name = _("keyword of an article")
        verbose_name_plural = _("keywords of an article")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("article", "keyword"), name="keyword_once_per_article"),
        )

    def __str__(self) -> str:
        return self.keyword.name


class Comment(PartOfArticle):
    """A reader's comment. `number` is the one it was printed with, and its address on the page."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="comments", verbose_name=_("article")
    )
    number = models.PositiveIntegerField(_("number"))
    author = models.TextField(_("author"), blank=True)
    dateline = models.TextField(_("dateline as printed"), blank=True)
    text = models.TextField(_("text"), help_text=_("A blank line divides two paragraphs."))
    reply_to = models.PositiveIntegerField(_("reply to"), null=True, blank=True)
    hidden = models.BooleanField(_("hidden"), default=False)
    curated = models.BooleanField(_("edited by a curator"), default=False, editable=False)
    span = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("article", "number"), name="comment_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"comment-{self.number}"

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")


class RelatedLink(models.Model):
    """A headline the page pointed to, resolved to an article here or not yet."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="related_links", verbose_name=_("article")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    headline = models.TextField(_("headline"))
    headline_key = models.CharField(max_length=KEY_LENGTH, db_index=True, editable=False)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    target = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="linked_from",
        verbose_name=_("article in this archive"),
    )
    curated = models.BooleanField(_("edited by a curator"), default=False, editable=False)
    span = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("related link")
        verbose_name_plural = _("related links")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.headline_key = stored_key(self.headline)
        super().save(*args, **kwargs)


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> Self:
        return self.filter(status=Flag.Status.OPEN)


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
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN, db_index=True
    )
    note = models.TextField(_("curator's note"), blank=True)
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

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        permissions = (("decide_flag", "Can decide flags"),)
        ordering = ("kind", "subject")
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
        values = {name: f"{ISOLATE}{value}{END_ISOLATE}" for name, value in self.values.items()}
        return str(EXPLANATIONS[FlagKind(self.kind)]) % values

    def decide(self, status: str, user: Any) -> None:
        """Record a curator's decision, and carry it out on what the import had proposed.

        What a curator has put in the proposal's place meanwhile is left alone.
        """
        self.status = status
        decided = status != self.Status.OPEN
        self.decided_by = user if decided else None
        self.decided_at = timezone.now() if decided else None
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
            case FlagKind.KEYWORDS_DIVIDED, self.Status.ACCEPTED:
                article.curate(["keywords"])
            case FlagKind.KEYWORDS_DIVIDED, self.Status.DISMISSED if not article.is_curated(
                "keywords"
            ):
                article.article_keywords.all().delete()
                article.curate(["keywords"])
            case _:
                return
        article.save()
