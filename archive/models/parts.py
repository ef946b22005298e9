"""What an article has many of: keywords, comments, related links."""

from collections.abc import Mapping
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.addresses import ID_LENGTH, public_id_at
from archive.headlines import opening
from archive.models.names import KEY_LENGTH, Keyword, stored_key, touch

COMMENTS_PER_PAGE = 50


class PartOfArticle(models.Model):
    """What an article is found by: to change it is to change the article."""

    article: Any  # each kind of part has its own name for what it is to the article
    article_id: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self._touch_article()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self._touch_article()
        return super().delete(*args, **kwargs)

    def _touch_article(self) -> None:
        articles = type(self.article)._default_manager
        touch(articles.filter(pk=self.article_id))


class ArticleKeyword(PartOfArticle):
    """A keyword of an article, in its printed place and spelling."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="article_keywords")
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


class Pseudonym(models.Model):
    """What readers see in the place of a name that comments are signed with, wherever it stands.

    Comments bear what it says as their author; `name` is how it was printed, for the desk alone. Every
    spelling that folds as it does is the same name.
    """

    name = models.CharField(_("name as printed"), max_length=KEY_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    shown_as = models.CharField(_("shown as"), max_length=KEY_LENGTH)

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.shown_as

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = stored_key(self.name)
        super().save(*args, **kwargs)


def pseudonyms() -> dict[str, Pseudonym]:
    """All of them, by the key of the name that they stand for."""
    return {pseudonym.key: pseudonym for pseudonym in Pseudonym.objects.all()}


class Comment(PartOfArticle):
    """A reader's comment. `number` is the one it was printed with, and its address on the page.

    `position` orders them: it is the number, until a curator moves or divides comments. `joined`
    are the numbers of the comments that were made one with it, whose addresses lead to it. Where a
    pseudonym is shown as its author, `author_printed` keeps what was printed.
    """

    article = models.ForeignKey(
        "archive.Article", models.CASCADE, related_name="comments", verbose_name=_("article")
    )
    number = models.PositiveIntegerField(_("number"))
    position = models.PositiveIntegerField(_("position"), blank=True)
    author = models.TextField(_("author"), blank=True)
    author_key = models.CharField(max_length=KEY_LENGTH, db_index=True, blank=True, editable=False)
    author_printed = models.TextField(_("author as printed"), blank=True, editable=False)
    pseudonym = models.ForeignKey(
        Pseudonym,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="comments",
        verbose_name=_("pseudonym"),
    )
    dateline = models.TextField(_("dateline as printed"), blank=True)
    text = models.TextField(_("text"), help_text=_("A blank line divides two paragraphs."))
    reply_to = models.PositiveIntegerField(_("reply to"), null=True, blank=True)
    joined = models.TextField(_("comments joined to it"), blank=True)
    hidden = models.BooleanField(_("hidden"), default=False)
    curated = models.BooleanField(_("edited by a curator"), default=False, editable=False)
    span = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("position", "number")
        constraints = (
            models.UniqueConstraint(fields=("article", "number"), name="comment_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.position is None:
            self.position = self.number
        self.sign(pseudonyms())
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        page = 1 + self.before // COMMENTS_PER_PAGE
        parameters = f"?comments={page}" if page > 1 else ""
        return f"{self.article.get_absolute_url()}{parameters}#{self.anchor}"

    def sign(self, pseudonyms: Mapping[str, Pseudonym]) -> Self:
        """Note what its author is known by, and show a pseudonym in the place of a name that has one."""
        self.author_key = stored_key(self.author)
        if pseudonym := pseudonyms.get(self.author_key):
            self.author_printed, self.pseudonym = self.author, pseudonym
            self.author = pseudonym.shown_as
            self.author_key = stored_key(self.author)
        return self

    def unsign(self) -> Self:
        """Show the printed name again."""
        self.author, self.author_printed, self.pseudonym = self.author_printed, "", None
        return self.sign({})

    @property
    def before(self) -> int:
        """How many comments readers see above it."""
        fetched: list[Comment] | None = getattr(self.article, "shown_comments", None)
        if fetched is not None:
            return sum(other.place < self.place for other in fetched)
        earlier = Q(position__lt=self.position) | Q(position=self.position, number__lt=self.number)
        shown: models.QuerySet[Comment] = self.article.comments.filter(hidden=False)
        return shown.filter(earlier).count()

    @property
    def place(self) -> tuple[int, int]:
        """By which comments are ordered."""
        return self.position, self.number

    @property
    def anchor(self) -> str:
        return f"comment-{self.number}"

    @property
    def joined_numbers(self) -> list[int]:
        return [int(number) for number in self.joined.split() if number.isdecimal()]

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")


class RelatedLink(models.Model):
    """A headline the page pointed to, resolved to an article here or not yet.

    `leads_to` is the public id that the article at its address has, once that is here.
    """

    article = models.ForeignKey(
        "archive.Article", models.CASCADE, related_name="related_links", verbose_name=_("article")
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
        "archive.Article",
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
