"""Withdrawal: a report's records leave the register at once; its testimony and its key go after 30 days."""

from datetime import datetime, timedelta

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import erasing
from crimebook.stores.register.events import append_event
from crimebook.stores.register.reports import ReportRow
from crimebook.stores.register.transactions import next_change
from crimebook.work.actors import Actor

UNDONE_WITHIN = timedelta(days=30)
WITHDRAWN, ERASED = "withdrawn", "erased"


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
