"""Every door by which something could reach a reader."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from django.test import Client
from django.urls import reverse

from archive.citing.citations import FORMATS
from archive.citing.exports import EXPORTS, PARAMETER
from archive.models import Article, Name


def addresses(article: Article, words: Sequence[str], others: Sequence[Article]) -> Iterator[str]:
    """The addresses of an article and of all that could tell of it; `words` are asked for."""
    page = article.get_absolute_url()
    yield from (page, f"{page}capture.txt", f"{page}?comments=2")
    yield from (f"{page[:-1]}.{suffix}" for suffix in FORMATS)
    yield from (f"{page}captures/{one.sha256}/" for one in article.captures.all())
    for other in others:
        yield other.get_absolute_url()
        yield reverse("archive:beside", args=[other.pk, article.pk])
        yield reverse("archive:beside", args=[article.pk, other.pk])
        yield f"/api/v1/articles/{other.pk}"
    yield f"/api/v1/articles/{article.pk}"
    lists = ["/dates/", "/dates/undated/", "/dates/approximate/", "/dates/2022/"]
    names: list[Name | None] = [article.source, article.author]
    names += [use.keyword for use in article.article_keywords.select_related("keyword")]
    lists += [name.get_absolute_url() for name in names if name]
    searches = [f"/search/?q={quote(word)}" for word in words]
    searches += [f"/search/?q={quote(f'{field}:{word}')}" for word in words for field in FIELDS]
    for address in (*lists, *searches):
        yield address
        mark = "&" if "?" in address else "?"
        yield from (f"{address}{mark}{PARAMETER}={name}" for name in EXPORTS)
    yield from (f"{address}feed/" for address in lists if "undated" not in address)
    yield from ("/", "/sources/", "/authors/", "/keywords/", "/about/", "/statistics/", "/api/")
    for name in ("articles", "sources", "authors", "keywords", "months", "lists"):
        yield f"/sitemap-{name}.xml"
    yield "/sitemap.xml"
    for verb in ("ListRecords", "ListIdentifiers"):
        yield f"/oai/?verb={verb}&metadataPrefix=oai_dc"
    yield f"/oai/?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:{article.pk}"
    yield "/oai/?verb=ListSets"
    yield from (f"/api/v1/{name}" for name in ("articles", "sources", "authors", "keywords"))
    for word in words:
        asked = quote(word)
        yield f"/search/feed/?q={asked}"
        yield f"/api/v1/search?q={asked}"
        yield f"/search/help/?word={asked}"
        for length in range(2, len(word)):
            begun = quote(word[:length])
            yield f"/search/suggest/?q={begun}"
            yield f"/search/opensearch.json?q={begun}"


_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
FIELDS = ("عنوان", "نص", "تعليق", "كاتب", "كلمة", "مصدر")


def telling(client: Client, doors: Iterable[str], *secrets: str) -> dict[str, list[str]]:
    """The doors that tell one of some secrets, beyond repeating what was asked."""
    found: dict[str, list[str]] = {}
    for address in doors:
        response = client.get(address)
        body: Any = b"".join(response.streaming_content) if response.streaming else response.content
        text = unquote(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), body.decode()))
        told = [one for one in secrets if one in text and one not in unquote(address)]
        if told:
            found[address] = told
    return found
