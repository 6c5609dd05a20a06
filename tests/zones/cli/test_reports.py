"""Keys, collecting, opening and erasing, as the person at the desk's machine does it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.work.opening import cast
from tests.zones.cli.conftest import Program

from crimebook.sealing.envelope import ReportBody, seal_report
from crimebook.sealing.manifest import Manifest, parse_manifest
from crimebook.sealing.parts import FileSealer, part_ref
from crimebook.sealing.recipients import Recipient, parse_recipient
from crimebook.sealing.sealedfile import sealed_file_head
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.terms.digests import sha256_hex
from crimebook.terms.notes import Root


def with_keys(program: Program, path: Path) -> Program:
    """Make keys in a program's book: a stick with the root, and what an intake gets, lie in a folder."""
    program.environment |= {
        "CRIMEBOOK_PASSPHRASE_1": cast.FIRST,
        "CRIMEBOOK_PASSPHRASE_2": cast.SECOND,
        "CRIMEBOOK_PASSPHRASE_ROOT": cast.ROOT,
    }
    made = program.run("keys", "new", "--root", str(path / "stick"), "--publish", str(path / "public"))
    assert made.returncode == 0, made.stderr
    return program


@pytest.fixture
def keyed(program: Program, tmp_path: Path) -> Program:
    """A book with keys, published for an intake."""
    return with_keys(program, tmp_path)


def manifest(public: Path) -> Manifest:
    root = Root.parse((public / "root.txt").read_text("utf-8"))
    return parse_manifest((public / "manifest.txt").read_bytes(), [root], datetime.now(UTC))


def sealed(to: Recipient, *contents: bytes) -> tuple[bytes, list[bytes]]:
    """Return an envelope and its parts, as an offline sealer makes them."""
    parts: list[bytes] = []
    files = []
    for content in contents:
        sealer = FileSealer(to, os.urandom)
        parts += [part.content for part in (*sealer.update(content), *sealer.finish())]
        files.append(sealer.reference("a photograph.jpg"))
    assert len({part_ref(part) for part in parts}) == len(parts)
    told = ReportBody(
        form="report/1.0.0",
        language="ru",
        answers=cast.answers(),
        text=cast.CANARY,
        leaf="1" * 64,
        nonce="2" * 64,
        day="2026-01-02",
        files=tuple(files),
    )
    return seal_report(told, [to], os.urandom).envelope, parts


def test_a_report_goes_from_the_spool_to_the_register_and_out_again(keyed: Program, tmp_path: Path):
    envelope, _ = sealed(manifest(tmp_path / "public").recipient_at(datetime.now(UTC)))
    with Drop(keyed.book / "spool", Limits()) as spool:
        spool.put_report("0" * 32, envelope, ())
    assert "collected: 1" in keyed.run("collect").stderr
    opened = keyed.run("open", "--invented")
    assert "opened: 1 reports, 0 letters" in opened.stderr
    ref = opened.stderr.split("reports:")[1].split(":")[0]
    assert keyed.json("counts")["incidents"] == 1
    assert "opened: 0 reports" in keyed.run("open").stderr
    erased = keyed.run("reports", "erase", ref, "--yes")
    assert erased.returncode == 0, erased.stderr
    assert keyed.json("counts")["incidents"] == 0
    every_file = b"".join(path.read_bytes() for path in keyed.book.rglob("*") if path.is_file())
    for words in ("канарэйка", "АМАП Прыкладны", "Savieckaje"):
        assert words.encode() not in every_file


def test_a_report_on_a_stick_is_imported_with_its_files(keyed: Program, tmp_path: Path):
    to = parse_recipient(manifest(tmp_path / "public").offline_recipient)
    envelope, parts = sealed(to, b"a photograph")
    stick = tmp_path / "file.bin"
    by_name = {part_ref(part).sha256: part for part in parts}
    head = sealed_file_head("0" * 32, envelope, tuple(by_name))
    stick.write_bytes(head + b"".join(by_name[name] for name in sorted(by_name)))
    done = keyed.run("import", "sealed", str(stick))
    assert done.returncode == 0, done.stderr
    assert "opened: 1 reports" in done.stderr
    assert ": 1 files" in done.stderr
    ref = done.stderr.split("reports:")[1].split(":")[0]
    assert keyed.run("reports", "file", ref, "1", str(tmp_path / "out.jpg")).returncode == 0
    assert (tmp_path / "out.jpg").read_bytes() == b"a photograph"
    assert keyed.run("reports", "file", ref, "2", str(tmp_path / "none.jpg")).returncode == 1
    again = keyed.run("import", "sealed", str(stick))
    assert "opened: 0 reports" in again.stderr
    stick.write_bytes(stick.read_bytes()[:-1])
    cut = keyed.run("import", "sealed", str(stick))
    assert cut.returncode == 1
    assert "expected a whole sealed file" in cut.stderr


