import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.identity.names.distance import likeness
from crimebook.identity.names.distances import Stems
from crimebook.identity.names.signs import ALPHABET

STEMS = st.text(st.sampled_from(ALPHABET), max_size=14)


@settings(max_examples=80)
@given(st.lists(STEMS, min_size=1, max_size=6))
def test_many_likenesses_are_the_likenesses_of_each(stems):
    table = Stems(stems)
    one, other = (each.ravel() for each in np.indices((len(stems), len(stems))))
    found = table.likenesses(one, other)
    expected = [
        likeness(stems[a], stems[b]) if stems[a] and stems[b] else 0.0
        for a, b in zip(one, other, strict=True)
    ]
    np.testing.assert_array_equal(found, expected)
    assert (table.at_most(one, other) >= found).all()


@settings(max_examples=80)
@given(STEMS, STEMS)
def test_a_likeness_is_symmetric(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1


def test_cheap_are_the_differences_that_spellings_show():
    assert likeness("kavalov", "kovalov") > 0.95
    assert likeness("kovalov", "kolavov") < likeness("kovalov", "kovlaov") < 0.95
    assert likeness("petrov", "sidork") == 0
