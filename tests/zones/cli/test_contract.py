"""The names and shapes that scripts rely on."""

import json
import subprocess

import pytest
from tests.work.book import case, file_of, post, recording
from tests.zones.cli.conftest import PROGRAM

WINDOW = {"lat", "lon", "radius_m", "precision", "times", "kind", "reason"}
MATCH = {"ref", "kind", "score_bits", "terms", "placed"}


def test_a_book_goes_from_files_to_matches(program, write):
    cases = write("cases.csv", file_of([case("13"), case("14", place_text="", city="")]).content)
    posts = write("posts.csv", file_of([post("1"), post("2", media_type="photo", duration_s="")]).content)
    cameras = write("cameras.csv", file_of([recording("r")]).content)
    assert program.run("import", "cases", cases).returncode == 0
    assert program.run("import", "channel-posts", posts, "--source", "channels").returncode == 0
    assert program.run("import", "recordings", cameras).returncode == 0
    report = program.json("match")
    assert report["windows"] == report["windows_in_all"] == 2

    windows = program.json("windows", "show", "partner:13")
    assert windows[0].keys() >= WINDOW
    assert len(windows[0]["times"]) == 4
    assert program.json("windows", "show", "channels:chan/1")[0]["precision"] == "unknown"

    matches = program.json("matches", "partner:13", "--top", "5")
    assert matches[0].keys() >= MATCH
    assert matches[0]["ref"] == "partner:r"
    assert {each["ref"] for each in matches[1:]} == {"channels:chan/1", "channels:chan/2"}
    assert [each["placed"] for each in matches] == [True, False, False]
    assert matches[0]["score_bits"] == pytest.approx(
        sum(term["bits"] for term in matches[0]["terms"]), abs=1e-9
    )

    counts = program.json("counts")
    assert (counts["incidents"], counts["posts"], counts["videos"]) == (2, 2, 1)
    for name in ("acts_by_kind", "acts_by_day", "acts_by_place", "acts_by_mention"):
        breakdown = counts[name]
        assert sum(breakdown["parts"].values()) - breakdown["counted_twice"] == counts["acts"]


def test_the_book_may_be_named_anywhere(program):
    book, program.book = program.book, program.book.with_name("not-this-one")
    after = [PROGRAM, "counts", "--json", "--book", str(book)]
    named = [PROGRAM, "counts", "--json"]
    for command, environment in ((after, {}), (named, {"CRIMEBOOK_BOOK": str(book)})):
        done = subprocess.run(command, env=program.environment | environment, capture_output=True, check=True)
        assert json.loads(done.stdout)["incidents"] == 0


def test_words_are_read_without_a_record(program):
    places = program.json("places", "intersection of Pritickogo str and prospect Pushkina", "--town", "Minsk")
    assert places[0]["precision"] == "vicinity"
    times = program.json("times", "22:45", "--date", "2020-08-09", "--zone", "Europe/Minsk")
    assert times[0]["times"][1].startswith("2020-08-09T22:4")


def test_words_are_read_without_a_book(program):
    program.book = program.book.with_name("no-book")
    assert program.json("places", "Akrestsina", "--town", "Minsk")[0]["lat"] is not None


def test_a_reference_to_nothing_is_an_error_without_a_trace(program):
    done = program.run("matches", "nobody:1", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert "nobody:1" in done.stderr


def test_a_book_is_not_made_over_files(program):
    done = program.run("init", str(program.book))
    assert done.returncode == 1
    assert "expected an empty or new folder" in done.stderr


def test_a_missing_book_says_how_to_make_one(program):
    program.book = program.book.with_name("no-book")
    done = program.run("counts")
    assert done.returncode == 1
    assert "crimebook init" in done.stderr


def test_the_books_files_are_for_their_owner_alone(program):
    program.run("counts")
    for path in [program.book, *program.book.rglob("*")]:
        if path.suffix not in {".sqlite3-wal", ".sqlite3-shm"}:
            assert path.stat().st_mode & 0o077 == 0, path.name
