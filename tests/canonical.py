"""The archive's contents without what differs between two machines: row numbers and clocks."""

from typing import Any

from archive.models import Article, Capture, Keyword, Likeness, Source

ARTICLE_FIELDS = [
    field.name
    for field in Article._meta.concrete_fields
    if field.name not in {"capture", "source", "created_at", "modified_at", "settled"}
]


def dump() -> dict[str, Any]:
    return {
        "captures": list(
            Capture.objects.order_by("sha256").values(
                "sha256",
                "name",
                "size",
                "media_type",
                "encoding",
                "reader",
                "reader_version",
                "article",
                "container",
                "locator",
                "address",
                "site",
                "rules",
                "captured_at",
                "captured_basis",
            )
        ),
        "articles": [article_dump(article) for article in Article.objects.order_by("pk")],
        "likenesses": list(
            Likeness.objects.order_by("first", "second").values(
                "first", "second", "similarity", "decision"
            )
        ),
        "sources": list(Source.objects.order_by("key").values("name", "key", "aliases__name")),
        "keywords": list(Keyword.objects.order_by("key").values("name", "key", "aliases__name")),
    }


def article_dump(article: Article) -> dict[str, Any]:
    return {
        **{name: getattr(article, name) for name in ARTICLE_FIELDS},
        "capture": article.capture and article.capture.sha256,
        "source": article.source and article.source.key,
        "keywords": list(article.article_keywords.values_list("keyword__key", "printed")),
        "bands": list(article.bands.order_by("value").values_list("value", flat=True)),
        "comments": list(
            article.comments.values_list(
                "number", "author", "dateline", "text", "hidden", "span", "reply_to"
            )
        ),
        "related_links": list(
            article.related_links.values_list("position", "headline", "url", "target", "span")
        ),
        "flags": list(article.flags.values_list("kind", "subject", "values", "status")),
    }
