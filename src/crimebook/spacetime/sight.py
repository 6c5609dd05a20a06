"""Sight: what a recording takes in beyond the bounds of its own window.

A camera sees further than the error of its position, and a message speaks of what happened around it. The
candidates (`columns.recording_parts`) and the score (`score`) must widen a recording alike, or pairs that
score well would never be found; so both take it from here.
"""

from crimebook.terms.windows import Window, WindowKind

CONTEXT_S = 600.0
"""Seconds before and after its instant of which a communication speaks."""

DEFAULT_REACH_M = 150.0
"""How far a recording sees or hears where no range is known."""


def reach_m(window: Window) -> float:
    """Return how far from its position a recording takes in the world, in metres.

    The range of its view where one is given, else `DEFAULT_REACH_M`. How badly its position is known is
    another matter, which the place's radius says: a camera sees no further for being poorly located.
    """
    return DEFAULT_REACH_M if window.view is None else window.view.range_m


def context_s(window: Window, around_s: float = CONTEXT_S) -> float:
    """Return the seconds around its time of which a window speaks: none for what lasted."""
    match window.kind:
        case WindowKind.INSTANT_INSIDE:
            return around_s
        case WindowKind.LASTING:
            return 0.0
