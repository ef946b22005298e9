"""Measure how well the archive's search finds, on a collection of questions with known answers.

DIR holds docs.jsonl (id, title, text), queries.tsv (id, text) and qrels.tsv (query, document, 1).
The documents are indexed in a temporary place, as articles are, and searched for any word of each
question, at the widest level.
"""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import ir_measures
from django.core.management.base import BaseCommand, CommandError
from ir_measures import RR, R, nDCG

from archive.text import words
from search import engine
from search.asking import RANKING, Asked, Ranking
from search.clauses import Field, Word
from search.documents import Document
from search.layers import Layer, Level
from search.query import Query, parse
from search.search_indexes import document

MEASURES = {"nDCG@10": nDCG @ 10, "MRR@10": RR @ 10, "recall@100": R @ 100}
DEPTH = 100
FILES = ("docs.jsonl", "queries.tsv", "qrels.tsv")


def without(*layers: Layer) -> Ranking:
    return replace(RANKING, layers={**RANKING.layers, **dict.fromkeys(layers, 0.0)})


def every_word(text: str) -> Query:
    """A query for every word that was typed, function words as well."""
    every = (Word(text[word.start : word.end], word.folded) for word in words(text))
    return Query(text, tuple(dict.fromkeys(every)))


Parts = Mapping[str, tuple[Ranking, Callable[[str], Query]]]

WHOLE: Parts = {"nothing": (RANKING, parse)}
ABLATIONS: Parts = {
    **WHOLE,
    "the root": (without(Layer.ROOT), parse),
    "variants of names": (without(Layer.VARIANT), parse),
    "the stem": (without(Layer.STEM), parse),
    "the joined form": (without(Layer.JOINED), parse),
    "the exact and the folded form": (without(Layer.EXACT, Layer.FOLDED), parse),
    "all layers but the folded form": (without(*set(Layer) - {Layer.FOLDED}), parse),
    "the weight of headlines": (
        replace(RANKING, fields={**RANKING.fields, Field.TITLE: 1.0}),
        parse,
    ),
    "the length of fields": (replace(RANKING, length=0.0), parse),
    "the floor under one occurrence": (replace(RANKING, floor=0.0), parse),
    "the list of function words": (RANKING, every_word),
}
"""What is left out, and with what ranking and which reading of the question."""


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collections", metavar="DIR", nargs="+", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--ablations",
            action="store_true",
            help="print a table of nDCG@10 with one part of the ranking left out in each line",
        )

    def handle(self, *args: Any, collections: list[Path], **options: Any) -> None:
        if options["ablations"]:
            self.tabulate([self.measure(path, ABLATIONS) for path in collections])
            return
        measured = {path.name: self.measure(path, WHOLE)["nothing"] for path in collections}
        if options["json"]:
            alone = next(iter(measured.values()))
            self.stdout.write(json.dumps(measured if len(measured) > 1 else alone))
            return
        for name, figures in measured.items():
            shown = "  ".join(f"{measure} {figure:.4f}" for measure, figure in figures.items())
            self.stdout.write(f"{name}  {shown}")

    def tabulate(self, measured: list[dict[str, dict[str, float]]]) -> None:
        for part in ABLATIONS:
            figures = [figures[part]["nDCG@10"] for figures in measured]
            columns = " | ".join(f"{figure:.4f}" for figure in (*figures, mean(figures)))
            self.stdout.write(f"| {part} | {columns} |")

    def measure(self, path: Path, parts: Parts) -> dict[str, dict[str, float]]:
        """The measures, with each of some parts left out."""
        for name in FILES:
            if not (path / name).is_file():
                raise CommandError(f"{path} is no test collection: {name} is missing.")
        answers = answers_in(path / "qrels.tsv")
        questions = questions_in(path / "queries.tsv", {answer.query_id for answer in answers})
        with TemporaryDirectory() as directory:
            backend = engine.elsewhere(Path(directory))
            backend.build(documents(path / "docs.jsonl"))
            measured = {}
            for part, (ranking, read) in parts.items():
                self.stderr.write(f"{path.name}: {len(questions)} questions, without {part} ...")
                run = [
                    ir_measures.ScoredDoc(name, hit.article_id, hit.score)
                    for name, text in questions
                    for hit in backend.find(asked(read(text), ranking), 0, DEPTH).hits
                ]
                figures = ir_measures.calc_aggregate(MEASURES.values(), answers, run)
                measured[part] = {name: figures[measure] for name, measure in MEASURES.items()}
        return measured


def asked(query: Query, ranking: Ranking) -> Asked:
    return Asked(query, level=Level.ROOT, any_word=True, ranking=ranking)


def documents(path: Path) -> Iterator[Document]:
    for number, line in lines(path):
        try:
            entry = json.loads(line)
            yield document(str(entry["id"]), title=entry["title"], text=entry["text"].split("\n"))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CommandError(
                f"{path.name}, line {number}: this is no object with id, title and text."
            ) from error


def answers_in(path: Path) -> list[ir_measures.Qrel]:
    found = []
    for number, (query, answer, relevance) in rows(path, columns=3):
        try:
            found.append(ir_measures.Qrel(query, answer, int(relevance)))
        except ValueError:
            raise CommandError(
                f"{path.name}, line {number}: the relevance {relevance!r} is no whole number."
            ) from None
    return found


def questions_in(path: Path, answered: Collection[str]) -> list[list[str]]:
    """Those that have an answer; of others nothing can be measured."""
    found = [row for _, row in rows(path, columns=2) if row[0] in answered]
    if not found:
        raise CommandError(f"{path.name}: qrels.tsv answers none of these questions.")
    return found


def rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in lines(path):
        row = line.rstrip("\r\n").split("\t")
        if len(row) != columns:
            raise CommandError(f"{path.name}, line {number}: there are not {columns} columns.")
        yield number, row


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers; there must be one."""
    empty = True
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                line = raw.decode()
            except UnicodeDecodeError:
                raise CommandError(f"{path.name}, line {number}: this is no UTF-8.") from None
            if line.strip():
                empty = False
                yield number, line
    if empty:
        raise CommandError(f"{path.name} is empty.")
