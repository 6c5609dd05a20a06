"""``crimebook clocks``: from a folder of films to moved recordings, said before it is done, and back."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.evidence import timed_files as made
from tests.evidence.timed_files import GPS_AT
from tests.work.book import file_of, recording
from tests.zones.cli.conftest import Program


@pytest.fixture(scope="module")
def book(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A book with two recordings of one camera."""
    folder = tmp_path_factory.mktemp("clocks")
    program = Program(Path(shutil.copytree(empty_book, folder / "book")))
    file = folder / "list" / "recordings.csv"
    file.parent.mkdir()
    file.write_bytes(
        file_of([recording(each, camera="phone 7", clock_sigma_s="60") for each in "ab"]).content
    )
    done = program.run("import", "recordings", str(file))
    assert done.returncode == 0, done.stderr
    return program


def test_a_film_moves_recordings_once_it_is_learnt_from_and_not_before(book: Program, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.mkdir()
    began = GPS_AT + timedelta(hours=3, seconds=95)
    (held / "GX01.mp4").write_bytes(made.film(began, [made.stamped(GPS_AT)]))
    lonely = book.run("clocks", "read", str(held))
    assert "of no camera that the book knows: GX01.mp4" in lonely.stderr

    named = ("--source", "list", "--camera", "phone 7")
    done = book.run("clocks", "read", str(held), *named)
    assert done.returncode == 0, done.stderr
    assert "1 tell both times, 1 of them are new" in done.stderr
    before = book.json("windows", "show", "list:a")
    assert "not learnt from yet: 0 verdicts" in book.run("match").stderr
    assert book.json("windows", "show", "list:a") == before

    learnt = book.run("match", "--learn")
    assert "2 recordings and messages moved" in learnt.stderr
    assert "not learnt from yet" not in learnt.stderr
    assert "list:phone 7: +95.0 s" in book.run("clocks", "list").stdout
    (reading,) = book.json("clocks", "list")["readings"]
    assert (reading["camera"], reading["ahead_s"], reading["is_zone_known"]) == ("phone 7", 95.0, False)

    back = book.run("clocks", "take-back", str(reading["number"]), "--why", "another phone")
    assert back.returncode == 0, back.stderr
    assert "not learnt from yet: 0 verdicts" in back.stderr
    assert book.run("learn").returncode == 0
    assert book.json("clocks", "list") == {"clocks": [], "readings": []}
    assert book.json("windows", "show", "list:a") == before


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("clocks", "read", "nowhere"), 1),
        (("clocks", "read", ".", "--camera", "phone 7"), 2),
        (("clocks", "read", ".", "--source", "list", "--camera", "phone 9"), 1),
        (("clocks", "take-back", "77", "--why", "x"), 1),
    ],
)
def test_what_is_not_there_is_refused_in_words(book: Program, line: tuple[str, ...], code: int) -> None:
    done = book.run(*line)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
