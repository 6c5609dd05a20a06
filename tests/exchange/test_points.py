"""Points as partners write them, and how well they can be known."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange.points import UNSTATED_RADIUS_M, read_spot, unstated_radius_m
from crimebook.terms.errors import InvalidValueError


@pytest.mark.parametrize(
    "text",
    [
        "53.9, 27.5",
        "(53.9; 27.5)",
        "53.9 27.5",
        "53,9; 27,5",
        "53.9 27.5 0 0",
        '{"type": "Point", "coordinates": [27.5, 53.9]}',
    ],
)
def test_each_writing_of_a_pair_is_the_same_point(text: str):
    spot = read_spot(text)
    assert spot is not None
    assert spot.point == (53.9, 27.5)


def test_a_stated_accuracy_is_the_radius():
    spot = read_spot("53.9 27.5 210.0 12.5")
    assert spot is not None
    assert spot.radius_m == 12.5


def test_a_point_is_no_better_than_its_last_digit():
    assert 7_000 < unstated_radius_m("53.9", "27.5") < 8_000
    assert 700 < unstated_radius_m("53.90", "27.55") < 800
    assert unstated_radius_m("53.900612", "27.559012") == UNSTATED_RADIUS_M
    assert 70_000 < unstated_radius_m("53", "27") < 80_000


def test_the_point_zero_is_no_point():
    assert read_spot("0, 0") is None
    assert read_spot("0.0 0.0 0 0") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Minsk",
        "53.9",
        "53,9",
        "53,9,27,5",
        "95, 27",
        "53.9, 200",
        "53.9, 27.5, x",
        "{}",
        '{"type": "Line", "coordinates": [1, 2]}',
    ],
)
def test_anything_else_is_refused_without_its_words(text: str):
    with pytest.raises(InvalidValueError) as caught:
        read_spot(text)
    assert "Minsk" not in str(caught.value)


@given(st.text(max_size=40))
def test_any_words_are_read_or_refused(text: str):
    with contextlib.suppress(InvalidValueError):
        read_spot(text)
