"""Doubles: from records that share a trait to a proposal with its weight in bits and its reasons.

Weights only rank what a person looks at first; nothing is merged by them. Within one source a shared address
or file means, before anything else, that one recording shows several incidents: the source tells its own rows
apart. Between sources it means that one thing was perhaps told twice. What too many records share
(`most_members`) tells nothing of any two of them: that is said, and no pair is proposed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple

from crimebook.identity.edges import Pair, Standing, open_pairs
from crimebook.identity.traits import NO_ACT, Trait, TraitKind
from crimebook.terms.places import Place, distance_m
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import fold, split_words, stem

MAX_MEMBERS = 50
MAX_TELLINGS = 20
"""Of one act on one day in one place more records than these are a night of many events, not one event."""

NEAR_M = 1_000.0
"""Two tellings of one event are not further apart than this, beyond what their places leave open."""

_PRIOR_BITS = -3.0
_HOUR_S = 3600.0
BETWEEN_SOURCES = frozenset({TraitKind.EVENT, TraitKind.LOOK})
"""Traits that say nothing within one source."""

_APART_H = ((1.0, -1.0), (6.0, -2.0), (24.0, -4.0), (math.inf, -6.0))
_TOGETHER_H = ((2.0, 3.0), (6.0, 2.0), (26.0, 1.0), (math.inf, 0.0))
_TOGETHER_M = ((150.0, 3.0), (600.0, 2.0), (3 * NEAR_M, 1.0), (math.inf, 0.0))
"""Up to which value a time or a place weighs how many bits."""


class Span(NamedTuple):
    """A time in seconds since 1970: its earliest possible beginning and its latest possible end."""

    start_s: float
    end_s: float


class DoubtKind(StrEnum):
    """Why records may be one."""

    LINK = "link"
    FILE = "file"
    EVENT = "event"
    SHARED = "shared"
    """One recording of several incidents of one source."""

    SCENE = "scene"
    """Recordings of one day and one neighbourhood."""

    LOOK = "look"
    TOLD = "told"
    """An incident, and those of other sources that may tell the same event."""

    COMMON = "common"
    """Too many records share it to say anything."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a record: plain values, only what its source says of itself."""

    record_id: int
    source_id: int
    title: str = ""
    spans: tuple[Span, ...] = ()
    """When it happened or was recorded, where both ends are known; not when it was posted."""
    places: tuple[Place, ...] = ()
    acts: frozenset[str] = frozenset()
    duration_s: float | None = None
    picture_px: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Term:
    """One reason with its weight: what agrees is above nothing, what speaks against is below."""

    name: str
    bits: float
    reason: Reason
    level: str = ""
    """The level of a linking model's comparison, where it is one."""


_SHARED = {
    TraitKind.LINK: Term("link", 7.0, reason("both give the same address")),
    TraitKind.FILE: Term("file", 12.0, reason("both hold the same file, byte for byte")),
    TraitKind.EVENT: Term("event", 2.0, reason("the same day, nearly the same place, the same act")),
    TraitKind.SCENE: Term("scene", 1.0, reason("recorded on the same day, in places of the same name")),
    TraitKind.LOOK: Term("look", 2.0, reason("the same length and the same picture size")),
}
_SHARED_UNCODED = Term("event", 1.0, reason("the same day, nearly the same place; no act is coded"))
_SHARED_BY_ROWS = {
    TraitKind.LINK: Term(
        "link", 2.0, reason("one source gives one address in both, and tells its records apart")
    ),
    TraitKind.FILE: Term(
        "file", 2.0, reason("one source holds one file with both, and tells its records apart")
    ),
}


