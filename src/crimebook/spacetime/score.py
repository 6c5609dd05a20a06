"""Bits of evidence: how strongly a recording speaks for having covered an incident, and why.

The score says in bits how likely the recording covers the incident's true instant and point (and looks at
it), as a sum of terms, like the match weight of record linkage (Fellegi and Sunter 1969):

* ``prior``  log2(lambda / (1 - lambda)), lambda the product of the stratum's means: any recording of it;
* ``time``   log2(p_time / mean_time);
* ``place``  log2(p_place / mean_place), only where both have a place;
* ``view``   log2(p_view / mean_view), only where the recording also has a view.

Up to the prior's 1 - lambda, which is near 1, the sum is log2(p_time p_place p_view), whatever the stratum:
0 bits is as good as certain, -10 bits is one in a thousand. Every p is at least
2^-40. A time of which too little is known weighs 0 bits. A score is not a probability of guilt.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime import sight
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
    """One bar: its bits and what it rests on."""

    name: TermName
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
    bits = term_bits(found, stratum)
    total = np.nansum([bits[name] for name in TermName], axis=0)
    kept = np.lexsort((recorded.ids, -total))[:k]
    scored = [_scored(incident, recorded, int(row), found, bits=bits, stratum=stratum) for row in kept]
    return tuple(sorted(scored, key=lambda each: (-each.score_bits, each.window_id)))


def term_bits(found: Chances, stratum: Stratum) -> dict[TermName, Floats]:
    """Return each term's bits, shape (n,); NaN where a recording has no such term."""
    placed, seen = ~np.isnan(found.place), ~np.isnan(found.view)
    chance = stratum.mean_time * np.where(placed, stratum.mean_place, 1.0)
    chance = np.clip(chance * np.where(seen, stratum.mean_view, 1.0), LEAST_CHANCE**3, 1 - LEAST_CHANCE)
    return {
        TermName.PRIOR: np.log2(chance / (1 - chance)),
        TermName.TIME: np.nan_to_num(_bits(found.time, stratum.mean_time)),
        TermName.PLACE: _bits(found.place, stratum.mean_place),
        TermName.VIEW: _bits(found.view, stratum.mean_view),
    }


def _bits(chance: Floats, mean: float) -> Floats:
    return np.log2(np.maximum(chance, LEAST_CHANCE) / mean)


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
        TermName.PRIOR: prior_ground(chance, stratum, is_placed=is_placed),
        TermName.TIME: time_ground(incident, recorded, row, float(found.time[row])),
    }
    if is_placed and incident.place is not None:
        near = nearest(incident.place, recorded, row)
        grounds[TermName.PLACE] = place_ground(near, float(recorded.reach_m[row]))
        if is_seen:
            grounds[TermName.VIEW] = view_ground(float(found.view[row]))
    terms = tuple(Term(name, float(bits[name][row]), ground) for name, ground in grounds.items())
    return Scored(int(recorded.ids[row]), math.fsum(term.bits for term in terms), terms, is_placed)
