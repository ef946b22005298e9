"""What was published, as the archive keeps it."""

from collections.abc import Collection, Iterable
from datetime import datetime, time
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import captures
from archive.addresses import ID_LENGTH, public_id_at
from archive.batches import batched
from archive.dates import Moment, Precision
from archive.filing import DIGITS, filed_under, letter
from archive.flags import EXPLANATIONS, FlagKind
from archive.headlines import opening
from archive.text import in_isolates, key

KEY_LENGTH = 255
AT_ONCE = 500
"""Rows that are named in one query."""
COMMENTS_PER_PAGE = 50
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
    site = models.CharField(_("site"), max_length=255, blank=True, db_index=True)
    rules = models.TextField(_("rules it was read by"), blank=True)
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

    def in_use(self) -> Self:
        """Those of published articles."""
        return self.filter(article_count__gt=0)

    def beginning(self, typed: str) -> Self:
        """Those filed under a beginning, or spelt so; of digits, any."""
        if typed == DIGITS:
            return self.filter(filed_under__gte="0", filed_under__lt=":")
        folded = stored_key(typed)
        if not folded:
            return self
        return self.filter(Q(filed_under__startswith=folded) | Q(key__startswith=folded))

    def letters(self) -> list[str]:
        """The letters of the catalogue, in its order."""
        firsts = self.annotate(first=Substr("filed_under", 1, 1)).values_list("first", flat=True)
        return list(dict.fromkeys(map(letter, firsts.order_by("first").distinct())))

    def largest_first(self) -> Self:
        return self.order_by("-article_count", "filed_under", "pk")


def recount(model: "type[Name]", ids: Iterable[int]) -> None:
    """Count the published articles of some names anew."""
    field = model.articles.field.name
    articles = Article.objects.published().filter(**{field: models.OuterRef("pk")})
    counted = articles.order_by().values(field).annotate(count=Count("pk")).values("count")
    ordered = sorted(set(ids))
    with transaction.atomic():
        for batch in batched(ordered, AT_ONCE):
            some = model.objects.filter(pk__in=batch).order_by("pk")
            # Who changes another article of a name meanwhile waits, and then counts this one too.
            list(some.select_for_update().values_list("pk"))
            some.update(article_count=Coalesce(models.Subquery(counted), 0))


class Name(Settled):
    """A name the archive knows things by. Spellings that fold alike are one name."""

    name = models.CharField(_("name"), max_length=KEY_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    filed_under = models.CharField(max_length=KEY_LENGTH, default="", editable=False)
    article_count = models.PositiveIntegerField(_("articles"), default=0, editable=False)
    curated = models.BooleanField(_("spelling chosen by a curator"), default=False, editable=False)

    objects = NameQuerySet.as_manager()
    aliases: Any  # of the model's own kind of Alias
    articles: Any
    other_names: list[Any]  # the aliases, where they were fetched with an article

    class Meta:
        abstract = True
        ordering = ("name",)
        indexes = (
            models.Index(fields=("filed_under", "article_count"), name="%(class)s_filed"),
            models.Index(fields=("-article_count", "filed_under"), name="%(class)s_by_size"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A changed name leaves the old one behind as an alias, so that its address still leads."""
        self.key = stored_key(self.name)
        self.filed_under = filed_under(self.name)[:KEY_LENGTH]
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


class Author(Name):
    """A person whose name stands in bylines."""

    class Meta(Name.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def get_absolute_url(self) -> str:
        return reverse("archive:author", args=[self.slug])


class AuthorAlias(Alias):
    of = models.ForeignKey(Author, models.CASCADE, related_name="aliases", verbose_name=_("author"))

    class Meta(Alias.Meta):
        verbose_name = _("alias of an author")
        verbose_name_plural = _("aliases of an author")


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
        shown = Comment.objects.filter(article=models.OuterRef("pk"), hidden=False)
        counted = shown.order_by().values("article").annotate(count=Count("pk")).values("count")
        return self.select_related("source").annotate(
            comment_count=Coalesce(models.Subquery(counted), 0)
        )

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

    `group` is the least id among the editions of one article, and empty where there is one alone.
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
        return reverse("archive:article", args=[self.pk])

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
        page = 1 + self.before // COMMENTS_PER_PAGE
        parameters = f"?comments={page}" if page > 1 else ""
        return f"{self.article.get_absolute_url()}{parameters}#{self.anchor}"

    @property
    def before(self) -> int:
        """How many comments readers see above it."""
        fetched: list[Comment] | None = getattr(self.article, "shown_comments", None)
        if fetched is not None:
            return sum(other.number < self.number for other in fetched)
        return self.article.comments.filter(hidden=False, number__lt=self.number).count()

    @property
    def anchor(self) -> str:
        return f"comment-{self.number}"

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")


def reopen_links_to(title_keys: Collection[str]) -> None:
    """Let the links that may mean articles with these headlines be resolved anew."""
    openings = {opening(one) for one in title_keys} - {""}
    named = Q(headline_key__in=title_keys) | Q(headline_opening__in=openings)
    linking = RelatedLink.objects.filter(named).values("article")
    Article.objects.filter(pk__in=linking).update(settled=False)


class RelatedLink(models.Model):
    """A headline the page pointed to, resolved to an article here or not yet.

    `leads_to` is the public id that the article at its address has, once that is here.
    """

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="related_links", verbose_name=_("article")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    headline = models.TextField(_("headline"))
    headline_key = models.CharField(max_length=KEY_LENGTH, db_index=True, editable=False)
    headline_opening = models.CharField(
        max_length=KEY_LENGTH, db_index=True, blank=True, editable=False
    )
    url = models.URLField(_("address"), max_length=2000, blank=True)
    leads_to = models.CharField(max_length=ID_LENGTH, db_index=True, blank=True, editable=False)
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
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> Self:
        """Note what the article it means is found by."""
        self.headline_key = stored_key(self.headline)
        self.headline_opening = opening(self.headline_key)
        self.leads_to = public_id_at(self.url)
        return self


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
        values = {name: in_isolates(str(value)) for name, value in self.values.items()}
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


class Band(models.Model):
    """A number that articles which are much alike have in common: see `archive.editions`."""

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
        """Record a curator's decision; `archive.kinship.regroup` carries it out."""
        self.decision = decision
        self.decided_by = user if decision else None
        self.decided_at = timezone.now() if decision else None
        self.save()
