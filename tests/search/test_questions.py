"""Questions: what was typed, read as values; any text can be typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.search.plans import Net, make_plans
from crimebook.search.questions import MAX_WORDS, Filters, Phrase, Question, Word, parse_question


def words(question: Question) -> list[str]:
    return [each.keys.form if isinstance(each, Word) else " ".join(each.forms) for each in question.wanted]


def test_small_words_are_not_wanted_unless_there_are_no_others() -> None:
    assert words(parse_question("избили на Окрестина")) == ["избили", "окрестина"]
    assert words(parse_question("на")) == ["на"]


@pytest.mark.parametrize("typed", ['"руки за головой"', "«руки за головой»", "“руки за головой”"])
def test_quotes_hold_a_phrase_with_its_small_words(typed: str) -> None:
    assert parse_question(typed).wanted == (Phrase(("руки", "за", "головой")),)


def test_minus_refuses_a_word_or_a_phrase() -> None:
    question = parse_question('сокол -сапсан -"красная книга"')
    assert words(question) == ["сокол"]
    assert len(question.unwanted) == 2


def test_a_hyphen_inside_a_word_refuses_nothing() -> None:
    assert not parse_question("Клён-12 по-прежнему").unwanted


@pytest.mark.parametrize("typed", ["7184ТА7", "ТА-7", "ab/7"])
def test_a_short_run_with_digits_is_a_code(typed: str) -> None:
    (code,) = parse_question(typed).wanted
    assert isinstance(code, Phrase)
    assert code.is_code


def test_a_callsign_is_a_word_and_a_number_so_that_it_can_be_spelt_otherwise() -> None:
    assert words(parse_question("Hranit-2")) == ["hranit", "2"]


def test_a_reference_is_one_and_a_time_is_none() -> None:
    assert parse_question("belarus-cases:13").refs == ("belarus-cases:13",)
    assert parse_question("22:45").refs == ()
    assert words(parse_question("22:45")) == ["22", "45"]


def test_a_question_of_nothing_has_no_plan_and_filters_alone_have_one() -> None:
    assert make_plans(parse_question("  ,, ")) == ()
    (plan,) = make_plans(parse_question("", Filters(kind="claim", first_day=date(2020, 8, 9))))
    assert plan.node is None
    assert len(plan.conditions) == 2


def test_numbers_are_never_loosened() -> None:
    assert [plan.net for plan in make_plans(parse_question("шлем 114"))] == [Net.EVERY_WORD, Net.SLIPS]
    assert [plan.net for plan in make_plans(parse_question("114"))] == [Net.EVERY_WORD]


def test_what_is_too_long_is_cut_and_says_so() -> None:
    question = parse_question(" ".join(f"слово{letter}" for letter in "абвгдежзиклмнопрстуфхцчшэюя"))
    assert len(question.wanted) == MAX_WORDS
    assert question.is_cut


@given(st.text(max_size=200))
def test_no_text_is_refused(typed: str) -> None:
    for plan in make_plans(parse_question(typed)):
        assert plan.enough >= 1
