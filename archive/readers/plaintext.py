"""Text captures: a news page as a browser's "save as text" gives it.

Nothing in such a file is labelled by a machine, so the reader goes by shape, in three steps: the
lines (`lines`, wrapped ones made whole), where the article begins (`opening`), and what each line is
(`page`, by the tables of `landmarks`). This module makes the record of that. Every line that is not
blank ends up in a field or is named as page furniture, and whatever was a guess becomes a flag.

What the reader cannot know: a caption or a summary from a paragraph of the article; a headline that
neither a heading nor the end of the article announces from a subheading; a place from a name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import regex
from django.utils.translation import gettext_noop

from archive import dates
from archive.flags import FlagKind
from archive.names import keywords
from archive.readers.comments import Comments, comments_of
from archive.readers.encoding import REPLACEMENT, arabic_letters, decode
from archive.readers.landmarks import begins_anew, heading_of, is_open_ended, is_source
from archive.readers.lines import Line, is_closed, lines_of
from archive.readers.page import Page, read_page
from archive.records import NOWHERE, ArticleRecord, FlagRecord, Origin, Reading, Span, Unreadable
from archive.text import clean, key

VERSION = 2
MEDIA_TYPE = "text/plain"

# Lengths in characters.
LONG_COMMENT = 300
SHORTEST_STEM = 4

SOURCE_NOTE = regex.compile(r"[+،,()]|\s[-–—|/]\s")
PROCLITICS = ("", "ال", "و", "ف", "ب", "ل", "وال", "بال", "لل", "فال", "كال")
# What a whole word may take on, as folded.
SUFFIX = regex.compile(
    "ا|ه|ي|ك|ات|ان|ين|ون|وا|ها|هم|هن|هما|نا|كم|يه|يات|يين|يون|تان|تين|ته|تها|تهم|تنا"
)


def read(raw: bytes, origin: Origin = NOWHERE) -> Reading:
    """Read one text capture. Raises Unreadable, saying why."""
    text, encoding, damaged = decode(raw)
    if not arabic_letters(text):
        raise Unreadable(gettext_noop("no Arabic text in it"))
    return Reading(encoding, with_repairs(parse(text, origin.captured_at), damaged))


def with_repairs(article: ArticleRecord, damaged: int) -> ArticleRecord:
    """An article, flagged if some characters of its capture could not be read."""
    if not damaged:
        return article
    flag = FlagRecord(kind=FlagKind.ENCODING_REPAIRED, values={"count": damaged})
    return replace(article, flags=(*article.flags, flag))


def parse(text: str, captured: date | None = None) -> ArticleRecord:
    """The article on a page, from the page's text. Raises Unreadable if there is none."""
    lines = lines_of(text, begins_anew)
    page = read_page(lines)
    body = joined(page.body)
    date = date_of(page, text, captured)
    source_name, source_note = source_of(page.source)
    printed = keywords_of(page.keywords, f"{page.title.text}\n{body}")
    comments = comments_of(page.comments, page.declared)
    controls = [(line.span, "comment controls") for line in comments.controls]
    doubts = {
        FlagKind.TITLE_UNSURE: not page.title_is_sure,
        FlagKind.BODY_MISSING: not body,
        FlagKind.SOURCE_MISSING: not source_name,
        FlagKind.COMMENTS_DIVIDED: comments.guessed,
    }
    return ArticleRecord(
        title=page.title.text,
        dateline=page.dateline.text if page.dateline else "",
        published=date.published,
        date_inferred=date.inferred_from is not None,
        byline=page.byline.text if page.byline else "",
        body=body,
        source_line=page.source.text if page.source else "",
        source_name=source_name,
        source_note=source_note,
        keyword_line=printed.line,
        keywords=printed.keywords,
        comments_declared=page.declared,
        comments=comments.comments,
        related_links=tuple(page.links),
        flags=(
            *date.flags,
            *printed.flags,
            *doubt_flags(doubts),
            *count_flags(page.declared, len(comments.comments)),
            *cut_off_flags(page, comments, lines),
        ),
        spans=spans_of(page, date.inferred_from),
        furniture=tuple(sorted(page.furniture + controls)),
    )


def doubt_flags(doubts: Mapping[FlagKind, bool]) -> Iterator[FlagRecord]:
    return (FlagRecord(kind=kind) for kind, doubted in doubts.items() if doubted)


def joined(lines: list[Line]) -> str:
    """The text of paragraphs, divided by blank lines."""
    return "\n\n".join(line.text for line in lines)


class Date(NamedTuple):
    published: dates.Moment | None
    inferred_from: Span | None
    flags: tuple[FlagRecord, ...]


def date_of(page: Page, text: str, captured: date | None) -> Date:
    """The date as printed or, where none is or can be read, the one the text gives away.

    What is no more than inferred, converted or counted back is always flagged.
    """
    printed = page.dateline and dates.read_dateline(page.dateline.text, captured)
    flags = tuple(date_flags(printed)) if printed else ()
    if page.dateline and printed and printed.mention:
        inferred_from = page.dateline.span if printed.mention.approximate else None
        return Date(printed.mention.moment, inferred_from, flags)
    mention = dates.infer_date(masked(text, [line.span for line in page.body]))
    if not mention:
        return Date(None, None, flags or (FlagRecord(kind=FlagKind.DATE_MISSING),))
    span = (mention.start, mention.end)
    return Date(mention.moment, span, (*flags, inferred(mention, clean(text[slice(*span)]))))


def inferred(mention: dates.DateMention, evidence: str) -> FlagRecord:
    values = {"proposal": mention.moment.isoformat(), "evidence": evidence}
    return FlagRecord(kind=FlagKind.DATE_INFERRED, values=values)


