"""The ledger: leaves of 32 bytes in an order that only grows, and the hashes of the tree over them.

Appending is durable when it returns. The same leaf again has the place that it has: who did not hear the
answer asks again. Adding to a tree of n leaves takes O(log n) hashes beside those of the leaves themselves,
and so does a root or a proof at any size (RFC 6962, section 2.1; `custody.merkle`).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from crimebook.custody.merkle import (
    EMPTY_ROOT,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    range_root,
)
from crimebook.custody.tiles import HEIGHT, WIDTH, TileEdge, edge_widths, split_hashes, subtree_root
from crimebook.stores.ledger.errors import LedgerError, LedgerMovedError
from crimebook.stores.ledger.postgres import PostgresTables
from crimebook.stores.ledger.sqlite import SqliteTables
from crimebook.stores.ledger.tables import LEAF_BYTES, Node, Tables


class Ledger:
    """An order of leaves and the tree over it. One object is for one thread; processes share an order."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._edge = TileEdge()

    @classmethod
    def at(cls, file: Path, url: str = "") -> Self:
        """Open the order in ``file``, or in the PostgreSQL database ``url``; make it where there is none."""
        return cls(PostgresTables(url) if url else SqliteTables(file))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._tables.close()

    @property
    def size(self) -> int:
        """How many leaves there are now."""
        return self._tables.size()

    def append(self, leaves: Sequence[bytes], *, at_size: int | None = None) -> tuple[int, ...]:
        """Put leaves at the end, all or none of them, and return the position of each; return when durable.

        A leaf that is there keeps its position. With ``at_size`` all must be new and stand from there on:
        `LedgerMovedError` if they would not.
        """
        if any(type(each) is not bytes or len(each) != LEAF_BYTES for each in leaves):
            raise LedgerError("leaves of 32 bytes", "another")
        with self._tables.writing():
            edge = self._edge_now()
            start = edge.size
            found = self._tables.positions(leaves)
            new = [each for each in dict.fromkeys(leaves) if each not in found]
            if at_size is not None and (start != at_size or len(new) != len(leaves)):
                raise LedgerMovedError(
                    f"{len(leaves)} new leaves from position {at_size} on",
                    f"{len(new)} from {start} on",
                    "another process appends; try again",
                )
            self._tables.add(start, new, _nodes(edge, new))
        # Not before the commit: what was taken back must not stay in the edge.
        self._edge = edge
        found |= {each: position for position, each in enumerate(new, start)}
        return tuple(found[each] for each in leaves)

    def positions(self, leaves: Sequence[bytes]) -> dict[bytes, int]:
        """Return the position of each of ``leaves`` that is here."""
        return self._tables.positions(leaves)

    def find(self, leaf: bytes) -> int | None:
        """Return the position of a leaf, or None."""
        return self._tables.positions([leaf]).get(leaf)

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """Return the leaves from ``start`` to before ``stop``."""
        return self._tables.leaves(start, stop)

    def leaf_hashes(self, start: int, stop: int) -> list[bytes]:
        """Return the hashes of the leaves from ``start`` to before ``stop``."""
        return [leaf_hash(each) for each in self._tables.leaves(start, stop)]

    def hashes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Return hashes of a level of tiles: 0 has the leaves', 1 the roots of 256 leaves each, and so on."""
        return self._tables.nodes(level, start, stop) if level else self.leaf_hashes(start, stop)

    def read_hash(self, level: int, index: int) -> bytes:
        """Return the hash of the ``index``-th perfect subtree of 2**``level`` leaves."""
        tile_level, inner = divmod(level, HEIGHT)
        return subtree_root(self.hashes(tile_level, index << inner, (index + 1) << inner))

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the tree that the first ``size`` leaves make, or all that are here now."""
        whole = self.size
        size = whole if size is None else size
        if not 0 <= size <= whole:
            raise ProofError(f"a size of at most {whole} leaves", str(size))
        return range_root(0, size, self.read_hash) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return the proof that leaf ``index`` is in the tree of the first ``size`` leaves."""
        return inclusion_proof(index, size, self.read_hash)

    def consistency_proof(self, older: int, newer: int) -> tuple[bytes, ...]:
        """Return the proof that the tree of ``newer`` leaves extends that of ``older``."""
        return consistency_proof(older, newer, self.read_hash)

    def _edge_now(self) -> TileEdge:
        """Return an edge of the present size, to be changed: ours, or read anew where others appended."""
        size = self._tables.size()
        edge, self._edge = self._edge, TileEdge()
        return edge if edge.size == size else TileEdge(size, self._edge_rows(size))

    def _edge_rows(self, size: int) -> list[list[bytes]]:
        starts = ((size >> HEIGHT * (level + 1)) * WIDTH for level in range(len(edge_widths(size))))
        return [self.hashes(level, start, size >> HEIGHT * level) for level, start in enumerate(starts)]


def _nodes(edge: TileEdge, leaves: Sequence[bytes]) -> list[Node]:
    """Add leaves to an edge and return the nodes above the tiles that they fill."""
    return [
        (name.level + 1, name.index, subtree_root(split_hashes(content, name)))
        for name, content in edge.extend(map(leaf_hash, leaves))
    ]
