"""Suggestions: columns are known by name or by look, each with its reason, never against its values."""

import pytest

from crimebook.exchange.accounts import parse_accounts
from crimebook.exchange.headings import Role
from crimebook.exchange.mapped import mapped_format
from crimebook.exchange.mapping import read_mapping, write_mapping
from crimebook.exchange.sheets import Layout, read_sheet
from crimebook.exchange.suggesting import Suggestion, draft_mapping, suggest_file, suggest_mapping


def suggest(**columns: tuple[str, ...]) -> dict[str, Suggestion]:
    count = max(len(values) for values in columns.values())
    rows = [{name: values[at] for name, values in columns.items()} for at in range(count)]
    return {each.column: each for each in suggest_mapping(tuple(columns), rows)}


def roles(**columns: tuple[str, ...]) -> dict[str, Role]:
    return {column: each.role for column, each in suggest(**columns).items()}


def test_names_in_three_languages_are_known():
    found = roles(
        **{
            "№": ("1", "2", "3"),
            "Дата события": ("10.08.2020", "11.08.2020", ""),
            "Дзе адбылося": ("a", "b", "c"),
            "What happened": ("x", "y", "z"),
            "shoe size": ("40", "41", "42"),
        }
    )
    assert found == {
        "№": Role.ID,
        "Дата события": Role.DAY,
        "Дзе адбылося": Role.PLACE_WORDS,
        "What happened": Role.TEXT,
    }


def test_values_are_known_by_their_look():
    found = roles(
        A=("53.90, 27.55", "53.91, 27.56", "53.92, 27.57"),
        B=("https://example.org/1", "https://example.org/2", "https://example.org/3"),
        C=("2020-08-09", "2020-08-10", "2020-08-11"),
        D=("22:45", "23:10", "01:00"),
        E=("one", "two", "three"),
        F=("2020", "2021", "2022"),
    )
    assert found == {"A": Role.POINT, "B": Role.LINKS, "C": Role.DAY, "D": Role.TIME_WORDS}


def test_a_name_against_its_values_is_not_believed():
    assert "location" not in roles(location=("Minsk", "Brest", "Hrodna"))
    assert roles(id=("1", "1", "2")) == {}
    assert roles(link=("seen", "not seen", "seen")) == {}


def test_each_suggestion_says_why():
    found = suggest(date=("2020-08-09",) * 3, B=("https://example.org/1",) * 3)
    assert str(found["date"].reason) == "the column is called date"
    assert str(found["B"].reason) == "its values are web addresses"


@pytest.mark.parametrize(
    ("values", "expected", "says"),
    [
        (("03/04/2020", "31/12/2020", "01/02/2020"), "DD/MM/YYYY", "called"),
        (("03/04/2020", "12/31/2020", "01/02/2020"), "MM/DD/YYYY", "called"),
        (("03/04/2020", "05/06/2020", "01/02/2020"), "DD/MM/YYYY", "two ways"),
        (("2020-08-09", "2020-08-10", "2020-08-11"), "", "called"),
    ],
)
def test_the_format_of_days_is_found_or_asked_for(values: tuple[str, ...], expected: str, says: str):
    found = suggest(date=values)["date"]
    assert found.format == expected
    assert says in str(found.reason)


def test_half_a_pair_of_coordinates_is_left_out():
    assert roles(lat=("53.9", "53.8", "53.7")) == {}
    assert set(roles(lat=("53.9",), lon=("27.5",)).values()) == {Role.LAT, Role.LON}


def test_the_sign_between_the_entries_of_a_list_is_found():
    assert suggest(violations=("beating; threats", "beating", "x; y"))["violations"].separator == ";"


def test_consent_has_the_purpose_of_its_name():
    sheet = read_sheet(b"id,consent_icc,consent\n1,yes,no\n", Layout())
    assert [(rule.purpose, rule.column) for rule in draft_mapping("a", sheet).consents] == [
        ("icc_un", "consent_icc"),
        ("analysis", "consent"),
    ]


def test_a_draft_can_be_written_read_and_used():
    content = "№;Дата;Где;Координаты\n1;10.08.2020;у моста;53,9001 27,5590\n2;;;\n3;11.08.2020;;\n".encode()
    sheet = read_sheet(content, Layout())
    mapping = read_mapping(write_mapping(draft_mapping("a-list", sheet)))
    parsed = parse_accounts(mapped_format(mapping), content)
    assert [each.external_id for each in parsed.records] == ["1", "2", "3"]
    assert parsed.records[0].where.spot is not None
    assert parsed.records[0].where.spot.point == (53.9001, 27.559)
    assert parsed.records[1].when.first is None


def test_a_table_without_rows_is_known_by_its_names_alone():
    assert {each.role for each in suggest_mapping(("date", "place"), ())} == {Role.DAY, Role.PLACE_WORDS}


def test_a_suggested_file_says_why_and_what_stays_words():
    content = "A list of ours\n№;Дата;размер обуви\n1;10.08.2020;42\n2;11.08.2020;40\n".encode()
    toml = suggest_file("a-list", content)
    mapping = read_mapping(toml)
    assert (mapping.layout.header_row, mapping.columns[Role.DAY]) == (2, ("Дата",))
    assert "# day: Дата: the column is called Дата" in toml.decode()
    assert "# stays words: размер обуви" in toml.decode()
    assert len(parse_accounts(mapped_format(mapping), content).records) == 2


def test_a_name_with_a_line_break_ends_no_comment():
    content = b'id,"shoe\nversion = 2"\n1,x\n'
    assert read_mapping(suggest_file("a-list", content)).columns == {Role.ID: ("id",)}
