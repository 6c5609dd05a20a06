"""Collecting: what waits at the intake is copied to two shelves, noted, and then signed for.

Nothing is opened. The event is written between the copies and the signature: whatever stops the program, what
the intake may delete is on both shelves and in the chain of events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.spool.collect import Collector, Name, Shelf, Source, Waiting
from crimebook.stores.spool.refusals import SpoolError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.desk import Desk


@dataclass(frozen=True, slots=True)
class Collected:
    """What one round brought: names of what is on the shelves now, and what was refused and why."""

    names: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def collect_folder(desk: Desk, actor: Actor, folder: Path, *, at: datetime) -> Collected:
    """Collect all that waits in a spool's folder."""
    source = Waiting(folder, random=desk.random)
    try:
        return collect_from(desk, actor, source, at=at)
    finally:
        source.close()


def collect_from(desk: Desk, actor: Actor, source: Source, *, at: datetime) -> Collected:
    """Collect all that waits at a source. What is refused stays, and does not hold up the rest."""
    check_right(actor, Right.KEYS)
    shelves = [Shelf(folder, random=desk.random) for folder in desk.folders.shelves]
    try:
        return _collect(desk, actor, source, shelves, at=at)
    finally:
        for shelf in shelves:
            shelf.close()


def _collect(
    desk: Desk, actor: Actor, source: Source, shelves: Sequence[Shelf], *, at: datetime
) -> Collected:
    collector = Collector(source, shelves)
    names, refused = [], []
    for name in source.waiting():
        try:
            if collector.collect(name):
                _note(actor, name, shelves[0], at=at)
            collector.acknowledge(name, day=at.date(), sign=desk.keyring.sign)
        except FileNotFoundError:
            # An acknowledgement that was given before may have been applied meanwhile: nothing is amiss.
            if name in source.waiting():
                refused.append((name.name, "a file of it is not there; keep the spool as it is and look"))
        except SpoolError as error:
            refused.append((name.name, str(error)))
        else:
            names.append(name.name)
    return Collected(tuple(names), tuple(refused))


def _note(actor: Actor, name: Name, shelf: Shelf, *, at: datetime) -> None:
    heading = shelf.read_item(name).heading
    with noting():
        append_event(
            Deed(
                f"envelope:{heading.envelope_sha256}",
                Action.RECEIVED,
                actor.key,
                at,
                reason=f"{name.kind} with {len(heading.parts)} parts",
                inputs=heading.parts,
            )
        )
