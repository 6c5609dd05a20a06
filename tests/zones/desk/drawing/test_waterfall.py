"""The waterfall's bars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.zones.desk.cast import terms

from crimebook.terms.reasons import reason
from crimebook.work.reading.page_parts import TermView
from crimebook.zones.desk.drawing.waterfall import WIDTH, draw_waterfall

weights = st.lists(st.floats(-60, 60), min_size=1, max_size=8)


def of(bits: list[float]) -> list[TermView]:
    return [TermView(f"term{index}", each, reason("why")) for index, each in enumerate(bits)]


def test_each_bar_begins_where_the_sum_before_it_ends() -> None:
    fall = draw_waterfall(terms(), sum(term.bits for term in terms()))
    for before, after in zip(fall.bars, fall.bars[1:], strict=False):
        assert before.after_x == after.before_x
    assert fall.bars[0].before_x == fall.zero_x
    assert fall.bars[-1].after_x == fall.total.after_x


@given(weights)
def test_bars_stay_inside_the_drawing_and_can_be_seen(bits: list[float]) -> None:
    fall = draw_waterfall(of(bits), sum(bits))
    for bar in (*fall.bars, fall.total):
        assert bar.width > 0
        assert bar.x >= -0.1
        assert bar.x + bar.width <= WIDTH + 0.2


@given(weights)
def test_a_term_against_leads_to_the_left(bits: list[float]) -> None:
    for bar in draw_waterfall(of(bits), sum(bits)).bars:
        assert (bar.after_x - bar.before_x) * bar.bits >= 0
        assert bar.sign == ("against" if bar.bits < 0 else "for")


def test_widths_are_in_proportion_to_the_bits() -> None:
    one, two = draw_waterfall(of([4.0, 8.0]), 12.0).bars
    assert two.width == pytest.approx(2 * one.width, abs=0.2)


def test_a_score_of_nothing_can_be_drawn() -> None:
    fall = draw_waterfall([], 0.0)
    assert fall.bars == ()
    assert fall.zero_x == fall.total.after_x == 0.0
