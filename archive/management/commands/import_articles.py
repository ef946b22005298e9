"""Import captures: files, folders with everything in them, and files that hold many captures.

A capture the archive already holds changes nothing, so an interrupted import is simply run again.
"""

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_noop

from archive.containers import CONTAINERS
from archive.drafts import drafted
from archive.intake.files import files_in
from archive.intake.ingest import GROUP, ingest
from archive.intake.verdicts import (
    Outcome,
    Verdict,
    held,
    in_both_languages,
    line_of,
    of_article,
    place_of,
    shown,
)
from archive.models import Batch
from archive.readers import READERS
from archive.records import Unreadable

SECONDS_BETWEEN_REPORTS = 0.5


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder"
        )
        parser.add_argument(
            "--format",
            choices=(*CONTAINERS, *READERS),
            default="",
            dest="form",
            help="what the files are, where their content does not tell",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of them; write nothing"
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write what became of each, a line of JSON"
        )

    def handle(
        self,
        *args: Any,
        paths: list[Path],
        form: str,
        dry_run: bool,
        report: Path | None,
        **options: Any,
    ) -> None:
        files = list(files_in(paths))
        counts = Counter[str]()
        with ExitStack() as stack:
            told = stack.enter_context(opened(report)) if report else None
            batch = Batch(origin=" ".join(map(shown, paths)))
            verdicts = ingest(files, settings.LARGEST_CAPTURE, form, dry_run, batch)
            for verdict in self.with_progress(verdicts, files):
                counts[verdict.outcome] += 1
                counts["flagged"] += bool(verdict.flags)
                if verdict.problem:
                    self.stderr.write(
                        f"{place_of(verdict.file, verdict.locator)}: {in_both_languages(verdict.problem)}"
                    )
                if told:
                    print(json.dumps(line_of(verdict), ensure_ascii=False), file=told)
        if report and report.is_file() and not dry_run:
            tell_again(report)
        names = (*Outcome, "flagged")
        self.stdout.write(" ".join(f"{name}={counts[name]}" for name in names))
        if counts[Outcome.FAILED]:
            sys.exit(1)

    def with_progress(self, verdicts: Iterable[Verdict], files: list[Path]) -> Iterator[Verdict]:
        """On a terminal, one line that says how far, how fast and how much longer."""
        on_terminal = self.stderr.isatty()
        sizes = {file: size_of(file) for file in files} if on_terminal else {}
        total = sum(sizes.values())
        read: dict[Path, int] = {}
        started = reported = time.monotonic()
        for done, verdict in enumerate(verdicts, 1):
            now = time.monotonic()
            if on_terminal:
                read[verdict.file] = verdict.read
            if on_terminal and now - reported > SECONDS_BETWEEN_REPORTS:
                reported = now
                so_far = max(1, sum(read.values()))
                rate = done / (now - started)
                left = (now - started) * max(0, total - so_far) / so_far
                share = 100 * so_far // max(1, total)
                line = f"{done}  {share} %  {rate:.0f}/s  {left:.0f} s"
                self.stderr.write(f"\r\033[K{line}", ending="")
            if on_terminal and verdict.problem:
                self.stderr.write("\r\033[K", ending="")
            yield verdict
        if on_terminal:
            self.stderr.write("\r\033[K", ending="")


def opened(report: Path) -> IO[str]:
    try:
        return open(report, "w", encoding="utf-8")
    except OSError as error:
        unwritable = gettext_noop("The report cannot be written: %(reason)s")
        problem = Unreadable(unwritable, reason=error.strerror)
        raise CommandError(in_both_languages(problem)) from None


def size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def tell_again(report: Path) -> None:
    """Bring a report up to what was settled after its lines were written, in groups of them."""
    with (
        drafted(report) as again,
        open(report, encoding="utf-8") as told,
        open(again, "w", encoding="utf-8") as file,
    ):
        while lines := [json.loads(line) for line in islice(told, GROUP)]:
            known = held({line["id"] for line in lines} - {""})
            for line in lines:
                line |= of_article(*known[line["id"]]) if line["id"] in known else {}
                print(json.dumps(line, ensure_ascii=False), file=file)
