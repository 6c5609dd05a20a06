"""Erasure: the report's key is destroyed, and with it everything that was ever sealed to it.

The key goes first. Stopped after that, the report can no longer be read and the next run finishes the rest:
the records, the search index, the blobs, the copies on the shelves, by which it knows that there is more to
do. What stays is an event without words in the report's chain, and a row that says under a random name that
there was a report.
"""

from collections.abc import Collection, Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import erasing
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.saying import Saying
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.vault.folder import Room
from crimebook.terms.digests import parse_digest
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.finding import forget_index
from crimebook.work.opening.desk import Desk
from crimebook.work.persons.telling import telling_parted


def erase_report(desk: Desk, actor: Actor, ref: str, search: Path | None, *, at: datetime) -> None:
    """Erase a report for good. Again is no harm."""
    check_right(actor, Right.KEYS)
    report = stored.find_report(ref)
    blobs, originals = stored.attachments_of(report.report_id), _originals(report)
    with writing():
        with telling_parted(erasing.persons_in(ref), Saying(actor.key, at, ""), "a report is erased"):
            erasing.take_out(ref, at.date(), change=next_change())
        if report.state != "erased":
            erasing.mark_erased(report.report_id)
            append_event(Deed(f"report:{ref}", Action.ERASED, actor.key, at))
        # Before all this is committed, so that the key goes first; after the event, so that none goes untold.
        desk.vault.destroy(Room.REPORTS, ref)
    if search is not None:
        forget_index(search)
    erasing.sweep_database()
    for each in blobs:
        desk.blobs.remove(each.blob)
    for folder in desk.folders.shelves:
        _clear_shelf(desk, folder, originals)


def erase_due(desk: Desk, actor: Actor, search: Path | None, *, at: datetime) -> tuple[str, ...]:
    """Erase every report whose withdrawal can no longer be undone, and finish what was broken off."""
    due = stored.due_for_erasure(at.date())
    standing = _standing(desk)
    left = [ref for ref in stored.erased_refs() if _is_left(desk, ref, standing)]
    for ref in (*due, *left):
        erase_report(desk, actor, ref, search, at=at)
    return due


def _is_left(desk: Desk, ref: str, standing: Collection[Name]) -> bool:
    """Whether an erasure was broken off, or a sealed original came once more after it."""
    report = stored.find_report(ref)
    return (
        desk.vault.has(Room.REPORTS, ref)
        or any(desk.blobs.has(each.blob) for each in stored.attachments_of(report.report_id))
        or any(each in standing for each in _originals(report))
    )


def _originals(report: stored.ReportRow) -> tuple[Name, ...]:
    """Return under which names a report and its letters stand on shelves."""
    letters = [row.item for row in stored.messages_of(report.report_id, stored.IN) if row.item]
    own = [Name(ItemKind.REPORT, parse_digest(report.item))] if report.item else []
    return (*own, *(Name(ItemKind.MESSAGE, parse_digest(each)) for each in letters))


def _standing(desk: Desk) -> frozenset[Name]:
    found: set[Name] = set()
    for folder in desk.folders.shelves:
        with closing(Shelf(folder, random=desk.random)) as shelf:
            found.update(shelf.names())
    return frozenset(found)


def _clear_shelf(desk: Desk, folder: Path, originals: Iterable[Name]) -> None:
    """Take the sealed originals away: the month's key may still be there and would open them."""
    with closing(Shelf(folder, random=desk.random)) as shelf:
        going = set(originals).intersection(shelf.names())
        others = shelf.parts_of_others(going) if going else None
        for name in going:
            parts = () if others is None else set(shelf.read_item(name).heading.parts) - others
            shelf.remove(name, parts)
