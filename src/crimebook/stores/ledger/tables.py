"""The two tables of the order, and the SQL that SQLite and PostgreSQL share.

``ledger_leaf`` has the leaves by position, from 0 on without a gap. ``ledger_node`` has what follows from
them: the roots of perfect subtrees of 256, 65,536, ... leaves, so that a root or a proof reads few rows.
Leaves are found by their first eight bytes: they are digests, and an index over all 32 would be larger than
the table.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from crimebook.stores.ledger.errors import LedgerError

LEAF_BYTES = 32
ASKED_AT_ONCE = 500

Node = tuple[int, int, bytes]
"""Level (1 for 256 leaves, 2 for 65,536 ...), position there, and hash."""


class Tables(Protocol):
    """Where an order is kept."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold one durable transaction as the only writer."""

    def size(self) -> int:
        """Return how many leaves there are."""

    def add(self, start: int, leaves: Sequence[bytes], nodes: Sequence[Node]) -> None:
        """Put leaves from position ``start`` on, and nodes."""

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """Return leaves in their order."""

    def nodes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Return nodes of a level in their order."""

    def positions(self, leaves: Sequence[bytes]) -> dict[bytes, int]:
        """Return where those of ``leaves`` are that are there."""

    def close(self) -> None:
        """Let go of the database."""


class SqlTables:
    """`Tables` over SQL with ``?`` for a value; a database is what `rows` and `write_many` reach."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        raise NotImplementedError

    def write_many(self, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
        """Run a statement once for each row."""
        raise NotImplementedError

    def size(self) -> int:
        """Return how many leaves there are."""
        found: int = self.rows("SELECT coalesce(max(position) + 1, 0) FROM ledger_leaf")[0][0]
        return found

    def add(self, start: int, leaves: Sequence[bytes], nodes: Sequence[Node]) -> None:
        """Put leaves from position ``start`` on, and nodes."""
        self.write_many("INSERT INTO ledger_leaf (position, leaf) VALUES (?, ?)", enumerate(leaves, start))
        self.write_many("INSERT INTO ledger_node (level, position, hash) VALUES (?, ?, ?)", iter(nodes))

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """Return leaves in their order; raise `LedgerError` where one is missing."""
        sql = "SELECT leaf FROM ledger_leaf WHERE position >= ? AND position < ? ORDER BY position"
        return _whole(self.rows(sql, (start, stop)), start, stop, "leaves")

    def nodes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Return nodes of a level in their order; raise `LedgerError` where one is missing."""
        sql = (
            "SELECT hash FROM ledger_node WHERE level = ? AND position >= ? AND position < ? "
            "ORDER BY position"
        )
        return _whole(self.rows(sql, (level, start, stop)), start, stop, f"nodes of level {level}")

    def positions(self, leaves: Sequence[bytes]) -> dict[bytes, int]:
        """Return where those of ``leaves`` are that are there."""
        wanted = set(leaves)
        ordered = sorted(wanted)
        found: dict[bytes, int] = {}
        for at in range(0, len(ordered), ASKED_AT_ONCE):
            starts = sorted({each[:8] for each in ordered[at : at + ASKED_AT_ONCE]})
            marks = ", ".join("?" * len(starts))
            sql = f"SELECT leaf, position FROM ledger_leaf WHERE substr(leaf, 1, 8) IN ({marks})"  # noqa: S608 - marks alone
            found |= {bytes(leaf): at for leaf, at in self.rows(sql, starts) if bytes(leaf) in wanted}
        return found


def _whole(rows: list[tuple[Any, ...]], start: int, stop: int, what: str) -> list[bytes]:
    if len(rows) != max(stop - start, 0):
        raise LedgerError(
            f"all {what} from {start} to before {stop}",
            f"{len(rows)} of them",
            "the order was tampered with or is damaged; keep it as it is, and make it again from the tiles",
        )
    return [bytes(row[0]) for row in rows]
