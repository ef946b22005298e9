"""Correcting what a flag is about, beside the flag: a form of no more fields than that."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import Day, PlainText, TimeOfDay, TypedForm
from archive.admin.naming import by_name, make_names
from archive.curation.roles import may_change
from archive.flags import CONCERNED, FlagKind
from archive.intake.rows import write_author, write_keywords
from archive.models import DATE_FIELDS, Article, Comment, Flag, RelatedLink, Source
from archive.text import undirected

BODY = "body"
"""The subject of a flag about an article's own text; of a comment's it is that one's anchor."""
LINK = "link-"
"""What the subject of a flag about a link begins with; its position follows."""
MOST_CANDIDATES = 20


def mark_as_set(article: Article, changed: Collection[str]) -> None:
    """Note that a person has set these fields, and bring along what follows from them."""
    fields = set(changed)
    if not article.published_on:
        article.published_at, article.date_precision = None, ""
    if fields.intersection(DATE_FIELDS):
        if "date_basis" not in fields:
            article.date_basis = Article.DateBasis.CURATED if article.published_on else ""
        if article.published_on and not article.date_precision:
            article.date_precision = (
                Article.Precision.MINUTE if article.published_at else Article.Precision.DAY
            )
        fields.update(DATE_FIELDS)
    if "byline" in fields and "author" not in fields and not article.is_curated("author"):
        write_author(article)
    article.curate(fields - {"status", "withdrawal"})


class SourceByName(forms.ModelChoiceField):
    """A source, by any spelling that is known; a name that is not is a new source."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Source.objects.get(pk=value).name
        return value

    def to_python(self, value: Any) -> Source | None:
        name = str(value or "").strip()
        if not name:
            return None
        source: Source = by_name(Source, name)
        source.curated |= source.pk is None
        return source

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Another spelling of the same source, or nothing but spaces, changes nothing."""
        try:
            return self.to_python(data) != Source.objects.filter(pk=initial).first()
        except ValidationError:
            return True


class Lines(PlainText):
    """What is given one on each line, each once; empty lines are none."""

    def to_python(self, value: Any) -> str:
        lines = map(str.strip, undirected(super().to_python(value)).split("\n"))
        return "\n".join(dict.fromkeys(filter(None, lines)))


class Correction(forms.ModelForm):
    """One entry, and the fields of it that are in question."""

    def carry_out(self, article: Article) -> None:
        """Save it as set by a person; `article` is what it belongs to, and is not saved."""
        self.instance.curated = True
        self.instance.save()


class ArticleCorrection(TypedForm, Correction):
    def carry_out(self, article: Article) -> None:
        make_names(article, "source")
        mark_as_set(article, self.changed_data)
        article.save()


class KeywordsCorrection(Correction):
    keywords = Lines(
        label=_("keywords"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One on each line."),
    )

    class Meta:
        model = Article
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uses = self.instance.article_keywords.select_related("keyword")
        self.initial["keywords"] = "\n".join(use.keyword.name for use in uses)

    def carry_out(self, article: Article) -> None:
        write_keywords(article, self.cleaned_data["keywords"].split("\n"))
        article.curate(["keywords"])
        article.save()


class CandidateField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Article) -> str:
        day = obj.published.isoformat() if obj.published else ""
        return " · ".join(filter(None, [obj.title, str(obj.source or ""), day]))


class LinkCorrection(Correction):
    target = CandidateField(
        Article.objects.none(),
        label=_("article in this archive"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    class Meta:
        model = RelatedLink
        fields = ("target",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.queryset = candidates_for(self.instance)


def candidates_for(link: RelatedLink) -> QuerySet[Article]:
    """The articles that a link may mean, by its address or its headline."""
    meant = Q(pk=link.leads_to or None)
    for field in ("headline_key", "headline_opening"):
        if known_by := getattr(link, field):
            meant |= Q(**{field.replace("headline", "title"): known_by})
    others = Article.objects.filter(meant).exclude(pk=link.article_id)
    chosen = others.newest_first().values("pk")[:MOST_CANDIDATES]
    return Article.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))).select_related(
        "source"
    )


WIDGETS: dict[str, Any] = {
    "title": forms.Textarea(attrs={"rows": 2}),
    "byline": forms.TextInput,
    "body": forms.Textarea(attrs={"rows": 8}),
    "text": forms.Textarea(attrs={"rows": 8}),
    "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "published_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    "source": forms.TextInput(attrs={"list": "sources"}),
}
FIELD_CLASSES = {
    "title": PlainText,
    "byline": PlainText,
    "body": PlainText,
    "text": PlainText,
    "published_on": Day,
    "published_at": TimeOfDay,
    "source": SourceByName,
}


def part_in_question(flag: Flag) -> Comment | RelatedLink | None:
    """The comment or the link that a flag is about, if it is about one that is still there."""
    article = flag.article
    if flag.subject.startswith(LINK):
        links = article.related_links.filter(position=flag.subject.removeprefix(LINK))
        return links.order_by("curated", "pk").first()
    kind, _dash, number = flag.subject.partition("-")
    return article.comments.filter(number=number).first() if kind == "comment" else None


def correction_of(flag: Flag, user: Any, data: Any = None) -> Correction | None:
    """The form to correct it with; None where that takes the article's whole desk, or another person."""
    if not may_change(user, flag.article):
        return None
    made = form_for(flag)
    if not made:
        return None
    kind, entry = made
    return kind(data, instance=entry)


def form_for(flag: Flag) -> tuple[type[Correction], Any] | None:
    article = flag.article
    match CONCERNED[FlagKind(flag.kind)]:
        case ():
            return None
        case ("keywords",):
            return KeywordsCorrection, article
        case ("target",):
            link = part_in_question(flag)
            return (LinkCorrection, link) if link else None
        case ("text",) if flag.subject != BODY:
            comment = part_in_question(flag)
            return (form_of(Comment, ("text",), Correction), comment) if comment else None
        case ("text",):
            return form_of(Article, (BODY,), ArticleCorrection), article
        case fields:
            return form_of(Article, fields, ArticleCorrection), article


def form_of(model: Any, fields: Collection[str], form: type[Correction]) -> type[Correction]:
    made: Any = forms.modelform_factory(
        model,
        form=form,
        fields=tuple(fields),
        widgets={name: WIDGETS[name] for name in WIDGETS if name in fields},
        field_classes={name: FIELD_CLASSES[name] for name in FIELD_CLASSES if name in fields},
    )
    return made  # type: ignore[no-any-return]
