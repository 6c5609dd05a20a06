"""The map of a page, twice: as a drawing, and as GeoJSON for the live map that replaces it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.overview_page import Dot
from crimebook.work.reading.page_parts import StreetLine, WindowView
from crimebook.zones.desk.drawing.ground import WIDE_M, Ring, box_of, features_of, place_features
from crimebook.zones.desk.drawing.sketch import Ground, Mark, Sketch, draw_sketch
from crimebook.zones.desk.matches import RankedMatch
from crimebook.zones.desk.strips import own_key

_BACKGROUND = "desk/background.geojson"
_NARROW_M = 300.0
"""Matched windows up to this radius always count for what part of the ground the map shows."""

_ROLES = {
    SubjectKind.INCIDENT: "incident",
    SubjectKind.INJURY: "incident",
    SubjectKind.LEG: "incident",
    SubjectKind.RECORDING: "recording",
    SubjectKind.COMMUNICATION: "message",
}


@dataclass(frozen=True, slots=True)
class PageMap:
    """A drawing and the data of the live map."""

    sketch: Sketch
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A window to draw; the page's own have a letter as their ``sign``."""

    key: str
    view: WindowView
    title: str
    sign: str = ""

    def marks(self) -> list[Mark]:
        window = self.view.window
        if window.place is None or not window.is_placed:
            return []
        role = _ROLES[self.view.subject]
        return [Mark(self.key, role, self.title, window.place, window.view, sign=self.sign)]

    def features(self) -> list[dict[str, Any]]:
        role = _ROLES[self.view.subject]
        return features_of(self.view.window, key=self.key, role=role, title=self.title, sign=self.sign)


def map_of_page(
    windows: Sequence[WindowView],
    matches: Sequence[RankedMatch],
    *,
    streets: Sequence[StreetLine] = (),
    streets_ref: str = "",
) -> PageMap | None:
    """Return the map of a page's own windows and of those matched, or None where nothing has a place."""
    drawn = [_Drawn(each.key, each.match.matched, each.match.title) for each in matches]
    own = [
        _Drawn(own_key(view), view, _title(view), chr(64 + number)) for number, view in enumerate(windows, 1)
    ]
    box = box_of(_deciding(_places_of(own), _places_of(drawn)))
    if box is None:
        return None
    # The page's own windows come last: what it is about is never hidden.
    marks = [mark for each in (*drawn, *own) for mark in each.marks()]
    features = [feature for each in (*drawn, *own) for feature in each.features()]
    ground = (*_background(), Ground("street", tuple(line for street in streets for line in street.lines)))
    data = _data(features, box) | {"streets": reverse("streets", args=[streets_ref]) if streets_ref else ""}
    return PageMap(draw_sketch(box, marks, ground), data)


def map_of_dots(dots: Sequence[Dot]) -> PageMap | None:
    """Return the map of the overview: one dot for all incidents around one middle, larger for more."""
    marks = [_mark_of_dot(f"d{index}", dot) for index, dot in enumerate(dots)]
    ground = _background()
    box = _box_of_ground(ground) or box_of([mark.place for mark in marks])
    if box is None or not marks:
        return None
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [mark.place.centre.lon, mark.place.centre.lat]},
            "properties": {"key": mark.key, "role": mark.role, "title": mark.title, "part": "count",
                           "count": mark.weight, "url": mark.url},
        }
        for mark in marks
    ]  # fmt: skip
    return PageMap(draw_sketch(box, marks, ground), _data(features, box))


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place to draw under a name: its key is shared with its row, its letter may be empty."""

    key: str
    title: str
    place: Place
    role: str = "recording"
    sign: str = ""


def map_of_places(
    named: Sequence[NamedPlace], *, frame: Place | None, streets: Sequence[StreetLine] = (), streets_url: str
) -> PageMap | None:
    """Return a map on which a person can point at a place: what is known, within the town or the country."""
    ground = (*_background(), Ground("street", tuple(line for street in streets for line in street.lines)))
    near = [each.place for each in named if each.place.radius_m <= WIDE_M]
    box = box_of(near or ([frame] if frame else [])) or _box_of_ground(ground)
    if box is None:
        return None
    marks = [Mark(each.key, each.role, each.title, each.place, sign=each.sign) for each in named]
    features = [
        feature
        for each in named
        for feature in place_features(
            each.place, key=each.key, role=each.role, title=each.title, sign=each.sign
        )
    ]
    return PageMap(draw_sketch(box, marks, ground), _data(features, box) | {"streets": streets_url})


def streets_json(streets: Sequence[StreetLine]) -> dict[str, Any]:
    """Return streets as a GeoJSON feature collection."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "MultiLineString", "coordinates": street.lines},
                "properties": {"kind": "street", "name": street.name},
            }
            for street in streets
        ],
    }


def _title(view: WindowView) -> str:
    return view.place_name or view.place_words


def _mark_of_dot(key: str, dot: Dot) -> Mark:
    place = Place(LatLon(dot.lat, dot.lon), 0.0, Precision.EXACT)
    url = reverse("incident", args=[dot.ref]) if dot.ref else ""
    return Mark(key, "incident", dot.place_name, place, weight=dot.incidents, url=url)


def _places_of(drawn: Sequence[_Drawn]) -> list[Place]:
    windows = (each.view.window for each in drawn)
    return [window.place for window in windows if window.place is not None and window.is_placed]


def _deciding(own: Sequence[Place], matched: Sequence[Place]) -> Sequence[Place]:
    """Return the places that the frame must hold: the page's own, and those matched but not much wider."""
    near = [place for place in own if place.radius_m <= WIDE_M] or own
    if not near:
        return [place for place in matched if place.radius_m <= WIDE_M] or matched
    limit_m = max(_NARROW_M, 1.5 * max(place.radius_m for place in near))
    return [*near, *(place for place in matched if place.radius_m <= limit_m)]


def _data(features: list[dict[str, Any]], box: tuple[float, float, float, float]) -> dict[str, Any]:
    return {
        "features": {"type": "FeatureCollection", "features": features},
        "box": box,
        "background": static(_BACKGROUND) if finders.find(_BACKGROUND) else "",
    }


def _background() -> tuple[Ground, ...]:
    found = finders.find(_BACKGROUND)
    return _read_background(Path(found)) if isinstance(found, str) else ()


@cache
def _read_background(path: Path) -> tuple[Ground, ...]:
    """Read our own background file once; it is part of the package."""
    kinds: dict[str, list[Ring]] = defaultdict(list)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        kinds[feature["properties"]["kind"]] += _lines(feature["geometry"])
    return tuple(Ground(kind, tuple(lines)) for kind, lines in kinds.items())


def _lines(geometry: dict[str, Any]) -> list[Ring]:
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "LineString":
            lines = [coordinates]
        case "MultiLineString" | "Polygon":
            lines = coordinates
        case "MultiPolygon":
            lines = [ring for polygon in coordinates for ring in polygon]
        case _:
            lines = []
    return [tuple((lon, lat) for lon, lat, *_ in line) for line in lines]


def _box_of_ground(ground: Sequence[Ground]) -> tuple[float, float, float, float] | None:
    """Return the box of the country's outline, if the background draws one."""
    points = [point for each in ground if each.kind == "country" for line in each.lines for point in line]
    if not points:
        return None
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons), min(lats), max(lons), max(lats)
