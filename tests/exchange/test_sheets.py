"""Tables as people keep them: CSV of any delimiter, workbooks, and files made to stop a reader."""

import contextlib
import io
import random
import zipfile

import pytest
from tests.exchange import workbooks

from crimebook.exchange import sheets
from crimebook.exchange.sheets import Layout, Sheet, find_encoding, find_layout, read_sheet, sheet_names
from crimebook.exchange.tables import Row, TableError

PLAIN = Sheet(("id", "words"), (Row(2, {"id": "1", "words": "ночь"}),))


@pytest.mark.parametrize(
    ("content", "layout"),
    [
        ("id,words\n1,ночь\n".encode(), Layout()),
        ("\ufeffid;words\r\n1;ночь\r\n".encode(), Layout()),
        ("id\twords\n1\tночь".encode(), Layout()),
        ('"id",words\n"1","ночь"\n'.encode(), Layout(delimiter=",")),
        ("id;words\n1;ночь\n".encode("cp1251"), Layout(encoding="windows-1251")),
        (workbooks.xlsx(["id", "words"], [1, "ночь"]), Layout()),
        (workbooks.xlsx(["id", "words"], [1, "ночь"]), Layout(sheet="One")),
        (workbooks.ods(["id", "words"], ["1", "ночь"]), Layout()),
    ],
)
def test_each_writing_of_a_table_is_the_same_table(content: bytes, layout: Layout):
    assert read_sheet(content, layout) == PLAIN


def test_an_encoding_is_not_guessed_but_can_be_proposed():
    content = "id;words\n1;ночь\n".encode("cp1251")
    with pytest.raises(TableError, match="name the file's encoding"):
        read_sheet(content, Layout())
    assert find_encoding(content) == "windows-1251"
    assert find_encoding("ночь".encode()) == "utf-8"


def test_names_of_columns_are_made_unique_and_never_empty():
    sheet = read_sheet(b"a,,a, a ,\n1,2,3,4,\n", Layout())
    assert sheet.header == ("a", "column 2", "a (2)", "a (3)")
    assert sheet.rows[0].cells == {"a": "1", "column 2": "2", "a (2)": "3", "a (3)": "4"}


def test_names_may_stand_below_a_title_and_empty_rows_are_none():
    sheet = read_sheet(b"A list of ours\n\nid,words\n,\n1,x\n", Layout(header_row=3))
    assert sheet.header == ("id", "words")
    assert [row.number for row in sheet.rows] == [5]


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"id,words\n1,x\n", 1),
        (b"A list of ours\n\nid,words,more\n1,x,y\n", 3),
        (b"A list of ours,\nid;words;more\n1;x;y\n", 2),
        (b"a,b,c,d\n1,,,\n", 1),
        (b"one\n", 1),
        (b"", 1),
        (workbooks.xlsx(["A list"], ["id", "words", "more"], [1, "x", "y"]), 2),
    ],
)
def test_titles_above_the_names_of_columns_are_passed_over(content: bytes, row: int):
    assert find_layout(content).header_row == row


def test_days_times_and_numbers_come_out_as_a_person_types_them():
    rows = (
        '<row r="1">'
        + "".join(f'<c r="{c}1" t="inlineStr"><is><t>{c}</t></is></c>' for c in "ABCDE")
        + '</row><row r="2">'
        + workbooks.moment_cell("A2", 44052)
        + workbooks.moment_cell("B2", 44052.9375)
        + '<c r="C2"><v>7</v></c><c r="D2"><v>7.25</v></c><c r="E2" t="b"><v>1</v></c></row>'
    )
    cells = read_sheet(workbooks.xlsx_of(rows), Layout()).rows[0].cells
    assert cells == {"A": "2020-08-09", "B": "2020-08-09 22:30:00", "C": "7", "D": "7.25", "E": "yes"}


def test_of_a_formula_the_last_value_is_read():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>sum</t></is></c></row>'
        '<row r="2"><c r="A2"><f>HYPERLINK("http://x")</f><v>5</v></c></row>'
    )
    assert read_sheet(workbooks.xlsx_of(rows), Layout()).rows[0].cells == {"sum": "5"}


def test_the_sheets_of_a_workbook_have_names():
    assert sheet_names(workbooks.xlsx(["id"])) == ("One",)
    assert sheet_names(b"id\n") == ()
    with pytest.raises(TableError, match="Other"):
        read_sheet(workbooks.xlsx(["id"]), Layout(sheet="Other"))


LAST_CELL = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REPEATED = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
    'table:number-columns-repeated="10000" office:value-type="float" office:value="1"/></table:table-row>'
)


@pytest.mark.parametrize("content", [workbooks.xlsx_of(LAST_CELL), workbooks.ods_of(REPEATED)])
def test_a_small_file_that_names_a_large_table_is_refused_unread(content: bytes):
    with pytest.raises(TableError, match="cells"):
        read_sheet(content, Layout())


def test_empty_rows_that_a_program_repeats_to_its_last_line_do_no_harm():
    trailing = (
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    lines = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{word}</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        for word in ("id", "1")
    )
    assert read_sheet(workbooks.ods_of(lines + trailing), Layout()).header == ("id",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"id,words\n1,2,3\n",
        b'id,words\n1,"open\n',
        b"id\x00\n",
        "id\n1\n".encode("utf-16"),
        b"PK\x03\x04",
        workbooks.zipped({"a.txt": "x"}),
        workbooks.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x"}),
        workbooks.zipped({"xl/workbook.xml": "<workbook"}),
        workbooks.zipped({"xl/workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
    ],
)
def test_what_is_no_table_refuses_the_file(content: bytes):
    with pytest.raises(TableError):
        read_sheet(content, Layout())


def test_a_table_that_is_too_wide_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MAX_COLUMNS", 2)
    with pytest.raises(TableError, match="at most 2 columns"):
        read_sheet(b"a,b,c\n", Layout())


@pytest.mark.parametrize("seed", range(6))
def test_mutated_workbooks_are_read_or_refused(seed: int):
    """Mutate the parts, not the zip file around them: a broken zip file never gets as far as the reader."""
    chance = random.Random(seed)  # noqa: S311 - the same files every time
    whole = (workbooks.xlsx(["id", "day"], [1, "x"], [2, "y"]), workbooks.ods(["id", "day"], ["1", "x"]))
    for content in whole:
        for _ in range(60):
            with contextlib.suppress(TableError):
                read_sheet(_mutated(content, chance), Layout())


def _mutated(content: bytes, chance: random.Random) -> bytes:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            part = archive.read(path).decode()
            if chance.random() < 0.4:
                at, length = chance.randrange(len(part)), chance.randrange(1, 12)
                piece = chance.choice(["", "9" * 8, "<c>", '"', "&#0;", 'r="ZZZ9999999"', "-1", "</row>"])
                part = part[:at] + piece + part[at + length :]
            parts[path] = part
    return workbooks.zipped(parts)
