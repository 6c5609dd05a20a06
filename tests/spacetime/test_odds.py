import math
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.spacetime.calibration import chance
from crimebook.spacetime.odds import CURVES, ListKind, company_bits, settle, with_terms
from crimebook.spacetime.score import Scored, Term, TermName
from crimebook.spacetime.strata import Stratum
from crimebook.terms.reasons import reason

EVERY = [ListKind(*each) for each in product((True, False), repeat=3)]


def stratum(recordings: int) -> Stratum:
    return Stratum("that day", 86_400.0, 15_000.0, 0.01, 0.01, recordings)


def scored(number: int, bits: float) -> Scored:
    return Scored(number, bits, (Term(TermName.PRIOR, bits, reason("a start")),), is_placed=True)


def test_every_list_has_its_curve() -> None:
    assert set(CURVES) == set(EVERY)


@given(
    which=st.sampled_from(EVERY),
    bits=st.lists(
        st.floats(-40, 40).map(lambda value: round(value, 6)), min_size=2, max_size=12, unique=True
    ),
    recordings=st.integers(0, 10**7),
)
def test_the_rows_change_no_order_within_a_list(which: ListKind, bits: list[float], recordings: int) -> None:
    best = sorted(bits, reverse=True)
    found = settle([scored(k, each) for k, each in enumerate(best)], which, stratum(recordings))
    assert all(one.score_bits > other.score_bits for one, other in pairwise(found))
    assert [each.window_id for each in found] == list(range(len(best)))


@pytest.mark.parametrize("which", EVERY)
def test_the_score_is_the_sum_of_its_rows_and_lies_on_the_curve(which: ListKind) -> None:
    (found,) = settle([scored(1, -7.3)], which, stratum(500))
    assert [term.name.value for term in found.terms] == ["prior", "background", "calibration"]
    assert found.score_bits == math.fsum(term.bits for term in found.terms)
    assert math.isclose(found.score_bits, CURVES[which].bits(-7.3 + company_bits(stratum(500))), abs_tol=1e-9)


def test_in_a_larger_company_each_is_less_likely() -> None:
    few, many = (settle([scored(1, -6.0)], EVERY[0], stratum(count))[0].score_bits for count in (100, 10_000))
    assert many < few - 2
    assert company_bits(stratum(63)) == 0


def test_no_list_claims_more_than_one_in_three_of_a_score_that_was_never_seen() -> None:
    for curve in CURVES.values():
        assert chance(curve.bits(10.0)) < 0.34


def test_further_rows_are_added_to_the_sum() -> None:
    more = with_terms(scored(1, -3.0), [Term(TermName.VIEW, 1.25, reason("a view"))])
    assert more.score_bits == -1.75
    assert len(more.terms) == 2
