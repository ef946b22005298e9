"""What was published, as the archive keeps it."""

from archive.models.articles import DATE_FIELDS, LISTED, Article, ArticleQuerySet, reopen_links_to
from archive.models.captures import Batch, Capture
from archive.models.flags import Flag
from archive.models.likenesses import Band, Likeness
from archive.models.names import (
    AT_ONCE,
    KEY_LENGTH,
    Alias,
    Author,
    AuthorAlias,
    Keyword,
    KeywordAlias,
    Name,
    NameQuerySet,
    Settled,
    Source,
    SourceAlias,
    recount,
    refuse_taken_name,
    stored_key,
    touch,
)
from archive.models.parts import (
    COMMENTS_PER_PAGE,
    ArticleKeyword,
    Comment,
    PartOfArticle,
    Pseudonym,
    RelatedLink,
)

__all__ = [
    "AT_ONCE",
    "COMMENTS_PER_PAGE",
    "DATE_FIELDS",
    "KEY_LENGTH",
    "LISTED",
    "Alias",
    "Article",
    "ArticleKeyword",
    "ArticleQuerySet",
    "Author",
    "AuthorAlias",
    "Band",
    "Batch",
    "Capture",
    "Comment",
    "Flag",
    "Keyword",
    "KeywordAlias",
    "Likeness",
    "Name",
    "NameQuerySet",
    "PartOfArticle",
    "Pseudonym",
    "RelatedLink",
    "Settled",
    "Source",
    "SourceAlias",
    "recount",
    "refuse_taken_name",
    "reopen_links_to",
    "stored_key",
    "touch",
]
