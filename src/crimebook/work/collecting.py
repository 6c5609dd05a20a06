"""Collecting: what waits at the intake is copied to two shelves, noted, and then signed for.

Nothing is opened. The event is written between the copies and the signature: whatever stops the program, what
the intake may delete is on both shelves and in the chain of events. An intake elsewhere is collected alike:
see `pulling`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crimebook.stores.spool.collect import Collector, Name, Shelf, Source, Waiting
from crimebook.stores.spool.items import Item
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.arrivals import note_arrival
from crimebook.work.opening.desk import Desk

Advance = Callable[[int, int], None]
"""Is told how many of how many things (reports, letters, parts) have been brought; the number may grow."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What one round brought: names of what is on the shelves now, and what was refused and why."""

    names: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    replies: int = 0
    """Replies of the desk that were brought to an intake elsewhere."""


def collect_folder(
    desk: Desk, actor: Actor, folder: Path, *, at: datetime, advance: Advance | None = None
) -> Collected:
    """Collect all that waits in a spool's folder."""
    source = Waiting(folder, random=desk.random)
    try:
        return collect_from(desk, actor, source, at=at, advance=advance)
    finally:
        source.close()


def collect_from(
    desk: Desk, actor: Actor, source: Source, *, at: datetime, advance: Advance | None = None
) -> Collected:
    """Collect all that waits at a source. What is refused stays, and does not hold up the rest."""
    check_right(actor, Right.KEYS)
    counted = _Counted(source, advance or (lambda _done, _total: None))
    shelves = [Shelf(folder, random=desk.random) for folder in desk.folders.shelves]
    try:
        return _collect(desk, actor, counted, shelves, at=at)
    finally:
        for shelf in shelves:
            shelf.close()


class _Counted:
    """A source that tells how far it is."""

    def __init__(self, source: Source, advance: Advance) -> None:
        self._source = source
        self._advance = advance
        self._done = self._total = self._before = self._parts = 0

    def waiting(self) -> tuple[Name, ...]:
        names = self._source.waiting()
        self._total = self._total or len(names)
        return names

    def read_item(self, name: Name) -> Item:
        item = self._source.read_item(name)
        self._before, self._parts = self._done, len(item.heading.parts)
        self._total += self._parts
        return item

    def read_part(self, hold: str, sha256: str) -> Iterator[bytes]:
        yield from self._source.read_part(hold, sha256)
        self._tell(self._done + 1)

    def give(self, signed: bytes) -> None:
        self._source.give(signed)
        # What stood on a shelf from a round before was not brought again, and is done as well.
        self._tell(self._before + self._parts + 1)

    def _tell(self, done: int) -> None:
        self._done = done
        self._advance(done, max(done, self._total))


def _collect(
    desk: Desk, actor: Actor, source: Source, shelves: Sequence[Shelf], *, at: datetime
) -> Collected:
    def note(item: Item, is_new: bool) -> None:  # noqa: FBT001 (the collector calls it)
        note_arrival(actor, item.heading, at=at, is_new=is_new)

    done = Collector(source, shelves).collect_waiting(day=at.date(), sign=desk.keyring.sign, note=note)
    return Collected(
        tuple(each.name for each in done.collected),
        tuple((each.name, why) for each, why in done.refused),
    )
