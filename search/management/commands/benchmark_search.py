"""Measure how fast the archive's search is, beside other engines at the same work.

FILE holds an article a line as JSON: title, text or content, and where known date, source and
keywords; the first words of the title stand in for keywords. Each engine indexes the articles in a
process of its own and does each work in another, one after the other. Cold is the first use of each
query, warm the median of the next three.
"""

import json
import lzma
import os
import platform
import random
import resource
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from archive.text import words
from search.arabic import is_function_word
from search.benchmark import ENGINES, WORKS, Engine, Entry, Question
from search.clauses import Word
from search.query import parse

SLOW = "haystack_whoosh"
"""It has fewer articles, from all over the file, and fewer questions, or it would take hours."""
ARTICLES_IF_SLOW = 3000
QUESTIONS_IF_SLOW = 50
OURS = "warraq"
QUESTIONS = 200
LONGEST = 4
SEED = 4
WARM_PASSES = 3
PERCENTILES = (50, 95, 99)
STAND_IN_KEYWORDS = 3


def engine_names(text: str) -> list[str]:
    asked = text.split(",")
    if unknown := [name for name in asked if name not in ENGINES]:
        raise ArgumentTypeError(f"there is no engine {unknown[0]!r}, only {', '.join(ENGINES)}")
    return [name for name in ENGINES if name in asked]


