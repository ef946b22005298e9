"""Running text that comes in one piece, with markup or without, to paragraphs."""

from html import unescape
from html.parser import HTMLParser

import regex

from archive.text import clean

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset(("iframe", "noscript", "script", "style", "template", "title"))

_TAG = regex.compile(
    rf"</?(?:{'|'.join(BLOCKS)}|a|b|em|i|img|span|strong|script|u)\b[^<>]*>", regex.I
)
_REFERENCE = regex.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", regex.I)
_BLANK_LINE = regex.compile(r"\n\s*\n")


def prose(text: str) -> str:
    """Paragraphs divided by blank lines: as tags say, else blank lines, else the ends of lines.

    >>> prose("<p>أولا &amp; ثانيا<br>ثالثا<script>alert(1)</script>")
    'أولا & ثانيا\\n\\nثالثا'
    >>> prose("أولا\\nثانيا"), prose("أولا\\n\\nثانيا\\nثالثا")
    ('أولا\\n\\nثانيا', 'أولا\\n\\nثانيا ثالثا')
    """
    text = _without_markup(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    lines = _BLANK_LINE.split(text)
    if len(lines) == 1:
        lines = text.split("\n")
    return "\n\n".join(paragraph for line in lines if (paragraph := clean(line)))


def plain(text: str) -> str:
    """One line of text, without tags where it has any, and with the characters that it refers to.

    >>> plain("<b>خبر</b> &quot;عاجل&quot;"), plain("&#8220;خبر&#8221; R&D")
    ('خبر "عاجل"', '“خبر” R&D')
    """
    return clean(_without_markup(text))


def _without_markup(text: str) -> str:
    """Text that was cut from a page may be its markup, or keep references of it alone."""
    if not _TAG.search(text):
        return _REFERENCE.sub(lambda found: unescape(found[0]), text)
    reading = _Text()
    reading.feed(text)
    reading.close()
    return "".join(reading.found)


class _Text(HTMLParser):
    """The text between the tags, with blank lines where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.unseen += tag in UNSEEN
        self._block(tag)

    def handle_startendtag(self, tag: str, attributes: object) -> None:
        self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in UNSEEN))
        self._block(tag)

    def handle_data(self, text: str) -> None:
        if not self.unseen:
            self.found.append(text)

    def _block(self, tag: str) -> None:
        if tag in BLOCKS:
            self.found.append("\n\n")
