"""The time strip of a page: its own windows on top, the matched ones beneath."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import get_default_timezone as book_zone

from crimebook.work.reading.page_parts import WindowView
from crimebook.zones.desk.drawing.strip import Row, Strip, draw_strip
from crimebook.zones.desk.matches import RankedMatch


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A window of the page's own subject; ``key`` is shared with the map."""

    key: str
    view: WindowView
    row: Row


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A matched window."""

    ranked: RankedMatch
    row: Row


@dataclass(frozen=True, slots=True)
class PageStrip:
    """The clock and its rows."""

    strip: Strip
    own: tuple[OwnRow, ...]
    matched: tuple[MatchRow, ...]


def own_key(view: WindowView) -> str:
    """Return the key of a window of the page's own subject."""
    return f"w{view.window_id}"


def strip_of_page(windows: Sequence[WindowView], matches: Sequence[RankedMatch]) -> PageStrip | None:
    """Return the strip, or None where no window of the page is bounded in time."""
    strip = draw_strip([each.window.time for each in windows], book_zone())
    if strip is None:
        return None
    own = tuple(OwnRow(own_key(each), each, strip.row(each.window.time)) for each in windows)
    matched = tuple(MatchRow(each, strip.row(each.match.matched.window.time)) for each in matches)
    return PageStrip(strip, own, matched)
