"""Levels in few words: the building blocks of the comparisons of this room."""

from dataclasses import replace

from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.models import Basis, Comparison, Level

RARITY_BITS = 2.0
"""Kin bear one rare name and serve in one unit, so that a rare value says less than its share."""

_START_M, _START_U = 0.05, 0.02
"""What training begins from."""


def comparison(name: str, *levels: Level, given: tuple[str, ...] = ()) -> Comparison:
    """Return a comparison of one column, unless ``given`` names others that must be told."""
    return Comparison(name, given or (name,), levels)


def trained(test: Condition | None, name: str, *, rarity: str = "", why: str = "") -> Level:
    """Return a level whose chances are to be estimated."""
    level = Level(name, test, _START_M, _START_U if test else 0.9, why=why)
    return replace(level, rarity=rarity, rarity_bits=RARITY_BITS) if rarity else level


def by_hand(test: Condition | None, name: str, m: float, u: float, why: str, *, rarity: str = "") -> Level:
    """Return a level whose chances are set, with the cause."""
    return Level(name, test, m, u, rarity=rarity, basis=Basis.BY_HAND, why=why)


def equal(column: str) -> Condition:
    """Say that both sides are equal."""
    return Condition(Kind.EQUAL, column)


def share(column: str, count: int = 1) -> Condition:
    """Say that both lists have something in common."""
    return Condition(Kind.SHARE, column, limit=count)


def edits(column: str, most: int) -> Condition:
    """Say that one side is the other after so many edits."""
    return Condition(Kind.EDITS, column, limit=most)


def like(column: str, least: float) -> Condition:
    """Say that both sides are so alike (Jaro-Winkler)."""
    return Condition(Kind.LIKE, column, limit=least)


def within(column: str, most: float) -> Condition:
    """Say that both numbers are no further apart."""
    return Condition(Kind.WITHIN, column, limit=most)


def meets(column: str, other: str) -> Condition:
    """Say that a list of one side has something of another list of the other side."""
    return Condition(Kind.MEETS, column, other)


def untold(column: str) -> Condition:
    """Say that one side does not say."""
    return Condition(Kind.UNTOLD, column)


def every(*parts: Condition) -> Condition:
    """Say that all of them hold."""
    return Condition(Kind.ALL, parts=parts)


def either(*parts: Condition) -> Condition:
    """Say that one of them holds."""
    return Condition(Kind.ANY, parts=parts)
