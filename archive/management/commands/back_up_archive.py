"""Copy the archive into a folder, from which it can be served: with WARRAQ_DATA, after rebuild_index.

Done again into the same folder, it copies what is new. The archive may be in use meanwhile.
"""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from archive.backups import Occupied, back_up
from archive.models import Capture

SECONDS_BETWEEN_REPORTS = 0.5


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        copied = lost = damaged = 0
        total = Capture.objects.count()
        on_terminal, reported = self.stderr.isatty(), time.monotonic()
        try:
            for done, kept in enumerate(back_up(folder), 1):
                copied += kept.copied
                lost += kept.lost
                damaged += kept.damaged
                if kept.lost or kept.damaged:
                    what = "is missing from" if kept.lost else "is damaged in"
                    self.stderr.write(f"Capture {kept.sha256} {what} the archive's store.")
                if on_terminal and time.monotonic() - reported > SECONDS_BETWEEN_REPORTS:
                    reported = time.monotonic()
                    self.stderr.write(f"\r\033[K{done} / {total}", ending="")
        except Occupied:
            raise CommandError(f"{folder} is the folder of this very archive.") from None
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}") from None
        if on_terminal:
            self.stderr.write("\r\033[K", ending="")
        self.stdout.write(f"captures={total} copied={copied} lost={lost} damaged={damaged}")
        if connection.vendor != "sqlite":
            self.stdout.write("The database is on a server: back it up with its own program.")
        if lost or damaged:
            sys.exit(1)
