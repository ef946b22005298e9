"""The fields of a page that no profile describes.

Three witnesses are heard: what the page claims of itself (`declared`), a general extractor of
article text (trafilatura), and the page as printed, read with the landmarks of text captures. Where
other pages of the site are at hand, a fourth is heard first: what stands in the same place on
several of them belongs to the page.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import NamedTuple

import regex
from django.utils.translation import gettext_noop

from archive.dates import Dateline, find_dates
from archive.readers.landmarks import (
    Heading,
    Section,
    furniture_of,
    heading_of,
    is_department,
    is_excerpt,
    is_paragraph,
)
from archive.readers.opening import is_byline
from archive.readers.webpage.declared import Claims, day_in
from archive.readers.webpage.discussion import DATE, comments_in, dated_pieces, names_of
from archive.readers.webpage.document import Block, Document, Element
from archive.readers.webpage.found import Field, Found
from archive.records import Unreadable
from archive.text import clean, key, keys

# Lengths in words.
SHORTEST_ARTICLE = 12
LONGEST_HEADLINE = 40
LONGEST_BYLINE = 12
LONGEST_DATE = 15
LONGEST_DATED_LINE = 25
SHORTEST_LINKED_HEADLINE = 4
SHORTEST_CLAIM = 3
# Shares of words.
OF_CLAIM = 0.4
LINKED = 0.8
# How much a heading of any rank is worth beside the share of a claimed title.
HEADING = 0.3
# How much one word says for the article's text.
EXTRACTED = 1.5
PRINTED = 1.0
SHORT = 0.3
# How many words of text outweigh the heading of another part of the page.
OTHER_PART = 60
# How many words of text outweigh a line of furniture, beside its own.
FURNITURE_LINE = 4

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TITLE = regex.compile(r"title|head|عنوان", regex.I)
BYLINE = regex.compile(r"author|byline|writer|editor|reporter|journalist|creator|كاتب", regex.I)
PERSON = regex.compile(r"/(?:author|writer|user|profile|columnist|u)s?[/=]|كاتب", regex.I)
TAGS = regex.compile(r"\btags?\b|keyword|وسوم", regex.I)
# What tells the heading of an article's own links from «الأكثر قراءة»، as folded.
RELATED = regex.compile("ذات|متعلق|مشابه|مرتبط|يهمك|اقرا(?! المزيد)|طالع|انظر|شاهد|تابع|rela|also")
# What the article may go on after, and what it does not.
ASIDES = {Section.LINKS}
END_MATTER = {Section.COMMENTS, Section.COMMENT_FORM, Section.AUTHOR}
ASIDE = ("aside", "nav", "footer", "figure", "figcaption", "header", "caption")

# What a title and the paper's name are set off from each other by.
SET_OFF = regex.compile(r"\s*[|:•·»«]\s*|\s+[-–—]\s*|\s*[-–—]\s+")

# «جريدة الرياض», as folded.
PAPER = regex.compile(r"(?:جريده|صحيفه|مجله|موقع|وكاله|شبكه|بوابه|قناه)(?: \w+){1,2}")

NOT_FOUND = """
    404
    404 not found
    not found
    page not found
    error 404
    الصفحة غير موجودة
    الصفحة المطلوبة غير موجودة
    الصفحة التي تبحث عنها غير موجودة
    لم يتم العثور على الصفحة
    لم نعثر على الصفحة
    هذه الصفحة غير متوفرة
    عذرا الصفحة غير موجودة
    """
_NOT_FOUND = frozenset(keys(NOT_FOUND))

Place = tuple[str, str]
Repeated = Collection[Place]
"""What several pages of a site print in the same place: the place and the folded text."""


def place_of(block: Block) -> str:
    """Where a line stands on any page of its site: its element and those around it, by name."""
    steps = [block.element, *block.element.iterancestors()]
    return " ".join(f"{step.tag}.{regex.sub(r'[0-9]+', '#', names_of(step))}" for step in steps)


def repeated_in(documents: Sequence[Document]) -> Repeated:
    """What more than half of the pages of one site print in the same place."""
    pages: dict[Place, int] = {}
    for document in documents:
        for place in {(place_of(block), block.line.key) for block in document.blocks}:
            pages[place] = pages.get(place, 0) + 1
    return {place for place, count in pages.items() if count > max(1, len(documents) / 2)}


def find(document: Document, claims: Claims, repeated: Repeated = frozenset()) -> Found:
    """The fields of one page. Raises Unreadable where it holds no article."""
    shown = [block for block in document.blocks if not is_repeated(block, repeated)]
    title = title_of(document, claims, shown)
    refuse_error_page(claims, title)
    comments = comments_in(document, title)
    said = {block.span for one in comments for block in document.blocks_in(one.element)}
    blocks = [block for block in shown if block.span not in said]
    lines = [block for block in document.blocks if block.span not in said]
    known = extracted(document)
    text = text_of(known, claims, repeated, below(title, lines) if title else lines)
    title = title or heading_above(text, blocks) or line_above(claims, text, blocks)
    text = below(title, text) if title else text
    refuse_list(text, blocks)
    dateline = dateline_of_article(document, claims, blocks, title, text)
    byline = byline_of(document, claims, blocks, title, text)
    head = [block for block in (title, dateline, byline) if block]
    fields = {
        Field.TITLE: [title] if title else [],
        Field.DATELINE: [dateline] if dateline else [],
        Field.BYLINE: [byline] if byline else [],
        Field.BODY: [block for block in text if is_article_text(block, head)],
        **foot_of(document, blocks, text),
    }
    return Found(
        fields={field: tuple(found) for field, found in fields.items() if found},
        region=region_of(document, text),
        comments=comments,
        unsure=frozenset(doubts(known, claims, title, dateline, text)),
    )


def is_repeated(block: Block, repeated: Repeated) -> bool:
    return bool(repeated) and (place_of(block), block.line.key) in repeated


def doubts(
    known: str,
    claims: Claims,
    title: Block | None,
    dateline: Block | None,
    text: Sequence[Block],
) -> Iterator[Field]:
    """The fields for which one witness stands alone."""
    claimed = [claim for claim in claims.titles if title and share_of(title.line.key, key(claim))]
    if len(claimed) + (title is not None and heading_worth(title) > 0) < 2:
        yield Field.TITLE
    if dateline:
        near = (title or text[0]).span[0] <= dateline.span[0] <= text[-1].span[1]
        date = dateline.dateline
        day = date.mention.moment.first_day if date and date.mention else None
        claim = claims.published or day_in(claims.address)
        labelled = date is not None and date.label == "published"
        if not (day and (near or labelled or (claim and claim.first_day == day))):
            yield Field.DATELINE
    agreed = sum(block.line.length for block in text if f" {block.line.key} " in known)
    if 2 * agreed < sum(block.line.length for block in text):
        yield Field.BODY


def refuse_error_page(claims: Claims, title: Block | None) -> None:
    parts = [part for claim in claims.titles for part in SET_OFF.split(claim)]
    said = {*map(key, parts), title.line.key if title else ""}
    if said & _NOT_FOUND:
        raise Unreadable(gettext_noop("an error page, not an article"))


def below(title: Block, blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.span[0] >= title.span[1]]


def title_of(document: Document, claims: Claims, blocks: Sequence[Block]) -> Block | None:
    """The headline as printed: a line that what the page claims for its title is made up of.

    A window's title of a few words, alone, is the paper's name.
    """
    names = {key(name) for name in (claims.source, claims.byline)}
    claimed = [key(title) for title in claims.titles]
    if names_only_the_paper(claims):
        return None
    parts = {key(part) for title in claims.titles for part in SET_OFF.split(title)}
    headings = [one for tag in document.root.iter(*HEADINGS) if (one := document.whole(tag))]
    best: Block | None = None
    most = 0.0
    for block in [*headings, *blocks]:
        phrase = block.line.key
        is_name = phrase in names or PAPER.fullmatch(phrase)
        if is_name or not 1 <= block.line.length <= LONGEST_HEADLINE:
            continue
        share = max((share_of(phrase, claim) for claim in claimed), default=0.0)
        share = max(share, OF_CLAIM if phrase in parts else 0.0)
        worth = share + heading_worth(block) - 0.3 * (block.linked > LINKED)
        if share >= OF_CLAIM and worth > most:
            best, most = block, worth
    return best


def names_only_the_paper(claims: Claims) -> bool:
    return all(
        len(SET_OFF.split(claim)) == 1 and key(claim).count(" ") < SHORTEST_CLAIM
        for claim in claims.titles
    )


def share_of(phrase: str, claim: str) -> float:
    """How much of a claimed title a printed line is; 0 if it is no part of it."""
    if claim.startswith(phrase[: len(claim)]) and len(claim) > len(phrase) / 2 > 8:
        return min(1.0, len(phrase) / len(claim))
    return len(phrase) / len(claim) if f" {phrase} " in f" {claim} " else 0.0


def heading_worth(block: Block) -> float:
    around = [block.element, *block.element.iterancestors()][:3]
    tags = [element.tag for element in around]
    if "h1" in tags:
        return HEADING + 0.05
    if any(tag in HEADINGS for tag in tags):
        return HEADING
    return 0.15 * any(TITLE.search(names_of(element)) for element in around)


def heading_above(text: Sequence[Block], blocks: Sequence[Block]) -> Block | None:
    """The last of the highest headings before the text, where nothing names the headline."""
    above = [
        block
        for block in blocks
        if text
        and block.span[1] <= text[0].span[0]
        and heading_worth(block) >= HEADING
        and block.linked < LINKED
        and 1 < block.line.length <= LONGEST_HEADLINE
    ]
    return max(reversed(above), key=heading_worth, default=None)


def line_above(claims: Claims, text: Sequence[Block], blocks: Sequence[Block]) -> Block | None:
    """The longest line above the first paragraph, where the page claims no more than its name."""
    if not names_only_the_paper(claims):
        return None
    paragraphs = [block for block in text if is_paragraph(block.line)]
    above = [
        block
        for block in blocks
        if paragraphs
        and block.span[1] <= paragraphs[0].span[0]
        and 1 < block.line.length <= LONGEST_HEADLINE
        and not (is_paragraph(block.line) or block.dateline or is_furniture(block))
    ]
    return max(above, key=lambda block: block.line.length, default=None)


def text_of(known: str, claims: Claims, repeated: Repeated, blocks: Sequence[Block]) -> list[Block]:
    """The stretch of lines that reads most like an article, without the furniture within it.

    Lines weigh by their words: text for the article, links and furniture against it.
    """
    known = f" {key(claims.body)} {known}"
    best, most = (0, 0), 0.0
    start, total = 0, 0.0
    for at, block in enumerate(blocks):
        if total <= 0:
            start, total = at, 0.0
        total += weight_of(block, known, repeated)
        if total > most:
            best, most = (start, at + 1), total
    start, end = best
    end += going_on(blocks[start:end], blocks[end:])
    return [
        block
        for block in blocks[start:end]
        if not (is_furniture(block) or is_aside(block) or is_repeated(block, repeated))
    ]


def going_on(text: Sequence[Block], rest: Sequence[Block]) -> int:
    """For how many more lines an article goes on after the links within it.

    What goes on is a paragraph that stands where those before it do.
    """
    places = {place_of(block) for block in text if is_paragraph(block.line)}
    last = 0
    for at, block in enumerate(rest, 1):
        heading = heading_of(block.line)
        if heading and heading.section in END_MATTER:
            break
        if is_paragraph(block.line) and not is_furniture(block) and place_of(block) in places:
            last = at
    return last


def extracted(document: Document) -> str:
    """The words that a general extractor takes for the article, folded and spaced."""
    # Half a second to import, and only pages need it.
    from trafilatura import bare_extraction

    found = bare_extraction(deepcopy(document.root), include_comments=False)
    return f" {key(getattr(found, 'text', None) or '')} "


def weight_of(block: Block, known: str, repeated: Repeated) -> float:
    """How many words speak for a line's being the article's text, or against it."""
    line = block.line
    heading = heading_of(line)
    if heading and heading.section in ASIDES | END_MATTER:
        return -line.length if heading.rest else -OTHER_PART
    if is_furniture(block) or is_aside(block) or is_repeated(block, repeated):
        return -line.length - FURNITURE_LINE
    if block.dateline or is_byline(line):
        return -0.1
    extracted = f" {line.key} " in known
    if is_paragraph(line):
        return line.length * (EXTRACTED if extracted else PRINTED)
    return line.length * (SHORT if extracted else -SHORT)


def is_furniture(block: Block) -> bool:
    line = block.line
    links = block.linked > LINKED
    caption = not is_paragraph(line) and is_caption(block)
    heading = heading_of(line)
    other = heading is not None and heading.section in ASIDES | END_MATTER
    return links or caption or other or furniture_of(line) is not None or is_department(line)


def is_caption(block: Block) -> bool:
    """Whether a short line shares its box with a picture and nothing else."""
    box = block.element
    for _ in range(3):
        if box.find(".//img") is not None:
            return len(clean(box.text_content())) < 2 * len(block.text)
        box = box.getparent()
        if box is None:
            break
    return False


def is_aside(block: Block) -> bool:
    return any(element.tag in ASIDE for element in [block.element, *block.element.iterancestors()])


def is_article_text(block: Block, head: Sequence[Block]) -> bool:
    """Whether a line of the text is neither its headline, date or byline, nor around or like one."""
    short = block.line.length <= LONGEST_DATED_LINE
    return not any(
        one.span[0] <= block.span[0] < one.span[1]
        or one.line.key == block.line.key
        or (short and is_within(one, block))
        for one in head
    )


def region_of(document: Document, text: Sequence[Block]) -> Element | None:
    """The innermost element that holds all of the text."""
    if not text:
        return None
    region = text[0].element
    while region is not document.root and not document.holds(region, text[-1]):
        region = region.getparent()
    return region


def refuse_list(text: Sequence[Block], blocks: Sequence[Block]) -> None:
    """Raises Unreadable for a page that lists articles, or has no text."""
    if sum(block.line.length for block in text) < SHORTEST_ARTICLE:
        raise Unreadable(gettext_noop("no article on this page"))
    start, end = text[0].span[0], text[-1].span[1]
    linked = [
        block
        for block in blocks
        if block.linked > LINKED
        and block.line.length >= SHORTEST_LINKED_HEADLINE
        and start <= block.span[0] <= end
    ]
    if len(linked) >= 3 and len(linked) >= len(text) / 2:
        raise Unreadable(gettext_noop("a list of articles, not one article"))


class Dated(NamedTuple):
    block: Block
    date: Dateline


def dateline_of_article(
    document: Document,
    claims: Claims,
    blocks: Sequence[Block],
    title: Block | None,
    text: Sequence[Block],
) -> Block | None:
    """The printed date that is likeliest the article's: by what is claimed, by label, by place."""
    short = [block for block in blocks if block.line.length <= LONGEST_DATED_LINE]
    pieces = [piece for block in short for piece in dated_pieces(document, block)]
    shown = {block.span: block for block in [*called(document, DATE, blocks), *pieces]}
    dated = [
        Dated(block, date) for block in shown.values() if (date := block.dateline) and date.mention
    ]
    dated = [one for one in dated if not any(is_within(other.block, one.block) for other in dated)]
    places = Counter(place_of(one.block) for one in dated)
    claimed = claims.published or day_in(claims.address)
    start, end = (title or text[0]).span[1], text[-1].span[1]

    def worth(one: Dated) -> tuple[bool, bool, int, int]:
        day = one.date.mention.moment.first_day if one.date.mention else None
        at = one.block.span[0]
        return (
            claimed is not None and day == claimed.first_day,
            one.date.label == "published",
            2 * (start <= at <= end) - (at > end) - (one.date.label == "updated"),
            -abs(at - start),
        )

    alone = [one for one in dated if places[place_of(one.block)] <= 2]
    best = max(alone, key=worth, default=None)
    if best:
        near, day = start <= best.block.span[0] <= end, worth(best)[0]
        return best.block if near or day or not claimed else None
    above = [block for block in blocks if start <= block.span[0] <= text[0].span[0]]
    lines = [block for block in above if block.line.length <= LONGEST_DATE]
    return next((block for block in lines if len(find_dates(block.text)) == 1), None)


