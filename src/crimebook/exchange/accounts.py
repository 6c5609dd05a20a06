"""Accounts: what one record of a partner says, whatever the partner's format.

A format is two functions. ``read_rows`` opens the file and yields its records as `Row` values: each cell is
the partner's own text, and a nested JSON value is its JSON text. ``read_account`` reads one such row. What a
source does not say stays empty or None: an account without a day or a place is whole, and it comes in.

The cells are kept as the source's own words, so that the same row can be read again by a better program.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from crimebook.exchange.cases import InjuryWords
from crimebook.exchange.recordings import Spot
from crimebook.exchange.tables import MAX_FIELD_CHARS, FieldError, Parsed, Refusal, Row, Table, TableError
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import Digest, ExternalId
from crimebook.terms.windows import View

_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]|\\u0000")
"""Signs that text may not hold; in the JSON text of a cell a zero byte is written out."""


class Subject(StrEnum):
    """What a partner's record is a record of."""

    INCIDENT = "incident"
    RECORDING = "recording"
    MESSAGE = "message"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """Readings of a clock without an offset (naive): converted from the source's zone, never relabelled."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class When:
    """A time as the partner gives it, in one of the partner's ways; everything may be absent.

    ``first`` to ``last`` are local days, ``words`` a part of the day. ``start`` and ``end`` are aware
    instants by a clock whose error has the standard deviation ``sigma_s``; ``local`` is the same without an
    offset. ``posted_at`` is only when it was published. ``zones`` are IANA names of zones in which days and
    local readings may be meant; none means the zone that the import names for the whole source.
    """

    first: date | None = None
    last: date | None = None
    words: str = ""
    start: datetime | None = None
    end: datetime | None = None
    local: LocalTimes | None = None
    posted_at: datetime | None = None
    sigma_s: float = 0.0
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """A place as the partner gives it: a point, words, the towns it names; everything may be absent."""

    spot: Spot | None = None
    words: str = ""
    towns: str = ""


@dataclass(frozen=True, slots=True)
class LinkWords:
    """An address on the web that the partner gives, and what it says of it. It is never fetched."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file that the partner holds: its name, its SHA-256 where known, its media type, its size in bytes."""

    name: str
    digest: Digest | None = None
    media_type: str = ""
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """Consent as the partner recorded it: for which purpose, how it was answered, by whom, in which words.

    ``purpose`` and ``answer`` are codes of ``consent_purposes`` and ``consent_answers``; words of a partner
    that say less stay in ``words`` with the purpose ``analysis``.
    """

    purpose: str
    answer: str
    given_by: str = ""
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one record of a partner says. Only ``row``, ``external_id`` and ``subject`` are always there.

    ``kind`` is a code of ``recording_kinds`` or ``communication_kinds``; ``labels`` are the partner's words
    for what was done; ``actors`` and ``victims`` name groups and units as the source does. ``names`` and
    ``parent`` are a unit's. ``recorded`` is how long a recording is and how large its picture.
    """

    row: Row
    external_id: ExternalId
    subject: Subject
    title: str = ""
    text: str = ""
    url: str = ""
    when: When = field(default_factory=When)
    where: Where = field(default_factory=Where)
    kind: str = ""
    labels: tuple[str, ...] = ()
    injuries: tuple[InjuryWords, ...] = ()
    actors: tuple[str, ...] = ()
    victims: str = ""
    evidence_kind: str = ""
    links: tuple[LinkWords, ...] = ()
    files: tuple[FileFacts, ...] = ()
    consents: tuple[ConsentWords, ...] = ()
    duration_s: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    view: View | None = None
    channel: str = ""
    sender: str = ""
    names: tuple[tuple[str, str], ...] = ()
    parent: ExternalId | None = None
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A partner's format: its name on the command line, what it is, and its two functions."""

    name: str
    title: str
    read_rows: Callable[[bytes], Iterable[Row]]
    """Yield the records; raise `TableError` where the file as a whole is not of this format."""
    read_account: Callable[[Row], Account]
    """Read one record; raise `FieldError` that names the field where it cannot come in."""
    crosswalk: str = ""
    """The crosswalk of the codebook in which this partner's labels stand first, if it has one."""


def parse_accounts(partner: Format, content: Table) -> Parsed[Account]:
    """Read every record of a file, or of rows read before: each is an account or a refusal.

    An id that comes twice is refused the second time.
    """
    accounts: list[Account] = []
    refusals: list[Refusal] = []
    first_seen: dict[str, int] = {}
    rows = partner.read_rows(content) if isinstance(content, bytes) else content
    for row in rows:
        try:
            account = read_one(partner, row)
        except FieldError as error:
            refusals.append(Refusal(row.number, error.field, error.fault))
            continue
        if account.external_id in first_seen:
            fault = Fault(
                "an id that no other record has", f"the id of row {first_seen[account.external_id]}"
            )
            refusals.append(Refusal(row.number, "id", fault))
            continue
        first_seen[account.external_id] = row.number
        accounts.append(account)
    return Parsed(tuple(accounts), tuple(refusals))


def read_one(partner: Format, row: Row) -> Account:
    """Read one record, or raise `FieldError`, also for what a reader of single values could not read."""
    for name, cell in row.cells.items():
        _check_cell(name, cell)
    try:
        return partner.read_account(row)
    except InvalidValueError as error:
        raise FieldError("record", error.fault) from error


def read_json(content: bytes) -> Any:
    """Return the JSON value of a file; raise `TableError` for anything else, deep nesting included."""
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise TableError(
            f"expected UTF-8 text, got byte 0x{content[error.start]:02x} at {error.start}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise TableError(f"expected JSON, got {_where(error)}; is the file whole?") from error


def rows_of_objects(objects: Iterable[Any], *, start: int = 1) -> Iterator[Row]:
    """Yield JSON objects as rows: text as it is, other values as JSON text, null as an empty cell.

    Raises `TableError` where an entry is not an object.
    """
    for number, entry in enumerate(objects, start=start):
        if not isinstance(entry, Mapping):
            raise TableError(f"record {number}: expected a JSON object, got {type(entry).__name__}")
        try:
            yield Row(number, {str(name): cell_of(value) for name, value in entry.items()})
        except RecursionError as error:
            raise TableError(f"record {number}: expected flat values, got values nested too deep") from error


def cell_of(value: Any) -> str:
    """Return a JSON value as a cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def value_of(row: Row, name: str) -> Any:
    """Return the JSON value of a cell that held a list, an object or a number; None where it is empty."""
    if not row[name]:
        return None
    try:
        return json.loads(row[name])
    except (ValueError, RecursionError) as error:
        raise FieldError(name[:80], Fault("a JSON value", "something else")) from error


def _check_cell(name: str, cell: str) -> None:
    """Refuse what is too long, and the signs that no database and no UTF-8 file can hold."""
    if _UNWRITABLE.search(name):
        raise FieldError("record", Fault("names in plain text", "a zero byte or half a character"))
    if len(cell) > MAX_FIELD_CHARS:
        raise FieldError(name[:80], Fault(f"at most {MAX_FIELD_CHARS} characters", f"{len(cell)} characters"))
    if _UNWRITABLE.search(cell):
        raise FieldError(
            name[:80], Fault("text", "a zero byte or half a character", "it was damaged: get it again")
        )


def _no_constant(name: str) -> Any:
    raise ValueError(f"the number {name}, which JSON does not have")


def _where(error: BaseException) -> str:
    return (
        f"an error at character {error.pos}" if isinstance(error, json.JSONDecodeError) else "another thing"
    )
