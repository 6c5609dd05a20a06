"""CSV tables, strictly: UTF-8, a header, every row whole. RFC 4180 with a header line.

What is wrong with the file as a whole refuses the file (`TableError`); what is wrong with one value refuses
its row (`Refusal`), and the other rows come in.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, Generic, NamedTuple, TypeAlias, TypeVar

from crimebook.terms.errors import CrimebookError, Fault, InvalidValueError

MAX_FIELD_CHARS = 200_000
_CHUNK_BYTES = 1 << 20
_FORMULA = re.compile(r"\s*(=|[@+-][A-Za-z_.]+\(|[+-]cmd\||[+-]\")")
"""What a spreadsheet would run. A dash, a plus or an at sign before words is not enough."""


class TableError(CrimebookError):
    """A file that is not a whole table of the expected kind. Nothing of it is imported."""


class FieldError(CrimebookError):
    """A value of a field that its column does not allow."""

    def __init__(self, field: str, fault: Fault) -> None:
        self.field = field
        self.fault = fault
        super().__init__(f"{field}: {fault}")


class PersonWords(NamedTuple):
    """What a row says of a person: its field (a name, a telephone), its column, the words."""

    field: str
    column: str
    words: str


LEFT_OUT = "left_out"
"""The field of what a format itself does not keep of persons: the words are not here either."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table: its number (the header is row 1) and its cells by column.

    ``apart`` is what leads to a person (`crimebook.exchange.persons`). It is no cell and none of the words:
    whatever reads, keeps or refuses a row cannot repeat it.
    """

    number: int
    cells: Mapping[str, str]
    apart: tuple[PersonWords, ...] = field(default=(), repr=False)

    def __getitem__(self, field: str) -> str:
        return self.cells.get(field, "").strip()

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The source's own words, unchanged, in its own order."""
        return tuple(self.cells.items())


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot come in, and why."""

    row: int
    field: str
    fault: Fault


T = TypeVar("T")

Table: TypeAlias = "bytes | Iterable[Row]"
"""A table to be parsed: the bytes of a CSV file, or rows that were read before, a slice at a time."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """The records of a table and the refusals; together they are all its rows."""

    records: tuple[T, ...]
    refusals: tuple[Refusal, ...]

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.records) + len(self.refusals)


def parse_table(
    content: Table,
    *,
    required: Sequence[str],
    parse_row: Callable[[Row], T],
    identify: Callable[[T], str],
) -> Parsed[T]:
    """Parse every row of a table with ``parse_row``; an id that comes twice is refused the second time."""
    records: list[T] = []
    refusals: list[Refusal] = []
    first_seen: dict[str, int] = {}
    rows = read_rows(content, required) if isinstance(content, bytes) else _check_rows(content, required)
    for row in rows:
        try:
            check_cells(row)
            record = parse_row(row)
        except FieldError as error:
            refusals.append(Refusal(row.number, error.field, error.fault))
            continue
        identity = identify(record)
        if identity in first_seen:
            fault = Fault(
                "an id that no other row has", f"the id of row {first_seen[identity]}", "give it its own"
            )
            refusals.append(Refusal(row.number, required[0], fault))
            continue
        first_seen[identity] = row.number
        records.append(record)
    return Parsed(tuple(records), tuple(refusals))


def read_rows(content: bytes | BinaryIO, required: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of a CSV file; raise `TableError` when the file is not a whole table.

    The whole file is checked to be text before its first row is given out; a stream is read twice for it.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    ends_cleanly = _check_text(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    # The module's own limit is per process and lower than a long testimony; a cell is measured by us.
    csv.field_size_limit(max(csv.field_size_limit(), 64 * 1024 * 1024))
    try:
        header = [name.strip() for name in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise TableError(f"expected a header with {', '.join(required)}, got an empty file") from error
    _check_header(header, required)
    yield from _whole_rows(reader, header, ends_cleanly=ends_cleanly)
    text.detach()


def _check_rows(rows: Iterable[Row], required: Sequence[str]) -> Iterator[Row]:
    every = iter(rows)
    first = next(every, None)
    if first is not None:
        _check_header(list(first.cells), required)
        yield from chain((first,), every)


def _whole_rows(reader: Iterator[list[str]], header: list[str], *, ends_cleanly: bool) -> Iterator[Row]:
    number = 1
    try:
        for number, cells in enumerate(reader, start=2):
            if not cells:
                continue
            if len(cells) != len(header):
                raise TableError(
                    f"row {number}: expected {len(header)} cells, got {len(cells)}; "
                    + (
                        "a comma inside a cell needs quotes"
                        if ends_cleanly
                        else "the file seems cut off: send it again"
                    )
                )
            yield Row(number, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise TableError(
            f"row {number + 1}: expected a whole row, got {error}; "
            "the file seems cut off or a quote is missing"
        ) from error


def _check_text(stream: BinaryIO) -> bool:
    """Raise `TableError` unless all of it is UTF-8 text; return whether its last line is whole."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    last, at, line = b"", 0, 1
    while chunk := stream.read(_CHUNK_BYTES):
        if at == 0 and chunk[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise TableError("expected UTF-8 text, got UTF-16; save the file as CSV UTF-8")
        if b"\x00" in chunk:
            raise TableError(
                f"expected text, got a zero byte at byte {at + chunk.index(0)}; is this a CSV file?"
            )
        _decode(decoder, chunk, at, line)
        at, line, last = at + len(chunk), line + chunk.count(b"\n"), chunk[-1:]
    _decode(decoder, b"", at, line, is_last=True)
    return last in {b"\n", b"\r"}


def _decode(
    decoder: codecs.IncrementalDecoder, chunk: bytes, at: int, line: int, *, is_last: bool = False
) -> None:
    before = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk, final=is_last)
    except UnicodeDecodeError as error:
        bad = error.object[error.start]
        raise TableError(
            f"line {line + error.object[: error.start].count(10)}: expected UTF-8 text, "
            f"got byte 0x{bad:02x} at byte {at - before + error.start}; "
            "the file is in another encoding (Windows-1251?): save it as CSV UTF-8"
        ) from error


