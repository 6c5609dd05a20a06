"""Destroying a month's secret, with an event that says so, once nothing depends on it any more.

What was sealed to the month must have been opened before: then its file keys are wrapped to the report's own
key, which the archive key opens, and the month's is needed by nobody but a thief. That is looked at here for
each envelope and each letter on both shelves and in the spool, not believed.
"""

from collections.abc import Iterator
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.spool.collect import Name, Shelf, Waiting
from crimebook.stores.spool.items import Item
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.vault.folder import Room
from crimebook.terms.errors import CrimebookError, InvalidValueError, NotFoundError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import parse_instant
from crimebook.unsealing.agefile import opens
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.keynames import month_is_due
from crimebook.work.opening.publishing import find_installed

_ERASED = "erased"


class StillNeededError(CrimebookError):
    """A month's secret is all that opens something; the names of what it is."""

    def __init__(self, month: str, names: tuple[str, ...]) -> None:
        shown = ", ".join(name[:16] for name in names[:5])
        super().__init__(
            f"expected all that was sealed to {month} to be wrapped anew, got {len(names)} that are not: "
            f"{shown}; run: crimebook open"
        )
        self.names = names


def destroy_month(
    desk: Desk,
    actor: Actor,
    month: str,
    *,
    at: datetime,
    is_early: bool = False,
    may_lose: bool = False,
) -> None:
    """Destroy a month's secret and note it; what was sealed to it and not opened can never be opened.

    ``is_early`` does not wait for 90 days after the month. Raises `InvalidValueError` while reports are still
    sealed to it, and `StillNeededError` while something is not wrapped anew, unless ``may_lose``.
    """
    check_right(actor, Right.KEYS)
    if not desk.vault.has(Room.EPOCHS, month):
        raise NotFoundError(f"expected a key of {month[:20]}, got none")
    if not is_early and not month_is_due(month, at.date()):
        raise InvalidValueError("a month that ended 90 days ago", month, "destroy it later, or say --early")
    if not may_lose:
        _check_unused(desk, month, at)
    left = left_under(desk, month)
    if left and not may_lose:
        raise StillNeededError(month, left)
    told = (
        f"{len(left)} that were sealed to it were given up" if left else "all that was sealed to it is kept"
    )
    # Told for good before it is done: a key may be told as gone and still be there, until this is done again,
    # but none is ever gone untold.
    with noting():
        append_event(Deed(f"key:{month}", Action.DISCARDED, actor.key, at, reason=told))
    desk.vault.destroy(Room.EPOCHS, month)


def left_under(desk: Desk, month: str) -> tuple[str, ...]:
    """Return the names of items that a month's secret opens and that are not kept under another key."""
    identity = desk.keyring.epoch(month)
    left = {
        name.name
        for name, item in _items(desk)
        if opens(item.sealed, [identity]) and not _is_kept(desk, name, item)
    }
    return tuple(sorted(left))


def _is_kept(desk: Desk, name: Name, item: Item) -> bool:
    match name.kind:
        case ItemKind.REPORT:
            return bool(stored.known_items([name.name])) and _is_wrapped(desk, item)
        case ItemKind.MESSAGE:
            return bool(stored.known_letters([name.name]))


def _check_unused(desk: Desk, month: str, at: datetime) -> None:
    installed = find_installed(desk.vault)
    named = installed.manifest.epochs if installed and installed.manifest else ()
    if any(each.month == month and at < parse_instant(each.until) for each in named):
        raise InvalidValueError(
            "a key that no manifest in force names",
            f"{month}, to which reports are still sealed",
            "replace it and install the next manifest first: crimebook keys replace",
        )


def _items(desk: Desk) -> Iterator[tuple[Name, Item]]:
    """Give what stands on the shelves and waits in the spool beside the desk."""
    seen: set[tuple[Name, Digest]] = set()
    for folder in desk.folders.shelves:
        shelf = Shelf(folder, random=desk.random)
        try:
            for name in shelf.names():
                yield from _unseen(seen, name, shelf.read_item(name))
        finally:
            shelf.close()
    if desk.folders.spool.is_dir():
        waiting = Waiting(desk.folders.spool, random=desk.random)
        try:
            for name in waiting.waiting():
                yield from _unseen(seen, name, waiting.read_item(name))
        finally:
            waiting.close()


def _unseen(seen: set[tuple[Name, Digest]], name: Name, item: Item) -> Iterator[tuple[Name, Item]]:
    if (name, item.heading.envelope_sha256) not in seen:
        seen.add((name, item.heading.envelope_sha256))
        yield name, item


def _is_wrapped(desk: Desk, item: Item) -> bool:
    """Whether an opened report is kept under its own key, its files too; an erased one needs no key."""
    ref = stored.ref_of_envelope(item.heading.envelope_sha256)
    if not ref:
        # Its envelope was forgotten with it: an erased report's row keeps the item's name alone.
        return True
    report = stored.find_report(ref)
    if report.state == _ERASED:
        return True
    if not desk.vault.has(Room.REPORTS, ref):
        return False
    identity = desk.keyring.report_identity(ref)
    blobs = stored.attachments_of(report.report_id)
    return opens(stored.read_testimony(report.report_id), [identity]) and all(
        desk.blobs.has(each.blob) for each in blobs
    )
