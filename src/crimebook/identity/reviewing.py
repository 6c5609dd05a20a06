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

from crimebook.identity.edges import Pair
from crimebook.identity.persons import Persons, Words


class PairState(StrEnum):
    """What is wanted of a pair."""

    OPEN = "open"
    """Nobody has said anything of the two persons it joins."""

    WAITING = "waiting"
    """A ``same`` on a suspect, which a second person has to say as well."""

    TORN = "torn"
    """Words contradict each other, on it or around it."""

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
    waiting = {edge.pair: edge.actor for edge in persons.waiting}
    ends = {pair: _ends(pair, person_of) for pair in pairs}
    found = {pair: _state(pair, ends[pair], words, said, waiting, torn_by) for pair in ends}
    counts = Counter(ends[pair] for pair, state in found.items() if state is PairState.OPEN)
    return {pair: _queued(pair, state, waiting, counts[ends[pair]]) for pair, state in found.items()}


def rank_of(bits: float | None, settles: int) -> float:
    """Return the place of a pair in the queue, highest first: each doubling of what it settles is one bit."""
    return (bits or 0.0) + math.log2(1 + settles)


def _state(
    pair: Pair,
    ends: frozenset[int],
    words: Words,
    said: AbstractSet[frozenset[int]],
    waiting: Mapping[Pair, str],
    torn_by: Mapping[int, int],
) -> PairState:
    word = words.get(pair)
    is_torn = pair.left in torn_by and torn_by[pair.left] == torn_by.get(pair.right)
    if is_torn or (word is not None and word.is_disputed):
        return PairState.TORN
    if len(ends) > 1 and pair in waiting:
        return PairState.WAITING
    return PairState.SETTLED if len(ends) == 1 or ends in said else PairState.OPEN


def _queued(pair: Pair, state: PairState, waiting: Mapping[Pair, str], open_pairs: int) -> Queued:
    if state is PairState.WAITING:
        return Queued(state, said_by=waiting[pair])
    return Queued(state, settles=open_pairs - 1 if state is PairState.OPEN else 0)


def _ends(pair: Pair, person_of: Mapping[int, int]) -> frozenset[int]:
    return frozenset(person_of.get(end, end) for end in pair)
