"""Files that are there whole or not at all, whoever reads them meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """Where to write what then takes its place; nothing is left of what fails."""
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
