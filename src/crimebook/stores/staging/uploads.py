"""Files that a person sent to a page and has not imported yet, kept in the book's folder and nowhere else.

An upload is two files under its token, both readable by their owner only: its bytes, and a note with its
name, its owner and what was chosen for it. The note is written last and removed first: an upload with a note
is whole. What nobody imports is removed after a day.

A table may name victims and witnesses, and nobody has said yet in which column: its bytes are encrypted under
a key that the one who sent it holds and that is written nowhere here. Whoever has the disk has no table.
"""

import hmac
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crimebook.stores.staging.files import SourceFile, StagingError
from crimebook.terms.digests import sha256_hex
from crimebook.terms.instants import format_instant, parse_instant

MAX_UPLOAD_BYTES = 16 * 1024**2
MAX_KEPT = 20
"""The most uploads that one person may leave lying about; the oldest goes first."""
LIFETIME = timedelta(days=1)
KEY_BYTES = 32
_NONCE = bytes(12)
"""One for all: under one key one upload is encrypted, once."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: its ``token``, its name, whose it is, since when, and what was ``chosen`` for it."""

    token: str
    name: str
    owner: str
    at: datetime
    chosen: str = ""


class WrongKeyError(StagingError):
    """A key that opens no such upload: that of another person, or of a browser that was closed."""


def keep_upload(folder: Path, upload: Upload, content: bytes, key: bytes) -> None:
    """Keep an upload, encrypted; raise `StagingError` where it is too large."""
    if len(content) > MAX_UPLOAD_BYTES:
        raise StagingError(f"expected a file of at most {MAX_UPLOAD_BYTES} bytes, got {len(content)}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(_content_path(folder, upload.token), _cipher(key, upload).encrypt(_NONCE, content, None))
    write_note(folder, upload)


def write_note(folder: Path, upload: Upload) -> None:
    """Write the note of an upload anew; it is whole or the old one."""
    facts = {
        "name": upload.name,
        "owner": upload.owner,
        "at": format_instant(upload.at),
        "chosen": upload.chosen,
    }
    _write(_note_path(folder, upload.token), json.dumps(facts, ensure_ascii=False).encode())


def find_upload(folder: Path, token: str) -> Upload | None:
    """Return the upload of a token, or None where there is none that is whole."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        facts = json.loads(_note_path(folder, token).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Upload(token, facts["name"], facts["owner"], parse_instant(facts["at"]), facts["chosen"])


def read_upload(folder: Path, upload: Upload, key: bytes) -> SourceFile:
    """Return the bytes of an upload as a file to be imported; raise `WrongKeyError`."""
    encrypted = _content_path(folder, upload.token).read_bytes()
    try:
        content = _cipher(key, upload).decrypt(_NONCE, encrypted, None)
    except InvalidTag as error:
        raise WrongKeyError("expected the key of this upload, got another; send the table again") from error
    return SourceFile(upload.name, "", content, sha256_hex(content), lines=content.count(b"\n"))


def passing_folder(folder: Path, upload: Upload) -> Path:
    """Return the folder for what an import has read of an upload; it goes when the upload goes."""
    return folder / f"{upload.token}.d"


@contextmanager
def taken(folder: Path, upload: Upload) -> Iterator[None]:
    """Take an upload for oneself; a second one who wants it finds none. After a failure it is back.

    Raises `StagingError` where another one was faster.
    """
    note, busy = _note_path(folder, upload.token), folder / f"{upload.token}.busy"
    try:
        note.rename(busy)
    except FileNotFoundError as error:
        raise StagingError("expected an upload that waits, got one that is being imported") from error
    try:
        yield
    except BaseException:
        busy.rename(note)
        raise


def discard_upload(folder: Path, token: str) -> None:
    """Remove an upload and all that was made of it."""
    if not _TOKEN.fullmatch(token):
        return
    _note_path(folder, token).unlink(missing_ok=True)
    _content_path(folder, token).unlink(missing_ok=True)
    (folder / f"{token}.busy").unlink(missing_ok=True)
    discard_passing(folder, token)


def discard_passing(folder: Path, token: str) -> None:
    """Remove what an import has read of an upload: another mapping must not take it up."""
    passing = folder / f"{token}.d"
    if passing.is_dir():
        for path in passing.iterdir():
            path.unlink(missing_ok=True)
        passing.rmdir()


def discard_old(folder: Path, *, owner: str, at: datetime) -> None:
    """Remove uploads of anybody that are older than a day, halves of uploads, and the owner's surplus."""
    uploads = sorted(_all(folder), key=lambda each: each.at, reverse=True)
    kept = [each for each in uploads if at - each.at <= LIFETIME]
    mine = [each for each in kept if each.owner == owner]
    stay = {each.token for each in kept} - {each.token for each in mine[MAX_KEPT - 1 :]}
    for token in {path.name.split(".")[0] for path in folder.glob("*")} - stay:
        if _note_path(folder, token).exists() or _is_old(_content_path(folder, token), at):
            discard_upload(folder, token)


def _cipher(key: bytes, upload: Upload) -> ChaCha20Poly1305:
    """Return the cipher of one upload, of whose token and key none is used for another."""
    own = hmac.digest(key, b"crimebook/upload/v1" + upload.token.encode(), "sha256")
    return ChaCha20Poly1305(own)


def _is_old(path: Path, at: datetime) -> bool:
    """Whether what has no note is the rest of a broken upload, not one that is being written just now."""
    try:
        return at.timestamp() - path.stat().st_mtime > LIFETIME.total_seconds()
    except FileNotFoundError:
        return True


def _all(folder: Path) -> Iterator[Upload]:
    for path in folder.glob("*.note"):
        upload = find_upload(folder, path.stem)
        if upload is not None:
            yield upload


def _content_path(folder: Path, token: str) -> Path:
    return folder / f"{token}.content"


def _note_path(folder: Path, token: str) -> Path:
    return folder / f"{token}.note"


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
