"""The truth is consistent: what is said to be shown was there to be shown, and what is false is marked so."""

import math
from collections import Counter
from datetime import datetime

from tests.scenario.conftest import Scenario

from crimebook.terms.instants import parse_instant

LOUDEST = 1.6
EARTH_M = 6_371_008.8


def metres(a: dict[str, str], b: dict[str, str]) -> float:
    lat = math.radians(float(a["lat"]))
    north = math.radians(float(b["lat"]) - float(a["lat"])) * EARTH_M
    east = math.radians(float(b["lon"]) - float(a["lon"])) * EARTH_M * math.cos(lat)
    return math.hypot(north, east)


def by_key(rows: list[dict[str, str]], key: str) -> dict[str, dict[str, str]]:
    return {row[key]: row for row in rows}


def span(clock: dict[str, str]) -> tuple[datetime, datetime]:
    return parse_instant(clock["true_start"]), parse_instant(clock["true_end"])


def test_a_true_recording_runs_at_the_instant_and_has_the_place_in_sight(scenario: Scenario):
    incidents = by_key(scenario.rows("truth_incidents.csv"), "incident")
    clocks = by_key(scenario.rows("truth_clocks.csv"), "recording")
    pairs = [row for row in scenario.rows("truth.csv") if "scenario-recordings:" in row["recording"]]
    assert len(pairs) > 1000
    for pair in pairs:
        incident, clock = incidents[pair["incident"]], clocks[pair["recording"]]
        start, end = span(clock)
        assert start <= parse_instant(incident["instant"]) <= end
        assert metres(incident, clock) <= (float(clock["sight_m"]) + 0.5) * LOUDEST + 0.5


def test_a_true_message_was_spoken_within_half_an_hour(scenario: Scenario):
    incidents = by_key(scenario.rows("truth_incidents.csv"), "incident")
    clocks = by_key(scenario.rows("truth_clocks.csv"), "recording")
    pairs = [row for row in scenario.rows("truth.csv") if "scenario-radio:" in row["recording"]]
    assert len(pairs) > 100
    for pair in pairs:
        lag = span(clocks[pair["recording"]])[0] - parse_instant(incidents[pair["incident"]]["instant"])
        assert abs(lag.total_seconds()) <= 1800


def test_a_stated_clock_is_off_by_what_the_truth_says(scenario: Scenario):
    clocks = by_key(scenario.rows("truth_clocks.csv"), "recording")
    stated = [row for row in scenario.rows("recordings.csv") if row["start"]]
    assert len(stated) > 500
    for row in stated:
        clock = clocks[f"scenario-recordings:{row['id']}"]
        off = parse_instant(row["start"]) - parse_instant(clock["true_start"])
        assert off.total_seconds() == int(clock["offset_s"])


def test_what_was_only_posted_was_posted_after_it_was_made(scenario: Scenario):
    clocks = by_key(scenario.rows("truth_clocks.csv"), "recording")
    for row in scenario.rows("recordings.csv"):
        if row["posted_at"]:
            clock = clocks[f"scenario-recordings:{row['id']}"]
            assert parse_instant(row["posted_at"]) > span(clock)[1]


def test_no_recording_is_true_for_a_lie(scenario: Scenario):
    lies = {row["incident"] for row in scenario.rows("truth_incidents.csv") if row["is_lie"] == "yes"}
    assert lies
    assert not lies & {row["incident"] for row in scenario.rows("truth.csv")}


def test_a_pair_is_told_once(scenario: Scenario):
    pairs = [(row["incident"], row["recording"]) for row in scenario.rows("truth.csv")]
    assert len(pairs) == len(set(pairs))


def test_rows_of_one_event_have_one_truth(scenario: Scenario):
    incidents = by_key(scenario.rows("truth_incidents.csv"), "incident")
    shown: dict[str, set[str]] = {}
    for pair in scenario.rows("truth.csv"):
        shown.setdefault(pair["incident"], set()).add(pair["recording"])
    again = [row for row in incidents.values() if row["same_event_as"]]
    assert again
    for row in again:
        first = incidents[row["same_event_as"]]
        assert not first["same_event_as"]
        assert (row["instant"], row["lat"], row["unit"]) == (first["instant"], first["lat"], first["unit"])
        assert shown.get(row["incident"]) == shown.get(first["incident"])


def test_another_upload_has_the_same_length_and_picture_in_another_post(scenario: Scenario):
    rows = by_key(scenario.rows("recordings.csv"), "id")
    clocks = scenario.rows("truth_clocks.csv")
    copies = [row for row in clocks if row["copy_of"]]
    assert len(copies) > 50
    for clock in copies:
        copy, original = (rows[clock[name].partition(":")[2]] for name in ("recording", "copy_of"))
        for field in ("duration_s", "width", "height", "kind"):
            assert copy[field] == original[field]
        assert parse_instant(copy["posted_at"]) > parse_instant(original["posted_at"])
        assert copy["url"] != original["url"]


def test_every_event_that_happened_has_its_unit_and_every_other_has_nothing(scenario: Scenario):
    units = {f"scenario-units:{row['id']}" for row in scenario.rows("institutions.csv")}
    for row in scenario.rows("truth_incidents.csv"):
        if row["instant"]:
            assert row["unit"] in units
        else:
            assert row["is_lie"] == "yes"
            assert (row["lat"], row["lon"], row["unit"], row["same_event_as"]) == ("", "", "", "")


def test_lies_wrong_clocks_copies_and_silent_recordings_keep_their_shares(scenario: Scenario):
    incidents, recordings = scenario.rows("truth_incidents.csv"), scenario.rows("recordings.csv")
    clocks = by_key(scenario.rows("truth_clocks.csv"), "recording")
    truths = Counter(row["recording"] for row in scenario.rows("truth.csv"))
    stated = [
        abs(int(clocks[f"scenario-recordings:{row['id']}"]["offset_s"])) for row in recordings if row["start"]
    ]
    shares = {
        "lies": sum(row["is_lie"] == "yes" for row in incidents) / len(incidents),
        "told again": sum(bool(row["same_event_as"]) for row in incidents) / len(incidents),
        "wrong clocks": sum(off > 3000 for off in stated) / len(stated),
        "copies": sum(bool(row["copy_of"]) for row in clocks.values()) / len(recordings),
        "silent": sum(not truths[f"scenario-recordings:{row['id']}"] for row in recordings) / len(recordings),
        "without place": sum(
            not any(row[f] for f in ("lat", "place_words", "town_words")) for row in recordings
        )
        / len(recordings),
    }
    bounds = {
        "lies": (0.02, 0.05),
        "told again": (0.2, 0.45),
        "wrong clocks": (0.03, 0.1),
        "copies": (0.06, 0.12),
        "silent": (0.5, 0.8),
        "without place": (0.05, 0.16),
    }
    for name, (least, most) in bounds.items():
        assert least <= shares[name] <= most, (name, shares[name])


def test_most_incidents_have_none_to_four_true_recordings(scenario: Scenario):
    honest = [row["incident"] for row in scenario.rows("truth_incidents.csv") if row["is_lie"] == "no"]
    truths = Counter(r["incident"] for r in scenario.rows("truth.csv") if "recordings:" in r["recording"])
    counts = [truths[incident] for incident in honest]
    assert sum(count <= 4 for count in counts) / len(counts) > 0.9
    assert sum(count >= 1 for count in counts) / len(counts) > 0.3
