"""What was read from the database, remembered for as long as nothing in the database has changed.

Each connection says for itself whether anything has: SQLite by its `data_version` (what others have
committed) and `total_changes` (what this connection has written), PostgreSQL by the snapshot that a
statement sees. Within a transaction nothing is remembered.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

MOST = 256
"""Things that are remembered at once."""
STATES = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}
memory = threading.local()  # as connections are


def remembered(what: Hashable, read: Callable[[], T]) -> T:
    """What `read` reads, which nobody may change; `what` names it among all that is remembered.

    The state is asked for first: what changes while it is read is read again the next time.
    """
    now = state()
    if now is None:
        return read()
    opened = connection.connection
    if getattr(memory, "opened", None) is not opened or memory.state != now:
        memory.opened, memory.state, memory.held = opened, now, {}
    held: dict[Hashable, Any] = memory.held
    if what not in held:
        if len(held) >= MOST:
            held.clear()
        held[what] = read()
    found: T = held[what]
    return found


def state() -> Hashable | None:
    """What all that this connection can read follows from; None where that cannot be told."""
    if connection.vendor not in STATES or connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute(STATES[connection.vendor])
        [told] = cursor.fetchone()
    return told, getattr(connection.connection, "total_changes", 0)
