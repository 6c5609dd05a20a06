"""Streams of CSV, Parquet and GeoJSON as raw tables, a batch at a time, and the whole list checked."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import csv, parquet

from crimebook.exchange.tables import TableError
from crimebook.exchange.windows.checking import (
    COVER,
    IS_POINT,
    SHAPE_FAULT,
    Rules,
    check_rows,
    refuse_doubles,
)
from crimebook.exchange.windows.listing import OPTIONAL, REQUIRED, Listing, join_listings
from crimebook.exchange.windows.shapes import Shape, read_shape
from crimebook.terms.errors import InvalidValueError

BATCH_ROWS = 65_536
_BLOCK_BYTES = 8 << 20
_COVER_TYPE = pa.list_(pa.struct([(name, pa.float64()) for name in ("lat", "lon", "radius_m", "share")]))
_KNOWN = frozenset((*REQUIRED, *OPTIONAL))


class Format(StrEnum):
    """How a list is written."""

    CSV = "csv"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    JSONL = "jsonl"
    """One feature a line."""


_FORMATS = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".geojson": Format.GEOJSON,
    ".json": Format.GEOJSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".geojsonl": Format.JSONL,
}


def format_of(name: str) -> Format:
    """Return the format that a file's name says, or raise `TableError`."""
    found = _FORMATS.get(PurePath(name).suffix.lower())
    if found is None:
        raise TableError(f"expected a name that ends in {', '.join(_FORMATS)}, got {PurePath(name).name!r}")
    return found


def read_list(stream: BinaryIO, written: Format, rules: Rules) -> Listing:
    """Read and check a whole list in memory."""
    return refuse_doubles(join_listings(list(read_pieces(stream, written, rules))))


def read_pieces(stream: BinaryIO, written: Format, rules: Rules) -> Iterator[Listing]:
    """Yield a list piece by piece, checked; an id that comes twice is found in the whole alone."""
    first = 2 if written is Format.CSV else 1
    rows = 0
    for raw in read_raw(stream, written, rules.radius_m):
        yield check_rows(raw, rules._replace(first_row=first + rows))
        rows += len(raw)
    if not rows:
        raise TableError("expected rows, got none")


def read_raw(stream: BinaryIO, written: Format, radius_m: float | None = None) -> Iterator[pa.Table]:
    """Yield the rows of a file with the columns that are known; raise `TableError` if it is no such file."""
    match written:
        case Format.CSV:
            return _read_csv(stream)
        case Format.PARQUET:
            return _read_parquet(stream)
        case Format.GEOJSON:
            return _batches(_features(stream), radius_m)
        case Format.JSONL:
            return _batches(_lines(stream), radius_m)


def _read_csv(stream: BinaryIO) -> Iterator[pa.Table]:
    header, delimiter = _header(stream)
    wrong: list[tuple[int, int]] = []

    def note(row: Any) -> str:
        wrong.append((row.number, row.actual_columns))
        return "error"

    try:
        reader = csv.open_csv(
            stream,
            csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
            csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note),
            csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                include_columns=[name for name in header if name in _KNOWN],
            ),
        )
        for batch in reader:
            yield pa.Table.from_batches([batch])
    except pa.ArrowInvalid as error:
        if wrong:
            raise TableError(
                f"row {wrong[0][0]}: expected {len(header)} cells, got {wrong[0][1]}; "
                "a comma inside a cell needs quotes, or the file is cut off"
            ) from error
        raise TableError(f"expected a CSV file in UTF-8, got: {_first_line(error)}") from error


def _header(stream: BinaryIO) -> tuple[list[str], str]:
    """Return the names of the columns and what stands between them."""
    line = stream.readline(1 << 20)
    if line and not stream.read(1):
        raise TableError("expected rows, got none")
    stream.seek(0)
    try:
        text = line.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise TableError("row 1: expected UTF-8 text; save the file as CSV UTF-8") from error
    delimiter = max(",;\t", key=text.count)
    names = [name.strip('"') for name in text.split(delimiter)]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if not text or doubled:
        raise TableError(f"row 1: expected each column once, got {', '.join(doubled) or 'an empty line'}")
    return names, delimiter


