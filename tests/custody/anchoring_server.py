"""Authorities and a calendar on loopback, over plain HTTP, as the real ones answer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.custody.authority import Authority
from tests.custody.calendar import Calendar

Answer = tuple[int, bytes]


class AnchoringServer:
    """Answers at ``/tsa/NAME`` and ``/calendar``; ``spoil`` changes what is answered."""

    def __init__(self, authorities: dict[str, Authority]) -> None:
        self.authorities = authorities
        self.calendar: Calendar
        self.spoil: Callable[[str, Answer], Answer] = lambda _, answer: answer
        self.asked: list[str] = []
        self.url = ""

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        self.asked.append(path)
        return self.spoil(path, self._answer(method, path, body))

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        if path.startswith("/tsa/"):
            return 200, self.authorities[path.removeprefix("/tsa/")].answer(body)
        if path == "/calendar/digest":
            return 200, self.calendar.submit(body)
        way = self.calendar.timestamp(bytes.fromhex(path.rpartition("/")[2]))
        return (200, way) if way else (404, b"not yet")


@contextmanager
def serving(server: AnchoringServer) -> Iterator[AnchoringServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            self._reply(b"")

        def _reply(self, body: bytes) -> None:
            status, content = server.answer(self.command, self.path, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}"
    server.calendar = Calendar(f"{server.url}/calendar")
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
