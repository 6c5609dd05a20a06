"""Linking models: what is compared of two records, in which levels, what each level weighs, and why.

A model is a Fellegi-Sunter model (Fellegi and Sunter 1969; Winkler 1990; Enamorado, Fifield and Imai 2019). A
level of a comparison has two chances: ``m``, how often records of one person fall into it, and ``u``, how
often records of two persons do. It weighs log2(m / u) bits. Where agreement on a common value says less than
agreement on a rare one, the level names a column of ``rarity``: its weight is then moved by how much rarer or
more common the value is, among the records at hand, than values that agree by chance (`Level.rarity`).

A model is a file in JSON that ships with the package: trained, versioned, known by its digest, each weight
with the way it was come by (`Basis`) and a sentence of why. Weights only rank. Nothing is merged by them.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from crimebook.identity.linking.conditions import Condition, check_name, condition_from, condition_to
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

FORMAT = 1
"""The version of the file's form. A file of another form is refused."""


class Basis(StrEnum):
    """How a level's chances were come by."""

    TRAINED = "trained"
    """Estimated: u from random pairs, m by expectation maximisation over blocked pairs."""

    BY_HAND = "by_hand"
    """Set by a person: near-unique identifiers agree by chance too rarely to be counted."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison: it is that of a pair for which no level before it holds.

    ``test`` None is the last level: everything else. ``rarity`` is the column whose value's share among the
    records moves the weight, by at most ``rarity_bits`` up, and fully down to nothing.
    """

    name: str
    test: Condition | None
    m: float
    u: float
    rarity: str = ""
    rarity_bits: float = 8.0
    basis: Basis = Basis.TRAINED
    why: str = ""

    def __post_init__(self) -> None:
        check_name(self.name)
        if not (0.0 < self.m <= 1.0 and 0.0 < self.u <= 1.0):
            raise InvalidValueError(
                "chances m and u above 0 and up to 1", f"level {self.name}: {self.m}, {self.u}"
            )
        if self.rarity:
            check_name(self.rarity)

    @property
    def bits(self) -> float:
        """Return what the level weighs, before the rarity of a value."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is compared. Where a side lacks all of ``given``, nothing is said and nothing weighs."""

    name: str
    given: tuple[str, ...]
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        for name in (self.name, *self.given):
            check_name(name)
        has_one_end = [level.test is None for level in self.levels] == [False] * (len(self.levels) - 1) + [
            True
        ]
        if len(self.levels) < 2 or not self.given or not has_one_end:
            raise InvalidValueError(
                "two levels or more, of which only the last has no test, and columns that must be given",
                f"comparison {self.name}",
            )
        if len({level.name for level in self.levels}) < len(self.levels):
            raise InvalidValueError("levels of different names", f"comparison {self.name}")

    def level_named(self, name: str) -> Level:
        """Return the level of this name, or raise `InvalidValueError`."""
        for level in self.levels:
            if level.name == name:
                return level
        raise InvalidValueError(f"a level of {self.name}", name)


@dataclass(frozen=True, slots=True)
class Block:
    """What two records must share to be compared at all: equal in every column, and one of each list.

    ``lists`` are columns that hold lists. ``most`` records may share one key: what more of them share is too
    common to find anybody by, and is left to the other blocks.
    """

    name: str
    columns: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    most: int = 1_000

    def __post_init__(self) -> None:
        for name in (self.name, *self.columns, *self.lists):
            check_name(name)
        if not self.columns and not self.lists:
            raise InvalidValueError("a block of one column at least", self.name)


@dataclass(frozen=True, slots=True)
class CompanyLevel:
    """A level of a pair's company: so many thirds at least, and this share of them at least parting the two.

    ``is_torn`` asks whether one of the two is torn; None does not ask.
    """

    name: str
    thirds: int
    parting_share: float
    is_torn: bool | None
    m: float
    u: float
    basis: Basis = Basis.TRAINED
    why: str = ""

    @property
    def bits(self) -> float:
        """Return what the level weighs."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Company:
    """How third records are heard (`crimebook.identity.linking.company`).

    Two are likely one from ``link_bits`` on. They contradict each other where what the comparisons ``steady``
    (of what a person has but one) say against them sums up to ``apart_bits`` or less. A record is torn where
    more than ``torn_share`` of the pairs among those it is likely one with contradict each other.
    """

    steady: tuple[str, ...]
    levels: tuple[CompanyLevel, ...]
    link_bits: float = 4.0
    apart_bits: float = -4.0
    torn_share: float = 0.01


@dataclass(frozen=True, slots=True)
class Model:
    """A whole model. ``prior`` is the chance that two records drawn at random are one."""

    name: str
    version: str
    prior: float
    comparisons: tuple[Comparison, ...]
    blocks: tuple[Block, ...]
    threshold_bits: float
    """From here on a pair is proposed first: it ranks, and decides nothing."""
    trained_on: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)
    """What was measured when the model was made, by name."""

    company: Company | None = None
    """Whether and how third records are heard."""

    def __post_init__(self) -> None:
        if not 0.0 < self.prior < 1.0:
            raise InvalidValueError("a prior between 0 and 1", f"{self.prior} in model {self.name}")
        if len({each.name for each in self.comparisons}) < len(self.comparisons):
            raise InvalidValueError("comparisons of different names", f"model {self.name}")

    @property
    def prior_bits(self) -> float:
        """Return the odds that two random records are one, in bits: far below nothing."""
        return math.log2(self.prior / (1.0 - self.prior))

    @property
    def digest(self) -> Digest:
        """Return by what the model is known: it stands with every decision made before its weights."""
        return digest_value(Purpose.LINKING_MODEL, json.loads(write_model(self)))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return all columns that records must have, in order."""
        named: set[str] = set()
        for comparison in self.comparisons:
            named.update(comparison.given)
            for level in comparison.levels:
                named |= level.test.columns if level.test else frozenset()
                named |= {level.rarity} if level.rarity else frozenset()
        for block in self.blocks:
            named.update(block.columns, block.lists)
        return tuple(sorted(named))

    @property
    def lists(self) -> tuple[str, ...]:
        """Return the columns that hold lists, of which only what is equal in two of them matters."""
        blocked = {name for block in self.blocks for name in block.lists}
        tests = (level.test for each in self.comparisons for level in each.levels if level.test)
        return tuple(sorted(blocked.union(*(test.lists for test in tests))))

    @property
    def rarities(self) -> tuple[str, ...]:
        """Return the columns whose values' shares are counted."""
        return tuple(
            sorted({each.rarity for level in self.comparisons for each in level.levels if each.rarity})
        )


