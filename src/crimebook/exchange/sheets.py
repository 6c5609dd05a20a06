"""Tables as people keep them: CSV with any usual delimiter, and the sheets of XLSX and ODS workbooks.

A CSV file is UTF-8, or Windows-1251 where that is named; its delimiter is ``,``, ``;`` or a tab, found in
the line of names unless it is named. Of a workbook one sheet is read, the values that its formulas last had,
never the formulas; days come out as ``2020-08-09``, times as ``2020-08-09 22:45:00``, whole numbers without
a point. Submissions of forms (`crimebook.exchange.partners.kobo`) are a table too, with a column a question.

A workbook is taken apart and put together again before the reader of workbooks sees it: that one makes room
for every cell between the first and the last, so that a file of 1 kB which names the last cell of a sheet
stops a machine. `MAX_CELLS` is checked first, over all that the file names.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook

from crimebook.exchange.bundles import Bundle, is_bundle, open_bundle
from crimebook.exchange.partners import kobo
from crimebook.exchange.tables import Row, TableError

MAX_CELLS = 10_000_000
MAX_COLUMNS = 1_000
TITLE_ROWS = 20
"""Lines in which the names of columns are looked for; above them a table may have titles."""
MAX_PART_BYTES = 512 * 1024**2
DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8", "windows-1251")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,9})[\"']")
"""The attribute by which a row or a cell of XLSX says where it stands."""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_PARTS = ("mimetype", "content.xml", "META-INF/manifest.xml", "styles.xml", "meta.xml", "settings.xml")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: the names of its columns, each once, and its rows, numbered as in the file."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table lies in its file; what is empty is found out, but an encoding is never guessed."""

    encoding: str = "utf-8"
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1


def read_sheet(content: bytes, layout: Layout) -> Sheet:
    """Read a table; raise `TableError` where the file as a whole is none. Rows without a word are no rows."""
    if is_of_forms(content):
        return _submissions(content)
    lines = _workbook(content, layout.sheet) if is_bundle(content) else _csv(content, layout)
    numbered = enumerate(lines, start=1)
    header = next((line for number, line in numbered if number == layout.header_row), None)
    if header is None or not any(cell.strip() for cell in header):
        raise TableError(f"expected the names of columns in line {layout.header_row}, got none")
    names = _names(header)
    return Sheet(names, tuple(_rows(names, numbered)))


def sheet_names(content: bytes) -> tuple[str, ...]:
    """Return the names of a workbook's sheets; none for a CSV file."""
    return tuple(_open_workbook(content).sheet_names) if is_bundle(content) else ()


def find_layout(content: bytes) -> Layout:
    """Return how a table seems to lie in its file, to be confirmed by a person.

    The names of its columns stand in the first of the first lines that is nearly as wide as the widest.
    """
    layout = Layout(encoding=find_encoding(content))
    if is_of_forms(content):
        return layout
    if is_bundle(content):
        lines = list(islice(_workbook(content, ""), TITLE_ROWS))
    else:
        text = _decode(content, layout.encoding)
        head = "\n".join(text.splitlines()[:TITLE_ROWS])
        lines = list(_read_csv(text, find_delimiter(head), TITLE_ROWS))
    widths = [sum(bool(cell.strip()) for cell in line) for line in lines]
    wide = 0.7 * max(widths, default=0)
    header_row = next((number for number, width in enumerate(widths, start=1) if width and width >= wide), 1)
    return replace(layout, header_row=header_row)


def find_encoding(content: bytes) -> str:
    """Return the encoding in which a table can be read, to be confirmed by a person."""
    if is_bundle(content):
        return "utf-8"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "windows-1251"
    return "utf-8"


