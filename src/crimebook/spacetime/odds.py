"""From a score to odds that hold: how large the company was, and what such scores turned out to mean.

The terms of a score order the recordings of one list. Two rows make their sum what it claims to be, the log2
of the odds that the pair is true, where that could be checked:

* ``background``   in a night with twice as many recordings each is less likely the one, by `COMPANY_WEIGHT`
                   bits: what truly shows an incident does not grow with what was filmed that day;
* ``calibration``  the curve of its list (`calibration.Curve`), fitted on pairs of known truth.

Both rise with the score and are one for all candidates of a window in a list, so they change no order there.
The curves were fitted on twelve invented scenarios (seeds 31 to 34, 41 to 44 and 61 to 64), with the lag that
is learnt there, and beside the shared marks (`shared`) that are added after them: both together are to hold.
How they do on others: `bench/calibration.py`, `docs/benchmarks.md`. They are no measure of any real night.
"""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from crimebook.spacetime.calibration import Curve, calibration_ground
from crimebook.spacetime.score import Scored, Term
from crimebook.spacetime.strata import Stratum
from crimebook.terms.reasons import reason

COMPANY_WEIGHT = 0.7
COMPANY = 64
"""So many recordings of a company are neither many nor few: the row is 0 bits there."""


class OddsTerm(StrEnum):
    """The rows beside those of the score, in their order in the waterfall."""

    BACKGROUND = "background"
    CALIBRATION = "calibration"


class ListKind(NamedTuple):
    """A list of candidates: of recordings or messages, with a place or without, of what lasted or not."""

    is_recording: bool
    is_placed: bool
    is_lasting: bool


CURVES: Mapping[ListKind, Curve] = MappingProxyType(
    {
        ListKind(is_recording=True, is_placed=True, is_lasting=False): Curve(
            (
                (-12.98, -11.96),
                (-11.63, -9.53),
                (-10.6, -8.2),
                (-9.92, -7.73),
                (-9.24, -6.93),
                (-8.65, -6.41),
                (-8.0, -6.03),
                (-7.37, -5.45),
                (-6.68, -5.05),
                (-5.82, -4.39),
                (-4.64, -3.53),
                (-2.02, -1.61),
            )
        ),
        ListKind(is_recording=True, is_placed=True, is_lasting=True): Curve(
            (
                (-11.46, -11.86),
                (-8.31, -9.65),
                (-6.86, -9.57),
                (-6.2, -7.86),
                (-5.65, -7.77),
                (-5.01, -7.56),
                (-4.22, -7.11),
                (-3.35, -6.42),
                (-2.29, -5.27),
                (-0.6, -4.23),
            )
        ),
        ListKind(is_recording=True, is_placed=False, is_lasting=False): Curve(
            (
                (-12.46, -13.02),
                (-11.93, -12.11),
                (-11.29, -10.6),
                (-10.51, -9.7),
                (-9.58, -8.83),
                (-8.96, -8.28),
                (-8.25, -7.63),
                (-7.35, -7.15),
                (-5.86, -5.09),
            )
        ),
        ListKind(is_recording=True, is_placed=False, is_lasting=True): Curve(
            (
                (-11.73, -12.91),
                (-4.31, -9.72),
            )
        ),
        ListKind(is_recording=False, is_placed=True, is_lasting=False): Curve(
            (
                (-11.74, -11.13),
                (-11.15, -10.01),
                (-10.27, -9.54),
                (-9.43, -8.92),
                (-8.78, -8.51),
                (-8.28, -7.61),
                (-7.14, -6.83),
                (-6.48, -6.31),
                (-5.85, -5.93),
                (-4.71, -5.53),
                (-2.54, -4.27),
            )
        ),
        ListKind(is_recording=False, is_placed=True, is_lasting=True): Curve(
            (
                (-7.77, -10.55),
                (-1.87, -5.55),
            )
        ),
        ListKind(is_recording=False, is_placed=False, is_lasting=False): Curve(
            (
                (-11.67, -12.48),
                (-10.95, -11.96),
                (-10.35, -10.77),
                (-9.38, -10.58),
                (-8.45, -9.71),
                (-7.94, -9.11),
                (-7.28, -8.01),
                (-6.27, -6.52),
            )
        ),
        ListKind(is_recording=False, is_placed=False, is_lasting=True): Curve(
            (
                (-7.51, -13.64),
                (-5.76, -8.76),
            )
        ),
    }
)


def company_bits(stratum: Stratum) -> float:
    """Return by how much the number of recordings in the company moves each of them, in bits."""
    return -COMPANY_WEIGHT * math.log2((stratum.recordings + 1) / COMPANY)


def settle(scored: Sequence[Scored], which: ListKind, stratum: Stratum) -> tuple[Scored, ...]:
    """Return the candidates of one list with the two rows, in the order they came in."""
    company = Term(
        OddsTerm.BACKGROUND,
        company_bits(stratum),
        reason(
            "{recordings} recordings and messages from {stratum}: the more, the less likely is each",
            recordings=stratum.recordings,
            stratum=stratum.name,
        ),
    )
    bits = [each.score_bits + company.bits for each in scored]
    should = CURVES[which].bits(bits).tolist()
    told = zip(scored, bits, should, strict=True)
    return tuple(with_terms(each, (company, _calibration(is_bits, to))) for each, is_bits, to in told)


def with_terms(scored: Scored, terms: Sequence[Term]) -> Scored:
    """Return the candidate with further terms, its score the sum of all."""
    every = (*scored.terms, *terms)
    score = math.fsum(term.bits for term in every)
    return Scored(scored.window_id, score, every, scored.is_placed)


def _calibration(bits: float, should: float) -> Term:
    return Term(OddsTerm.CALIBRATION, should - bits, calibration_ground(bits, should))
