"""Conditions on two records: what must hold for a level of a comparison, as SQL text and as a Python test.

A condition speaks of columns by name and of two sides. `sql_of` says it for DuckDB (and for Splink, which
trains the weights), `holds` tests it on two rows; both mean the same. What is not known (NULL, None, an empty
list) never holds, but where that is what is asked (`untold`).

======== ======================================================= =================================
kind     holds where                                             limit
======== ======================================================= =================================
equal    both sides are equal                                    none
share    two lists have something in common                      how many (1)
overlap  of what either list has, this much is in both (Jaccard) share in [0, 1]
like     Jaro-Winkler similarity is at least the limit           similarity in [0, 1]
edits    Damerau-Levenshtein distance is at most the limit       edits
begins   one begins with the whole of the other                  signs that the shorter one has
part     one holds the whole of the other                        signs that the shorter one has
crossed  ``column`` of each side is ``other`` of the other side  none
among    ``column`` of one side is in list ``other`` of the other none
meets    list ``column`` of one side and list ``other`` of the    none
         other have something in common
untold   one side at least does not say                          none
within   two numbers differ by at most the limit                 the column's unit
rising   who is later in ``other`` is higher in ``column``       most steps of ``column``
all      all parts hold                                          none
any      one of the parts holds                                  none
======== ======================================================= =================================
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crimebook.identity.linking.strings import damerau_levenshtein, jaro_winkler
from crimebook.terms.errors import InvalidValueError

Row = Mapping[str, Any]
Writer = Callable[[str, str], str]
"""Says the column of a side: ``writer("l", "surname")``."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


class Kind(StrEnum):
    """What is tested."""

    EQUAL = "equal"
    SHARE = "share"
    OVERLAP = "overlap"
    LIKE = "like"
    EDITS = "edits"
    BEGINS = "begins"
    PART = "part"
    CROSSED = "crossed"
    AMONG = "among"
    MEETS = "meets"
    UNTOLD = "untold"
    WITHIN = "within"
    RISING = "rising"
    ALL = "all"
    ANY = "any"


_OF_PARTS = frozenset({Kind.ALL, Kind.ANY})
_OF_TWO_COLUMNS = frozenset({Kind.CROSSED, Kind.AMONG, Kind.MEETS, Kind.RISING})
_OF_LISTS = frozenset({Kind.SHARE, Kind.OVERLAP, Kind.MEETS})
_LIMITED = frozenset({Kind.OVERLAP, Kind.LIKE, Kind.EDITS, Kind.BEGINS, Kind.PART, Kind.WITHIN, Kind.RISING})


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of two sides. Raises `InvalidValueError` where a part is missing or a name is no column's."""

    kind: Kind
    column: str = ""
    other: str = ""
    limit: float | None = None
    parts: tuple["Condition", ...] = ()

    def __post_init__(self) -> None:
        is_whole = (
            bool(self.parts) == (self.kind in _OF_PARTS)
            and bool(self.column) != bool(self.parts)
            and bool(self.other) == (self.kind in _OF_TWO_COLUMNS)
            and (self.limit is not None or self.kind not in _LIMITED)
        )
        if not is_whole:
            raise InvalidValueError(f"a whole condition of kind {self.kind}", repr(self))
        for name in (self.column, self.other):
            check_name(name or "a")

    @property
    def columns(self) -> frozenset[str]:
        """Return the names of all columns that are looked at."""
        mine = {name for name in (self.column, self.other) if name}
        return frozenset(mine).union(*(part.columns for part in self.parts))

    @property
    def lists(self) -> frozenset[str]:
        """Return the names of the columns that must hold lists and are compared with lists alone."""
        mine = self.columns if self.kind in _OF_LISTS else frozenset()
        return mine.union(*(part.lists for part in self.parts))


def check_name(name: str) -> str:
    """Return the name of a column, or raise `InvalidValueError` for what must not stand in SQL as one."""
    if not _NAME.fullmatch(name):
        raise InvalidValueError("the name of a column in small Latin letters, digits and _", repr(name))
    return name


def sql_of(condition: Condition, column: Writer) -> str:
    """Return the condition as an SQL expression; NULL where something is not known."""
    if condition.kind in _OF_PARTS:
        joint = " AND " if condition.kind is Kind.ALL else " OR "
        return "(" + joint.join(sql_of(part, column) for part in condition.parts) + ")"
    left, right = column("l", condition.column), column("r", condition.column)
    if condition.kind in _OF_TWO_COLUMNS:
        crossed = column("l", condition.other), column("r", condition.other)
        return _sql_of_two(condition, (left, right), crossed)
    limit = 1.0 if condition.limit is None else condition.limit
    if condition.kind is Kind.SHARE and limit == 1:
        # Most lists that share anything share their first: looked at first, it saves building a set.
        return f"({left}[1] = {right}[1] OR list_has_any({left}, {right}))"
    return _SQL[condition.kind].format(l=left, r=right, limit=f"{limit:.10g}")


