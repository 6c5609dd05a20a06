import numpy as np

from crimebook.identity.linking import company
from crimebook.identity.linking.company import LEVELS, Pairs, count_company, levels_of
from crimebook.identity.linking.models import Company

HEARD = Company(("father",), LEVELS)
NAMES = [level.name for level in LEVELS]


def pairs_of(*told: tuple[int, int, float, float]) -> Pairs:
    left, right, bits, against = zip(*told, strict=True)
    return Pairs(np.array(left), np.array(right), np.array(bits), np.array(against))


TWO_OF_A_NAME = pairs_of(
    # 0 and 1 are Dmitrievich, 2 and 3 Olegovich; 4 has no patronymic and is near to all of them.
    (0, 1, 20.0, 0.0),
    (2, 3, 20.0, 0.0),
    (0, 2, 1.0, -5.0),
    (0, 3, 1.0, -5.0),
    (1, 2, 1.0, -5.0),
    (1, 3, 1.0, -5.0),
    (0, 4, 8.0, 0.0),
    (1, 4, 8.0, 0.0),
    (2, 4, 8.0, 0.0),
    (3, 4, 8.0, 0.0),
    (5, 6, 8.0, 0.0),
)


def test_who_is_near_to_two_that_contradict_each_other_is_torn() -> None:
    counts = count_company(TWO_OF_A_NAME, 7, HEARD)
    assert counts.is_torn.tolist() == [False] * 6 + [True] * 4 + [False]


def test_thirds_stand_with_both_or_part_them() -> None:
    counts = count_company(TWO_OF_A_NAME, 7, HEARD)
    assert counts.together.tolist() == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    assert counts.parting.tolist() == [0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 0]


def test_levels_tell_the_first_that_holds() -> None:
    found = [NAMES[number] for number in levels_of(count_company(TWO_OF_A_NAME, 7, HEARD), LEVELS)]
    assert found == ["few", "few", *["parted"] * 8, "alone"]


def test_slabs_make_no_difference(monkeypatch) -> None:
    whole = count_company(TWO_OF_A_NAME, 7, HEARD)
    monkeypatch.setattr(company, "SLABS", 1)
    cut = count_company(TWO_OF_A_NAME, 7, HEARD)
    assert all((mine == its).all() for mine, its in zip(
        (whole.together, whole.parting, whole.is_torn), (cut.together, cut.parting, cut.is_torn), strict=True
    ))  # fmt: skip