def find_delimiter(line: str) -> str:
    """Return the delimiter that stands most often in a line of names, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=bare.count)


def is_of_forms(content: bytes) -> bool:
    """Whether a file seems to hold submissions of forms: JSON or XML."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"[", b"<"}


def _submissions(content: bytes) -> Sheet:
    """Return submissions of a form as a table: every question that one of them answers is a column."""
    rows = tuple(kobo.read_submissions(content))
    names = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    if not names or len(names) > MAX_COLUMNS:
        raise TableError(f"expected submissions with 1 to {MAX_COLUMNS} questions, got {len(names)}")
    return Sheet(names, tuple(Row(row.number, dict.fromkeys(names, "") | dict(row.cells)) for row in rows))


def _rows(names: tuple[str, ...], lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    for number, line in lines:
        if not any(cell.strip() for cell in line):
            continue
        if len(line) > len(names) and any(cell.strip() for cell in line[len(names) :]):
            raise TableError(
                f"row {number}: expected {len(names)} cells, got {len(line)}; "
                "a delimiter inside a cell needs quotes"
            )
        yield Row(number, dict(zip(names, (*line, *[""] * (len(names) - len(line))), strict=False)))


def _names(header: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column: one that is empty gets its place, one that comes again its number."""
    while header and not header[-1].strip():
        header = header[:-1]
    if len(header) > MAX_COLUMNS:
        raise TableError(f"expected at most {MAX_COLUMNS} columns, got {len(header)}")
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = plain = " ".join(cell.split()) or f"column {place}"
        count = 1
        while name in names:
            count += 1
            name = f"{plain} ({count})"
        names.append(name)
    return tuple(names)


def _csv(content: bytes, layout: Layout) -> Iterator[list[str]]:
    text = _decode(content, layout.encoding)
    first = next(iter(text.splitlines()[layout.header_row - 1 :]), "")
    yield from _read_csv(text, layout.delimiter or find_delimiter(first))


def _read_csv(text: str, delimiter: str, most: int | None = None) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    # The module's own limit is per process and lower than a long testimony; a cell is measured later.
    csv.field_size_limit(max(csv.field_size_limit(), 64 * 1024 * 1024))
    try:
        yield from islice(reader, most)
    except csv.Error as error:
        raise TableError(
            f"line {reader.line_num}: expected a whole row, got {error}; is a quote missing?"
        ) from error


def _decode(content: bytes, encoding: str) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise TableError("expected UTF-8 text, got UTF-16; save the file as CSV UTF-8")
    if b"\x00" in content:
        raise TableError(f"expected text, got a zero byte at byte {content.index(0)}; is this a table?")
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else "cp1251")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"line {line}: expected text in {encoding}, got byte 0x{content[error.start]:02x}; "
            "name the file's encoding in its mapping, or save it as CSV UTF-8"
        ) from error


def _workbook(content: bytes, sheet: str) -> Iterator[list[str]]:
    workbook = _open_workbook(content)
    names = workbook.sheet_names
    if not names or (sheet and sheet not in names):
        raise TableError(
            f"expected a workbook with the sheet {sheet!r}, got {len(names)} sheets of other names"
        )
    with _Guard():
        lines = workbook.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)
    for line in lines:
        yield [_cell(value) for value in line]


def _open_workbook(content: bytes) -> CalamineWorkbook:
    bundle = open_bundle(content)
    parts = _checked_parts(bundle)
    with _Guard():
        return CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts)))


def _checked_parts(bundle: Bundle) -> dict[str, bytes]:
    """Return the parts of a workbook that hold its tables, after counting the cells that they name."""
    paths = bundle.paths()
    if "xl/workbook.xml" in paths:
        parts = {
            path: bundle.read(path, MAX_PART_BYTES) for path in paths if path.endswith((".xml", ".rels"))
        }
        count = sum(_cells_of_xlsx(part) for part in parts.values())
    elif "mimetype" in paths and bundle.read("mimetype", 1000).strip() == _ODS.encode():
        parts = {path: bundle.read(path, MAX_PART_BYTES) for path in paths if path in _ODS_PARTS}
        count = _cells_of_ods(parts.get("content.xml", b""))
    else:
        raise TableError("expected a workbook of XLSX or ODS, got another zip file")
    if any(b"\x00" in part or b"<!ENTITY" in part for part in parts.values()):
        raise TableError("expected a workbook of plain XML, got one with zero bytes or entities")
    if count > MAX_CELLS:
        raise TableError(f"expected at most {MAX_CELLS} cells, got room for {count}; delete empty rows")
    return parts


def _packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, part in parts.items():
            archive.writestr(path, part)
    return file.getvalue()


def _cells_of_xlsx(part: bytes) -> int:
    """Return how many cells lie between A1 and the furthest row and column that a part names."""
    rows = columns = 1
    for found in _PLACE.finditer(part):
        rows = max(rows, int(found[2]))
        columns = max(columns, _column(found[1]))
    return max(rows * columns, part.count(b"<c"))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cells_of_ods(content: bytes) -> int:
    """Return how many cells the repetitions of an ODS table make, without the empty ones at its ends."""
    count = rows = empty_rows = columns = empty_columns = width = 0
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(content), forbid_dtd=True):
            if element.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
                empty_columns += _repeats(element, "columns")
                if len(element) or element.get(f"{_OFFICE}value-type"):
                    columns, empty_columns = columns + empty_columns, 0
                element.clear()
            elif element.tag == f"{_TABLE}table-row":
                empty_rows += _repeats(element, "rows")
                if columns:
                    rows, empty_rows, width = rows + empty_rows, 0, max(width, columns)
                columns = empty_columns = 0
                element.clear()
            elif element.tag == f"{_TABLE}table":
                count, rows, empty_rows, width = count + rows * width, 0, 0, 0
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise TableError(f"expected a whole ODS workbook, got {type(error).__name__}") from error
    return count


def _repeats(element: Any, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isdecimal() and len(text) <= 9 else MAX_CELLS + 1


def _cell(value: Any) -> str:
    """Return the value of a cell as a person would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        is_midnight = value.time() == time()
        return value.date().isoformat() if is_midnight else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


class _Guard:
    """Turn every failure of the reader of workbooks into `TableError`, its own panics included."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if kind is None:
            return
        is_panic = kind.__name__ == "PanicException"
        if is_panic or issubclass(kind, (CalamineError, OSError, ValueError, OverflowError, MemoryError)):
            raise TableError(
                f"expected a whole workbook, got one that is broken ({kind.__name__})"
            ) from error
