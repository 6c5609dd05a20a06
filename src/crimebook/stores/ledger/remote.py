"""Reading a log of others, in a folder or over HTTP. What comes back is bytes that nobody has checked yet.

``HTTPS_PROXY`` and ``ALL_PROXY`` are honoured, so that a log may be read over Tor. Redirects are not
followed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from crimebook import __version__
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import UnreachableLogError
from crimebook.stores.ledger.public import PublicLog
from crimebook.terms.errors import NotFoundError

TIMEOUT_S = 30.0
MAX_FILE_BYTES = 1 << 20
"""Our tiles have at most 8,192 bytes, our bundles 8,704; a stranger's log may have longer entries."""

Fetch = Callable[[str], bytes]


@contextmanager
def reading_log(source: str) -> Iterator[Fetch]:
    """Yield how to fetch files of the log at ``source``: a folder, or an address with http or https."""
    if urlsplit(source).scheme not in {"http", "https"}:
        folder = Path(source)
        if not folder.is_dir():
            raise UnreachableLogError("the folder or the address of a log", repr(source[:80]))
        yield PublicLog(folder, FolderDisk()).fetch
        return
    headers = {"User-Agent": f"crimebook/{__version__}"}
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, headers=headers) as client:
        yield lambda path: _fetch(client, f"{source.rstrip('/')}/{path}", path)


def _fetch(client: httpx.Client, url: str, path: str) -> bytes:
    try:
        with client.stream("GET", url) as response:
            if response.status_code in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
                raise NotFoundError(f"expected {path}, got status {response.status_code}")
            if response.status_code != httpx.codes.OK:
                raise UnreachableLogError(f"{path} of the log", f"status {response.status_code}")
            return _read(response, path)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise UnreachableLogError(f"{path} of the log", f"no answer: {type(error).__name__}") from error


def _read(response: httpx.Response, path: str) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > MAX_FILE_BYTES:
            raise UnreachableLogError(f"at most {MAX_FILE_BYTES} bytes of {path}", "more")
    return bytes(content)
