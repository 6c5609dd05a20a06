"""``POST PREFIX/add-checkpoint`` (C2SP tlog-witness) as a WSGI application. Nothing else is answered.

There is no authentication but the log's signature, and no record of who asked: an address is not kept.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from crimebook.custody.checkpoints import Policy
from crimebook.custody.submissions import MAX_REQUEST_BYTES, PATH
from crimebook.stores.ledger.errors import LedgerBusyError
from crimebook.stores.ledger.witnesskey import read_second_key, read_witness_key
from crimebook.terms.notes import VerifierKey
from crimebook.work.ledger.submitted import Answer, Logs, take_submission
from crimebook.work.ledger.witnessing import Witness

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

FOLDER, KEYS = "CRIMEBOOK_WITNESS", "CRIMEBOOK_WITNESS_LOGS"
Clock = Callable[[], datetime]


class WitnessService:
    """Answers logs, one at a time: what is compared with the memory is what is written into it."""

    def __init__(self, by: Witness, logs: Logs, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._by, self._logs, self._clock = by, logs, clock
        self._turn = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        answer = self._answer(environ)
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body)))]
        if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "POST"))
        if answer.status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("Retry-After", "1"))
        start_response(f"{answer.status.value} {answer.status.phrase}", headers)
        return [answer.body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        if not environ.get("PATH_INFO", "").endswith(f"/{PATH}"):
            return Answer(HTTPStatus.NOT_FOUND)
        if environ["REQUEST_METHOD"] != "POST":
            return Answer(HTTPStatus.METHOD_NOT_ALLOWED)
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdecimal()):
            return Answer(HTTPStatus.LENGTH_REQUIRED)
        if int(length) > MAX_REQUEST_BYTES:
            return Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = environ["wsgi.input"].read(int(length))
        with self._turn:
            try:
                return take_submission(body, self._by, self._logs, self._clock())
            except LedgerBusyError:
                return Answer(HTTPStatus.SERVICE_UNAVAILABLE)


def policies_of(keys: Iterable[str]) -> dict[str, Sequence[Policy]]:
    """Return the logs that verifier keys name, an origin with more than one key where it changes its own."""
    found: dict[str, list[Policy]] = {}
    for key in map(VerifierKey.parse, keys):
        found.setdefault(key.name, []).append(Policy(key.name, key))
    return dict(found)


def service_of_environment() -> WitnessService:
    """Return the service of the folder and the keys that the environment names."""
    folder = Path(os.environ[FOLDER])
    by = Witness(read_witness_key(folder), folder, read_second_key(folder))
    return WitnessService(by, policies_of(os.environ[KEYS].split()))
