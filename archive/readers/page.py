"""What the lines of a page under its headline are: one walk, from section to section.

Headings («الوسوم», «اقرأ أيضا», «التعليقات (3)») open sections, and each section knows what its lines
are. A line ends up in a field or among the page's furniture, never in neither.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import regex

from archive.dates import Dateline
from archive.names import keywords
from archive.readers.landmarks import (
    Heading,
    Section,
    dateline_of,
    furniture_of,
    heading_of,
    is_department,
    is_excerpt,
    is_paragraph,
)
from archive.readers.lines import Line, is_closed
from archive.readers.opening import SIGNED, is_byline, opening_of
from archive.records import LinkRecord, Span

# Lengths in words.
LONGEST_SOURCE_LINE = 12
LONGEST_DATED_LINE = 20
LONGEST_NAME = 5
LONGEST_KEYWORD = 4
SHORTEST_HEADLINE = 3
SHORTEST_UNANNOUNCED_HEADLINE = 5
# So many keywords, and not the clauses of a sentence, a separator divides.
FEWEST_LISTED = 4

ASIDE = {Section.COMMENT_FORM: "comment form", Section.AUTHOR: "about the author"}

BULLET = regex.compile(r"(?:(?:[•·*»›>◄►▪●–—-]|\[\d+\]|\p{Nd}{1,2}[.)](?=\s))[\s\p{Cf}]*)++(?=\S)")
ADDRESS = regex.compile(r"[\s\p{Cf}]+[<(\[](?P<url>https?://[^\s<>()]+)[>)\]]$")
NAME = regex.compile(r"[\p{L}\p{M}.]+(?: [\p{L}\p{M}.]+){1,3} ?\*?")
HASHTAGS = regex.compile(r"(?:#[\w\p{M}]+[،,]? ?)+")
PART = regex.compile(r"(?:(?!\s*[|•·]|\s+[-–—/]\s|\s{3,}).)+", regex.DOTALL)


@dataclass
class Page:
    """What has been made of a capture's lines so far."""

    title: Line
    title_is_sure: bool = True
    above_text: bool = True
    section: Section = Section.HEADER
    dateline: Line | None = None
    date: Dateline | None = None
    byline: Line | None = None
    source: Line | None = None
    declared: int | None = None
    declared_line: Line | None = None
    body: list[Line] = field(default_factory=list)
    keywords: list[Line] = field(default_factory=list)
    links: list[LinkRecord] = field(default_factory=list)
    comments: list[Line] = field(default_factory=list)
    furniture: list[tuple[Span, str]] = field(default_factory=list)
    last: Line | None = None

    def set_aside(self, line: Line, kind: str) -> None:
        self.furniture.append((line.span, kind))

    def take_above(self, line: Line) -> None:
        """A line above the headline."""
        if self.take_dateline(line):
            return
        if not self.byline and SIGNED.fullmatch(line.shown):
            self.byline = line
        else:
            self.set_aside(line, furniture_of(line) or "navigation")

    def enter_text(self) -> None:
        """The article's text begins; a name alone between it and the headline is the author's."""
        self.above_text = False
        if not self.byline and len(self.body) == 1 and NAME.fullmatch(self.body[0].shown):
            self.byline = self.body.pop()
        if self.section is Section.HEADER:
            self.section = Section.BODY

    def take(self, line: Line) -> None:
        """A line under the headline, as the section it stands in has it."""
        if (heading := heading_of(line)) and self.opens(heading, line):
            return
        kind = furniture_of(line)
        tagged = self.section is not Section.COMMENTS and HASHTAGS.fullmatch(line.shown)
        if kind:
            self.set_aside(line, kind)
        elif tagged:
            self.keywords.append(line)
        else:
            TAKES[self.section](self, line)
        under_text = self.section is Section.BODY and self.body and is_paragraph(self.body[-1])
        if under_text and (tagged or kind == "sharing"):
            self.section = Section.ENDED

    def opens(self, heading: Heading, line: Line) -> bool:
        """Enter the section a heading opens; False where it is a line like any other."""
        if self.section is Section.COMMENTS and (heading.rest or heading.section is Section.SOURCE):
            return False
        return OPENS[heading.section](self, heading, line)

    def opens_source(self, heading: Heading, line: Line) -> bool:
        if self.source or (heading.rest and heading.rest.length > LONGEST_SOURCE_LINE):
            return False
        if heading.rest:
            self.source = line
            self.section = Section.HEADER if self.above_text else Section.ENDED
        else:
            self.set_aside(line, "heading")
            self.section = Section.SOURCE
        return True

    def opens_keywords(self, heading: Heading, line: Line) -> bool:
        self.section = Section.KEYWORDS
        self.set_heading_aside(heading, line)
        if heading.rest:
            self.take_keyword(heading.rest)
        return True

    def opens_links(self, heading: Heading, line: Line) -> bool:
        self.set_heading_aside(heading, line)
        if heading.rest:
            self.links.append(link_of(heading.rest))
        else:
            self.section = Section.LINKS
        return True

    def opens_comments(self, heading: Heading, line: Line) -> bool:
        if heading.rest:
            return False
        if heading.declared is None:
            self.set_aside(line, "heading")
        elif self.comments:
            self.set_aside(line, "page counts")
            return True
        else:
            if self.declared_line:
                self.set_aside(self.declared_line, "page counts")
            self.declared, self.declared_line = heading.declared, line
        if not self.above_text:
            self.section = Section.COMMENT_FORM if heading.declared == 0 else Section.COMMENTS
        return True

    def reopens_body(self, heading: Heading, line: Line) -> bool:
        self.set_aside(line, "heading")
        if not self.above_text:
            self.section = Section.BODY
        return True

    def opens_furniture(self, heading: Heading, line: Line) -> bool:
        if heading.rest:
            return False
        self.set_aside(line, ASIDE[heading.section])
        if not self.above_text:
            self.section = heading.section
        return True

    def set_heading_aside(self, heading: Heading, line: Line) -> None:
        end = heading.rest.start if heading.rest else line.span[1]
        self.furniture.append(((line.start, end), "heading"))

    def take_header(self, line: Line) -> None:
        if parts := dated_parts(line):
            for part in parts:
                self.take(part)
        elif self.take_dateline(line):
            if not self.byline and self.body and is_name(self.body[-1]):
                self.byline = self.body.pop()
        elif is_department(line):
            self.set_aside(line, "navigation")
        elif line.key.isdigit():
            self.set_aside(line, "page counts")
        elif line.key == self.title.key:
            self.set_aside(line, "title repeated")
        elif not self.byline and is_byline(line):
            self.byline = line
        else:
            self.body.append(line)

    def take_dateline(self, line: Line) -> bool:
        found = dateline_of(line)
        if not found:
            return False
        if not self.prefers(found):
            self.set_aside(line, "another date")
            return True
        if self.dateline:
            self.set_aside(self.dateline, "another date")
        self.dateline, self.date = line, found
        return True

    def prefers(self, found: Dateline) -> bool:
        """Whether a further date is rather the article's than an update, the page's or none at all."""
        if not self.date or not self.dateline:
            return True
        if not self.date.mention or not found.mention:
            return found.mention is not None
        of_page = self.dateline.start < self.title.start
        return found.label != "updated" and (of_page or self.date.label == "updated")

    def take_body(self, line: Line) -> None:
        labelled = not self.date and (found := dateline_of(line)) and found.label
        if not (labelled and self.take_dateline(line)):
            self.body.append(line)

    def take_ended(self, line: Line) -> None:
        """After the source line, or what shares the article: headlines, unless the article goes on."""
        if is_paragraph(line):
            self.resume_body(line)
        elif line.length < SHORTEST_UNANNOUNCED_HEADLINE:
            self.set_aside(line, "navigation")
        else:
            self.section = Section.LINKS
            self.take_link(line)

    def take_source(self, line: Line) -> None:
        self.section = Section.HEADER if self.above_text else Section.ENDED
        if line.length > LONGEST_SOURCE_LINE:
            self.take(line)
        else:
            self.source = without_bullet(line)

    def take_keyword(self, line: Line) -> None:
        listed = keywords.split(line.unbroken) or ()
        if is_paragraph(line) and len(listed) < FEWEST_LISTED:
            self.resume_body(line)
        elif not self.keywords or self.goes_on_listing(line):
            self.keywords.append(without_bullet(line))
        else:
            self.section = Section.LINKS
            self.take_link(line)

    def goes_on_listing(self, line: Line) -> bool:
        """One short keyword a line, or a list that the line above has begun."""
        above = self.keywords[-1]
        if len(keywords.split(above.unbroken) or ()) > 1:
            return above.text.endswith(("،", ",")) or above.text[0] == line.text[0] == "#"
        return above.length <= LONGEST_KEYWORD and line.length <= LONGEST_KEYWORD

    def take_link(self, line: Line) -> None:
        if is_excerpt(line):
            self.set_aside(line, "excerpt of a related article")
        elif is_paragraph(line) and not self.comments:
            self.resume_body(line)
        elif self.above_text and self.take_dateline(line):
            return
        elif dateline_of(line):
            self.set_aside(line, "date of a related article")
        elif is_paragraph(line) or line.length < SHORTEST_HEADLINE:
            self.set_aside(line, "navigation")
        else:
            self.links.append(link_of(line))

    def resume_body(self, line: Line) -> None:
        """The article goes on; what was too short for a headline, right above, is its subheading."""
        self.section = Section.BODY
        above = self.last
        if (
            above
            and self.furniture[-1:] == [(above.span, "navigation")]
            and not furniture_of(above)
        ):
            self.furniture.pop()
            self.body.append(above)
        self.body.append(line)

    def take_comment(self, line: Line) -> None:
        self.comments.append(line)

    def take_furniture(self, line: Line) -> None:
        self.set_aside(line, ASIDE[self.section])

    def date_at_end(self) -> None:
        """A date that closes the article, where none opens it."""
        if not self.date and len(self.body) > 1 and self.take_dateline(self.body[-1]):
            self.body.pop()


