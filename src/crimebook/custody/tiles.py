"""Tiles: a log as static files (C2SP tlog-tiles): their names, their bytes, and the right edge that grows.

A tile is 256 hashes of one level, a bundle the 256 entries whose hashes are in a tile of level 0; the last of
each may be partial. Nothing here is believed, signed, fetched or written: see `custody.tilereader`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from crimebook.custody.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE, ProofError, fold_peaks, node_hash

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
ENTRIES: Final = -1
"""The level of bundles of entries: below the level of the hashes of leaves."""
CHECKPOINT: Final = "checkpoint"
MAX_LEVEL: Final = 7
"""A log of 2^63 leaves has no tiles above it, though names up to 63 are allowed."""
MAX_ENTRY_BYTES: Final = 0xFFFF
_PATH = re.compile(r"tile/(entries|[0-7])/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")


@dataclass(frozen=True, slots=True, order=True)
class TileName:
    """Which tile: its level (`ENTRIES` for a bundle), its index there, and how many hashes or entries."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        is_known = ENTRIES <= self.level <= MAX_LEVEL and 1 <= self.width <= WIDTH
        if not is_known or not 0 <= self.index <= MAX_SIZE >> HEIGHT:
            raise ProofError("a tile of level 0 to 7 and width 1 to 256", f"{self.level}, {self.width}")

    @property
    def path(self) -> str:
        """Its path under the log's prefix, as ``tile/0/x001/234.p/17``."""
        groups, rest = [f"{self.index % 1000:03d}"], self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        suffix = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{suffix}"

    @property
    def whole(self) -> Self:
        """The full tile of the same place: it may be there when the partial one is gone."""
        return type(self)(self.level, self.index)

    @classmethod
    def parse(cls, path: str) -> Self:
        """Read a path in its one right writing, or raise `ProofError`."""
        found = _PATH.fullmatch(path)
        if found is None or len(path) > 64:
            raise ProofError("the path of a tile, as tile/0/x001/234.p/17", "another one")
        level = ENTRIES if found[1] == "entries" else int(found[1])
        name = cls(level, int(re.sub(r"\D", "", found[2])), int(found[3] or WIDTH))
        if name.path != path:
            raise ProofError("the path of a tile in its one right writing", "another writing")
        return name


def tile_at(level: int, index: int, size: int) -> TileName:
    """Return the name of a tile in a log of ``size`` leaves, partial where it is; raise if there is none."""
    width = min((size >> HEIGHT * max(level, 0)) - index * WIDTH, WIDTH)
    if width <= 0:
        raise ProofError(f"a tile of a log of {size} leaves", f"tile {index} of level {level}")
    return TileName(level, index, width)


def tiles_of(size: int, *, since: int = 0) -> Iterator[TileName]:
    """Yield the tiles and bundles of a log of ``size`` leaves that one of ``since`` leaves did not have.

    They come from the lowest level up, bundles first, so that who writes them in this order and the
    checkpoint last never shows a tile whose leaves are missing.
    """
    level = ENTRIES
    while (hashes := size >> HEIGHT * max(level, 0)) > 0:
        before = since >> HEIGHT * max(level, 0)
        if before < hashes:
            last = (hashes - 1) // WIDTH
            yield from (tile_at(level, index, size) for index in range(before // WIDTH, last + 1))
        level += 1


def join_hashes(hashes: Sequence[bytes]) -> bytes:
    """Return the bytes of a tile."""
    return b"".join(hashes)


def split_hashes(content: bytes, name: TileName) -> tuple[bytes, ...]:
    """Return the hashes of a tile, or raise `ProofError` if it has another length than its name says."""
    if len(content) != name.width * HASH_BYTES:
        raise ProofError(f"{name.width * HASH_BYTES} bytes of {name.path}", f"{len(content)} bytes")
    return tuple(content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES))


def join_entries(entries: Iterable[bytes]) -> bytes:
    """Return the bytes of a bundle: each entry after its length in two bytes, big endian."""
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise ProofError(f"an entry of at most {MAX_ENTRY_BYTES} bytes", str(len(entry)))
        parts += [len(entry).to_bytes(2), entry]
    return b"".join(parts)


def split_entries(content: bytes, name: TileName) -> tuple[bytes, ...]:
    """Return the entries of a bundle, or raise `ProofError` if they are not as many as its name says."""
    entries: list[bytes] = []
    at = 0
    while at < len(content) and len(entries) <= WIDTH:
        start = at + 2
        at = start + int.from_bytes(content[at:start])
        entries.append(content[start:at])
    if at != len(content) or len(entries) != name.width:
        raise ProofError(f"{name.width} whole entries in {name.path}", "a bundle of another form")
    return tuple(entries)


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes of one level."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(*pair) for pair in zip(level[::2], level[1::2], strict=True)]
    return level[0]


class TileEdge:
    """The right edge of a tiled log: leaves are added to it, and it gives out the tiles that they fill.

    ``rows`` are the hashes of the partial tile of every level, lowest first; with ``size`` leaves row ``l``
    has ``(size >> 8 * l) % 256``. It holds at most 256 hashes a level, however long the log is.
    """

    def __init__(self, size: int = 0, rows: Sequence[Sequence[bytes]] = ()) -> None:
        wanted = edge_widths(size)
        if [len(row) for row in rows] != wanted:
            raise ProofError(f"rows of {wanted} hashes for {size} leaves", str([len(row) for row in rows]))
        self.size = size
        self._rows = [list(row) for row in rows]

    @property
    def root(self) -> bytes:
        """The root of the log as it is now."""
        peaks: list[bytes] = []
        for row in reversed(self._rows):
            peaks += _peaks(row)
        return fold_peaks(peaks) if peaks else EMPTY_ROOT

    def extend(self, leaf_hashes: Iterable[bytes]) -> Iterator[tuple[TileName, bytes]]:
        """Add leaves and yield every tile that becomes full, with its bytes. Bundles are not among them.

        It is a generator: leaves are added only as far as its tiles are taken.
        """
        for hashed in leaf_hashes:
            if type(hashed) is not bytes or len(hashed) != HASH_BYTES:
                raise ProofError(f"the hash of a leaf of {HASH_BYTES} bytes", type(hashed).__name__)
            self.size += 1
            yield from self._push(hashed)

    def partial_tiles(self) -> Iterator[tuple[TileName, bytes]]:
        """Yield the tiles at the edge that are not full: with them and the full ones the log is whole."""
        for level, row in enumerate(self._rows):
            if row:
                index = self.size >> HEIGHT * (level + 1)
                yield TileName(level, index, len(row)), join_hashes(row)

    def _push(self, hashed: bytes) -> Iterator[tuple[TileName, bytes]]:
        for level in range(MAX_LEVEL + 1):
            if level == len(self._rows):
                self._rows.append([])
            row = self._rows[level]
            row.append(hashed)
            if len(row) < WIDTH:
                return
            yield TileName(level, (self.size >> HEIGHT * (level + 1)) - 1), join_hashes(row)
            hashed = subtree_root(row)
            row.clear()


def edge_widths(size: int) -> list[int]:
    """Return how many hashes the partial tile of every level has, lowest first; 0 where there is none."""
    levels = -(-size.bit_length() // HEIGHT)
    return [(size >> HEIGHT * level) % WIDTH for level in range(levels)]


def _peaks(row: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the roots of the perfect subtrees of which a row is made, largest first."""
    start = 0
    while start < len(row):
        width = 1 << (len(row) - start).bit_length() - 1
        yield subtree_root(row[start : start + width])
        start += width
