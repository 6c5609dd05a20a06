"""A scenario is the same wherever it is made, and a longer one begins as a shorter one does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scenario.conftest import Scenario, make_files

from crimebook.scenario.generator import COLUMNS, make_city_night
from crimebook.scenario.manifest import FROZEN, FileFacts, Manifest
from crimebook.scenario.nights import VERSION, CityNight, plan_nights
from crimebook.scenario.phrases import phrases_of
from crimebook.scenario.world import load_world
from crimebook.terms.digests import sha256_hex

WORLD = load_world()


def manifest_of(seed: int, incidents: int) -> Manifest:
    files = make_files(seed, incidents)
    facts = (FileFacts(name, files[name].count(b"\n") - 1, sha256_hex(files[name])) for name in COLUMNS)
    return Manifest(seed, incidents, tuple(facts))


@pytest.mark.parametrize(("version", "seed", "incidents"), FROZEN)
def test_a_version_is_frozen(version: int, seed: int, incidents: int):
    """A change of the generator is a new version: raise VERSION and freeze it anew."""
    assert version == VERSION
    assert manifest_of(seed, incidents).digest == FROZEN[version, seed, incidents]


def test_two_scenarios_of_this_version_are_frozen():
    assert {key[1:] for key in FROZEN if key[0] == VERSION} == {(1, 100), (7, 1000)}


def test_another_seed_makes_another_scenario():
    assert manifest_of(1, 100).digest != manifest_of(2, 100).digest


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32), incidents=st.integers(1, 5000))
def test_a_plan_has_exactly_the_incidents_asked_for(seed: int, incidents: int):
    assert sum(night.incidents for night in plan_nights(WORLD, seed=seed, incidents=incidents)) == incidents


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32), shorter=st.integers(1, 3000), more=st.integers(0, 3000))
def test_a_longer_plan_begins_as_a_shorter_one(seed: int, shorter: int, more: int):
    first = list(plan_nights(WORLD, seed=seed, incidents=shorter))
    second = list(plan_nights(WORLD, seed=seed, incidents=shorter + more))
    assert second[: len(first) - 1] == first[:-1]
    assert second[len(first) - 1].incidents >= first[-1].incidents


def test_a_longer_scenario_begins_with_the_rows_of_a_shorter_one():
    whole = list(plan_nights(WORLD, seed=5, incidents=300))[:-1]
    rows = sum(night.incidents for night in whole)
    short, long = Scenario(5, 300).rows("truth_incidents.csv"), Scenario(5, 3000).rows("truth_incidents.csv")
    assert rows > 100
    assert long[:rows] == short[:rows]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 300])
@pytest.mark.parametrize("city", ["minsk", "zlobin"])
def test_a_city_night_of_any_size_has_exactly_its_incidents(city: str, size: int):
    chunks = {chunk.file: chunk for chunk in make_city_night(WORLD, CityNight(3, city, 2, size))}
    assert chunks["truth_incidents.csv"].rows == size
    assert chunks["reports.csv"].rows + chunks["partner.csv"].rows == size
    assert chunks["recordings.csv"].rows >= 1


@pytest.mark.parametrize("incidents", [100, 300, 1000, 3000])
def test_a_scenario_has_exactly_its_incidents(incidents: int):
    assert len(Scenario(5, incidents).rows("truth_incidents.csv")) == incidents


def test_cities_and_nights_grow_with_the_size_and_not_the_density():
    nights = list(plan_nights(WORLD, seed=1, incidents=200_000))
    assert len({night.night for night in nights}) > 100
    assert max(night.incidents for night in nights) <= 1500


def test_a_city_night_does_not_depend_on_those_before_it():
    night = list(plan_nights(WORLD, seed=5, incidents=3000))[7]
    make_city_night(WORLD, CityNight(9, "minsk", 1, 50))
    first, second = make_city_night(WORLD, night), make_city_night(WORLD, night)
    assert first == second


CAPITALISED_PAIR = re.compile(
    r"(?<![.!?:»\"] )(?<!^)\b([А-ЯЁІЎA-Z][а-яёіўa-z]{2,}) ([А-ЯЁІЎA-Z][а-яёіўa-z]{2,})\b"
)


def test_nobody_is_named():
    """Two capitalised words in a row, within a sentence, are how a name would look; there is none."""
    for language in ("be", "ru", "en"):
        for pool in phrases_of(language)["testimony"].values():
            for phrase in pool:
                assert not CAPITALISED_PAIR.search(phrase), phrase
    for row in Scenario(5, 300).rows("radio.csv"):
        assert re.fullmatch(r"([А-ЯЁ][а-яё]+(-\d)?)?", row["sender"]), row["sender"]


def test_testimony_is_told_in_three_languages_and_varied(scenario: Scenario):
    told = [row["testimony"] for row in scenario.rows("reports.csv")]
    assert len(set(told)) > 0.97 * len(told)
    for letter in ("ў", "щ", "w"):
        assert sum(letter in text for text in told) > 300
    assert all(40 < len(text) < 1500 for text in told)
