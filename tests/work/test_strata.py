"""A company's means are those of its members, however the company was cut."""

import math
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spacetime.test_seen_columns import EVENING, seen_of, windows

from crimebook.spacetime.seen_columns import heads_of, seen_table
from crimebook.spacetime.strata import stratum_of
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision, distance_m
from crimebook.terms.windows import TimeBasis, Window, WindowKind
from crimebook.work.strata import (
    AREA_RADIUS_M,
    AROUND,
    WITHOUT_PLACE,
    Company,
    Sum,
    Tally,
    about,
    extent_of,
    half_bits,
)

MINSK = LatLon(53.9, 27.55)
shares = st.lists(st.floats(0, 1.5), max_size=30)


def incident(hours: float = 1.0) -> Window:
    time = FourPoint.exact(EVENING, EVENING + timedelta(hours=hours))
    return Window(
        Place(MINSK, 50.0, Precision.VICINITY), time, WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ()
    )


def day_of(mine: Window, other: Window) -> bool:
    """Whether the other is of the day around the middle of mine, by the plainest reading."""
    assert mine.time.earliest_start is not None
    assert mine.time.latest_end is not None
    middle = mine.time.earliest_start + (mine.time.latest_end - mine.time.earliest_start) / 2
    half = max(timedelta(hours=12), (mine.time.latest_end - mine.time.earliest_start) / 2)
    start, end = other.time.earliest_start, other.time.latest_end
    return (start is None or start <= middle + half) and (end is None or middle - half <= end)


@settings(max_examples=40)
@given(st.lists(windows, max_size=8), st.floats(0.5, 40))
def test_the_means_are_those_of_the_members(each: list[Window], hours: float):
    mine = incident(hours)
    company = Company(heads_of(seen_table(seen_of(each))))
    day = [other for other in each if day_of(mine, other)]
    near = [
        other
        for other in day
        if other.place and other.is_placed and distance_m(MINSK, other.place.centre) <= AREA_RADIUS_M
    ]
    afar = [other for other in day if not other.is_placed]
    for found, name, members in (
        (company.around(mine), AROUND, near),
        (company.at(mine), WITHOUT_PLACE, afar),
    ):
        wanted = stratum_of(extent_of(mine, name), members)
        assert found.recordings == about(wanted.recordings)
        for mean in ("mean_time", "mean_place", "mean_view"):
            # To half a bit: by a quarter of one at most.
            assert abs(math.log2(getattr(found, mean) / getattr(wanted, mean))) <= 0.25 + 1e-9


@settings(max_examples=30)
@given(st.lists(windows, min_size=2, max_size=8), st.data())
def test_pieces_of_a_company_add_up_exactly_to_the_whole(each, data):
    cut = data.draw(st.integers(1, len(each) - 1))
    pieces = [Company(list(enumerate(part))) for part in (each[cut:], each[:cut])]
    whole = Company(heads_of(seen_table(seen_of(each))))
    for count in (Company.count_around, Company.count_at):
        assert sum((count(piece, incident()) for piece in pieces), Tally()) == count(whole, incident())


@given(shares)
def test_a_sum_of_shares_does_not_depend_on_their_order(given_shares: list[float]):
    forwards, backwards = (Sum.of(np.array(each)) for each in (given_shares, given_shares[::-1]))
    assert forwards == backwards
    if given_shares:
        wanted = float(np.minimum(given_shares, 1.0).mean())
        assert forwards.mean(0.5) == pytest.approx(max(wanted, 2.0**-40), rel=1e-12, abs=1e-17)


@given(st.floats(2.0**-40, 1.0))
def test_a_mean_is_told_to_half_a_bit(mean: float):
    told = half_bits(mean)
    assert abs(math.log2(told / mean)) <= 0.25 + 1e-9
    assert half_bits(told) == told


def test_a_number_is_told_in_round_figures():
    assert [about(n) for n in (0, 7, 10, 11, 13, 17, 26, 99, 100, 841, 8_410)] == [
        *(0, 7, 10, 10, 15, 15, 30, 100, 100, 1_000, 10_000)
    ]


@given(shares, shares)
def test_what_leaves_a_company_is_taken_off_it_exactly(stays: list[float], leaves: list[float]):
    both, left = Sum.of(np.array([*stays, *leaves])), Sum.of(np.array(leaves))
    assert both - left == Sum.of(np.array(stays))


def test_nobody_about_makes_the_prior_as_small_as_can_be():
    stratum = Company([]).around(incident())
    assert (stratum.mean_time, stratum.mean_place, stratum.mean_view) == (2.0**-40, 2.0**-40, 1.0)
