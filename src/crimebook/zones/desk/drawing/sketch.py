"""The map as a drawing: for paper, for browsers without scripts, and while the live map loads.

An equirectangular projection around the middle of the frame; at a country's width it errs by a few percent
in scale, which a drawing of this size does not show. Units are those of its view box, y downwards.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place
from crimebook.terms.windows import View
from crimebook.zones.desk.drawing.ground import Ring, view_ring

WIDTH = 640.0
HEIGHT = 440.0
_MARGIN = 0.08
_MIN_RADIUS = 4.0
_MIN_SPAN_M = 400.0
_MAX_POINTS = 6000
"""Background beyond this many points is left out: the page stays light and the windows readable."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to draw: the key that its row in a list shares, its role (a class), its words, its letter."""

    key: str
    role: str
    title: str
    place: Place
    view: View | None = None
    weight: int = 1
    url: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn mark: ``lines`` is a path for streets, else a disc of ``radius``; ``view`` a path or empty."""

    mark: Mark
    x: float
    y: float
    radius: float
    dot: float
    lines: str
    view: str

    @property
    def is_wide(self) -> bool:
        """Whether the disc is wider than the drawing, so that filling it would only tint all the rest."""
        return self.radius > WIDTH / 2


@dataclass(frozen=True, slots=True)
class Ground:
    """Background lines of one kind (``country``, ``river``, ``street`` ...) in degrees."""

    kind: str
    lines: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale bar: ``length_m`` on the ground is ``width`` units."""

    length_m: int
    width: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """A drawing: background by kind, then the marks, widest first and the page's own last: none is hidden."""

    ground: tuple[tuple[str, str], ...]
    shapes: tuple[Shape, ...]
    scale: Scale
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to units of the drawing, around ``middle``; ``unit_m`` metres a unit."""

    middle: LatLon
    unit_m: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return x to the right and y downwards."""
        east_m = (
            math.radians(lon - self.middle.lon) * EARTH_RADIUS_M * math.cos(math.radians(self.middle.lat))
        )
        north_m = math.radians(lat - self.middle.lat) * EARTH_RADIUS_M
        return round(WIDTH / 2 + east_m / self.unit_m, 1), round(HEIGHT / 2 - north_m / self.unit_m, 1)


def fit_projection(box: tuple[float, float, float, float]) -> Projection:
    """Return the projection that shows west, south, east, north with a margin."""
    west, south, east, north = box
    middle = LatLon((south + north) / 2, (west + east) / 2)
    across_m = math.radians(east - west) * EARTH_RADIUS_M * math.cos(math.radians(middle.lat))
    up_m = math.radians(north - south) * EARTH_RADIUS_M
    unit_m = max(across_m / WIDTH, up_m / HEIGHT, _MIN_SPAN_M / WIDTH) * (1 + 2 * _MARGIN)
    return Projection(middle, unit_m)


def draw_sketch(
    box: tuple[float, float, float, float], marks: Iterable[Mark], ground: Sequence[Ground] = ()
) -> Sketch:
    """Return the drawing of ``marks`` over ``ground`` within ``box`` (west, south, east, north)."""
    projection = fit_projection(box)
    shapes = sorted(
        (_shape(mark, projection) for mark in marks), key=lambda shape: (shape.mark.sign != "", -shape.radius)
    )
    drawn = ((each.kind, _path(each.lines, projection, _MAX_POINTS)) for each in ground)
    return Sketch(tuple((kind, path) for kind, path in drawn if path), tuple(shapes), _scale(projection))


def _shape(mark: Mark, projection: Projection) -> Shape:
    place = mark.place
    x, y = projection.point(place.centre.lon, place.centre.lat)
    lines = tuple(tuple((point.lon, point.lat) for point in line) for line in place.lines)
    view = (view_ring(place.centre, mark.view),) if mark.view else ()
    return Shape(
        mark=mark,
        x=x,
        y=y,
        radius=round(max(place.radius_m / projection.unit_m, _MIN_RADIUS), 1),
        dot=round(min(3.0 + 2.2 * math.log2(max(mark.weight, 1)), 16.0), 1),
        lines=_path(lines, projection, _MAX_POINTS),
        view=_path(view, projection, _MAX_POINTS),
    )


def _path(lines: Iterable[Ring], projection: Projection, max_points: int) -> str:
    """Return the SVG path of the lines that touch the drawing, or nothing if they hold too many points."""
    drawn = [[projection.point(lon, lat) for lon, lat in line] for line in lines]
    seen = [line for line in drawn if _is_seen(line)]
    if sum(map(len, seen)) > max_points:
        return ""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in line) for line in seen)


def _is_seen(line: Sequence[tuple[float, float]]) -> bool:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return max(xs) >= 0 and min(xs) <= WIDTH and max(ys) >= 0 and min(ys) <= HEIGHT


def _scale(projection: Projection) -> Scale:
    """Return the roundest bar of at most a quarter of the width."""
    longest_m = projection.unit_m * WIDTH / 4
    power = 10 ** math.floor(math.log10(longest_m))
    length_m = max(step * power for step in (1, 2, 5) if step * power <= longest_m)
    return Scale(round(length_m), round(length_m / projection.unit_m, 1))
