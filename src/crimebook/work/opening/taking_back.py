"""Withdrawal and its undo: the report's records leave the register at once, and can come back for 30 days.

The testimony and its key stay until then. What comes back is derived from the testimony anew; the incident
has the id that it had, so what people said of it holds again.
"""

from datetime import datetime, timedelta

from crimebook.custody.events import Action, Deed
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.messages import MessageKind
from crimebook.stores.register import erasing
from crimebook.stores.register.events import append_event
from crimebook.stores.register.reports import IN, ReportRow, messages_of
from crimebook.stores.register.transactions import next_change
from crimebook.work.actors import Actor
from crimebook.work.importing.context import ImportContext
from crimebook.work.opening.opening import ReportRefusedError, store_answers

UNDONE_WITHIN = timedelta(days=30)
WITHDRAWN, ERASED = "withdrawn", "erased"
_OF_WITHDRAWAL = {MessageKind.WITHDRAWAL, MessageKind.WITHDRAWAL_UNDONE}


def is_by_letter(report: ReportRow) -> bool:
    """Whether it is the reporter's own letter by which a report is withdrawn now."""
    letters = [row.kind for row in messages_of(report.report_id, IN) if row.kind in _OF_WITHDRAWAL]
    return report.state == WITHDRAWN and letters[-1:] == [MessageKind.WITHDRAWAL]


def withdraw_report(actor: Actor, report: ReportRow, *, at: datetime, reason: str) -> None:
    """Suspend a report, inside the caller's transaction; again is no harm and moves no day."""
    if report.state in {WITHDRAWN, ERASED}:
        return
    day = at.date()
    gone = erasing.take_out(report.ref, day, change=next_change())
    erasing.withdraw(report.report_id, day, day + UNDONE_WITHIN)
    append_event(
        Deed(
            f"report:{report.ref}",
            Action.WITHDRAWN,
            actor.key,
            at,
            reason=f"{reason}; {gone} rows were taken out of the register",
        )
    )


def take_back(
    actor: Actor, context: ImportContext, report: ReportRow, body: ReportBody, *, at: datetime
) -> None:
    """Undo a withdrawal, inside the caller's transaction; raise `ReportRefusedError` where it is too late."""
    if report.state != WITHDRAWN or report.erase_on is None or at.date() >= report.erase_on:
        raise ReportRefusedError("expected a withdrawal of the last 30 days, got a report without one")
    erasing.restore(report.report_id)
    erasing.make_room(report.ref)
    store_answers(actor, context, report, body, at=at)
    append_event(Deed(f"report:{report.ref}", Action.RESTORED, actor.key, at))
