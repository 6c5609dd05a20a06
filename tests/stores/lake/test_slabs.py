import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crimebook.stores.lake.slabs import LENGTHS, Slab, is_met, slabs_of

HOUR_US = 3_600_000_000
starts = st.integers(1_000_000, 2_000_000).map(lambda hours: hours * HOUR_US // 60)
lengths = st.sampled_from(
    [0, 1, 4 * HOUR_US, 4 * HOUR_US + 1, 48 * HOUR_US, 1_441 * HOUR_US, 9_000 * HOUR_US]
)


def slab_of(start_us: int, end_us: int) -> Slab:
    return slabs_of(np.array([start_us]), np.array([end_us]))[0]


@given(starts, lengths, st.integers(-3_000, 3_000), lengths)
def test_who_shares_an_instant_with_an_interval_stands_in_a_slab_that_it_meets(start, length, shift, asked):
    slab, end = slab_of(start, start + length), start + length
    first = start + shift * HOUR_US
    if first <= end and start <= first + asked:
        assert is_met(slab, first, first + asked)


def test_a_night_is_in_one_slab_and_is_asked_of_few():
    dusk = 18_483 * 24 * HOUR_US + 18 * HOUR_US
    slabs = {slab_of(dusk + minutes * HOUR_US // 60, dusk + HOUR_US) for minutes in range(60)}
    assert len(slabs) == 1
    assert {each.folder for each in slabs} == {"length=4h/slab=2020-08-09"}
    night = next(iter(slabs))
    near = [n for n in range(-9, 9) if is_met(Slab(0, night.number + n), dusk, dusk + 8 * HOUR_US)]
    assert near == [0]


def test_what_is_longer_or_open_does_not_stand_among_the_short():
    open_us = (-(2**63), 2**63 - 1)
    assert slab_of(*open_us) == slab_of(0, 9_000 * HOUR_US) == Slab(len(LENGTHS) - 1, 0)
    assert slab_of(open_us[0], 0).folder == "length=longer/slab=ever"
    assert is_met(slab_of(*open_us), 5, 5)
