"""Asking authorities and calendars over HTTP. What comes back is bytes that nobody has checked yet.

What they learn: that somebody at this address stamps something, and when. Of what, a digest under a nonce
tells nothing. ``HTTPS_PROXY`` and ``ALL_PROXY`` are honoured. Redirects are not followed: whom one asks
stands in the plan.
"""

from types import TracebackType
from typing import Self

import httpx

from crimebook import __version__
from crimebook.custody.opentimestamps import MAX_RESPONSE_BYTES as MAX_CALENDAR_BYTES
from crimebook.custody.timestamps import MAX_RESPONSE_BYTES as MAX_TOKEN_BYTES
from crimebook.terms.errors import CrimebookError

TIMEOUT_S = 20.0
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_CALENDAR = "application/vnd.opentimestamps.v1"


class WireError(CrimebookError):
    """Somebody was reached and gave no usable answer."""


class UnreachableError(WireError):
    """Nobody was reached: no network, no such host, no answer in time."""


class AnchorWire:
    """Connections to authorities and calendars, closed with the context."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S) -> None:
        self._client = httpx.Client(
            timeout=timeout_s,
            follow_redirects=False,
            headers={"User-Agent": f"crimebook/{__version__}"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask_authority(self, url: str, request: bytes) -> bytes:
        """Send a TimeStampReq (RFC 3161, 3.4) and return the answer."""
        headers = {"Content-Type": _QUERY, "Accept": _REPLY}
        return self._ask("POST", url, headers, request, MAX_TOKEN_BYTES)

    def submit(self, calendar: str, commitment: bytes) -> bytes:
        """Hand 32 bytes in at a calendar and return its promise."""
        return self._ask("POST", f"{calendar}/digest", {"Accept": _CALENDAR}, commitment, MAX_CALENDAR_BYTES)

    def fetch(self, calendar: str, commitment: bytes) -> bytes:
        """Ask a calendar for the way from ``commitment`` to a block; `WireError` while there is none."""
        url = f"{calendar}/timestamp/{commitment.hex()}"
        return self._ask("GET", url, {"Accept": _CALENDAR}, None, MAX_CALENDAR_BYTES)

    def _ask(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None, max_bytes: int
    ) -> bytes:
        try:
            with self._client.stream(method, url, headers=headers, content=content) as response:
                return _read(response, max_bytes)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise UnreachableError(f"expected an answer, got {type(error).__name__}") from error


def _read(response: httpx.Response, max_bytes: int) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise WireError(f"expected status 200, got {response.status_code}")
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > max_bytes:
            raise WireError(f"expected at most {max_bytes} bytes, got more")
    return bytes(content)
