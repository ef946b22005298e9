"""Copies of the whole archive: into a folder that is an archive itself, and into another database.

The index is left out of both: it is made anew from the rest.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, router, transaction
from django.db.models import Model

from archive import captures
from archive.batches import batched
from archive.drafts import drafted
from archive.models import Article, Capture

AT_ONCE = 1000
"""Rows that are in memory together."""
BESIDES_CAPTURES = ("profiles", "secret_key")
"""What else of the data directory is worth keeping."""


class Occupied(Exception):
    """The place that is to be copied to holds something else."""


class Kept(NamedTuple):
    """What became of one capture: already there, copied, or not to be copied, and why."""

    sha256: str
    copied: bool = False
    lost: bool = False
    damaged: bool = False


def back_up(folder: Path) -> Iterator[Kept]:
    """Bring a folder up to what the archive is now: its database, and each capture it lacks.

    The archive may be in use meanwhile: the database is copied first and as of one moment, and what
    it knows of lies in the store by then. Raises Occupied for the folder of an archive in use, and
    OSError where it cannot be written.
    """
    here = Path(settings.DATA_DIR)
    if folder.resolve() == here.resolve():
        raise Occupied(folder)
    folder.mkdir(parents=True, exist_ok=True)
    database = connections["default"]
    if database.vendor == "sqlite":
        copy_sqlite(Path(database.settings_dict["NAME"]), folder / "archive.sqlite3")
    for name in BESIDES_CAPTURES:
        if (here / name).is_dir():
            shutil.copytree(here / name, folder / name, dirs_exist_ok=True)
        elif (here / name).exists():
            shutil.copy2(here / name, folder / name)
    digests = Capture.objects.order_by("sha256").values_list("sha256", flat=True)
    yield from (copy_capture(digest, folder / "captures") for digest in list(digests))


def copy_sqlite(database: Path, copy: Path) -> None:
    """A database as of one moment, whole or not at all, whoever writes to it meanwhile."""
    draft = copy.with_name(f".{copy.name}")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    os.replace(draft, copy)


def copy_capture(digest: str, store: Path) -> Kept:
    source = captures.path_of(digest)
    target = store / source.relative_to(settings.CAPTURES_ROOT)
    if target.exists():
        return Kept(digest)
    try:
        raw = source.read_bytes()
    except FileNotFoundError:
        return Kept(digest, lost=True)
    if sha256(raw).hexdigest() != digest:
        return Kept(digest, damaged=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with drafted(target) as draft:
        draft.write_bytes(raw)
    return Kept(digest, copied=True)


def move(alias: str) -> Iterator[tuple[str, int]]:
    """Copy every row into another, empty database; the name of each model, and how many it has.

    Rows keep their keys, accounts their passwords, entries their history. It is done whole or not at
    all. Raises Occupied where the other database has articles.
    """
    target = connections[alias]
    call_command("migrate", database=alias, verbosity=0)
    if Article.objects.using(alias).exists():
        raise Occupied(alias)
    call_command("flush", database=alias, interactive=False, verbosity=0, inhibit_post_migrate=True)
    models: list[Any] = [
        model
        for model in apps.get_models(include_auto_created=True)
        if router.allow_migrate_model(alias, model) and not model._meta.proxy
    ]
    with transaction.atomic(using=alias):
        for model in models:
            with stopped_clocks(model):
                yield str(model._meta.verbose_name_plural), copy_rows(model, alias)
        with target.cursor() as cursor:
            for statement in target.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)


def copy_rows(model: Any, alias: str) -> int:
    rows = model._base_manager.order_by("pk").iterator(AT_ONCE)
    return sum(
        len(model._base_manager.using(alias).bulk_create(some)) for some in batched(rows, AT_ONCE)
    )


@contextmanager
def stopped_clocks(model: type[Model]) -> Iterator[None]:
    """Let rows keep the times they have, instead of those at which they are copied."""
    fields: list[Any] = [*model._meta.concrete_fields]
    clocks = [
        (field, name)
        for field in fields
        for name in ("auto_now", "auto_now_add")
        if getattr(field, name, False)
    ]
    for field, name in clocks:
        setattr(field, name, False)
    try:
        yield
    finally:
        for field, name in clocks:
            setattr(field, name, True)
