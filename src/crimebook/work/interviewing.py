"""Interviewing: the same questionnaire, led by a person; the answers so far are sealed after every page.

An interview becomes a report like any other: its testimony is sealed to a key of its own, its structured
answers become records, and its reader is whoever led it, or an investigator. How it was led stands beside it:
codes and yes or no in the register, names and notes sealed. Nothing of a person's words is written in clear.

A name that the person gives is sealed to custodians when the interview ends, as a reporter's is. Until then
it is among the answers so far, which can be changed: these have a key of their own, destroyed at the end, so
that no older copy of them opens without custodians either.

Protocols: PEACE (College of Policing), the Murad Code (2022), the Istanbul Protocol (revised 2022).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from crimebook.asking.apart import form_for, split_answers
from crimebook.asking.flow import path, sent_answers
from crimebook.asking.pages import PROTOCOLS
from crimebook.asking.questionnaire import load_form
from crimebook.asking.questions import Question, Questionnaire
from crimebook.custody.events import Action, Deed
from crimebook.sealing.agefile import seal_bytes
from crimebook.sealing.envelope import LANGUAGES, ReportBody, pad_body, with_identities
from crimebook.sealing.identity import Custody
from crimebook.sealing.recipients import Recipient
from crimebook.sealing.shares import Aim
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.outbox import queue_report
from crimebook.stores.register.transactions import writing
from crimebook.stores.vault.folder import Room
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.context import ImportContext
from crimebook.work.journal import note
from crimebook.work.opening.answers import OTHER, sound_answers
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.opening import make_ref, store_answers
from crimebook.work.opening.publishing import find_installed
from crimebook.work.opening.testimony import open_for_report
from crimebook.work.receiving.bodies import place_answers

YES_NO: Final = (
    "had_interpreter",
    "was_read_back",
    "was_signed",
    "was_recorded",
    "told_before",
    "support_offered",
)
"""How it was led, each yes, no or unknown."""

NOTED: Final = (
    "interpreter",
    "interpreter_ties",
    "recording_where",
    "told_before_where",
    "support_words",
    "distress",
    "others_present",
)
"""What is noted in words, and sealed: names among them."""

MAX_NOTE_CHARACTERS: Final = 2_000
ANSWERS: Final = ("yes", "no", "unknown")
_DRAFT: Final = ".draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """An interview that is being led."""

    ref: str
    way: str
    language: str
    answers: dict[str, Any] = field(default_factory=dict)
    told_before: str = "unknown"
    has_custodians: bool = False

    @property
    def form(self) -> Questionnaire:
        """The form as it is asked: for a name only where somebody keeps it."""
        return form_for(has_custodians=self.has_custodians)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are asked, given the answers so far."""
        return path(self.form, self.way, self.answers)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that have a question, in their order."""
        form = load_form()
        return tuple(dict.fromkeys(form.section_of(each.id).id for each in self.asked))

    def questions_of(self, section: str) -> tuple[Question, ...]:
        """Return the questions of one section."""
        form = load_form()
        return tuple(each for each in self.asked if form.section_of(each.id).id == section)


@dataclass(frozen=True, slots=True)
class Conduct:
    """How an interview was led: codes of protocols, yes or no by `YES_NO`, notes by `NOTED`."""

    protocols: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def begin(
    desk: Desk, actor: Actor, way: str, language: str, *, told_before: str = "unknown", at: datetime
) -> Draft:
    """Begin an interview: it has a key of its own before a word is taken."""
    check_right(actor, Right.INTERVIEW)
    if language not in LANGUAGES or way not in {each.id for each in load_form().ways}:
        raise InvalidValueError("a way and a language of the form", f"{way[:20]}, {language[:8]}")
    draft = Draft(
        make_ref(desk),
        way,
        language,
        told_before=_check_answer(told_before),
        has_custodians=_custody(desk) is not None,
    )
    desk.keyring.make_report_key(draft.ref)
    with writing():
        # Under the lock of writers: another who begins has a key, and no interview that could be seen yet.
        _forget_ended(desk)
        recipient = desk.keyring.make_report_key(_draft_key(draft.ref))
        stored.add_draft(draft.ref, actor.key, _seal(desk, recipient, _to_json(draft)), at.date())
        append_event(Deed(f"report:{draft.ref}", Action.CREATED, actor.key, at, reason="an interview began"))
    return draft


def load(desk: Desk, actor: Actor, ref: str, *, at: datetime) -> Draft:
    """Return an interview that the actor leads; raise `NotFoundError` for any other."""
    check_right(actor, Right.INTERVIEW)
    sealed = stored.read_draft(ref, actor.key)
    note(actor, Action.READ, f"report:{ref}", at=at, reason="an interview")
    value = json.loads(open_for_report(desk, _draft_key(ref), sealed))
    return Draft(
        ref,
        value["way"],
        value["language"],
        value["answers"],
        value["told_before"],
        has_custodians=_custody(desk) is not None,
    )


def save(desk: Desk, actor: Actor, draft: Draft, answers: Mapping[str, Any], *, at: datetime) -> Draft:
    """Keep what was answered, sealed; what is None was taken back."""
    stored.read_draft(draft.ref, actor.key)
    kept = {**draft.answers, **answers}
    changed = replace(draft, answers={name: value for name, value in kept.items() if value is not None})
    recipient = desk.keyring.report_identity(_draft_key(draft.ref)).recipient
    with writing():
        stored.save_draft(draft.ref, _seal(desk, recipient, _to_json(changed)))
        told = f"{len(answers)} answers taken"
        append_event(Deed(f"report:{draft.ref}", Action.DERIVED, actor.key, at, reason=told))
    return changed


def discard(desk: Desk, actor: Actor, ref: str, *, at: datetime) -> None:
    """Throw an interview away; its key goes, and with it what was taken so far."""
    stored.read_draft(ref, actor.key)
    with writing():
        stored.remove_draft(ref)
        append_event(Deed(f"report:{ref}", Action.DISCARDED, actor.key, at))
        # Last: what could not be told must not be done, and this cannot be undone.
        desk.vault.destroy(Room.REPORTS, _draft_key(ref))
        desk.vault.destroy(Room.REPORTS, ref)


def finish(
    desk: Desk, actor: Actor, context: ImportContext, draft: Draft, conduct: Conduct, *, at: datetime
) -> str:
    """Make a report of an interview and return its reference."""
    stored.read_draft(draft.ref, actor.key)
    facts, notes = _check_conduct(conduct)
    body = _body_of(desk, draft, at.date())
    recipient = desk.keyring.report_identity(draft.ref).recipient
    sealed = seal_bytes(pad_body(body), [recipient], desk.random)
    new = _new_report(actor, draft, body, sha256_hex(sealed), recipient, at.date())
    with writing():
        report_id = stored.add_report(new)
        stored.add_testimony(report_id, sealed)
        queue_report(new.envelope, body.leaf)
        stored.add_testimony(report_id, _seal(desk, recipient, notes), stored.INTERVIEW)
        stored.add_interview(report_id, actor.key, at.date(), {**facts, "language": draft.language})
        stored.remove_draft(draft.ref)
        ended, outputs = "an interview ended", (new.envelope,)
        append_event(
            Deed(f"report:{draft.ref}", Action.RECEIVED, actor.key, at, reason=ended, outputs=outputs)
        )
        store_answers(actor, context, stored.find_report(draft.ref), body, at=at)
    # After the commit: until then the answers so far are all that there is.
    desk.vault.destroy(Room.REPORTS, _draft_key(draft.ref))
    return draft.ref


def _body_of(desk: Desk, draft: Draft, day: date) -> ReportBody:
    """Return the report of what was answered; names and contacts are sealed apart in it."""
    form = draft.form
    said, apart = split_answers(form, sent_answers(form, draft.way, draft.answers))
    answers, text = place_answers(draft.way, said)
    body = ReportBody(
        form=form.name,
        language=draft.language,
        answers=answers,
        text=text,
        leaf=desk.random(32).hex(),
        nonce=desk.random(32).hex(),
        day=day.isoformat(),
    )
    return with_identities(body, {Aim(aim): each for aim, each in apart.items()}, _custody(desk), desk.random)


def _new_report(
    actor: Actor, draft: Draft, body: ReportBody, envelope: Digest, recipient: Recipient, day: date
) -> stored.NewReport:
    sound = sound_answers(body)
    return stored.NewReport(
        ref=draft.ref,
        envelope=envelope,
        channel="interview",
        form=body.form,
        way=draft.way,
        role=draft.form.way(draft.way).role,
        language=draft.language,
        urgency=sound.urgency if sound else OTHER,
        recipient=str(recipient),
        received_on=day,
        opened_on=day,
        interviewer=actor.key,
    )


def drafts_of(actor: Actor, *, at: datetime) -> tuple[tuple[str, Any], ...]:
    """Return the interviews that the actor has begun and not ended: (ref, day)."""
    check_right(actor, Right.INTERVIEW)
    note(actor, Action.SEARCHED, "interviews begun", at=at)
    return stored.drafts_of(actor.key)


def _draft_key(ref: str) -> str:
    """Return the name of the key of the answers so far."""
    return f"{ref}{_DRAFT}"


def _forget_ended(desk: Desk) -> None:
    """Destroy what is left of keys where a program was stopped between the end of an interview and this."""
    kept = {name for name in desk.vault.names(Room.REPORTS) if name.endswith(_DRAFT)}
    for name in kept - {_draft_key(ref) for ref in stored.draft_refs()}:
        desk.vault.destroy(Room.REPORTS, name)


def _custody(desk: Desk) -> Custody | None:
    """Return to whom the book in force seals identities; None where there is nobody."""
    installed = find_installed(desk.vault)
    return Custody.of(installed.manifest) if installed and installed.manifest else None


def _check_conduct(conduct: Conduct) -> tuple[dict[str, Any], dict[str, str]]:
    if set(conduct.protocols) - set(PROTOCOLS):
        raise InvalidValueError(f"protocols of {PROTOCOLS}", ", ".join(conduct.protocols)[:60])
    facts = {name: _check_answer(conduct.facts.get(name, "unknown")) for name in YES_NO}
    notes = {name: conduct.notes.get(name, "").strip() for name in NOTED}
    for name, words in notes.items():
        if len(words) > MAX_NOTE_CHARACTERS:
            raise InvalidValueError(f"{name} of at most {MAX_NOTE_CHARACTERS} characters", f"{len(words)}")
    return {**facts, "protocols": list(conduct.protocols)}, {**notes, **facts}


def _check_answer(text: str) -> str:
    if text not in ANSWERS:
        raise InvalidValueError("yes, no or unknown", repr(text[:20]))
    return text


def _to_json(draft: Draft) -> dict[str, Any]:
    return {
        "way": draft.way,
        "language": draft.language,
        "answers": draft.answers,
        "told_before": draft.told_before,
    }


def _seal(desk: Desk, recipient: Recipient, value: Mapping[str, Any]) -> bytes:
    return seal_bytes(canonical_json(dict(value)), [recipient], desk.random)
