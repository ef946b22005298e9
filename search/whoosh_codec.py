"""How postings lie in Whoosh's files: as arrays, written and read whole.

Whoosh's own codec goes through postings one at a time, to pickle them, sort them on disk, pickle
them again in blocks, and compress those. Here a word's postings are gathered in arrays as articles
come in, and each word becomes one block: how many, their places, their counts, their positions. The
dictionary of words and everything else in the files is Whoosh's.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.formats import Format
from whoosh.matching import ListMatcher

LAYOUT = 1
"""Counts up when the files come to look different, so that old ones are not read."""
Numbers: TypeAlias = "array[int]"
HEADER = Struct("<II")
"""Articles, and bytes of compressed positions."""
PLACE, COUNT, POSITION = "I", "H", "i"
MOST_COUNTED = 0xFFFF
"""Occurrences in one field of one article; more count as this many."""
COMPRESSION = 1


class Block(NamedTuple):
    """The postings of one word in one field of a segment."""

    places: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    compressed: bytes

    @property
    def positions(self) -> NDArray[np.int32]:
        """Of all articles, one after the other: `counts` says how many belong to each."""
        return np.frombuffer(zlib.decompress(self.compressed), np.int32)


def read(postings: Any, info: W3TermInfo) -> Block:
    """The block that the dictionary's entry of a word points to."""
    offset, (length,) = info.extent()  # as Whoosh unpacks it
    raw = postings.get(offset, length)
    number, length = HEADER.unpack_from(raw)
    counts_at = HEADER.size + number * np.dtype(np.uint32).itemsize
    positions_at = counts_at + number * np.dtype(np.uint16).itemsize
    return Block(
        np.frombuffer(raw, np.uint32, number, HEADER.size),
        np.frombuffer(raw, np.uint16, number, counts_at),
        bytes(raw[positions_at : positions_at + length]),
    )


class Places(Format):  # type: ignore[misc]
    """The value of a posting: the positions of a word in a field."""

    @staticmethod
    def encode(positions: list[int]) -> bytes:
        return array(POSITION, positions[:MOST_COUNTED]).tobytes()


class Gathered:
    """Whoosh's pool of postings, in memory and already in the order in which they are written."""

    def __init__(self) -> None:
        self.words: dict[tuple[str, bytes], tuple[Numbers, Numbers, bytearray]] = {}

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        field, word, place, weight, positions = posting
        known = self.words.get((field, word))
        if known is None:
            known = self.words[field, word] = array(PLACE), array(COUNT), bytearray()
        known[0].append(place)
        known[1].append(min(int(weight), MOST_COUNTED))
        known[2].extend(positions)

    def iter_postings(self) -> Iterator[tuple[str, bytes, Numbers, Numbers, bytearray]]:
        for field, word in sorted(self.words):
            places, counts, positions = self.words[field, word]
            yield field, word, places, counts, positions

    def cleanup(self) -> None:
        self.words.clear()


class ArrayFieldWriter(W3FieldWriter):  # type: ignore[misc]
    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Words in order, each with all its postings at once (`Gathered.iter_postings`)."""
        current = None
        for field, word, places, counts, positions in items:
            if field != current:
                if current is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                current = field
            self._btext = word
            self._tindex.add(self._key(word), self._write(places, counts, positions).to_bytes())
        if current is not None:
            self.finish_field()

    def _key(self, word: bytes) -> bytes:
        number: int = self._fieldid
        return number.to_bytes(2, "big") + word  # as W3TermsReader looks it up

    def _write(self, places: Numbers, counts: Numbers, positions: bytearray) -> W3TermInfo:
        info = W3TermInfo(weight=sum(counts), df=len(places), minid=places[0], maxid=places[-1])
        start = self._postfile.tell()
        compressed = zlib.compress(positions, COMPRESSION)
        self._postfile.write(
            b"".join(
                (
                    HEADER.pack(len(places), len(compressed)),
                    places.tobytes(),
                    counts.tobytes(),
                    compressed,
                )
            )
        )
        info.set_extent(start, self._postfile.tell() - start)
        return info


class ArrayCodec(W3Codec):  # type: ignore[misc]
    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        return ArrayFieldWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: W3TermInfo, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """For Whoosh itself, when it merges segments or looks for the article to replace."""
        block = read(dbfile, terminfo)
        ends = np.cumsum(block.counts).tolist()
        positions = block.positions
        values = [
            positions[start:end].tobytes() for start, end in zip([0, *ends], ends, strict=False)
        ]
        return ListMatcher(
            block.places.tolist(),
            [float(count) for count in block.counts],
            values,
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


def writer(index: Any) -> Any:
    """Whoosh's writer of one segment, with the postings gathered and written as arrays.

    It takes no lock: one in the index would move with it when a new index takes its place.
    """
    made = index.writer(codec=ArrayCodec(), _lk=False)
    made.pool = Gathered()
    return made
