"""Tella exports: what the Tella app writes beside each photograph, video or sound, and reports of its server.

Three writings are read:

* the metadata table that the app exports beside a file: a line of names and a line of values, ``File hash``
  (SHA-256), ``File name``, ``Timestamp`` (milliseconds since 1970), ``Location latitude`` and so on;
* the same as JSON (``fileHashSHA256``, ``fileName``, ``timestamp``, ``myLocation``), one object or a list;
* reports as JSON: ``title``, ``description``, ``createdAt`` and their ``files``.

Tables may be one below the other with their names repeated, or in a zip file beside their media; the SHA-256
of each file in it is taken anew, and one that differs is refused. Forms of ODK are the format ``kobo``.

**Not kept:** cells, Wi-Fi networks, addresses, serials, operators and folders: they would name the one who
filmed. Of an author nothing is kept. Only `KEPT` comes in.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from crimebook.exchange.accounts import (
    Account,
    FileFacts,
    Format,
    Subject,
    Where,
    cell_of,
    read_json,
    value_of,
)
from crimebook.exchange.bundles import Measured, base_name, is_bundle, open_bundle
from crimebook.exchange.partners.phones import (
    captured,
    file_of,
    find_file_digest,
    is_media,
    kept,
    kind_of,
    read_file_digest,
    read_stamp,
)
from crimebook.exchange.points import spot_of
from crimebook.exchange.tables import FieldError, Row, TableError, read_field, read_optional
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import check_external_id

KEPT = (
    "File hash",
    "File name",
    "File path",
    "Timestamp",
    "Ambient temperature",
    "Light",
    "Location accuracy",
    "Location altitude",
    "Location latitude",
    "Location longitude",
    "Location timestamp",
    "Location provider",
    "Location speed",
    "Locale",
    "Language",
    "Manufacturer",
    "Data type",
    "Hardware",
    "Screen size",
    "Notes",
)
REPORT_KEPT = ("id", "title", "description", "createdAt", "updatedAt", "files")
_JSON_NAMES = {
    "fileHashSHA256": "File hash",
    "fileHash": "File hash",
    "hash": "File hash",
    "fileName": "File name",
    "filePath": "File path",
    "timestamp": "Timestamp",
    "ambientTemperature": "Ambient temperature",
    "light": "Light",
    "locale": "Locale",
    "language": "Language",
    "manufacturer": "Manufacturer",
    "dataType": "Data type",
    "hardware": "Hardware",
    "screenSize": "Screen size",
    "notes": "Notes",
}
_LOCATION = ("accuracy", "altitude", "latitude", "longitude", "timestamp", "provider", "speed")


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield one row a file, or a report."""
    for number, cells in enumerate(_records(content), start=1):
        yield Row(number, cells)


def read_account(row: Row) -> Account:
    """Read the metadata of one file as its recording, or a report as an incident."""
    return _report(row) if "createdAt" in row.cells else _recording(row)


def _recording(row: Row) -> Account:
    digest = read_field(row, "File hash", read_file_digest)
    if row["bundle sha256"] and row["bundle sha256"] != digest:
        raise FieldError(
            "File hash",
            Fault(
                "a file with the SHA-256 that its metadata names",
                "a file with another one",
                "the file was changed after it left Tella: ask for it again",
            ),
        )
    name = row["bundle file"] or row["File name"] or row["File path"] or digest[:16]
    stamp = read_optional(row, "Timestamp", read_stamp)
    size = int(row["bundle bytes"]) if row["bundle bytes"].isdecimal() else None
    return Account(
        row=row,
        external_id=check_external_id(digest),
        subject=Subject.RECORDING,
        title=name,
        text=row["Notes"],
        kind=kind_of(name),
        when=captured(stamp, None),
        where=_where(row),
        files=(file_of(name, digest, size=size),),
    )


def _where(row: Row) -> Where:
    lat, lon = row["Location latitude"], row["Location longitude"]
    if not lat or not lon:
        return Where()
    try:
        return Where(spot=spot_of(lat, lon, row["Location accuracy"]))
    except InvalidValueError as error:
        raise FieldError("Location latitude", error.fault) from error


