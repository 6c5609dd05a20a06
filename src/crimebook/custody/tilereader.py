"""Reading a log out of its tiles, believing a checkpoint's root and nothing else (C2SP tlog-tiles).

Every tile that is read is hashed up to that root before a hash of it is given out, so that proofs made from
the tiles of a stranger, or of a broken disk, are right or are refused with the path of what does not fit.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final

from crimebook.custody.merkle import (
    EMPTY_ROOT,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    range_root,
)
from crimebook.custody.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    TileEdge,
    TileName,
    edge_widths,
    split_entries,
    split_hashes,
    subtree_root,
    tile_at,
)
from crimebook.terms.errors import NotFoundError

KEPT_TILES: Final = 256

Fetch = Callable[[str], bytes]
"""Gives the bytes of a path under the log's prefix, or raises `NotFoundError`."""


class TileReader:
    """A log of ``size`` leaves with this ``root``, as its tiles tell it.

    ``size`` and ``root`` are those of a checkpoint that was checked. Its methods raise `ProofError` for what
    does not hash to the root, and `NotFoundError` for what is not there. Up to 256 tiles, 5 MB, are kept.
    """

    def __init__(self, fetch: Fetch, size: int, root: bytes) -> None:
        if size == 0 and root != EMPTY_ROOT:
            raise ProofError("the root of the empty tree for no leaves", "another")
        self.size = size
        self.root = root
        self._fetch = fetch
        self._kept: OrderedDict[TileName, tuple[bytes, ...]] = OrderedDict()

    def read_hash(self, level: int, index: int) -> bytes:
        """Return the hash of the ``index``-th perfect subtree of 2**``level`` leaves."""
        tile_level, inner = divmod(level, HEIGHT)
        first = index << inner
        hashes = self.tile(tile_level, first // WIDTH)[first % WIDTH : first % WIDTH + (1 << inner)]
        if len(hashes) != 1 << inner:
            raise ProofError(f"a subtree of a log of {self.size} leaves", f"{index} of level {level}")
        return subtree_root(hashes)

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """Return the proof that leaf ``index`` is in this log."""
        return inclusion_proof(index, self.size, self.read_hash)

    def consistency_proof(self, size: int) -> tuple[bytes, ...]:
        """Return the proof that this log extends the one that it was with ``size`` leaves."""
        return consistency_proof(size, self.size, self.read_hash)

    def root_at(self, size: int) -> bytes:
        """Return the root that this log had with 1 to all of its leaves."""
        if not 0 < size <= self.size:
            raise ProofError(f"a size from 1 to {self.size}", str(size))
        return range_root(0, size, self.read_hash)

    def leaf_hash(self, index: int) -> bytes:
        """Return the hash of a leaf."""
        return self.read_hash(0, index)

    def entry(self, index: int) -> bytes:
        """Return the entry of a leaf: the data of which the leaf's hash is made."""
        if not 0 <= index < self.size:
            raise ProofError(f"an index below the tree size {self.size}", str(index))
        return self.bundle(index // WIDTH)[index % WIDTH]

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """Yield all entries from ``start`` on: who takes all from 0 has checked every leaf of the log."""
        for index in range(start // WIDTH, -(-self.size // WIDTH)):
            yield from self.bundle(index)[max(start - index * WIDTH, 0) :]

    def bundle(self, index: int) -> tuple[bytes, ...]:
        """Return the entries of a bundle, each of which has its hash in the tile of level 0."""
        name = tile_at(ENTRIES, index, self.size)
        hashes = self.tile(0, index)
        entries = split_entries(*self._content(name))[: name.width]
        if tuple(map(leaf_hash, entries)) != hashes:
            raise ProofError(f"entries in {name.path} that hash to their leaves", "others")
        return entries

    def tile(self, level: int, index: int) -> tuple[bytes, ...]:
        """Return the hashes of a tile, all of which are under the root."""
        name = tile_at(level, index, self.size)
        if name.width < WIDTH:
            return self.edge[level]
        if name not in self._kept:
            self._kept[name] = self._checked(name)
        self._kept.move_to_end(name)
        while len(self._kept) > KEPT_TILES:
            self._kept.popitem(last=False)
        return self._kept[name]

    @cached_property
    def edge(self) -> tuple[tuple[bytes, ...], ...]:
        """The hashes of the partial tiles, lowest level first; all of them together hash to the root."""
        names = [
            TileName(level, self.size >> HEIGHT * (level + 1), width) if width else None
            for level, width in enumerate(edge_widths(self.size))
        ]
        rows = tuple(self._hashes(name) if name else () for name in names)
        if TileEdge(self.size, rows).root != self.root:
            paths = ", ".join(name.path for name in names if name)
            raise ProofError(f"tiles that hash to the root of {self.size} leaves", f"others in {paths}")
        return rows

    def _checked(self, name: TileName) -> tuple[bytes, ...]:
        hashes = self._hashes(name)
        above = self.tile(name.level + 1, name.index // WIDTH)[name.index % WIDTH]
        if subtree_root(hashes) != above:
            raise ProofError(f"a tile {name.path} that hashes to the tile above it", "another")
        return hashes

    def _hashes(self, name: TileName) -> tuple[bytes, ...]:
        return split_hashes(*self._content(name))[: name.width]

    def _content(self, name: TileName) -> tuple[bytes, TileName]:
        """Fetch a tile; where a partial one is gone, the full one that took its place."""
        try:
            return self._fetch(name.path), name
        except NotFoundError:
            if name.width == WIDTH:
                raise
            return self._fetch(name.whole.path), name.whole
