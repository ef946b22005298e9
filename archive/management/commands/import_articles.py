"""Import captured pages: files, and folders with everything in them.

A capture the archive already holds changes nothing, so an interrupted import is simply run again.
"""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext, override

from archive.ingest import Outcome, Verdict, files_in, ingest
from archive.records import Unreadable

SECONDS_BETWEEN_REPORTS = 0.5


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder"
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        files = list(files_in(paths))
        counts = Counter[str]()
        for verdict in self.with_progress(ingest(files, settings.LARGEST_CAPTURE), len(files)):
            counts[verdict.outcome] += 1
            counts["flagged"] += bool(verdict.flags)
            if verdict.problem:
                self.stderr.write(f"{shown(verdict.file)}: {in_both_languages(verdict.problem)}")
        names = (*Outcome, "flagged")
        self.stdout.write(" ".join(f"{name}={counts[name]}" for name in names))
        if counts[Outcome.FAILED]:
            sys.exit(1)

    def with_progress(self, verdicts: Iterable[Verdict], total: int) -> Iterator[Verdict]:
        """On a terminal, one line that says how far, how fast and how much longer."""
        on_terminal = self.stderr.isatty()
        started = reported = time.monotonic()
        for done, verdict in enumerate(verdicts, 1):
            now = time.monotonic()
            if on_terminal and now - reported > SECONDS_BETWEEN_REPORTS:
                reported = now
                rate = done / (now - started)
                left = (total - done) / rate
                self.stderr.write(f"\r\033[K{done}/{total}  {rate:.0f}/s  {left:.0f} s", ending="")
            if on_terminal and verdict.problem:
                self.stderr.write("\r\033[K", ending="")
            yield verdict
        if on_terminal:
            self.stderr.write("\r\033[K", ending="")


def in_both_languages(problem: Unreadable) -> str:
    english = problem.message % problem.values if problem.values else problem.message
    with override("ar"):
        arabic = gettext(problem.message)
    return f"{english} ({arabic % problem.values if problem.values else arabic})"


def shown(file: Path) -> str:
    """A path as one line of text, whatever bytes its name holds."""
    return str(file).encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
