"""Scoring: the constants of the score, as the kernel takes them."""

from dataclasses import dataclass
from typing import NamedTuple

from crimebook.spacetime import weights
from crimebook.spacetime.chances import WRONG_AZIMUTH
from crimebook.spacetime.kernel.times import LAWS
from crimebook.spacetime.times import LAG, Lag
from crimebook.terms.errors import InvalidValueError


class Law(NamedTuple):
    """The constants of the score: plain numbers, so that handing them on costs a pair nothing."""

    time_weight: float
    place_weight: float
    view_weight: float
    wrong: float
    start_bits: float
    wrong_azimuth: float
    lag_shares: tuple[float, ...]
    lag_scales_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scoring:
    """How pairs are scored: `spacetime.score` with the weights of `spacetime.weights`.

    ``mean_time``, ``mean_place``, ``mean_view`` are the means of the stratum (`strata.Stratum`) for incidents
    whose table has no columns of these names. ``lag`` is how late material is posted.
    """

    mean_time: float
    mean_place: float
    mean_view: float = 1.0
    lag: Lag = LAG
    time_weight: float = weights.TIME_WEIGHT
    place_weight: float = weights.PLACE_WEIGHT
    view_weight: float = weights.VIEW_WEIGHT
    wrong: float = weights.WRONG
    start_bits: float = weights.START_BITS

    @property
    def means(self) -> tuple[float, float, float]:
        """The stratum's means: of time, place and view."""
        return self.mean_time, self.mean_place, self.mean_view

    def law(self) -> Law:
        """Return what the compiled functions take; a lag of more than four laws is refused."""
        spare = LAWS - len(self.lag.shares)
        if spare < 0:
            raise InvalidValueError(f"a lag of at most {LAWS} laws", f"{len(self.lag.shares)}")
        return Law(
            float(self.time_weight),
            float(self.place_weight),
            float(self.view_weight),
            float(self.wrong),
            float(self.start_bits),
            WRONG_AZIMUTH,
            tuple(float(share) for share in (*self.lag.shares, *[0.0] * spare)),
            tuple(float(scale_s) for scale_s in (*self.lag.scales_s, *[1.0] * spare)),
        )
