"""The queue of pairs that a person is asked about: which word is wanted of each, and which comes first.

What was said of one mention of a person is said of all of them, so one answer settles every pair between two
persons: the heaviest comes first, and of two as heavy the one that settles more.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from crimebook.identity.edges import Pair, conflicts_of
from crimebook.identity.persons import Persons, Words, disputes_of, standing_of


class PairState(StrEnum):
    """What is wanted of a pair."""

    OPEN = "open"
    """Nobody has said anything of the two persons it joins."""

    WAITING = "waiting"
    """A ``same`` on a suspect, which a second person has to say as well."""

    TORN = "torn"
    """Words contradict each other, on it or around it: that is solved where contradictions are."""

    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Queued:
    """What is wanted of a pair, who said the word that waits, how many other open pairs it settles."""

    state: PairState
    said_by: str = ""
    settles: int = 0


def queue_of(
    pairs: Iterable[Pair], words: Words, persons: Persons, elsewhere: Mapping[int, int]
) -> dict[Pair, Queued]:
    """Return what is wanted of each pair.

    ``elsewhere`` gives the person of mentions that ``persons`` does not know, where it is not their own
    id. All words on either person of a pair must be in ``words``.
    """
    person_of = {**elsewhere, **persons.person_of}
    torn_by = {member: number for number, group in enumerate(persons.torn) for member in group}
    said = frozenset(_ends(pair, person_of) for pair in words)
    against = contradictions_of(words)
    waiting = {edge.pair: edge.actor for edge in persons.waiting}
    ends = {pair: _ends(pair, person_of) for pair in pairs}
    found = {
        pair: PairState.TORN
        if pair in against or _is_within(pair, torn_by)
        else _state(ends[pair], pair, said, waiting)
        for pair in ends
    }
    counts = Counter(ends[pair] for pair, state in found.items() if state is PairState.OPEN)
    return {pair: _queued(pair, state, waiting, counts[ends[pair]]) for pair, state in found.items()}


def contradictions_of(words: Words) -> frozenset[Pair]:
    """Return the pairs on which words contradict each other, or a chain of ``same`` contradicts a word."""
    apart = {conflict.apart.pair for conflict in conflicts_of(standing_of(words))}
    return frozenset(apart.union(word.edge.pair for word in disputes_of(words)))


def rank_of(bits: float | None, settles: int) -> float:
    """Return the place of a pair in the queue, highest first: each doubling of what it settles is one bit."""
    return (bits or 0.0) + math.log2(1 + settles)


def _is_within(pair: Pair, torn_by: Mapping[int, int]) -> bool:
    return pair.left in torn_by and torn_by[pair.left] == torn_by.get(pair.right)


def _state(
    ends: frozenset[int], pair: Pair, said: AbstractSet[frozenset[int]], waiting: Mapping[Pair, str]
) -> PairState:
    if len(ends) == 1:
        return PairState.SETTLED
    if pair in waiting:
        return PairState.WAITING
    return PairState.SETTLED if ends in said else PairState.OPEN


def _queued(pair: Pair, state: PairState, waiting: Mapping[Pair, str], open_pairs: int) -> Queued:
    if state is PairState.WAITING:
        return Queued(state, said_by=waiting[pair])
    return Queued(state, settles=open_pairs - 1 if state is PairState.OPEN else 0)


def _ends(pair: Pair, person_of: Mapping[int, int]) -> frozenset[int]:
    return frozenset(person_of.get(end, end) for end in pair)
