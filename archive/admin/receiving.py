"""Files that a browser sends: only from people who may import, and no more than the archive takes."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

MOST_FILES = 1000
MAY_SEND = ("archive.add_batch", "archive.change_article")
TOO_LARGE = _("Together these files are larger than an upload may be. Nothing was kept.")
TOO_MANY = _("These are more files than an upload may have. Nothing was kept.")


class Receiver(TemporaryFileUploadHandler):
    """Writes files to the disk as they come in; what is not to be kept is never written."""

    count = 0
    refused = ""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > settings.LARGEST_UPLOAD:
            self.refused = str(TOO_LARGE)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        request = self.request
        self.count += 1
        if self.count > MOST_FILES:
            self.refused = str(TOO_MANY)
        if request is None or self.refused or not any(map(request.user.has_perm, MAY_SEND)):
            raise SkipFile
        super().new_file(*args, **kwargs)


def refusal(request: HttpRequest) -> str:
    """Why files that were sent are not here; nothing where they are."""
    reasons = (str(getattr(handler, "refused", "")) for handler in request.upload_handlers)
    return next(filter(None, reasons), "")
