"""The readers' comments of a page that no profile describes.

A comment list is the same box over and over, with another text, author and date in each. What boxes
are called in their classes and ids («comment-12») tells comments from other lists.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from archive.dates import Precision
from archive.readers.comments import LONGEST_NAME, SAYS
from archive.readers.landmarks import furniture_of, heading_of
from archive.readers.webpage.document import Block, Document, Element
from archive.readers.webpage.found import FoundComment

# In words.
LONGEST_LONE_COMMENT = 300
LONGEST_SIGNATURE = 25

HINT = regex.compile(r"comment|reply|replies|disqus|تعليق", regex.I)
AUTHOR = regex.compile(r"author|user|name|writer|visitor|\bfn\b|\bby\b|كاتب|اسم", regex.I)
TEXT = regex.compile(r"text|body|content|message|desc|نص", regex.I)
DATE = regex.compile(r"date|time|ago|posted|تاريخ|وقت", regex.I)
NOT_A_LIST = regex.compile(
    r"form|respond|count|num|toolbar|sort|rating|add|link|meta|reply-title", regex.I
)
SET_OFF = regex.compile(r"^[\s(]+|[\s(|،,:–—-]+$")
WHOLE = regex.compile(r"comments|replies|list|area|تعليقات", regex.I)
# What differs between the boxes of one list.
_VARYING = regex.compile(r"\d+|\b(?:odd|even|alt|first|last|thread)\b")


class Box(NamedTuple):
    """A comment's element and its lines, without those of the replies inside it."""

    element: Element
    blocks: tuple[Block, ...]


def names_of(element: Element) -> str:
    """What the makers of a page call an element."""
    attributes = ("class", "id", "itemprop", "rel")
    return " ".join(filter(None, (element.get(name) for name in attributes)))


def shape_of(element: Element) -> tuple[str, str]:
    """What elements of one list have in common."""
    return str(element.tag), _VARYING.sub("#", names_of(element))


def comments_in(document: Document, title: Block | None) -> tuple[FoundComment, ...]:
    """The comments of a page, in order; they stand below its headline."""
    declared = [
        heading.declared
        for block in document.blocks
        if (heading := heading_of(block.line)) and heading.declared
    ]
    start = title.span[1] if title else 0
    lists = [list(boxes_of(document, boxes, start)) for boxes in candidates(document)]
    worth = [(worth_of(boxes, declared), boxes) for boxes in lists if boxes]
    best, boxes = max(worth, key=lambda one: one[0], default=(0.0, []))
    return parted(document, boxes) if best > 0 else ()


def candidates(document: Document) -> Iterator[list[Element]]:
    """Boxes of one shape that are called comments, stand in something that is, or tell a time each."""
    shapes: dict[tuple[str, str], list[Element]] = {}
    for element in document.root.iter("li", "div", "article", "tr", "table", "dl", "p"):
        called = names_of(element)
        inside = any(HINT.search(names_of(one)) for one in element.iterancestors("ul", "ol", "div"))
        own = bool(HINT.search(called))
        if (own or inside) and not (own and NOT_A_LIST.search(HINT.sub("", called))):
            shapes.setdefault(shape_of(element), []).append(element)
    yield from shapes.values()
    yield from timed(document)


def timed(document: Document) -> Iterator[list[Element]]:
    """Boxes of one shape and parent with one time of day in each, as nothing but readers' words has."""
    short = (block for block in document.blocks if block.line.length <= LONGEST_SIGNATURE)
    pieces = (piece for block in short for piece in dated_pieces(document, block))
    times = [piece for piece in pieces if is_time(piece)]
    told = Counter(
        around for block in times for around in [block.element, *block.element.iterancestors()]
    )
    boxes: dict[tuple[Element, tuple[str, str]], list[Element]] = {}
    for block in times:
        box = block.element
        while (outer := box.getparent()) is not None and told[outer] == 1:
            box = outer
        boxes.setdefault((outer, shape_of(box)), []).append(box)
    yield from (found for found in boxes.values() if len(found) > 1)


def is_time(block: Block) -> bool:
    date = block.dateline
    return bool(date and (not date.mention or date.mention.moment.precision is Precision.MINUTE))


def boxes_of(document: Document, elements: Sequence[Element], start: int) -> Iterator[Box]:
    """The comments that elements are, of those below an offset."""
    boxes = set(elements)
    for element in elements:
        if document.span_of(element)[0] < start:
            continue
        nested = [one for one in element.iterdescendants() if one in boxes]
        blocks = tuple(
            piece
            for block in document.blocks_in(element)
            if not any(document.holds(one, block) for one in nested)
            for piece in dated_pieces(document, block)
        )
        if any(not is_furniture(block) and not is_date(block) for block in blocks):
            yield Box(element, blocks)


