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
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime import sight, weights
from crimebook.spacetime.chances import Chances, chances, nearest
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
    scored = [_scored(incident, recorded, int(row), found, bits=bits, stratum=stratum) for row in kept]
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


def _scored(
    incident: Window,
    recorded: Recorded,
    row: int,
    found: Chances,
    *,
    bits: dict[TermName, Floats],
    stratum: Stratum,
) -> Scored:
    is_placed, is_seen = not math.isnan(found.place[row]), not math.isnan(found.view[row])
    chance = 1 / (1 + 2.0 ** -float(bits[TermName.PRIOR][row]))
    grounds = {
        TermName.PRIOR: prior_ground(chance, stratum),
        TermName.TIME: time_ground(incident, recorded, row, float(found.time[row])),
    }
    if is_placed and incident.place is not None:
        near = nearest(incident.place, recorded, row)
        grounds[TermName.PLACE] = place_ground(near, float(recorded.reach_m[row]))
        if is_seen:
            grounds[TermName.VIEW] = view_ground(float(found.view[row]))
    terms = tuple(Term(name, float(bits[name][row]), ground) for name, ground in grounds.items())
    return Scored(int(recorded.ids[row]), math.fsum(term.bits for term in terms), terms, is_placed)
