"""Search the archive as its search page does."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from html import unescape
from typing import Any

import regex
from django.core.management.base import BaseCommand
from django.http import QueryDict
from django.utils.html import strip_tags

from search import engine, suggestions
from search.addresses import TOGETHER, YES, address, read
from search.asking import Asked, Facet, Found, Sort
from search.layers import Level
from search.narrowing import by_keys
from search.results import Result, results

DASHED = regex.compile(r"-(?!-|\p{Nd}|h$|v\d*$|$)")
"""What begins like an option and is a query without a word. Of options, only -h and -v are short."""


class Command(BaseCommand):
    help = __doc__

    def run_from_argv(self, argv: list[str]) -> None:
        dashed = [] if "--" in argv else [one for one in argv if DASHED.match(one)]
        rest = [one for one in argv if one not in dashed]
        super().run_from_argv([*rest, "--", *dashed] if dashed else argv)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", metavar="QUERY", help="as typed into the search box")
        parser.add_argument("--limit", type=int, default=10, metavar="N", help="results to show")
        parser.add_argument(
            "--level", choices=[*Level], default=Level.FORMS, help="what may differ"
        )
        parser.add_argument("--sort", choices=[*Sort], default=Sort.RELEVANCE)
        for facet in Facet:
            parser.add_argument(
                f"--{facet}",
                action="append",
                default=[],
                metavar="VALUE",
                help="narrow down; may be given more than once",
            )
        parser.add_argument("--together", action="store_true", help="editions as one result")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, query: str, limit: int, **options: Any) -> None:
        parameters = QueryDict(mutable=True)
        parameters.update({"q": query, "level": options["level"], "sort": options["sort"]})
        if options["together"]:
            parameters[TOGETHER] = YES
        for facet in Facet:
            parameters.setlist(facet.value, options[facet.value])
        asked = by_keys(read(parameters))
        found = engine.find(asked, 0, max(limit, 0))
        if not asked:
            self.stderr.write("Nothing to search for: the query holds no word and no number.")
        if found.degraded:
            self.stderr.write("The index cannot be read; this is a plain search of the database.")
        if found.curtailed:
            self.stderr.write("The search was cut short: too many words fit, or it took too long.")
        if options["json"]:
            self.stdout.write(json.dumps(as_data(asked, found), ensure_ascii=False))
            return
        for result in results(found.hits, asked):
            self.show(result)
        for result in results(found.partial, asked):
            self.stdout.write(f"[without {' and '.join(result.missing)}]")
            self.show(result)
        for offer in suggestions.meant(asked, found):
            self.stdout.write(f"did you mean: {offer.text} ({offer.count})")
        if is_nothing(asked, found):
            for offer in suggestions.way_out(asked).offers:
                note = f", {offer.note}" if offer.note else ""
                self.stdout.write(f"try: {offer.text} ({offer.count}{note})")
        for ignored in asked.query.ignored:
            self.stdout.write(f"ignored: {ignored.typed} ({ignored.why.value})")
        self.stdout.write(f"total={found.total}")

    def show(self, result: Result) -> None:
        self.stdout.write(f"{result.article.title}\n  {result.article.get_absolute_url()}")
        self.stdout.write(f"  {unescape(strip_tags(result.snippet))}")
        for reason in result.reasons:
            place = f" (comment {reason.comment.number})" if reason.comment else ""
            if reason.alias:
                place = f" ({reason.field} {reason.alias.of}, also known as {reason.alias})"
            how = reason.layer.name.lower()
            self.stdout.write(f"  {reason.printed} <- {reason.typed}: {how}{place}")
        self.stdout.write("")


def is_nothing(asked: Asked, found: Found) -> bool:
    return bool(asked) and not found.total and not found.degraded


def as_data(asked: Asked, found: Found) -> dict[str, Any]:
    return {
        "total": found.total,
        "results": [entry(result) for result in results(found.hits, asked)],
        "partial": [entry(result) for result in results(found.partial, asked)],
        "facets": {facet.value: dict(counts.items()) for facet, counts in found.counts.items()},
        "ignored": [{"typed": one.typed, "why": one.why.value} for one in asked.query.ignored],
        "curtailed": found.curtailed,
        "degraded": found.degraded,
        "address": address(asked),
        "help": way_out(asked) if is_nothing(asked, found) else None,
        "meant": offers(suggestions.meant(asked, found)),
    }


def entry(result: Result) -> dict[str, Any]:
    return {
        "id": result.article.pk,
        "title": result.article.title,
        "url": result.article.get_absolute_url(),
        "score": round(result.score, 4),
        "snippet": result.snippet,
        "comment": result.comment.number if result.comment else None,
        "why": [
            {
                "typed": reason.typed,
                "printed": reason.printed,
                "layer": reason.layer.name.lower(),
                "field": reason.field.value,
                "comment": reason.comment.number if reason.comment else None,
                "alias_of": reason.alias.of.name if reason.alias else None,
            }
            for reason in result.reasons
        ],
        "missing": list(result.missing),
        "editions": result.editions,
    }


def way_out(asked: Asked) -> dict[str, Any]:
    found = suggestions.way_out(asked)
    return {
        "missing": [{"typed": one.typed, "nearest": offers(one.nearest)} for one in found.missing],
        "readings": offers(found.readings),
        "names": offers(found.names),
        "looser": offers(found.looser),
        "without_one": offers(found.without_one),
        "wider": offers(found.wider),
        "unnarrowed": offers([found.unnarrowed] if found.unnarrowed else []),
    }


def offers(some: Iterable[suggestions.Offer]) -> list[dict[str, Any]]:
    return [{"text": one.text, "count": one.count, "note": one.note} for one in some]
