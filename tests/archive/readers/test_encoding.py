import zipfile
from io import BytesIO

import pytest

from archive.flags import FlagKind
from archive.readers import read
from archive.readers.encoding import decode
from archive.records import CaptureRecord, Unreadable
from tests.archive.readers.pages import PARAGRAPHS
from tests.conftest import MEETING, MEMORANDUM

TEXT = "عنوان المقال في الجريدة\n\n" + "\n\n".join(PARAGRAPHS)
PLAIN = TEXT.translate(dict.fromkeys(map(ord, "\u0650\u064f\u064e\u0651\u0640«»")))


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("article.txt", TEXT)
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n", "the file is empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "no reader for PDF files"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no reader for PNG files"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "no reader for JPEG files"),
        (zipped(), "no reader for ZIP files"),
        (b"{\\rtf1\\ansi}", "no reader for RTF files"),
        (f"<!DOCTYPE html><p>{TEXT}".encode(), "no reader for HTML files"),
        (f"\ufeff\n <html dir=rtl>{TEXT}".encode(), "no reader for HTML files"),
        (b"\x7fELF\2\1\1\0\0\0\0\0", "a binary file, not text"),
        (TEXT.encode() + b"\0" * 9, "a binary file, not text"),
        (bytes(range(1, 256)) * 40, "neither UTF-8 nor Windows-1256 text"),
        ("Été à la plage, déjà vu. ".encode("latin-1") * 9, "neither UTF-8 nor Windows-1256 text"),
        (b"Leave a reply\n\nYour email address will not be published.", "no Arabic text in it"),
        (b"\xef\xbb\xbf\r\n", "no Arabic text in it"),
        ("الرئيسية\nبحث".encode(), "no line that could be a headline"),
    ],
)
def test_a_file_that_is_no_capture_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(raw)
    assert refusal.value.message % refusal.value.values == reason


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "windows-1256", "iso8859-6"],
)
def test_the_encodings_of_the_arabic_press_are_told_apart(encoding: str) -> None:
    text = PLAIN.translate({ord("٤"): "4", ord("٥"): "5", ord("٠"): "0"})
    raw = text.encode(encoding)
    assert decode(raw) == (text, encoding, 0)


@pytest.mark.parametrize("seed", [MEMORANDUM, MEETING], ids=lambda path: path.stem)
def test_a_seed_is_the_same_article_in_the_encoding_of_old_pages(seed) -> None:
    raw = seed.read_text().encode("windows-1256")
    assert read(raw).encoding == "windows-1256"
    assert read(raw).article == read(seed.read_bytes()).article


def damage(capture: CaptureRecord) -> list[dict[str, object]]:
    return [
        dict(flag.values)
        for flag in capture.article.flags
        if flag.kind is FlagKind.ENCODING_REPAIRED
    ]


def test_damaged_characters_are_counted_and_the_rest_is_kept() -> None:
    raw = TEXT.encode()
    capture = read(raw[:200] + b"\xff" + raw[200:400] + b"\xd8" + raw[400:])
    assert capture.encoding == "utf-8"
    assert damage(capture) == [{"count": 2}]
    assert "�" in capture.article.body


def test_a_replacement_character_that_the_page_printed_is_no_damage() -> None:
    assert damage(read(f"{TEXT}\n\nوقال الوزير إن \ufffd المشروع.".encode())) == []


def test_the_mark_of_utf_8_is_in_no_field() -> None:
    article = read(b"\xef\xbb\xbf" + TEXT.encode()).article
    assert article.title == "عنوان المقال في الجريدة"
    assert article.spans["title"] == ((1, 24),)
