"""Where what is checked comes from: files, folders, and the public address of a log.

``HTTPS_PROXY`` is honoured. Nothing is written anywhere.
"""

import hashlib
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from crimebook import __version__
from crimebook.custody.tilereader import Fetch
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Digest
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import UncheckedError, missing

MAX_FILE_BYTES = 1 << 20
"""Tiles of ours have at most 8,192 bytes and bundles 8,704; a stranger's log may have longer entries."""
TIMEOUT_S = 30.0
NOT_THERE = frozenset({404, 410})
CHUNK_BYTES = 1 << 20


def fetch_from(source: str) -> Fetch:
    """Return how to fetch files of the log in a folder or at an address."""
    if source.startswith(("https://", "http://")):
        return lambda path: _fetch(f"{source.rstrip('/')}/{path}", path)
    folder = Path(source)
    if not folder.is_dir():
        raise missing(source)
    return lambda path: _read_part(folder / path, path)


def read_file(path: Path, *, at_most: int = MAX_FILE_BYTES) -> bytes:
    """Return a file's bytes; raise `UncheckedError`."""
    try:
        with path.open("rb") as file:
            content = file.read(at_most + 1)
    except OSError as error:
        raise missing(str(path)) from error
    if len(content) > at_most:
        raise UncheckedError(reason("{path} is too long to be what it should be.", path=str(path)))
    return content


def hash_file(path: Path) -> Digest:
    """Return the SHA-256 of a file of any size; raise `UncheckedError`."""
    hashed = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                hashed.update(chunk)
    except OSError as error:
        raise missing(str(path)) from error
    return Digest(hashed.hexdigest())


def _read_part(file: Path, path: str) -> bytes:
    if not file.is_file():
        raise NotFoundError(f"expected {path}, got no such file")
    return read_file(file)


def _fetch(url: str, path: str) -> bytes:
    request = Request(url, headers={"User-Agent": f"crimebook-verify/{__version__}"})  # noqa: S310 - checked
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - only http and https come here
            content: bytes = answer.read(MAX_FILE_BYTES + 1)
    except HTTPError as error:
        if error.code in NOT_THERE:
            raise NotFoundError(f"expected {path}, got status {error.code}") from error
        raise missing(url) from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        # An answer that is none, or breaks off, shows nothing: whoever serves it may want it to look refuted.
        raise missing(url) from error
    if len(content) > MAX_FILE_BYTES:
        raise UncheckedError(reason("{path} is too long to be what it should be.", path=path))
    return content
