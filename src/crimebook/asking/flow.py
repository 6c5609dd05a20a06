"""The way through the questionnaire: which question comes next, given what was answered. Pure.

Answers are JSON values by question id. Answers that the way no longer reaches are kept, so that a change of
mind can be undone, and are not sent: `sent_answers` leaves them out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crimebook.asking.answers import Answer, AnswerError, Refusal, check_answer
from crimebook.asking.questions import Condition, Lead, Question, Questionnaire, special_of
from crimebook.terms.errors import NotFoundError

__all__ = [
    "Answer",
    "AnswerError",
    "Answers",
    "Changes",
    "Standing",
    "audience",
    "changes",
    "check_answer",
    "check_answers",
    "interruption",
    "is_urgent",
    "next_question",
    "path",
    "possible_path",
    "previous_question",
    "progress",
    "question_after",
    "resume_question",
    "sent_answers",
    "standing",
]

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a changed answer does: ids of questions that are asked no longer, and of those asked newly."""

    hidden: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands: the one ``before`` it, and the ``share`` of the way that is done, from 0.0.

    The way is counted with every question that may still come, so that no answer makes it longer.
    """

    before: Question | None
    share: float


AUDIENCES: Mapping[str, str] = {"under_18": "young", "for_a_child": "child", "about_a_child": "child"}
"""Whom a way speaks to or of, where pages have words of their own for it: ``PAGE_AUDIENCE``."""


def audience(form: Questionnaire, way: str, answers: Answers) -> str:
    """Return for whom pages are chosen, by the way or by the one that an answer led to; else ""."""
    if way in AUDIENCES:
        return AUDIENCES[way]
    leads = (_lead(each, answers.get(each.id)) for each in path(form, way, answers))
    return next((AUDIENCES[lead.way] for lead in leads if lead and lead.way in AUDIENCES), "")


def path(form: Questionnaire, way: str, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that are asked, in order, given the answers so far."""
    return tuple(_walk(form, way, answers))


def possible_path(form: Questionnaire, way: str, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that are asked or may still be, once those that they hang on are answered."""
    return tuple(_walk(form, way, answers, is_open=True))


def _walk(form: Questionnaire, way: str, answers: Answers, *, is_open: bool = False) -> Iterator[Question]:
    """Yield each question once; an answer may lead to another way for good."""
    asked: set[str] = set()
    waiting = iter(form.questions(way))
    ways = {way}
    while question := next(waiting, None):
        if question.id in asked or (question.when and not _is_met(question.when, answers, asked, is_open)):
            continue
        asked.add(question.id)
        yield question
        lead = _lead(question, answers.get(question.id)) if question.leads else None
        if lead and lead.way and lead.way not in ways:
            ways.add(lead.way)
            waiting = iter(form.questions(lead.way))


def _is_met(condition: Condition, answers: Answers, asked: set[str], is_open: bool) -> bool:  # noqa: FBT001
    """Whether a question is asked; what hangs on a question that is not asked is not asked either.

    ``is_open`` takes those in that hang on a question without an answer yet.
    """
    if condition.question not in asked:
        return False
    if is_open and condition.question not in answers:
        return True
    return not _codes(answers.get(condition.question)).isdisjoint(condition.any_of)


def _codes(value: Any) -> set[str]:
    special = special_of(value)
    if special is not None:
        return {special.value}
    if isinstance(value, str):
        return {value}
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()


def _lead(question: Question, value: Any) -> Lead | None:
    codes = _codes(value)
    return next((lead for lead in question.leads if not codes.isdisjoint(lead.any_of)), None)


def interruption(question: Question, value: Any) -> str:
    """Return the page that an answer shows before the way goes on, or ""."""
    lead = _lead(question, value)
    return lead.page if lead else ""


def next_question(
    form: Questionnaire, way: str, answers: Answers, after: str | None = None
) -> Question | None:
    """Return the question after another, the first after None, or None at the end of the way."""
    return question_after(form, path(form, way, answers), after)


def question_after(
    form: Questionnaire, asked: Sequence[Question], after: str | None = None
) -> Question | None:
    """Return what `next_question` does, of a `path` that is known."""
    at = 0 if after is None else _position(form, asked, after) + 1
    return asked[at] if at < len(asked) else None


def previous_question(form: Questionnaire, way: str, answers: Answers, before: str) -> Question | None:
    """Return the question before another, or None before the first."""
    asked = path(form, way, answers)
    place = _position(form, asked, before)
    return asked[place - 1] if place else None


def resume_question(form: Questionnaire, way: str, answers: Answers) -> Question | None:
    """Return the first question on the way that has no answer, or None where all have one."""
    return next((each for each in _walk(form, way, answers) if each.id not in answers), None)


def progress(form: Questionnaire, way: str, answers: Answers, at: str) -> float:
    """Return how far a question stands on the way: 0.0 at the first, 1.0 past the last."""
    return standing(form, path(form, way, answers), possible_path(form, way, answers), at).share


def standing(
    form: Questionnaire, asked: Sequence[Question], possible: Sequence[Question], at: str
) -> Standing:
    """Return where a question stands on a `path` and on its `possible_path`.

    Raises `NotFoundError` where it is not asked.
    """
    place = _position(form, asked, at)
    return Standing(asked[place - 1] if place else None, _position(form, possible, at) / len(possible))


def sent_answers(form: Questionnaire, way: str, answers: Answers) -> dict[str, Any]:
    """Return the answers that the way reaches, in the order of its questions."""
    return {each.id: answers[each.id] for each in path(form, way, answers) if each.id in answers}


def changes(form: Questionnaire, way: str, before: Answers, after: Answers) -> Changes:
    """Say which questions a change of answers hides and which it shows."""
    old, new = ([each.id for each in path(form, way, answers)] for answers in (before, after))
    return Changes(
        tuple(each for each in old if each not in set(new)),
        tuple(each for each in new if each not in set(old)),
    )


def check_answers(
    form: Questionnaire, answers: Answers, known: Collection[str] = ()
) -> tuple[AnswerError, ...]:
    """Return what cannot be taken of answers from outside: a draft, or a report that was opened.

    A question that the form does not have, and a value not in its one form, are wrong shapes.
    """
    ids = {question.id for section in form.sections for question in section.questions}
    errors = []
    for question_id, value in answers.items():
        if question_id not in ids:
            errors.append(AnswerError(question_id[:40], Refusal.WRONG_SHAPE))
            continue
        answer = check_answer(form.question(question_id), value, known)
        if isinstance(answer, AnswerError):
            errors.append(answer)
        elif answer.value != value:
            errors.append(AnswerError(question_id, Refusal.WRONG_SHAPE))
    return tuple(errors)


def is_urgent(form: Questionnaire, way: str, answers: Answers) -> bool:
    """Whether an answer puts the report before others: somebody may be in danger now."""
    return any(_codes(answers.get(each.id)) & set(each.urgent) for each in path(form, way, answers))


def _position(form: Questionnaire, asked: Sequence[Question], question_id: str) -> int:
    for at, question in enumerate(asked):
        if question.id == question_id:
            return at
    raise NotFoundError(f"the question {form.question(question_id).id} is not asked on this way")
