"""``crimebook clocks``: from a film to moved recordings, said before it is done, and back."""

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
    film = tmp_path / "GX01.mp4"
    film.write_bytes(made.film(GPS_AT + timedelta(hours=3, seconds=95), [made.stamped(GPS_AT)]))
    done = book.run("clocks", "read", str(film), "--source", "list", "--camera", "phone 7")
    assert done.returncode == 0, done.stderr
    assert "1 tell both times, 1 of them are new" in done.stderr
    assert "not learnt from yet: 0 verdicts" in done.stderr

    learnt = book.run("match", "--learn")
    assert "2 recordings and messages moved" in learnt.stderr
    assert "not learnt from yet" not in learnt.stderr
    clock, reading = book.run("clocks", "list").stdout.splitlines()
    assert clock.startswith("list:phone 7: +95.0 s, right to ")
    assert reading == "reading 1: list:phone 7: +95.0 s, film, zone unknown"

    back = book.run("clocks", "take-back", "1", "--why", "another phone")
    assert back.returncode == 0, back.stderr
    assert "not learnt from yet: 0 verdicts" in back.stderr
    assert "not learnt from yet: 0 verdicts" in book.run("match").stderr


def test_a_camera_without_its_source_is_refused_in_words(book: Program) -> None:
    done = book.run("clocks", "read", ".", "--camera", "phone 7")
    assert done.returncode == 2
    assert "say --source as well" in done.stderr.replace("\n", " ")
