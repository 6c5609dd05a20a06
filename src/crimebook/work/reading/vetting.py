"""Vetting questions to be read: the list, and one with its answer for the two who asked.

Whoever may ask sees that others asked, so that misuse is seen; an answer is for who asked and who confirmed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crimebook.custody.events import Action
from crimebook.identity.vetting import Finding
from crimebook.stores.register import members
from crimebook.stores.register import vetting as stored
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note
from crimebook.work.vetting.questions import (
    DAY,
    MOST_A_DAY,
    SETTLED,
    Question,
    Reply,
    Stage,
    question,
    question_of,
)

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the list."""

    token: str
    name: str
    asked_by: str
    at: datetime
    stage: Stage
    reply: Reply
    is_own: bool


@dataclass(frozen=True, slots=True)
class QuestionList:
    """A page of questions, the newest first. ``own_open`` is the reader's own that did not end, or empty."""

    lines: tuple[QuestionLine, ...]
    total: int
    pages: int
    own_open: str
    left_today: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is shown."""

    kind: str
    words: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question. ``finding`` is None until it is answered, and for others than the two who asked."""

    question: Question
    asked_by: str
    stage: Stage
    reply: Reply
    steps: tuple[StepLine, ...]
    finding: Finding | None
    is_own: bool
    may_confirm: bool
    """Whether the reader is a second person, and nothing else stands in the way."""

    may_refuse: bool


def open_questions(actor: Actor, *, page: int = 1, at: datetime) -> QuestionList:
    """Return a page of questions; the reading is recorded first."""
    check_right(actor, Right.VET)
    note(actor, Action.READ, "register:vetting", at=at)
    total, rows = stored.list_questions(start=(page - 1) * PAGE, count=PAGE)
    asked_today = stored.count_since(at - DAY, asked_by=actor.key)
    return QuestionList(
        tuple(_line(question_of(row), actor, at) for row in rows),
        total,
        max(1, -(-total // PAGE)),
        stored.open_question_of(actor.key),
        max(0, MOST_A_DAY - asked_today),
    )


def open_question(actor: Actor, token: str, *, at: datetime) -> QuestionPage:
    """Return one question; the reading is recorded first, in its own chain too."""
    check_right(actor, Right.VET)
    found = question(token)
    note(actor, Action.READ, f"vetting:{token}", at=at)
    stage, reply, is_own = found.stage, found.reply(at), found.asked_by == actor.key
    is_second = stage is Stage.ASKED and not is_own
    is_told = is_own or (found.end is not None and found.end.actor == actor.key)
    return QuestionPage(
        found,
        _name(found.asked_by),
        stage,
        reply,
        tuple(StepLine(each.kind, each.words, _name(each.actor), each.at) for each in found.steps),
        found.finding if is_told else None,
        is_own,
        is_second and reply in SETTLED,
        is_second,
    )


def _line(found: Question, actor: Actor, at: datetime) -> QuestionLine:
    return QuestionLine(
        found.token,
        found.particulars.names[0],
        _name(found.asked_by),
        found.at,
        found.stage,
        found.reply(at),
        found.asked_by == actor.key,
    )


def _name(key: str) -> str:
    member = members.find_member(key)
    return member.name if member else key
