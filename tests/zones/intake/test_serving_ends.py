"""When processes of a served intake die: the keeper comes back, and a crash ends with a clear word."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.promises.served import Browser, Server, serving
from tests.zones.intake.houses import House, make_house

WAIT_S = 120


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path / "intake")


@pytest.fixture
def server(house: House, tmp_path: Path) -> Iterator[Server]:
    with serving(house.path, tmp_path / "output") as server:
        yield server


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


def kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_keeper_that_dies_is_started_again_and_takes_old_parts_away(house: House, server: Server):
    _, keeper, *workers = server.pids()
    old = house.path / "spool" / "parts" / "20200101T00"
    for each in (old, old.with_name("20200101T01")):
        each.mkdir()
    (old / ("0" * 64)).write_bytes(b"a part of no report")
    kill(keeper)
    # What it does every hour it does at its start.
    wait_until(lambda: not old.exists())
    assert keeper not in server.pids()
    assert set(workers) <= set(server.pids())
    assert Browser(server.port).get("/en/").status_code == 200


def test_an_intake_whose_workers_die_again_and_again_ends_with_a_word_and_a_code(server: Server):
    def has_ended() -> bool:
        kill(*server.pids()[2:])
        return server.process.poll() is not None

    wait_until(has_ended)
    assert server.process.returncode == 1
    *_, last = server.output.read_text().splitlines()
    assert "the intake has ended" in last
    assert "supervisor" in last


def test_an_intake_that_is_stopped_ends_without_a_word(server: Server):
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(WAIT_S) == 0
    assert "has ended" not in server.output.read_text()


def test_an_older_manifest_is_refused_after_a_restart(house: House, server: Server):
    now = datetime.now(UTC).replace(microsecond=0)
    older = (house.path / "manifest.txt").read_bytes()
    house.sign(since=now - timedelta(hours=1), until=now + timedelta(days=30), serial=7)
    assert Browser(server.port).get("/keys").status_code == 200
    server.kill()
    (house.path / "manifest.txt").write_bytes(older)
    with pytest.raises(AssertionError, match="number 7 or a newer one"):
        server.start()
