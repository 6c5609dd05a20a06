"""The intake as it is served: whole ways without scripts, one upload, ten at once.

``crimebook intake serve`` runs with two workers; the processor time of its processes is counted, that of the
browsers is not, so "on two cores" is what two cores do that have nothing else to do. A whole way is every
page of a typical victim's report from the first page to the receipt, sealed and durable; it is asked for over
one line as a browser does. ``CRIMEBOOK_BENCH_UPLOAD_MB=1000`` makes uploads of 1 GB.
"""

import html
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from crimebook.sealing.manifest import Epoch, Manifest
from crimebook.sealing.receipt import public_of
from crimebook.unsealing.identities import make_identity
from crimebook.unsealing.manifest import RootKey, sign_manifest

WAYS = int(os.environ.get("CRIMEBOOK_BENCH_WAYS", "60"))
UPLOAD_MB = int(os.environ.get("CRIMEBOOK_BENCH_UPLOAD_MB", "100"))
AT_ONCE = 10
MIB = 1 << 20
START_S = 60.0
PAGE = "/ru/report/"
PROGRAM = ("-c", "from crimebook.zones.cli.app import main; main()", "intake", "serve")
CONFIGURATION = 'name = "Questions"\nexit = "https://weather.example/"\nmax_upload_mib = 3000\n'
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "safe_now": {"safe_now": "yes"},
    "age": {"age": "25_to_39"},
    "first_account": {"first_account": "Трое в масках пришли ночью и выломали дверь. " * 20},
    "sexual_violence": {"sexual_violence": "no"},
    "consent_clear": {"consent_clear": "yes"},
    "come_back_safe": {"come_back_safe": "yes"},
}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Served:
    """A served intake: its port and its first process."""

    port: int
    pid: int

    def pids(self) -> list[int]:
        """Return the first process, its keeper and its workers."""
        found = [self.pid]
        for pid in found:
            found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def cpu_s(self) -> float:
        """Return the processor time of all of them so far."""
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.pids())
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS_A_SECOND

    def memory_mb(self) -> tuple[float, float]:
        """Return what all of them hold, a shared page counted once, and what the largest one holds."""
        held, largest = 0.0, 0.0
        for pid in self.pids():
            told = Path(f"/proc/{pid}/smaps_rollup").read_text()
            held += _kilobytes(told, "Pss") / 1000
            largest = max(largest, _kilobytes(told, "Rss") / 1000)
        return held, largest


