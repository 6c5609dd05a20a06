"""``crimebook collect`` as a person runs it: from an intake elsewhere, killed in between, refused clearly."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.promises.served import Server, serving
from tests.work.far_intake import CONFIGURATION, hand_in
from tests.work.opening import cast
from tests.zones.cli.conftest import Program

from crimebook.sealing.envelope import ReportBody, SealedReport
from crimebook.sealing.manifest import parse_manifest
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.layout import ItemKind, Room, report_name
from crimebook.terms.notes import Root

KILLS = 8
REPORTS = 6
WAIT_S = 120
CHANCE = Random(11)  # noqa: S311 - repeatable


@pytest.fixture
def far(program: Program, tmp_path: Path) -> Path:
    """A book with keys, and the folder of an intake elsewhere that has their public halves."""
    program.environment |= {
        "CRIMEBOOK_PASSPHRASE_1": cast.FIRST,
        "CRIMEBOOK_PASSPHRASE_2": cast.SECOND,
        "CRIMEBOOK_PASSPHRASE_ROOT": cast.ROOT,
    }
    intake = tmp_path / "far"
    made = program.run("keys", "new", "--root", str(tmp_path / "stick"), "--publish", str(intake))
    assert made.returncode == 0, made.stderr
    (intake / "intake.toml").write_text(CONFIGURATION)
    return intake


@pytest.fixture
def server(far: Path, tmp_path: Path) -> Iterator[Server]:
    with serving(far, tmp_path / "output") as server:
        yield server


def report(far: Path, number: int, *contents: bytes) -> SealedReport:
    root = Root.parse((far / "root.txt").read_text("utf-8"))
    now = datetime.now(UTC)
    to = parse_manifest((far / "manifest.txt").read_bytes(), [root], now).recipient_at(now)
    told = ReportBody(
        form="report/1.0.0",
        language="ru",
        answers=cast.answers(),
        text=cast.CANARY,
        leaf=os.urandom(32).hex(),
        nonce=os.urandom(32).hex(),
        day=now.date().isoformat(),
    )
    return hand_in(far / "spool", to, told, number, *contents)


def waiting(far: Path) -> int:
    return len(list((far / "spool" / Room.REPORTS).iterdir()))


def on_shelves(program: Program) -> int:
    return sum(1 for name in ("shelf", "shelf-copy") for _ in (program.book / name).rglob("*"))


def test_rounds_that_are_killed_at_any_instant_lose_nothing_and_double_nothing(
    program: Program, far: Path, server: Server
):
    sealed = [report(far, number, os.urandom(3_000_000)) for number in range(REPORTS)]
    address = f"http://127.0.0.1:{server.port}"
    kills = 0
    while kills < KILLS and waiting(far):
        before = on_shelves(program)
        process = program.start("collect", "--from", address)
        wait_for_more(program, process, before)
        if kills == KILLS // 2:
            server.kill()
            server.start()
        time.sleep(CHANCE.random() * 0.15)
        process.kill()
        process.communicate()
        kills += 1
    assert kills >= 2
    done = program.run("collect", "--from", address)
    assert done.returncode == 0, done.stderr
    assert "collected: 0" in program.run("collect", "--from", address).stderr
    assert waiting(far) == 0
    for folder in ("shelf", "shelf-copy"):
        shelf = Shelf(program.book / folder)
        assert {each.name for each in shelf.names()} == {report_name(each.submission_id) for each in sealed}
        for each in sealed:
            name = Name(ItemKind.REPORT, report_name(each.submission_id))
            assert shelf.read_item(name).sealed == each.envelope
            shelf.check(name, shelf.read_item(name))
        shelf.close()
    assert f"opened: {REPORTS} reports" in program.run("open", "--invented").stderr
    assert received(program) == REPORTS


def wait_for_more(program: Program, process: Any, before: int) -> None:
    """Wait until the round has begun to bring something, or is over."""
    until = time.monotonic() + WAIT_S
    while process.poll() is None and on_shelves(program) <= before:
        assert time.monotonic() < until
        time.sleep(0.01)


def received(program: Program) -> int:
    """Return how many envelopes were noted as received in the book's events, each once."""
    with closing(sqlite3.connect(program.book / "register.sqlite3")) as book:
        rows = book.execute(
            "SELECT object_id FROM register_custodyevent"
            " WHERE action = 'received' AND object_id LIKE 'envelope:%'"
        ).fetchall()
    assert len(rows) == len(set(rows))
    return len(rows)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--from", "http://intake.example"), "https"),
        (("--from", "https://intake.example/path"), "leave the path away"),
        (("--from", "ftp://intake.example"), "https"),
        (("--from", "https://name:word@intake.example"), "name"),
        (("spool", "--from", "https://intake.example"), "leave one away"),
    ],
)
def test_an_address_that_is_none_is_refused(
    program: Program, far: Path, arguments: tuple[str, ...], word: str
):
    done = program.run("collect", *arguments)
    assert done.returncode == 1
    assert word in done.stderr
