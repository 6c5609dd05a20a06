"""Documents: a record as search sees it, and what is indexed of it."""

from dataclasses import dataclass
from datetime import date

from crimebook.search.keys import read_fields
from crimebook.search.kinds import RecordKind


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
    names: tuple[str, ...] = ()
    """Keys of names, as whoever gives the document makes them; a question brings its own of the same kind."""
    shown_with: str = ""
    """The reference of the record on whose page this one stands, where it has none of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its keys, ready for an index; each field is keys parted by spaces."""

    document: Document
    forms: str
    stems: str
    sounds: str
    about: str


def read_document(document: Document) -> Entry:
    """Return what is indexed of a document: places and id are its own words, labels are not."""
    external_id = document.ref.partition(":")[2]
    own = read_fields("\n".join((document.title, document.words, *document.places, external_id)))
    about = [read_fields(label).stems for label in dict.fromkeys(document.about)]
    sounds = " ".join(filter(None, (own.sounds, *document.names)))
    return Entry(document, own.forms, own.stems, sounds, " ".join(about))
