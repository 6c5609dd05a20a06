"""Bits of evidence: how strongly a recording speaks for having covered an incident, and why.

The score is the log2 of the odds that the recording covers the incident's true instant and point (and looks
at it), as a sum of terms, like the match weight of record linkage (Fellegi and Sunter 1969):

* ``prior``  what a recording of its kind starts with, were all the rest as in the mean of its stratum;
* ``time``   w log2(q_time / mean_time), q = (1 - wrong) p + wrong * mean;
* ``place``  w log2(q_place / mean_place), only where both have a place;
* ``view``   w log2(p_view / mean_view), only where the recording also has a view.

Weights, ``wrong`` and kinds are in `weights`. 0 bits is as likely as not, -10 bits is one in a thousand. A
time of which too little is known weighs 0 bits, and so does a place that nobody knows: then the prior takes
the stratum's mean for it. A score is not a probability of guilt.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime import sight, weights
from crimebook.spacetime.chances import Chances, Nearest, chances, nearest
from crimebook.spacetime.grounds import place_ground, prior_ground, time_ground, view_ground
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.strata import LEAST_CHANCE, Stratum
from crimebook.terms.reasons import Reason
from crimebook.terms.windows import Window

Floats = NDArray[np.float64]


class TermName(StrEnum):
    """The bars of the waterfall, in their order."""

    PRIOR = "prior"
    TIME = "time"
    PLACE = "place"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Term:
    """One bar: its bits and what it rests on. Its name is a `TermName`, or that of a row beside the score."""

    name: StrEnum
    bits: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Scored:
    """A recording's score for an incident. ``score_bits`` is exactly ``math.fsum`` of the terms' bits."""

    window_id: int
    score_bits: float
    terms: tuple[Term, ...]
    is_placed: bool


class Weighed(NamedTuple):
    """Candidates of one list: P(covers the instant), P(in the opening angle), the bits of each term.

    Each of shape (n,); NaN where a candidate has no such term.
    """

    time: Floats
    view: Floats
    bits: Mapping[TermName, Floats]


def score_window(
    incident: Window,
    recordings: Sequence[tuple[int, Window]],
    stratum: Stratum,
    *,
    context_s: float = sight.CONTEXT_S,
) -> tuple[Scored, ...]:
    """Return every recording scored for the incident, best first; ties by id."""
    return top_k(incident, Recorded.of(recordings, context_s), stratum, len(recordings))


def top_k(incident: Window, recorded: Recorded, stratum: Stratum, k: int) -> tuple[Scored, ...]:
    """Return the ``k`` best of the recordings, best first; ties by id. Only they get their reasons."""
    found = chances(incident, recorded)
    bits = term_bits(found, stratum, recorded.kind_bits)
    total = np.nansum([bits[name] for name in TermName], axis=0)
    kept = np.lexsort((recorded.ids, -total))[:k]
    best = Weighed(found.time[kept], found.view[kept], {name: bits[name][kept] for name in TermName})
    return ranked(explained(incident, recorded.take(kept), best, stratum))


def ranked(scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """Return candidates best first; ties by id."""
    return tuple(sorted(scored, key=lambda each: (-each.score_bits, each.window_id)))


def term_bits(found: Chances, stratum: Stratum, kind_bits: Floats | float = 0.0) -> dict[TermName, Floats]:
    """Return each term's bits, shape (n,); NaN where a recording has no such term."""
    seen = ~np.isnan(found.view)
    means = weights.TIME_WEIGHT * math.log2(stratum.mean_time)
    means += weights.PLACE_WEIGHT * math.log2(stratum.mean_place)
    view = weights.VIEW_WEIGHT * math.log2(stratum.mean_view)
    return {
        TermName.PRIOR: weights.START_BITS + kind_bits + means + np.where(seen, view, 0.0),
        TermName.TIME: np.nan_to_num(_bits(found.time, stratum.mean_time, weights.TIME_WEIGHT)),
        TermName.PLACE: _bits(found.place, stratum.mean_place, weights.PLACE_WEIGHT),
        TermName.VIEW: weights.VIEW_WEIGHT
        * np.log2(np.maximum(found.view, LEAST_CHANCE) / stratum.mean_view),
    }


def _bits(chance: Floats, mean: float, weight: float) -> Floats:
    return weight * np.log2((1 - weights.WRONG) * chance / mean + weights.WRONG)


def explained(incident: Window, recorded: Recorded, weighed: Weighed, stratum: Stratum) -> tuple[Scored, ...]:
    """Return every recording with its terms and what each rests on, in their order."""
    near: Sequence[Nearest | None] = [None] * len(recorded.ids)
    is_near = ~np.isnan(weighed.bits[TermName.PLACE])
    if incident.place is not None and incident.is_placed and is_near.any():
        near = nearest(incident.place, recorded)
    columns = [weighed.bits[name].tolist() for name in TermName]
    rows = zip(recorded.ids.tolist(), weighed.time.tolist(), weighed.view.tolist(), near, strict=True)
    found = []
    for row, ((window_id, time, view, place), bits) in enumerate(
        zip(rows, zip(*columns, strict=True), strict=True)
    ):
        prior_bits, time_bits, place_bits, view_bits = bits
        terms = [
            Term(TermName.PRIOR, prior_bits, prior_ground(1 / (1 + 2.0**-prior_bits), stratum)),
            Term(TermName.TIME, time_bits, time_ground(incident, recorded, row, time)),
        ]
        is_placed = place is not None and not math.isnan(place_bits)
        if place is not None and is_placed:
            ground = place_ground(place, float(recorded.reach_m[row]))
            terms.append(Term(TermName.PLACE, place_bits, ground))
            if not math.isnan(view):
                terms.append(Term(TermName.VIEW, view_bits, view_ground(view)))
        score = math.fsum(term.bits for term in terms)
        found.append(Scored(window_id, score, tuple(terms), is_placed))
    return tuple(found)
