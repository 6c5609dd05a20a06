from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from crimebook.exchange.officers import DaySpan, cited_span, parse_persons, parse_postings, read_days
from crimebook.exchange.tables import write_table
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint

TODAY = date(2026, 1, 2)
MINSK = ZoneInfo("Europe/Minsk")
TIME = "2019-01-01T00:00:00Z/2021-01-01T00:00:00Z"


def persons(**cells: str):
    row = {"id": "p1", "is_invented": "yes", "name": "Невядомы"} | cells
    return parse_persons(write_table([tuple(row.items())]), today=TODAY)


def postings(**cells: str):
    row = {"id": "h1", "person": "p1", "is_invented": "yes", "unit_words": "полк"} | cells
    return parse_postings(write_table([tuple(row.items())]), today=TODAY)


def test_a_person_is_read_as_the_row_has_them():
    (row,) = persons(badge="77", birth="1980-05", side="unknown", name_kind="callsign").records
    assert (row.said.name, row.said.badge, row.said.birth) == ("Невядомы", "77", "1980-05")
    assert (row.said.side, row.said.name_kind, row.is_invented) == ("unknown", "callsign", True)


def test_who_is_only_described_is_a_person_without_a_name():
    (row,) = persons(name="", description="tall, in a green balaclava").records
    assert row.said.name_kind == "unnamed"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"name": ""}, "name"),
        ({"birth": "May 1980"}, "birth"),
        ({"birth": "1980-02-30"}, "birth"),
        ({"death": "2027"}, "death"),
        ({"side": "enemy"}, "side"),
        ({"badge": "7" * 65}, "badge"),
        ({"incident": "no reference"}, "incident"),
    ],
)
def test_a_person_whom_the_row_does_not_say_is_refused(cells: dict[str, str], field: str):
    assert [each.field for each in persons(**cells).refusals] == [field]


def test_a_head_commands_and_a_deputy_does_not_unless_the_row_says_so():
    for kind, says, commands in (
        ("head", "", True),
        ("acting_head", "", True),
        ("deputy", "", False),
        ("deputy", "yes", True),
        ("head", "no", False),
    ):
        (row,) = postings(kind=kind, is_command=says).records
        assert row.is_command == commands


def test_a_post_has_the_time_that_its_row_gives_and_else_none():
    assert postings(time=TIME).records[0].time == FourPoint.parse(TIME)
    assert postings().records[0].time == FourPoint.unknown()


@pytest.mark.parametrize(
    ("first", "last", "flags", "expected"),
    [
        ("2018-03", "2021-06-01", (False, True), "?~2018-03-31 2021-06-01~2021-06-01"),
        ("2018", "2021", (True, False), "2018-01-01~2018-12-31 2021-01-01~?"),
        ("2020", "2020", (False, False), "?~2020-12-31 2020-01-01~?"),
        # Begun by the end of the year, and ended in its March: it had begun by then.
        ("2012", "2012-03", (True, True), "2012-01-01~2012-03-31 2012-03-01~2012-03-31"),
        ("", "2020", (True, True), "?~? 2020-01-01~2020-12-31"),
        ("", "", (True, True), "?~? ?~?"),
    ],
)
def test_what_is_cited_on_some_days_had_begun_and_lasted_to_them(first, last, flags, expected):
    days = [read_days(text) if text else None for text in (first, last)]
    span = cited_span(*days, is_start=flags[0], is_end=flags[1])
    bounds = [
        str(each) if each else "?"
        for each in (span.begun_from, span.begun_by, span.ended_from, span.ended_by)
    ]
    assert f"{bounds[0]}~{bounds[1]} {bounds[2]}~{bounds[3]}" == expected
    span.in_zone(MINSK)


def test_what_ended_before_it_began_is_refused():
    with pytest.raises(InvalidValueError, match="last day"):
        cited_span(read_days("2020"), read_days("2019"), is_start=False, is_end=False)


def test_days_are_days_of_the_sources_zone():
    time = DaySpan(date(2020, 8, 9), date(2020, 8, 9)).in_zone(MINSK)
    assert time.earliest_start == datetime(2020, 8, 9, tzinfo=MINSK)
    assert time.latest_start == datetime(2020, 8, 9, 23, 59, 59, 999_999, tzinfo=MINSK)
