"""What a page posts: names of fields, there and back."""

from hypothesis import given
from tests.asking.strategies import FORM, KNOWN
from tests.asking.test_answers import questions_and_values

from crimebook.asking.answers import Answer, AnswerError, check_answer
from crimebook.asking.fields import fields_from_answer, raw_from_fields


@given(questions_and_values)
def test_an_answer_shown_again_and_posted_again_is_the_same(drawn):
    question, value = drawn
    fields = fields_from_answer(question, value)
    assert all(isinstance(each, str) for values in fields.values() for each in values)
    assert check_answer(question, raw_from_fields(question, fields), KNOWN) == Answer(question.id, value)


def test_a_button_that_says_nothing_of_the_matter_wins_over_what_was_typed():
    question = FORM.question("event_when")
    fields = {"event_when.words": ["ноччу"], "event_when.special": ["unknown"]}
    assert raw_from_fields(question, fields) == {"unknown": True}


def test_other_fields_of_the_page_are_passed_over():
    question = FORM.question("first_account")
    assert (
        raw_from_fields(question, {"first_account": ["слова"], "token": ["x"], "first_accounts.a": ["y"]})
        == "слова"
    )


def test_hostile_names_are_refused_and_break_nothing():
    question = FORM.question("detention_legs")
    for names in (
        ["detention_legs.x.leg"],
        ["detention_legs.0", "detention_legs.0.leg"],
        ["detention_legs.99999.leg"],
    ):
        answer = check_answer(
            question, raw_from_fields(question, {name: ["arrest"] for name in names}), KNOWN
        )
        assert isinstance(answer, AnswerError)
