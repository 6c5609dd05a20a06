"""How long after its end a recording is posted, learnt where both times are known.

The law is `times.Lag`, a mixture of Lomax laws with fixed scales far apart; only their shares are learnt, by
expectation maximisation. The likelihood is concave in the shares, so there is one answer, whatever one starts
from. A prior of `PRIOR` recordings of what is taken where nothing was learnt keeps a few lags from deciding
much, and fewer than `LEAST` decide nothing.

Source: Dempster, Laird and Rubin 1977 (mixtures with known components); Lomax 1954.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crimebook.spacetime.times import LAG, LAG_SCALE_S, Lag
from crimebook.terms.reasons import Reason, reason

Floats = NDArray[np.float64]

SCALES_S = (LAG_SCALE_S / 9, LAG_SCALE_S, 9 * LAG_SCALE_S, 81 * LAG_SCALE_S)
"""Scales of the laws: half of each is posted within 3 minutes, half an hour, 4 hours, a day and a half."""

PRIOR = 20.0
"""As many recordings as the lag that nobody learnt counts for."""

LEAST = 30
"""Fewer lags than this teach nothing."""

_ROUNDS = 400
_STILL = 1e-7


@dataclass(frozen=True, slots=True)
class LearntLag:
    """A law with what it was learnt from: lags used, and those left out as negative or beyond the cut."""

    lag: Lag
    used: int
    negative: int
    beyond: int

    @property
    def is_learnt(self) -> bool:
        """Whether there were enough to learn from."""
        return self.used >= LEAST

    @property
    def ground(self) -> Reason:
        """Say what the law rests on."""
        if not self.is_learnt:
            return reason(
                "{used} recordings with both times are too few to learn the lag from; {least} are needed",
                used=self.used,
                least=LEAST,
            )
        return reason(
            "the lag of posting was learnt from {used} recordings whose both times are known: "
            "half are posted within {minutes} minutes",
            used=self.used,
            minutes=round(quantile_s(self.lag, 0.5) / 60),
        )


def learn_lag(lags_s: ArrayLike, cut_s: float, *, slack_s: float = 60.0) -> LearntLag:
    """Return the law of ``lags_s``, seconds from the end of a recording to its posting, up to ``cut_s``.

    A lag down to ``-slack_s`` is a clock's error and counts as none; an earlier one tells that a clock is
    wrong altogether and is left out, and so is what a window does not allow for.
    """
    lags = np.asarray(lags_s, np.float64)
    fits = (lags >= -slack_s) & (lags <= cut_s)
    used = np.maximum(lags[fits], 0.0)
    counted = int(fits.sum()), int((lags < -slack_s).sum()), int((lags > cut_s).sum())
    return LearntLag(_fit(used, cut_s) if used.size >= LEAST else LAG, *counted)


def quantile_s(lag: Lag, share: float) -> float:
    """Return the time within which ``share`` (above 0, below 1) of all are posted, in seconds."""
    low, high = 0.0, 1.0
    while lag.within(high) < share:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if lag.within(middle) < share else (low, middle)
    return high


def _fit(lags_s: Floats, cut_s: float) -> Lag:
    scales = np.array(SCALES_S)
    kept = cut_s / (scales + cut_s) if math.isfinite(cut_s) else np.ones_like(scales)
    density = scales / (scales + lags_s[:, None]) ** 2 / kept
    prior = np.where(scales == LAG_SCALE_S, PRIOR, 0.0)
    shares = np.full(scales.size, 1 / scales.size)
    for _ in range(_ROUNDS):
        each = density * shares
        found = (each / each.sum(axis=1, keepdims=True)).sum(axis=0) + prior
        before, shares = shares, found / found.sum()
        if np.abs(shares - before).max() < _STILL:
            break
    # What was learnt is of lags within the cut; the law is of all, and each window cuts it anew.
    whole = shares / kept
    whole /= whole.sum()
    return Lag(tuple(whole.tolist()), SCALES_S)
