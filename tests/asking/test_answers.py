"""Answers: read into one JSON value, or refused with a reason that names no word of the person's."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.asking.strategies import FORM, KNOWN, values

from crimebook.asking.answers import Answer, AnswerError, Refusal, check_answer
from crimebook.asking.questionnaire import Kind, Question

QUESTIONS = tuple(question for section in FORM.sections for question in section.questions)
NAMES = {"en": "Period", "ru": "Период", "be": "Перыяд"}
PERIOD = Question("stay", Kind.PERIOD, NAMES)
questions_and_values = st.sampled_from((*QUESTIONS, PERIOD)).flatmap(
    lambda question: st.tuples(st.just(question), values(question))
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(("date", "words", "leg", "0")), inner)
    ),
    max_leaves=8,
)


def taken(question_id: str, raw: Any) -> Any:
    answer = check_answer(FORM.question(question_id), raw, KNOWN)
    assert isinstance(answer, Answer), answer
    return answer.value


def refused(question_id: str, raw: Any) -> tuple[Refusal, str]:
    answer = check_answer(FORM.question(question_id), raw, KNOWN)
    assert isinstance(answer, AnswerError), answer
    return answer.kind, answer.part


@given(questions_and_values)
def test_a_value_in_its_one_form_is_read_as_itself_and_is_json(drawn):
    question, value = drawn
    answer = check_answer(question, value, KNOWN)
    assert answer == Answer(question.id, value)
    assert json.loads(json.dumps(value)) == value


@given(st.sampled_from(QUESTIONS), anything)
def test_whatever_is_posted_is_taken_or_refused_and_never_breaks(question, raw):
    answer = check_answer(question, raw, KNOWN)
    if isinstance(answer, Answer):
        assert check_answer(question, answer.value, KNOWN) == answer
    else:
        assert answer.kind in FORM.refusals


def test_every_question_that_asks_can_be_left_unknown_or_unsaid_but_two_kinds():
    for question in QUESTIONS:
        offered = [
            isinstance(check_answer(question, raw), Answer) for raw in ({"unknown": True}, {"unsaid": True})
        ]
        match question.id, question.kind:
            case "sexual_violence", _:
                assert offered == [False, True]
            case _, Kind.NOTICE | Kind.CONSENT:
                assert offered == [False, False]
            case _:
                assert offered == [True, True], question.id


def test_sexual_violence_is_yes_no_or_unsaid_and_nothing_else():
    question = FORM.question("sexual_violence")
    assert question.codes() == ("yes", "no")
    assert refused("sexual_violence", {"unknown": True}) == (Refusal.SPECIAL_NOT_OFFERED, "")
    assert refused("sexual_violence", "details") == (Refusal.NOT_OFFERED, "")


def test_text_is_kept_as_typed_but_for_line_ends_and_composition():
    assert taken("first_account", "  first\r\nsecond\tthird  ") == "first\nsecond third"
    assert taken("first_account", "и\u0306") == "й"


@given(st.text())
def test_a_text_that_was_taken_is_taken_again_unchanged(text):
    first = check_answer(FORM.question("anything_else"), text)
    if isinstance(first, Answer):
        assert check_answer(FORM.question("anything_else"), first.value) == first


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\ud800", "\uffff", "\ufdd0", "\U0010fffe"],
)
def test_control_characters_are_refused(character):
    assert refused("first_account", f"a{character}b") == (Refusal.CONTROL_CHARACTER, "")


def test_emoji_newer_than_this_unicode_are_taken():
    assert taken("first_account", "Дзякуй \U0001fae9\U0001f6d8") == "Дзякуй \U0001fae9\U0001f6d8"


def test_a_word_of_300_characters_is_refused():
    assert refused("first_account", "x" * 300) == (Refusal.WORD_TOO_LONG, "")
    assert taken("first_account", "x" * 200) == "x" * 200


def test_a_text_is_refused_past_its_limit_and_the_refusal_says_both_numbers():
    question = FORM.question("unit_heard")
    assert taken("unit_heard", "ab " * 99 + "abc") == "ab " * 99 + "abc"
    answer = check_answer(question, "ab " * 100 + "a")
    assert isinstance(answer, AnswerError)
    assert (answer.kind, answer.values) == (Refusal.TOO_LONG, {"limit": 300, "length": 301})
    assert refused("unit_heard", "a" * 10_000_000)[0] is Refusal.TOO_LONG


def test_a_refusal_never_holds_the_words():
    answer = check_answer(FORM.question("first_account"), "secretname" * 30)
    assert "secret" not in repr(answer)


@pytest.mark.parametrize("raw", ["", "  \n ", None, [], {}, {"date": ""}])
def test_nothing_is_no_answer(raw):
    for question in QUESTIONS:
        answer = check_answer(question, raw, KNOWN)
        assert isinstance(answer, AnswerError)
        assert answer.kind in {Refusal.EMPTY, Refusal.WRONG_SHAPE}


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"date": "10.08.2020"}, {"date": "2020-08-10"}),
        ({"date": "2020-08-10", "date_to": "11.8.2020"}, {"date": "2020-08-10", "date_to": "2020-08-11"}),
        ({"time": "23", "time_to": "1.30", "date": ""}, {"time": "23:00", "time_to": "01:30"}),
        ({"part": "night", "words": " каля рынку "}, {"part": "night", "words": "каля рынку"}),
    ],
)
def test_when_is_read_as_people_write_it(raw, value):
    assert taken("event_when", raw) == value


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({"date": "31.02.2020"}, (Refusal.NOT_A_DATE, "date")),
        ({"date": "0020-08-10"}, (Refusal.NOT_A_DATE, "date")),
        ({"time": "25:00"}, (Refusal.NOT_A_TIME, "time")),
        ({"date": "2020-08-10", "date_to": "2020-08-09"}, (Refusal.BACKWARDS, "date_to")),
        ({"part": "dawn"}, (Refusal.NOT_OFFERED, "part")),
        ({"century": "20"}, (Refusal.WRONG_SHAPE, "")),
        ("ноччу", (Refusal.WRONG_SHAPE, "")),
    ],
)
def test_a_moment_that_cannot_be_is_refused(raw, why):
    assert refused("event_when", raw) == why


def test_a_period_does_not_run_backwards():
    answer = check_answer(PERIOD, {"from": {"date": "2020-08-12"}, "until": {"date": "2020-08-10"}})
    assert isinstance(answer, AnswerError)
    assert (answer.kind, answer.part) == (Refusal.BACKWARDS, "until")


def test_a_place_is_words_a_known_place_or_a_point_with_its_radius():
    assert taken("event_where", {"words": "каля рынку", "known": ""}) == {"words": "каля рынку"}
    assert taken("event_where", {"known": "zhodzina"}) == {"known": "zhodzina"}
    assert taken("event_where", {"lat": "53.9000001", "lon": "27.5", "radius_m": "200"}) == {
        "lat": 53.9,
        "lon": 27.5,
        "radius_m": 200,
    }


@pytest.mark.parametrize(
    "point", [{"lat": 91, "lon": 0}, {"lat": 1}, {"radius_m": 5}, {"lat": "nan", "lon": "0"}]
)
def test_half_a_point_and_one_off_the_earth_are_refused(point):
    assert refused("event_where", point)[0] is Refusal.NOT_A_POINT


def test_a_place_that_is_not_on_the_operators_list_is_refused():
    assert refused("event_where", {"known": "atlantis"}) == (Refusal.NOT_OFFERED, "known")
    assert isinstance(check_answer(FORM.question("event_where"), {"known": "zhodzina"}), AnswerError)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (3, {"at_least": 3, "at_most": 3}),
        ("3", {"at_least": 3, "at_most": 3}),
        ("3-5", {"at_least": 3, "at_most": 5}),
        ("от 3 до 5", {"at_least": 3, "at_most": 5}),
        ("Ад 3 да 5", {"at_least": 3, "at_most": 5}),
        ({"at_least": "20", "at_most": ""}, {"at_least": 20}),
    ],
)
def test_a_number_may_be_a_guess(raw, value):
    assert taken("actors_number", raw) == value


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("several", Refusal.NOT_A_NUMBER),
        ("٣", Refusal.NOT_A_NUMBER),
        (-1, Refusal.NOT_A_NUMBER),
        (True, Refusal.NOT_A_NUMBER),
        (100_001, Refusal.NUMBER_TOO_LARGE),
        ("9" * 5000, Refusal.NUMBER_TOO_LARGE),
        ("5-3", Refusal.BACKWARDS),
    ],
)
def test_what_is_no_number_is_refused(raw, kind):
    assert refused("actors_number", raw)[0] is kind


def test_stays_keep_their_order_and_drop_empty_rows():
    raw = [{"leg": "arrest", "place": {"words": ""}}, {"leg": "", "place": {}}, {"leg": "release"}]
    assert taken("detention_legs", raw) == [{"leg": "arrest"}, {"leg": "release"}]
    assert refused("detention_legs", [{"place": {"words": "двор"}}]) == (Refusal.EMPTY, "0.leg")
    assert refused("detention_legs", [{"leg": "arrest"}] * 13) == (Refusal.TOO_MANY, "")


def test_choices_come_in_the_order_of_the_form():
    assert taken("details", ["files", "when"]) == ["when", "files"]
    assert taken("details", "where") == ["where"]
