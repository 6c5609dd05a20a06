"""Windows as rows: the columns of a window, and the window of a row. Each is the other's inverse."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.terms.instants import parse_zone
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.reasons import Reason
from crimebook.terms.script import fold
from crimebook.terms.windows import SubjectKind, TimeBasis, View, Window, WindowKind

if TYPE_CHECKING:
    from crimebook.stores.register import models


@dataclass(frozen=True, slots=True)
class AlternativePlace:
    """Another place that the words could have meant."""

    name: str
    lat: float
    lon: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class WindowRecord:
    """A window with the words it was read from; ``window_id`` is 0 until it is stored.

    ``incident_id`` is the incident to which it belongs, also through an injury or a leg; 0 for others.
    ``wants_place`` tells that it is the place that a person must settle.
    """

    window: Window
    zone: str
    place_name: str = ""
    place_words: str = ""
    time_words: str = ""
    alternatives: tuple[AlternativePlace, ...] = ()
    town_words: str = ""
    window_id: int = 0
    subject: SubjectKind = SubjectKind.INCIDENT
    change: int = 0
    incident_id: int = 0
    leg_step: str = ""
    leg_kind: str = ""
    """What its leg was, and the kind of place; empty where it is no leg's window."""
    wants_place: bool = False


def place_columns(place: Place | None) -> dict[str, Any]:
    """Return the columns of a place; all empty for none."""
    if place is None:
        return {"lat": None, "lon": None, "radius_m": None, "precision": "", "lines": [], "half_width_m": 0.0}
    return {
        "lat": place.centre.lat,
        "lon": place.centre.lon,
        "radius_m": place.radius_m,
        "precision": place.precision.value,
        "lines": [[list(point) for point in line] for line in place.lines],
        "half_width_m": place.half_width_m,
    }


def place_of(columns: dict[str, Any]) -> Place | None:
    """Return the place of `place_columns`."""
    if columns["lat"] is None:
        return None
    return Place(
        LatLon(columns["lat"], columns["lon"]),
        columns["radius_m"],
        Precision(columns["precision"]),
        tuple(tuple(LatLon(*point) for point in line) for line in columns["lines"]),
        columns["half_width_m"],
    )


def window_columns(record: WindowRecord) -> dict[str, Any]:
    """Return every column of a window but its subject, its citation and its change."""
    window, view = record.window, record.window.view
    return {
        **place_columns(window.place),
        "earliest_start": window.time.earliest_start,
        "latest_start": window.time.latest_start,
        "earliest_end": window.time.earliest_end,
        "latest_end": window.time.latest_end,
        "zone": record.zone,
        "kind": window.kind.value,
        "basis": window.basis.value,
        "clock_sigma_s": window.clock_sigma_s,
        "azimuth_deg": view and view.azimuth_deg,
        "opening_deg": view and view.opening_deg,
        "range_m": view and view.range_m,
        "place_name": record.place_name,
        "place_words": record.place_words,
        "town_words": record.town_words,
        "words_key": fold(record.place_words)[:KEY_CHARACTERS],
        "town_key": fold(record.town_words)[:KEY_CHARACTERS],
        "time_words": record.time_words,
        "reasons": [each.to_json() for each in window.reasons],
        "wanting": window.wanting and window.wanting.to_json(),
        "wants_place": record.wants_place,
        "alternatives": [
            {"name": each.name, "lat": each.lat, "lon": each.lon, "reason": each.reason.to_json()}
            for each in record.alternatives
        ],
    }


def window_record(row: "models.Window") -> WindowRecord:
    """Return the record of a row, its times in the zone in which the source speaks."""
    time = FourPoint(row.earliest_start, row.latest_start, row.earliest_end, row.latest_end)
    columns = {
        name: getattr(row, name) for name in ("lat", "lon", "radius_m", "precision", "lines", "half_width_m")
    }
    window = Window(
        place=place_of(columns),
        time=time.in_zone(parse_zone(row.zone)),
        kind=WindowKind(row.kind),
        basis=TimeBasis(row.basis),
        reasons=tuple(Reason.from_json(each) for each in row.reasons),
        clock_sigma_s=row.clock_sigma_s,
        view=_view(row),
        wanting=Reason.from_json(row.wanting) if row.wanting else None,
    )
    return WindowRecord(
        window=window,
        zone=row.zone,
        place_name=row.place_name,
        place_words=row.place_words,
        time_words=row.time_words,
        alternatives=tuple(
            AlternativePlace(each["name"], each["lat"], each["lon"], Reason.from_json(each["reason"]))
            for each in row.alternatives
        ),
        town_words=row.town_words,
        window_id=row.pk,
        subject=subject_of(row),
        change=row.change,
        incident_id=_incident_id(row),
        leg_step=row.leg.step if row.leg else "",
        leg_kind=row.leg.place_kind if row.leg else "",
        wants_place=row.wants_place,
    )


def _incident_id(row: "models.Window") -> int:
    owner = row.injury if row.injury_id else row.leg if row.leg_id else row
    return (owner.incident_id if owner else None) or 0


def subject_of(row: "models.Window") -> SubjectKind:
    """Return what the row is a window of."""
    return next(kind for kind in SubjectKind if getattr(row, f"{kind.value}_id") is not None)


def _view(row: "models.Window") -> View | None:
    if row.azimuth_deg is None or row.opening_deg is None or row.range_m is None:
        return None
    return View(row.azimuth_deg, row.opening_deg, row.range_m)
