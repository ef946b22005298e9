"""Import captures: files, folders with everything in them, and files that hold many captures.

A capture the archive already holds changes nothing, so an interrupted import is simply run again.
"""

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, gettext_noop, override

from archive.containers import CONTAINERS
from archive.intake.files import files_in
from archive.intake.ingest import GROUP, Holdings, Outcome, Verdict, held, ingest
from archive.models import Article
from archive.readers import READERS
from archive.records import Unreadable
from archive.text import INVISIBLE, clean

SECONDS_BETWEEN_REPORTS = 0.5
_INVISIBLE = str.maketrans("", "", INVISIBLE)


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
            verdicts = ingest(files, settings.LARGEST_CAPTURE, form, dry_run)
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


def line_of(verdict: Verdict) -> Mapping[str, Any]:
    """A verdict as a line of the report says it."""
    article = verdict.article
    holds = Holdings(verdict.comments, verdict.related_links, verdict.flags)
    return {
        "file": shown(verdict.file),
        "record": one_line(verdict.locator),
        "verdict": verdict.outcome,
        "reason": in_both_languages(verdict.problem) if verdict.problem else "",
        "id": article.pk if article else "",
        "url": article.get_absolute_url() if article else "",
        "address": verdict.address,
        **of_article(article, holds),
    }


def of_article(article: Article | None, holds: Holdings) -> Mapping[str, Any]:
    """What a line says of the article, which may change until the import is settled."""
    published = article.published if article else None
    return {
        "title": article.title if article else "",
        "published": published.isoformat() if published else "",
        "source": article.source.name if article and article.source else "",
        "comments": holds.comments,
        "related_links": holds.related_links,
        "flags": holds.flags,
    }


def tell_again(report: Path) -> None:
    """Bring a report up to what was settled after its lines were written, in groups of them."""
    again = report.with_name(f".{report.name}")
    with open(report, encoding="utf-8") as told, open(again, "w", encoding="utf-8") as file:
        while lines := [json.loads(line) for line in islice(told, GROUP)]:
            known = held({line["id"] for line in lines} - {""})
            for line in lines:
                line |= of_article(*known[line["id"]]) if line["id"] in known else {}
                print(json.dumps(line, ensure_ascii=False), file=file)
    os.replace(again, report)


def in_both_languages(problem: Unreadable) -> str:
    values = {name: one_line(value) for name, value in problem.values.items()}
    english = problem.message % values if values else problem.message
    with override("ar"):
        arabic = gettext(problem.message)
    return f"{english} ({arabic % values if values else arabic})"


def one_line(value: object) -> object:
    return value if isinstance(value, int) else clean(str(value)).translate(_INVISIBLE)


def place_of(file: Path, locator: str) -> str:
    """Where a document was found, as one line of text."""
    place = one_line(locator)
    return f"{shown(file)}, {place}" if place else shown(file)


def shown(file: Path) -> str:
    """A path as one line of text, whatever bytes its name holds."""
    name = str(file).encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
    return name.translate(_INVISIBLE)