def _check_header(header: list[str], required: Sequence[str]) -> None:
    missing = [name for name in required if name not in header]
    if missing:
        raise TableError(f"expected the columns {', '.join(required)}, got none named {', '.join(missing)}")
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise TableError(f"expected each column once, got {', '.join(doubled)} twice")


def check_cells(row: Row) -> None:
    """Refuse cells that are too long for words or that a spreadsheet would run."""
    for name, cell in row.cells.items():
        if len(cell) > MAX_FIELD_CHARS:
            raise FieldError(
                name,
                Fault(
                    f"at most {MAX_FIELD_CHARS} characters",
                    f"{len(cell)} characters",
                    "put long text in a file",
                ),
            )
        if _FORMULA.match(cell):
            raise FieldError(
                name, Fault("plain words", "a spreadsheet formula", "paste the value instead of the formula")
            )


def need(row: Row, field: str) -> str:
    """Return the words of a cell that must not be empty."""
    if not row[field]:
        raise FieldError(field, Fault("a value", "an empty cell", "fill it in"))
    return row[field]


def read_field(row: Row, field: str, read: Callable[[str], T]) -> T:
    """Return ``read`` of a cell, turning its `InvalidValueError` into a `FieldError` that names the field."""
    try:
        return read(need(row, field))
    except InvalidValueError as error:
        raise FieldError(field, error.fault) from error


def read_optional(row: Row, field: str, read: Callable[[str], T]) -> T | None:
    """Return ``read`` of a cell, or None where it is empty."""
    return read_field(row, field, read) if row[field] else None


def write_table(rows: Sequence[Sequence[tuple[str, str]]]) -> bytes:
    """Write rows of (column, cell) pairs as CSV; the reverse of `read_rows` for rows of one header."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([column for column, _ in rows[0]])
    writer.writerows([cell for _, cell in row] for row in rows)
    return file.getvalue().encode()
