"""Text captures: a news page as a browser's "save as text" gives it.

Nothing in such a file is labelled by a machine, so the reader goes by shape. It walks the lines
once, keeping track of the section it is in; headings («الوسوم», «اقرأ أيضا», «التعليقات (3)») open
sections, and each section knows what its lines are. Every line that is not blank ends up in a field
or is named as page furniture, and whatever was a guess becomes a flag.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import regex

from archive import dates, keywords
from archive.flags import FlagKind
from archive.readers.comments import comments_of
from archive.readers.encoding import arabic_letters, decode
from archive.readers.landmarks import (
    NOT_SOURCES,
    Heading,
    Line,
    Section,
    furniture_of,
    heading_of,
    is_open_ended,
    is_paragraph,
    joined,
    lines_of,
)
from archive.records import (
    ArticleRecord,
    CommentRecord,
    FlagRecord,
    LinkRecord,
    Span,
    Unreadable,
)
from archive.text import clean, key

VERSION = 1
MEDIA_TYPE = "text/plain"

# Lengths in words.
LONGEST_HEADLINE = 40
LONGEST_SOURCE_LINE = 12
LONGEST_BYLINE = 8
LONGEST_KEYWORD = 3
# Lengths in characters.
LONG_COMMENT = 300
LONG_ENOUGH_TO_BREAK_OFF = 40

BYLINE = regex.compile(
    r"(?:بقلم|كتب|كتبت|كتبه|إعداد|اعداد|تحرير|الكاتب|المحرر|by)\s*[:/|–—-]\s*\S.*|بقلم\s+\S.*",
    regex.I,
)
BULLET = regex.compile(r"[\s•·*»›>–—-]+")
SOURCE_NOTE = regex.compile(r"[+،,]|\s[-–—|/]\s")
PROCLITICS = ("", "ال", "و", "ف", "ب", "ل", "وال", "بال", "لل", "فال", "كال")


class Reading(NamedTuple):
    encoding: str
    article: ArticleRecord


def read(raw: bytes) -> Reading:
    """Read one text capture. Raises Unreadable, saying why."""
    text, encoding, damaged = decode(raw)
    if not arabic_letters(text):
        raise Unreadable("no Arabic text in it")
    article = parse(text)
    if damaged:
        flag = FlagRecord(kind=FlagKind.ENCODING_REPAIRED, values={"count": damaged})
        article = replace(article, flags=(*article.flags, flag))
    return Reading(encoding, article)


@dataclass
class Page:
    """What has been made of a capture's lines so far."""

    section: Section = Section.HEADER
    title: Line | None = None
    dateline: Line | None = None
    date: dates.Dateline | None = None
    byline: Line | None = None
    source: Line | None = None
    declared: int | None = None
    declared_line: Line | None = None
    body: list[Line] = field(default_factory=list)
    keywords: list[Line] = field(default_factory=list)
    links: list[Line] = field(default_factory=list)
    comments: list[Line] = field(default_factory=list)
    furniture: list[tuple[Span, str]] = field(default_factory=list)

    def take(self, line: Line) -> None:
        if self.title and (heading := heading_of(line)) and self.opens(heading, line):
            return
        if kind := furniture_of(line):
            self.set_aside(line, kind)
        else:
            TAKES[self.section](self, line)

    def opens(self, heading: Heading, line: Line) -> bool:
        """Enter the section a heading opens; False where it is a line like any other."""
        section, rest, declared = heading
        if self.section is Section.COMMENTS and section not in (
            Section.COMMENT_FORM,
            Section.LINKS,
        ):
            return False
        if section is Section.SOURCE:
            return self.opens_source(rest, line)
        if declared is not None:
            self.declared, self.declared_line = declared, line
            if self.section is Section.HEADER:  # a count under the title, not the heading proper
                return True
        elif rest and section is Section.LINKS:
            self.set_aside_before(rest, line)
            self.links.append(rest)
            return True
        elif rest and section is Section.KEYWORDS:
            self.set_aside_before(rest, line)
            self.keywords.append(rest)
        elif rest:
            return False
        else:
            self.set_aside(line, "comment form" if section is Section.COMMENT_FORM else "heading")
        self.section = section
        return True

    def opens_source(self, rest: Line | None, line: Line) -> bool:
        if self.source or (rest and rest.length > LONGEST_SOURCE_LINE):
            return False
        if not rest:
            self.set_aside(line, "heading")
            self.section = Section.SOURCE
            return True
        self.source = line
        if self.section is not Section.HEADER:
            self.section = Section.ENDED
        return True

    def set_aside(self, line: Line, kind: str) -> None:
        self.furniture.append((line.span, kind))

    def set_aside_before(self, rest: Line, line: Line) -> None:
        self.furniture.append(((line.start, rest.start), "heading"))

    def take_header(self, line: Line) -> None:
        if self.take_dateline(line):
            return
        if not self.title:
            self.title = line
        elif not self.byline and line.length <= LONGEST_BYLINE and BYLINE.fullmatch(line.text):
            self.byline = line
        elif line.text == self.title.text:
            self.set_aside(line, "title repeated")
        elif line.length > 2 and self.title.text.startswith(line.text):
            # The window's title, the headline with the site's name behind it, came first.
            self.set_aside(self.title, "window title")
            self.title = line
        else:
            self.section = Section.BODY
            self.body.append(line)

    def take_dateline(self, line: Line) -> bool:
        found = dates.read_dateline(line.text)
        if not found:
            return False
        if self.date and not (self.date.label == "updated" and found.label != "updated"):
            self.set_aside(line, "another date")
            return True
        if self.dateline:
            self.set_aside(self.dateline, "another date")
        self.dateline, self.date = line, found
        return True

    def take_body(self, line: Line) -> None:
        labelled = not self.date and (found := dates.read_dateline(line.text)) and found.label
        if not (labelled and self.take_dateline(line)):
            self.body.append(line)

    def take_ended(self, line: Line) -> None:
        """After the source line: headlines, unless the article goes on."""
        if is_paragraph(line):
            self.body.append(line)
        else:
            self.section = Section.LINKS
            self.take_link(line)

    def take_source(self, line: Line) -> None:
        self.section = Section.ENDED
        if line.length > LONGEST_SOURCE_LINE:
            self.take_ended(line)
        else:
            self.source = line

    def take_keyword(self, line: Line) -> None:
        if is_paragraph(line):
            self.resume_body(line)
        elif not self.keywords or self.goes_on_listing(line):
            self.keywords.append(line)
        else:
            self.section = Section.LINKS
            self.take_link(line)

    def goes_on_listing(self, line: Line) -> bool:
        """One keyword a line: all of them short."""
        return all(one.length <= LONGEST_KEYWORD for one in (*self.keywords, line))

    def take_link(self, line: Line) -> None:
        if is_paragraph(line) and not self.comments:
            self.resume_body(line)
        elif dates.read_dateline(line.text):
            self.set_aside(line, "date of a related link")
        else:
            bullet = BULLET.match(line.raw)
            self.links.append(line.rest(bullet.end()) if bullet else line)

    def resume_body(self, line: Line) -> None:
        self.section = Section.ENDED if self.source else Section.BODY
        self.body.append(line)

    def take_comment(self, line: Line) -> None:
        self.comments.append(line)

    def take_form(self, line: Line) -> None:
        self.set_aside(line, "comment form")