def is_within(inner: Block, outer: Block) -> bool:
    """Whether a line is a part of another, and not all of it."""
    (start, end), (first, last) = inner.span, outer.span
    return first <= start and end <= last and (start, end) != (first, last)


def called(
    document: Document, name: regex.Pattern[str], blocks: Sequence[Block]
) -> Iterator[Block]:
    """The lines of elements whose makers call them so, within the lines given."""
    spans = sorted(block.span for block in blocks)
    for element in document.root.iter():
        if name.search(names_of(element)) and (block := document.block_of(element)):
            at = bisect_right(spans, block.span[0], key=lambda span: span[0]) - 1
            if at >= 0 and block.span[1] <= spans[at][1]:
                yield block


def byline_of(
    document: Document,
    claims: Claims,
    blocks: Sequence[Block],
    title: Block | None,
    text: Sequence[Block],
) -> Block | None:
    """Who wrote the article, as printed beside its headline or at either end of its text."""
    start, end = (title or text[0]).span[0], text[-1].span[1]
    near = [block for block in blocks if start < block.span[0] <= end]
    near += [block for block in blocks if block.span[0] > end][:3]
    own = title.line.key if title else ""
    hints = [*called(document, BYLINE, near), *linked_authors(document, near[:6])]
    candidates = [
        block
        for block in [*hints, *near[:6]]
        if block.line.length <= LONGEST_BYLINE
        and block.line.key != own
        and not block.dateline
        and not furniture_of(block.line)
        and not heading_of(block.line)
    ]
    named = key(claims.byline)
    hinted = {block.span for block in hints}

    def proofs(block: Block) -> tuple[bool, bool, bool]:
        claimed = bool(named) and f" {named} " in f" {block.line.key} "
        return claimed, block.span in hinted, is_byline(block.line)

    best = max(candidates, key=proofs, default=None)
    return best if best and any(proofs(best)) else None


