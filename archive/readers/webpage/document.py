"""A saved page as a tree and as the lines it shows, each with its place in the source.

The parser keeps no offsets. So the source is cut into tags and texts first, every start tag is given
its number as an attribute, and the texts of the tree are found again by walking both side by side.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import regex
from cssselect import GenericTranslator, SelectorError
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from archive.dates import Dateline
from archive.readers.landmarks import dateline_of
from archive.readers.lines import Line
from archive.records import Span
from archive.text import clean

Element = Any  # of lxml, which has no types

NUMBER = "warraq-tag"
INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    }
)
UNSEEN = frozenset(
    {
        "audio",
        "button",
        "canvas",
        "datalist",
        "embed",
        "head",
        "iframe",
        "input",
        "map",
        "math",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "option",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    }
)

_TOKEN = regex.compile(
    r"""
      (?P<unseen> <!--.*?(?:-->|\Z) | <[!?][^>]*+>? | </[a-z][^>]*+>? )
    | (?P<tag> <(?P<name>[a-z][^\s/>]*+)
        (?> [\s/]++ | [^\s/>=]++ (?>\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>]*+))? | = )*+ >? )
    | (?P<text> (?:[^<]|<(?![a-z/!?]))++ )
    | <
    """,
    regex.I | regex.S | regex.X,
)
# Up to their end tag, these hold no tags.
_RAW = ("iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp")
_RAW_ENDS = {name: regex.compile(rf"</{name}\b[^>]*>?", regex.I) for name in _RAW}
_CONTROLS = regex.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Token(NamedTuple):
    text: bool
    start: int
    end: int


class Run(NamedTuple):
    """A stretch of text without a tag in it; runs of one line have its number in common."""

    text: str
    start: int
    end: int
    owner: Element
    line: int
    linked: bool


@dataclass(frozen=True, eq=False)
class Block:
    """A line as the page shows it: between two line breaks or edges of boxes."""

    text: str
    span: Span
    element: Element
    """The innermost one that holds all of it."""
    linked: float
    """The share of its text that is inside links."""

    @cached_property
    def line(self) -> Line:
        return Line(self.text, self.span[0])

    @cached_property
    def dateline(self) -> Dateline | None:
        return dateline_of(self.line)


class Document:
    """A parsed page. Nothing in it is run or fetched."""

    def __init__(self, source: str) -> None:
        self.source = source
        tokens, numbered = _numbered(source)
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        self.root: Element = document_fromstring(numbered.encode("utf-8", "replace"), parser=parser)
        self._runs: list[Run] = []
        self._read: dict[tuple[int, int], Block | None] = {}
        self._range: dict[Element, tuple[int, int]] = {}
        self._walk(tokens)

    def _walk(self, tokens: list[Token]) -> None:
        """Note every run of text that is shown, and the range of runs in each element."""
        at = line = hidden = links = 0
        opened: dict[Element, int] = {}

        def take(text: str | None, owner: Element) -> None:
            nonlocal at
            wanted = len("".join(text.split())) if text else 0
            if not text:
                return
            if not wanted:
                if self._runs and self._runs[-1].line == line:
                    self._runs[-1] = self._runs[-1]._replace(text=f"{self._runs[-1].text} ")
                return
            found = first = last = 0
            while at < len(tokens) and found < wanted:
                token = tokens[at]
                at += 1
                if token.text and (
                    shown := "".join(html.unescape(self.source[token.start : token.end]).split())
                ):
                    first = first if found else token.start
                    last = token.end
                    found += len(shown)
            if not hidden:
                start, end = self._trimmed(first, last)
                self._runs.append(Run(text, start, end, owner, line, links > 0))

        for event, element in etree.iterwalk(self.root, events=("start", "end")):
            if event == "start":
                if (number := element.attrib.pop(NUMBER, "")).isdecimal():
                    at = int(number) + 1
                line += element.tag not in INLINE
                hidden += element.tag in UNSEEN
                links += element.tag == "a"
                opened[element] = len(self._runs)
                take(element.text, element)
            else:
                self._range[element] = (opened.pop(element), len(self._runs))
                line += element.tag not in INLINE
                hidden -= element.tag in UNSEEN
                links -= element.tag == "a"
                if element is not self.root:
                    take(element.tail, element.getparent())

    def _trimmed(self, start: int, end: int) -> Span:
        raw = self.source[start:end]
        return start + len(raw) - len(raw.lstrip()), end - len(raw) + len(raw.rstrip())

    @cached_property
    def blocks(self) -> list[Block]:
        return list(self._blocks(*self._range[self.root]))

    def blocks_in(self, element: Element) -> list[Block]:
        """The lines of one element, none for one that shows nothing."""
        return list(self._blocks(*self._range.get(element, (0, 0))))

    def block_of(self, element: Element) -> Block | None:
        """The first line of an element; of one in the page's head, what it tells machines."""
        if element.tag == "meta":
            content = clean(element.get("content", ""))
            return Block(content, (0, 0), element, 0.0) if content else None
        return next(self._blocks(*self._range.get(element, (0, 0))), None)

    def pieces(self, block: Block) -> list[Block]:
        """A line as the runs of text it is put together from, each in an element of its own."""
        start, end = block.span
        first, last = self._range[block.element]
        runs = [run for run in self._runs[first:last] if start <= run.start and run.end <= end]
        pieces = [
            Block(clean(run.text), (run.start, run.end), run.owner, run.linked) for run in runs
        ]
        return [piece for piece in pieces if piece.line.key]

    def whole(self, element: Element) -> Block | None:
        """All lines of an element as one."""
        blocks = self.blocks_in(element)
        if not blocks:
            return None
        text = " ".join(block.text for block in blocks)
        linked = max(block.linked for block in blocks)
        return Block(text, self.span_of(element), element, linked)

    def _blocks(self, start: int, end: int) -> Iterator[Block]:
        for _, group in groupby(self._runs[start:end], key=lambda run: run.line):
            runs = list(group)
            first, start = start, start + len(runs)
            if (first, start) not in self._read:
                self._read[first, start] = self._block(runs, start)
            if block := self._read[first, start]:
                yield block

    def _block(self, runs: list[Run], end: int) -> Block | None:
        text = clean("".join(run.text for run in runs))
        if not text:
            return None
        owner = runs[0].owner
        while self._range[owner][1] < end:
            owner = owner.getparent()
        linked = sum(len(run.text) for run in runs if run.linked)
        shown = sum(len(run.text) for run in runs)
        return Block(text, (runs[0].start, runs[-1].end), owner, linked / shown)

    def holds(self, element: Element, block: Block) -> bool:
        """Whether a line stands inside an element."""
        start, end = self.span_of(element)
        return start <= block.span[0] and block.span[1] <= end

    def span_of(self, element: Element) -> Span:
        """From the first to the last text of an element; an empty one for one that shows none."""
        first, last = self._range.get(element, (0, 0))
        return (self._runs[first].start, self._runs[last - 1].end) if first < last else (0, 0)

    def select(self, selector: str, within: Element | None = None) -> list[Element]:
        """The elements a CSS selector finds, in order. Raises ValueError if it is none."""
        found = _compiled(selector)(self.root if within is None else within)
        return list(found)


def is_selector(text: str) -> bool:
    try:
        _compiled(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> etree.XPath:
    try:
        return etree.XPath(GenericTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"{selector!r} is no CSS selector: {error}") from None


def _numbered(source: str) -> tuple[list[Token], str]:
    """The tags and texts of a source, and the source with each start tag's number in it."""
    tokens: list[Token] = []
    pieces: list[str] = []
    at = 0
    while token := _TOKEN.match(source, at):
        end = token.end()
        if name := token["name"]:
            opening = token.start("name") + len(name)
            if ends := _RAW_ENDS.get(name.lower()):
                closing = ends.search(source, end)
                end = closing.end() if closing else len(source)
            pieces += [source[at:opening], f' {NUMBER}="{len(tokens)}" ', source[opening:end]]
        else:
            pieces.append(source[at:end])
        tokens.append(Token(token["text"] is not None, at, end))
        at = end
    return tokens, _CONTROLS.sub("", "".join(pieces))
