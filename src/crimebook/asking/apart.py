"""Answers that are sealed apart: who reports, and whom to reach. They never stand in the body of a report.

A question says what its answer is sealed for (``sealed``), and whether it is asked with or without custodians
(``custodians``). Where nobody could keep a name, nobody is asked for one.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from crimebook.asking.flow import Answers
from crimebook.asking.questionnaire import load_form
from crimebook.asking.questions import Custodians, Questionnaire, special_of


@cache
def form_for(*, has_custodians: bool) -> Questionnaire:
    """Return the form as it is asked where there are custodians, or where there are none."""
    other = Custodians.WITHOUT if has_custodians else Custodians.WITH
    form = load_form()
    sections = tuple(
        replace(section, questions=tuple(each for each in section.questions if each.custodians != other))
        for section in form.sections
    )
    return replace(form, sections=sections)


def split_answers(form: Questionnaire, answers: Answers) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return the answers that stand in the body, and those that are sealed apart, by what for.

    "I would rather not say" leaves the body too, and there is nothing of it to seal.
    """
    apart = {each.id: each.sealed for section in form.sections for each in section.questions if each.sealed}
    said: dict[str, dict[str, Any]] = {}
    for question_id, aim in apart.items():
        value = answers.get(question_id)
        if value is not None and special_of(value) is None:
            said.setdefault(aim, {})[question_id] = value
    return _without(answers, apart), said


def _without(answers: Answers, apart: Mapping[str, str]) -> dict[str, Any]:
    return {question_id: value for question_id, value in answers.items() if question_id not in apart}
