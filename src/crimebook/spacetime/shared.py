"""Shared marks: a number, a callsign, a unit, an address or a word that both sides tell of.

A mark that an incident's words and a recording's words have in common is evidence by how rare it is in the
company: among the other candidates of the very list. With m the chance that a right recording tells it too,
and u the share of the candidates that do,

    bits = w log2(m / u + (1 - m)),   at most a cap,

as agreement on a frequent or a rare name in record linkage (Fellegi and Sunter 1969; Winkler 1989). Only
equal values agree: a digit that may be misread is no number yet, and a value with an unread digit none at
all. What is not shared says nothing, since most recordings show no number and most witnesses tell none; nor
do two different numbers, since more than one person stands there. Of a kind only the rarest shared value
counts, as two words of one sentence are not independent.

Laws of callsigns, units and words are those that fit messages of four invented scenarios best (seeds 31 to
34); of numbers and addresses no scenario tells on both sides: their laws are judgement.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from crimebook.spacetime.score import Term
from crimebook.terms.reasons import Reason, reason


class MarkKind(StrEnum):
    """What two records can have in common, besides time and place."""

    LINK = "link"
    """An address on the web that both cite."""

    NUMBER = "number"
    """A number on a uniform or a helmet."""

    CALLSIGN = "callsign"
    UNIT = "unit"
    WORDS = "words"


class Mark(NamedTuple):
    """One value of one kind, in the plain form in which equal values are equal."""

    kind: MarkKind
    value: str


@dataclass(frozen=True, slots=True)
class Law:
    """How much a shared value of a kind counts: m, the exponent w, and the cap in bits."""

    told_too: float
    weight: float
    most_bits: float


LAWS: Mapping[MarkKind, Law] = MappingProxyType(
    {
        MarkKind.LINK: Law(0.9, 1.0, 10.0),
        MarkKind.NUMBER: Law(0.3, 1.0, 6.0),
        MarkKind.CALLSIGN: Law(0.9, 1.0, 6.0),
        MarkKind.UNIT: Law(0.5, 1.0, 3.0),
        MarkKind.WORDS: Law(0.4, 0.7, 3.0),
    }
)

_SEEN_BEFORE = 0.5
"""Added to a count of candidates, so that one that stands alone in a short list is no proof."""


def shared_terms(mine: frozenset[Mark], theirs: Sequence[frozenset[Mark]]) -> tuple[tuple[Term, ...], ...]:
    """Return for each candidate of one list what it shares with the incident, kind by kind."""
    counts = Counter(mark for marks in theirs for mark in marks if mark in mine)
    bits = {mark: shared_bits(mark.kind, count, len(theirs)) for mark, count in counts.items()}
    return tuple(_terms(marks & mine, bits, counts, len(theirs)) for marks in theirs)


def shared_bits(kind: MarkKind, holders: int, candidates: int) -> float:
    """Return what a shared value is worth that ``holders`` of ``candidates`` tell, in bits, at least 0."""
    law = LAWS[kind]
    among = (holders + _SEEN_BEFORE) / (candidates + 2 * _SEEN_BEFORE)
    found = law.weight * math.log2(law.told_too / among + 1 - law.told_too)
    return min(max(found, 0.0), law.most_bits)


def _terms(
    shared: Iterable[Mark], bits: Mapping[Mark, float], counts: Mapping[Mark, int], candidates: int
) -> tuple[Term, ...]:
    best: dict[MarkKind, Mark] = {}
    for mark in sorted(shared):
        if mark.kind not in best or bits[mark] > bits[best[mark.kind]]:
            best[mark.kind] = mark
    return tuple(
        Term(kind, bits[best[kind]], _ground(best[kind], counts[best[kind]], candidates))
        for kind in MarkKind
        if kind in best and bits[best[kind]] > 0
    )


def _ground(mark: Mark, holders: int, candidates: int) -> Reason:
    values: dict[str, str | int] = {"value": mark.value, "holders": holders, "candidates": candidates}
    match mark.kind:
        case MarkKind.LINK:
            return reason(
                "both cite one address, as do {holders} of {candidates} candidates",
                holders=holders,
                candidates=candidates,
            )
        case MarkKind.NUMBER:
            return reason(
                "both tell the number {value}, as do {holders} of {candidates} candidates", **values
            )
        case MarkKind.CALLSIGN:
            return reason(
                "both tell the callsign {value}, as do {holders} of {candidates} candidates", **values
            )
        case MarkKind.UNIT:
            return reason(
                "both tell of a unit of the kind {value}, as do {holders} of {candidates} candidates",
                **values,
            )
        case MarkKind.WORDS:
            return reason("both use the word {value}, as do {holders} of {candidates} candidates", **values)
