"""What holds for every record, of its fields and of the lines of its capture."""

from collections.abc import Iterator
from itertools import pairwise

from archive.records import ArticleRecord, Span
from archive.text import clean

SINGLE_LINES = ("title", "dateline", "byline", "source_line")
DIVIDED = {"body": "\n\n", "keyword_line": "\n"}


def fields(article: ArticleRecord) -> Iterator[Span]:
    """Where fields were read, but for what the date was inferred from, which is in the body."""
    for name, spans in article.spans.items():
        if name != "published":
            yield from spans
    yield from (comment.span for comment in article.comments)
    yield from (link.span for link in article.related_links)


def every_line_is_accounted_for(text: str, article: ArticleRecord) -> None:
    """Each line that shows something is in a field or among the furniture, and in one field only."""
    claimed = sorted(fields(article))
    for one, other in pairwise(claimed):
        assert one[1] <= other[0]
    accounted = sorted([*claimed, *(span for span, _ in article.furniture)])
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        met = any(one < end and start < other for one, other in accounted)
        assert met or not clean(line), line
        start = end


def furniture_is_in_no_field(article: ArticleRecord) -> None:
    """Votes and buttons stand within comments; nothing else is two things at once."""
    comments = [comment.span for comment in article.comments]
    others = [span for span in fields(article) if span not in comments]
    for (start, end), _ in article.furniture:
        assert not any(one < end and start < other for one, other in others)


def every_field_stands_where_it_says(text: str, article: ArticleRecord) -> None:
    def printed(span: Span) -> str:
        return clean(text[slice(*span)])

    def read_at(name: str) -> list[str]:
        return [printed(span) for span in article.spans.get(name, ())]

    for name in SINGLE_LINES:
        assert read_at(name) == list(filter(None, [getattr(article, name)]))
    for name, divider in DIVIDED.items():
        assert read_at(name) == list(filter(None, getattr(article, name).split(divider)))
    for link in article.related_links:
        assert printed(link.span) == link.headline
    for comment in article.comments:
        inside = printed(comment.span)
        for part in (comment.author, comment.dateline, *comment.text.split("\n\n")):
            assert part in inside


def holds(text: str, article: ArticleRecord) -> None:
    every_line_is_accounted_for(text, article)
    furniture_is_in_no_field(article)
    every_field_stands_where_it_says(text, article)
