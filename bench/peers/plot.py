"""Plots as SVG, of lines and words alone: readable in light and in dark, and in a review."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from bench.peers.running import Result
from bench.peers.sets import Size

WIDTH, ROW, LEFT, RIGHT, TOP = 800, 26, 260, 200, 40
HEIGHT, BOTTOM, MARGIN = 380, 60, 60
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.ours { fill: #1a7f37; stroke: #1a7f37 } .theirs { fill: #8c959f; stroke: #8c959f }
polyline { stroke-width: 2 } polyline.ours, polyline.theirs { fill: none }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ours { fill: #3fb950; stroke: #3fb950 } }
</style>"""
"""A page shows a picture apart from itself, so that the picture has to ask by itself whether it is dark."""


def bars(path: Path, size: Size, results: Sequence[Result]) -> None:
    """Draw the processor seconds of each peer, on a scale of tens, and say those by the clock."""
    done = sorted((each for each in results if each.is_done), key=lambda each: each.cpu_s)
    if not done:
        return
    low = 10.0 ** np.floor(np.log10(done[0].cpu_s))
    span = max(np.log10(done[-1].cpu_s / low), 1.0)
    sides = f"{size.recordings:,} recordings x {size.incidents:,} incidents"
    lines = [text(0, 20, f"{sides}: processor seconds in all, on a scale of tens from {low:g} s")]
    for number, each in enumerate(done):
        y = TOP + number * ROW
        long = max((WIDTH - LEFT - RIGHT) * float(np.log10(each.cpu_s / low)) / span, 2)
        colour = "ours" if each.name.startswith("kernel") else "theirs"
        lines.append(text(LEFT - 8, y + 14, each.version, "end"))
        lines.append(f'<rect x="{LEFT}" y="{y}" width="{long:.1f}" height="18" class="{colour}"/>')
        lines.append(text(LEFT + long + 8, y + 14, f"{each.cpu_s:.2f} s ({each.wall_s:.2f} by the clock)"))
    write(path, lines, TOP + len(done) * ROW + 10)


def growth(path: Path, amounts: np.ndarray, seconds: np.ndarray, slope: float) -> None:
    """Draw processor seconds over windows and pairs, both by tens, with the line of equal cost."""
    x, y = np.log10(amounts), np.log10(seconds)
    # A tenfold is as long up as it is across the taller of the two, so that equal cost keeps within.
    high = max(y.max() - y.min(), x.max() - x.min())
    across = MARGIN + (x - x.min()) / (x.max() - x.min()) * (WIDTH - MARGIN - RIGHT)
    up = HEIGHT - BOTTOM - (y - y.min()) / high * (HEIGHT - BOTTOM - TOP)
    even = HEIGHT - BOTTOM - (x - x.min()) / high * (HEIGHT - BOTTOM - TOP)
    lines = [text(0, 20, f"ours, all pairs: processor seconds over windows and pairs, exponent {slope:.2f}")]
    lines += [polyline(across, even, "theirs"), polyline(across, up, "ours")]
    for at, on, amount, second in zip(across, up, amounts, seconds, strict=True):
        lines.append(f'<circle cx="{at:.1f}" cy="{on:.1f}" r="4" class="ours"/>')
        lines.append(text(at + 10, on + 16, f"{second:.2g} s"))
        lines.append(text(at, HEIGHT - 30, f"{amount:,.0f}", "middle"))
    lines.append(text(across[-1] + 10, even[-1], "equal cost for each"))
    lines.append(
        text(MARGIN, HEIGHT - 8, "windows of both sides and pairs found, together; both scales by tens")
    )
    write(path, lines, HEIGHT)


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def polyline(across: np.ndarray, up: np.ndarray, colour: str) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))
    return f'<polyline points="{points}" class="{colour}"/>'


def write(path: Path, lines: Sequence[str], height: float) -> None:
    body = "\n".join(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">'
    path.write_text(f"{head}\n{STYLE}\n{body}\n</svg>\n", encoding="utf-8")
