"""Tables with a mapping: what each column becomes, and what stays unknown."""

import contextlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange import workbooks
from tests.exchange.partners.mutations import damaged

from crimebook.exchange.accounts import Account, LocalTimes, Subject, parse_accounts
from crimebook.exchange.cases import InjuryWords
from crimebook.exchange.consents import ANSWERS, PURPOSES
from crimebook.exchange.headings import Role
from crimebook.exchange.mapped import STATED_SIGMA_S, mapped_format
from crimebook.exchange.mapping import read_mapping
from crimebook.exchange.tables import TableError, write_table
from crimebook.terms.codebook import Codebook


def mapping(*columns: str, top: str = "", rest: str = "") -> bytes:
    return "\n".join(('version = 1\nname = "a-list"', top, "[columns]", *columns, rest)).encode()


def parse(toml: bytes, *rows: dict[str, str]):
    """Parse rows, each with a column that no mapping names: a row without a word would be none."""
    lines = [(*row.items(), ("other", "words")) for row in rows]
    return parse_accounts(mapped_format(read_mapping(toml)), write_table(lines))


def one(toml: bytes, **cells: str) -> Account:
    parsed = parse(toml, cells)
    assert not parsed.refusals, parsed.refusals
    return parsed.records[0]


def refused(toml: bytes, **cells: str) -> list[str]:
    return [each.field for each in parse(toml, cells).refusals]


def test_columns_become_what_the_mapping_says():
    toml = mapping(
        'id = "No"',
        'title = "Name"',
        'text = ["What", "Notes"]',
        'day = "Date"',
        'time_words = "Time"',
        'point = "Where"',
        'place_words = "Street"',
        'town = "Town"',
        'labels = "Acts"',
        'actors = "Who"',
        'victims = "Whom"',
        'links = "Links"',
        'url = "Page"',
        rest='[codes.labels]\n"Избили" = "ill_treatment.beating"',
    )
    account = one(
        toml,
        No="BY 7",
        Name="A title",
        What="One.",
        Notes="Two.",
        Date="10.08.2020",
        Time="late evening",
        Where="53.9006, 27.5590",
        Street="an invented street",
        Town="Minsk",
        Acts="ИЗБИЛИ; a word",
        Who="OMON|men in black",
        Whom="two men",
        Links="https://example.org/1 and https://example.org/2",
        Page="https://example.org/page",
    )
    assert (account.external_id, account.title, account.text) == ("BY_7", "A title", "One.\n\nTwo.")
    assert (account.when.first, account.when.words) == (date(2020, 8, 10), "late evening")
    assert account.where.spot is not None
    assert account.where.spot.point == (53.9006, 27.559)
    assert (account.where.words, account.where.towns) == ("an invented street", "Minsk")
    assert account.labels == ("ill_treatment.beating", "a word")
    assert account.actors == ("OMON", "men in black")
    assert [link.url for link in account.links] == ["https://example.org/1", "https://example.org/2"]
    assert account.url == "https://example.org/page"
    assert dict(account.row.words)["Acts"] == "ИЗБИЛИ; a word"


def test_what_is_empty_or_stands_for_nothing_stays_unknown():
    toml = mapping(
        'day = "D"', 'point = "P"', 'town = "T"', 'title = "N"', 'labels = "L"', top='empty = ["нет", "-"]'
    )
    account = one(toml, D="-", P="Нет", T="", N="x", L="нет")
    assert (account.when.first, account.where.spot, account.where.towns) == (None, None, "")
    assert account.labels == ()


def test_a_day_in_words_stays_words_and_its_row_comes_in():
    account = one(mapping('day = "D"', 'time_words = "T"'), D="в начале августа", T="ночью")
    assert (account.when.first, account.when.words) == (None, "в начале августа ночью")


def test_a_day_that_can_be_read_two_ways_wants_a_format():
    assert refused(mapping('day = "D"'), D="03/04/2020") == ["D"]
    toml = mapping('day = "D"', rest='[formats]\nday = "DD/MM/YYYY"')
    assert one(toml, D="03/04/2020").when.first == date(2020, 4, 3)
    assert refused(toml, D="April 3") == ["D"]


def test_several_days_are_several_days():
    when = one(mapping('day = "A"', 'last_day = "B"'), A="2020-08-10", B="2020-08-13").when
    assert (when.first, when.last) == (date(2020, 8, 10), date(2020, 8, 13))
    assert one(mapping('day = "A"'), A="2020-08").when.last == date(2020, 8, 31)
    assert refused(mapping('day = "A"', 'last_day = "B"'), A="2020-08-10", B="2020-08-01") == ["B"]


