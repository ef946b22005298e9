"""Articles, and the lists of them."""

from collections.abc import Collection, Iterable
from datetime import time
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from archive.dates import Moment, Precision
from archive.headlines import opening
from archive.models.captures import Capture
from archive.models.names import (
    KEY_LENGTH,
    Author,
    AuthorAlias,
    Keyword,
    KeywordAlias,
    Name,
    Settled,
    Source,
    SourceAlias,
    recount,
    stored_key,
)
from archive.models.parts import ArticleKeyword, Comment
from archive.models.permalinks import permalink

LISTED = (
    "title",
    "title_key",
    "status",
    "published_on",
    "published_at",
    "date_precision",
    "date_basis",
    "body",
    "group",
    "source__name",
    "source__key",
)
"""What lists of articles are made of: to read of each all that is known of it takes longer."""
BEGINNING = 1000
"""Characters; to count the words of a whole article for each line of a list takes long."""
TELLING = 8
"""Words of a paragraph from which on it tells what an article is about."""
DATE_FIELDS = ("published_on", "published_at", "date_precision", "date_basis")


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        return self.filter(status=Article.Status.PUBLISHED)

    def known_by_month(self) -> Self:
        """Without those of which no date is known, or only the year."""
        return self.exclude(published_on=None).exclude(date_precision=Article.Precision.YEAR)

    def known_by_day(self) -> Self:
        day = (Article.Precision.DAY, Article.Precision.MINUTE)
        return self.filter(published_on__isnull=False, date_precision__in=day)

    def newest_first(self) -> Self:
        """By date of publication; the undated come last."""
        return self.order_by(
            models.F("published_on").desc(nulls_last=True),
            models.F("published_at").desc(nulls_last=True),
            "id",
        )

    def oldest_first(self) -> Self:
        """By date of publication; the undated come last here too."""
        return self.order_by(
            models.F("published_on").asc(nulls_last=True),
            models.F("published_at").asc(nulls_first=True),
            "-id",
        )

    def before(self, article: "Article") -> Self:
        """What comes after an article of known date in `newest_first`, and so the next one first."""
        hour = article.published_at
        same = Q(published_at=hour, id__gt=article.pk)
        tied = same if hour is None else same | Q(published_at__lt=hour) | Q(published_at=None)
        day = Q(published_on__lt=article.published_on) | tied
        return self.filter(day, published_on__lte=article.published_on).newest_first()

    def after(self, article: "Article") -> Self:
        """What comes before an article of known date in `newest_first`, the nearest first."""
        hour = article.published_at
        same = Q(published_at=hour, id__lt=article.pk)
        later = Q(published_at__isnull=False) if hour is None else Q(published_at__gt=hour)
        day = Q(published_on__gt=article.published_on) | same | later
        return self.filter(day, published_on__gte=article.published_on).oldest_first()

    def update(self, **changed: Any) -> int:
        """As Django's own. It may change how many published articles a name has."""
        if changed.keys().isdisjoint({"status", "source", "author"}):
            return super().update(**changed)
        with transaction.atomic():
            names: dict[type[Name], set[Any]] = {
                model: set(model.objects.filter(articles__in=self).values_list("pk", flat=True))
                for model in (Source, Author, Keyword)
            }
            count = super().update(**changed)
            given: list[tuple[type[Name], Any]] = [
                (Source, changed.get("source")),
                (Author, changed.get("author")),
            ]
            for model, name in given:
                names[model].add(getattr(name, "pk", name))
            for model, ids in names.items():
                recount(model, ids - {None})
        return count

    def editions_of(self, article: "Article") -> Self:
        """The others of its group."""
        return self.filter(group=article.group).exclude(pk=article.pk).exclude(group="")

    def for_listing(self) -> Self:
        """With what a line in a list shows."""
        return self.select_related("source").only(*LISTED).with_comment_count()

    def with_comment_count(self) -> Self:
        shown = Comment.objects.filter(article=models.OuterRef("pk"), hidden=False)
        counted = shown.order_by().values("article").annotate(count=Count("pk")).values("count")
        return self.annotate(comment_count=Coalesce(models.Subquery(counted), 0))

    def with_shown_comments(self) -> Self:
        shown = Comment.objects.filter(hidden=False)
        return self.prefetch_related(models.Prefetch("comments", shown, "shown_comments"))

    def with_keyword_uses(self) -> Self:
        # Left to itself, Django asks for the keywords with one condition each: too many for SQLite.
        uses = ArticleKeyword.objects.select_related("keyword")
        return self.prefetch_related(models.Prefetch("article_keywords", uses, "keyword_uses"))

    def complete(self) -> Self:
        """With everything that readers search: `shown_comments`, `keyword_uses`, `other_names`."""
        aliases = (model.objects.all() for model in (KeywordAlias, SourceAlias, AuthorAlias))
        of_keywords, of_sources, of_authors = aliases
        return (
            self.select_related("source", "author")
            .with_shown_comments()
            .with_keyword_uses()
            .defer("spans", "furniture")
            .prefetch_related(
                models.Prefetch("keyword_uses__keyword__aliases", of_keywords, "other_names"),
                models.Prefetch("source__aliases", of_sources, "other_names"),
                models.Prefetch("author__aliases", of_authors, "other_names"),
            )
        )


