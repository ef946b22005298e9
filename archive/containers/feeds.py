"""Feeds: RSS, Atom and WordPress exports, item by item.

An item is cut out as it stands, and kept in a frame of its feed's own first tags, so that it can be
read alone and one that is not well formed costs no other. Names, not the nesting of all elements,
tell where items begin and end; what CDATA and comments hold is text.
"""

from collections.abc import Iterator
from typing import IO

import regex
from django.utils.translation import gettext_noop

from archive.containers.entries import HEAD, Entry, too_large
from archive.records import Unreadable

ARTICLES = (b"post", b"page")
"""What of a WordPress export was published to be read; menus, pictures and revisions were not."""

_FEED = regex.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?.*?\?>\s*+|<!--.*?-->\s*+|<!DOCTYPE[^<>\[]*>\s*+)*+"
    rb"<(?:rss|feed|[\w-]+:RDF)\b",
    regex.S,
)
_DECLARATION = regex.compile(rb"<\?xml[^>]*\?>")
_ROOT = regex.compile(rb"<(rss|feed|[\w-]+:RDF)\b[^>]*>")
_CHANNEL = regex.compile(rb"<channel\b[^>]*>")
_TITLE = regex.compile(rb"<title\b[^>]*>.*?</title>", regex.S)
_ASIDE = regex.compile(rb"<!--.*?-->|<image\b.*?</image>", regex.S)
_MARK = regex.compile(
    rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(item|entry)(?=[\s>])|</(item|entry)\s*>", regex.S
)
_POST = regex.compile(rb"<wp:(post_type|status)>(?:<!\[CDATA\[)?\s*([\w-]*)")


def is_feed(head: bytes) -> bool:
    return _FEED.match(head) is not None


def items(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    """The items of a feed, each in its frame; of a WordPress export what was published."""
    frame: tuple[bytes, bytes] | None = None
    for number, (before, item) in enumerate(cut(stream, largest), 1):
        frame = frame or framed(before)
        if was_published(item):
            yield Entry(item.join(frame), locator=f"item {number}", form="feed")
    if frame is None:
        raise Unreadable(gettext_noop("a feed without entries"))


def cut(stream: IO[bytes], largest: int) -> Iterator[tuple[bytes, bytes]]:
    """The items of a feed, each with what stood between it and the one before."""
    text, at = b"", 0
    begins, depth = 0, 0
    while chunk := stream.read(max(HEAD, len(text) - at)):
        text += chunk
        while (found := _MARK.search(text, at, partial=True)) and not found.partial:
            at = found.end()
            if found[1]:
                begins = begins if depth else found.start()
                depth += 1
            elif found[2] and depth:
                depth -= 1
                if not depth:
                    yield text[:begins], text[begins:at]
                    text, at = text[at:], 0
        at = found.start() if found else len(text)
        if len(text) > largest:
            raise too_large(largest)
    if depth:
        raise Unreadable(gettext_noop("the last entry of the feed is cut off"))


def framed(before: bytes) -> tuple[bytes, bytes]:
    """What an item is to stand between: the first tags of its feed and its name, and their ends."""
    before = _ASIDE.sub(b"", before)
    declaration, root = _DECLARATION.search(before), _ROOT.search(before)
    if not root:
        raise Unreadable(gettext_noop("a feed without entries"))
    channel, title = _CHANNEL.search(before), _TITLE.search(before)
    opening = [found[0] for found in (declaration, root, channel, title) if found]
    closing = b"</channel>" if channel else b""
    end = b"</" + root[1] + b">"
    if root[1] not in (b"rss", b"feed"):
        return b"".join([*opening, closing]), end
    return b"".join(opening), closing + end


def was_published(item: bytes) -> bool:
    said = dict(_POST.findall(item))
    return said.get(b"post_type", b"post") in ARTICLES and said.get(b"status", b"publish") == (
        b"publish"
    )
