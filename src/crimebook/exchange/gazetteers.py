"""Gazetteers: our own TOML, GeoNames-style CSV of settlements, GeoJSON of streets. Each gives toponyms.

The rule by which a settlement's radius follows from its population is the caller's: it belongs to places.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from crimebook.exchange.tables import Parsed, Refusal, Row, TableError, need, parse_table, read_field
from crimebook.exchange.values import WORLD, read_count, read_number
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, Ref, SourceName, check_external_id
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.toponyms import Toponym, ToponymKind

STREET_HALF_WIDTH_M = 30.0
"""A carriageway, its pavements and the fronts of the houses."""

LANDMARK_EXACT_M = 50.0
"""A landmark that fits in this radius is exact; a larger one is a vicinity."""

_PRECISIONS = {
    ToponymKind.COUNTRY: Precision.COUNTRY,
    ToponymKind.REGION: Precision.REGION,
    ToponymKind.SETTLEMENT: Precision.LOCALITY,
    ToponymKind.DISTRICT: Precision.DISTRICT,
    ToponymKind.STREET: Precision.STREET,
    ToponymKind.LANDMARK: Precision.VICINITY,
}
_LABELS = ("be", "ru", "en")


def parse_toml(content: bytes, source: SourceName) -> Parsed[Toponym]:
    """Read our own gazetteer: ``[[place]]`` tables."""
    try:
        entries = tomllib.loads(content.decode("utf-8")).get("place", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"expected a TOML gazetteer, got: {error}") from error
    return _collect(entries, lambda entry: _from_toml(entry, source))


def parse_geonames(
    content: bytes, source: SourceName, *, radius_of: Callable[[int], float]
) -> Parsed[Toponym]:
    """Read settlements: ``geonameid, name, lat, lon, population, names_cyrillic, names_latin``."""

    def parse_row(row: Row) -> Toponym:
        point = LatLon(read_field(row, "lat", read_number), read_field(row, "lon", read_number))
        population = read_field(row, "population", read_count)
        names = [need(row, "name"), *row["names_cyrillic"].split("|"), *row["names_latin"].split("|")]
        return Toponym(
            ref=Ref(source, read_field(row, "geonameid", check_external_id)),
            kind=ToponymKind.SETTLEMENT,
            names=_distinct(names),
            place=Place(WORLD.check(point), radius_of(population), Precision.LOCALITY),
            source="© GeoNames, CC BY 4.0",
            population=population,
        )

    required = ("geonameid", "name", "lat", "lon", "population")
    return parse_table(content, required=required, parse_row=parse_row, identify=lambda each: str(each.ref))


def parse_streets(content: bytes, source: SourceName) -> Parsed[Toponym]:
    """Read streets from GeoJSON lines with ``name_be, name_latin, city_be, city_latin``."""
    try:
        features = json.loads(content)["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise TableError("expected GeoJSON with features, got something else; is the file whole?") from error
    return _collect(features, lambda feature: _from_feature(feature, source))


def _collect(entries: Iterable[Any], read: Callable[[Any], Toponym]) -> Parsed[Toponym]:
    records: dict[Ref, Toponym] = {}
    refusals = []
    for number, entry in enumerate(entries, start=1):
        try:
            toponym = read(entry)
        except InvalidValueError as error:
            refusals.append(Refusal(number, "place", error.fault))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            refusals.append(
                Refusal(number, "place", Fault("a named place", type(error).__name__, "see the format"))
            )
        else:
            if toponym.ref in records:
                refusals.append(Refusal(number, "id", Fault("an id of its own", "one that came before")))
            records.setdefault(toponym.ref, toponym)
    return Parsed(tuple(records.values()), tuple(refusals))


def _from_toml(entry: Mapping[str, Any], source: SourceName) -> Toponym:
    kind = ToponymKind(entry["kind"])
    names = [entry.get(language, "") for language in _LABELS] + list(entry.get("also", []))
    return Toponym(
        ref=Ref(source, check_external_id(entry["id"])),
        kind=kind,
        names=_distinct(names),
        place=_toml_place(entry, kind),
        town=entry.get("town", ""),
        source=entry.get("source", ""),
        population=int(entry.get("population", 0)),
    )


def _toml_place(entry: Mapping[str, Any], kind: ToponymKind) -> Place:
    lines = tuple(tuple(WORLD.check(LatLon(*point)) for point in line) for line in entry.get("lines", []))
    if lines:
        return Place.along(lines, float(entry.get("half_width_m", STREET_HALF_WIDTH_M)), Precision.STREET)
    radius_m = float(entry["radius_m"])
    is_exact = kind is ToponymKind.LANDMARK and radius_m <= LANDMARK_EXACT_M
    precision = Precision.EXACT if is_exact else _PRECISIONS[kind]
    return Place(WORLD.check(LatLon(float(entry["lat"]), float(entry["lon"]))), radius_m, precision)


def _from_feature(feature: Mapping[str, Any], source: SourceName) -> Toponym:
    properties, geometry = feature["properties"], feature["geometry"]
    names = _distinct([properties["name_be"], properties.get("name_latin", "")])
    return Toponym(
        ref=Ref(source, ExternalId(str(feature["id"]))),
        kind=ToponymKind.STREET,
        names=names,
        place=Place.along(tuple(_lines(geometry)), STREET_HALF_WIDTH_M, Precision.STREET),
        town=properties["city_be"],
        source="© OpenStreetMap contributors, ODbL 1.0",
    )


def _lines(geometry: Mapping[str, Any]) -> Iterator[tuple[LatLon, ...]]:
    """Yield lines; GeoJSON writes longitude first (RFC 7946, section 3.1.1)."""
    parts = {"LineString": [geometry["coordinates"]], "MultiLineString": geometry["coordinates"]}
    for part in parts[geometry["type"]]:
        yield tuple(WORLD.check(LatLon(lat, lon)) for lon, lat, *_ in part)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


FORMATS: Mapping[str, str] = {".toml": "toml", ".csv": "geonames", ".geojson": "streets"}
"""The format of a gazetteer file by its ending."""
