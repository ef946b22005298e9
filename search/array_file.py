"""Named arrays and some texts in one file, sealed: what is not as it was written is not read."""

import json
import os
from collections.abc import Iterable
from itertools import repeat
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Any, BinaryIO, Self
from weakref import finalize
from zlib import crc32

import numpy as np
from numpy.typing import DTypeLike, NDArray

START, SEAL = Struct("<Q"), Struct("<I")
"""The last numbers of a file: where its table of contents begins, and the sum of all before it."""
CHUNK = 2**20
"""Bytes read at a time."""
VERIFIED: set[object] = set()
"""Files that were found as they were written, and have not changed since."""


class ArrayFile:
    """For reading, by any thread. Raises ValueError where the file is damaged, and OSError.

    It is never mapped into memory: a file that is cut short then would end the whole process.
    """

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_RDONLY)
        finalize(self, os.close, self.file)
        state = os.fstat(self.file)
        sealed = state.st_size - SEAL.size
        end = sealed - START.size
        known = state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size
        if known not in VERIFIED:
            if end < 0 or SEAL.pack(self._sum(sealed)) != os.pread(self.file, SEAL.size, sealed):
                raise ValueError(f"{path.name} is damaged")
            VERIFIED.add(known)
        [start] = START.unpack(os.pread(self.file, START.size, end))
        contents = json.loads(os.pread(self.file, end - start, start))
        self.texts: dict[str, Any] = contents["texts"]
        self.arrays: dict[str, tuple[str, int, int]] = contents["arrays"]

    def _sum(self, end: int) -> int:
        found = 0
        for at in range(0, end, CHUNK):
            found = crc32(os.pread(self.file, min(CHUNK, end - at), at), found)
        return found

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.parts(name, np.array([0]), np.array([self.arrays[name][2]]))

    def parts(self, name: str, starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[Any]:
        """Some stretches of an array, half-open, as one."""
        kind, offset, _ = self.arrays[name]
        dtype = np.dtype(kind)
        sizes = ((ends - starts) * dtype.itemsize).tolist()
        offsets = (starts * dtype.itemsize + offset).tolist()
        return np.frombuffer(b"".join(map(os.pread, repeat(self.file), sizes, offsets)), dtype)


class Draft:
    """For writing. The file is whole once it is closed, and only if nothing went wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.arrays: dict[str, tuple[str, int, int]] = {}
        self.texts: dict[str, Any] = {}
        self.sum = 0

    def __enter__(self) -> Self:
        self.file: BinaryIO = self.path.open("wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if error is None:
                start = self.file.tell()
                self._write(json.dumps({"texts": self.texts, "arrays": self.arrays}).encode())
                self._write(START.pack(start))
                self.file.write(SEAL.pack(self.sum))
                self.file.flush()
                os.fsync(self.file.fileno())
        finally:
            self.file.close()

    def add(self, name: str, dtype: DTypeLike, parts: Iterable[NDArray[Any]]) -> None:
        """An array, given part by part."""
        dtype = np.dtype(dtype)
        start = self.file.tell()
        for part in parts:
            self._write(np.ascontiguousarray(part, dtype).data.cast("B") if len(part) else b"")
        self.arrays[name] = dtype.str, start, (self.file.tell() - start) // dtype.itemsize

    def _write(self, raw: bytes | memoryview) -> None:
        self.sum = crc32(raw, self.sum)
        self.file.write(raw)
