"""Sources, authors and keywords: what articles are browsed by."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.batches import batched
from archive.models.people import person
from archive.models.permalinks import permalink
from archive.names.filing import DIGITS, filed_under, letter
from archive.text import in_isolates, key, undirected

KEY_LENGTH = 255
AT_ONCE = 500
"""Rows that are named in one query."""


FIRSTS = """
    WITH RECURSIVE met(filed) AS (
        SELECT min(filed_under) FROM NAMES WHERE article_count <> 0 AND filed_under > ''
        UNION ALL
        SELECT (
            SELECT min(filed_under) FROM NAMES
            WHERE article_count <> 0 AND filed_under >= char(unicode(met.filed) + 1)
        ) FROM met WHERE met.filed IS NOT NULL
    )
    SELECT substr(met.filed, 1, 1) FROM met WHERE met.filed IS NOT NULL
"""
"""The first characters of names, each found in the index where the one before ends: SQLite reads all
names otherwise, of which there may be a hundred thousand."""


def stored_key(text: str) -> str:
    """The fold by which names and headlines are compared in the database."""
    return key(text)[:KEY_LENGTH]


def slug_of(key: str) -> str:
    """The last part of the address that a name is reached by."""
    return key.replace(" ", "_")


def touch(articles: models.QuerySet[Any]) -> None:
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
    def named(self, *spellings: str) -> Self:
        """Those that spellings belong to, their own or an alias."""
        keys = [stored_key(spelling) for spelling in spellings]
        aliases: Any = self.model.aliases.rel.related_model
        known = aliases._default_manager.filter(key__in=keys).values("of")
        return self.filter(Q(key__in=keys) | Q(pk__in=known))

    def at(self, slug: str) -> "tuple[Any, Alias | None]":
        """The name that an address leads to, or None, and the alias it leads there by."""
        folded = stored_key(self.model.spelling_of(slug))
        if name := self.filter(key=folded).first():
            return name, None
        aliases = self.model.aliases.rel.related_model.objects
        alias = aliases.filter(key=folded).select_related("of").first()
        return (alias.of, alias) if alias else (None, None)

    def in_use(self) -> Self:
        """Those of published articles."""
        # Said so, it keeps SQLite from going through all of them by size before it sorts them.
        return self.exclude(article_count=0)

    def beginning(self, typed: str) -> Self:
        """Those filed under a letter; under a longer beginning, or spelt so; of digits, any."""
        if typed == DIGITS:
            return self.filter(filed_under__gte="0", filed_under__lt=":")
        folded = stored_key(typed)
        if not folded:
            return self
        filed = Q(filed_under__startswith=folded)
        return self.filter(filed if len(folded) == 1 else filed | Q(key__startswith=folded))

    def letters(self) -> list[str]:
        """The letters of the catalogue of what is in use, in its order."""
        return list(dict.fromkeys(map(letter, self._firsts())))

    def _firsts(self) -> list[str]:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(FIRSTS.replace("NAMES", self.model._meta.db_table))
                return [first for (first,) in cursor.fetchall()]
        used = self.in_use().annotate(first=Substr("filed_under", 1, 1))
        return list(used.order_by("first").values_list("first", flat=True).distinct())

    def largest_first(self) -> Self:
        return self.order_by("-article_count", "filed_under", "pk")


class Distinction(models.Model):
    """Two names that a person says are not one, by their keys, of which the first is the lesser.

    It outlives the names: what an import brings back is not asked of again.
    """

    class Kind(models.TextChoices):
        SOURCE = "source", _("source")
        AUTHOR = "author", _("author")
        KEYWORD = "keyword", _("keyword")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    first = models.CharField(max_length=KEY_LENGTH)
    second = models.CharField(max_length=KEY_LENGTH)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("distinction")
        verbose_name_plural = _("distinctions")
        default_permissions = ()
        ordering = ("-decided_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "first", "second"), name="distinction_once_per_pair"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


def recount(model: "type[Name]", ids: Iterable[int]) -> None:
    """Count the published articles of some names anew."""
    link = model.articles.field
    articles = link.model.objects.published().filter(**{link.name: models.OuterRef("pk")})
    counted = articles.order_by().values(link.name).annotate(count=Count("pk")).values("count")
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
        self.name = undirected(self.name)
        self.key = stored_key(self.name)
        self.filed_under = filed_under(self.name)[:KEY_LENGTH]
        self.settled = False
        old = type(self).objects.filter(pk=self.pk).exclude(key=self.key).first()
        super().save(*args, **kwargs)
        if old:
            self.aliases.get_or_create(key=old.key, defaults={"name": old.name})
            touch(self.articles.all())

    def get_absolute_url(self) -> str:
        return permalink(f"archive:{self._meta.model_name}", self.slug)

    def clean(self) -> None:
        refuse_taken_name(type(self), self.name, except_for=self.pk)

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    @property
    def slug(self) -> str:
        return slug_of(self.key)

    @staticmethod
    def spelling_of(slug: str) -> str:
        """The words of an address, for `named` to look up."""
        return slug.replace("_", " ")


class Alias(models.Model):
    """Another spelling of a name, which leads to it."""

    name = models.CharField(_("alias"), max_length=KEY_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    reason = models.CharField(_("why it leads there"), max_length=KEY_LENGTH, blank=True)
    of: Any  # the name it leads to

    class Meta:
        abstract = True
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = undirected(self.name)
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
                _("This spelling already leads to “%(name)s”."),
                params={"name": in_isolates(self.of.name)},
            )


def refuse_taken_name(model: type[Name], name: str, except_for: int | None) -> None:
    """Raises ValidationError if a spelling is empty to a search or leads to another name already."""
    if not stored_key(name):
        raise ValidationError(_("A name needs at least one letter or digit."))
    taken = model.objects.named(name).exclude(pk=except_for).first()
    if taken:
        raise ValidationError(
            _("This spelling already leads to “%(name)s”."),
            params={"name": in_isolates(taken.name)},
        )


class Source(Name):
    """Who published."""

    class Meta(Name.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")


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


class AuthorAlias(Alias):
    of = models.ForeignKey(Author, models.CASCADE, related_name="aliases", verbose_name=_("author"))

    class Meta(Alias.Meta):
        verbose_name = _("alias of an author")
        verbose_name_plural = _("aliases of an author")


class Keyword(Name):
    class Meta(Name.Meta):
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")


class KeywordAlias(Alias):
    of = models.ForeignKey(
        Keyword, models.CASCADE, related_name="aliases", verbose_name=_("keyword")
    )

    class Meta(Alias.Meta):
        verbose_name = _("alias of a keyword")
        verbose_name_plural = _("aliases of a keyword")
