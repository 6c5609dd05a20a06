"""Every row of a scenario is one that the program imports, and every row says that it is invented."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from tests.scenario.conftest import Scenario

from crimebook.exchange.cases import parse_cases
from crimebook.exchange.institutions import parse_institutions
from crimebook.exchange.papers.deployments import parse_deployments
from crimebook.exchange.papers.detentions import parse_detentions
from crimebook.exchange.papers.retractions import parse_retractions
from crimebook.exchange.radio import parse_radio
from crimebook.exchange.recordings import parse_recordings
from crimebook.exchange.values import Bounds
from crimebook.scenario.acts import ACTS
from crimebook.scenario.generator import COLUMNS
from crimebook.terms.codebook import Codebook
from crimebook.terms.ids import Ref
from crimebook.terms.instants import parse_instant

TODAY = date(2026, 1, 1)
BELARUS = Bounds(south=51.0, north=56.5, west=23.0, east=33.0)
SOURCES = {"scenario-reports", "scenario-partner", "scenario-recordings", "scenario-radio", "scenario-units"}

PARSERS: dict[str, Callable[[bytes], Any]] = {
    "institutions.csv": lambda content: parse_institutions(content, bounds=BELARUS),
    "deployments.csv": lambda content: parse_deployments(content, today=TODAY, bounds=BELARUS),
    "reports.csv": lambda content: parse_cases(content, today=TODAY),
    "partner.csv": lambda content: parse_cases(content, today=TODAY),
    "detentions.csv": lambda content: parse_detentions(content, today=TODAY, bounds=BELARUS),
    "retractions.csv": lambda content: parse_retractions(content, today=TODAY),
    "recordings.csv": lambda content: parse_recordings(content, today=TODAY, bounds=BELARUS),
    "radio.csv": lambda content: parse_radio(content, today=TODAY, bounds=BELARUS),
}


@pytest.fixture
def small() -> Scenario:
    return Scenario(seed=2, incidents=300)


@pytest.mark.parametrize("name", PARSERS)
def test_every_row_passes_its_parser(small: Scenario, name: str):
    parsed = PARSERS[name](small.files[name])
    assert parsed.refusals == ()
    assert parsed.records
    assert len(parsed.records) == len(small.rows(name))


@pytest.mark.parametrize("name", COLUMNS)
def test_every_file_has_its_columns_and_some_rows(scenario: Scenario, name: str):
    assert tuple(scenario.rows(name)[0]) == COLUMNS[name]


@pytest.mark.parametrize("name", PARSERS)
def test_every_row_says_that_it_is_invented(scenario: Scenario, name: str):
    assert {row["is_invented"] for row in scenario.rows(name)} == {"yes"}


def test_every_id_is_used_once(scenario: Scenario):
    ids = [
        row.get("id") or row["case_no"]
        for name in PARSERS
        if name != "truth.csv"
        for row in scenario.rows(name)
    ]
    assert len(ids) == len(set(ids))


def test_references_point_at_rows_of_the_scenario(scenario: Scenario):
    cases = {f"scenario-reports:{row['case_no']}" for row in scenario.rows("reports.csv")}
    cases |= {f"scenario-partner:{row['case_no']}" for row in scenario.rows("partner.csv")}
    records = {f"scenario-recordings:{row['id']}" for row in scenario.rows("recordings.csv")}
    records |= {f"scenario-radio:{row['id']}" for row in scenario.rows("radio.csv")}
    units = {f"scenario-units:{row['id']}" for row in scenario.rows("institutions.csv")}
    assert {row["incident"] for row in scenario.rows("truth_incidents.csv")} == cases
    assert {row["recording"] for row in scenario.rows("truth_clocks.csv")} == records
    assert {row["incident"] for row in scenario.rows("truth.csv")} <= cases
    assert {row["recording"] for row in scenario.rows("truth.csv")} <= records
    assert {row["incident"] for row in scenario.rows("detentions.csv")} <= cases
    assert {row["citation_of"] for row in scenario.rows("retractions.csv")} <= cases
    assert {row["unit"] for row in scenario.rows("deployments.csv")} <= units
    assert {Ref.parse(each).source for each in cases | records | units} == SOURCES


def test_codes_and_labels_are_of_the_codebook(scenario: Scenario):
    codebook = Codebook.load()
    reports = scenario.rows("reports.csv")
    for label in {each for row in reports for each in row["violations"].split("|")}:
        assert codebook.code_for_label("acts", label), label
    for injury in {each for row in reports for each in row["injuries"].split("|") if each}:
        for vocabulary, code in zip(
            ("body_regions", "injury_natures", "methods"), injury.split("/"), strict=True
        ):
            assert codebook.vocabulary(vocabulary).find_term(code), injury
    for name, column, vocabulary in (
        ("recordings.csv", "kind", "recording_kinds"),
        ("radio.csv", "kind", "communication_kinds"),
        ("detentions.csv", "place_kind", "place_kinds"),
        ("detentions.csv", "step", "detention_legs"),
        ("retractions.csv", "reason", "retraction_reasons"),
    ):
        for code in {row[column] for row in scenario.rows(name)}:
            assert codebook.vocabulary(vocabulary).find_term(code), code
    conditions = {
        code for row in scenario.rows("detentions.csv") for code in row["conditions"].split("|") if code
    }
    assert conditions <= set(codebook.vocabulary("detention_conditions").codes())
    consents = {each for row in reports for each in row["consent"].split("|") if each}
    for purpose, _, answer in (each.partition("=") for each in consents):
        assert codebook.vocabulary("consent_purposes").find_term(purpose)
        assert codebook.vocabulary("consent_answers").find_term(answer)


def test_injuries_fit_what_was_done(scenario: Scenario):
    by_label: dict[str, set[str]] = {}
    for act in ACTS:
        by_label.setdefault(act.labels[0], set()).update(injury for _, injury in act.injuries)
    seen = 0
    for row in scenario.rows("reports.csv"):
        told = {injury for injury in row["injuries"].split("|") if injury}
        assert told <= by_label[row["violations"].split("|")[0]]
        seen += len(told)
    assert seen > 1000


def test_an_itinerary_runs_from_arrest_to_release_in_order(scenario: Scenario):
    itineraries: dict[str, list[dict[str, str]]] = {}
    for row in scenario.rows("detentions.csv"):
        itineraries.setdefault(row["incident"], []).append(row)
    assert len(itineraries) > 100
    for legs in itineraries.values():
        assert [row["leg"] for row in legs] == [str(number) for number in range(1, len(legs) + 1)]
        assert [legs[0]["step"], legs[1]["step"], legs[2]["step"], legs[-1]["step"]] == [
            "arrest", "transport", "police_station", "release",
        ]  # fmt: skip
        starts = [parse_instant(row["time"].partition("/")[0].partition("~")[0]) for row in legs]
        for before, after in pairwise(starts):
            # Times are rounded to an hour at worst.
            assert (after - before).total_seconds() >= -3600
