"""Plots as SVG, of lines and words alone: readable in light and in dark, and in a review."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from bench.peers.running import Result
from bench.peers.sets import Size

WIDTH, ROW, LEFT, RIGHT, TOP = 760, 26, 230, 110, 40
HEIGHT, BOTTOM = 360, 50
INK, OURS, THEIRS = "#57606a", "#1a7f37", "#8c959f"
FONT = 'font-family="system-ui, sans-serif" font-size="13"'


def bars(path: Path, size: Size, results: Sequence[Result]) -> None:
    """Draw the seconds of each peer by the clock, on a scale of tens."""
    done = sorted((each for each in results if each.is_done), key=lambda each: each.wall_s)
    if not done:
        return
    low = 10.0 ** np.floor(np.log10(done[0].wall_s))
    span = max(np.log10(done[-1].wall_s / low), 1.0)
    title = f"{size.recordings:,} recordings x {size.incidents:,} incidents: seconds by the clock, in all"
    lines = [text(0, 20, title)]
    for number, each in enumerate(done):
        y = TOP + number * ROW
        long = (WIDTH - LEFT - RIGHT) * float(np.log10(each.wall_s / low)) / span
        colour = OURS if each.name == "kernel" else THEIRS
        lines.append(text(LEFT - 8, y + 14, each.version, "end"))
        lines.append(f'<rect x="{LEFT}" y="{y}" width="{max(long, 2):.1f}" height="18" fill="{colour}"/>')
        lines.append(text(LEFT + max(long, 2) + 8, y + 14, f"{each.wall_s:.2f} s"))
    foot = TOP + len(done) * ROW + 20
    lines.append(text(LEFT, foot, f"from {low:g} s, each tenth part of the way by tens"))
    write(path, lines, foot + 10)


def growth(path: Path, amounts: np.ndarray, seconds: np.ndarray) -> None:
    """Draw processor seconds over windows and pairs, both by tens, with the line of equal cost."""
    x, y = np.log10(amounts), np.log10(seconds)
    across = LEFT / 2 + (x - x.min()) / (x.max() - x.min()) * (WIDTH - LEFT / 2 - RIGHT)
    high = max(y.max(), y.min() + (x.max() - x.min())) - y.min()
    up = HEIGHT - BOTTOM - (y - y.min()) / high * (HEIGHT - BOTTOM - TOP)
    even = HEIGHT - BOTTOM - (x - x.min()) / high * (HEIGHT - BOTTOM - TOP)
    lines = [text(0, 20, "processor seconds over windows and pairs; the grey line is equal cost for each")]
    lines.append(polyline(across, even, THEIRS))
    lines.append(polyline(across, up, OURS))
    for at, on, amount, second in zip(across, up, amounts, seconds, strict=True):
        lines.append(f'<circle cx="{at:.1f}" cy="{on:.1f}" r="4" fill="{OURS}"/>')
        lines.append(text(at + 8, on + 14, f"{second:.2f} s"))
        lines.append(text(at, HEIGHT - 20, f"{amount:,.0f}", "middle"))
    write(path, lines, HEIGHT)


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}" {FONT}>{escape(words)}</text>'


def polyline(across: np.ndarray, up: np.ndarray, colour: str) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def write(path: Path, lines: Sequence[str], height: float) -> None:
    body = "\n".join(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">'
    path.write_text(f"{head}\n{body}\n</svg>\n")