def linked_authors(document: Document, blocks: Sequence[Block]) -> Iterator[Block]:
    """What links to a person's page."""
    for block in blocks:
        for piece in document.pieces(block) if block.linked else ():
            links = [piece.element, *piece.element.iterancestors("a")]
            if any(PERSON.search(link.get("href", "")) for link in links):
                yield piece


def foot_of(
    document: Document, blocks: Sequence[Block], text: Sequence[Block]
) -> dict[Field, list[Block]]:
    """Keywords, source, related links and the number of comments, by the headings above them."""
    found: dict[Field, list[Block]] = {}
    section: Section | None = None
    end = text[-1].span[1]
    for block in document.blocks:
        heading = heading_of(block.line)
        if heading:
            section = heading.section
            if heading.declared is not None:
                found.setdefault(Field.DECLARED, [block])
            if section is Section.LINKS and not RELATED.search(block.line.key):
                section = None
        if block.span[0] < text[0].span[0] or (heading and not heading.rest):
            continue
        if section is Section.KEYWORDS and (block.linked > LINKED or heading):
            linked = [piece for piece in document.pieces(block) if piece.linked]
            listed = linked if len(linked) > 1 else [without_heading(block, heading)]
            found.setdefault(Field.KEYWORDS, []).extend(listed)
        elif section is Section.SOURCE and heading:
            found.setdefault(Field.SOURCE, [block])
        elif section is Section.LINKS and (block.linked > LINKED or heading):
            links = [piece for piece in document.pieces(block) if piece.linked]
            if links and links[0].line.length >= SHORTEST_LINKED_HEADLINE:
                found.setdefault(Field.LINKS, []).append(links[0] if heading else block)
        elif not (section is Section.LINKS and is_teaser(block, end)):
            section = None
    tags = document.select("a[rel=tag]") or [
        link
        for element in document.root.iter()
        if TAGS.search(names_of(element)) and document.span_of(element)[0] > end
        for link in element.iter("a")
    ]
    tagged = [shown for tag in tags if (shown := document.block_of(tag))]
    if tagged and Field.KEYWORDS not in found:
        found[Field.KEYWORDS] = tagged
    return found


def is_teaser(block: Block, end: int) -> bool:
    """Whether a line below the article is the beginning of another one, under its headline."""
    return block.span[0] > end and (is_excerpt(block.line) or is_paragraph(block.line))


def without_heading(block: Block, heading: Heading | None) -> Block:
    """«المغرب» of «الوسوم: المغرب»."""
    return replace(block, text=heading.rest.text) if heading and heading.rest else block
