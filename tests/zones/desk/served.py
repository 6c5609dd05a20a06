"""A server inside a test's own transaction: what is append-only cannot be emptied after a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.db import connections
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from pytest_django.live_server_helper import LiveServer

IDLE_S = 5
"""How long a socket that a browser opened and never used is waited for."""


class _Handler(QuietWSGIRequestHandler):
    timeout = IDLE_S


class _Server(LiveServerThread.server_class):
    """A server whose threads end before it does: a late one would find the test's connection taken back."""

    daemon_threads = False
    block_on_close = True

    def set_app(self, application: Any) -> None:
        """Serve one request at a time: savepoints of two requests on one connection would cross."""
        turn = Lock()

        def in_turn(environ: Any, start_response: Any) -> Any:
            with turn:
                return application(environ, start_response)

        super().set_app(in_turn)

    def _close_connections(self) -> None:
        """Leave the connections open: they are the test's."""


class _Thread(LiveServerThread):
    def _create_server(self, connections_override: dict[str, Any] | None = None) -> Any:
        return _Server(
            (self.host, self.port),
            _Handler,
            allow_reuse_address=False,
            connections_override=connections_override,
        )


@contextmanager
def served() -> Iterator[LiveServer]:
    """Serve the pages on loopback with the connections of this test.

    A server for the whole session would keep those of the first test that asked for it. Playwright's loop
    gives each module connections of its own, and the two would lock each other out.
    """
    server = LiveServer("127.0.0.1", start=False)
    thread = server.thread
    server.thread = _Thread(
        thread.host,
        thread.static_handler,
        connections_override={each.alias: each for each in connections.all()},
    )
    server.thread.daemon = True
    server.start()
    try:
        yield server
    finally:
        server.stop()
