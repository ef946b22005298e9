"""Imports on record: each is a batch, which says at any moment what the import has come to.

Whoever is at a batch holds a lock that ends with their process, so that one that was broken off is
told from one that goes on.
"""

import fcntl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from archive.intake.verdicts import Outcome, Verdict, noted, one_line, shown
from archive.models import Batch, Capture

MOST_PROBLEMS = 100
"""Those that a batch keeps; of the others it has the number."""
COUNTS = tuple(outcome.value for outcome in Outcome)
ATTEMPTS, BETWEEN_ATTEMPTS = 5, 0.05
"""Whoever only looks holds a lock for a moment, too; in seconds."""


class Busy(Exception):
    """Another process is at it."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep others away, for as long as this process lives. Raises Busy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        for attempt in range(ATTEMPTS):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if attempt == ATTEMPTS - 1:
                    raise Busy from None
                time.sleep(BETWEEN_ATTEMPTS)
        yield


def is_locked(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def lock_of(batch: Batch) -> Path:
    return Path(settings.LOCKS_ROOT) / f"import-{batch.pk}"


def is_going_on(batch: Batch) -> bool:
    return batch.finished_at is None and is_locked(lock_of(batch))


@dataclass
class Ledger:
    """What an import has come to; `before` is what it had brought in when it was broken off."""

    batch: Batch
    before: dict[str, Outcome]

    def enter(self, verdicts: Iterable[Verdict]) -> None:
        batch = self.batch
        for verdict in verdicts:
            outcome = verdict.outcome
            if outcome is Outcome.UNCHANGED:
                outcome = self.before.pop(verdict.sha256, outcome)
            setattr(batch, outcome, getattr(batch, outcome) + 1)
            if verdict.problem and len(batch.problems) < MOST_PROBLEMS:
                batch.problems.append(problem_of(verdict, within=not batch.upload))
        batch.save(update_fields=(*COUNTS, "problems"))


@contextmanager
def on_record(batch: Batch) -> Iterator[Ledger]:
    """Keep a batch in step, and close it unless the import is broken off. Raises Busy."""
    goes_on = batch.pk is not None
    if not goes_on:
        batch.save()
    with locked(lock_of(batch)):
        batch.problems = []
        for outcome in COUNTS:
            setattr(batch, outcome, 0)
        yield Ledger(batch, dict(brought_in(batch)) if goes_on else {})
        batch.finished_at = timezone.now()
        batch.save()
    lock_of(batch).unlink(missing_ok=True)


def brought_in(batch: Batch) -> Iterator[tuple[str, Outcome]]:
    """The digests of a batch's captures, each with what its article was by it."""
    earlier = Capture.objects.filter(
        identity=OuterRef("identity"), imported_at__lt=OuterRef("imported_at")
    )
    captures = batch.captures.order_by().annotate(later=Exists(earlier))
    for sha256, later in captures.values_list("sha256", "later"):
        yield sha256, Outcome.UPDATED if later else Outcome.CREATED


def problem_of(verdict: Verdict, within: bool) -> dict[str, object]:
    """A problem for a batch to keep; the folders `within` which a file lies are told or not."""
    assert verdict.problem
    return {
        "file": shown(verdict.file if within else Path(verdict.file.name)),
        "record": one_line(verdict.locator),
        **noted(verdict.problem),
    }