def above_zero(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", metavar="FILE", type=Path, required=True)
        parser.add_argument("--limit", metavar="N", type=above_zero, help="only the first N")
        parser.add_argument(
            "--engines", metavar="A,B", type=engine_names, default=[*ENGINES], help="only these"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--task", action="store_true", help=SUPPRESS)  # one from stdin

    def handle(self, *args: Any, articles: Path, **options: Any) -> None:
        if options["task"]:
            self.stdout.write(json.dumps(carried_out(articles, **json.load(sys.stdin))))
            return
        titles = [(one.title, one.source) for one in entries(articles, options["limit"])]
        # Every engine has the articles that the questions are from.
        sparse = step(len(titles), ARTICLES_IF_SLOW)
        questions = [asdict(question) for question in drawn(titles[::sparse])]
        measured = {}
        for name in options["engines"]:
            if name == "tantivy" and not find_spec("tantivy"):
                self.stderr.write("tantivy is left out, for its package is not installed.")
                continue
            with TemporaryDirectory() as directory:
                task: dict[str, Any] = {"name": name, "index": f"{directory}/index"}
                every, most = (sparse, QUESTIONS_IF_SLOW) if name == SLOW else (1, QUESTIONS)
                self.stderr.write(f"{name}: indexing {len(titles[::every])} articles ...")
                measured[name] = delegated(articles, task | {"count": len(titles), "every": every})
                for work in WORKS:
                    self.stderr.write(f"{name}: {work} ...")
                    found = delegated(
                        articles, task | {"work": work, "questions": questions[:most]}
                    )
                    measured[name][work] = found
        if options["json"]:
            self.stdout.write(json.dumps(measured))
        else:
            self.tabulate(measured, len(titles))

    def tabulate(self, measured: dict[str, Any], count: int) -> None:
        """Figures, and in brackets how many times ours they are."""
        self.stdout.write(f"{localdate()}, {count} articles, {machine()}")
        if SLOW in measured:
            fewer = len(range(0, count, step(count, ARTICLES_IF_SLOW)))
            self.stdout.write(f"{SLOW} had {fewer} articles and {QUESTIONS_IF_SLOW} questions.")
        self.stdout.write(f"\n| | {' | '.join(measured)} |\n|---{'|---:' * len(measured)}|")
        rows = {name: dict(figures(found)) for name, found in measured.items()}
        for label in next(iter(rows.values()), ()):
            cells = []
            for name, row in rows.items():
                ratio = row[label] / rows[OURS][label] if OURS in rows and name != OURS else None
                cells.append(f"{row[label]:,.2f}" + (f" ({ratio:.2g}×)" if ratio else ""))
            self.stdout.write(f"| {label} | {' | '.join(cells)} |")


def figures(found: dict[str, Any]) -> Iterator[tuple[str, float]]:
    yield "articles indexed per second", found["index_per_s"]
    yield "index, MB", found["index_bytes"] / 1e6
    yield "peak memory while indexing, MB", found["peak_mb"]
    for work in WORKS:
        for state, percentiles in found[work].items():
            for name, figure in percentiles.items():
                yield f"{work}, {state}, {name.removesuffix('_ms')} ms", figure


def machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {load}"


def step(count: int, most: int) -> int:
    """Taking one article in so many leaves at most that many."""
    return max(1, -(-count // most))


def delegated(articles: Path, task: dict[str, Any]) -> dict[str, Any]:
    """What a process that has done nothing else makes of a task."""
    command = [sys.executable, "-m", "django", "benchmark_search", "--skip-checks", "--task"]
    done = subprocess.run(
        [*command, "--articles", str(articles.absolute())],
        input=json.dumps(task),
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
    )
    if done.returncode:
        raise CommandError(f"{task['name']} failed at {task.get('work', 'indexing')}; see above.")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def carried_out(articles: Path, name: str, index: str, **task: Any) -> dict[str, Any]:
    engine = ENGINES[name](Path(index))
    if work := task.get("work"):
        return latencies(engine, work, [Question(**one) for one in task["questions"]])
    figures = indexing(engine, entries(articles, task["count"], task["every"]))
    files = (file for file in Path(index).rglob("*") if file.is_file())
    return figures | {"index_bytes": sum(file.stat().st_size for file in files)}


def indexing(engine: Engine, found: Iterable[Entry]) -> dict[str, Any]:
    """Reading the file takes none of an engine's time."""
    count, reading = 0, 0.0

    def read() -> Iterator[Entry]:
        nonlocal count, reading
        started = perf_counter()
        for entry in found:
            count, reading = count + 1, reading + perf_counter() - started
            yield entry
            started = perf_counter()

    started = perf_counter()
    engine.build(read())
    seconds = perf_counter() - started - reading
    peak = sum(
        resource.getrusage(whose).ru_maxrss  # of children, the largest
        for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"index_per_s": round(count / seconds, 1), "peak_mb": round(peak / 1024, 1)}


def latencies(engine: Engine, work: str, questions: list[Question]) -> dict[str, Any]:
    engine.open()
    ask = getattr(engine, work)

    def milliseconds(question: Question) -> float:
        started = perf_counter()
        ask(question)
        return (perf_counter() - started) * 1000

    passes = [[milliseconds(one) for one in questions] for _ in range(1 + WARM_PASSES)]
    return {"cold": percentiles(passes[0]), "warm": percentiles(np.median(passes[1:], axis=0))}


def percentiles(figures: Any) -> dict[str, float]:
    found = np.percentile(figures, PERCENTILES)
    return {f"p{at}_ms": round(float(one), 4) for at, one in zip(PERCENTILES, found, strict=True)}


def drawn(titles: list[tuple[str, str]]) -> list[Question]:
    """Different questions, of words that stand together in a title but for function words."""
    chance = random.Random(SEED)
    questions: dict[tuple[str, ...], Question] = {}
    for _ in range(20 * QUESTIONS if titles else 0):
        title, source = chance.choice(titles)
        told = [(at, word) for at, word in enumerate(in_title(title)) if not is_function_word(word)]
        pairs = [(one, two) for (at, one), (then, two) in pairwise(told) if then == at + 1]
        start, length = chance.randrange(len(told) or 1), chance.randint(1, LONGEST)
        chosen = tuple(word for _, word in told[start : start + length])
        if pairs and is_plain(chosen):
            questions[chosen] = Question(chosen, chance.choice(pairs), source)
        if len(questions) == QUESTIONS:
            break
    if not questions:
        raise CommandError("No title has two words to ask for.")
    return list(questions.values())


def in_title(title: str) -> list[str]:
    return [title[word.start : word.end] for word in words(title)]


def is_plain(typed: tuple[str, ...]) -> bool:
    """Whether the query language reads nothing but words."""
    clauses = parse(" ".join(typed)).clauses
    return typed == tuple(one.typed for one in clauses if isinstance(one, Word))


def entries(path: Path, limit: int | None, every: int = 1) -> Iterator[Entry]:
    """The articles of a file. Raises CommandError, which names the line."""
    number = 0
    try:
        with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
            for number, line in enumerate(islice(file, limit), start=1):
                if number % every == 1 % every:
                    yield entry(number, json.loads(line))
    except FileNotFoundError as error:
        raise CommandError(f"There is no file {path}.") from error
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise CommandError(f"{path.name}, after line {number}: {error}") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{path.name}, line {number}: this is no article: {error!r}") from error


def entry(number: int, found: dict[str, Any]) -> Entry:
    day = found.get("date") or found.get("date_extracted")
    title = found["title"]
    keywords = (
        found.get("keywords")
        or [word for word in in_title(title) if not is_function_word(word)][:STAND_IN_KEYWORDS]
    )
    return Entry(
        number,
        title,
        text=found["text"] if "text" in found else found["content"],
        day=date.fromisoformat(day[:10]) if day else None,
        source=found.get("source") or "",
        keywords=tuple(dict.fromkeys(keywords)),
    )
