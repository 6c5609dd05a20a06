"""The intake as an operator serves it: ``crimebook intake serve`` in processes of its own, on loopback.

`Server` starts, kills and stops it. `Browser` speaks plain HTTP with it; `Reporter` reads pages by it.
"""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.zones.intake.reporters import Reporter

ROOT = Path(__file__).parents[2]
START_S = 120.0
PROGRAM = ("-c", "from crimebook.zones.cli.app import main; main()", "intake", "serve")

Lost = (OSError, http.client.HTTPException)
"""What a browser meets where the server is gone or goes away while it answers."""


@dataclass(frozen=True)
class File:
    """A file that a form sends."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Response:
    """An answer that arrived whole."""

    status_code: int
    content: bytes
    headers: Mapping[str, str]


class Browser:
    """A browser without scripts: one connection for each request, no cookies, nothing kept."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str) -> Response:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, typed: str | Mapping[str, Any], content_type: str = "") -> Response:
        """Post a form: written already, or as fields and files."""
        content, kind = (typed.encode(), content_type) if isinstance(typed, str) else _multipart(typed)
        return self._ask("POST", path, content, {"Content-Type": kind})

    def _ask(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, content or None, headers)
            answer = connection.getresponse()
            # A page that was cut raises IncompleteRead: its receipt was not shown.
            return Response(answer.status, answer.read(), dict(answer.getheaders()))
        finally:
            connection.close()


def _multipart(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    written = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            about = f'form-data; name="{name}"'
            content = each.content if isinstance(each, File) else str(each).encode()
            if isinstance(each, File):
                about += f'; filename="{each.name}"\r\nContent-Type: application/octet-stream'
            head = f"--{boundary}\r\nContent-Disposition: {about}\r\n\r\n"
            written.append(head.encode() + content + b"\r\n")
    written.append(f"--{boundary}--\r\n".encode())
    return b"".join(written), f"multipart/form-data; boundary={boundary}"


@dataclass
class Server:
    """A served intake. ``before`` is a command that runs the rest of the line, as ``unshare`` does."""

    folder: Path
    output: Path
    workers: int = 2
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Sequence[str] = ()
    cwd: Path = ROOT
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.port = self.port or free_port()
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | dict(self.environment)
        # The tests' own process has the desk's settings.
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        options = ["--folder", str(self.folder), "--port", str(self.port), "--workers", str(self.workers)]
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [*self.before, sys.executable, *PROGRAM, *options],
                cwd=self.cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        end, status = time.monotonic() + START_S, 0
        while time.monotonic() < end:
            assert self.process.poll() is None, self.output.read_text(errors="replace")
            with suppress(*Lost):
                status = Browser(self.port).get("/en/").status_code
            if status == 200:
                return
            time.sleep(0.05)
        raise AssertionError(f"the intake answers {status}: {self.output.read_text(errors='replace')}")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started."""
        assert self._process is not None
        return self._process

    def pids(self) -> list[int]:
        """Every process of it: the parent first, then the keeper and the workers."""
        found = [self.process.pid]
        for pid in found:
            try:
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            except FileNotFoundError:
                continue
        return found

    def kill(self) -> None:
        """End all its processes at this instant, by the signal that nobody can catch."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            self.kill()


@contextmanager
def serving(folder: Path, output: Path, **more: Any) -> Iterator[Server]:
    """Serve an intake's folder until the block ends."""
    server = Server(folder, output, **more)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def reporter_of(server: Server, language: str = "en") -> Reporter:
    """Return somebody who reports at a served intake."""
    return Reporter(Browser(server.port), language)  # type: ignore[arg-type]  # asks as Django's client does
