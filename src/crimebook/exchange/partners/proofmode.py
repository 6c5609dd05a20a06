"""ProofMode bundles: a zip file of pictures or videos, each with its proof, as the ProofMode app shares them.

A proof is ``<sha256>.proof.json`` or ``<sha256>.proof.csv`` (a line of names and a line of values), beside
``.asc`` signatures, an OpenTimestamps ``.ots`` and ``pubkey.asc``. Read are ``File Hash SHA256``, ``File
Created``, ``File Modified``, ``Proof Generated`` (RFC 3339, UTC) and ``Location.*`` (degrees, metres,
milliseconds); the names of the first version (``SHA256``, ``File``, ``Modified``) are known too.

The SHA-256 of each file in the bundle is taken anew; a file that is not what its proof says is refused. What
was measured stands in the cells ``bundle file``, ``bundle sha256`` and ``bundle bytes``. Signatures and time
stamps are not verified here.

**Not kept:** the phone's serials, its addresses, the names and addresses of networks, cells of the operator,
attestation tokens and the folders of paths. They would name the one who filmed; only `KEPT` comes in.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from crimebook.exchange.accounts import Account, Format, Subject, Where, cell_of, read_json
from crimebook.exchange.bundles import Bundle, Measured, base_name, is_bundle, open_bundle
from crimebook.exchange.partners.phones import (
    captured,
    file_of,
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
    "File Hash SHA256",
    "SHA256",
    "File Path",
    "File",
    "File Created",
    "File Modified",
    "Modified",
    "Proof Generated",
    "Location.Latitude",
    "Location.Longitude",
    "Location.Accuracy",
    "Location.Altitude",
    "Location.Bearing",
    "Location.Speed",
    "Location.Time",
    "Location.Provider",
    "Manufacturer",
    "Hardware",
    "ScreenSize",
    "Language",
    "Locale",
    "DataType",
    "Notes",
)
_FIRST_NAMES = {"SHA256": "File Hash SHA256", "File": "File Path", "Modified": "File Modified"}
_JSON, _CSV = ".proof.json", ".proof.csv"


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield one row a proof, in the order of the bundle."""
    if not is_bundle(content):
        raise TableError("expected a zip file as ProofMode shares it, got another kind of file")
    bundle = open_bundle(content)
    proofs = tuple(_proofs(bundle))
    if not proofs:
        raise TableError("expected a bundle with proofs (.proof.json or .proof.csv), got one without")
    media = tuple(bundle.measure(path) for path in bundle.paths() if is_media(path))
    for number, proof in enumerate(proofs, start=1):
        cells = kept(_renamed(proof), KEPT)
        measured = _find_file(cells, media)
        if measured is not None:
            cells |= {
                "bundle file": measured.name,
                "bundle sha256": measured.digest,
                "bundle bytes": str(measured.size_bytes),
            }
        yield Row(number, cells)


def read_account(row: Row) -> Account:
    """Read one proof as the recording that it is the proof of."""
    digest = read_field(row, "File Hash SHA256", read_file_digest)
    if row["bundle sha256"] and row["bundle sha256"] != digest:
        raise FieldError(
            "File Hash SHA256",
            Fault(
                "a file with the SHA-256 that its proof names",
                "a file with another one",
                "the file was changed after its proof was made: ask for the bundle again",
            ),
        )
    name = row["bundle file"] or base_name(row["File Path"]) or digest[:16]
    size = int(row["bundle bytes"]) if row["bundle bytes"].isdecimal() else None
    return Account(
        row=row,
        external_id=check_external_id(digest),
        subject=Subject.RECORDING,
        title=name,
        text=row["Notes"],
        kind=kind_of(name),
        when=captured(
            read_optional(row, "File Created", read_stamp),
            read_optional(row, "File Modified", read_stamp),
            made_by=read_optional(row, "Proof Generated", read_stamp),
        ),
        where=_where(row),
        evidence_kind="",
        files=(file_of(name, digest, size=size),),
    )


def _where(row: Row) -> Where:
    lat, lon = row["Location.Latitude"], row["Location.Longitude"]
    if not lat or not lon:
        return Where()
    try:
        return Where(spot=spot_of(lat, lon, row["Location.Accuracy"]))
    except InvalidValueError as error:
        raise FieldError("Location.Latitude", error.fault) from error


def _proofs(bundle: Bundle) -> Iterator[dict[str, str]]:
    """Yield the fields of each proof; of a proof in both writings the JSON, of a batch each line."""
    whole = bundle.paths(_JSON)
    for path in whole:
        yield from _from_json(bundle.read_text(path))
    stems = {path.lower().removesuffix(_JSON) for path in whole}
    tables = [path for path in bundle.paths(_CSV) if path.lower().removesuffix(_CSV) not in stems]
    if not whole and not tables:
        tables = list(bundle.paths("batchproof.csv"))
    for path in tables:
        yield from _from_csv(bundle.read_text(path))


def _from_json(content: bytes) -> Iterator[dict[str, str]]:
    proofs = read_json(content)
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if not isinstance(proof, dict):
            raise TableError("expected a proof to be a JSON object, got another value")
        yield dict(_flat(proof))


def _flat(proof: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in proof.items():
        if name == "Location" and isinstance(value, dict):
            yield from ((f"Location.{part}", cell_of(each)) for part, each in value.items())
        else:
            yield str(name), cell_of(value)


def _from_csv(content: bytes) -> Iterator[dict[str, str]]:
    try:
        lines = [line for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if any(line)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError("expected a proof as a table in UTF-8, got another writing") from error
    if len(lines) < 2:
        raise TableError("expected a proof with a line of names and a line of values, got fewer lines")
    if len(lines[0]) == 2 and lines[0][0].startswith(("File", "Location", "Proof")):
        yield {line[0]: line[1] for line in lines if len(line) > 1}
        return
    for line in lines[1:]:
        yield {name: cell for name, cell in zip(lines[0], line, strict=False) if name}


def _renamed(proof: Mapping[str, str]) -> dict[str, str]:
    renamed = {_FIRST_NAMES.get(name, name): cell for name, cell in proof.items()}
    return {name: "" if cell in {"null", "None"} else cell for name, cell in renamed.items()}


def _find_file(cells: Mapping[str, str], media: tuple[Measured, ...]) -> Measured | None:
    """Return the file of a proof: of the digest that it names, or else of the name."""
    wanted = cells.get("File Hash SHA256", "").strip().lower()
    name = cells.get("File Path", "")
    return next((each for each in media if each.digest == wanted), None) or next(
        (each for each in media if each.name == name), None
    )


PROOFMODE = Format("proofmode", "ProofMode bundles", read_rows, read_account)
