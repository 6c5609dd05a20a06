"""The undo of a withdrawal: the report's records come back within 30 days.

The testimony and its key stay until then (`suspending`). What comes back is derived from the testimony anew;
the incident has the id that it had, so what people said of it holds again.
"""

from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.messages import MessageKind
from crimebook.stores.register import erasing
from crimebook.stores.register.events import append_event
from crimebook.stores.register.reports import IN, ReportRow, messages_of
from crimebook.work.actors import Actor
from crimebook.work.importing.context import ImportContext
from crimebook.work.opening.opening import ReportRefusedError, store_answers
from crimebook.work.opening.suspending import WITHDRAWN

_OF_WITHDRAWAL = {MessageKind.WITHDRAWAL, MessageKind.WITHDRAWAL_UNDONE}


def is_by_letter(report: ReportRow) -> bool:
    """Whether it is the reporter's own letter by which a report is withdrawn now."""
    letters = [row.kind for row in messages_of(report.report_id, IN) if row.kind in _OF_WITHDRAWAL]
    return report.state == WITHDRAWN and letters[-1:] == [MessageKind.WITHDRAWAL]


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
