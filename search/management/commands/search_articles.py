"""Search the archive as its search page does."""

import json
from argparse import ArgumentParser
from html import unescape
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.html import strip_tags

from search import engine
from search.query import parse
from search.results import results


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", metavar="QUERY", help="as typed into the search box")
        parser.add_argument("--limit", type=int, default=10, metavar="N", help="results to show")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, query: str, limit: int, **options: Any) -> None:
        asked = parse(query)
        found = engine.find(asked, 0, max(limit, 0))
        shown = results(found, asked)
        if not asked:
            self.stderr.write("Nothing to search for: the query holds no word and no number.")
        if found.degraded:
            self.stderr.write("The index cannot be read; this is a plain search of the database.")
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "total": found.total,
                        "results": [
                            {
                                "id": result.article.pk,
                                "title": result.article.title,
                                "url": result.article.get_absolute_url(),
                                "score": round(result.score, 4),
                                "snippet": result.snippet,
                            }
                            for result in shown
                        ],
                    },
                    ensure_ascii=False,
                )
            )
            return
        for result in shown:
            self.stdout.write(f"{result.article.title}\n  {result.article.get_absolute_url()}")
            self.stdout.write(f"  {unescape(strip_tags(result.snippet))}\n")
        self.stdout.write(f"total={found.total}")
