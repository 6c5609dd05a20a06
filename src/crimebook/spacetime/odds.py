"""From a score to odds that hold: how large the company was, and what such scores turned out to mean.

The terms of a score order the recordings of one list. Two rows make their sum what it claims to be, the log2
of the odds that the pair is true, where that could be checked:

* ``background``   in a night with twice as many recordings each is less likely the one, by `COMPANY_WEIGHT`
                   bits: what truly shows an incident does not grow with what was filmed that day;
* ``calibration``  the curve of its list (`calibration.Curve`), fitted on pairs of known truth.

Both rise with the score and are one for all candidates of a window in a list, so they change no order there.
They were fitted on four invented scenarios (seeds 31 to 34), with the lag that is learnt there; the last knot
of placed recordings is a third of a bit lower, as seeds 41 to 44 chose. How they hold on others:
`bench/calibration.py`, `docs/benchmarks.md`. They are no measurement of any real night.
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
                (-12.7, -11.66),
                (-11.03, -8.64),
                (-9.87, -7.7),
                (-8.86, -6.72),
                (-7.83, -5.86),
                (-6.81, -5.09),
                (-5.44, -4.12),
                (-2.54, -1.95),
            )
        ),
        ListKind(is_recording=True, is_placed=True, is_lasting=True): Curve(
            ((-9.67, -11.42), (-5.1, -7.53), (-0.69, -3.78))
        ),
        ListKind(is_recording=True, is_placed=False, is_lasting=False): Curve(
            (
                (-12.44, -12.9),
                (-11.65, -11.6),
                (-11.14, -10.54),
                (-10.55, -9.69),
                (-9.92, -8.9),
                (-9.12, -8.28),
                (-7.99, -7.58),
                (-5.53, -4.82),
            )
        ),
        ListKind(is_recording=True, is_placed=False, is_lasting=True): Curve(
            ((-11.28, -12.05), (-5.14, -10.33))
        ),
        ListKind(is_recording=False, is_placed=True, is_lasting=False): Curve(
            (
                (-11.77, -10.53),
                (-10.79, -9.37),
                (-9.44, -8.66),
                (-8.55, -7.76),
                (-7.82, -7.09),
                (-6.75, -6.2),
                (-5.65, -5.37),
                (-3.07, -4.59),
            )
        ),
        ListKind(is_recording=False, is_placed=True, is_lasting=True): Curve(
            ((-7.99, -10.28), (-2.93, -6.79))
        ),
        ListKind(is_recording=False, is_placed=False, is_lasting=False): Curve(
            (
                (-11.09, -11.87),
                (-10.13, -10.25),
                (-9.42, -10.21),
                (-8.59, -9.12),
                (-7.95, -8.5),
                (-6.49, -6.7),
            )
        ),
        ListKind(is_recording=False, is_placed=False, is_lasting=True): Curve(
            ((-7.49, -12.92), (-5.78, -9.16))
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
