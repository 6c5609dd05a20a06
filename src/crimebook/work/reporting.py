"""Reports on the desk: who may read which, and the states that people move them through."""

from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.reports import ReportRow
from crimebook.stores.register.transactions import writing
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Right, check_right

STEPS = {
    "received": ("triaged", "registered", "duplicate", "out_of_scope"),
    "triaged": ("registered", "duplicate", "out_of_scope"),
    "registered": ("triaged", "duplicate", "out_of_scope"),
    "duplicate": ("triaged",),
    "out_of_scope": ("triaged",),
    "withdrawn": (),
    "erased": (),
}
"""Which states a person may move a report to. Withdrawal and erasure have ways of their own."""


def check_reader(actor: Actor, report: ReportRow) -> None:
    """Raise `NotFoundError` where the actor may not read a report: an interviewer reads their own."""
    if actor.may(Right.TESTIMONY):
        return
    if not actor.may(Right.INTERVIEW) or report.interviewer != actor.key:
        raise NotFoundError(f"expected a report that {actor.role} may read, got none")


def move_report(actor: Actor, ref: str, state: str, *, duplicate_of: str = "", at: datetime) -> None:
    """Move a report to another state, with an event; the records stay as they are.

    Of a duplicate one says which report it repeats. Raises `InvalidValueError` for a step that there is not.
    """
    check_right(actor, Right.TESTIMONY)
    with writing():
        report = stored.find_report(ref)
        if state not in STEPS[report.state]:
            raise InvalidValueError(f"a step from {report.state} to one of {STEPS[report.state]}", state[:40])
        if state == "duplicate":
            other = stored.find_report(duplicate_of)
            if other.ref == ref:
                raise InvalidValueError("another report that this one repeats", "this one")
        stored.set_state(report.report_id, state, duplicate_of=duplicate_of if state == "duplicate" else "")
        append_event(
            Deed(
                f"report:{ref}",
                Action.JUDGED,
                actor.key,
                at,
                reason=f"{report.state} to {state}",
                inputs=(f"report:{duplicate_of}",) if state == "duplicate" else (),
            )
        )


def set_urgency(actor: Actor, ref: str, urgency: int, *, at: datetime) -> None:
    """Say how soon somebody should look at a report: 0 danger, 1 a trained person, 2 others."""
    check_right(actor, Right.TESTIMONY)
    if urgency not in {0, 1, 2}:
        raise InvalidValueError("0, 1 or 2", str(urgency))
    with writing():
        report = stored.find_report(ref)
        stored.set_urgency(report.report_id, urgency)
        append_event(
            Deed(
                f"report:{ref}", Action.JUDGED, actor.key, at, reason=f"urgency {report.urgency} to {urgency}"
            )
        )
