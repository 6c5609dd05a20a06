"""A list that names persons, brought by the program: refused, left out or sealed, and told in each case."""

import json
from pathlib import Path

from tests.work.test_named_imports import CANARY, PHONE, WITH_ID, spellings
from tests.zones.cli.conftest import Program
from tests.zones.cli.test_custodian import Files, asked
from tests.zones.cli.test_custodian import custodians as custodians  # noqa: PLC0414 - the fixture
from tests.zones.cli.test_custodian import files as files  # noqa: PLC0414 - the fixture

TABLE = f"No,Where,Who told,Reach\n1,Lenina street,{CANARY},{PHONE}\n2,Lenina street,-,\n"


def delivery(folder: Path) -> tuple[str, ...]:
    partner = folder / "a-partner"
    partner.mkdir()
    (partner / "list.csv").write_text(TABLE)
    (partner / "mapping.toml").write_text(WITH_ID)
    return "import", "mapped", str(partner / "list.csv"), "--mapping", str(partner / "mapping.toml")


def check_book(book: Path) -> None:
    wanted = [each for words in (CANARY, PHONE) for each in spellings(words)]
    for path in book.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not [each for each in wanted if each in content], path.name


def test_without_custodians_the_file_is_refused_and_the_remedy_is_named(program: Program, tmp_path: Path):
    done = program.run(*delivery(tmp_path))
    assert done.returncode == 1
    assert "'Who told', 'Reach'" in done.stderr
    assert "--leave-persons-out" in done.stderr
    assert CANARY not in done.stderr + done.stdout
    check_book(program.book)


def test_what_was_left_out_is_told_by_the_row(program: Program, tmp_path: Path):
    (report,) = program.json(*delivery(tmp_path), "--leave-persons-out")
    assert (report["rows"], report["new"], report["refused"]) == (2, 2, 0)
    assert (report["identities_sealed"], report["identities_left_out"]) == (0, 1)
    check_book(program.book)


def test_a_sealed_name_lies_nowhere_in_the_book_and_is_asked_for_and_erased(files: Files, tmp_path: Path):
    told = files.run(*delivery(tmp_path), "--json")
    (report,) = json.loads(told[: told.rindex("]") + 1])
    assert (report["rows"], report["new"], report["identities_sealed"]) == (2, 2, 1)
    check_book(files.program.book)
    request_id = asked(files, "a-partner:1")
    request = json.loads((files.path / "request").read_text())
    assert (request["ref"], request["id"]) == ("a-partner:1", request_id)
    assert "1 sealed" in files.run("identities", "erase", "a-partner:1", "--reason", "she asked for it")
    files.refused("identities", "erase", "a-partner:1", "--reason", "again")