def dated_pieces(document: Document, block: Block) -> list[Block]:
    """The parts of a line of which one is a date, as in «<b>زائر</b> <i>22-06-2019</i>»."""
    pieces = [] if is_date(block) else document.pieces(block)
    return pieces if any(map(is_date, pieces)) else [block]


def worth_of(boxes: Sequence[Box], declared: Sequence[int]) -> float:
    """How much speaks for a list of comments; 0 and less for none."""
    dated = sum(any(is_date(block) for block in box.blocks) for box in boxes) / len(boxes)
    own = sum(bool(HINT.search(names_of(box.element))) for box in boxes) / len(boxes)
    numbered = sum(bool(regex.search(r"\d", box.element.get("id", ""))) for box in boxes)
    parts = sum(len(box.blocks) > 1 for box in boxes) / len(boxes)
    linked = sum(block.linked > 0.9 for box in boxes for block in box.blocks) / sum(
        len(box.blocks) for box in boxes
    )
    counted = len(boxes) in declared
    whole = len(boxes) == 1 and (
        WHOLE.search(names_of(boxes[0].element)) is not None
        or sum(block.line.length for block in boxes[0].blocks) > LONGEST_LONE_COMMENT
    )
    evidence = (
        2 * dated + own + numbered / len(boxes) + 2 * counted + parts - 2 * linked - 2 * whole
    )
    return evidence - 2.5 + min(len(boxes), 20) / 100


def is_furniture(block: Block) -> bool:
    line = block.line
    number = line.key.replace(" ", "").isdigit()
    return not is_date(block) and (number or furniture_of(line) is not None)


def is_date(block: Block) -> bool:
    return block.dateline is not None


def parted(document: Document, boxes: Sequence[Box]) -> tuple[FoundComment, ...]:
    """The author, date and text of each comment; what stands in most of them is the page's."""
    in_boxes: dict[str, int] = {}
    for box in boxes:
        for phrase in {block.line.key for block in box.blocks}:
            in_boxes[phrase] = in_boxes.get(phrase, 0) + 1
    usual = {phrase for phrase, count in in_boxes.items() if count > max(2, len(boxes) / 2)}
    found = (comment_in(document, box, usual) for box in boxes)
    return tuple(comment for comment in found if comment)


def comment_in(document: Document, box: Box, usual: set[str]) -> FoundComment | None:
    own = [block for block in box.blocks if block.line.key not in usual and not is_furniture(block)]
    dateline = next(filter(is_date, own), None)
    rest = [block for block in own if not is_date(block)]
    author = author_of(box, rest)
    if dateline and not author:
        author, dateline = signed(dateline)
    rest = [block for block in rest if not author or block.span != author.span]
    named = [block for block in rest if is_called(block, box, TEXT)]
    text = named if named and author and is_called(author, box, AUTHOR) else rest
    if not text:
        return None
    return FoundComment(
        element=box.element,
        span=document.span_of(box.element),
        text=tuple(text),
        author=author,
        dateline=dateline,
    )


def signed(block: Block) -> tuple[Block | None, Block]:
    """The name and the date of «محمد العلوي - 3 مارس 2012 15:20»; None where it names nobody."""
    start = block.dateline.mention.start if block.dateline and block.dateline.mention else 0
    name = SET_OFF.sub("", block.text[:start])
    if not name:
        return None, block
    return replace(block, text=name), replace(block, text=block.text[start:])


def author_of(box: Box, blocks: Sequence[Block]) -> Block | None:
    """Who wrote a comment: what is called so, or else a few words above or below the text."""
    called = [block for block in blocks if is_called(block, box, AUTHOR)]
    short = [block for block in called or blocks if is_name(block)]
    return short[0] if short and len(blocks) > 1 else None


def is_name(block: Block) -> bool:
    says = SAYS.fullmatch(block.line.shown)
    return (block.line.length <= LONGEST_NAME + 1) or says is not None


def is_called(block: Block, box: Box, name: regex.Pattern[str]) -> bool:
    """Whether a line's element, or one around it in the comment, is called something."""
    element = block.element
    while element is not None and element is not box.element:
        if name.search(HINT.sub("", names_of(element))):
            return True
        element = element.getparent()
    return False
