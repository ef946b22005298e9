"""Copy everything in the database into another one, as from SQLite to PostgreSQL.

Then set DATABASE_URL to it, and run rebuild_index. Nothing may be imported or edited meanwhile.
"""

from argparse import ArgumentParser
from typing import Any

import dj_database_url
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from archive.backups import Occupied, move

TARGET = "target"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", metavar="DATABASE_URL")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        try:
            settings = dj_database_url.parse(url)
        except ValueError as error:
            raise CommandError(f"{url} cannot be read: {error}") from None
        defaults = connections["default"].settings_dict
        connections.settings[TARGET] = {**defaults, "OPTIONS": {}, "CONN_MAX_AGE": 0, **settings}
        try:
            for name, count in move(TARGET):
                self.stdout.write(f"{count}\t{name}")
        except Occupied:
            raise CommandError("There are articles in that database already.") from None
        except DatabaseError as error:
            raise CommandError(f"Nothing was copied: {error}") from None
        finally:
            connections[TARGET].close()
