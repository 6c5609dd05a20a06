"""Opening reports for a reader: the list, and one with its testimony, files, dialogue and trail.

Reading a testimony is an event in the report's own chain and in the reader's journal, written before anything
is shown. Where the desk is not unlocked, a page shows what stands in the register and nothing that was told.
"""

import json
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crimebook.asking.questionnaire import load_form
from crimebook.asking.summary import Row, summary_rows
from crimebook.custody.events import Action, Deed
from crimebook.sealing.envelope import ReportBody
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.reports import ReportNarrowing, ReportRow
from crimebook.stores.register.transactions import noting
from crimebook.terms.canonical import canonical_json
from crimebook.terms.errors import NotFoundError
from crimebook.terms.instants import parse_instant
from crimebook.work.actors import Actor, Right
from crimebook.work.opening.answers import sound_answers
from crimebook.work.opening.attachments import stream_file
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.filelists import FileView, sent_files
from crimebook.work.opening.letters import SaidMessage, read_dialogue
from crimebook.work.opening.recorded import check_interviewer, read_recorded
from crimebook.work.opening.taking_back import is_by_letter
from crimebook.work.opening.testimony import open_for_report, read_body
from crimebook.work.own_keys import Hand, tell_grave
from crimebook.work.reporting import STEPS, check_reader

PAGE_ROWS = 40
_NOT_SHOWN = frozenset({"first_account", "details"})
"""The account stands by itself, and which details were to be told shows by what follows."""


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    state: str = ""
    way: str = ""
    language: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ReportList:
    """A page of reports, danger first."""

    chosen: ReportFilter
    rows: tuple[ReportRow, ...]
    total: int
    pages: int
    states: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A section of the form with its questions and answers, in the language of the report."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a report: when, what, by whom, and why."""

    at: datetime
    action: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, opened: the words, the answers, what the form of this program could not read."""

    text: str
    day: str
    sections: tuple[Answered, ...]
    unread: tuple[tuple[str, str], ...]
    files: tuple[FileView, ...]
    interview: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything of one report that its reader may see. ``told`` is None while the desk is locked."""

    report: ReportRow
    told: Told | None
    dialogue: tuple[SaidMessage, ...]
    consents: tuple[tuple[str, str, date | None], ...]
    trail: tuple[Step, ...]
    steps: tuple[str, ...]
    uses: tuple[str, ...]
    may_answer: bool
    may_record: bool
    may_move: bool
    is_withdrawn_by_letter: bool


