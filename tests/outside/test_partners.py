"""The real lists of partner projects come in whole: every row told, what is unknown kept unknown."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.zones.cli.conftest import Program

pytestmark = pytest.mark.outside


@pytest.fixture(scope="module")
def lists(outside: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two lists, copied so that no gazetteer lies beside them."""
    folder = tmp_path_factory.mktemp("partners")
    shutil.copy(outside / "us-2020pb" / "all-locations-v2.json", folder / "brutality.json")
    shutil.copy(outside / "syrian-archive" / "violations.csv", folder / "violations.csv")
    shutil.copy(outside / "cameras-trafford" / "trafford_cctv_cameras.csv", folder / "cameras.csv")
    return folder


LISTS = {
    "us-2020pb": ("2020pb", "brutality.json", "America/New_York", 1_340),
    "syrian-archive": ("syrian-archive", "violations.csv", "Asia/Damascus", 4_135),
    "trafford": ("cameras", "cameras.csv", "Europe/London", 24),
}


@pytest.fixture(scope="module")
def book(lists: Path) -> Program:
    """A book with the three lists."""
    program = Program(lists / "book")
    if "CRIMEBOOK_DATABASE" in program.environment:
        pytest.skip("the program's own tests keep their book in SQLite")
    assert program.run("init", str(program.book)).returncode == 0
    for source in LISTS:
        report = bring(program, lists, source)
        assert (report["new"], report["refused"]) == (LISTS[source][3], 0)
    return program


def bring(book: Program, lists: Path, source: str) -> dict[str, Any]:
    kind, name, zone, _ = LISTS[source]
    report: dict[str, Any] = book.json("import", kind, str(lists / name), "--source", source, "--zone", zone)[
        0
    ]
    return report


@pytest.mark.parametrize("source", LISTS)
def test_every_row_is_told_and_a_second_time_known(book: Program, lists: Path, source: str):
    report = bring(book, lists, source)
    assert sum(report[part] for part in ("new", "known", "doubtful", "refused")) == report["rows"]
    assert (report["rows"], report["known"], report["new"]) == (LISTS[source][3], LISTS[source][3], 0)


def ask(book: Program, question: str) -> int:
    with sqlite3.connect(book.book / "register.sqlite3") as connection:
        return int(connection.execute(question).fetchone()[0])


WINDOWS = (
    "SELECT count(*) FROM register_window w JOIN {table} r ON r.id = w.{of}_id "
    "JOIN register_source s ON s.id = r.source_id WHERE s.name = '{source}' AND {what}"
)


@pytest.mark.parametrize(
    ("table", "of", "source", "what", "count"),
    [
        ("register_incident", "incident", "us-2020pb", "w.lat IS NOT NULL", 1_336),
        ("register_incident", "incident", "us-2020pb", "w.lat IS NULL", 4),
        ("register_incident", "incident", "us-2020pb", "w.earliest_start IS NULL", 3),
        ("register_recording", "recording", "syrian-archive", "w.lat IS NOT NULL", 1_994),
        ("register_recording", "recording", "syrian-archive", "w.earliest_start IS NOT NULL", 4_135),
        ("register_recording", "recording", "syrian-archive", "w.zone = 'Asia/Damascus'", 4_135),
    ],
)
def test_what_is_unknown_stays_unknown(
    book: Program, table: str, of: str, source: str, what: str, count: int
):
    assert ask(book, WINDOWS.format(table=table, of=of, source=source, what=what)) == count
