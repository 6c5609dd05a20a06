"""Draws are the same everywhere, and follow their laws."""

import numpy as np
import pytest

from crimebook.scenario.draws import Draws, unit_vectors


def test_a_named_stream_is_known_by_heart():
    """A release of NumPy that changed these would change every scenario."""
    assert Draws("known").uniforms(2).tolist() == [0.5030617465526441, 0.4311509464641212]
    assert Draws("known").normals(2).tolist() == [1.15875244140625, -0.9542999267578125]
    assert Draws("known").below(4, 100).tolist() == [50, 43, 58, 24]


def test_streams_of_other_names_are_others():
    assert Draws("a", 1).uniforms(3).tolist() != Draws("a", 2).uniforms(3).tolist()


def test_normals_have_mean_0_and_deviation_1():
    drawn = Draws("normals").normals(200_000)
    assert abs(drawn.mean()) < 0.01
    assert abs(drawn.std() - 1) < 0.01
    assert abs((np.abs(drawn) < 1.96).mean() - 0.95) < 0.005


@pytest.mark.parametrize("weights", [(1,), (1, 2, 7), (0, 1, 0, 3)])
def test_picks_follow_their_weights(weights: tuple[int, ...]):
    picked = np.bincount(Draws("picks").picks(50_000, weights), minlength=len(weights)) / 50_000
    assert np.abs(picked - np.array(weights) / sum(weights)).max() < 0.01


def test_quantiles_have_their_median_and_stay_within():
    drawn = Draws("quantiles").quantiles(50_000, (0, 1, 2, 30, 1000))
    assert abs((drawn < 2).mean() - 0.5) < 0.01
    assert 0 <= drawn.min() <= drawn.max() <= 1000


def test_directions_are_compass_points():
    assert unit_vectors(np.array([0, 90, 180, 270])).tolist() == [[0, 1], [1, 0], [0, -1], [-1, 0]]


def test_rolls_are_used_up():
    rolls = Draws("rolls").rolls(1, 2)[0]
    assert rolls.pick("ab") in "ab"
    assert rolls.weighed(((0, "never"), (1, "always"))) == "always"
    with pytest.raises(StopIteration):
        rolls.number()
