"""A reliability plot as SVG: observed over predicted by bins of bits, with the middle 95 % of each."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crimebook.spacetime.calibration import Bin

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 70, 700, 40, 320
COLOURS = ("#1b5e8c", "#b3541e")
LEAST, MOST = 0.125, 8.0
"""The ends of the axis of ratios, which is logarithmic."""

SHOWN = 100
"""True pairs that a bin needs to be drawn."""


def draw(path: Path, series: Mapping[str, Sequence[Bin]]) -> None:
    """Write the plot of each series; bins with fewer than `SHOWN` true pairs are left out."""
    drawn = {name: _shown(bins) for name, bins in series.items()}
    low = min(each.low_bits for bins in drawn.values() for each in bins)
    high = max(each.high_bits for bins in drawn.values() for each in bins)
    step = (RIGHT - LEFT) / (high - low)
    parts = list(_frame(low, high, step))
    for number, (name, bins) in enumerate(drawn.items()):
        colour, aside, at = COLOURS[number], (number - 0.5) * 8, LEFT + 10 + 180 * number
        for each in bins:
            x = LEFT + ((each.low_bits + each.high_bits) / 2 - low) * step + aside
            least, most = each.interval
            parts += [_line(x, x, _y(least), _y(most), colour), _dot(x, _y(each.ratio), colour)]
        parts += [_dot(at, 20, colour), _text(at + 9, 24, name, "start")]
    path.write_text(_page(parts), encoding="utf-8")


def _shown(bins: Sequence[Bin]) -> list[Bin]:
    return [each for each in bins if each.observed >= SHOWN and math.isfinite(each.low_bits + each.high_bits)]


def _y(ratio: float) -> float:
    place = math.log2(min(max(ratio, LEAST), MOST) / LEAST) / math.log2(MOST / LEAST)
    return BOTTOM - place * (BOTTOM - TOP)


def _frame(low: float, high: float, step: float) -> Iterator[str]:
    size = f'width="{RIGHT - LEFT}" height="{_y(0.8) - _y(1.25):.1f}"'
    yield f'<rect x="{LEFT}" y="{_y(1.25):.1f}" {size} fill="#e4efe4"/>'
    for ratio in (0.125, 0.25, 0.5, 1, 2, 4, 8):
        yield _line(LEFT, RIGHT, _y(ratio), _y(ratio), "#ccc")
        yield _text(LEFT - 8, _y(ratio) + 4, f"{ratio:g}", "end")
    for bits in range(int(low), int(high) + 1):
        yield _text(LEFT + (bits - low) * step, BOTTOM + 18, f"{bits}")
    yield _text((LEFT + RIGHT) / 2, BOTTOM + 42, "bits of the score: log2 of the odds")
    yield f'<g transform="rotate(-90 18 180)">{_text(18, 180, "observed over predicted")}</g>'


def _line(x1: float, x2: float, y1: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _page(parts: Sequence[str]) -> str:
    content = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12">\n'
        f"<title>Observed over predicted true pairs by bits of the score</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{content}\n</svg>\n'
    )
