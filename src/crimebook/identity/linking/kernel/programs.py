"""A model as a program: tests with what follows each, so that a pair's levels are found by jumps.

Tests of a condition of parts are put one after another: where all parts must hold, the first that does not
ends it; where any may, the first that does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.kernel.tables import Codes, Program, Test
from crimebook.identity.linking.models import Comparison, Level, Model

_TESTS = {kind: Test[kind.name] for kind in Kind if kind.name in Test.__members__}


@dataclass(slots=True)
class _Step:
    test: Test
    column: int
    other: int
    limit: float
    yes: int
    no: int


@dataclass(slots=True)
class _Writer:
    columns: dict[str, int]
    steps: list[_Step] = field(default_factory=list)

    def write(self, comparison: Comparison) -> int:
        """Write a comparison from its end, as each test must know where the next one is; return its start."""
        after = -2 - (len(comparison.levels) - 1)
        for number in reversed(range(len(comparison.levels) - 1)):
            test = comparison.levels[number].test
            assert test is not None  # noqa: S101 - only the last level has none
            after = self._condition(test, -2 - number, after)
        for name in reversed(comparison.given):
            after = self._step(_Step(Test.TOLD, self.columns[name], 0, 0.0, after, -1))
        return after

    def _condition(self, condition: Condition, yes: int, no: int) -> int:
        after = yes if condition.kind is Kind.ALL else no
        if condition.kind is Kind.ALL:
            for part in reversed(condition.parts):
                after = self._condition(part, after, no)
            return after
        if condition.kind is Kind.ANY:
            for part in reversed(condition.parts):
                after = self._condition(part, yes, after)
            return after
        other = self.columns[condition.other] if condition.other else 0
        limit = 1.0 if condition.limit is None else float(condition.limit)
        return self._step(
            _Step(_TESTS[condition.kind], self.columns[condition.column], other, limit, yes, no)
        )

    def _step(self, step: _Step) -> int:
        self.steps.append(step)
        return len(self.steps) - 1


def program_of(model: Model, columns: dict[str, int], longest: int) -> Program:
    """Return the program of a model; ``columns`` are their numbers, ``longest`` the signs of a text."""
    writer = _Writer(columns)
    entries = [writer.write(comparison) for comparison in model.comparisons]
    shape = len(entries), max((len(each.levels) for each in model.comparisons), default=1)
    bits, caps, against = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    rarity = np.full(shape, -1, np.int32)
    most_edits = max((step.limit for step in writer.steps if step.test is Test.EDITS), default=0.0)
    steady = model.company.steady if model.company else ()
    for row, comparison in enumerate(model.comparisons):
        for number, level in enumerate(comparison.levels):
            bits[row, number], caps[row, number] = level.bits, level.rarity_bits
            against[row, number] = min(level.bits, 0.0) if comparison.name in steady else 0.0
            rarity[row, number] = _rarity(model, level)
    return Program(
        entries=_ints(entries),
        tests=_ints([step.test for step in writer.steps]),
        column=_ints([step.column for step in writer.steps]),
        other=_ints([step.other for step in writer.steps]),
        limits=np.array([step.limit for step in writer.steps], np.float64),
        yes=_ints([step.yes for step in writer.steps]),
        no=_ints([step.no for step in writer.steps]),
        bits=bits,
        rarity=rarity,
        rarity_bits=caps,
        against=against,
        prior=model.prior_bits,
        room=2 * longest if most_edits < 2 else (longest + 2) ** 2,
    )


def _rarity(model: Model, level: Level) -> int:
    return model.rarities.index(level.rarity) if level.rarity else -1


def _ints(values: Sequence[int]) -> Codes:
    return np.array(values, np.int32)