class Article(Settled):
    """An article, as `capture` has it: the newest of its captures.

    `sealed` says that its captures are for those alone who may see such. `withdrawal` is what readers
    are told while it is hidden, unless it is untold. `same_as` is shown in its place, and only that has
    hidden it. `group` is the least id among the editions of one article, and empty where there is one
    alone.
    """

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
    title_opening = models.CharField(
        max_length=KEY_LENGTH, db_index=True, blank=True, editable=False
    )
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
    author = models.ForeignKey(
        Author,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("author"),
    )
    author_name = models.TextField(_("author as printed"), blank=True, editable=False)
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
    withdrawal = models.TextField(
        _("why it is shown no more"),
        blank=True,
        help_text=_("Readers who come to its address are told this."),
    )
    withdrawal_untold = models.BooleanField(
        _("the reason is for the desk alone"), default=False, editable=False
    )
    sealed = models.BooleanField(_("capture sealed"), default=False, editable=False)
    same_as = models.ForeignKey(
        "archive.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="twins",
        verbose_name=_("the same article as"),
    )
    group = models.CharField(max_length=12, db_index=True, blank=True, editable=False)
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
            ("take_down_article", "Can take articles down, and seal their captures"),
            ("view_sealed_article", "Can see captures that are sealed"),
        )
        indexes = (
            models.Index(
                fields=("status", "-published_on", "-published_at", "id"),
                name="article_newest_first",
            ),
            # What lists for programs are sorted by lies in these: to read articles takes far longer.
            models.Index(fields=("modified_at", "id"), name="article_by_change"),
            models.Index(
                fields=("status", "modified_at", "id"), name="article_published_by_change"
            ),
            models.Index(fields=("status", "-created_at", "id"), name="article_newest_addition"),
            models.Index(
                fields=("status", "published_on", "date_precision", "date_basis"),
                name="article_by_day",
            ),
            models.Index(
                fields=("source", "status", "-published_on", "-published_at", "id"),
                name="article_of_source",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_title()
        self.settled = False
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return permalink("archive:article", self.pk)

    def fold_title(self) -> None:
        """Note what the headline is known by; links that meant it by a former one look again."""
        former = self.title_key
        self.title_key = stored_key(self.title)
        self.title_opening = opening(self.title_key)
        if former and former != self.title_key:
            reopen_links_to([former])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def shown(self) -> "Article | None":
        """What readers see of it: itself, or what is shown in its place."""
        standing = self if self.is_published else self.same_as
        return standing if standing and standing.is_published else None

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
    def beginning(self) -> str:
        """The first words of the text, of one paragraph; more than a list shows.

        What is too short to tell anything, as a place or a byline, is passed over.
        """
        paragraphs = self.body[:BEGINNING].split("\n\n")
        telling = (one for one in paragraphs if len(one.split()) >= TELLING)
        return next(telling, paragraphs[0])

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


def reopen_links_to(title_keys: Collection[str]) -> None:
    """Let the links that may mean articles with these headlines be resolved anew."""
    openings = {opening(one) for one in title_keys} - {""}
    named = Q(related_links__headline_key__in=title_keys) | Q(
        related_links__headline_opening__in=openings
    )
    Article.objects.filter(named).update(settled=False)
