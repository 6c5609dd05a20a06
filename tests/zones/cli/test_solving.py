"""``crimebook unsolved``, ``solve``, ``unsolve``: a decision at the command line, and back."""

import json
import shutil
from pathlib import Path

import pytest
from tests.work.book import case, file_of
from tests.zones.cli.conftest import Program

KIOSK = ("by the old kiosk", "--town", "Minsk")
POINT = ("--lat", "53.9101", "--lon", "27.5102", "--radius", "120", "--reason", "its sign is on the video")


@pytest.fixture(scope="module")
def book(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A book with two cases that say the same words."""
    folder = tmp_path_factory.mktemp("solving")
    program = Program(Path(shutil.copytree(empty_book, folder / "book")))
    bring(program, folder, "one", "by the old kiosk", "By the OLD kiosk")
    return program


def bring(program: Program, folder: Path, name: str, *places: str) -> None:
    rows = [case(f"{name}{number}", place_text=words) for number, words in enumerate(places)]
    file = folder / name / "cases.csv"
    file.parent.mkdir()
    file.write_bytes(file_of(rows).content)
    done = program.run("import", "cases", str(file))
    assert done.returncode == 0, done.stderr


def test_words_are_listed_solved_read_so_and_taken_back(book: Program, tmp_path: Path) -> None:
    (row,) = book.json("unsolved", "--town", "minsk")["words"]
    assert (row["mentions"], row["incidents"], row["town"]) == (2, 2, "Minsk")
    assert "2 mentions of 2 incidents" in book.run("unsolved").stdout

    done = book.run("solve", *KIOSK, *POINT)
    assert done.returncode == 0, done.stderr
    assert "2 records placed again" in done.stderr
    assert book.json("unsolved")["total"] == 0
    (place,) = book.json("places", "BY THE OLD KIOSK", "--town", "Minsk")
    assert (place["lat"], place["radius_m"], place["precision"]) == (53.9101, 120.0, "vicinity")
    assert "a person solved these words" in place["reason"]

    bring(book, tmp_path, "two", "by the old kiosk")
    (window,) = book.json("windows", "show", "two:two0")
    assert (window["lat"], window["wanting"]) == (53.9101, None)

    back = book.run("unsolve", done.stdout.strip(), "--reason", "another kiosk")
    assert back.returncode == 0, back.stderr
    assert "3 records placed again" in back.stderr
    assert book.json("unsolved")["mentions"] == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("solve", *KIOSK, *POINT[:-1], " "), "a reason in words"),
        (("solve", *KIOSK, "--lat", "27.5", "--lon", "53.9", *POINT[4:]), "expected"),
        (("solve", *KIOSK, *POINT[:4], "--radius", "0", *POINT[6:]), "a radius"),
        (("solve", " ", *POINT), "words"),
        (("unsolve", "999", "--reason", "no"), "a solution that counts"),
    ],
)
def test_what_means_no_decision_is_refused_in_one_line(
    book: Program, line: tuple[str, ...], said: str
) -> None:
    done = book.run(*line)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_words_are_solved_once_at_a_time(book: Program) -> None:
    first = book.run("solve", "behind the wall", "--town", "Minsk", *POINT)
    again = book.run("solve", "BEHIND the wall", "--town", "Minsk", *POINT)
    assert (first.returncode, again.returncode) == (0, 1)
    assert "take it back" in again.stderr
    assert json.loads(book.run("unsolved", "--json").stdout)["pages"] == 1
