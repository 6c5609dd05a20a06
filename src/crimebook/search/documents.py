"""Documents: a record as search sees it, and what is indexed of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crimebook.search.keys import read_fields


class RecordKind(StrEnum):
    """What sort of record a text belongs to."""

    INCIDENT = "incident"
    RECORDING = "recording"
    MESSAGE = "message"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one record and what it can be narrowed by.

    ``key`` names it in the index; ``title`` and ``words`` are its own words, ``about`` are labels of ours.
    ``first_day`` and ``last_day`` are local days, None where not known.
    """

    key: str
    ref: str
    kind: RecordKind
    source: str
    title: str
    words: str
    about: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its keys, ready for an index; each field is keys parted by spaces."""

    document: Document
    forms: str
    stems: str
    sounds: str
    about: str


def key_of(kind: RecordKind, name: str) -> str:
    """Return the name of a record's document: its reference, or a claim's number."""
    return f"{kind.value} {name}"


def read_document(document: Document) -> Entry:
    """Return what is indexed of a document. Its places are words of its own; its labels are not."""
    own = read_fields("\n".join((document.title, document.words, *document.places)))
    about = [read_fields(label).stems for label in dict.fromkeys(document.about)]
    return Entry(document, own.forms, own.stems, own.sounds, " ".join(about))
