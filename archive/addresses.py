"""Addresses on the web: which may be followed, which are spellings of one, which article is there."""

from base64 import b32hexencode
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# What a link is given on its way, by those who count clicks.
TRACKING = ("utm_", "fbclid", "gclid", "igshid", "mc_cid", "mc_eid")
ID_LENGTH = 12


def web_address(url: str) -> str:
    """An address from a capture if it leads to the web, and nothing if it would do anything else.

    >>> web_address("https://archive.example/1"), web_address("javascript:alert(1)")
    ('https://archive.example/1', '')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def address_key(url: str) -> str:
    """What the spellings of one article's address have in common; nothing for a site's front page.

    >>> address_key("http://www.Paper.example:80/خبر/?utm_source=x#top")
    'paper.example/%D8%AE%D8%A8%D8%B1'
    >>> address_key("https://paper.example/%d8%ae%d8%a8%d8%b1")
    'paper.example/%D8%AE%D8%A8%D8%B1'
    >>> address_key("https://paper.example/")
    ''
    """
    if not web_address(url):
        return ""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = quote(unquote(parts.path, errors="replace")).rstrip("/")
    asked = parse_qsl(parts.query, keep_blank_values=True, errors="replace")
    kept = [(name, value) for name, value in asked if not name.lower().startswith(TRACKING)]
    if not path and not kept:
        return ""
    return f"{host}{path}?{urlencode(kept)}" if kept else f"{host}{path}"


def public_id(digest: str) -> str:
    """What an article goes by in this archive: 60 bits of a digest, the same on every machine."""
    return b32hexencode(bytes.fromhex(digest)).decode().lower()[:ID_LENGTH]


def public_id_at(url: str) -> str:
    """The public id of the article at an address, here or not; nothing for a site's front page.

    >>> public_id_at("https://paper.example/1") == public_id_at("http://www.paper.example/1/#top")
    True
    >>> public_id_at("https://paper.example/")
    ''
    """
    folded = address_key(url)
    return public_id(sha256(folded.encode()).hexdigest()) if folded else ""
