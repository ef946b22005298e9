"""Propose a profile of one site from a handful of its saved pages, and keep it.

Five to ten pages serve best, with some of each kind the site has, and some with comments. For each
page it shows what the rules yield. The profile is a file in the data directory that can be edited;
pages of the site are read by it from then on. Those imported before are read by it with
`reparse_articles --site`, which shows first what that changes.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_noop

from archive.intake.files import files_in, found_in
from archive.intake.verdicts import in_both_languages, place_of
from archive.readers.webpage import profiles
from archive.readers.webpage.comparison import propose
from archive.readers.webpage.declared import claims_of, sites_of
from archive.readers.webpage.document import Document
from archive.readers.webpage.found import Field, Found
from archive.readers.webpage.profile import NAMES, Profile, written
from archive.readers.webpage.reader import document_in
from archive.records import Unreadable

FEWEST_PAGES = 2
LONGEST_SHOWN = 70
TOO_FEW = gettext_noop("It takes %(count)s pages of a site to compare them.")
NAMELESS = gettext_noop("The pages do not tell of which site they are: name it with --site.")
NO_SITE = gettext_noop("%(site)s is no name of a site.")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a saved page or a folder of them"
        )
        parser.add_argument("--site", help="such as sahifa.example; the pages tell by themselves")
        parser.add_argument("--dry-run", action="store_true", help="show the profile, keep nothing")

    def handle(
        self, *args: Any, paths: list[Path], site: str | None, dry_run: bool, **options: Any
    ) -> None:
        pages = dict(self.pages_in(paths))
        if len(pages) < FEWEST_PAGES:
            few = Unreadable(TOO_FEW, count=FEWEST_PAGES)
            raise CommandError(in_both_languages(few))
        site = site or likeliest_site(list(pages.values()))
        try:
            profile = propose(list(pages.values()), site)
            if not dry_run:
                path = profiles.keep(profile)
        except Unreadable as problem:
            raise CommandError(in_both_languages(problem)) from None
        except ValueError:
            raise CommandError(in_both_languages(Unreadable(NO_SITE, site=site))) from None
        for place, document in pages.items():
            self.stdout.write(f"\n{place}")
            for line in yields(profile, profile.find(document)):
                self.stdout.write(f"    {line}")
        self.stdout.write(f"\n{written(profile)}")
        if not dry_run:
            self.stdout.write(f"Kept as {path}")
            self.stdout.write(
                "Pages that the archive has of the site are read by it with: "
                f"reparse_articles --site {site} --apply"
            )

    def pages_in(self, paths: list[Path]) -> Iterator[tuple[str, Document]]:
        """Each page, under the place where it was found."""
        for found in found_in(files_in(paths), settings.LARGEST_CAPTURE):
            place = place_of(found.file, found.document.locator)
            try:
                if found.document.problem:
                    raise found.document.problem
                yield place, document_in(found.document.raw).document
            except Unreadable as problem:
                self.stderr.write(f"{place}: {in_both_languages(problem)}")


def likeliest_site(documents: list[Document]) -> str:
    """The host that most pages say they are of. Raises CommandError where they name none."""
    sites = (sites_of(document, claims_of(document).address)[:1] for document in documents)
    hosts = Counter(site for found in sites for site in found)
    if not hosts:
        raise CommandError(in_both_languages(Unreadable(NAMELESS)))
    return hosts.most_common(1)[0][0]


def yields(profile: Profile, found: Found) -> list[str]:
    """One line a field that a profile has rules for: what it is on one page."""
    fields = [field for field in profile.rules if not field.startswith("comment.")]
    said = {field: " ¶ ".join(block.text for block in found.all(field)) for field in fields}
    said[Field.COMMENT] = f"{len(found.comments)}"
    if found.comments:
        first = found.comments[0]
        parts = (first.author, first.dateline, *first.text)
        said[Field.COMMENT] += ": " + " | ".join(part.text for part in parts if part)
    return [f"{NAMES[field]}: {shortened(text) or '-'}" for field, text in said.items()]


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)})"
