"""Workbooks made of words: small XLSX and ODS files for tests, written part by part."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_OPEN = "http://schemas.openxmlformats.org"
_TYPES = (
    f'<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
_BOOK = (
    f'<workbook xmlns="{_OPEN}/spreadsheetml/2006/main" xmlns:r="{_OPEN}/officeDocument/2006/relationships">'
    '<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_BOOK_RELATIONS = (
    f'<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OPEN}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OPEN}/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    "</Relationships>"
)
_STYLES = (
    f'<styleSheet xmlns="{_OPEN}/spreadsheetml/2006/main"><cellXfs count="2">'
    '<xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_TABLES = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def zipped(parts: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, part in parts.items():
            archive.writestr(path, part)
    return file.getvalue()


def xlsx_of(rows: str) -> bytes:
    sheet = f'<worksheet xmlns="{_OPEN}/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _BOOK_RELATIONS,
            "xl/styles.xml": _STYLES,
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def xlsx(*lines: Sequence[str | float]) -> bytes:
    """Write text as text and numbers as numbers."""
    return xlsx_of("".join(_row(number, line) for number, line in enumerate(lines, start=1)))


def moment_cell(place: str, days_since_1900: float) -> str:
    return f'<c r="{place}" s="1"><v>{days_since_1900}</v></c>'


def ods_of(table: str) -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": _TABLES.format(f'<table:table table:name="One">{table}</table:table>'),
        }
    )


def ods(*lines: Sequence[str]) -> bytes:
    return ods_of(
        "".join(
            "<table:table-row>"
            + "".join(
                '<table:table-cell office:value-type="string">'
                f"<text:p>{escape(cell)}</text:p></table:table-cell>"
                for cell in line
            )
            + "</table:table-row>"
            for line in lines
        )
    )


def _row(number: int, line: Sequence[str | float]) -> str:
    cells = "".join(_cell(f"{chr(65 + place)}{number}", value) for place, value in enumerate(line))
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
