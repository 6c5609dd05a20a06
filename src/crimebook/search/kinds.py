"""The kinds of records that have a text, and how their documents are called."""

from enum import StrEnum


class RecordKind(StrEnum):
    """What sort of record a text belongs to."""

    INCIDENT = "incident"
    RECORDING = "recording"
    MESSAGE = "message"
    CLAIM = "claim"
    PERSON = "person"
    """What one source says of one person of a force."""


def key_of(kind: RecordKind, name: str) -> str:
    """Return the name of a record's document: its reference, or a claim's number."""
    return f"{kind.value} {name}"