def read_model(text: str) -> Model:
    """Read a model from its file, or raise `InvalidValueError`."""
    told = json.loads(text)
    if told.get("format") != FORMAT:
        raise InvalidValueError(f"a linking model of format {FORMAT}", repr(told.get("format")))
    try:
        return Model(
            name=told["name"],
            version=told["version"],
            prior=told["prior"],
            comparisons=tuple(_comparison_from(each) for each in told["comparisons"]),
            blocks=tuple(
                Block(each["name"], tuple(each["columns"]), tuple(each["lists"]), each["most"])
                for each in told["blocks"]
            ),
            threshold_bits=told["threshold_bits"],
            trained_on=told["trained_on"],
            measures=told["measures"],
            company=_company_from(told["company"]) if "company" in told else None,
        )
    except (KeyError, TypeError) as error:
        raise InvalidValueError("a whole linking model", f"{type(error).__name__}: {error}") from error


def write_model(model: Model) -> str:
    """Return the text of a model's file; the reverse of `read_model`. Each level tells its bits."""
    told = {
        "format": FORMAT,
        "name": model.name,
        "version": model.version,
        "trained_on": model.trained_on,
        "measures": dict(model.measures),
        "prior": model.prior,
        "threshold_bits": model.threshold_bits,
        "blocks": [
            {"name": each.name, "columns": list(each.columns), "lists": list(each.lists), "most": each.most}
            for each in model.blocks
        ],
        "comparisons": [
            {
                "name": each.name,
                "given": list(each.given),
                "levels": [_level_to(level) for level in each.levels],
            }
            for each in model.comparisons
        ],
    }
    if model.company is not None:
        told["company"] = _company_to(model.company)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


@cache
def load_model(name: str) -> Model:
    """Return a model that ships with the package: `persons`."""
    check_name(name)
    return read_model(files("crimebook.identity.linking").joinpath(f"{name}.json").read_text("utf-8"))


def levels_of(comparisons: Iterable[Comparison]) -> dict[tuple[str, str], Level]:
    """Return all levels by the name of their comparison and their own."""
    return {(each.name, level.name): level for each in comparisons for level in each.levels}


def _company_from(told: Mapping[str, Any]) -> Company:
    levels = [{**each, "basis": Basis(each["basis"])} for each in told["levels"]]
    for each in levels:
        del each["bits"]
    numbers = {name: told[name] for name in ("link_bits", "apart_bits", "torn_share")}
    return Company(tuple(told["steady"]), tuple(CompanyLevel(**each) for each in levels), **numbers)


def _company_to(company: Company) -> dict[str, Any]:
    told = asdict(company)
    told["levels"] = [
        {**asdict(level), "basis": level.basis.value, "bits": round(level.bits, 3)}
        for level in company.levels
    ]
    return told


def _comparison_from(told: Mapping[str, Any]) -> Comparison:
    return Comparison(told["name"], tuple(told["given"]), tuple(_level_from(each) for each in told["levels"]))


def _level_from(told: Mapping[str, Any]) -> Level:
    test = told.get("test")
    return Level(
        name=told["name"],
        test=None if test is None else condition_from(test),
        m=told["m"],
        u=told["u"],
        rarity=told.get("rarity", ""),
        rarity_bits=told.get("rarity_bits", 8.0),
        basis=Basis(told["basis"]),
        why=told["why"],
    )


def _level_to(level: Level) -> dict[str, Any]:
    told: dict[str, Any] = {"name": level.name, "bits": round(level.bits, 3), "m": level.m, "u": level.u}
    if level.rarity:
        told |= {"rarity": level.rarity, "rarity_bits": level.rarity_bits}
    told |= {"basis": level.basis.value, "why": level.why}
    if level.test is not None:
        told["test"] = condition_to(level.test)
    return told
