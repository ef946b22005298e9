"""Write the whole search index anew. Searching goes on in the old one until the new one is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import engine
from search.asking import IndexUnusable


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"indexed={engine.rebuild()}")
        except (IndexUnusable, OSError) as error:
            raise CommandError(f"The search index cannot be written: {error}") from error