TAKES: dict[Section, Callable[[Page, Line], None]] = {
    Section.HEADER: Page.take_header,
    Section.BODY: Page.take_body,
    Section.ENDED: Page.take_ended,
    Section.SOURCE: Page.take_source,
    Section.KEYWORDS: Page.take_keyword,
    Section.LINKS: Page.take_link,
    Section.COMMENTS: Page.take_comment,
    Section.COMMENT_FORM: Page.take_furniture,
    Section.AUTHOR: Page.take_furniture,
}
OPENS: dict[Section, Callable[[Page, Heading, Line], bool]] = {
    Section.SOURCE: Page.opens_source,
    Section.KEYWORDS: Page.opens_keywords,
    Section.LINKS: Page.opens_links,
    Section.COMMENTS: Page.opens_comments,
    Section.BODY: Page.reopens_body,
    Section.COMMENT_FORM: Page.opens_furniture,
    Section.AUTHOR: Page.opens_furniture,
}


def read_page(lines: list[Line]) -> Page:
    """Raises Unreadable where there is no headline."""
    opening = opening_of(lines)
    page = Page(title=lines[opening.title], title_is_sure=opening.sure)
    for line in lines[: opening.title]:
        page.take_above(line)
    for at, line in enumerate(lines[opening.title + 1 :], opening.title + 1):
        if at == opening.text:
            page.enter_text()
        page.take(line)
        page.last = line
    page.date_at_end()
    return page


def is_name(line: Line) -> bool:
    return line.length <= LONGEST_NAME and not is_closed(line.text)


def dated_parts(line: Line) -> list[Line]:
    """The parts of «بقلم أحمد السالمي | 25 مارس 2022 | 3 تعليقات», where not all of it is the date."""
    if line.length > LONGEST_DATED_LINE:
        return []
    parts = [line.part(*match.span()) for match in PART.finditer(line.raw)]
    parts = [part for part in parts if part.text]
    dated = any(dateline_of(part) for part in parts)
    whole = dateline_of(line) and not any(
        is_byline(part) or heading_of(part) or is_department(part) for part in parts
    )
    return parts if dated and not whole and len(parts) > 1 else []


def without_bullet(line: Line) -> Line:
    bullet = BULLET.match(line.raw)
    return line.part(bullet.end()) if bullet else line


def link_of(line: Line) -> LinkRecord:
    """A headline, without the bullet before it and the address behind it."""
    line = without_bullet(line)
    address = ADDRESS.search(line.raw)
    headline = line.part(0, address.start()) if address else line
    return LinkRecord(
        headline=headline.text, span=headline.span, url=address["url"] if address else ""
    )