def test_a_clock_without_an_offset_is_local_and_carries_the_zone():
    toml = mapping('start = "A"', 'end = "B"', top='zone = "Europe/Minsk"\nclock_sigma_s = 5')
    when = one(toml, A="2020-08-10 22:00", B="2020-08-10 22:15").when
    assert when.local == LocalTimes(datetime(2020, 8, 10, 22, 0), datetime(2020, 8, 10, 22, 15))
    assert (when.start, when.zones, when.sigma_s) == (None, ("Europe/Minsk",), 5.0)


def test_an_instant_stays_an_instant():
    when = one(mapping('start = "A"'), A="2020-08-10T22:00:00+03:00").when
    assert when.start == when.end == datetime(2020, 8, 10, 19, 0, tzinfo=UTC)
    when = one(mapping('day = "A"'), A="2020-08-10T22:00:00+03:00").when
    assert (when.start, when.sigma_s) == (datetime(2020, 8, 10, 19, 0, tzinfo=UTC), STATED_SIGMA_S)


def test_a_start_that_is_a_day_is_a_day():
    when = one(mapping('start = "A"', 'end = "B"'), A="2020-08-10", B="2020-08-11").when
    assert (when.first, when.last, when.local) == (date(2020, 8, 10), date(2020, 8, 11), None)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"A": "2020-08-10 22:00", "B": "2020-08-10 21:00"}, "B"),
        ({"A": "2020-08-10 22:00", "B": "2020-08-10T21:00:00Z"}, "B"),
        ({"A": "40.08.2020", "B": ""}, "A"),
    ],
)
def test_times_that_contradict_each_other_refuse_the_row(cells: dict[str, str], field: str):
    assert refused(mapping('start = "A"', 'end = "B"'), **cells) == [field]


def test_when_it_was_posted_needs_an_offset_or_a_zone():
    toml = mapping('posted_at = "A"')
    assert one(toml, A="2020-08-10T22:00:00Z").when.posted_at == datetime(2020, 8, 10, 22, 0, tzinfo=UTC)
    assert refused(toml, A="2020-08-10 22:00") == ["A"]
    zoned = mapping('posted_at = "A"', top='zone = "Europe/Minsk"')
    assert one(zoned, A="2020-08-10 22:00").when.posted_at == datetime(2020, 8, 10, 19, 0, tzinfo=UTC)
    # A day alone: it stood there by the end of that day.
    assert one(zoned, A="2020-08-10").when.posted_at == datetime(2020, 8, 10, 21, 0, tzinfo=UTC)


def test_a_point_is_two_columns_or_one_with_a_radius_or_without():
    pair = mapping('lat = "A"', 'lon = "B"', 'radius_m = "R"')
    spot = one(pair, A="53.9006", B="27.5590", R="40").where.spot
    assert spot is not None
    assert (spot.point, spot.radius_m) == ((53.9006, 27.559), 40.0)
    assert one(pair, A="", B="", R="").where.spot is None
    assert refused(pair, A="53.9", B="", R="") == ["B"]
    assert refused(pair, A="153.9", B="27", R="") == ["A"]
    fixed = mapping('point = "P"', rest='[constants]\nradius_m = "250"')
    spot = one(fixed, P="53.9006; 27.5590").where.spot
    assert spot is not None
    assert spot.radius_m == 250.0


def test_consent_comes_from_a_column_or_holds_for_all():
    rest = (
        '[[consents]]\npurpose = "analysis"\nanswer = "granted"\nwords = "by phone"\n'
        '[[consents]]\npurpose = "icc_un"\ncolumn = "ICC"\n'
    )
    toml = mapping('title = "N"', rest=rest)
    consents = one(toml, N="x", ICC="нет").consents
    assert [(each.purpose, each.answer) for each in consents] == [
        ("analysis", "granted"),
        ("icc_un", "refused"),
    ]
    assert consents[0].words == "by phone"
    assert len(one(toml, N="x", ICC="").consents) == 1


def test_injuries_in_codes_are_injuries_and_others_are_words():
    account = one(
        mapping('injuries = "I"', 'text = "T"'), I="head/bruise/beat.object|a broken tooth", T="Said."
    )
    assert account.injuries == (InjuryWords("head", "bruise", "beat.object"),)
    assert account.text == "Said.\n\na broken tooth"


