"""Tables of special functions against scipy, which computes the same by other ways."""

import numpy as np
import pytest
from scipy.stats import ncx2, norm

from crimebook.spacetime.kernel.compiling import Floats, compiled
from crimebook.spacetime.kernel.tables import NORMAL_REACH, RICE_REACH, log_rice, normal


@compiled
def _log_rices(rho: Floats, alpha: Floats) -> Floats:
    found = np.empty(len(rho))
    for at in range(len(rho)):
        found[at] = log_rice(rho[at], alpha[at])
    return found


@compiled
def _normals(column: int, z: Floats) -> Floats:
    found = np.empty(len(z))
    for at in range(len(z)):
        found[at] = normal(column, z[at])
    return found


def test_the_chance_to_lie_within_reach_errs_by_less_than_a_ten_thousandth_of_a_bit():
    random = np.random.default_rng(1)
    rho = np.exp(random.uniform(np.log(1e-3), np.log(60), 20_000))
    alpha = np.maximum(rho + random.uniform(-RICE_REACH, 6.0, len(rho)), 0.0)
    true = ncx2.cdf(rho**2, 2, alpha**2)
    # Further out scipy's own sum loses digits.
    sure = true > 1e-6
    error = np.abs(_log_rices(rho[sure], alpha[sure]) - np.log(true[sure])) / np.log(2)
    assert np.count_nonzero(sure) > 10_000
    assert error.max() < 1e-4


@pytest.mark.parametrize("column", [1, 2, 3])
def test_the_normal_and_its_integrals_are_read_to_ten_digits(column: int):
    z = np.random.default_rng(column).uniform(0, NORMAL_REACH, 5_000)
    density, tail = norm.pdf(z), norm.sf(z)
    first = density - z * tail
    true = {1: tail, 2: first, 3: ((z * z + 1) * tail - z * density) / 2}[column]
    assert np.abs(_normals(column, z) - true).max() < 1e-10
