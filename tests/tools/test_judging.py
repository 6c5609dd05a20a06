import numpy as np
import pyarrow as pa
import pytest
from bench.judging import best_groups, best_pairs, count_true

PERSONS = np.array([0, 0, 0, 1, 1, 2])


def pairs(*told: tuple[int, int, float]) -> pa.Table:
    left, right, bits = zip(*told, strict=True)
    return pa.table({"left": left, "right": right, "bits": bits})


def test_the_true_pairs_are_those_within_a_person():
    assert count_true(PERSONS) == 3 + 1


def test_a_threshold_stands_above_the_first_pairs_that_are_wrong():
    found = best_pairs(pairs((0, 1, 9.0), (3, 4, 8.0), (2, 3, 7.0), (1, 2, 6.0)), PERSONS, 4)
    assert (found.bits, found.precision, found.recall) == (8.0, 1.0, 0.5)


def test_pairs_of_one_weight_stand_or_fall_together():
    found = best_pairs(pairs((0, 1, 9.0), (3, 4, 8.0), (2, 3, 8.0)), PERSONS, 4)
    assert (found.bits, found.recall) == (9.0, 0.25)


def test_nothing_is_found_where_the_best_pair_is_wrong():
    found = best_pairs(pairs((2, 3, 9.0), (0, 1, 8.0)), PERSONS, 4)
    assert found.recall == found.f1 == 0.0


def test_groups_hold_the_pairs_that_follow():
    found = best_groups(pairs((0, 1, 9.0), (1, 2, 9.0)), PERSONS, 4)
    assert found.recall == pytest.approx(0.75)
    assert found.f1 == pytest.approx(2 * 0.75 / 1.75)
