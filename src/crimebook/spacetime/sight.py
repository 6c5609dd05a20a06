"""Sight: what a recording takes in beyond the bounds of its own window.

A camera sees further than the error of its position, and a message speaks of what happened around it. The
candidates (`columns.recording_parts`) and the score (`score`) must widen a recording alike, or pairs that
score well would never be found; so both take it from here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from crimebook.terms.windows import Window, WindowKind

CONTEXT_S = 600.0
"""Seconds before and after its instant of which a communication speaks."""

DEFAULT_REACH_M = 150.0
"""How far a recording sees or hears where neither its range nor its kind is known."""

REACH_BY_KIND_M: Mapping[str, float] = MappingProxyType(
    {
        "audio": 215.0,
        "bodycam": 40.0,
        "dashcam": 60.0,
        "doorbell": 30.0,
        "drone": 340.0,
        "livestream": 150.0,
        "photo": 115.0,
        "video": 130.0,
    }
)
"""How far the kinds of recordings see or hear where no range is known: medians of the
training half of an invented scenario (`weights`)."""

STILL_S = 30.0
"""Seconds before and after its instant that a recording of no length, a photograph, speaks for."""


def reach_m(window: Window, kind: str = "") -> float:
    """Return how far from its position a recording takes in the world, in metres.

    The range of its view where one is given, else that of its kind (a term of ``recording_kinds``). How badly
    its position is known is another matter, which the place's radius says: a camera sees no further for being
    poorly located.
    """
    return REACH_BY_KIND_M.get(kind, DEFAULT_REACH_M) if window.view is None else window.view.range_m


def search_reach_m(window: Window, kind: str = "") -> float:
    """Return how far around it candidates are looked for: `reach_m`, where its kind says so farther.

    Never less than `DEFAULT_REACH_M` without a view, so that a kind which sees little loses no pair.
    """
    return max(reach_m(window), reach_m(window, kind))


def context_s(window: Window, around_s: float = CONTEXT_S) -> float:
    """Return the seconds around its time of which a window speaks: none for what lasted."""
    match window.kind:
        case WindowKind.INSTANT_INSIDE:
            return around_s
        case WindowKind.LASTING:
            return 0.0
