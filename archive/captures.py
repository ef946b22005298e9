"""The captured documents themselves: bytes unchanged, kept under their digest.

A file's name is the SHA-256 of its content, so keeping a capture twice is keeping it once, any
`sha256sum` can attest the store, and it can be read without this program.
"""

import os
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

AT_A_TIME = 16
"""Files that the disk is asked for at once."""


def path_of(sha256: str) -> Path:
    return Path(settings.CAPTURES_ROOT) / sha256[:2] / sha256


def keep(captured: Mapping[str, bytes]) -> None:
    """Write captures, by their digests, each whole or not at all, and through to the disk.

    They are in the store when this returns, and stay there if the power fails. Disks are quickest
    when asked for many files at a time.
    """
    new = {path: raw for sha256, raw in captured.items() if not (path := path_of(sha256)).exists()}
    drafts: dict[Path, str] = {}
    try:
        for path, raw in new.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
                drafts[path] = file.name
                file.write(raw)
        with ThreadPoolExecutor(AT_A_TIME) as disk:
            list(disk.map(write_through, drafts.values()))
            for path in new:
                os.replace(drafts[path], path)
                del drafts[path]
            list(disk.map(write_through, {path.parent for path in new}))
    finally:
        for draft in drafts.values():
            os.unlink(draft)


def write_through(path: str | Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def load(sha256: str) -> bytes:
    """The bytes of a capture. Raises FileNotFoundError where the store has lost it."""
    return path_of(sha256).read_bytes()
