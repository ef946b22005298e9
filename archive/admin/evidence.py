"""The raw text of an article's capture beside what was read from it, as a page of the admin."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from archive.curation.evidence import FURNITURE, Mark, Run, abridged, runs
from archive.models import Article, Comment, RelatedLink

FIELDS = (
    "title", "dateline", "published", "byline", "body", "source_line", "keyword_line",
    "comments_declared",
)  # fmt: skip


class Part(NamedTuple):
    """Something that was read: its kind and label, what it is, and where in the text it begins."""

    field: str
    label: str
    value: Any
    anchor: str
    curated: bool
    seen: bool


def evidence_page(site: AdminSite, request: HttpRequest, article: Article) -> TemplateResponse:
    """What is not there or too long to show is said, and never an error."""
    text, lost = "", False
    try:
        text = article.capture.text if article.capture else ""
    except FileNotFoundError:
        lost = True
    marks = list(marks_on(article))
    shown = list(abridged(text, runs(len(text), marks)))
    seen = {run.mark.anchor for run in shown if run.mark and not run.omitted}
    context = {
        **site.each_context(request),
        "title": _("Raw text beside what was read"),
        "article": article,
        "lost": lost,
        "parts": list(parts_of(article, seen)),
        "stretches": list(stretches(text, shown)),
    }
    return TemplateResponse(request, "admin/archive/article/evidence.html", context)


def marks_on(article: Article) -> Iterator[Mark]:
    for field, spans in article.spans.items():
        yield from (Mark(start, end, field, field) for start, end in spans)
    for comment in article.comments.all():
        yield from placed(comment, "comment", comment.anchor)
    for link in article.related_links.all():
        yield from placed(link, "related_link", f"link-{link.pk}")
    yield from (Mark(start, end, FURNITURE) for start, end, _kind in article.furniture)


def placed(entry: Comment | RelatedLink, field: str, anchor: str) -> Iterator[Mark]:
    if entry.span:
        start, end = entry.span
        yield Mark(start, end, field, anchor)


def stretches(text: str, shown: list[Run]) -> Iterator[dict[str, Any]]:
    """What the template writes: a place that is linked to has its name once."""
    named: set[str] = set()
    for run in shown:
        mark = run.mark
        anchor = mark.anchor if mark and run.opens and mark.anchor not in named else ""
        named.add(anchor)
        yield {
            "field": mark.field if mark else "",
            "label": label_of(mark.field) if mark and run.opens and run.is_field else "",
            "anchor": anchor,
            "text": "" if run.omitted else text[run.start : run.end],
            "omitted": run.length if run.omitted else 0,
        }


def parts_of(article: Article, seen: set[str]) -> Iterator[Part]:
    for field in FIELDS:
        value = getattr(article, field)
        if value or field in article.spans:
            curated = article.is_curated("published_on" if field == "published" else field)
            yield Part(field, label_of(field), value, field, curated, field in seen)
    for comment in article.comments.all():
        label, anchor = f"{label_of('comment')} {comment.number}", comment.anchor
        yield Part("comment", label, comment, anchor, comment.curated, anchor in seen)
    for link in article.related_links.all():
        label, anchor = label_of("related_link"), f"link-{link.pk}"
        yield Part("related_link", label, link.headline, anchor, link.curated, anchor in seen)


def label_of(field: str) -> str:
    """A field's name, as the article's form has it."""
    match field:
        case "comment":
            return str(Comment._meta.verbose_name)
        case "related_link":
            return str(RelatedLink._meta.verbose_name)
        case "published":
            field = "published_on"
    return str(Article._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
