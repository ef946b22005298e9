"""What a page tells machines of itself: JSON-LD, meta elements, microdata, and its own address.

Papers fill these in with care or not at all: a headline may carry the paper's name, keywords may be
the first words of the text, an author may be the paper. So everything here is a claim, which the
printed page has to bear out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import regex

from archive import dates
from archive.names import keywords
from archive.readers.landmarks import furniture_of
from archive.readers.webpage.document import Document
from archive.text import clean

# By the names of meta elements and of microdata, the best first.
NAMES = {
    "title": "og:title headline twitter:title dc.title parsely-title sailthru.title",
    "date": """article:published_time datepublished og:published_time pubdate publishdate
        publish-date publish_date date dc.date dc.date.issued dc.date.created dcterms.created
        parsely-pub-date sailthru.date cxenseparse:recs:publishtime""",
    "byline": "author article:author dc.creator creator parsely-author sailthru.author byl",
    "keywords": "article:tag news_keywords keywords parsely-tags sailthru.tags",
    "source": "og:site_name dc.publisher publisher",
    "address": "og:url parsely-link",
    "body": "articlebody",
    "count": "commentcount",
    "kind": "og:type",
}
# What browsers and their extensions write into what they save.
SAVED_FROM = regex.compile(
    r"<!--\s+saved from url=\(\d+\)(?P<url>\S+?)\s*-->|Page saved with SingleFile\s+url:\s*(?P<url>\S+)"
)
_CONTAINERS = ("@graph", "mainEntity")
LONGEST_HOST = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    titles: tuple[str, ...] = ()
    """Headlines, the best first; the window's title is the last."""
    published: dates.Moment | None = None
    byline: str = ""
    keywords: tuple[str, ...] = ()
    source: str = ""
    address: str = ""
    body: str = ""
    comments_declared: int | None = None
    is_article: bool = False


def claims_of(document: Document, address: str = "") -> Claims:
    """Everything a page says of itself; `address` is what the capture is known to be from."""
    article = next(articles_in(document), {})
    named = named_values(document)

    def first(name: str, *others: str) -> str:
        return next(filter(None, [*others, *values(named, name)]), "")

    window = clean(document.root.findtext(".//title") or "")
    titles = [text_of(article, "headline"), *values(named, "title"), window]
    dated = [text_of(article, "datePublished"), *values(named, "date")]
    own = own_address(document, article, named) or address
    count = first("count", text_of(article, "commentCount"))
    return Claims(
        titles=tuple(dict.fromkeys(filter(None, titles))),
        published=next(filter(None, map(moment, dated)), None),
        byline=first("byline", " ، ".join(names_of(article.get("author")))),
        keywords=tuple(split(listed(article.get("keywords")) or values(named, "keywords"))),
        source=first("source", *names_of(article.get("publisher"))),
        address=own,
        body=first("body", text_of(article, "articleBody")),
        comments_declared=int(count) if count.isdecimal() else None,
        is_article=bool(article) or "article" in values(named, "kind"),
    )


def articles_in(document: Document) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects that describe an article; what is only listed there is another's."""
    for script in document.root.iterfind(".//script[@type='application/ld+json']"):
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from articles_among(found)


def articles_among(found: object) -> Iterator[dict[str, Any]]:
    if isinstance(found, list):
        for one in found:
            yield from articles_among(one)
    elif isinstance(found, dict):
        kinds = found.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(str(kind).endswith(("Article", "BlogPosting")) for kind in kinds):
            yield found
        for name in _CONTAINERS:
            yield from articles_among(found.get(name))


def text_of(article: dict[str, Any], name: str) -> str:
    value = article.get(name)
    return clean(str(value)) if isinstance(value, str | int) else ""


def names_of(value: object) -> list[str]:
    """The names of persons or publishers, given as text, as objects, or as a list of them."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return [name for one in value for name in names_of(one)]
    return [clean(value)] if isinstance(value, str) and clean(value) else []


def listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else names_of(value)


def named_values(document: Document) -> dict[str, list[str]]:
    """What meta elements and microdata say, by their names in small letters."""
    found: dict[str, list[str]] = {}
    for element in document.root.iterfind(".//*[@content]"):
        for attribute in ("property", "name", "itemprop"):
            if name := element.get(attribute):
                found.setdefault(name.lower(), []).append(clean(element.get("content")))
    for element in document.root.iterfind(".//*[@itemprop]"):
        name = element.get("itemprop").lower()
        named = (
            element.xpath(".//*[@itemprop='name']") if "itemscope" in element.attrib else [element]
        )
        shown = named and (
            element.get("datetime") or " ".join(one.text for one in document.blocks_in(named[0]))
        )
        if name not in found and shown and clean(shown):
            found[name] = [clean(shown)]
    return found


def values(named: dict[str, list[str]], kind: str) -> list[str]:
    found = [value for name in NAMES[kind].split() for value in named.get(name, ()) if value]
    return [value for value in found if kind == "address" or "://" not in value]


def moment(text: str) -> dates.Moment | None:
    return next((mention.moment for mention in dates.find_dates(text)), None)


def split(printed: Iterable[str]) -> list[str]:
    return [one for line in printed for one in keywords.split(line) or (clean(line),) if one]


def own_address(document: Document, article: dict[str, Any], named: dict[str, list[str]]) -> str:
    """The address a page names as its own, or was saved from; "" if it names none."""
    saved = SAVED_FROM.search(document.source)
    canonical = document.root.xpath(".//link[@rel='canonical']/@href")
    page = article.get("mainEntityOfPage")
    page = page.get("@id") if isinstance(page, dict) else page
    base = saved["url"] if saved else ""
    named_by_page = [*canonical, *values(named, "address"), page, article.get("url"), base]
    printed = (
        link.get("href", "")
        for block in document.blocks
        if furniture_of(block.line) == "address"
        for link in block.element.iter("a")
    )
    references = (one for one in (*named_by_page, *printed) if isinstance(one, str))
    return next(filter(None, (web_address(one, base) for one in references)), "")


def web_address(reference: str, base: str = "") -> str:
    """The full address of a link; "" for one that leads nowhere on the web.

    >>> web_address("/a?b#c", "http://paper.example/x"), web_address("javascript:alert(1)")
    ('http://paper.example/a?b#c', '')
    """
    try:
        address = urljoin(base, clean(reference))
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""


def day_in(address: str) -> dates.Moment | None:
    """The day that an address names, as in «/2012/05/09/article734425.html»."""
    found = regex.search(r"(?<!\d)(\d{4})[/-](\d\d?)[/-](\d\d?)(?!\d)", unquote(address))
    return moment("-".join(found.groups())) if found else None


def sites_of(document: Document, address: str) -> tuple[str, ...]:
    """The hosts a page may belong to: its own, or else those it links to, the likeliest first."""
    if host := host_of(address):
        return (host,)
    linked = (host_of(link) for _, _, link, _ in document.root.iterlinks())
    hosts = [host for host in linked if host]
    spoken = {host: sum(one == host or one.endswith(f".{host}") for one in hosts) for host in hosts}
    return tuple(sorted(spoken, key=lambda host: (-spoken[host], host)))


def host_of(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if len(host) <= LONGEST_HOST else ""