def put_on_stick(stick: Path, public: Path) -> str:
    """Write a report with a file as a courier brings it; return the envelope's digest."""
    envelope, parts = sealed(parse_recipient(manifest(public).offline_recipient), b"a photograph")
    by_name = {part_ref(part).sha256: part for part in parts}
    head = sealed_file_head("0" * 32, envelope, tuple(by_name))
    stick.write_bytes(head + b"".join(by_name[name] for name in sorted(by_name)))
    return sha256_hex(envelope)


def kill(program: Program, step: str, stick: Path) -> None:
    script = Path(__file__).with_name("killed.py")
    command = [sys.executable, script, step, "--book", str(program.book), "import", "sealed", str(stick)]
    done = subprocess.run(command, env=program.environment, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def actions(program: Program, envelope: str) -> list[str]:
    """Return what the chain of an envelope tells, in order."""
    with closing(sqlite3.connect(program.book / "register.sqlite3")) as register:
        rows = register.execute("SELECT body FROM register_custodyevent ORDER BY id").fetchall()
    events = [json.loads(body) for (body,) in rows]
    return [each["action"] for each in events if each["object"] == f"envelope:{envelope}"]


@pytest.mark.parametrize("is_handed_in_again", [True, False])
def test_a_report_on_a_stick_is_told_of_once_wherever_the_program_was_killed(
    keyed: Program, tmp_path: Path, is_handed_in_again: bool
):
    stick = tmp_path / "file.bin"
    envelope = put_on_stick(stick, tmp_path / "public")
    for step in ("6", "17", "event") if is_handed_in_again else ("event",):
        kill(keyed, step, stick)
        assert actions(keyed, envelope) == []
    done = keyed.run(*(["import", "sealed", str(stick)] if is_handed_in_again else ["open"]))
    assert "opened: 1 reports" in done.stderr, done.stderr
    assert actions(keyed, envelope) == ["received", "opened"]
    assert keyed.run("import", "sealed", str(stick)).returncode == 0
    assert actions(keyed, envelope) == ["received", "opened"]


def test_what_cannot_be_opened_is_told_of_once_and_stays_in_a_list_with_its_reason(keyed: Program):
    with Drop(keyed.book / "spool", Limits()) as spool:
        spool.put_report("0" * 32, b"no envelope at all", ())
    keyed.run("collect")
    first = keyed.run("open")
    assert first.returncode == 1
    assert "refused" in first.stderr
    again = keyed.run("open")
    assert again.returncode == 0, again.stderr
    assert "refused and told of before: 1 reports, 0 letters" in again.stderr
    listed = keyed.run("reports", "refused")
    assert "refused: 1" in listed.stderr
    assert "header failure" in listed.stderr


def test_what_nobody_can_open_is_let_go_of_only_when_it_was_asked_for(keyed: Program):
    with Drop(keyed.book / "spool", Limits()) as spool:
        spool.put_report("0" * 32, b"no envelope at all", ())
    keyed.run("collect")
    keyed.run("open")
    young = keyed.run("reports", "let-go", "--yes")
    assert "nothing to let go of that was refused for 90 days" in young.stderr
    asked = keyed.run("reports", "let-go", "--days", "0")
    assert asked.returncode == 1
    assert "header failure" in asked.stderr
    assert "refused: 1" in keyed.run("reports", "refused").stderr
    assert "expected an item that was refused" in keyed.run("reports", "let-go", "f" * 16).stderr
    done = keyed.run("reports", "let-go", "--days", "0", "--yes")
    assert (done.returncode, "let go: 1" in done.stderr) == (0, True), done.stderr
    assert "refused: 0" in keyed.run("reports", "refused").stderr
    assert actions(keyed, sha256_hex(b"no envelope at all")) == ["received", "discarded"]
    assert "opened: 0 reports" in keyed.run("open").stderr


def test_the_wrong_passphrase_of_one_person_opens_nothing(keyed: Program):
    keyed.environment["CRIMEBOOK_PASSPHRASE_2"] = "something else altogether"  # noqa: S105
    done = keyed.run("collect")
    assert done.returncode == 1
    assert "the passphrase of this half" in done.stderr
    assert cast.FIRST not in done.stderr


def test_keys_are_listed_and_a_month_that_is_not_over_is_not_destroyed_by_mistake(keyed: Program):
    months = keyed.run("keys", "list").stdout.split()
    assert len(months) == 3
    assert keyed.run("keys", "destroy", months[0]).returncode == 1
    refused = keyed.run("keys", "destroy", months[0], "--early")
    assert "to which reports are still sealed" in refused.stderr
    assert keyed.run("keys", "destroy", months[0], "--early", "--lose").returncode == 0
    listed = keyed.run("keys", "list").stdout.splitlines()
    assert listed[0].startswith(f"{months[0]}  destroyed ")
    assert "by operator" in listed[0]
    assert listed[1:] == months[1:]
    assert keyed.run("keys", "destroy", months[0]).returncode == 1


def test_nothing_is_due_in_a_new_book(keyed: Program):
    assert "erased: 0" in keyed.run("reports", "due").stderr
