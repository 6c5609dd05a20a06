import math

from hypothesis import given
from hypothesis import strategies as st

from crimebook.spacetime.shared import LAWS, Mark, MarkKind, shared_bits, shared_terms

NUMBER = Mark(MarkKind.NUMBER, "5953")
CALLSIGN = Mark(MarkKind.CALLSIGN, "snt-3")


def test_a_rare_number_that_both_tell_speaks_for_the_pair_and_says_so() -> None:
    first, other = shared_terms(frozenset({NUMBER}), [frozenset({NUMBER}), frozenset()])
    assert other == ()
    assert [term.name for term in first] == [MarkKind.NUMBER]
    assert first[0].bits > 0
    assert "5953" in str(first[0].reason)
    assert "1 of 2" in str(first[0].reason)


def test_a_digit_that_may_be_misread_is_no_agreement() -> None:
    near = Mark(MarkKind.NUMBER, "5958")
    assert shared_terms(frozenset({NUMBER}), [frozenset({near})]) == ((),)


def test_what_only_one_side_tells_and_two_different_numbers_say_nothing() -> None:
    mine = frozenset({NUMBER, CALLSIGN})
    assert shared_terms(mine, [frozenset(), frozenset({Mark(MarkKind.NUMBER, "1111")})]) == ((), ())
    assert shared_terms(frozenset(), [mine]) == ((),)


def test_what_every_candidate_tells_is_worth_nothing() -> None:
    lists = [frozenset({CALLSIGN})] * 200
    for terms in shared_terms(frozenset({CALLSIGN}), lists):
        assert sum(term.bits for term in terms) < 0.02


def test_of_a_kind_only_the_rarest_value_counts() -> None:
    often, rare = Mark(MarkKind.WORDS, "gas"), Mark(MarkKind.WORDS, "fountain")
    lists = [frozenset({often, rare}), *[frozenset({often})] * 50, *[frozenset[Mark]()] * 50]
    found = shared_terms(frozenset({often, rare}), lists)
    assert len(found[0]) == 1
    assert "fountain" in str(found[0][0].reason)
    assert found[0][0].bits > found[1][0].bits


def test_a_value_that_stands_alone_in_a_short_list_is_no_proof() -> None:
    assert shared_bits(MarkKind.NUMBER, 1, 1) < 0.5 < shared_bits(MarkKind.NUMBER, 1, 50)


@given(
    kind=st.sampled_from(MarkKind),
    counts=st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))),
)
def test_bits_lie_between_nothing_and_the_cap_and_fall_with_frequency(
    kind: MarkKind, counts: tuple[int, int]
) -> None:
    holders, candidates = counts
    bits = shared_bits(kind, holders, candidates)
    assert 0 <= bits <= LAWS[kind].most_bits
    if holders < candidates:
        assert shared_bits(kind, holders + 1, candidates) <= bits


def test_the_bits_of_a_callsign_are_the_stated_likelihood_ratio() -> None:
    law = LAWS[MarkKind.CALLSIGN]
    expected = law.weight * math.log2(law.told_too / (2.5 / 101) + 1 - law.told_too)
    assert math.isclose(shared_bits(MarkKind.CALLSIGN, 2, 100), expected)
