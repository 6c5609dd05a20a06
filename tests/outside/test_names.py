"""Names of public office holders in many spellings: who is found, at one threshold set before the lists were.

Every list in the folder ``names`` is read, whatever it is called. The halves are drawn by lot: what holds for
one of them only was learnt by heart.
"""

from pathlib import Path

import pytest
from bench.names import PRECISION, Judged, halves, jaro_winkler, one_by_one, ours, pairs_of, read_people

from crimebook.identity.names import THRESHOLD, blocks_of, keys_of_many

pytestmark = pytest.mark.outside

RECALL = 0.97
LEAD = 0.12


@pytest.fixture(scope="module")
def lists(outside: Path) -> dict[str, list[tuple[str, ...]]]:
    """The people of each list."""
    found = {path.stem: read_people(path) for path in sorted((outside / "names").glob("*.psv"))}
    if not found:
        pytest.skip("no list of names is here: expected names/*.psv in the outside data folder")
    return found


def judge(people, scores=ours):
    return Judged(*map(scores, pairs_of(people)))


def test_spellings_are_found_and_no_others_at_the_threshold(lists):
    for name, people in lists.items():
        judged = judge(people)
        assert judged.recall(THRESHOLD) >= RECALL, name
        assert judged.precision(THRESHOLD) >= PRECISION, name


def test_each_half_of_a_list_is_found_like_the_other(lists):
    for name, people in lists.items():
        for half in halves(people):
            judged = judge(half)
            assert judged.best_recall(PRECISION) >= RECALL, name
            assert judged.precision(THRESHOLD) >= PRECISION, name


def test_more_is_found_than_by_romanised_jaro_winkler(lists):
    for name, people in lists.items():
        by_tokens = judge(people, one_by_one(jaro_winkler))
        assert judge(people).best_recall() >= by_tokens.best_recall() + LEAD, name


def test_spellings_share_a_block(lists):
    for name, people in lists.items():
        matches, _ = pairs_of(people)
        keys = keys_of_many([each for pair in matches for each in pair])
        shared = [set(blocks_of(a)) & set(blocks_of(b)) for a, b in zip(keys[::2], keys[1::2], strict=True)]
        assert sum(map(bool, shared)) / len(shared) >= RECALL, name
