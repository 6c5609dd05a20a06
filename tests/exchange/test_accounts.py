"""Accounts: every record is an account or a refusal, and nothing comes in that could not be written again."""

import json
from typing import Any

import pytest

from crimebook.exchange.accounts import (
    Account,
    Format,
    Subject,
    cell_of,
    parse_accounts,
    read_json,
    rows_of_objects,
    value_of,
)
from crimebook.exchange.tables import MAX_FIELD_CHARS, FieldError, Row, TableError
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import check_external_id


def read_account(row: Row) -> Account:
    return Account(row=row, external_id=check_external_id(row["id"]), subject=Subject.INCIDENT)


PLAIN = Format("plain", "Plain", lambda content: rows_of_objects(read_json(content)), read_account)


def parse(*records: Any) -> list[tuple[int, str]]:
    parsed = parse_accounts(PLAIN, json.dumps(records).encode())
    assert len(parsed.records) + len(parsed.refusals) == len(records)
    return [(each.row, each.field) for each in parsed.refusals]


def test_an_id_that_comes_twice_is_refused_the_second_time():
    assert parse({"id": "a"}, {"id": "b"}, {"id": "a"}) == [(3, "id")]


def test_a_value_that_its_reader_could_not_name_refuses_the_record():
    assert parse({"id": "a b"}, {"id": "c"}) == [(1, "record")]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"id": "a", "words": "x" * (MAX_FIELD_CHARS + 1)}, "words"),
        ({"id": "a", "words": "a\x00b"}, "words"),
        ({"id": "a", "words": ["a\x00b"]}, "words"),
        ({"id": "a", "words": "half \ud83d"}, "words"),
        ({"id": "a", "words": {"half \ud83d": 1}}, "words"),
        ({"id": "a", "na\x00me": "x"}, "record"),
        ({"id": "a", "\udc00": "x"}, "record"),
    ],
)
def test_what_could_not_be_written_refuses_its_record_alone(record: dict[str, Any], field: str):
    assert parse(record, {"id": "b"}) == [(1, field)]


def test_whole_signs_beyond_the_basic_plane_come_in():
    assert parse({"id": "a", "words": "😶 \\u00e9"}) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "an error at character 0"),
        (b"[NaN]", "another thing"),
        (b"[" * 100_000, "another thing"),
        (b"[" + b"9" * 5_000 + b"]", "another thing"),
        (b"\xff", "byte 0xff at 0"),
        (b"[5]", "record 1: expected a JSON object, got int"),
    ],
)
def test_a_file_that_is_no_json_is_refused_whole(content: bytes, says: str):
    with pytest.raises(TableError, match=says):
        parse_accounts(PLAIN, content)


def test_values_nested_too_deep_to_be_written_again_refuse_the_file():
    deep: list[Any] = []
    for _ in range(2_000):
        deep = [deep]
    with pytest.raises(TableError, match=r"record 1: .* nested too deep"):
        list(rows_of_objects([{"id": "a", "words": deep}]))


def test_a_cell_is_the_text_itself_or_the_json_of_another_value():
    assert [cell_of(value) for value in (None, "é", 5, True, ["é"])] == ["", "é", "5", "true", '["é"]']
    assert value_of(Row(1, {"a": '["é"]', "b": ""}), "a") == ["é"]
    assert value_of(Row(1, {}), "b") is None
    with pytest.raises(FieldError, match="a: expected a JSON value"):
        value_of(Row(1, {"a": "[" * 100_000}), "a")


def test_an_invalid_value_is_told_by_its_own_fault():
    with pytest.raises(InvalidValueError) as caught:
        read_account(Row(1, {"id": "a b"}))
    parsed = parse_accounts(PLAIN, b'[{"id": "a b"}]')
    assert parsed.refusals[0].fault == caught.value.fault
