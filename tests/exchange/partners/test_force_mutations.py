"""Damaged lists of a force: refused whole or row by row, never a crash, every row told."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exchange.partners.forces import entity, parentage, personnel
from tests.exchange.partners.mutations import damaged

from crimebook.exchange.officers import OfficerRow, parse_persons, parse_postings
from crimebook.exchange.partners import ftm_officers
from crimebook.exchange.partners.security_force_monitor import parse_parentage, parse_personnel
from crimebook.exchange.tables import Parsed, TableError, read_rows, write_table
from crimebook.terms.errors import InvalidValueError

TODAY = date(2026, 1, 2)
MINSK = ZoneInfo("Europe/Minsk")
MUTANTS = 60
TIME = "2019-01-01T00:00:00Z/2021-01-01T00:00:00Z"
PERSON = {"id": "p1", "is_invented": "yes", "name": "Adam", "birth": "1980-05", "badge": "7", "death": ""}
POST = {"id": "h1", "person": "p1", "is_invented": "yes", "unit_words": "1st", "kind": "head", "time": TIME}
ENTITIES = (
    entity("t", "Membership", member=["a"], organization=["b"], role=["head"], startDate=["2019"]),
    entity("o", "Occupancy", holder=["a"], post=["p"], endDate=["2020-05-01"]),
    entity("p", "Position", name=["head"], organization=["b"]),
    entity("a", "Person", name=["Adam"], birthDate=["1980-05-01"]),
    entity("b", "Organization", name=["1st"], parent=["c"]),
    entity("c", "PublicBody", name=["Ministry"]),
)


def table(*rows: dict[str, str]) -> bytes:
    return write_table([tuple(row.items()) for row in rows])


Parse = Callable[[bytes], Parsed[Any]]
READERS: dict[str, tuple[Parse, Callable[[bytes], Any], bytes, str]] = {
    "persons": (lambda each: parse_persons(each, today=TODAY), read_rows, table(PERSON), ".csv"),
    "postings": (lambda each: parse_postings(each, today=TODAY), read_rows, table(POST), ".csv"),
    "personnel": (lambda each: parse_personnel(each, today=TODAY), read_rows, table(personnel()), ".csv"),
    "parentage": (parse_parentage, read_rows, table(parentage()), ".csv"),
    "officers": (
        lambda each: ftm_officers.parse_officers(each, today=TODAY),
        ftm_officers.read_rows,
        b"\n".join(json.dumps(each).encode() for each in ENTITIES),
        ".jsonl",
    ),
}


def check(parse: Parse, rows: Callable[[bytes], Any], content: bytes) -> Parsed[Any] | None:
    """Return what was read; a file that is refused whole is None, and every row of another is told once."""
    try:
        parsed = parse(content)
    except TableError as error:
        str(error).encode()
        return None
    told = [each.row.number for each in parsed.records] + [each.row for each in parsed.refusals]
    assert Counter(told) == Counter(row.number for row in rows(content))
    for record in parsed.records:
        if not isinstance(record, OfficerRow):
            # Bounds that run backwards refuse the row when it is staged; nothing else may go wrong there.
            with suppress(InvalidValueError):
                record.time.in_zone(MINSK).format()
    return parsed


@pytest.mark.parametrize("name", READERS)
def test_a_whole_file_comes_in(name: str):
    parse, rows, content, _ = READERS[name]
    parsed = check(parse, rows, content)
    assert parsed is not None
    assert parsed.records


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_refused_or_told_row_by_row(name: str):
    parse, rows, content, ending = READERS[name]

    @settings(
        max_examples=MUTANTS,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def survives(data: st.DataObject) -> None:
        check(parse, rows, data.draw(damaged(content, ending)))

    survives()
