"""The intake in a browser: a server on loopback, a line to it that can be cut, and somebody who reports."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium"),
]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_CHUNK_BYTES = 16_384
_IDLE_S = 5


class _Handler(WSGIRequestHandler):
    timeout = _IDLE_S

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


class _Server(ThreadedWSGIServer):
    daemon_threads = False
    block_on_close = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that is cut is no fault of the server."""


@contextmanager
def served() -> Iterator[int]:
    """Serve the zone on loopback and give the port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Pace:
    """So many bytes a second over all connections of a line together, in one direction."""

    bytes_per_s: float
    _free_at_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, count: int) -> None:
        """Return when so many bytes more would have gone over the line."""
        with self._lock:
            begun_s = max(self._free_at_s, time.monotonic())
            self._free_at_s = begun_s + count / self.bytes_per_s
        time.sleep(max(0.0, self._free_at_s - time.monotonic()))


@dataclass
class Line:
    """A line to a port that can be cut at any moment; ``sent_bytes`` counts what went up.

    ``up`` and ``down`` are its two directions where they have a pace.
    """

    target: int
    port: int = 0
    is_up: bool = True
    up: Pace | None = None
    down: Pace | None = None
    sent_bytes: int = 0
    cut_after_bytes: list[int] = field(default_factory=list)
    cuts: int = 0
    _sockets: set[socket.socket] = field(default_factory=set)
    _carriers: list[threading.Thread] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self) -> None:
        """Cut everything that goes over the line now; what comes after gets through."""
        self.cuts += 1
        self._shut()

    def _shut(self) -> None:
        with self._lock:
            sockets, self._sockets = self._sockets, set()
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            if not self.is_up:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            with self._lock:
                self._sockets |= {near, far}
            ways = [(near, far, True), (far, near, False)]
            threads = [threading.Thread(target=self._carry, args=way, daemon=True) for way in ways]
            self._carriers.append(threading.Thread(target=_end, args=(threads, (near, far)), daemon=True))
            for each in (*threads, self._carriers[-1]):
                each.start()

    def end(self) -> None:
        """Cut everything and wait until nothing is carried."""
        self._shut()
        for each in self._carriers:
            each.join()

    def _is_due(self, count: int) -> bool:
        """Count what goes up, over all connections together, and tell whether the line is to be cut."""
        with self._lock:
            self.sent_bytes += count
            if is_due := bool(self.cut_after_bytes) and self.sent_bytes > self.cut_after_bytes[0]:
                del self.cut_after_bytes[0]
            return is_due

    def _carry(self, one: socket.socket, other: socket.socket, is_up: bool) -> None:
        with suppress(OSError):
            while chunk := one.recv(_CHUNK_BYTES):
                if pace := self.up if is_up else self.down:
                    pace.wait(len(chunk))
                if is_up and self._is_due(len(chunk)):
                    self.cut()
                    break
                other.sendall(chunk)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _end(threads: list[threading.Thread], sockets: tuple[socket.socket, ...]) -> None:
    for thread in threads:
        thread.join()
    for each in sockets:
        each.close()


@contextmanager
def line_to(port: int, bytes_per_s: float = 0.0) -> Iterator[Line]:
    """Give a line to a port, as fast as the machine or with a pace in each direction."""
    listener = socket.create_server(("127.0.0.1", 0))
    if bytes_per_s:
        # Only what left the line may count as sent: the kernel would take megabytes ahead.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _CHUNK_BYTES)
    line = Line(port, listener.getsockname()[1])
    if bytes_per_s:
        line.up, line.down = Pace(bytes_per_s), Pace(bytes_per_s)
    thread = threading.Thread(target=line.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield line
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        line.end()


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Give a browser."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, *more])
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


ANSWERS: dict[str, Any] = {
    "safe_now": "yes",
    "age": "25_to_39",
    "first_account": "Трое в масках пришли ночью.\nЯ записал номер.",
    "sexual_violence": "no",
    "come_back_safe": "yes",
}


@dataclass
class Visitor:
    """Somebody who reports in a browser. ``asked`` is what it asked for, ``complaints`` what it said."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def come(cls, context: BrowserContext) -> "Visitor":
        visitor = cls(context.new_page())
        page = visitor.page
        page.set_default_timeout(90_000)
        page.on("request", lambda request: visitor.asked.append(f"{request.method} {request.url}"))
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: visitor.complaints.append(said.text) if said.type == "error" else None,
        )
        page.on("dialog", lambda dialog: dialog.accept())
        return visitor

    def begin(self, url: str, way: str = "victim", language: str = "en") -> "Visitor":
        """Open the report and choose a way, once the scripts are there."""
        self.page.goto(f"{url}/{language}/report/")
        self.page.wait_for_selector("[data-sealed-here]")
        self.choose(f"way-{way}")
        self.page.click("form[data-begin] button")
        return self

    def choose(self, control: str) -> None:
        """Choose an option by its label, which is what a finger meets."""
        self.page.click(f"label[for='{control}']")

    @property
    def at(self) -> str:
        """The question that is asked, or the page's name where none is."""
        page = self.page.get_attribute("body", "data-page") or ""
        form = self.page.query_selector("form[data-at]")
        return str(form.get_attribute("data-at")) if page == "question" and form else page

    def go_on(self) -> None:
        """Press the page's main button."""
        self.page.click("main .buttons button >> nth=0")

    def pass_by(self, question: str) -> None:
        """Answer a question in the shortest way that it offers."""
        kind = self.page.get_attribute("form[data-at]", "data-kind")
        if kind == "consent":
            self.choose(f"{question}-undecided")
            self.go_on()
        elif kind == "notice":
            self.go_on()
        else:
            self.page.click("main .buttons .quiet[value] >> nth=0")

    def walk(
        self,
        until: str = "review",
        special: dict[str, Callable[["Visitor"], None]] | None = None,
        before: Callable[["Visitor"], None] = lambda _visitor: None,
    ) -> "Visitor":
        """Answer questions until a page; ``special`` answers some of them in a way of its own.

        ``before`` looks at each page first.
        """
        for _ in range(80):
            before(self)
            at = self.at
            if at == until:
                return self
            if special and at in special:
                special[at](self)
            elif at == "interruption":
                self.page.click("main button.door >> nth=-1")
            else:
                self.answer(at)
        raise AssertionError(f"no end at {self.at}")

    def answer(self, question: str) -> None:
        """Answer one question."""
        given = ANSWERS.get(question)
        if given is None:
            self.pass_by(question)
        elif self.page.get_attribute("form[data-at]", "data-kind") == "choice":
            self.choose(f"{question}-{given}")
            self.go_on()
        else:
            self.page.fill(f"#{question}", given)
            self.go_on()

    def send(
        self,
        *,
        words: bool = True,
        timeout_ms: int = 240_000,
        before: Callable[["Visitor"], None] = lambda _visitor: None,
    ) -> "Visitor":
        """Send the report from the page of all answers, and wait for the receipt."""
        self.go_on()
        assert self.at == "send"
        before(self)
        self.page.click(f"main .buttons button >> nth={0 if words else 1}")
        self.page.wait_for_selector("body[data-page=receipt]", timeout=timeout_ms)
        return self

    def words(self) -> str:
        """Return the twelve words that the page shows."""
        rows = self.page.locator(".words li").all_inner_texts()
        return " ".join(row.split()[-1] for row in rows)
