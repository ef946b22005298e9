"""Go on with what was uploaded at the desk: all that was broken off, or what is named."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from archive.intake import tables, uploads
from archive.intake.ledger import Busy
from archive.intake.uploads import Upload
from archive.models import Batch


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uploads", nargs="*", metavar="UPLOAD", help="the name of an upload")
        parser.add_argument(
            "--dry-run", action="store_true", help="note what would become of it; import nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        unfinished = Batch.objects.filter(finished_at=None).exclude(upload="")
        for token in options["uploads"] or unfinished.values_list("upload", flat=True):
            if upload := Upload.of(token):
                work_on(upload, dry_run)


def work_on(upload: Upload, dry_run: bool) -> None:
    """Do what is to be done with an upload; where another process does, that is enough."""
    try:
        if upload.about["kind"] == tables.KIND:
            tables.apply(upload)
        elif dry_run:
            uploads.rehearse(upload)
        elif batch := Batch.objects.filter(upload=upload.token, finished_at=None).first():
            uploads.bring_in(upload, batch)
    except Busy:
        pass
