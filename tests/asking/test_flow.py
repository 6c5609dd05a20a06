"""The way through the form: every way ends, back undoes next, and what is not reached is not sent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.asking.strategies import FORM, KNOWN, WAYS, everything, substantial, ways_and_answers

from crimebook.asking.answers import Refusal
from crimebook.asking.flow import (
    Answer,
    changes,
    check_answer,
    check_answers,
    interruption,
    is_urgent,
    next_question,
    path,
    possible_path,
    previous_question,
    progress,
    resume_question,
    sent_answers,
    standing,
)
from crimebook.asking.questionnaire import Kind, Question
from crimebook.terms.errors import NotFoundError

UNKNOWN, UNSAID = {"unknown": True}, {"unsaid": True}
every_way = pytest.mark.parametrize("way", WAYS)


def unknown(question: Question) -> Any:
    if question.kind is Kind.NOTICE:
        return True
    if question.kind is Kind.CONSENT:
        return "undecided"
    return UNKNOWN if question.specials and question.id != "sexual_violence" else UNSAID


def walk(way: str, answer: Any) -> tuple[list[Question], dict[str, Any]]:
    answers: dict[str, Any] = {}
    asked: list[Question] = []
    question = next_question(FORM, way, answers)
    while question is not None:
        asked.append(question)
        taken = check_answer(question, answer(question), KNOWN)
        assert isinstance(taken, Answer), (question.id, taken)
        answers[question.id] = taken.value
        question = next_question(FORM, way, answers, question.id)
    return asked, answers


@every_way
def test_every_way_can_be_walked_to_its_end_knowing_nothing(way):
    asked, answers = walk(way, unknown)
    assert resume_question(FORM, way, answers) is None
    assert sent_answers(FORM, way, answers) == answers
    assert not any(question.when and question.when.question == "details" for question in asked)


@every_way
def test_every_way_can_be_walked_to_its_end_answering_everything(way):
    asked, answers = walk(way, everything)
    assert resume_question(FORM, way, answers) is None
    gated = [each for each in FORM.questions(way) if each.when and each.when.question == "details"]
    assert set(gated) <= set(asked)


@given(ways_and_answers)
def test_no_way_has_a_dead_end_or_a_circle(drawn):
    way, answers = drawn
    asked = path(FORM, way, answers)
    assert len({question.id for question in asked}) == len(asked) > 0
    question, seen = next_question(FORM, way, answers), []
    while question is not None:
        seen.append(question)
        question = next_question(FORM, way, answers, question.id)
    assert tuple(seen) == asked


@given(ways_and_answers)
def test_back_undoes_next(drawn):
    way, answers = drawn
    for question in path(FORM, way, answers):
        after = next_question(FORM, way, answers, question.id)
        if after is not None:
            assert previous_question(FORM, way, answers, after.id) == question
    assert previous_question(FORM, way, answers, path(FORM, way, answers)[0].id) is None


@given(ways_and_answers)
def test_an_answer_changes_nothing_before_its_question(drawn):
    way, answers = drawn
    asked = path(FORM, way, answers)
    for at, question in enumerate(asked):
        without = {key: value for key, value in answers.items() if key != question.id}
        assert path(FORM, way, without)[: at + 1] == asked[: at + 1]


@given(ways_and_answers)
def test_only_what_is_reached_is_sent_and_the_rest_is_kept(drawn):
    way, answers = drawn
    sent = sent_answers(FORM, way, answers)
    reached = {question.id for question in path(FORM, way, answers)}
    assert set(sent) == reached & set(answers)
    assert path(FORM, way, sent) == path(FORM, way, answers)


@given(ways_and_answers)
def test_progress_grows_from_nothing_and_stays_below_one(drawn):
    way, answers = drawn
    shares = [progress(FORM, way, answers, question.id) for question in path(FORM, way, answers)]
    assert shares[0] == 0
    assert shares == sorted(set(shares))
    assert shares[-1] < 1


@given(ways_and_answers)
def test_a_question_stands_where_the_way_passes_it(drawn):
    way, answers = drawn
    asked = path(FORM, way, answers)
    possible = possible_path(FORM, way, answers)
    stands = [standing(FORM, asked, possible, question.id) for question in asked]
    assert [each.before for each in stands] == [None, *asked[:-1]]
    assert set(asked) <= set(possible)
    places = [possible.index(question) for question in asked]
    assert [each.share for each in stands] == [place / len(possible) for place in places]


@given(ways_and_answers)
def test_no_answer_on_the_way_makes_it_longer_or_throws_somebody_back(drawn):
    way, answers = drawn
    given_so_far: dict[str, object] = {}
    shares = []
    for _ in range(100):
        question = resume_question(FORM, way, given_so_far)
        if question is None:
            break
        shares.append(progress(FORM, way, given_so_far, question.id))
        given_so_far[question.id] = answers.get(question.id, {"unsaid": True})
    assert shares == sorted(shares)


def test_a_question_of_another_way_stands_nowhere_on_this_one():
    asked = path(FORM, "victim", {})
    with pytest.raises(NotFoundError):
        standing(FORM, asked, asked, "service_body")


@given(ways_and_answers, st.data())
def test_changes_name_what_is_hidden_and_what_is_shown(drawn, data):
    way, before = drawn
    question = data.draw(st.sampled_from(path(FORM, way, before)))
    after = {**before, question.id: data.draw(substantial(question))}
    change = changes(FORM, way, before, after)
    old, new = ({each.id for each in path(FORM, way, answers)} for answers in (before, after))
    assert set(change.hidden) == old - new
    assert set(change.shown) == new - old


def test_details_that_are_no_longer_wanted_are_kept_and_not_sent():
    before = {"details": ["when", "where"], "event_when": {"words": "ноччу"}}
    after = {**before, "details": ["where"]}
    assert changes(FORM, "victim", before, after).hidden == ("event_when",)
    assert "event_when" in after
    assert sent_answers(FORM, "victim", after) == {"details": ["where"]}


@given(ways_and_answers)
def test_answers_that_were_taken_pass_when_they_come_back(drawn):
    assert check_answers(FORM, drawn[1], KNOWN) == ()


def test_answers_from_a_hostile_hand_are_refused_one_by_one():
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"words": deep}
    hostile = {
        "event_when": deep,
        "what_i_ate": "soup",
        "details": ["files", "when"],
        "unit_heard": " loose ",
        "safe_now": "yes",
    }
    errors = check_answers(FORM, hostile)
    assert {each.question for each in errors} == {"event_when", "what_i_ate", "details", "unit_heard"}
    assert {each.kind for each in errors} == {Refusal.WRONG_SHAPE}


@pytest.mark.parametrize(
    ("way", "question", "answer"), [("victim", "age", "14_to_17"), ("witness", "adult", "minor")]
)
def test_somebody_under_18_is_asked_for_no_narrative_and_what_they_wrote_is_not_sent(way, question, answer):
    answers = {question: answer, "first_account": "words", "child_contact": "granted"}
    asked = path(FORM, way, answers)
    assert not [
        each.id for each in asked if each.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.FIELDS, Kind.FILES}
    ]
    assert "child_contact" in {each.id for each in asked}
    assert "first_account" not in sent_answers(FORM, way, answers)


def test_a_relative_of_a_child_is_asked_for_no_narrative():
    asked = [each.kind for each in path(FORM, "relative", {"victim_age": "minor"})]
    assert Kind.LONG_TEXT not in asked
    assert Kind.CONSENT in asked


def test_danger_interrupts_before_anything_else_and_puts_the_report_first():
    first = next_question(FORM, "victim", {})
    assert first is not None
    assert first.id == "safe_now"
    assert interruption(first, "no") == "danger"
    assert interruption(first, "yes") == ""
    assert is_urgent(FORM, "victim", {"safe_now": "no"})
    assert not is_urgent(FORM, "victim", {"safe_now": "yes"})


def test_an_officer_reads_the_promise_and_the_warning_before_any_content():
    asked = [question.id for question in path(FORM, "insider", {})]
    before = asked[: asked.index("first_account")]
    assert before[1:4] == ["insider_promise", "insider_warning", "insider_lawyer"]
    assert interruption(FORM.question("insider_lawyer"), "first") == "insider_lawyer"


def test_a_question_off_the_way_is_refused():
    with pytest.raises(NotFoundError, match="order_words is not asked"):
        next_question(FORM, "victim", {}, "order_words")
    with pytest.raises(NotFoundError, match="no question 'nothing'"):
        next_question(FORM, "victim", {}, "nothing")
    with pytest.raises(NotFoundError, match="no way 'nobody'"):
        path(FORM, "nobody", {})