def open_reports_list(actor: Actor, chosen: ReportFilter, *, at: datetime) -> ReportList:
    """Return a page of the reports that the actor may read."""
    by = ReportNarrowing(chosen.state, chosen.way, chosen.language, interviewer=_own(actor))
    facts = {"state": chosen.state, "way": chosen.way, "language": chosen.language}
    _note(actor, f"reports {canonical_json(facts).decode()}", Action.SEARCHED, at=at)
    page = max(1, chosen.page)
    rows, total = stored.list_reports(by, start=(page - 1) * PAGE_ROWS, count=PAGE_ROWS)
    states = () if _own(actor) else tuple(stored.count_by_state().items())
    return ReportList(chosen, rows, total, max(1, -(-total // PAGE_ROWS)), states)


def open_report(desk: Desk | None, actor: Actor, ref: str, *, at: datetime) -> ReportPage:
    """Return one report; raise `NotFoundError` where there is none that the actor may read."""
    report = stored.find_report(ref)
    check_reader(actor, report)
    _note_report(actor, ref, "testimony", at=at)
    is_open = desk is not None and report.state != "erased"
    return ReportPage(
        report=report,
        told=_told(desk, report) if desk is not None and is_open else None,
        dialogue=read_dialogue(desk, report) if desk is not None and is_open else (),
        consents=stored.consents_of(ref),
        trail=_trail(report),
        steps=STEPS[report.state] if actor.may(Right.TESTIMONY) else (),
        uses=_uses(stored.consents_of(ref)),
        may_answer=is_open and bool(report.mailbox) and report.state != "withdrawn",
        may_record=is_open and _may_record(actor, report),
        may_move=actor.may(Right.TESTIMONY),
        is_withdrawn_by_letter=is_by_letter(report),
    )


def open_file(
    desk: Desk, actor: Actor, ref: str, number: int, *, at: datetime, hand: Hand | None = None
) -> tuple[FileView, Generator[bytes]]:
    """Return a file of a report, and what is in it in clear, in pieces; raise `NotFoundError` for none.

    It leaves the book, and so is grave: `own_keys.tell_grave`. The event stands before the first piece. What
    was changed in the store is raised at its place: pieces are whole where they have the size of the file.
    """
    report = stored.find_report(ref)
    check_reader(actor, report)
    found = next((each for each in _all_files(desk, report) if each.number == number), None)
    blobs = {each.number: each.blob for each in stored.attachments_of(report.report_id)}
    if found is None or number not in blobs:
        raise NotFoundError(f"expected a file {number} of {ref}, got none")
    deed = Deed(f"report:{ref}", Action.EXPORTED, actor.key, at, reason=f"file {number}, saved in clear")
    with noting():
        tell_grave(deed, hand=hand)
    pieces = stream_file(desk, ref, blobs[number])
    next(pieces)
    return found, pieces


def _told(desk: Desk, report: ReportRow) -> Told:
    body = read_body(desk, report.report_id, report.ref)
    sound = sound_answers(body)
    form = load_form()
    rows = summary_rows(form, sound.way, sound.answers, body.language) if sound else ()
    answered = [row for row in rows if row.is_answered and row.question not in _NOT_SHOWN]
    read = set(sound.answers) if sound else set()
    unread = {name: value for name, value in body.answers.items() if name not in read and name != "way"}
    return Told(
        text=body.text,
        day=body.day,
        sections=_sections(answered),
        unread=tuple((name, _plain(value)) for name, value in unread.items()),
        files=_own_files(desk, report, body),
        interview=_interview(desk, report),
    )


def _sections(rows: Iterable[Row]) -> tuple[Answered, ...]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.section, []).append(row)
    return tuple(Answered(title, tuple(found)) for title, found in grouped.items())


def _all_files(desk: Desk, report: ReportRow) -> tuple[FileView, ...]:
    """Return the files of the report and of the letters after it."""
    own = _own_files(desk, report, read_body(desk, report.report_id, report.ref))
    return (*own, *(file for said in read_dialogue(desk, report) for file in said.files))


def _own_files(desk: Desk, report: ReportRow, body: ReportBody) -> tuple[FileView, ...]:
    return (*sent_files(body.files), *read_recorded(desk, report))


def _interview(desk: Desk, report: ReportRow) -> Mapping[str, str]:
    if report.channel != "interview":
        return {}
    sealed = stored.read_testimony(report.report_id, stored.INTERVIEW)
    facts: dict[str, str] = json.loads(open_for_report(desk, report.ref, sealed))
    return {name: value for name, value in facts.items() if value}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _uses(consents: tuple[tuple[str, str, date | None], ...]) -> tuple[str, ...]:
    """Return what the report may have been used in: what was granted, without writing again."""
    return tuple(
        purpose for purpose, answer, _ in consents if answer == "granted" and purpose != "contact_again"
    )


def _may_record(actor: Actor, report: ReportRow) -> bool:
    try:
        check_interviewer(actor, report.ref)
    except NotFoundError:
        return False
    return True


def _trail(report: ReportRow) -> tuple[Step, ...]:
    bodies = [*chain_of(f"envelope:{report.envelope}"), *chain_of(f"report:{report.ref}")]
    steps = [_step(json.loads(body)) for body in bodies]
    return tuple(sorted(steps, key=lambda step: step.at))


def _step(event: Mapping[str, Any]) -> Step:
    return Step(parse_instant(event["at"]), event["action"], event["actor"], event["reason"])


def _own(actor: Actor) -> str:
    """Return whose interviews the list is narrowed to; raise `NotFoundError` for those who read none."""
    if actor.may(Right.TESTIMONY):
        return ""
    if not actor.may(Right.INTERVIEW):
        raise NotFoundError(f"expected the right to read reports, got the role {actor.role}")
    return actor.key


def _note(actor: Actor, what: str, action: Action, *, at: datetime) -> None:
    with noting():
        append_event(Deed(f"journal:{actor.key}", action, actor.key, at, inputs=(what,)))


def _note_report(actor: Actor, ref: str, what: str, *, at: datetime) -> None:
    with noting():
        append_event(Deed(f"report:{ref}", Action.READ, actor.key, at, reason=what))
        append_event(Deed(f"journal:{actor.key}", Action.READ, actor.key, at, inputs=(f"report:{ref}", what)))
