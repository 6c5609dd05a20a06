"""The real lists of August 2020, from the files to the matches, by the program itself."""

from pathlib import Path

import pytest
from tests.zones.cli.conftest import Program

pytestmark = pytest.mark.outside

DETENTION = {"akrestsina": (53.8822, 27.4936), "zhodzina": (54.1303, 28.3650)}


@pytest.fixture(scope="module")
def book(outside: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A book with institutions, cases and posts, matched."""
    program = Program(tmp_path_factory.mktemp("outside") / "book")
    if "CRIMEBOOK_DATABASE" in program.environment:
        pytest.skip("the program's own tests keep their book in SQLite")
    for command in (
        ("init", str(program.book)),
        ("import", "institutions", str(outside / "belarus-institutions" / "institutions.csv")),
        ("import", "cases", str(outside / "belarus-cases" / "cases.csv")),
        ("import", "channel-posts", str(outside / "belarus-channels" / "media_index.csv")),
        ("match",),
    ):
        done = program.run(*command)
        assert done.returncode == 0, done.stderr
    return program


def test_every_row_came_in(book: Program):
    counts = book.json("counts")
    assert counts["incidents"] == 35
    assert counts["posts"] == 9_451
    assert counts["videos"] == counts["recordings"] == 3_253
    assert counts["communications"] == 9_451 - 3_253
    assert counts["units"] == 15
    assert sum(counts["incident_windows_by_precision"].values()) >= 35


def test_every_case_has_windows_of_four_points_and_a_reason(book: Program, outside: Path):
    numbers = [
        line.split(",")[0]
        for line in (outside / "belarus-cases" / "cases.csv").read_text("utf-8").splitlines()[1:]
    ]
    streets = 0
    for number in numbers:
        windows = book.json("windows", "show", f"belarus-cases:{number}")
        assert windows
        assert all(len(window["times"]) == 4 and window["reason"] for window in windows)
        assert all(window["wanting"] for window in windows if window["precision"] in {"country", "unknown"})
        streets += any(window["precision"] == "street" for window in windows)
    assert streets >= 16


@pytest.mark.parametrize(
    ("number", "place"),
    [(27, "akrestsina"), (334, "akrestsina"), (27, "zhodzina"), (200, "zhodzina"), (201, "zhodzina")],
)
def test_places_of_detention_are_where_they_are(book: Program, number: int, place: str):
    lat, lon = DETENTION[place]
    windows = book.json("windows", "show", f"belarus-cases:{number}")
    # At this latitude 300 m are .0027 degrees of latitude and .0046 of longitude.
    near = [w for w in windows if abs(w["lat"] - lat) < 0.0027 and abs(w["lon"] - lon) < 0.0045]
    assert len(near) == 1
    assert near[0]["radius_m"] <= 300


def test_matches_come_placed_first_and_best_first(book: Program):
    found = book.json("matches", "belarus-cases:94", "--top", "1000")
    placed = [each["score_bits"] for each in found if each["placed"]]
    unplaced = [each["score_bits"] for each in found if not each["placed"]]
    assert [each["placed"] for each in found] == [True] * len(placed) + [False] * len(unplaced)
    assert placed == sorted(placed, reverse=True)
    assert unplaced == sorted(unplaced, reverse=True)
    assert placed
    assert unplaced


def test_bringing_the_same_lists_again_adds_nothing(book: Program, outside: Path):
    before = book.json("counts")
    done = book.run("import", "channel-posts", str(outside / "belarus-channels" / "media_index.csv"))
    assert "0 new, 9451 known" in done.stderr
    after = book.json("counts")
    untouched = [name for name in before if name not in {"imports", "custody_events", "change"}]
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
