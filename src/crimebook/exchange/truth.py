"""The truth of an invented book: which recording or message truly shows or tells which incident.

Columns: ``incident, recording``, each a reference SOURCE:ID. Only an invented book has a truth to know.
"""

from dataclasses import dataclass

from crimebook.exchange.tables import Parsed, Row, Table, parse_table, read_field
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import ExternalId, Ref

REQUIRED = ("incident", "recording")


@dataclass(frozen=True, slots=True)
class TruthRow:
    """A pair that matching should find."""

    row: Row
    external_id: ExternalId
    incident: Ref
    recording: Ref


def parse_truth(content: Table) -> Parsed[TruthRow]:
    """Read a file of true pairs; a pair that comes twice is refused the second time."""
    return parse_table(
        content, required=REQUIRED, parse_row=_read_pair, identify=lambda pair: pair.external_id
    )


def _read_pair(row: Row) -> TruthRow:
    incident, recording = (read_field(row, name, Ref.parse) for name in REQUIRED)
    return TruthRow(row, _identity(incident, recording), incident, recording)


def _identity(incident: Ref, recording: Ref) -> ExternalId:
    """Name a pair by what it pairs; references together may be longer than an id may be."""
    return ExternalId(sha256_hex(f"{incident} {recording}".encode())[:32])