@dataclass(frozen=True, slots=True)
class PairWeight:
    """Two records with everything that speaks for or against their being one; the lower id stands left."""

    left: int
    right: int
    terms: tuple[Term, ...]

    @property
    def bits(self) -> float:
        """Return the sum of the terms."""
        return math.fsum(term.bits for term in self.terms)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Records that may be one. ``pairs`` stand heaviest first; the first one's weight is the whole's.

    ``members`` are named unless they are too many; ``count`` is how many they are in any case.
    """

    kind: DoubtKind
    members: tuple[int, ...]
    count: int
    sources: int
    weight: float
    terms: tuple[Term, ...]
    pairs: tuple[PairWeight, ...] = field(default=())

    def open_pairs(self, stands: Standing) -> tuple[Pair, ...]:
        """Return the pairs on which nothing has been said: of an event told twice only those proposed."""
        left = open_pairs(self.members, stands)
        if self.kind is not DoubtKind.TOLD:
            return left
        proposed = {(pair.left, pair.right) for pair in self.pairs}
        return tuple(pair for pair in left if pair in proposed)


def propose(
    trait: Trait, records: Sequence[Facts], *, home: frozenset[int], is_incident: bool
) -> Proposal | None:
    """Return the proposal for records that share ``trait``, or None where nothing is to be asked.

    ``home`` are the ids of those that hold the very key; others hold that of a neighbouring cell, and are
    compared with those of ``home`` alone.
    """
    if len(records) < 2:
        return None
    is_one_source = _count_sources(records) == 1
    if is_one_source and trait.kind in BETWEEN_SOURCES:
        return None
    if len(records) > most_members(trait.kind):
        return too_common(len(records), _count_sources(records))
    weighed = [
        weigh_pair(trait, left, right, is_incident=is_incident)
        for left, right in _pairs(trait, records, home)
    ]
    pairs = sorted(
        (pair for pair in weighed if _is_worth(trait, pair)),
        key=lambda each: (-each.bits, each.left, each.right),
    )
    if not pairs:
        return None
    members = tuple(sorted({end for pair in pairs for end in (pair.left, pair.right)}))
    sources = _count_sources(each for each in records if each.record_id in members)
    kind = _kind(trait, is_shared=is_one_source and is_incident)
    return Proposal(
        kind, members, len(members), sources, round(pairs[0].bits, 3), pairs[0].terms, tuple(pairs)
    )


def most_members(kind: TraitKind) -> int:
    """Return how many records may share a trait of this kind before it is too common to ask about."""
    return MAX_TELLINGS if kind is TraitKind.EVENT else MAX_MEMBERS


def too_common(count: int, sources: int) -> Proposal:
    """Return what is said of a trait that ``count`` records share: it tells no two of them."""
    told = reason("{count} records share it: too common to tell any two of them", count=count)
    return Proposal(DoubtKind.COMMON, (), count, sources, 0.0, (Term("prior", 0.0, told),))


def weigh_pair(trait: Trait, one: Facts, other: Facts, *, is_incident: bool) -> PairWeight:
    """Return everything that agrees and that speaks against two records that share ``trait``."""
    left, right = sorted((one, other), key=lambda each: each.record_id)
    prior = Term("prior", _PRIOR_BITS, reason("two records are two until something says otherwise"))
    is_own = is_incident and left.source_id == right.source_id
    found = (
        prior,
        _shared(trait, is_own=is_own),
        weigh_times(left.spans, right.spans),
        weigh_places(left.places, right.places),
        weigh_acts(left.acts, right.acts),
        weigh_words(left.title, right.title),
        weigh_look(left, right, is_told=trait.kind is TraitKind.LOOK),
    )
    return PairWeight(left.record_id, right.record_id, tuple(term for term in found if term is not None))


def weigh_times(left: Iterable[Span], right: Iterable[Span]) -> Term | None:
    """Compare when both were, by the closest two of their times; nothing where one has none."""
    both = [
        (max(one.start_s, other.start_s) - min(one.end_s, other.end_s), one, other)
        for one, other in product(left, right)
    ]
    if not both:
        return None
    gap_h = min(gap_s for gap_s, _, _ in both) / _HOUR_S
    if gap_h > 0:
        told = reason("their times are {hours} h apart", hours=_tenths(gap_h))
        return Term("time", _step(gap_h, _APART_H), told)
    span_s = min(
        max(one.end_s, other.end_s) - min(one.start_s, other.start_s)
        for gap_s, one, other in both
        if gap_s <= 0
    )
    told = reason("their times allow one moment, within {hours} h", hours=_tenths(span_s / _HOUR_S))
    return Term("time", _step(span_s / _HOUR_S, _TOGETHER_H), told)


def weigh_places(left: Iterable[Place], right: Iterable[Place]) -> Term | None:
    """Compare where both were: the closest two of their places, beyond what their radii leave open."""
    compared = [
        (distance_m(one.centre, other.centre), one.radius_m + other.radius_m)
        for one, other in product(left, right)
        if one.precision.is_placed and other.precision.is_placed
    ]
    if not compared:
        return None
    apart_m, open_m = min(compared, key=lambda each: (max(0.0, each[0] - each[1]), each[0]))
    beyond_m = max(0.0, apart_m - open_m)
    if beyond_m > NEAR_M:
        bits = -2.0 if beyond_m <= 3 * NEAR_M else -5.0
        return Term(
            "place",
            bits,
            reason("their places are {kilometres} km apart", kilometres=_tenths(apart_m / 1000)),
        )
    told = reason("their places are {metres} m apart", metres=int(round(apart_m, -1)))
    return Term("place", _step(max(apart_m, open_m), _TOGETHER_M), told)


def weigh_acts(left: frozenset[str], right: frozenset[str]) -> Term | None:
    """Compare what was done, by codes; nothing where one has none."""
    if not left or not right:
        return None
    same = left & right
    if not same:
        return Term("acts", -2.0, reason("their acts are other ones"))
    bits = round(0.5 + len(same) / len(left | right), 2)
    return Term("acts", bits, reason("same acts: {same} of {all}", same=len(same), all=len(left | right)))


def weigh_words(left: str, right: str) -> Term | None:
    """Compare the words of the titles by their stems (Jaccard); nothing where they hardly meet."""
    one, other = stems_of(left), stems_of(right)
    if not one or not other:
        return None
    share = len(one & other) / len(one | other)
    if share < 0.2:
        return None
    return Term(
        "words",
        round(4 * share, 2),
        reason("{share} % of the words of their titles are the same", share=round(100 * share)),
    )


def weigh_look(left: Facts, right: Facts, *, is_told: bool) -> Term | None:
    """Compare lengths and picture sizes, unless the shared trait has told of them (``is_told``)."""
    if left.duration_s is None or right.duration_s is None or is_told:
        return None
    apart_s = abs(left.duration_s - right.duration_s)
    if apart_s >= 1:
        return Term("look", -2.0, reason("their lengths are {seconds} s apart", seconds=round(apart_s)))
    has_picture = all((*left.picture_px, *right.picture_px))
    bits = 2.0 if has_picture and left.picture_px == right.picture_px and apart_s < 0.15 else 0.5
    return Term("look", bits, reason("their lengths are the same"))


@lru_cache(maxsize=65_536)
def stems_of(text: str) -> frozenset[str]:
    """Return the folded stems of a title's words, without figures and the shortest words."""
    words = (word for word in split_words(fold(text)) if len(word) > 2 and not word.isdigit())
    return frozenset(stem(word) for word in words)