def masked(text: str, spans: list[Span]) -> str:
    """The text with all but some spans, in order, blanked out, so that their offsets still hold."""
    kept = []
    end = 0
    for start, stop in spans:
        kept += ["\n" * (start - end), text[start:stop]]
        end = stop
    return "".join(kept)


def date_flags(date: dates.Dateline) -> Iterator[FlagRecord]:
    """What a dateline leaves in doubt."""
    printed = {"printed": date.text}
    mention = date.mention
    if not mention:
        kind = FlagKind.DATE_RELATIVE if date.counted else FlagKind.DATE_UNREAD
        yield FlagRecord(kind=kind, values=printed)
        return
    taken = {**printed, "proposal": mention.moment.isoformat()}
    if date.counted:
        yield inferred(mention, date.text)
    elif mention.approximate:
        yield FlagRecord(kind=FlagKind.DATE_CONVERTED, values=taken)
    if mention.weekday_agrees is False:
        yield FlagRecord(kind=FlagKind.WEEKDAY_DISAGREES, values=printed)
    if mention.calendars_agree is False:
        yield FlagRecord(kind=FlagKind.CALENDARS_DISAGREE, values=taken)
    if mention.ambiguous:
        yield FlagRecord(kind=FlagKind.DATE_AMBIGUOUS, values=printed)


def source_of(line: Line | None) -> tuple[str, str]:
    """Who published, and the note beside it: «المصدر | الخليج الجديد+ متابعات»."""
    if not line:
        return "", ""
    heading = heading_of(line)
    printed = heading.rest if heading and heading.rest else line
    parts = [clean(part) for part in SOURCE_NOTE.split(printed.text)]
    name = next(filter(is_source, parts), "")
    return name, "، ".join(part for part in parts if part and part != name)


class Keywords(NamedTuple):
    line: str
    keywords: tuple[str, ...]
    flags: tuple[FlagRecord, ...] = ()


def keywords_of(lines: list[Line], text: str) -> Keywords:
    """The keywords of lines that separate them, or of one that does not, as the text divides it."""
    printed = "\n".join(line.text for line in lines)
    divided = [keywords.split(line.unbroken) for line in lines]
    if len(lines) == 1 and divided == [None] and lines[0].length > 1:
        found = keywords.divide(printed, text)
        values = {"printed": printed, "proposal": "، ".join(found)}
        return Keywords(
            printed, found, (FlagRecord(kind=FlagKind.KEYWORDS_DIVIDED, values=values),)
        )
    listed = [
        one for line, found in zip(lines, divided, strict=True) for one in found or [line.text]
    ]
    return Keywords(printed, tuple(dict.fromkeys(listed)))


def count_flags(declared: int | None, captured: int) -> Iterator[FlagRecord]:
    if declared is not None and declared != captured:
        kind = FlagKind.COMMENTS_FEWER if captured < declared else FlagKind.COMMENTS_MORE
        yield FlagRecord(kind=kind, values={"declared": declared, "captured": captured})


def cut_off_flags(page: Page, comments: Comments, lines: list[Line]) -> Iterator[FlagRecord]:
    """Only what nothing follows can be cut off: the last comment, or a body that ends the capture."""
    vocabulary = {word for line in lines for word in line.key.split(" ")}
    if comments.comments:
        last = comments.comments[-1]
        fewer = page.declared is not None and len(comments.comments) < page.declared
        long = fewer and len(last.text) > LONG_COMMENT and is_open_ended(last.text)
        if long or breaks_off(last.text, vocabulary):
            yield cut_off(f"comment-{last.number}", last.text)
    elif page.body and page.body[-1] is lines[-1]:
        *others, last_line = page.body
        sentences = sum(is_closed(line.text) for line in others)
        unlike = bool(others) and 2 * sentences > len(others) and is_open_ended(last_line.text)
        if unlike or breaks_off(last_line.text, vocabulary):
            yield cut_off("body", last_line.text)


def cut_off(subject: str, text: str) -> FlagRecord:
    ending = " ".join(text.split()[-3:])
    return FlagRecord(kind=FlagKind.TEXT_CUT_OFF, subject=subject, values={"ending": ending})


def breaks_off(text: str, vocabulary: set[str]) -> bool:
    """Whether a text ends inside a letter, or in a word that only begins other words of the capture.

    >>> breaks_off("حقوق الشعب الفلسطي", {"حقوق", "الشعب", "الفلسطي", "فلسطين"})
    True
    """
    if text.endswith(REPLACEMENT):
        return True
    if not is_open_ended(text):
        return False
    last = key(text).rpartition(" ")[2]
    stems = {stem for stem in without_proclitics(last) if len(stem) >= SHORTEST_STEM}
    others = {bare for word in vocabulary - {last} for bare in without_proclitics(word)}
    goes_on = any(
        other.startswith(stem) and not SUFFIX.fullmatch(other, len(stem))
        for stem in stems
        for other in others
    )
    return goes_on and not stems & others


def without_proclitics(word: str) -> Iterator[str]:
    return (word.removeprefix(one) for one in PROCLITICS if word.startswith(one))


def spans_of(page: Page, inferred_from: Span | None) -> Mapping[str, tuple[Span, ...]]:
    lines: Mapping[str, Sequence[Line | None]] = {
        "title": [page.title],
        "dateline": [page.dateline],
        "byline": [page.byline],
        "body": page.body,
        "source_line": [page.source],
        "keyword_line": page.keywords,
        "comments_declared": [page.declared_line],
    }
    spans = {name: tuple(line.span for line in found if line) for name, found in lines.items()}
    if inferred_from:
        spans["published"] = (inferred_from,)
    return {name: found for name, found in spans.items() if found}
