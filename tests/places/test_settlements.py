"""Settlement radius: more people, a wider disc."""

from hypothesis import given
from hypothesis import strategies as st

from crimebook.places.settlements import LEAST_RADIUS_M, UNKNOWN_RADIUS_M, settlement_radius_m

PEOPLE = st.integers(1, 30_000_000)


@given(PEOPLE, PEOPLE)
def test_more_people_need_no_smaller_disc(some: int, others: int) -> None:
    fewer, more = sorted((some, others))
    assert LEAST_RADIUS_M < settlement_radius_m(fewer) <= settlement_radius_m(more)


def test_a_capital_and_a_small_town_get_what_the_map_shows() -> None:
    assert 15_000 < settlement_radius_m(1_742_124) < 20_000
    assert 2_500 < settlement_radius_m(10_000) < 4_000


def test_an_unknown_population_is_not_a_hamlet() -> None:
    assert settlement_radius_m(0) == UNKNOWN_RADIUS_M