def _shared(trait: Trait, *, is_own: bool) -> Term:
    """Return what sharing the trait itself says."""
    if trait.kind is TraitKind.EVENT and trait.key.endswith(f"/{NO_ACT}"):
        return _SHARED_UNCODED
    return (_SHARED_BY_ROWS if is_own and trait.kind in _SHARED_BY_ROWS else _SHARED)[trait.kind]


def _kind(trait: Trait, *, is_shared: bool) -> DoubtKind:
    if is_shared and trait.kind in {TraitKind.LINK, TraitKind.FILE}:
        return DoubtKind.SHARED
    return DoubtKind(trait.kind.value)


def _pairs(trait: Trait, records: Sequence[Facts], home: frozenset[int]) -> Iterable[tuple[Facts, Facts]]:
    for one, other in combinations(records, 2):
        is_between = one.source_id != other.source_id
        if trait.kind in BETWEEN_SOURCES and not is_between:
            continue
        if one.record_id in home or other.record_id in home:
            yield one, other


def _is_worth(trait: Trait, pair: PairWeight) -> bool:
    """Whether a pair is asked about: one address or file always is; a day and place if more speaks for it."""
    if trait.kind not in BETWEEN_SOURCES:
        return True
    is_far = any(term.name == "place" and term.bits < 0 for term in pair.terms)
    return pair.bits > 0 and not is_far


def _count_sources(records: Iterable[Facts]) -> int:
    return len({each.source_id for each in records})


def _step(value: float, steps: tuple[tuple[float, float], ...]) -> float:
    return next(bits for limit, bits in steps if value <= limit)


def _tenths(value: float) -> float:
    return max(0.1, round(value, 1)) if value < 9.95 else round(value)