@dataclass
class Browser:
    """A browser without scripts, with one line to the intake."""

    port: int
    page: str = ""
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page."""
        return {name: html.unescape(value) for name, value in _HIDDEN.findall(self.page)}

    def ask(self, path: str, fields: Mapping[str, str] | None = None) -> None:
        """Ask for a page, or post fields to one."""
        body = None if fields is None else urlencode(fields)
        self.line.request("GET" if fields is None else "POST", path, body, FORM if fields else {})
        answer = self.line.getresponse()
        self.page = answer.read().decode()
        assert answer.status == 200, f"{path} answered {answer.status}"

    def answer(self, known: Mapping[str, Mapping[str, str]]) -> None:
        """Answer the page's question, or say that one does not know or would rather not say."""
        at = self.hidden["at"]
        said = dict(known.get(at, {}))
        for special in ("unsaid", "unknown"):
            if not said and f'name="{at}.special" value="{special}"' in self.page:
                said = {f"{at}.special": special}
        if not said and f'id="{at}-undecided"' in self.page:
            said = {at: "undecided"}
        self.ask(PAGE, {**self.hidden, **said})

    def walk(self, to: str, known: Mapping[str, Mapping[str, str]] = ANSWERS) -> int:
        """Begin a victim's report, answer until a page is reached, return how many pages that were."""
        self.ask("/ru/")
        self.ask(PAGE)
        self.ask(PAGE, {"way": "victim"})
        pages = 3
        while self.hidden["at"] != to:
            self.answer(known)
            pages += 1
        return pages

    def report(self) -> int:
        """Report, and return how many pages it took."""
        pages = self.walk("review")
        self.ask(PAGE, {**self.hidden, "do": "words"})
        self.ask(PAGE, {**self.hidden, "do": "send:words"})
        assert 'data-page="receipt"' in self.page
        return pages + 2

    def send_file(self, mebibytes: int, ready: threading.Barrier | None = None) -> None:
        """Send a film, a block at a time."""
        self.walk("files", {**ANSWERS, "details": {"details": "files"}})
        boundary = secrets.token_hex(16)
        part = f"--{boundary}\r\nContent-Disposition: form-data; name="
        fields = "".join(f'{part}"{name}"\r\n\r\n{value}\r\n' for name, value in self.hidden.items())
        head = f'{fields}{part}"do"\r\n\r\nadd-file\r\n{part}"file"; filename="film.mp4"\r\n\r\n'.encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        block = os.urandom(MIB)
        self.line.putrequest("POST", PAGE)
        self.line.putheader("Content-Type", f"multipart/form-data; boundary={boundary}")
        self.line.putheader("Content-Length", str(len(head) + mebibytes * MIB + len(tail)))
        self.line.endheaders()
        if ready is not None:
            ready.wait()
        self.line.send(head)
        for _ in range(mebibytes):
            self.line.send(block)
        self.line.send(tail)
        answer = self.line.getresponse()
        assert answer.status == 200, f"the upload was answered {answer.status}"
        assert b"film.mp4" in answer.read()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="crimebook-bench-") as folder:
        make_folder(Path(folder))
        with serving(Path(folder)) as served:
            print(f"the intake as it is served, two workers; load {os.getloadavg()[0]:.1f}")
            ways(served)
            uploads(served, UPLOAD_MB * 1_000_000 // MIB)
            print(f"  load at the end {os.getloadavg()[0]:.1f}")


def ways(served: Served) -> None:
    """Report from four browsers at once; the first reports are not counted."""
    for _ in range(4):
        pages = Browser(served.port).report()
    before_s, start = served.cpu_s(), time.perf_counter()
    together([lambda: [Browser(served.port).report() for _ in range(WAYS // 4)] for _ in range(4)])
    taken_s, cpu_s = time.perf_counter() - start, served.cpu_s() - before_s
    way_s = cpu_s / (WAYS // 4 * 4)
    print(f"  a whole way of {pages} pages without scripts: {1000 * way_s:.1f} ms of processor time")
    print(f"  that is on two cores                     {2 / way_s:8,.0f} a second")
    print(f"  as it was, browsers on the same cores    {WAYS // 4 * 4 / taken_s:8,.0f} a second")


def uploads(served: Served, mebibytes: int) -> None:
    """Send one file, then ten at once."""
    before_s, start = served.cpu_s(), time.perf_counter()
    Browser(served.port).send_file(mebibytes)
    taken_s, cpu_s = time.perf_counter() - start, served.cpu_s() - before_s
    sent_mb = mebibytes * MIB / 1e6
    print(f"  one upload of {sent_mb:,.0f} MB, processor time       {sent_mb / cpu_s:8,.0f} MB/s")
    print(f"  as it was, the browser on the same cores {sent_mb / taken_s:8,.0f} MB/s")
    ready = threading.Barrier(AT_ONCE, timeout=START_S)
    peak, is_done = [served.memory_mb()], threading.Event()
    watching = threading.Thread(target=lambda: watch(served, peak, is_done))
    watching.start()
    together([lambda: Browser(served.port).send_file(mebibytes, ready) for _ in range(AT_ONCE)])
    is_done.set()
    watching.join()
    most, largest_most = (max(each[place] for each in peak) for place in (0, 1))
    print(f"  memory before, all processes             {peak[0][0]:8,.0f} MB")
    print(f"  {AT_ONCE} such uploads at once, all processes     {most:8,.0f} MB at most")
    print(f"  the largest process, shared pages too    {largest_most:8,.0f} MB at most")


def watch(served: Served, peak: list[tuple[float, float]], is_done: threading.Event) -> None:
    """Note what the processes hold five times a second."""
    while not is_done.wait(0.2):
        peak.append(served.memory_mb())


def together(works: Sequence[Callable[[], object]]) -> None:
    """Do each work in a thread of its own, and raise what one of them raised."""
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(each) for each in works]:
            done.result()


def make_folder(folder: Path) -> None:
    """Lay out an intake whose keys are good today."""
    now = datetime.now(UTC).replace(microsecond=0)
    since, until = (now - timedelta(hours=1)).isoformat(), (now + timedelta(days=20)).isoformat()
    identity = make_identity(os.urandom)
    root = RootKey("root.bench", os.urandom(32), os.urandom(32))
    month = Epoch("2020-08", str(identity.recipient), since, until)
    reply_key = public_of(os.urandom(32)).hex()
    manifest = Manifest("book.bench/log", 1, since, until, (month,), reply_key)
    (folder / "intake.toml").write_text(CONFIGURATION)
    (folder / "manifest.txt").write_bytes(sign_manifest(manifest, root))
    (folder / "root.txt").write_text(str(root.root))


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve an intake as an operator does, until the block ends."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    with (folder / "told").open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, *PROGRAM, "--folder", str(folder), "--port", str(port), "--workers", "2"],
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    try:
        wait_for(port, process, folder / "told")
        yield Served(port, process.pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], told: Path) -> None:
    """Return when the intake answers."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, told.read_text(errors="replace")
        with suppress(OSError, http.client.HTTPException):
            return Browser(port).ask("/ru/")
        time.sleep(0.1)
    raise AssertionError(told.read_text(errors="replace"))


def _kilobytes(told: str, name: str) -> float:
    return next(int(line.split()[1]) * 1.024 for line in told.splitlines() if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
