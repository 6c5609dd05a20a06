"""Pulling: collecting from an intake elsewhere, over HTTPS or from an onion service.

The desk asks, and brings what it has for that intake: its newest manifest, and the replies written since.
They wait in the desk's own spool until then.
"""

from collections.abc import Callable
from datetime import datetime

from crimebook.stores.spool.carrying import Carried
from crimebook.stores.spool.refusals import SpoolError
from crimebook.stores.spool.remote import DeskKey, Line, LineError, RemoteIntake
from crimebook.stores.spool.slots import Slots
from crimebook.stores.vault.folder import Room
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.collecting import Advance, Collected, collect_from
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import MANIFEST


def collect_remote(
    desk: Desk,
    actor: Actor,
    line: Line,
    *,
    at: datetime,
    clock: Callable[[], float],
    advance: Advance | None = None,
) -> Collected:
    """Collect all that waits at an intake elsewhere, after handing in the newest manifest and the replies.

    ``clock`` gives seconds since 1970 for each request. Raises `LineError` where the intake cannot be asked;
    what was collected until then is kept and signed for.
    """
    check_right(actor, Right.KEYS)
    key = DeskKey(desk.keyring.reply_public, desk.keyring.sign)
    intake = RemoteIntake(line.open(), key, clock)
    try:
        refused = _hand_in_manifest(desk, intake)
        replies, more = _carry_replies(desk, intake, line.address, at=at)
        done = collect_from(desk, actor, intake, at=at, advance=advance)
        return Collected(done.names, (*refused, *more, *done.refused), replies)
    finally:
        intake.close()


def _hand_in_manifest(desk: Desk, intake: RemoteIntake) -> tuple[tuple[str, str], ...]:
    """Bring the newest manifest; an intake that cannot take it can still be collected, if its own is good."""
    if not desk.vault.has(Room.PUBLIC, MANIFEST):
        return ()
    try:
        intake.put_manifest(desk.vault.read(Room.PUBLIC, MANIFEST))
    except LineError as error:
        return (("the manifest", str(error)),)
    return ()


def _carry_replies(
    desk: Desk, intake: RemoteIntake, address: str, *, at: datetime
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Bring the replies that lie in the desk's own spool and were not brought there yet."""
    slots = Slots(desk.folders.spool, random=desk.random)
    carried = Carried(desk.folders.shelves[0], address, random=desk.random)
    try:
        slots.expire_slots(at.date())
        return carried.carry(tuple(slots.kept()), intake.put_slots), ()
    except SpoolError as error:
        return 0, (("the replies", str(error)),)
    finally:
        carried.close()
        slots.close()
