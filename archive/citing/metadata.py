"""What the page of an article tells programs, in the words of those who defined how.

A date that is inferred is told only where it can be told to be so.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from archive.citing.citations import ARCHIVE, Reference

# An HTML parser looks for these in a script, whatever is written in it.
_WITHIN_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&"})


class Remark(NamedTuple):
    """A comment as it is shown to readers."""

    number: int
    text: str
    author: str
    address: str
    reply_to: int | None


class Meta(NamedTuple):
    """An element of the page's head: its attribute, the name in it, and what it says."""

    attribute: str
    name: str
    content: str


def metas(reference: Reference, excerpt: str) -> list[Meta]:
    """The names of Highwire Press, of Dublin Core and of the Open Graph protocol."""
    return [meta for meta in _metas(reference, excerpt) if meta.content]


def _metas(reference: Reference, excerpt: str) -> Iterator[Meta]:
    printed = "" if reference.approximate else reference.day
    about = "~" if reference.approximate and reference.day else ""
    for name, content in (
        ("description", excerpt),
        ("citation_title", reference.title),
        ("citation_author", reference.author),
        ("citation_journal_title", reference.source),
        ("citation_publication_date", printed.replace("-", "/")),
        ("citation_language", reference.language),
        *(("citation_keywords", keyword) for keyword in reference.keywords),
        ("citation_public_url", reference.address),
        ("DC.type", "Text"),
        ("DC.title", reference.title),
        ("DC.creator", reference.author),
        ("DC.publisher", reference.source),
        ("DC.date", reference.day + about),
        ("DC.language", reference.language),
        *(("DC.subject", keyword) for keyword in reference.keywords),
        ("DC.identifier", reference.address),
        ("DC.source", reference.origin),
    ):
        yield Meta("name", name, content)
    for name, content in (
        ("og:type", "article"),
        ("og:site_name", ARCHIVE),
        ("og:title", reference.title),
        ("og:description", excerpt),
        ("og:url", reference.address),
        ("article:published_time", printed),
        *(("article:tag", keyword) for keyword in reference.keywords),
    ):
        yield Meta("property", name, content)


def news_article(reference: Reference, remarks: Iterable[Remark]) -> dict[str, Any]:
    """A NewsArticle of schema.org, with the comments on it.

    >>> news_article(Reference(id="1", title="خبر", address="https://archive.example/1"), [])
    {'@context': 'https://schema.org', '@type': 'NewsArticle', 'headline': 'خبر', \
'url': 'https://archive.example/1', 'inLanguage': 'ar', 'commentCount': 0}
    """
    addresses = {}
    comments = []
    for remark in remarks:
        addresses[remark.number] = remark.address
        answered = addresses.get(remark.reply_to) if remark.reply_to else None
        comments.append(
            _said(
                {
                    "@type": "Comment",
                    "url": remark.address,
                    "author": remark.author and {"@type": "Person", "name": remark.author},
                    "text": remark.text,
                    "parentItem": answered and {"@type": "Comment", "url": answered},
                }
            )
        )
    author, source, digest = reference.author, reference.source, reference.digest
    return {
        "@context": "https://schema.org",
        **_said(
            {
                "@type": "NewsArticle",
                "headline": reference.title,
                "author": author and {"@type": "Person", "name": author},
                "publisher": source and {"@type": "Organization", "name": source},
                "datePublished": not reference.approximate and reference.day,
                "url": reference.address,
                "isBasedOn": reference.origin,
                "identifier": digest
                and {"@type": "PropertyValue", "propertyID": "SHA-256", "value": digest},
                "inLanguage": reference.language,
                "keywords": list(reference.keywords),
            }
        ),
        "commentCount": len(comments),
        **_said({"comment": comments}),
    }


def _said(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value}


def within_script(value: dict[str, Any]) -> str:
    """JSON that is safe to stand within a script element of a page.

    >>> within_script({"text": "</script>"})
    '{"text": "\\\\u003c/script\\\\u003e"}'
    """
    return json.dumps(value, ensure_ascii=False).translate(_WITHIN_SCRIPT)
