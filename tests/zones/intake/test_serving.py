"""The program as it runs: several workers on one ring, a keeper, no word on any stream."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.zones.intake.houses import House, make_house

START_S = 60
_DRAFT = re.compile(r'name="draft" value="([^"]+)"')


@dataclass(frozen=True)
class Running:
    """A running intake and what it wrote on its streams."""

    process: subprocess.Popen[bytes]
    port: int
    house: House
    told: Path

    def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, str, str | None]:
        """Ask over a line of its own, so that any worker may answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=START_S)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, path, urlencode(fields or {}), headers)
        answer = line.getresponse()
        page = answer.read().decode()
        cookie = answer.headers.get("Set-Cookie")
        line.close()
        return answer.status, page, cookie

    def workers(self) -> set[int]:
        """Return the processes below the first."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return {int(each) for each in listed.stdout.split()}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve an intake with two workers."""
    folder = tmp_path_factory.mktemp("serving")
    house = make_house(folder / "intake")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = folder / "told"
    environment = {**os.environ, "CRIMEBOOK_INTAKE": str(house.path)}
    command = [sys.executable, "-m", "crimebook.zones.intake.serving", "--port", str(port), "--workers", "2"]
    with told.open("wb") as streams:
        process = subprocess.Popen(command, env=environment, stdout=streams, stderr=streams)
    running = Running(process, port, house, told)
    until = time.monotonic() + START_S
    while True:
        try:
            running.ask("GET", "/en/")
            break
        except OSError:
            assert process.poll() is None, told.read_text()
            assert time.monotonic() < until, "the intake did not start"
            time.sleep(0.2)
    yield running
    process.send_signal(signal.SIGINT)
    process.wait(START_S)


def test_a_draft_of_one_worker_is_read_by_any(running: Running):
    drafts = [_DRAFT.findall(running.ask("POST", "/en/report/", {"way": "victim"})[1])[0] for _ in range(6)]
    for draft in drafts * 3:
        fields = {"draft": draft, "at": "safe_now", "safe_now": "yes"}
        status, page, _ = running.ask("POST", "/en/report/", fields)
        assert (status, 'value="age"' in page) == (200, True)


def test_no_answer_has_a_cookie(running: Running):
    assert running.ask("GET", "/be/")[2] is None


def test_nothing_is_written_on_any_stream_whatever_is_asked(running: Running):
    for path in (
        "/en/",
        "/nothing/canary",
        "/en/report/?canary",
        "/\udcff".encode("utf-8", "replace").decode(),
    ):
        running.ask("GET", path)
    running.ask("POST", "/en/report/", {"draft": "canary"})
    assert running.told.read_bytes() == b""


def test_a_report_handed_to_the_running_program_is_in_the_spool(running: Running):
    page = running.ask("POST", "/en/report/", {"way": "victim"})[1]
    for _ in range(60):
        at = re.findall(r'name="at" value="([^"]+)"', page)
        if not at:
            break
        fields = {"draft": _DRAFT.findall(page)[0], "at": at[0], **_answer(at[0], page)}
        page = running.ask("POST", "/en/report/", fields)[1]
    assert "Your report is sealed and kept" in page
    assert len(running.house.reports()) == 1


def _answer(at: str, page: str) -> dict[str, str]:
    if 'data-page="interruption"' in page:
        return {"do": "next"}
    if at in {"review", "send"}:
        return {"do": "words" if at == "review" else "send:words"}
    if f'id="{at}-undecided"' in page:
        return {at: "undecided"}
    for special in ("unknown", "unsaid"):
        if f'name="{at}.special" value="{special}"' in page:
            return {f"{at}.special": special}
    return {at: "read"}


def test_a_worker_that_dies_is_replaced_and_the_drafts_live_on(running: Running):
    draft = _DRAFT.findall(running.ask("POST", "/en/report/", {"way": "victim"})[1])[0]
    before = running.workers()
    # The youngest processes are workers; the keeper was first.
    os.kill(max(before), signal.SIGKILL)
    until = time.monotonic() + START_S
    while running.workers() == before or len(running.workers()) < len(before):
        assert time.monotonic() < until
        time.sleep(0.2)
    fields = {"draft": draft, "at": "safe_now", "safe_now": "yes"}
    for _ in range(6):
        try:
            assert running.ask("POST", "/en/report/", fields)[0] == 200
        except OSError:
            time.sleep(0.5)  # the line that the dead worker held


def test_the_spool_tells_no_hour(running: Running):
    files = [path for path in (running.house.path / "spool").rglob("*") if path.is_file()]
    waiting = [path for path in files if path.parent.name in {"reports", "parts", "messages"}]
    assert all(path.stat().st_mtime == 0 for path in waiting)
