"""Withdrawal: a report's records leave the register at once; its testimony and its key go after 30 days."""

from collections.abc import Callable
from datetime import datetime, timedelta

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import erasing
from crimebook.stores.register.events import append_event
from crimebook.stores.register.reports import ReportRow
from crimebook.stores.register.saying import Saying
from crimebook.stores.register.transactions import next_change
from crimebook.work.persons.telling import telling_parted

UNDONE_WITHIN = timedelta(days=30)
WITHDRAWN, ERASED = "withdrawn", "erased"


def withdraw_report(
    actor_key: str,
    report: ReportRow,
    *,
    at: datetime,
    reason: str,
    tell: Callable[[Deed], object] = append_event,
) -> None:
    """Suspend a report, inside the caller's transaction; again is no harm and moves no day.

    ``tell`` writes the event, with the signature of a person where one decides.
    """
    if report.state in {WITHDRAWN, ERASED}:
        return
    day = at.date()
    with telling_parted(erasing.persons_in(report.ref), Saying(actor_key, at, ""), "a report is withdrawn"):
        gone = erasing.take_out(report.ref, day, change=next_change())
    erasing.withdraw(report.report_id, day, day + UNDONE_WITHIN)
    tell(
        Deed(
            f"report:{report.ref}",
            Action.WITHDRAWN,
            actor_key,
            at,
            reason=f"{reason}; {gone} rows were taken out of the register",
        )
    )
