"""Printing results: JSON for scripts, a few plain lines for people."""

import json
from typing import TYPE_CHECKING, Any

from crimebook.places.placewords import PlaceReading
from crimebook.places.timereadings import TimeReading
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.instants import format_instant
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import Place
from crimebook.terms.reasons import join_reasons
from crimebook.zones.cli.session import print_text

if TYPE_CHECKING:
    # What a page shows is made of what the register hands out, and that needs a book that is open.
    from crimebook.work.counting import Counts
    from crimebook.work.reading.match_views import MatchView


def print_json(value: Any) -> None:
    """Print a value as JSON for scripts."""
    print_text(f"{json.dumps(value, ensure_ascii=False, indent=2)}\n")


def counts_json(counts: "Counts") -> dict[str, Any]:
    """Return all counts as JSON; a breakdown's parts sum to its acts and those counted twice."""
    return {
        **counts.totals,
        "change": counts.change,
        **{
            f"acts_by_{each.dimension}": {
                "acts": each.acts,
                "incidents": each.incidents,
                "counted_twice": each.counted_twice,
                "parts": {part.value or "unknown": part.acts for part in each.parts},
            }
            for each in counts.breakdowns
        },
        "incidents_by_day": {each.value or "unknown": each.count for each in counts.incidents_by_day},
        "incident_windows_by_precision": {
            each.value: each.count for each in counts.incident_windows_by_precision
        },
        "recordings_by_time_basis": {each.value: each.count for each in counts.recordings_by_time_basis},
        "waiting": counts.waiting,
        "true_recordings_found": counts.found,
    }


def place_json(place: Place | None) -> dict[str, Any]:
    """Return a place as JSON; unknown coordinates are null."""
    if place is None:
        return {"lat": None, "lon": None, "radius_m": None, "precision": "unknown"}
    line = [[list(point) for point in part] for part in place.lines]
    return {
        "lat": round(place.centre.lat, 7),
        "lon": round(place.centre.lon, 7),
        "radius_m": round(place.radius_m, 1),
        "precision": place.precision.value,
        **({"lines": line, "half_width_m": place.half_width_m} if line else {}),
    }


def times_json(time: FourPoint) -> list[str | None]:
    """Return the four points as RFC 3339 times, null where unknown."""
    return [None if point is None else format_instant(point) for point in time.points]


def window_json(record: WindowRecord) -> dict[str, Any]:
    """Return a window of a record as JSON."""
    window = record.window
    return {
        **place_json(window.place),
        "place": record.place_name,
        "times": times_json(window.time),
        "kind": window.kind.value,
        "basis": window.basis.value,
        "clock_sigma_s": window.clock_sigma_s,
        "reason": join_reasons(window.reasons),
        "wanting": None if window.wanting is None else str(window.wanting),
        "place_words": record.place_words,
        "time_words": record.time_words,
        "alternatives": [
            {"name": each.name, "lat": each.lat, "lon": each.lon, "reason": str(each.reason)}
            for each in record.alternatives
        ],
    }


def match_json(match: "MatchView") -> dict[str, Any]:
    """Return a match as JSON; the bits of its terms sum to its score."""
    return {
        "ref": match.ref,
        "kind": match.kind.value,
        "score_bits": match.score_bits,
        "terms": [{"name": term.name, "bits": term.bits, "reason": str(term.reason)} for term in match.terms],
        "placed": match.is_placed,
        "title": match.title,
        "invented": match.is_invented,
    }


def place_reading_json(reading: PlaceReading) -> dict[str, Any]:
    """Return a reading of place words as JSON."""
    return {
        **place_json(reading.place),
        "name": reading.name,
        "words": reading.words,
        "reason": join_reasons(reading.reasons),
        "wanting": None if reading.wanting is None else str(reading.wanting),
        "alternatives": [
            {"name": each.name, **place_json(each.place), "reason": str(each.reason)}
            for each in reading.alternatives
        ],
    }


def time_reading_json(reading: TimeReading) -> dict[str, Any]:
    """Return a reading of time words as JSON."""
    return {
        "times": times_json(reading.time),
        "text": reading.time.format(),
        "kind": reading.kind.value,
        "basis": reading.basis.value,
        "reason": join_reasons(reading.reasons),
        "wanting": None if reading.wanting is None else str(reading.wanting),
    }
