"""Whose turn it is to write, where several imports run at once.

Groups of captures are written side by side, but nothing while an import is settled: what came in
then would be taken for settled. SQLite has one writer at a time anyway.
"""

from django.db import connection

LOCK = 0x77617272
"""By which PostgreSQL knows this lock from those of other programs."""


def wait_for_turn(alone: bool = False) -> None:
    """Wait until others have ended, if need be; the turn lasts as long as the transaction."""
    if connection.vendor == "postgresql":
        kind = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {kind}(%s)", [LOCK])
