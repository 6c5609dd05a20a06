"""The waterfall of a score: starts at the prior, one bar a term, ends at the total. Units are bits.

Positions are in 0 to `WIDTH`, the width of the view box of each bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.terms.reasons import Reason
from crimebook.work.reading.page_parts import TermView

WIDTH = 1000.0
_MIN_WIDTH = 4.0
"""A term of no weight is still a mark that can be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: the term, where its bar begins and how wide it is, where the sum stood before and after it."""

    name: str
    bits: float
    reason: Reason | None
    x: float
    width: float
    before_x: float
    after_x: float

    @property
    def sign(self) -> str:
        """Return the class of the bar; the number beside it says the same."""
        if self.name in {"prior", "total"}:
            return self.name
        return "against" if self.bits < 0 else "for"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars in order, the total last; ``zero_x`` is even odds."""

    bars: tuple[Bar, ...]
    total: Bar
    zero_x: float
    width: float = WIDTH


def draw_waterfall(terms: Sequence[TermView], total_bits: float) -> Waterfall:
    """Return the bars of ``terms``, each beginning where the sum of those before it ends."""
    sums = [0.0]
    for term in terms:
        sums.append(sums[-1] + term.bits)
    low, high = min(*sums, total_bits, 0.0), max(*sums, total_bits, 0.0)
    span = high - low or 1.0

    def x_of(bits: float) -> float:
        return round((bits - low) / span * WIDTH, 1)

    bars = tuple(
        _bar(term, x_of(before), x_of(after))
        for term, before, after in zip(terms, sums, sums[1:], strict=False)
    )
    total = _bar(TermView("total", total_bits, Reason("")), x_of(0.0), x_of(total_bits))
    return Waterfall(bars, total, x_of(0.0))


def _bar(term: TermView, before_x: float, after_x: float) -> Bar:
    left, right = min(before_x, after_x), max(before_x, after_x)
    width = max(right - left, _MIN_WIDTH)
    said = term.reason if term.reason.message else None
    x = min(left, WIDTH - width)
    return Bar(term.name, term.bits, said, round(x, 1), round(width, 1), before_x, after_x)
