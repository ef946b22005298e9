"""The archive as libraries harvest it: articles as records of Dublin Core, sources as sets."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import regex
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.addresses import web_address
from archive.models import Article, ArticleQuerySet, Source
from archive.programs import cursors, oai
from archive.programs.oai import Code, Element, Record, Refused, Request, Verb
from archive.programs.openness import readable_anywhere
from archive.programs.xml import line, representable
from archive.text import is_arabic

LENGTH = 100
"""Of one part of a list."""
ORDER: cursors.Order = ("modified_at", "id")
"""An article that changes while it is harvested comes once more, and none is passed over."""
SET = "source-%d"

_SET = regex.compile("source-([0-9]{1,18})")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@readable_anywhere
def harvest(request: HttpRequest) -> HttpResponse:
    base, now = request.build_absolute_uri(request.path), timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    asked = None
    try:
        asked = oai.read(dict(given.lists()))
        oai.check_format(asked)
        document = oai.answer(base, now, asked, ANSWERS[asked.verb](request, asked))
    except Refused as refused:
        document = oai.refusal(base, now, asked, refused)
    return HttpResponse(document, content_type="text/xml; charset=utf-8")


def host(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""


def identify(request: HttpRequest, asked: Request) -> Element:
    first = Article.objects.order_by(*ORDER).values_list("modified_at", flat=True).first()
    return oai.identify(
        oai.Repository(
            name=_("Warraq"),
            base=request.build_absolute_uri(request.path),
            email=f"webmaster@{host(request)}",
            earliest=first or timezone.now(),
        )
    )


def formats(request: HttpRequest, asked: Request) -> Element:
    if identifier := asked.arguments.get("identifier"):
        identified(request, identifier)
    return oai.formats()


def sets(request: HttpRequest, asked: Request) -> Element:
    if oai.TOKEN in asked.arguments:
        raise Refused(Code.BAD_TOKEN, "The sets are one list, without parts.")
    named = [(SET % source.pk, line(source.name)) for source in Source.objects.in_use()]
    if not named:
        raise Refused(Code.NO_SETS, "No article names its source.")
    return oai.sets(named)


def records(request: HttpRequest, asked: Request) -> Element:
    """A part of the list, and where the next begins."""
    selection, last = asked.arguments, None
    if oai.TOKEN in selection:
        selection, last = continued(asked.verb, selection[oai.TOKEN])
    chosen = selected(selection)
    shown = (headers if asked.verb is Verb.IDENTIFIERS else complete)(Article.objects.all())
    found, end = cursors.following(chosen, shown, ORDER, last, LENGTH)
    if not found and last is None:
        raise Refused(Code.NO_RECORDS, "Nothing changed then, or nothing is in this set.")
    following = "" if last else None
    if end:
        following = cursors.token(asked.verb, [{**selection}, end])
    some = (record(request, article, asked.verb) for article in found)
    return oai.records(asked.verb, some, following)


def continued(verb: Verb, token: str) -> tuple[dict[str, str], list[str | None]]:
    """What a token goes on with, and after what. Raises Refused."""
    try:
        selection, last = cursors.read(verb, token)
    except cursors.BadToken:
        raise Refused(Code.BAD_TOKEN, "Nothing goes on with this.") from None
    return selection, last


def selected(selection: Any) -> QuerySet[Article]:
    """The articles of a set that changed in a time, hidden ones as well. Raises Refused."""
    time = oai.span(selection)
    chosen = Article.objects.all()
    if time.start:
        chosen = chosen.filter(modified_at__gte=time.start)
    if time.stop:
        chosen = chosen.filter(modified_at__lt=time.stop)
    if "set" in selection:
        named = _SET.fullmatch(selection["set"])
        chosen = chosen.filter(source_id=int(named[1])) if named else chosen.none()
    return chosen


def headers(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles.only("modified_at", "status", "source_id")


def complete(articles: ArticleQuerySet) -> ArticleQuerySet:
    return (
        articles.select_related("source", "capture").with_keyword_uses().defer("spans", "furniture")
    )


def one_record(request: HttpRequest, asked: Request) -> Element:
    article = identified(request, asked.arguments["identifier"])
    return oai.records(asked.verb, [record(request, article, asked.verb)], None)


def identified(request: HttpRequest, identifier: str) -> Article:
    """The article of an identifier. Raises Refused."""
    begins = f"oai:{host(request)}:"
    found = None
    if identifier.startswith(begins):
        key = representable(identifier.removeprefix(begins))  # no database takes a NUL
        found = complete(Article.objects.filter(pk=key)).first()
    if not found:
        raise Refused(Code.NO_IDENTIFIER, "No article has this identifier.")
    return found


def record(request: HttpRequest, article: Article, verb: Verb) -> Record:
    """An article as a record; of a hidden one nothing is told but that it is gone."""
    shown = article.is_published
    return Record(
        identifier=f"oai:{host(request)}:{article.pk}",
        changed=article.modified_at,
        sets=(SET % article.source_id,) if shown and article.source_id else (),
        deleted=not shown,
        terms=tuple(terms(request, article)) if shown and verb is not Verb.IDENTIFIERS else (),
    )


def terms(request: HttpRequest, article: Article) -> Iterator[tuple[str, str]]:
    """Those of Dublin Core that have a value."""
    moment = article.published
    captured_at = article.capture.address if article.capture else ""
    valued = [
        ("title", article.title),
        ("creator", article.byline),
        *(("subject", use.keyword.name) for use in article.keyword_uses),
        ("description", article.paragraphs[0] if article.paragraphs else ""),
        ("publisher", article.source.name if article.source else ""),
        ("date", moment.isoformat().partition("T")[0] if moment else ""),
        ("type", "Text"),
        ("identifier", request.build_absolute_uri(reverse("archive:article", args=[article.pk]))),
        ("source", web_address(captured_at)),
        ("language", "ar" if is_arabic(article.title + article.body) else ""),
    ]
    return ((term, line(value)) for term, value in valued if line(value))


ANSWERS: dict[Verb, Callable[[HttpRequest, Request], Element]] = {
    Verb.IDENTIFY: identify,
    Verb.FORMATS: formats,
    Verb.SETS: sets,
    Verb.IDENTIFIERS: records,
    Verb.RECORDS: records,
    Verb.RECORD: one_record,
}
