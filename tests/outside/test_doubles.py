"""Doubles in the real lists of partner projects: shared recordings, scenes, a list told twice."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.zones.cli.conftest import Program

pytestmark = pytest.mark.outside


@pytest.fixture(scope="module")
def book(outside: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A book with two partners' lists, copied so that no gazetteer lies beside them."""
    folder = tmp_path_factory.mktemp("outside-doubles")
    program = Program(folder / "book")
    if "CRIMEBOOK_DATABASE" in program.environment:
        pytest.skip("the program's own tests keep their book in SQLite")
    lists = folder / "lists"
    lists.mkdir()
    shutil.copy(outside / "us-2020pb" / "all-locations-v2.json", lists / "brutality.json")
    shutil.copy(outside / "syrian-archive" / "violations.csv", lists / "violations.csv")
    for command in (
        ("init", str(program.book)),
        ("import", "2020pb", str(lists / "brutality.json"), "--source", "us-2020pb"),
        ("import", "syrian-archive", str(lists / "violations.csv"), "--zone", "Asia/Damascus"),
    ):
        done = program.run(*command)
        assert done.returncode == 0, done.stderr
    return program


def kinds_of(found: dict[str, Any]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(each["subject"], each["kind"]): (each["doubts"], each["memberships"]) for each in found["kinds"]}


def test_links_of_two_incidents_or_more_are_found_as_shared_recordings(book: Program):
    found = book.json("doubles", "--kind", "shared", "--top", "50")
    assert (found["repeated_links"], found["links_of_two_incidents_or_more"]) == (58, 36)
    # Three more are the same page in two writings.
    assert kinds_of(found)["incident", "shared"][0] == len(found["heaviest"]) == 36 + 3
    firsts = {frozenset(each["first"]) for each in found["heaviest"]}
    assert frozenset({"us-2020pb:or-portland-297", "us-2020pb:or-portland-298"}) in firsts
    assert frozenset({"us-2020pb:nc-raleigh-2", "us-2020pb:nc-raleigh-9"}) in firsts


def test_videos_of_one_day_and_neighbourhood_are_groups(book: Program):
    assert kinds_of(book.json("doubles"))["recording", "scene"] == (642, 2_477)


def test_one_source_alone_puts_no_event_in_doubt(book: Program):
    assert not {kind for _, kind in kinds_of(book.json("doubles"))} & {"event", "look", "file"}


def test_the_same_list_under_another_name_is_in_doubt_row_by_row(outside: Path, tmp_path: Path):
    program = Program(tmp_path / "book")
    if "CRIMEBOOK_DATABASE" in program.environment:
        pytest.skip("the program's own tests keep their book in SQLite")
    file = tmp_path / "brutality.json"
    shutil.copy(outside / "us-2020pb" / "all-locations-v2.json", file)
    assert program.run("init", str(program.book)).returncode == 0
    assert program.run("import", "2020pb", str(file), "--source", "one").returncode == 0
    (report,) = program.json("import", "2020pb", str(file), "--source", "other")
    parts = ("new", "known", "changed", "doubtful", "refused")
    assert report["rows"] == 1340 == sum(report[name] for name in parts)
    # Nearly every row gives a link; of the others most have a day, a place and an act.
    assert report["doubtful"] > 1_300
    heaviest = program.json("doubles", "--kind", "link", "--top", "50")["heaviest"]
    assert all(each["sources"] == 2 for each in heaviest)
    twice = [each["first"] for each in heaviest if each["members"] == 2]
    assert twice
    for one, other in twice:
        assert one.partition(":")[2] == other.partition(":")[2]
