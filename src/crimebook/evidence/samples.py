"""Where in a film the samples of a track lie (ISO 14496-12, 8.6 to 8.7), as ranges of bytes."""

import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from crimebook.evidence.boxes import Box
from crimebook.evidence.tape import damaged

Range = tuple[int, int]
Ranges = list[Range]


def sample_ranges(content: bytes | bytearray, tables: Mapping[bytes, Box]) -> Ranges:
    """Return the ranges of a track's samples, from the boxes of its sample table by their kinds."""
    if b"stsz" not in tables:
        return []
    try:
        offsets = _offsets(content, tables)
        sizes = _sizes(content, tables[b"stsz"])
        runs = _runs(content, tables[b"stsc"], len(offsets))
    except (struct.error, KeyError) as error:
        raise damaged("a table of samples") from error
    if sum(runs) > len(sizes):
        raise damaged("no more samples than are said")
    ranges, sample = [], 0
    for offset, samples in zip(offsets, runs, strict=True):
        size = sum(sizes[sample : sample + samples])
        ranges.append((offset, offset + size))
        sample += samples
    return ranges


def sample_places(content: bytes | bytearray, tables: Mapping[bytes, Box]) -> Iterator[Range]:
    """Yield the place of each sample of a track, in order; raise as `sample_ranges` does."""
    try:
        offsets, sizes = _offsets(content, tables), iter(_sizes(content, tables[b"stsz"]))
        runs = _runs(content, tables[b"stsc"], len(offsets))
    except (struct.error, KeyError) as error:
        raise damaged("a table of samples") from error
    for offset, samples in zip(offsets, runs, strict=True):
        at = offset
        for size in islice(sizes, samples):
            yield at, at + size
            at += size


def _offsets(content: bytes | bytearray, tables: Mapping[bytes, Box]) -> Sequence[int]:
    kind, form = (b"stco", "I") if b"stco" in tables else (b"co64", "Q")
    box = tables[kind]
    (count,) = struct.unpack_from(">I", content, box.start + 4)
    _check(count, 8, struct.calcsize(form), box)
    return struct.unpack_from(f">{count}{form}", content, box.start + 8)


def _sizes(content: bytes | bytearray, box: Box) -> Sequence[int]:
    same, count = struct.unpack_from(">II", content, box.start + 4)
    if same == 1:
        raise damaged("samples of bytes")  # old films count moments of sound here, not bytes
    if same:
        if count > _MAX_SAMPLES:
            raise damaged("fewer samples")
        return [same] * count
    _check(count, 12, 4, box)
    sizes = array("I", bytes(content[box.start + 12 : box.start + 12 + 4 * count]))
    if sys.byteorder == "little":
        sizes.byteswap()
    return sizes


def _runs(content: bytes | bytearray, box: Box, chunks: int) -> list[int]:
    """Return how many samples each chunk has."""
    (count,) = struct.unpack_from(">I", content, box.start + 4)
    _check(count, 8, 12, box)
    rows = list(struct.iter_unpack(">III", content[box.start + 8 : box.start + 8 + 12 * count]))
    if chunks and (not rows or rows[0][0] != 1):
        raise damaged("runs of chunks")
    starts = [*(first for first, _, _ in rows), chunks + 1]
    runs: list[int] = []
    for (first, behind), (_, samples, _) in zip(pairwise(starts), rows, strict=True):
        runs.extend([samples] * (min(behind, chunks + 1) - first))
    if len(runs) != chunks:
        raise damaged("runs of chunks")
    return runs


_MAX_SAMPLES = 4_000_000


def _check(count: int, head: int, width: int, box: Box) -> None:
    if head + count * width > box.end - box.start:
        raise damaged("as many rows as are said")


def merged(ranges: Ranges) -> Ranges:
    """Return ranges sorted, those that touch put together."""
    apart: Ranges = []
    for start, end in sorted(each for each in ranges if each[1] > each[0]):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return apart


def touch(some: Ranges, others: Ranges) -> bool:
    """Return whether two lists of ranges, sorted and apart, share a byte."""
    one = other = 0
    while one < len(some) and other < len(others):
        if some[one][0] < others[other][1] and others[other][0] < some[one][1]:
            return True
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return False


def covers(ranges: Ranges, start: int, end: int) -> bool:
    """Return whether ranges, sorted and apart, leave no byte between two places."""
    return start == end or any(first <= start and end <= last for first, last in ranges)
