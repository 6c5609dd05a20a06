"""A file of a report written to the disk in clear: on purpose, with an event, and whole or not at all."""

from datetime import datetime
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import reports as stored
from crimebook.stores.register.transactions import noting
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor
from crimebook.work.opening.agefiles import writing_file
from crimebook.work.opening.attachments import read_file
from crimebook.work.opening.desk import Desk
from crimebook.work.own_keys import tell_grave
from crimebook.work.reporting import check_reader


def write_file(desk: Desk, actor: Actor, ref: str, number: int, target: Path, *, at: datetime) -> None:
    """Write a file of a report as ``target``; raise `NotFoundError` for none.

    It leaves the book, and so is grave: who has a key of their own takes it out by the report's page.
    """
    report = stored.find_report(ref)
    check_reader(actor, report)
    blobs = {each.number: each.blob for each in stored.attachments_of(report.report_id)}
    if number not in blobs:
        raise NotFoundError(f"expected a file of {ref}, got none of number {number}")
    deed = Deed(f"report:{ref}", Action.EXPORTED, actor.key, at, reason=f"file {number}, written in clear")
    with noting():
        tell_grave(deed, hand=None)
    with writing_file(target, desk.random) as file:
        read_file(desk, ref, blobs[number], file.write)
