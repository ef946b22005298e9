"""Read stored captures again with today's readers, and show what would change in their articles.

With --apply it is changed. What a curator has set stays as it is.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from archive.intake.differences import in_lines
from archive.intake.reparsing import reparse
from archive.intake.verdicts import in_both_languages
from archive.readers import READERS


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="change the articles")
        parser.add_argument(
            "--reader", choices=tuple(READERS), default="", help="only what this reader had read"
        )

        parser.add_argument(
            "--site", default="", help="only pages of this site, such as sahifa.example"
        )

    def handle(self, *args: Any, apply: bool, reader: str, site: str, **options: Any) -> None:
        changed = unchanged = failed = 0
        for article, found, problem in reparse(reader, apply, site):
            if problem:
                failed += 1
                self.stderr.write(f"{article.pk}: {in_both_languages(problem)}")
            elif found:
                changed += 1
                self.stdout.write(f"{article.pk}\n{in_lines(found)}")
            else:
                unchanged += 1
        self.stdout.write(f"changed={changed} unchanged={unchanged} failed={failed}")
        if changed and not apply:
            self.stdout.write("Nothing was written; --apply changes the articles.")
