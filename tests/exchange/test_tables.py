"""CSV tables: what is wrong with the file refuses the file, what is wrong with a value refuses its row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange.tables import (
    MAX_FIELD_CHARS,
    Row,
    TableError,
    need,
    parse_table,
    read_rows,
    write_table,
)


def table(*lines: str) -> bytes:
    return ("\n".join(("id,words", *lines)) + "\n").encode()


def parse(content: bytes):
    return parse_table(
        content,
        required=("id", "words"),
        parse_row=lambda row: (need(row, "id"), row["words"]),
        identify=lambda record: record[0],
    )


def test_rows_keep_their_words_and_their_numbers():
    rows = list(read_rows(table('1,"a, b"', '2,"two\nlines"'), ("id",)))
    assert rows == [Row(2, {"id": "1", "words": "a, b"}), Row(3, {"id": "2", "words": "two\nlines"})]


def test_a_byte_order_mark_is_not_part_of_the_first_column():
    assert parse(b"\xef\xbb\xbf" + table("1,a")).records == (("1", "a"),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty file"),
        (b"id\n1\n", "words"),
        (b"id,words,id\n1,a,2\n", "twice"),
        (table('1,"never closed'), "cut off"),
        (b"id,words\n1,a\n2", "cut off"),
        (table("1,a,b"), "expected 2 cells, got 3"),
        ("id,words\n1,ночь\n".encode("cp1251"), "Windows-1251"),
        ("id,words\n1,ночь\n".encode("utf-16"), "UTF-16"),
        (b"id,words\n1,\x00\n", "zero byte"),
    ],
)
def test_a_file_that_is_not_a_whole_table_is_refused_whole(content: bytes, says: str):
    with pytest.raises(TableError, match=says):
        list(read_rows(content, ("id", "words")))


def test_the_wrong_encoding_is_told_with_line_and_byte():
    content = b"id,words\n1,a\n" + "2,вечер\n".encode("cp1251")
    with pytest.raises(TableError, match=r"line 3: .* byte 15"):
        list(read_rows(content, ("id", "words")))


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|' /C calc'!A0", " =1+1"])
def test_a_formula_is_refused_with_its_row_and_field(cell: str):
    file = io.StringIO()
    csv.writer(file).writerows([["id", "words"], ["1", "fine"], ["2", cell]])
    parsed = parse(file.getvalue().encode())
    assert parsed.records == (("1", "fine"),)
    assert [(each.row, each.field) for each in parsed.refusals] == [(3, "words")]


@pytest.mark.parametrize(
    "words",
    ["-", "+375 29", "- said the officer", "a = b", "mail@example", "@handle wrote", "-- no"],
)
def test_words_that_only_look_odd_come_in(words: str):
    assert parse(table(f"1,{words}")).records == (("1", words),)


def test_a_field_of_ten_megabytes_is_refused_and_the_other_rows_come_in():
    parsed = parse(table("1,fine", "2," + "x" * 10_000_000))
    assert parsed.records == (("1", "fine"),)
    assert parsed.refusals[0].fault.expected == f"at most {MAX_FIELD_CHARS} characters"


def test_an_id_that_comes_twice_is_refused_the_second_time():
    parsed = parse(table("1,a", "1,b"))
    assert parsed.records == (("1", "a"),)
    assert "row 2" in parsed.refusals[0].fault.got
    assert parsed.rows == 2


cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=30)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_what_is_written_reads_back_the_same(rows: list[tuple[str, str]]):
    written = write_table([(("id", one), ("words", other)) for one, other in rows])
    read = [row.words for row in read_rows(written, ("id", "words"))]
    assert read == [(("id", one), ("words", other)) for one, other in rows]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_table_error(content: bytes):
    try:
        parsed = parse(content)
    except TableError:
        return
    assert parsed.rows == len(parsed.records) + len(parsed.refusals)
