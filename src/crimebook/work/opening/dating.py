"""Dating: the first slot of every mailbox is written anew each week, so that silence of the book shows.

An intake that hands an answer out to nobody, or a mailbox as it was a month ago, looks to its reporter like a
desk that has not answered. A first slot with a date, and a list of the answers beside it, tells the two
apart: see `receiving.lateness`. All are written on the same days, so that the writing tells nothing of one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import mailboxes
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import writing
from crimebook.stores.vault.errors import KeyMissingError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.mailboxes import date_collected
from crimebook.work.opening.testimony import read_body

BATCH: Final = 50
"""Mailboxes in one transaction and under one event."""

Advance = Callable[[int, int], None]


def date_slots(desk: Desk, actor: Actor, *, at: datetime, advance: Advance | None = None) -> int:
    """Write the first slot of each mailbox that was not written since Monday; return how many were.

    Who is stopped in between goes on where they were. ``advance`` is told how many of how many are done.
    Raises `SpoolFullError`.
    """
    check_right(actor, Right.KEYS)
    today = at.date()
    refs = mailboxes.mailboxes_to_date(today - timedelta(days=today.weekday()))
    dated = 0
    for start in range(0, len(refs), BATCH):
        batch = refs[start : start + BATCH]
        dated += _date_batch(desk, actor, batch, at)
        if advance is not None:
            advance(start + len(batch), len(refs))
    return dated


def _date_batch(desk: Desk, actor: Actor, refs: tuple[str, ...], at: datetime) -> int:
    with writing():
        count = sum(_date_slot(desk, ref, at) for ref in refs)
        append_event(
            Deed("register:mailboxes", Action.SEALED, actor.key, at, reason=f"{count} first slots dated")
        )
    return count


def _date_slot(desk: Desk, ref: str, at: datetime) -> bool:
    try:
        report = stored.find_report(ref)
        return date_collected(desk, report, read_body(desk, report.report_id, ref), at=at)
    except KeyMissingError:
        # Erased since the list was read.
        return False
