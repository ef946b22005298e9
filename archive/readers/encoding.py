"""Bytes to text, for captures that declare no encoding."""

import codecs
from typing import NamedTuple

import regex

from archive.records import Unreadable

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LEGACY = ("windows-1256", "iso8859-6")
REPLACEMENT = "\ufffd"
INTACT_LETTERS_PER_DAMAGE = 20
# In running Arabic every tenth letter or so opens an article «ال»; in bytes read by the wrong table
# the pair hardly ever occurs.
ARTICLES_PER_LETTER = 0.01

_ARABIC_LETTER = regex.compile(r"[\p{Arabic}&&\p{L}]", regex.V1)


class Decoded(NamedTuple):
    text: str
    encoding: str
    damaged: int


def arabic_letters(text: str) -> int:
    return len(_ARABIC_LETTER.findall(text))


def decode(raw: bytes) -> Decoded:
    """The text of a capture. `damaged` counts the characters that could not be read.

    A byte order mark stays in the text, so that offsets hold for `raw.decode(encoding, "replace")`.
    Raises Unreadable for bytes that are no text, or no text in an encoding of Arabic.
    """
    if raw.startswith(UTF16_MARKS):
        text = raw.decode("utf-16", "replace")
        return Decoded(text, "utf-16", text.count(REPLACEMENT))
    if b"\0" in raw:
        raise Unreadable("a binary file, not text")
    text = raw.decode("utf-8", "replace")
    damaged = text.count(REPLACEMENT) - raw.count(REPLACEMENT.encode())
    if not damaged or arabic_letters(text) >= INTACT_LETTERS_PER_DAMAGE * damaged:
        return Decoded(text, "utf-8", damaged)
    text, encoding = max(
        ((raw.decode(name, "replace"), name) for name in LEGACY),
        key=lambda candidate: candidate[0].count("ال"),
    )
    if text.count("ال") <= ARTICLES_PER_LETTER * len(text):
        raise Unreadable("neither UTF-8 nor Windows-1256 text")
    return Decoded(text, encoding, text.count(REPLACEMENT))