TAKES: dict[Section, Callable[[Page, Line], None]] = {
    Section.HEADER: Page.take_header,
    Section.BODY: Page.take_body,
    Section.ENDED: Page.take_ended,
    Section.SOURCE: Page.take_source,
    Section.KEYWORDS: Page.take_keyword,
    Section.LINKS: Page.take_link,
    Section.COMMENTS: Page.take_comment,
    Section.COMMENT_FORM: Page.take_form,
}


def parse(text: str) -> ArticleRecord:
    """The article on a page, from the page's text. Raises Unreadable if there is none."""
    lines = lines_of(text)
    page = Page()
    for line in lines:
        page.take(line)
    if not page.title:
        raise Unreadable("no line that could be a headline")

    body = joined(page.body)
    printed_keywords = keywords_of(page.keywords, f"{page.title.text}\n{body}")
    comments = comments_of(page.comments, page.declared)
    source_name, source_note = source_of(page.source)
    date = date_of(page, text)
    flags = [*date.flags, *printed_keywords.flags]
    if page.title.length > LONGEST_HEADLINE:
        flags.append(FlagRecord(kind=FlagKind.TITLE_UNSURE))
    if not body:
        flags.append(FlagRecord(kind=FlagKind.BODY_MISSING))
    if not source_name:
        flags.append(FlagRecord(kind=FlagKind.SOURCE_MISSING))
    if comments.guessed:
        flags.append(FlagRecord(kind=FlagKind.COMMENTS_DIVIDED))
    flags.extend(count_flags(page.declared, len(comments.comments)))
    flags.extend(cut_off_flags(page, comments.comments, lines))
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
        keyword_line=printed_keywords.line,
        keywords=printed_keywords.keywords,
        comments_declared=page.declared,
        comments=comments.comments,
        related_links=tuple(LinkRecord(headline=line.text, span=line.span) for line in page.links),
        flags=tuple(flags),
        spans=spans_of(page, date.inferred_from),
        furniture=tuple(sorted(page.furniture)),
    )


class Date(NamedTuple):
    published: dates.Moment | None
    inferred_from: Span | None
    flags: tuple[FlagRecord, ...]


