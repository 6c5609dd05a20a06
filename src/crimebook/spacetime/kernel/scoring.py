"""Scoring: the constants of the score, as the kernel takes them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crimebook.spacetime import weights
from crimebook.spacetime.chances import WRONG_AZIMUTH
from crimebook.spacetime.kernel.compiling import Floats
from crimebook.spacetime.kernel.tables import normal_table, rice_table
from crimebook.spacetime.kernel.times import Known
from crimebook.spacetime.times import LAG, Lag


class Law(NamedTuple):
    """The constants and tables of the score; ``exact`` has functions in place of the table of ``known``."""

    time_weight: float
    place_weight: float
    view_weight: float
    wrong: float
    start_bits: float
    wrong_azimuth: float
    known: Known
    exact: Known
    rice: Floats


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
        """Return what the compiled functions take."""
        shares, scales_s = np.array(self.lag.shares, np.float64), np.array(self.lag.scales_s, np.float64)
        none = np.empty((0, 4))
        none.flags.writeable = False
        return Law(
            float(self.time_weight),
            float(self.place_weight),
            float(self.view_weight),
            float(self.wrong),
            float(self.start_bits),
            WRONG_AZIMUTH,
            Known(shares, scales_s, normal_table()),
            Known(shares, scales_s, none),
            rice_table(),
        )
