"""Agreement between reviewers beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number.

Both are for nominal labels. Cohen, "A coefficient of agreement for nominal scales", 1960. Krippendorff,
"Computing Krippendorff's alpha-reliability", 2011, sections C and D: units that fewer than two people
labelled are left out, missing labels are no disagreement. 1 is perfect agreement, 0 what chance gives.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple


class Label(NamedTuple):
    """What one reviewer says of one unit."""

    reviewer: str
    unit: Hashable
    value: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of how many units two people or more said something, how often two said the same, and beyond chance.

    ``share`` is of pairs of labels. ``kappa`` is there for two reviewers alone. Both coefficients are None
    where they are not defined: nothing was said twice, or everybody always said one and the same.
    """

    units: int
    reviewers: int
    share: float | None
    kappa: float | None
    alpha: float | None


def agreement_of(labels: Iterable[Label]) -> Agreement:
    """Return how reviewers agree; of one reviewer's labels of one unit the first counts."""
    said: dict[Hashable, dict[str, str]] = {}
    for label in labels:
        said.setdefault(label.unit, {}).setdefault(label.reviewer, label.value)
    shared = [by for by in said.values() if len(by) > 1]
    names = sorted({name for by in shared for name in by})
    values = [tuple(by.values()) for by in shared]
    both = [(by[names[0]], by[names[1]]) for by in shared] if len(names) == 2 else []
    return Agreement(len(shared), len(names), _share(values), cohen_kappa(both), krippendorff_alpha(values))


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return kappa of two reviewers' labels, one pair a unit; None where it is not defined."""
    if not pairs:
        return None
    total = len(pairs)
    seen = sum(one == other for one, other in pairs) / total
    left, right = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(left[value] * right[value] for value in left) / total**2
    return None if expected == 1 else (seen - expected) / (1 - expected)


def krippendorff_alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Return alpha of the labels of each unit, by whomever; None where it is not defined."""
    pairable = [Counter(values) for values in units if len(values) > 1]
    totals = sum(pairable, Counter[str]())
    count = totals.total()
    expected = count**2 - sum(each**2 for each in totals.values())
    if expected == 0:
        return None
    observed = sum(
        (values.total() ** 2 - sum(each**2 for each in values.values())) / (values.total() - 1)
        for values in pairable
    )
    return 1 - (count - 1) * observed / expected


def _share(units: Iterable[Sequence[str]]) -> float | None:
    """Return the share of pairs of labels of one unit that say the same."""
    met = [one == other for values in units for one, other in combinations(values, 2)]
    return sum(met) / len(met) if met else None