def date_of(page: Page, text: str) -> Date:
    """The date as printed or, where none is, the one the text gives away: always flagged."""
    if page.date:
        mention = page.date.mention
        return Date(mention.moment if mention else None, None, tuple(date_flags(page.date)))
    start, end = (page.body[0].start, page.body[-1].span[1]) if page.body else (0, 0)
    mention = dates.infer_date(text[start:end])
    if not mention:
        return Date(None, None, (FlagRecord(kind=FlagKind.DATE_MISSING),))
    span = (start + mention.start, start + mention.end)
    flag = FlagRecord(
        kind=FlagKind.DATE_INFERRED,
        values={"proposal": mention.moment.isoformat(), "evidence": clean(text[slice(*span)])},
    )
    return Date(mention.moment, span, (flag,))


def date_flags(date: dates.Dateline) -> Iterator[FlagRecord]:
    printed = {"printed": date.text}
    if not date.mention:
        yield FlagRecord(kind=FlagKind.DATE_UNREAD, values=printed)
        return
    if date.mention.weekday_agrees is False:
        yield FlagRecord(kind=FlagKind.WEEKDAY_DISAGREES, values=printed)
    if date.mention.ambiguous:
        yield FlagRecord(kind=FlagKind.DATE_AMBIGUOUS, values=printed)


def source_of(line: Line | None) -> tuple[str, str]:
    """Who published, and the note beside it: «المصدر | الخليج الجديد+ متابعات»."""
    if not line:
        return "", ""
    heading = heading_of(line)
    printed = heading.rest.text if heading and heading.rest else line.text
    name, *notes = (clean(part) for part in SOURCE_NOTE.split(printed))
    if key(name) in NOT_SOURCES:
        return "", clean(printed)
    return name, "، ".join(note for note in notes if note)


class Keywords(NamedTuple):
    line: str
    keywords: tuple[str, ...]
    flags: tuple[FlagRecord, ...] = ()


def keywords_of(lines: list[Line], text: str) -> Keywords:
    printed = "\n".join(line.text for line in lines)
    if len(lines) != 1:
        listed = [clean(line.text.strip("#").replace("_", " ")) for line in lines]
        return Keywords(printed, tuple(dict.fromkeys(one for one in listed if one)))
    if (found := keywords.split(lines[0].raw)) is not None:
        return Keywords(printed, found)
    found = keywords.divide(printed, text)
    if lines[0].length < 2:
        return Keywords(printed, found)
    flag = FlagRecord(
        kind=FlagKind.KEYWORDS_DIVIDED, values={"printed": printed, "proposal": "، ".join(found)}
    )
    return Keywords(printed, found, (flag,))


def count_flags(declared: int | None, captured: int) -> Iterator[FlagRecord]:
    if declared is not None and declared != captured:
        kind = FlagKind.COMMENTS_FEWER if captured < declared else FlagKind.COMMENTS_MORE
        yield FlagRecord(kind=kind, values={"declared": declared, "captured": captured})


def cut_off_flags(
    page: Page, comments: tuple[CommentRecord, ...], lines: list[Line]
) -> Iterator[FlagRecord]:
    """Only what nothing follows can be cut off: the last comment, or a body that ends the capture."""
    vocabulary = {word for line in lines for word in line.key.split(" ")}
    if comments:
        last = comments[-1]
        fewer = page.declared is not None and len(comments) < page.declared
        long = fewer and len(last.text) > LONG_COMMENT and is_open_ended(last.text)
        if long or breaks_off(last.text, vocabulary):
            yield cut_off(f"comment-{last.number}", last.text)
    elif page.body and page.body[-1] is lines[-1] and is_open_ended(lines[-1].text):
        ending = lines[-1].text
        if len(ending) > LONG_ENOUGH_TO_BREAK_OFF or breaks_off(ending, vocabulary):
            yield cut_off("body", ending)


def cut_off(subject: str, text: str) -> FlagRecord:
    ending = " ".join(text.split()[-3:])
    return FlagRecord(kind=FlagKind.TEXT_CUT_OFF, subject=subject, values={"ending": ending})


def breaks_off(text: str, vocabulary: set[str]) -> bool:
    """Whether a text ends inside a word: its last one only begins other words of the capture.

    >>> breaks_off("حقوق الشعب الفلسطي", {"حقوق", "الشعب", "الفلسطي", "فلسطين"})
    True
    """
    last = key(text).rpartition(" ")[2]
    if not is_open_ended(text) or not last:
        return False
    stems = {stem for stem in without_proclitics(last) if len(stem) >= 4}
    others = {bare for word in vocabulary - {last} for bare in without_proclitics(word)}
    return (
        bool(stems)
        and not stems & others
        and any(other.startswith(stem) for stem in stems for other in others)
    )


def without_proclitics(word: str) -> Iterator[str]:
    return (word.removeprefix(one) for one in PROCLITICS if word.startswith(one))


def spans_of(page: Page, inferred_from: Span | None) -> dict[str, tuple[Span, ...]]:
    lines: dict[str, Sequence[Line | None]] = {
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
