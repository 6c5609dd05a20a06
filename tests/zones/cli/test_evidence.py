"""``crimebook evidence check`` as a person or a script runs it: what it says and how it ends."""

import json
from pathlib import Path

from tests.zones.cli.conftest import Program


def plant(program: Program) -> Path:
    shelf = program.book / "blobs" / "ee"
    shelf.mkdir(parents=True)
    (shelf / ("e" * 64)).write_bytes(b"planted")
    return shelf


def test_a_book_without_files_is_whole(program: Program):
    done = program.run("evidence", "check")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no blobs" in done.stderr


def test_something_wrong_ends_with_one_and_names_it(program: Program):
    plant(program)
    done = program.run("evidence", "check")
    assert done.returncode == 1
    assert done.stdout == f"unexpected: blob {'e' * 64} (no report)\n"


def test_a_script_reads_what_was_found(program: Program):
    plant(program)
    done = program.run("evidence", "check", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert not found["is_whole"]
    assert found["counts"] == {"unexpected": 1}
    assert found["findings"][0]["blob"] == "e" * 64


def test_what_could_not_be_checked_ends_with_two(program: Program):
    program.environment["CRIMEBOOK_BLOBS"] = "ftp://somewhere"
    done = program.run("evidence", "check")
    assert done.returncode == 2
    assert "expected an address like s3://" in done.stderr
    assert "Traceback" not in done.stderr
