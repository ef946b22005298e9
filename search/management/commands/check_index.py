"""Compare the search index with the archive. The exit status is 0 only if they are in step."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import engine
from search.asking import IndexUnusable
from search.engine import Drift

IDS_SHOWN = 5


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what is found, check again")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        found = now = engine.drift(thorough=True)
        if repair and found:
            try:
                engine.mend(found)
            except (IndexUnusable, OSError) as error:
                raise CommandError(f"The search index cannot be written: {error}") from error
            now = engine.drift(thorough=True)
        if options["json"]:
            drifts = {**asdict(now), "found": asdict(found)} if repair else asdict(now)
            self.stdout.write(json.dumps({"in_step": not now, **drifts}, ensure_ascii=False))
        else:
            for line in report(found, now):
                self.stdout.write(line)
        if now:
            sys.exit(1)


def report(found: Drift, now: Drift) -> Iterator[str]:
    yield from lines(found)
    if now is not found:
        yield "Mended." if not now else "After mending:"
        yield from lines(now)
    if not now:
        yield "The search index is in step with the archive."


def lines(drift: Drift) -> Iterator[str]:
    if drift.unreadable:
        yield f"The search index cannot be read: {drift.unreadable}"
    for what, ids in (
        ("published and not in the index", drift.missing),
        ("in the index and not published", drift.extra),
        ("changed since they were indexed", drift.stale),
    ):
        if ids:
            more = ", …" if len(ids) > IDS_SHOWN else ""
            yield f"Articles {what}: {len(ids)} ({', '.join(ids[:IDS_SHOWN])}{more})"
