"""What was published, as the archive keeps it."""

from archive.models.articles import DATE_FIELDS, Article, ArticleQuerySet, reopen_links_to
from archive.models.captures import Batch, Capture
from archive.models.flags import Flag
from archive.models.groups import release, write_groups
from archive.models.likenesses import Band, Likeness, flag_undecided, retitle_flags
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
    pseudonyms,
)

__all__ = [
    "AT_ONCE",
    "COMMENTS_PER_PAGE",
    "DATE_FIELDS",
    "KEY_LENGTH",
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
    "flag_undecided",
    "pseudonyms",
    "recount",
    "refuse_taken_name",
    "release",
    "reopen_links_to",
    "retitle_flags",
    "stored_key",
    "touch",
    "write_groups",
]
