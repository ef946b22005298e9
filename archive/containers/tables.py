"""Tables of articles: JSON Lines, and CSV in its several kinds. Each row is a capture of its own."""

from collections import deque
from collections.abc import Iterator
from typing import IO

from archive.containers.entries import HEAD, Entry, too_large
from archive.readers import csv_row, json_row
from archive.readers.columns import holds_articles
from archive.readers.encoding import decode
from archive.records import Unreadable


def is_jsonl(head: bytes) -> bool:
    """Whether the first line is the row of an article, as far as it is there."""
    line = next((line for line in head.splitlines() if line.strip(b" \t\xef\xbb\xbf")), b"")
    if not line.lstrip(b" \t\xef\xbb\xbf").startswith(b"{"):
        return False
    labels = []
    try:
        for cell in json_row.cells(decode(line).text):
            labels.append(cell.label)
    except (ValueError, RecursionError, Unreadable):
        if len(line) < HEAD - 1:
            return False
    return holds_articles(labels)


def lines(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    """The rows of JSON Lines, blank lines left out."""
    for number, line in numbered(stream, largest):
        if isinstance(line, Unreadable) or line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield Entry(stripped(line), locator=f"line {number}", form="json")


def stripped(line: bytes | Unreadable) -> bytes | Unreadable:
    return line if isinstance(line, Unreadable) else line.removeprefix(b"\xef\xbb\xbf").strip()


def numbered(stream: IO[bytes], largest: int) -> Iterator[tuple[int, bytes | Unreadable]]:
    """Lines with their numbers; of one that is too long, the end is looked for and nothing kept."""
    number = 0
    while line := stream.readline(largest + 1):
        number += 1
        too_long = len(line) > largest
        while too_long and not line.endswith(b"\n") and line:
            line = stream.readline(HEAD)
        yield number, too_large(largest) if too_long else line


def is_table(head: bytes) -> bool:
    """Whether the first line names columns of articles."""
    line = head.splitlines()[0] if head.strip() else b""
    try:
        return bool(csv_row.separator_of(decode(line).text.removeprefix("\ufeff")))
    except Unreadable:
        return False


def rows(stream: IO[bytes], largest: int) -> Iterator[Entry]:
    """The rows of a table, each below a header line of its own: what it says alone, it says there.

    A row ends with the line in which its quotation marks are closed. Where they never are, its
    first line is the problem, and the lines after it are rows again.
    """
    coming = numbered(stream, largest)
    again: deque[tuple[int, bytes | Unreadable]] = deque()
    _, header = next(coming, (0, b""))
    if isinstance(header, Unreadable):
        raise header
    header = header.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n") + b"\n"
    while row := again.popleft() if again else next(coming, None):
        number, line = row
        if isinstance(line, bytes) and line.count(b'"') % 2:
            taken, closed = until_closed(line, again, coming, largest)
            if closed:
                line = b"".join([line, *(one for _, one in taken if isinstance(one, bytes))])
            else:
                again.extendleft(reversed(taken))
        if isinstance(line, Unreadable):
            yield Entry(line, locator=f"line {number}", form="csv")
        elif line.strip():
            yield Entry(header + line.rstrip(b"\r\n"), locator=f"line {number}", form="csv")


def until_closed(
    line: bytes,
    again: deque[tuple[int, bytes | Unreadable]],
    coming: Iterator[tuple[int, bytes | Unreadable]],
    largest: int,
) -> tuple[list[tuple[int, bytes | Unreadable]], bool]:
    """The lines that follow until quotation marks are closed, and whether they were."""
    taken: list[tuple[int, bytes | Unreadable]] = []
    size = len(line)
    while size <= largest and (row := again.popleft() if again else next(coming, None)):
        taken.append(row)
        if isinstance(row[1], Unreadable):
            return taken, False
        size += len(row[1])
        if row[1].count(b'"') % 2:
            return taken, True
    return taken, False
