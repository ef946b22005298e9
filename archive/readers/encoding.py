"""Bytes to text, by the evidence of the letters; what a capture declares is one more candidate."""

import codecs
from typing import NamedTuple

from django.utils.translation import gettext_noop

from archive.records import Unreadable
from archive.text import ARABIC_LETTER

# The longer marks first: one of UTF-32 begins as one of UTF-16 does.
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LEGACY = ("windows-1256", "iso8859-6")
# What pages and feeds call the one-byte encodings of Arabic.
DECLARED = {
    "windows-1256": "windows-1256",
    "cp1256": "windows-1256",
    "cp-1256": "windows-1256",
    "x-cp1256": "windows-1256",
    "iso-8859-6": "iso8859-6",
    "iso8859-6": "iso8859-6",
    "arabic": "iso8859-6",
    "asmo-708": "iso8859-6",
    "x-mac-arabic": "mac-arabic",
    "dos-720": "cp720",
}
UNMARKED_WIDE = ("utf-16-le", "utf-16-be")
REPLACEMENT = "\ufffd"
INTACT_LETTERS_PER_DAMAGE = 20
# In running Arabic every tenth letter or so opens an article «ال»; in bytes read by the wrong table
# the pair hardly ever occurs.
ARTICLES_PER_LETTER = 0.01


class Decoded(NamedTuple):
    text: str
    encoding: str
    damaged: int


def arabic_letters(text: str) -> int:
    return len(ARABIC_LETTER.findall(text))


def decode(raw: bytes, declared: str = "") -> Decoded:
    """The text of a capture. `damaged` counts the characters that could not be read.

    A declared encoding is only tried before others: pages that moved to another server often
    declare the wrong one.

    The mark of UTF-8 stays in the text, so that offsets hold for `raw.decode(encoding, "replace")`.
    Raises Unreadable for bytes that are no text, or no text in an encoding of Arabic. An encoding
    without a mark is a guess from the letters: a few words are too little to go by.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            text = raw.decode(encoding, "replace")
            return Decoded(text, encoding, text.count(REPLACEMENT))
    if b"\0" in raw:
        return likeliest(raw, UNMARKED_WIDE, gettext_noop("a binary file, not text"))
    text = raw.decode("utf-8", "replace")
    damaged = text.count(REPLACEMENT) - raw.count(REPLACEMENT.encode())
    if not damaged or arabic_letters(text) >= INTACT_LETTERS_PER_DAMAGE * damaged:
        return Decoded(text, "utf-8", damaged)
    named = DECLARED.get(declared.lower())
    candidates = (named, *LEGACY) if named else LEGACY
    return likeliest(raw, candidates, gettext_noop("neither UTF-8 nor Windows-1256 text"))


def likeliest(raw: bytes, encodings: tuple[str, ...], otherwise: str) -> Decoded:
    """The text in the encoding that makes most sense of it. Raises Unreadable if none does."""
    candidates = [(raw.decode(encoding, "replace"), encoding) for encoding in encodings]
    text, encoding = max(candidates, key=lambda candidate: candidate[0].count("ال"))
    if text.count("ال") <= ARTICLES_PER_LETTER * arabic_letters(text):
        raise Unreadable(otherwise)
    return Decoded(text, encoding, text.count(REPLACEMENT))
