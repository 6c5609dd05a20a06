"""What lies on the shelf and could not be opened: each report and letter, why, and since when.

It is tried again at every opening. Nothing of it was read: a name, a size or a digest is all that a reason
holds.
"""

from dataclasses import dataclass
from datetime import date, datetime

from crimebook.custody.events import Action
from crimebook.stores.register import reports as stored
from crimebook.stores.spool.collect import Shelf
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.told import Told
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note
from crimebook.work.opening.desk import Desk


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """A sealed item that was refused."""

    kind: ItemKind
    name: Digest
    reason: str
    since: date


def open_refused(desk: Desk, actor: Actor, *, at: datetime) -> tuple[RefusedItem, ...]:
    """Return what was refused and still lies there, the oldest first."""
    check_right(actor, Right.TESTIMONY)
    note(actor, Action.SEARCHED, "sealed items that were refused", at=at)
    folder = desk.folders.shelves[0]
    shelf, told = Shelf(folder, random=desk.random), Told(folder, random=desk.random)
    try:
        kinds = {each.name: each.kind for each in shelf.names()}
        standing = [each for each in told.standing() if each.name in kinds]
    finally:
        told.close()
        shelf.close()
    names = [each.name for each in standing]
    known = stored.known_items(names) | stored.known_letters(names)
    found = [
        RefusedItem(kinds[each.name], each.name, each.reason, each.since)
        for each in standing
        if each.name not in known
    ]
    return tuple(sorted(found, key=lambda each: (each.since, each.name)))
