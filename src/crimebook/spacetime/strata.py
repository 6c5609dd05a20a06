"""Strata: among which recordings a match is a surprise.

A recording of the same town in the same night covers a given instant and point far more often by chance than
one from anywhere at any time. A stratum is such a company: its means say how often one of its recordings
covers a random instant, and a random point. They only share the total out between the prior and the other
terms: what a match is worth in all does not depend on the stratum it is weighed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from crimebook.spacetime import sight
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.windows import TimeBasis, Window, WindowKind

LEAST_CHANCE = 2.0**-40
"""The floor of every probability, so that no term says "impossible": one in a million million."""

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Stratum:
    """A town's night (a slab of 24 hours), or the background.

    ``mean_time`` and ``mean_place`` are how often a recording of it covers a random instant of ``slab_s``
    seconds, and a random point within ``area_radius_m``; ``mean_view`` is the mean share of the horizon that
    its cameras look at. Each is above 0 and at most 1. ``recordings`` counts what they were computed from.
    """

    name: str
    slab_s: float
    area_radius_m: float
    mean_time: float
    mean_place: float
    recordings: int
    mean_view: float = 1.0

    def __post_init__(self) -> None:
        means = (self.mean_time, self.mean_place, self.mean_view)
        if not all(0 < mean <= 1 for mean in means):
            raise InvalidValueError(
                "means above 0 and at most 1", str(means), "estimate them with estimate_stratum"
            )


@dataclass(frozen=True, slots=True)
class Extent:
    """The company of a stratum before its means are known: its name, its length in time, its radius."""

    name: str
    slab_s: float
    area_radius_m: float


def estimate_stratum(
    extent: Extent, durations_s: ArrayLike, reaches_m: ArrayLike, openings_deg: ArrayLike = ()
) -> Stratum:
    """Return the stratum with its means: of min(1, duration / slab), (reach / radius)^2 and opening / 360.

    Durations and reaches of the recordings that have them; openings of those with a view. With no recordings
    at all a mean is the floor `LEAST_CHANCE`, and the prior as small as can be.
    """
    durations, reaches = np.asarray(durations_s, np.float64), np.asarray(reaches_m, np.float64)
    return Stratum(
        extent.name,
        extent.slab_s,
        extent.area_radius_m,
        mean_time=_mean_share(durations / extent.slab_s, LEAST_CHANCE),
        mean_place=_mean_share((reaches / extent.area_radius_m) ** 2, LEAST_CHANCE),
        recordings=reaches.size,
        mean_view=_mean_share(np.asarray(openings_deg, np.float64) / 360.0, 1.0),
    )


def stratum_of(
    extent: Extent, recordings: Sequence[Window], *, context_s: float = sight.CONTEXT_S
) -> Stratum:
    """Return `estimate_stratum` from the recordings themselves, leaving out lengths that nobody knows."""
    lengths_s = [covered_s(window, context_s) for window in recordings]
    return estimate_stratum(
        extent,
        [length_s for length_s in lengths_s if length_s > 0],
        [sight.reach_m(window) for window in recordings],
        [window.view.opening_deg for window in recordings if window.view is not None],
    )


def covered_s(window: Window, context_s: float = sight.CONTEXT_S) -> float:
    """Return how many seconds a recording covers, 0 where nobody knows.

    What lasted: from the middle of its start to the middle of its end. A message: its context on both sides,
    or on the one side where only its posting is known.
    """
    if window.kind is WindowKind.INSTANT_INSIDE:
        return context_s if window.basis is TimeBasis.POSTED else 2 * context_s
    time = window.time
    if time.latest_start is None or time.latest_end is None:
        return 0.0
    longest_s = (time.latest_end - time.latest_start).total_seconds()
    if time.earliest_start is None or time.earliest_end is None:
        return longest_s
    shortest_s = (time.earliest_end - time.earliest_start).total_seconds()
    return (shortest_s + longest_s) / 2


def _mean_share(shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]], otherwise: float) -> float:
    if not shares.size:
        return otherwise
    return float(np.clip(np.minimum(shares, 1.0).mean(), LEAST_CHANCE, 1.0))
