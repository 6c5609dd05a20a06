"""Asking a witness over HTTP for its signature (C2SP tlog-witness). What comes back nobody has checked yet.

``HTTPS_PROXY`` and ``ALL_PROXY`` are honoured, so that a witness may be asked over Tor. Redirects are not
followed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from crimebook import __version__
from crimebook.custody.submissions import PATH
from crimebook.stores.ledger.errors import UnreachableLogError

TIMEOUT_S = 30.0
MAX_ANSWER_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What a witness answered: the status, the content type, the body."""

    status: int
    kind: str
    body: bytes


Submit = Callable[[bytes], WitnessAnswer]
"""Sends the body of a request and returns the answer, or raises `UnreachableLogError`."""


@contextmanager
def asking_witness(prefix: str) -> Iterator[Submit]:
    """Yield how to ask the witness at a submission prefix, an address with http or https."""
    headers = {"User-Agent": f"crimebook/{__version__}"}
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, headers=headers) as client:
        yield lambda body: _submit(client, f"{prefix.rstrip('/')}/{PATH}", body)


def _submit(client: httpx.Client, url: str, body: bytes) -> WitnessAnswer:
    try:
        with client.stream("POST", url, content=body) as response:
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > MAX_ANSWER_BYTES:
                    raise UnreachableLogError(f"an answer of at most {MAX_ANSWER_BYTES} bytes", "more")
            kind = response.headers.get("Content-Type", "")
            return WitnessAnswer(response.status_code, kind, bytes(content))
    except (httpx.TransportError, httpx.InvalidURL) as error:
        said = f"no answer: {type(error).__name__}"
        raise UnreachableLogError("the submission prefix of a witness", said) from error
