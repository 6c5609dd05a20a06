from itertools import product

import duckdb
import pytest

from crimebook.identity.linking.strings import damerau_levenshtein, jaro_winkler

WORDS = [
    "a",
    "ab",
    "ba",
    "abc",
    "acb",
    "ca",
    "martha",
    "marhta",
    "dixon",
    "dicksonx",
    "kavaleu",
    "kavalou",
    "3307",
    "3370",
    "33307",
    "zygmunt",
    "zygmont",
    "abcdefgh",
    "hgfedcba",
]
MEASURED = """SELECT jaro_winkler_similarity(p[1], p[2]), damerau_levenshtein(p[1], p[2])
FROM (SELECT unnest($pairs) AS p)"""


def test_likeness_is_what_the_database_measures() -> None:
    pairs = list(product(["", *WORDS], repeat=2))
    with duckdb.connect() as connection:
        measured = connection.execute(MEASURED, {"pairs": [list(pair) for pair in pairs]}).fetchall()
    assert len(measured) == len(pairs)
    for (one, other), (like, edits) in zip(pairs, measured, strict=True):
        assert jaro_winkler(one, other) == pytest.approx(like), (one, other)
        assert damerau_levenshtein(one, other) == edits, (one, other)


def test_exchanged_signs_are_one_edit() -> None:
    assert damerau_levenshtein("3307", "3370") == 1