def _report(row: Row) -> Account:
    """Read a report: it is told after the event, and when that was is not in it."""
    files = value_of(row, "files") or []
    return Account(
        row=row,
        external_id=read_field(row, "id", check_external_id),
        subject=Subject.INCIDENT,
        title=row["title"],
        text=row["description"],
        files=tuple(_report_file(each) for each in files if isinstance(each, dict))
        if isinstance(files, list)
        else (),
    )


def _report_file(file: Mapping[str, Any]) -> FileFacts:
    name = cell_of(file.get("fileName") or file.get("name") or file.get("id"))
    size = file.get("size")
    return file_of(
        name,
        find_file_digest(cell_of(file.get("hash") or file.get("sha256"))),
        media_type=cell_of(file.get("type")) if "/" in cell_of(file.get("type")) else "",
        size=size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None,
    )


def _records(content: bytes) -> Iterator[dict[str, str]]:
    if is_bundle(content):
        yield from _from_bundle(content)
    elif content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
        yield from _from_json(content)
    else:
        yield from _from_csv(content)


def _from_bundle(content: bytes) -> Iterator[dict[str, str]]:
    bundle = open_bundle(content)
    media = tuple(bundle.measure(path) for path in bundle.paths() if is_media(path))
    tables = bundle.paths(".csv", ".json")
    if not tables:
        raise TableError("expected metadata (.csv or .json) in the zip file, got none")
    for path in tables:
        text = bundle.read_text(path)
        for cells in _from_json(text) if path.lower().endswith(".json") else _from_csv(text):
            yield cells | _measured(cells, path, media)


def _measured(cells: Mapping[str, str], path: str, media: tuple[Measured, ...]) -> dict[str, str]:
    """Return what was measured of the file that a record speaks of: by its digest, or by its name."""
    digest, name = cells.get("File hash", "").strip().lower(), cells.get("File name", "")
    stem = base_name(path).rpartition(".")[0]
    found = next((each for each in media if each.digest == digest), None) or next(
        (each for each in media if each.name == name or stem in {each.name, each.name.rpartition(".")[0]}),
        None,
    )
    if found is None or "createdAt" in cells:
        return {}
    return {
        "bundle file": found.name,
        "bundle sha256": found.digest,
        "bundle bytes": str(found.size_bytes),
    }


def _from_json(content: bytes) -> Iterator[dict[str, str]]:
    value = read_json(content)
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value = value["results"]
    for entry in value if isinstance(value, list) else [value]:
        if not isinstance(entry, dict):
            raise TableError(f"expected Tella's JSON objects, got {type(entry).__name__}")
        yield _kept_report(entry) if "createdAt" in entry else _kept_file(entry)


def _kept_report(entry: Mapping[str, Any]) -> dict[str, str]:
    return {name: cell_of(_without_author(entry[name])) for name in REPORT_KEPT if name in entry}


def _without_author(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    names = ("id", "fileName", "name", "type", "size", "hash", "sha256", "createdAt")
    return [
        {name: each[name] for name in names if name in each} if isinstance(each, dict) else each
        for each in value
    ]


def _kept_file(entry: Mapping[str, Any]) -> dict[str, str]:
    inner = entry.get("metadata")
    if isinstance(inner, dict):
        entry = {**inner, **{name: value for name, value in entry.items() if name != "metadata"}}
    cells = {_JSON_NAMES[name]: cell_of(value) for name, value in entry.items() if name in _JSON_NAMES}
    location = entry.get("myLocation") or entry.get("location")
    if isinstance(location, dict):
        cells |= {f"Location {name}": cell_of(location.get(name)) for name in _LOCATION}
    return kept(cells, KEPT)


def _from_csv(content: bytes) -> Iterator[dict[str, str]]:
    try:
        lines = [
            line for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if any(line)
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError("expected Tella's metadata as a table in UTF-8, got another file") from error
    if not lines or "File hash" not in lines[0]:
        raise TableError("expected Tella's metadata with the column File hash, got none of that name")
    header = lines[0]
    for line in lines[1:]:
        if "File hash" in line:
            header = line
            continue
        yield kept(dict(zip(header, line, strict=False)), KEPT)


TELLA = Format("tella", "Tella exports: files with their metadata, and reports", read_rows, read_account)
