"""Papers: what each kind's row becomes, which values refuse it, and that damage never breaks the reader."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange.papers.consents import parse_consents
from crimebook.exchange.papers.deaths import parse_deaths
from crimebook.exchange.papers.departures import parse_departures
from crimebook.exchange.papers.deployments import parse_deployments
from crimebook.exchange.papers.descriptions import parse_descriptions
from crimebook.exchange.papers.detentions import parse_detentions
from crimebook.exchange.papers.evaluations import CLINICIANS, Finding, parse_evaluations
from crimebook.exchange.papers.headcounts import parse_headcounts
from crimebook.exchange.papers.identifications import parse_identifications
from crimebook.exchange.papers.orders import parse_orders
from crimebook.exchange.papers.retractions import parse_retractions
from crimebook.exchange.papers.translations import parse_translations
from crimebook.exchange.tables import Parsed, TableError, write_table
from crimebook.exchange.values import Bounds
from crimebook.terms.ids import Ref
from crimebook.terms.instants import format_instant
from crimebook.terms.intervals import FourPoint

TODAY = date(2026, 1, 1)
BELARUS = Bounds(south=51, north=57, west=23, east=33)
TIME = "2020-08-10T22:00:00+03:00~2020-08-10T23:00:00+03:00/?~2020-08-11T06:00:00+03:00"
PARSERS: Mapping[str, Callable[[bytes], Parsed[Any]]] = {
    "detentions": lambda content: parse_detentions(content, today=TODAY, bounds=BELARUS),
    "evaluations": lambda content: parse_evaluations(content, today=TODAY),
    "deaths": lambda content: parse_deaths(content, today=TODAY),
    "orders": lambda content: parse_orders(content, today=TODAY),
    "descriptions": parse_descriptions,
    "identifications": lambda content: parse_identifications(content, today=TODAY),
    "translations": parse_translations,
    "retractions": lambda content: parse_retractions(content, today=TODAY),
    "consents": lambda content: parse_consents(content, today=TODAY),
    "headcounts": lambda content: parse_headcounts(content, today=TODAY),
    "departures": lambda content: parse_departures(content, today=TODAY),
    "deployments": lambda content: parse_deployments(content, today=TODAY, bounds=BELARUS),
}
ABOUT = {"incident": "a-source:1"}
PLACE = {"place_words": "a gate", "town_words": "Minsk", "lat": "53.9", "lon": "27.5", "radius_m": "50"}
CELLS: Mapping[str, dict[str, str]] = {
    "detentions": {
        **ABOUT,
        **PLACE,
        "leg": "2",
        "step": "police_station",
        "place_kind": "police_station",
        "time": TIME,
        "cell": "the gym",
        "persons_in_cell": "60",
        "counsel": "no",
        "court": "",
        "conditions": "cold|no_air|cold",
    },
    "evaluations": {
        **ABOUT,
        "qualification": "physician",
        "setting": "clinic",
        "officers_present": "no",
        "time": TIME,
        "physical": "bruises",
        "psychological": "",
        "findings": "physical.bruise/back/a pair of lines|psychological.sleep",
        "opinion": "fresh",
        "consistency": "highly_consistent",
    },
    "deaths": {**ABOUT, "time": TIME, "place_words": "a yard", "in_custody": "yes", "cause": "not told"},
    "orders": {**ABOUT, "giver": "an officer", "time": TIME, "words": "Stop", "answer": "refused"},
    "descriptions": {**ABOUT, "of_whom": "the tall one", "feature": "voice", "words": "hoarse"},
    "identifications": {
        **ABOUT,
        "procedure": "album",
        "described_first": "unknown",
        "images_shown": "an album",
    },
    "translations": {"citation_of": "a-source:1", "to_language": "be", "text": "Стой", "field": "words"},
    "retractions": {"citation_of": "a-source:1", "reason": "fear", "coercion_suspected": "yes"},
    "consents": {
        "citation_of": "a-source:1",
        "purpose": "analysis",
        "answer": "granted",
        "at": "2020-08-15T12:00:00+03:00",
        "expires_at": "2021-08-15T12:00:00+03:00",
        "words": "",
    },
    "headcounts": {"unit": "x.unit", "unit_words": "", "time": TIME, "at_least": "10", "at_most": "12"},
    "departures": {"unit": "", "unit_words": "a regiment", "kind": "resigned", "persons": "3", "time": ""},
    "deployments": {**PLACE, "unit": "x.unit", "unit_words": "", "callsigns": "A|B|A", "time": TIME},
}


def table(kind: str, /, **differences: str) -> bytes:
    cells = {"id": "p1", **CELLS[kind], "is_invented": "yes", **differences}
    return write_table([tuple(cells.items())])


def read(kind: str, /, **differences: str) -> Any:
    parsed = PARSERS[kind](table(kind, **differences))
    assert parsed.refusals == ()
    return parsed.records[0]


def refused(kind: str, /, **differences: str) -> list[str]:
    parsed = PARSERS[kind](table(kind, **differences))
    assert parsed.records == ()
    return [each.field for each in parsed.refusals]


@pytest.mark.parametrize("kind", PARSERS)
def test_a_whole_row_comes_in_and_keeps_its_words(kind: str) -> None:
    paper = read(kind)
    assert paper.external_id == "p1"
    assert paper.is_invented
    assert dict(paper.row.words) == {"id": "p1", **CELLS[kind], "is_invented": "yes"}


@pytest.mark.parametrize("kind", PARSERS)
def test_a_row_must_say_whether_it_is_invented(kind: str) -> None:
    assert refused(kind, is_invented="") == ["is_invented"]
    assert refused(kind, is_invented="maybe") == ["is_invented"]


@pytest.mark.parametrize("kind", [kind for kind in PARSERS if "incident" in CELLS[kind]])
def test_an_incident_is_named_by_its_source_and_id(kind: str) -> None:
    assert read(kind).incident == Ref.parse("a-source:1")
    assert refused(kind, incident="just a number") == ["incident"]


@pytest.mark.parametrize("kind", [kind for kind in PARSERS if "incident" in CELLS[kind] and kind != "orders"])
def test_all_but_an_order_must_be_about_an_incident(kind: str) -> None:
    assert refused(kind, incident="") == ["incident"]


@pytest.mark.parametrize("kind", [kind for kind in PARSERS if CELLS[kind].get("time")])
def test_an_unknown_time_stays_unknown_and_a_loose_one_is_refused(kind: str) -> None:
    assert read(kind, time="").time == FourPoint.unknown()
    assert refused(kind, time="2020-08-10 22:00") == ["time"]
    assert refused(kind, time="2090-01-01T00:00:00Z/2090-01-02T00:00:00Z") == ["time"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("detentions", "counsel"),
        ("evaluations", "officers_present"),
        ("deaths", "in_custody"),
        ("retractions", "coercion_suspected"),
        ("consents", "understood"),
        ("consents", "limits_explained"),
    ],
)
def test_what_nobody_said_is_unknown_and_never_no(kind: str, field: str) -> None:
    assert getattr(read(kind, **{field: ""}), field) == "unknown"
    assert refused(kind, **{field: "perhaps"}) == [field]


def test_a_leg_has_its_place_in_the_itinerary_its_conditions_and_its_point() -> None:
    leg = read("detentions")
    assert (leg.position, leg.persons_in_cell, leg.conditions) == (2, 60, ("cold", "no_air"))
    assert leg.spot is not None
    assert refused("detentions", leg="0") == ["leg"]
    assert refused("detentions", persons_in_cell="0") == ["persons_in_cell"]
    assert refused("detentions", lat="27.5", lon="53.9") == ["lat"]


def test_findings_are_a_code_a_region_and_words() -> None:
    assert read("evaluations").findings == (
        Finding("physical.bruise", "back", "a pair of lines"),
        Finding("psychological.sleep"),
    )
    assert refused("evaluations", findings="Bruise on the back") == ["findings"]


@pytest.mark.parametrize("qualification", ["detention_medic", "volunteer", "undetermined"])
def test_only_a_clinician_sets_a_consistency(qualification: str) -> None:
    assert refused("evaluations", qualification=qualification) == ["consistency"]
    assert not read("evaluations", qualification=qualification, consistency="").is_clinician


@pytest.mark.parametrize("qualification", sorted(CLINICIANS))
def test_every_clinician_may_set_a_consistency(qualification: str) -> None:
    assert read("evaluations", qualification=qualification).is_clinician


@pytest.mark.parametrize("findings", ["", "physical.none_seen", "physical.none_seen|psychological.none_seen"])
def test_absent_signs_are_not_called_inconsistent(findings: str) -> None:
    absent = {"findings": findings, "physical": "", "consistency": "not_consistent"}
    assert refused("evaluations", **absent) == ["consistency"]
    assert read("evaluations", findings="physical.burn", consistency="not_consistent").consistency


def test_the_answer_to_an_order_is_always_said_if_only_as_unknown() -> None:
    assert refused("orders", answer="") == ["answer"]
    assert read("orders", answer="unknown").answer == "unknown"
    assert read("orders", incident="").incident is None


def test_where_images_were_shown_it_is_said_whether_a_description_came_first() -> None:
    assert refused("identifications", described_first="") == ["described_first"]
    assert read("identifications", described_first="no").described_first == "no"
    assert read("identifications", described_first="", images_shown="").described_first == "unknown"


def test_a_translation_has_words_and_a_language() -> None:
    assert refused("translations", text="") == ["text"]
    assert refused("translations", to_language="") == ["to_language"]
    assert refused("translations", to_language="Belarusian") == ["to_language"]


def test_a_consent_belongs_to_words_or_says_how_the_source_came_by_it() -> None:
    assert refused("consents", citation_of="") == ["words"]
    assert read("consents", citation_of="", words="asked at the meeting").citation_of is None
    assert refused("consents", answer="yes") == ["answer"]
    assert refused("consents", expires_at="2020-08-15T11:00:00+03:00") == ["expires_at"]


def test_a_missing_count_stays_missing() -> None:
    missing = read("headcounts", at_least="", at_most="")
    assert (missing.at_least, missing.at_most) == (None, None)
    assert refused("headcounts", at_most="9") == ["at_most"]


@pytest.mark.parametrize("kind", ["headcounts", "departures", "deployments"])
def test_a_unit_is_named_by_an_id_or_in_words(kind: str) -> None:
    assert refused(kind, unit="", unit_words="") == ["unit_words"]
    assert read(kind, unit="", unit_words="a regiment").unit_words == "a regiment"


@pytest.mark.parametrize("column", ["name", "officer_name", "Surname", "callsign", "phone", "person"])
def test_a_departure_names_no_person(column: str) -> None:
    with pytest.raises(TableError, match="names nobody"):
        parse_departures(table("departures", **{column: ""}), today=TODAY)


def test_callsigns_are_a_list_without_repeats() -> None:
    assert read("deployments").callsigns == ("A", "B")


instants = st.datetimes(datetime(2019, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(instants, st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_time_comes_in_as_it_was_written(start: datetime, lasting_s: int, more_s: int) -> None:
    end = start + timedelta(seconds=lasting_s)
    time = FourPoint(start, None, end, end + timedelta(seconds=more_s))
    assert read("deaths", time=time.format()).time == time
    assert format_instant(start) in time.format()


@given(st.sampled_from(sorted(PARSERS)), st.data())
def test_a_damaged_file_is_refused_whole_or_row_by_row_and_never_breaks(
    kind: str, data: st.DataObject
) -> None:
    content = bytearray(table(kind))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not content:
            break
    try:
        parsed = PARSERS[kind](bytes(content))
    except TableError:
        return
    assert parsed.rows == len(parsed.records) + len(parsed.refusals)
    assert all(each.fault.expected and each.fault.got for each in parsed.refusals)


@given(st.sampled_from(sorted(PARSERS)), st.data())
def test_any_words_in_a_cell_come_in_or_refuse_their_row(kind: str, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(sorted(CELLS[kind])))
    words = data.draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
    parsed = PARSERS[kind](table(kind, **{column: words}))
    assert parsed.rows == 1
