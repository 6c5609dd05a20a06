"""Answers of a report, checked again: what the form would not have taken is left out of the register.

The testimony keeps everything as it came. Any program can make an envelope.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crimebook.asking.answers import Answer, check_answer
from crimebook.asking.flow import is_urgent, path, sent_answers
from crimebook.asking.questionnaire import load_form
from crimebook.asking.questions import Question, Questionnaire, special_of
from crimebook.sealing.envelope import ReportBody
from crimebook.work.receiving.bodies import answers_of

CHILD_WAYS = frozenset({"under_18", "for_a_child", "about_a_child"})
"""Ways on which nothing of the matter is asked; they have no rows in the register."""

DANGER, CONTACT, OTHER = 0, 1, 2
"""How soon somebody should look: danger first, then those who wait for a trained person."""

_CONTACT = ("trained_contact", "child_contact", "for_a_child_contact", "about_a_child_contact")


@dataclass(frozen=True, slots=True)
class SoundAnswers:
    """The way and the answers that the form of this program would take; ``left_out`` are the others' ids."""

    form: Questionnaire
    way: str
    answers: dict[str, Any] = field(hash=False)
    left_out: tuple[str, ...] = ()

    @property
    def is_of_a_child(self) -> bool:
        """Whether the way is, or became by an answer, one for somebody under 18."""
        children = {
            section
            for way in self.form.ways
            if way.id in CHILD_WAYS
            for section in way.sections
            if section != "start"
        }
        asked = path(self.form, self.way, self.answers)
        return any(self.form.section_of(each.id).id in children for each in asked)

    @property
    def urgency(self) -> int:
        """How soon somebody should look at it."""
        if is_urgent(self.form, self.way, self.answers):
            return DANGER
        is_waiting = any(self.answers.get(name) == "granted" for name in _CONTACT)
        return CONTACT if is_waiting else OTHER

    def value(self, question_id: str) -> Any:
        """Return an answer, None where there is none or one of the two that say nothing."""
        value = self.answers.get(question_id)
        return None if special_of(value) is not None else value

    def codes(self, question_id: str) -> tuple[str, ...]:
        """Return the codes that were chosen."""
        value = self.value(question_id)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(value)


def sound_answers(body: ReportBody) -> SoundAnswers | None:
    """Return the sound answers of a body; None where its form or its way is not one of this program's."""
    form = load_form()
    way, given = answers_of(body)
    if not _is_readable(body.form, form) or way not in {each.id for each in form.ways}:
        return None
    known = _known_places(given)
    checked = {
        question.id: answer.value
        for question in form_questions(form)
        if question.id in given
        for answer in (check_answer(question, given[question.id], known),)
        if isinstance(answer, Answer)
    }
    sent = sent_answers(form, way, checked)
    return SoundAnswers(form, way, sent, tuple(sorted(set(given) - set(sent))))


def form_questions(form: Questionnaire) -> Iterator[Question]:
    """Yield every question of the form; of a notice the answer is that it was read."""
    for section in form.sections:
        yield from section.questions


def _is_readable(name: str, form: Questionnaire) -> bool:
    """Whether a form's ids and codes are those of this program: else the first number is another."""
    return name.partition(".")[0] == form.name.partition(".")[0]


def _known_places(value: Any) -> frozenset[str]:
    """Return the codes of places that the answers name: the list they were chosen from is the intake's."""
    if isinstance(value, dict):
        own = {value["known"]} if isinstance(value.get("known"), str) else set()
        return frozenset(own).union(*(_known_places(each) for each in value.values()))
    if isinstance(value, list):
        return frozenset[str]().union(*(_known_places(each) for each in value))
    return frozenset()
