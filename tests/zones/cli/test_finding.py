"""``crimebook search`` and ``crimebook index`` as a person runs them, and as a power cut stops them."""

import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest
from tests.work.book import case
from tests.zones.cli.conftest import Program

from crimebook.exchange.tables import write_table
from crimebook.stores.finder import Finder

KILLED = """
import os, signal
from crimebook.zones.cli.session import enter_book
folder = enter_book()
from crimebook.work import finding
finding.BATCH = finding.COMMIT_EVERY = 1
plain, calls = finding.texts.read_changed, []
def reading(*args, **named):
    calls.append(1)
    if len(calls) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(*args, **named)
finding.texts.read_changed = reading
from crimebook.zones.cli.finding import index_book_of
index_book_of(folder)
"""


@pytest.fixture
def filled(program: Program, write: Callable[[str, bytes], str]) -> Program:
    rows = [case(str(number), place_text="на Окрестина" if number % 2 else "стела") for number in range(8)]
    path = write("cases.csv", write_table([tuple(row.items()) for row in rows]))
    done = program.run("import", "cases", path)
    assert done.returncode == 0, done.stderr
    return program


def test_words_find_records_for_people_and_for_scripts(filled: Program) -> None:
    found = filled.json("search", "Akrestsina", "--kind", "incident")
    assert {row["ref"] for row in found} == {f"partner:{number}" for number in (1, 3, 5, 7)}
    assert any(is_hit for row in found for _, is_hit in row["excerpt"])
    assert filled.json("search", "Akrestsina", "--to", "2020-08-09") == []
    done = filled.run("search", "окристина", "--top", "1")
    assert "[Окрестина]" in done.stdout
    assert "4 found, 1 shown" in done.stderr
    refused = filled.run("search", "стела", "--from", "9.8.2020")
    assert refused.returncode == 1
    assert "YYYY-MM-DD" in refused.stderr


def test_an_index_whose_making_was_killed_is_completed_by_the_next_run(filled: Program) -> None:
    # An import leaves the index up to date; here it is to be made from nothing.
    shutil.rmtree(filled.book / "search", ignore_errors=True)
    environment = filled.environment | {"CRIMEBOOK_BOOK": str(filled.book)}
    done = subprocess.run([sys.executable, "-c", KILLED], check=False, env=environment)
    assert done.returncode == -9
    again = filled.run("index")
    assert again.returncode == 0, again.stderr
    assert "8 in all" in again.stderr
    assert len(filled.json("search", "beating")) == 8


def test_an_import_is_in_also_where_the_index_is_being_written(
    filled: Program, write: Callable[[str, bytes], str]
) -> None:
    path = write("more.csv", write_table([tuple(case("more", place_text="стела").items())]))
    with Finder(filled.book / "search").writing():
        done = filled.run("import", "cases", path)
        assert filled.run("index").returncode == 1
    assert done.returncode == 0, done.stderr
    assert "another process writes the search index" in done.stderr
