"""Golden files: what is read from each example, field by field.

An example is a capture in tests/examples, or one of the seeds; the record read from it stands in
tests/examples under the same name, as JSON. To add one, put the capture there and run this test: it
fails, and writes the record for you to review. To accept a change, delete the JSON and do the same.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import regex

from archive.readers import read
from archive.records import CaptureRecord, Span
from archive.text import clean
from tests.conftest import SEEDS

EXAMPLES = Path(__file__).parents[2] / "examples"
CAPTURES = [*sorted(SEEDS.glob("*.txt")), *sorted(EXAMPLES.glob("*.txt"))]

SELDOM = ("address", "captured_at", "reply_to")
"""What most captures say nothing of, and a golden file only where one does."""

_LIST_OF_NUMBERS = regex.compile(r"\[\n\s+(\d+),\n\s+(\d+)\n\s+\]")


def fields(record: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(record).items() if value or name not in SELDOM}


def readable(capture: CaptureRecord) -> dict[str, Any]:
    """A record as JSON has it: paragraphs and keywords one a line, furniture with its text."""
    text = capture.raw.decode(capture.encoding, "replace")

    def printed(span: Span) -> str:
        return clean(text[slice(*span)])

    article = fields(capture.article)
    return article | {
        "encoding": capture.encoding,
        "reader": capture.reader,
        "published": capture.article.published and capture.article.published.isoformat(),
        "body": capture.article.body.split("\n\n"),
        "comments": [
            fields(comment) | {"text": comment.text.split("\n\n")}
            for comment in capture.article.comments
        ],
        "furniture": [
            {"kind": kind, "span": span, "text": printed(span)}
            for span, kind in capture.article.furniture
        ],
        "spans": dict(capture.article.spans),
    }


def as_json(record: dict[str, Any]) -> str:
    indented = json.dumps(record, ensure_ascii=False, indent=2)
    return _LIST_OF_NUMBERS.sub(r"[\1, \2]", indented) + "\n"


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_an_example_is_read_as_its_golden_file_says(capture: Path) -> None:
    golden = EXAMPLES / f"{capture.stem}.json"
    found = as_json(readable(read(capture.read_bytes())))
    if not golden.exists():
        golden.write_text(found, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: review it, then run again")
    assert json.loads(found) == json.loads(golden.read_text(encoding="utf-8"))


def test_every_golden_file_belongs_to_an_example() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {path.stem for path in CAPTURES}
