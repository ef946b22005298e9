"""What crawlers and browsers save: WARC, its forerunner ARC, and MHTML."""

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import IO, Any

import regex
from django.utils.translation import gettext_noop
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataException
from warcio.exceptions import ArchiveLoadFailed

from archive.addresses import web_address
from archive.containers.entries import DAMAGE, HEAD, Entry, damaged, too_large
from archive.readers.columns import instant
from archive.records import Unreadable
from archive.text import clean

PAGES = ("text/html", "application/xhtml+xml")
SAVED = ("response", "resource")
FOUND = "200"

_MHTML = regex.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)*?Content-Type:\s*multipart/related", regex.I
)


def recorded(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    """The pages among the records, each with the address and the time it was captured at."""
    try:
        for number, record in enumerate(ArchiveIterator(stream, arc2warc=True), 1):
            if is_page(record):
                yield captured(record, f"record {number}", largest)
    except (*DAMAGE, ArchiveLoadFailed) as error:
        raise damaged(error) from None


def is_page(record: Any) -> bool:
    """Whether a record may hold an article: pictures, scripts, redirections and errors do not."""
    headers = record.http_headers
    if record.rec_type not in SAVED or (headers and headers.get_statuscode() != FOUND):
        return False
    media_type = (headers or record.rec_headers).get_header("Content-Type") or ""
    return media_type.partition(";")[0].strip().lower() in PAGES


def captured(record: Any, locator: str, largest: int) -> Entry:
    said = record.rec_headers.get_header
    raw: bytes | Unreadable
    try:
        raw = content_of(record, largest)
    except (*DAMAGE, ChunkedDataException) as error:
        raw = damaged(error)
    except Unreadable as problem:
        raw = problem
    return Entry(
        raw,
        locator=locator,
        form="html",
        address=web_address(clean(said("WARC-Target-URI") or "")),
        captured_at=instant(said("WARC-Date") or ""),
    )


def content_of(record: Any, largest: int) -> bytes:
    """A page as it was served. Raises Unreadable for one too large, or shorter than its record."""
    raw: bytes = record.content_stream().read(largest + 1)
    if len(raw) > largest:
        raise too_large(largest)
    while record.raw_stream.read(HEAD):
        pass
    if record.raw_stream.limit > 0:
        raise damaged(EOFError())
    return raw


def is_mhtml(head: bytes) -> bool:
    return _MHTML.match(head) is not None


def saved(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    """The page of an MHTML file; the pictures and frames beside it stay behind."""
    raw = stream.read(largest + 1)
    if len(raw) > largest:
        raise too_large(largest)
    message = email.message_from_bytes(raw, EmailMessage, policy=default)
    parts = (part for part in message.walk() if part.get_content_type() in PAGES)
    part = next(parts, None)
    if part is None:
        raise Unreadable(gettext_noop("no page in it"))
    addresses = (part["Content-Location"], message["Snapshot-Content-Location"])
    page: Any = part.get_payload(decode=True)
    yield Entry(
        page,
        locator="page",
        form="html",
        address=next(filter(None, (web_address(clean(str(one or ""))) for one in addresses)), ""),
        captured_at=instant(str(message["Date"] or "")),
    )