def holds(condition: Condition, left: Row, right: Row) -> bool:
    """Return whether the condition holds for two rows."""
    if condition.kind in _OF_PARTS:
        found = (holds(part, left, right) for part in condition.parts)
        return all(found) if condition.kind is Kind.ALL else any(found)
    mine, theirs = left.get(condition.column), right.get(condition.column)
    if condition.kind in _OF_TWO_COLUMNS:
        return _holds_of_two(
            condition, (mine, theirs), (left.get(condition.other), right.get(condition.other))
        )
    if condition.kind is Kind.UNTOLD:
        return mine is None or theirs is None
    if _is_unknown(mine) or _is_unknown(theirs):
        return False
    return _TESTS[condition.kind](mine, theirs, 1.0 if condition.limit is None else condition.limit)


def condition_from(told: Mapping[str, Any]) -> Condition:
    """Read a condition from a value of JSON, as `condition_to` writes it."""
    return Condition(
        Kind(told["kind"]),
        told.get("column", ""),
        told.get("other", ""),
        told.get("limit"),
        tuple(condition_from(part) for part in told.get("parts", ())),
    )


def condition_to(condition: Condition) -> dict[str, Any]:
    """Return a value for JSON, without what is not said."""
    told: dict[str, Any] = {"kind": condition.kind.value}
    if condition.column:
        told["column"] = condition.column
    if condition.other:
        told["other"] = condition.other
    if condition.limit is not None:
        told["limit"] = condition.limit
    if condition.parts:
        told["parts"] = [condition_to(part) for part in condition.parts]
    return told


_SQL = {
    Kind.EQUAL: "({l} = {r})",
    Kind.SHARE: "(len(list_intersect({l}, {r})) >= {limit})",
    Kind.OVERLAP: (
        "(len(list_intersect({l}, {r})) >= {limit} * len(list_distinct(list_concat({l}, {r})))"
        " AND len({l}) > 0 AND len({r}) > 0)"
    ),
    Kind.LIKE: "(jaro_winkler_similarity({l}, {r}) >= {limit} - 1e-9)",
    # What is quick to measure is asked first: an exchange is two edits of Levenshtein's.
    Kind.EDITS: (
        "(abs(len({l}) - len({r})) <= {limit} AND levenshtein({l}, {r}) <= 2 * {limit}"
        " AND damerau_levenshtein({l}, {r}) <= {limit})"
    ),
    Kind.BEGINS: (
        "(least(len({l}), len({r})) >= {limit} AND (starts_with({l}, {r}) OR starts_with({r}, {l})))"
    ),
    Kind.PART: "(least(len({l}), len({r})) >= {limit} AND (contains({l}, {r}) OR contains({r}, {l})))",
    Kind.WITHIN: "(abs({l} - {r}) <= {limit})",
    Kind.UNTOLD: "({l} IS NULL OR {r} IS NULL)",
}

_TESTS: Mapping[Kind, Callable[[Any, Any, float], bool]] = {
    Kind.EQUAL: lambda mine, theirs, _: bool(mine == theirs),
    Kind.SHARE: lambda mine, theirs, limit: len(set(mine) & set(theirs)) >= limit,
    Kind.OVERLAP: lambda mine, theirs, limit: (
        len(set(mine) & set(theirs)) >= limit * len(set(mine) | set(theirs))
    ),
    Kind.LIKE: lambda mine, theirs, limit: jaro_winkler(mine, theirs) >= limit - 1e-9,
    Kind.EDITS: lambda mine, theirs, limit: damerau_levenshtein(mine, theirs) <= limit,
    Kind.BEGINS: lambda mine, theirs, limit: (
        min(len(mine), len(theirs)) >= limit and (mine.startswith(theirs) or theirs.startswith(mine))
    ),
    Kind.PART: lambda mine, theirs, limit: (
        min(len(mine), len(theirs)) >= limit and (mine in theirs or theirs in mine)
    ),
    Kind.WITHIN: lambda mine, theirs, limit: bool(abs(mine - theirs) <= limit),
}


def _sql_of_two(condition: Condition, mine: tuple[str, str], other: tuple[str, str]) -> str:
    left, right = mine
    left_other, right_other = other
    match condition.kind:
        case Kind.CROSSED:
            return f"({left} = {right_other} AND {left_other} = {right})"
        case Kind.AMONG:
            return f"(list_contains({right_other}, {left}) OR list_contains({left_other}, {right}))"
        case Kind.MEETS:
            return f"(list_has_any({left}, {right_other}) OR list_has_any({left_other}, {right}))"
        case _:
            steps = f"({right} - {left}) * sign({right_other} - {left_other})"
            return f"({steps} > 0 AND {steps} <= {condition.limit or 0:.10g})"


def _holds_of_two(condition: Condition, mine: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    left, right = mine
    left_other, right_other = other
    if condition.kind is Kind.MEETS:
        return bool(set(left or ()) & set(right_other or ()) or set(left_other or ()) & set(right or ()))
    if condition.kind is Kind.AMONG:
        is_above = not _is_unknown(left) and left in (right_other or ())
        return is_above or (not _is_unknown(right) and right in (left_other or ()))
    if any(_is_unknown(value) for value in (*mine, *other)):
        return False
    if condition.kind is Kind.CROSSED:
        return bool(left == right_other and left_other == right)
    later = (right_other > left_other) - (right_other < left_other)
    return bool(0 < (right - left) * later <= (condition.limit or 0))


def _is_unknown(value: object) -> bool:
    return value is None or value in ((), [])
