import pytest

from crimebook.asking.apart import form_for, split_answers
from crimebook.asking.flow import path, sent_answers
from crimebook.asking.questionnaire import load_form
from crimebook.asking.questions import Custodians, Kind, Lead, Question
from crimebook.sealing.shares import Aim
from crimebook.terms.errors import InvalidValueError

FORM = load_form()
WITH, WITHOUT = form_for(has_custodians=True), form_for(has_custodians=False)
ADULT_WAYS = [way.id for way in FORM.ways if way.is_offered]
WISH = {"sealed_wish": ["identity", "danger"]}
NAMED = {**WISH, "identity": {"name": "A name"}, "danger_contact": {"reach": "A number"}}
TITLES = dict.fromkeys(("be", "ru", "en"), "Title")


def asked(form, way, answers=None) -> set[str]:
    return {each.id for each in path(form, way, answers or {})}


@pytest.mark.parametrize("way", ADULT_WAYS)
def test_a_name_is_asked_for_only_where_somebody_keeps_it(way):
    assert "sealed_wish" in asked(WITH, way)
    assert "identity_not_asked" not in asked(WITH, way)
    assert "identity_not_asked" in asked(WITHOUT, way, NAMED)
    assert not {"sealed_wish", "identity", "danger_contact"} & asked(WITHOUT, way, NAMED)


def test_nobody_under_18_is_asked_for_a_name():
    for way in {way.id for way in FORM.ways} - set(ADULT_WAYS):
        assert not {"sealed_wish", "identity", "danger_contact"} & asked(WITH, way, NAMED)


def test_only_what_somebody_wishes_to_leave_is_asked():
    assert not {"identity", "danger_contact"} & asked(WITH, "victim", {"sealed_wish": ["nothing"]})
    assert {"identity", "danger_contact"} <= asked(WITH, "victim", WISH)


def test_what_was_said_of_a_person_leaves_the_answers():
    answers = {"safe_now": "yes", **NAMED}
    body, apart = split_answers(WITH, answers)
    assert body == {"safe_now": "yes", **WISH}
    assert apart == {
        "identity": {"identity": {"name": "A name"}},
        "danger": {"danger_contact": {"reach": "A number"}},
    }


def test_what_says_nothing_leaves_the_answers_and_is_not_sealed():
    body, apart = split_answers(WITH, {"identity": {"unsaid": True}, "danger_contact": {"unknown": True}})
    assert (body, apart) == ({}, {})


def test_a_name_that_was_typed_is_not_sent_once_there_is_nobody_to_keep_it():
    assert sent_answers(WITHOUT, "victim", NAMED) == {}


def test_every_question_that_is_sealed_says_for_what():
    sealed = {each.id: each.sealed for section in FORM.sections for each in section.questions if each.sealed}
    assert sealed == {"identity": Aim.IDENTITY, "danger_contact": Aim.DANGER}


@pytest.mark.parametrize(
    "fault",
    [
        {"custodians": None},
        {"custodians": Custodians.WITHOUT},
        {"leads": (Lead(("unknown",), page="danger"),)},
        {"urgent": ("unknown",)},
    ],
)
def test_a_sealed_answer_decides_nothing_and_needs_custodians(fault):
    facts = {"sealed": "identity", "custodians": Custodians.WITH, **fault}
    with pytest.raises(InvalidValueError, match="sealed question"):
        Question("name", Kind.TEXT, TITLES, **facts)
