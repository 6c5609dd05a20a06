from itertools import pairwise, product

import numpy as np
from bench.spellings import people
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identity.names.test_comparing import OTHER, SAME

from crimebook.identity.names import compare_keys, keys_of, keys_of_many, scores_of


def check(pairs):
    expected = [compare_keys(one, other).score for one, other in pairs]
    np.testing.assert_allclose(scores_of(pairs), expected, atol=1e-9)


def test_a_batch_has_the_scores_of_its_pairs():
    names = [name for pair in (*SAME.values(), *OTHER.values()) for name in pair]
    keys = keys_of_many(names)
    check(
        [
            *pairwise(keys),
            *zip(keys, keys[3:], strict=False),
            *zip(keys, keys, strict=True),
        ]
    )


def test_a_batch_has_the_scores_of_published_spellings():
    keys = keys_of_many([name for told in people()[:6] for name in told])
    check(list(product(keys[::3], keys[::5])))


def test_names_without_words_and_with_many_go_along():
    keys = [
        keys_of(name) for name in ("", "«Гром»", "позывной Гром", "а б в г д е", "а б в г д е ж", "Сивко")
    ]
    check(list(product(keys, keys)))


def test_no_pairs_have_no_scores():
    assert scores_of([]).shape == (0,)


WORDS = st.sampled_from(
    [
        *("Сивко", "Зеленюк", "Иван", "Яна", "Александра", "Александр", "Петрович", "Петровна", "Климович"),
        *("П.", "И.", "Sivko", "Ivan", "Валя"),
    ]
)


@settings(max_examples=60)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=2, max_size=5))
def test_a_batch_has_the_scores_of_any_words(names):
    keys = keys_of_many([" ".join(words) for words in names])
    check(list(product(keys, keys)))