def test_constants_stand_in_for_columns_and_empty_cells():
    toml = mapping(
        'duration_s = "L"', top='subject = "recording"', rest='[constants]\nkind = "video"\ntown = "Minsk"'
    )
    account = one(toml, L="0:01:05")
    assert (account.subject, account.kind, account.duration_s) == (Subject.RECORDING, "video", 65.0)
    assert account.where.towns == "Minsk"
    assert refused(toml, L="1:2:3:4") == ["L"]
    lists = mapping('labels = "A"', rest='[constants]\nlabels = "detention"')
    assert one(lists, A="").labels == ("detention",)
    assert one(lists, A="beating").labels == ("beating",)


def test_a_unit_has_names_and_a_parent():
    toml = mapping('id = "No"', 'name_ru = "Имя"', 'parent = "Up"', top='subject = "unit"')
    account = one(toml, No="u1", Имя="Рота", Up="u0")
    assert (account.names, account.parent) == ((("ru", "Рота"),), "u0")


def test_a_table_without_ids_knows_its_rows_by_their_words():
    toml = mapping('title = "N"')
    rows = ({"N": "a"}, {"N": "b"})
    ids = {each.external_id for each in parse(toml, *rows).records}
    assert ids == {each.external_id for each in parse(toml, *reversed(rows)).records}
    again = parse(toml, {"N": "a"}, {"N": "a"})
    assert (len(again.records), [each.field for each in again.refusals]) == (1, ["id"])


def test_an_id_that_is_empty_refuses_its_row():
    assert refused(mapping('id = "No"', 'title = "N"'), No="", N="x") == ["No"]


def test_a_column_that_is_not_there_refuses_the_file():
    with pytest.raises(TableError, match=r"columns.day: expected a column 'Date'"):
        parse(mapping('day = "Date"'), {"N": "x"})


def test_a_workbook_is_read_like_any_table():
    content = workbooks.xlsx(["No", "Date"], [1, "2020-08-10"], [2, "-"])
    parsed = parse_accounts(mapped_format(read_mapping(mapping('id = "No"', 'day = "Date"'))), content)
    assert [(each.external_id, each.when.first) for each in parsed.records] == [
        ("1", date(2020, 8, 10)),
        ("2", None),
    ]


_SAMPLE = """No,Date,Time,Where,Acts,ICC
1,10.08.2020,late evening,53.9006 27.5590,beating|threats,да
2,в начале августа,,,,
3,2020-08-11,22:45,,,нет
""".encode()
_DRAFT = mapping(
    'id = "No"',
    'day = "Date"',
    'time_words = "Time"',
    'point = "Where"',
    'labels = "Acts"',
    rest='[[consents]]\npurpose = "icc_un"\ncolumn = "ICC"',
)


@settings(max_examples=500, derandomize=True, database=None)
@given(st.data())
def test_damaged_tables_are_refused_or_told_row_by_row(data: st.DataObject):
    partner = mapped_format(read_mapping(_DRAFT))
    content = data.draw(damaged(_SAMPLE, ".csv"))
    with contextlib.suppress(TableError):
        assert parse_accounts(partner, content).rows == len(list(partner.read_rows(content)))


def test_the_undamaged_table_comes_in_whole():
    parsed = parse_accounts(mapped_format(read_mapping(_DRAFT)), _SAMPLE)
    assert (len(parsed.records), parsed.refusals) == (3, ())


def test_a_mapping_names_the_questions_of_a_form_exactly():
    toml = mapping('id = "_uuid"', 'day = "begin/when_q7"', 'point = "gps_q8"')
    first = {"_uuid": "a", "begin/when_q7": "2020-08-10", "gps_q8": "53.9 27.5 0 9"}
    content = json.dumps({"results": [first, {"_uuid": "b"}]}).encode()
    parsed = parse_accounts(mapped_format(read_mapping(toml)), content)
    assert [(each.external_id, each.when.first) for each in parsed.records] == [
        ("a", date(2020, 8, 10)),
        ("b", None),
    ]
    assert parsed.records[0].where.spot is not None
    assert parsed.records[0].where.spot.radius_m == 9.0


def test_the_mapping_file_of_the_format_page_is_one():
    page = (Path(__file__).parents[2] / "docs/formats.md").read_text(encoding="utf-8")
    block = page.partition("### 6.2 Mapping files")[2].partition("```toml")[2].partition("```")[0]
    shown = read_mapping(block.encode())
    assert (shown.name, shown.zone) == ("partner-list", "Europe/Minsk")
    assert Codebook.load().code_for_label("acts", shown.codes[Role.LABELS]["Избили"]) is not None


def test_purposes_and_answers_of_consent_are_those_of_the_codebook():
    codebook = Codebook.load()
    assert set(PURPOSES) == set(codebook.vocabulary("consent_purposes").codes())
    assert set(ANSWERS) == set(codebook.vocabulary("consent_answers").codes())