def _read_parquet(stream: BinaryIO) -> Iterator[pa.Table]:
    try:
        file = parquet.ParquetFile(stream)
        wanted = [name for name in file.schema_arrow.names if name in _KNOWN]
        for batch in file.iter_batches(BATCH_ROWS, columns=wanted):
            yield pa.Table.from_batches([batch])
        if not file.metadata.num_rows:
            yield file.schema_arrow.empty_table().select(wanted)
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(f"expected a Parquet file, got: {_first_line(error)}") from error


def _features(stream: BinaryIO) -> Iterator[Any]:
    try:
        whole = json.load(stream)
    except (ValueError, RecursionError) as error:
        raise TableError(f"expected GeoJSON, got: {_first_line(error)}") from error
    features = whole.get("features") if isinstance(whole, Mapping) else None
    if not isinstance(features, list):
        raise TableError("expected a FeatureCollection of GeoJSON, got something else")
    return iter(features)


def _lines(stream: BinaryIO) -> Iterator[Any]:
    for number, line in enumerate(stream, start=1):
        try:
            # RFC 8142 lets a record separator stand before each text.
            yield json.loads(line.strip().lstrip(b"\x1e") or b"null")
        except (ValueError, RecursionError) as error:
            raise TableError(
                f"line {number}: expected a feature of GeoJSON, got: {_first_line(error)}"
            ) from error


def _batches(features: Iterable[Any], radius_m: float | None) -> Iterator[pa.Table]:
    told = iter(features)
    while batch := list(islice(told, BATCH_ROWS)):
        yield _raw_features(batch, radius_m)


def _raw_features(features: list[Any], radius_m: float | None) -> pa.Table:
    """Return features as rows: properties as text, the shape as a disc and its cover."""
    rows = [_row(each) for each in features]
    columns: dict[str, pa.Array] = {
        name: pa.array([_cell(row.get(name)) for row in rows], pa.string())
        for name in ("id", *REQUIRED[3:], *OPTIONAL)
    }
    shapes, faults = [], []
    for feature, row in zip(features, rows, strict=True):
        shape, fault = _shape(feature, row, radius_m)
        shapes.append(shape)
        faults.append(fault)
    return pa.table(
        columns
        | {
            "lat": pa.array([each.centre.lat for each in shapes]),
            "lon": pa.array([each.centre.lon for each in shapes]),
            "radius_m": pa.array([each.radius_m for each in shapes], pa.float64()),
            IS_POINT: pa.array([each.is_point for each in shapes]),
            COVER: pa.array(
                [each.cover and [_disc(disc) for disc in each.cover] for each in shapes], _COVER_TYPE
            ),
            SHAPE_FAULT: pa.array(faults, pa.string()),
        }
    )


def _row(feature: Any) -> Mapping[str, Any]:
    """Return a feature's properties with its id, which may stand beside them."""
    if not isinstance(feature, Mapping):
        return {}
    properties = feature.get("properties")
    told = dict(properties) if isinstance(properties, Mapping) else {}
    return told | ({"id": feature["id"]} if feature.get("id") is not None else {})


def _shape(feature: Any, row: Mapping[str, Any], radius_m: float | None) -> tuple[Shape, str | None]:
    geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
    try:
        return read_shape(geometry, _radius(row, radius_m)), None
    except InvalidValueError as error:
        return _NOWHERE, f"{error.fault.got}: expected {error.fault.expected}"


_NOWHERE = Shape(
    centre=read_shape({"type": "Point", "coordinates": [0, 0]}, 0.0).centre, radius_m=0.0, is_point=True
)
"""Stands in for a shape that is none: its row is refused."""


def _radius(row: Mapping[str, Any], otherwise: float | None) -> float | None:
    told = row.get("radius_m")
    if told is None or told == "":
        return otherwise
    try:
        radius_m = float(told)
    except (TypeError, ValueError) as error:
        raise InvalidValueError("a radius_m in metres", repr(str(told)[:40])) from error
    if not (math.isfinite(radius_m) and radius_m >= 0):
        raise InvalidValueError("a radius_m of 0 m or more", repr(str(told)[:40]))
    return radius_m


def _disc(disc: tuple[float, float, float, float]) -> dict[str, float]:
    return dict(zip(("lat", "lon", "radius_m", "share"), disc, strict=True))


def _cell(value: Any) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["nothing"])[0][:160]
