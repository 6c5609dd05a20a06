"""A score in plain words: numbers that a template puts into sentences which a lawyer can read.

The terms without the prior are a likelihood ratio. Of what has nothing to do with an incident, at most one in
as many as that ratio reaches it (Markov's inequality): so much can be said without any further assumption.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.work.reading.page_parts import TermView

_PRIOR = "prior"
_EVEN_BITS = 1.0
_MOST_BITS = 40.0


@dataclass(frozen=True, slots=True)
class Plainly:
    """What a score says: ``fits`` is ``for``, ``against`` or ``even``, by a factor of ``times``.

    ``odds`` to one, for it where ``is_likely``, is what the program would bet after all terms.
    """

    fits: str
    times: int
    is_likely: bool
    odds: int


def say_plainly(terms: Sequence[TermView], total_bits: float) -> Plainly:
    """Return the numbers of the sentences about a score."""
    evidence = sum(term.bits for term in terms if term.name != _PRIOR)
    fits = "even" if abs(evidence) < _EVEN_BITS else "for" if evidence > 0 else "against"
    return Plainly(fits, _round(abs(evidence)), total_bits >= 0, _round(abs(total_bits)))


def _round(bits: float) -> int:
    """Return two to the power of ``bits``, to two digits: a page must not look more exact than it is."""
    number = 2.0 ** min(bits, _MOST_BITS)
    return int(float(f"{number:.2g}")) if number >= 10 else max(1, round(number))
