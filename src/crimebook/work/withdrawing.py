"""Withdrawing from the desk: for a reporter who speaks with us and has no receipt, or cannot use it.

What a letter does (`work.opening.letters`) a person at the desk does here, and says why. Nobody at the desk
undoes a withdrawal that a reporter made by a letter.
"""

from datetime import datetime
from functools import partial

from crimebook.stores.register import reports as stored
from crimebook.stores.register.transactions import writing
from crimebook.terms.errors import InvalidValueError
from crimebook.work.actors import Actor
from crimebook.work.importing.context import ImportContext
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.letters import say_consents_again
from crimebook.work.opening.suspending import withdraw_report
from crimebook.work.opening.taking_back import is_by_letter, take_back
from crimebook.work.opening.testimony import read_body
from crimebook.work.own_keys import Hand, tell_grave
from crimebook.work.reporting import check_reader

MAX_REASON_CHARACTERS = 300


def withdraw(actor: Actor, ref: str, reason: str, *, at: datetime, hand: Hand | None = None) -> None:
    """Suspend a report at once; its testimony is erased after 30 days unless this is undone.

    It decides on an erasure, and so is grave: `own_keys.tell_grave`.
    """
    words = reason.strip()
    if not words or len(words) > MAX_REASON_CHARACTERS:
        raise InvalidValueError(f"a reason of 1 to {MAX_REASON_CHARACTERS} characters", f"{len(words)}")
    with writing():
        report = stored.find_report(ref)
        check_reader(actor, report)
        tell = partial(tell_grave, hand=hand)
        withdraw_report(actor.key, report, at=at, reason=f"at the desk: {words}", tell=tell)


def undo(desk: Desk, actor: Actor, context: ImportContext, ref: str, *, at: datetime) -> None:
    """Undo a withdrawal that was made at the desk; raise `ReportRefusedError` where it is too late."""
    with writing():
        report = stored.find_report(ref)
        check_reader(actor, report)
        if is_by_letter(report):
            raise InvalidValueError("a withdrawal made at the desk", "one by the reporter's own letter")
        body = read_body(desk, report.report_id, ref)
        take_back(actor, context, report, body, at=at)
        say_consents_again(desk, actor, context, report, at=at)
