"""What is kept beside records so that a list of a million is narrowed by an index: derived, never said.

A day is a day of the book's zone. Everything here follows from live windows and can be made again.
"""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.windows import TimeBasis


def incident_facts(windows: Sequence[WindowRecord], zone: ZoneInfo) -> dict[str, Any]:
    """Return the derived columns of an incident with these windows."""
    starts = [each.window.time.earliest_start for each in windows]
    first = min((start for start in starts if start is not None), default=None)
    return {
        "first_start": first,
        "day": "" if first is None else first.astimezone(zone).date().isoformat(),
        "wants_place": any(each.wants_place for each in windows),
    }


def recording_facts(windows: Sequence[WindowRecord]) -> dict[str, Any]:
    """Return the derived columns of a recording with these windows."""
    return {
        "is_placed": any(each.window.is_placed for each in windows),
        "basis": windows[0].window.basis.value if windows else TimeBasis.UNKNOWN.value,
    }
