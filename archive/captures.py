"""The captured documents themselves: bytes unchanged, kept under their digest.

A file's name is the SHA-256 of its content, so keeping a capture twice is keeping it once, any
`sha256sum` can attest the store, and it can be read without this program.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    return Path(settings.CAPTURES_ROOT) / sha256[:2] / sha256


def keep(captured: Mapping[str, bytes]) -> None:
    """Write captures, by their digests, each whole or not at all, and through to the disk.

    A directory is written through once for all that is new in it.
    """
    new = {path: raw for sha256, raw in captured.items() if not (path := path_of(sha256)).exists()}
    for path, raw in new.items():
        write(path, raw)
    for folder in {path.parent for path in new}:
        write_through(folder)


def write_through(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def load(sha256: str) -> bytes:
    """The bytes of a capture. Raises FileNotFoundError where the store has lost it."""
    return path_of(sha256).read_bytes()
