"""What an upgrade leaves behind."""

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others see to that themselves")
def test_sqlite_knows_which_index_leads_to_few_articles_after_their_table_was_made_anew(seeds):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
        call_command("migrate", verbosity=0)
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl = 'archive_article'")
        assert ("article_newest_first",) in cursor.fetchall()
