"""The raw text of an article's capture beside what was read from it: as a page, and at the form."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from archive.curation.evidence import FURNITURE, Mark, Row, Run, abridged, in_lines, runs
from archive.curation.sealing import may_see
from archive.models import Article, Comment, RelatedLink

FIELDS = (
    "title", "dateline", "published", "byline", "body", "source_line", "keyword_line",
    "comments_declared",
)  # fmt: skip


BESIDE = 60_000
"""Characters of a capture that are shown beside the form; its own page shows more."""


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


def may_see_raw(request: HttpRequest, article: Article) -> bool:
    """Whether somebody may see captures, and this one if it is sealed."""
    return request.user.has_perm("archive.view_capture") and may_see(request.user, article)


class Raw(NamedTuple):
    """The text of a capture beside the form, by its lines; `seen` is what has its place in it."""

    lines: list[dict[str, Any]]
    seen: set[str]
    lost: bool = False


def raw_beside(article: Article, comments: Callable[[str], str]) -> Raw | None:
    """None where an article was not read from a capture. `comments` tells where one is edited."""
    if not article.capture:
        return None
    try:
        text = article.capture.text
    except FileNotFoundError:
        return Raw([], set(), lost=True)
    shown = abridged(text, runs(len(text), marks_on(article)), BESIDE)
    seen: set[str] = set()
    return Raw([line_of(text, row, seen, comments) for row in in_lines(text, shown)], seen)


def line_of(text: str, row: Row, seen: set[str], comments: Callable[[str], str]) -> dict[str, Any]:
    """A line as the template writes it; what leads to a field stands where the field begins."""
    pieces = []
    for run in row.runs:
        mark = run.mark if run.is_field else None
        new = mark is not None and mark.anchor not in seen
        if mark:
            seen.add(mark.anchor)
        pieces.append(
            {
                "start": run.start,
                "field": run.mark.field if run.mark else "",
                "anchor": mark.anchor if mark else "",
                "id": f"at-{mark.anchor}" if mark and new else "",
                "label": label_of(mark.field) if mark and run.opens else "",
                "href": form_place(mark, comments) if mark else "",
                "text": "" if run.omitted else text[run.start : run.end].rstrip("\r\n"),
                "omitted": run.length if run.omitted else 0,
            }
        )
    omitted = sum(run.length for run in row.runs) if row.omitted else 0
    return {"number": row.number, "omitted": omitted, "pieces": pieces}


def form_place(mark: Mark, comments: Callable[[str], str]) -> str:
    """Where in the form, or on which page of comments, something is edited."""
    match mark.field:
        case "comment":
            return comments(mark.anchor)
        case "related_link":
            return f"#{mark.anchor}-form"
        case "published":
            return "#id_published_on"
    return f"#id_{mark.field}"


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
