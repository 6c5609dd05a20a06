"""Pairs of windows as a file in the format that its name asks for, written a piece at a time."""

import json
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

import pyarrow as pa
from pyarrow import csv, parquet

from crimebook.exchange.windows.reading import Format

WHERE = ("incident_lon", "incident_lat", "recording_lon", "recording_lat")
"""Columns that only a map wants: they become the line of GeoJSON and no column."""


class _Writer(Protocol):
    def write(self, table: pa.Table) -> None: ...

    def close(self) -> None: ...


class PairsWriter:
    """A context manager that writes tables of pairs, all of one schema, into a stream."""

    def __init__(self, sink: BinaryIO, written: Format, schema: pa.Schema) -> None:
        kept = pa.schema([each for each in schema if each.name not in WHERE])
        match written:
            case Format.CSV:
                self._writer: _Writer = csv.CSVWriter(sink, kept)
            case Format.PARQUET:
                self._writer = parquet.ParquetWriter(sink, kept, compression="zstd")
            case Format.JSONL:
                self._writer = _Lines(sink)
            case Format.GEOJSON:
                self._writer = _Features(sink)
        self._names = schema.names if written is Format.GEOJSON else kept.names

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Write some pairs."""
        if len(table):
            self._writer.write(table.select(self._names))


class _Lines:
    """One JSON object a line."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink

    def write(self, table: pa.Table) -> None:
        for row in table.to_pylist():
            self._sink.write(json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n")

    def close(self) -> None:
        pass


class _Features:
    """A FeatureCollection: each pair is a line from the middle of its incident to that of its recording."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink, self._before = sink, b"\n"
        sink.write(b'{"type": "FeatureCollection", "features": [')

    def write(self, table: pa.Table) -> None:
        for row in table.to_pylist():
            self._sink.write(
                self._before + json.dumps(_feature(row), ensure_ascii=False, allow_nan=False).encode()
            )
            self._before = b",\n"

    def close(self) -> None:
        self._sink.write(b"\n]}\n")


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    ends = [row.pop(name) for name in WHERE]
    line = {"type": "LineString", "coordinates": [ends[:2], ends[2:]]}
    return {"type": "Feature", "geometry": line, "properties": row}
