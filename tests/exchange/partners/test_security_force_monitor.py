from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.partners.forces import parentage, personnel

from crimebook.exchange.officers import DaySpan
from crimebook.exchange.partners.security_force_monitor import parse_parentage, parse_personnel
from crimebook.exchange.tables import TableError, write_table

TODAY = date(2026, 1, 2)
POSTED = "person:posting_"


def people(*rows: dict[str, str]):
    return parse_personnel(write_table([tuple(row.items()) for row in rows]), today=TODAY)


def units(*rows: dict[str, str]):
    return parse_parentage(write_table([tuple(row.items()) for row in rows]))


def test_a_posting_comes_with_its_person_its_unit_and_what_its_dates_say():
    (row,) = people(personnel()).records
    assert row.officer is not None
    assert (row.officer[0], row.officer[1].name) == ("s-1", "Adam Invented")
    assert row.body is not None
    assert (row.body.external_id, row.body.names) == ("u-1", (("und", "1 Invented Regiment"),))
    assert (row.kind, row.is_command, row.title, row.rank_words) == (
        "head",
        True,
        "Head of the regiment",
        "Colonel",
    )
    assert row.time == DaySpan(None, date(2018, 3, 31), date(2021, 6, 1), date(2021, 6, 1))


@pytest.mark.parametrize(
    ("role", "kind", "commands"),
    [
        ("Commander", "head", True),
        ("acting  commander", "acting_head", True),
        ("Second in Command", "deputy", False),
        ("Chief of Staff", "staff_officer", False),
        ("Commander of the band", "undetermined", False),
        ("", "undetermined", False),
    ],
)
def test_only_a_role_that_is_the_command_commands(role: str, kind: str, commands: bool):
    (row,) = people(personnel(**{f"{POSTED}role": role, f"{POSTED}title": ""})).records
    assert (row.kind, row.is_command, row.title) == (kind, commands, role)


def test_an_assumption_that_it_goes_on_is_no_source_for_it():
    (assumed,) = units(parentage()).records
    assert assumed.time == DaySpan(date(2015, 1, 1), date(2015, 12, 31), date(2020, 12, 31), None)
    (ended,) = units(parentage(**{"unit:related_unit_open": "E"})).records
    assert ended.time.ended_by == date(2020, 12, 31)


def test_an_informal_relation_is_no_command_and_a_unit_without_a_parent_is_a_unit():
    (informal,) = units(parentage(**{"unit:related_unit_class": "Informal"})).records
    (alone,) = units(parentage(**{"unit:related_unit": "", "unit:related_unit_class": ""})).records
    assert informal.parent is None
    assert alone.parent is None
    assert alone.child.external_id == "u-1"


def test_two_postings_of_one_person_in_one_unit_are_two():
    rows = people(personnel(), personnel(**{f"{POSTED}title": "another"})).records
    assert len({row.external_id for row in rows}) == 2
    assert len(people(personnel(), personnel()).refusals) == 1


def test_a_person_has_the_id_of_the_research_sheets_too():
    row = {name: cell for name, cell in personnel().items() if name != "person:admin:id"}
    (read,) = people({**row, "person:id:admin": "s-9"}).records
    assert read.officer is not None
    assert read.officer[0] == "s-9"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"person:admin:id": ""}, "person:admin:id"),
        ({"person:name": ""}, "person:name"),
        ({f"{POSTED}first_cited_date": "spring 2018"}, f"{POSTED}first_cited_date"),
        ({f"{POSTED}last_cited_date": "2017"}, f"{POSTED}last_cited_date"),
        ({f"{POSTED}last_cited_date_end": "perhaps"}, f"{POSTED}last_cited_date_end"),
        ({"person_extra:deceased_date": "2030"}, "person_extra:deceased_date"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_with_its_field(cells: dict[str, str], field: str):
    assert [each.field for each in people(personnel(**cells)).refusals] == [field]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"unit:related_unit": "u-1"}, "unit:related_unit"),
        ({"unit:related_unit_class": "Friendship"}, "unit:related_unit_class"),
    ],
)
def test_a_relation_that_cannot_be_is_refused(cells: dict[str, str], field: str):
    assert [each.field for each in units(parentage(**cells)).refusals] == [field]


def test_another_table_is_no_download():
    with pytest.raises(TableError, match="unit:id:admin"):
        people({"id": "1", "name": "x"})


@given(
    st.lists(
        st.tuples(st.integers(1990, 2020), st.integers(0, 5), st.sampled_from("YN"), st.sampled_from("YN")),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_years_are_read_back_as_they_were_written(spells: list[tuple[int, int, str, str]]):
    rows = [
        personnel(
            **{
                "person:admin:id": f"s-{number}",
                f"{POSTED}first_cited_date": str(first),
                f"{POSTED}first_cited_date_start": starts,
                f"{POSTED}last_cited_date": str(first + years),
                f"{POSTED}last_cited_date_end": ends,
            }
        )
        for number, (first, years, starts, ends) in enumerate(spells)
    ]
    read = people(*rows)
    assert not read.refusals
    written = [
        (
            row.time.begun_by.year,
            "Y" if row.time.begun_from else "N",
            row.time.ended_from.year,
            "Y" if row.time.ended_by else "N",
        )
        for row in read.records
        if isinstance(row.time, DaySpan) and row.time.begun_by and row.time.ended_from
    ]
    assert written == [(first, starts, first + years, ends) for first, years, starts, ends in spells]
