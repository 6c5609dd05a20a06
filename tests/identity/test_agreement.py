"""Agreement beyond chance, against the values of the papers' own examples."""

import pytest

from crimebook.identity.agreement import Label, agreement_of, cohen_kappa, krippendorff_alpha

# Krippendorff 2011, section C: nominal data, any number of observers, missing data.
BY_OBSERVER = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def test_alpha_is_that_of_krippendorffs_own_example():
    rows = [row.split() for row in BY_OBSERVER]
    units = [[value for value in unit if value != "."] for unit in zip(*rows, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_alpha_of_two_observers_is_that_of_krippendorffs_binary_example():
    # The same paper, section A: 10 units, two observers, two values.
    one, other = "0100000010", "1110010000"
    assert krippendorff_alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=0.0005)


def test_kappa_is_that_of_a_table_worked_by_hand():
    # 20 both yes, 15 both no, 5 yes and no, 10 no and yes: .7 seen, .5 expected.
    pairs = [("y", "y")] * 20 + [("n", "n")] * 15 + [("y", "n")] * 5 + [("n", "y")] * 10
    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_what_is_not_defined_is_none():
    assert cohen_kappa([]) is None
    assert cohen_kappa([("y", "y")] * 3) is None
    assert krippendorff_alpha([("y",), ("n",)]) is None
    assert krippendorff_alpha([("y", "y")]) is None


def test_the_first_label_of_a_reviewer_counts_and_a_unit_of_one_reviewer_does_not():
    labels = [
        Label("alice", 1, "same"),
        Label("alice", 1, "different"),
        Label("bob", 1, "same"),
        Label("alice", 2, "different"),
        Label("bob", 2, "same"),
        Label("alice", 3, "same"),
    ]
    found = agreement_of(labels)
    assert (found.units, found.reviewers, found.share) == (2, 2, 0.5)
    assert found.kappa == pytest.approx(0)
    assert found.alpha == pytest.approx(0)


def test_three_reviewers_have_alpha_and_no_kappa():
    values = {"alice": "sd", "bob": "sd", "carol": "ss"}
    labels = [Label(who, unit, value) for who, said in values.items() for unit, value in enumerate(said)]
    found = agreement_of(labels)
    assert found.kappa is None
    assert found.share == pytest.approx(4 / 6)
    assert found.alpha == pytest.approx(1 - 5 * (4 / 2) / (36 - 16 - 4) * 1)
