"""Recordings of interviews: sealed while they come, kept as blobs of the report, named where nobody can look.

A recording is copied off its device after the interview, so it is added to the report that the interview
became, by whoever led it. Of it at most one chunk is in clear at a time, in memory. Its name, size and digest
are sealed to the report's key; what the register shows is a number, a size and a blob.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.sealing.agefile import Sealer, seal_bytes
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.reports import MessageRow, ReportRow
from crimebook.stores.register.transactions import writing
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError, InvalidValueError, NotFoundError
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.attachments import KeptFile, note_files
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.filelists import FileView
from crimebook.work.opening.testimony import open_for_report

RECORDING = "recording"
NAME_LENGTH = 200
_OVER = frozenset({"withdrawn", "erased"})


class _DroppedError(CrimebookError):
    """A recording that is not wanted: what was written of it goes."""


class Incoming:
    """A recording on its way in. Feed `take`; then `finish`, or `drop` what came."""

    def __init__(self, desk: Desk, ref: str) -> None:
        # Its digest is known only at the end, and a name is needed now.
        name = desk.keyring.blob_name(ref, desk.random(32).hex())
        self._sealer = Sealer([desk.keyring.report_identity(ref).recipient], desk.random)
        self._hashed, self._size = hashlib.sha256(), 0
        self._blobs, self._name = desk.blobs, name
        self._open = ExitStack()
        self._blob = self._open.enter_context(desk.blobs.creating(name))
        self._blob.write(self._sealer.header())

    def take(self, plain: bytes) -> None:
        """Seal more of it."""
        self._hashed.update(plain)
        self._size += len(plain)
        self._blob.write(self._sealer.update(plain))

    def finish(self) -> "Recording":
        """Give the blob its name, durably, and return what it is."""
        self._blob.write(self._sealer.finish())
        self._open.close()
        kept = KeptFile(self._name, self._size, self._blob.sealed)
        return Recording(kept, Digest(self._hashed.hexdigest()))

    def drop(self) -> None:
        """Take away what came, finished or not; again is no harm."""
        error = _DroppedError("a recording that is not wanted")
        self._open.__exit__(_DroppedError, error, None)
        self._blobs.remove(self._name)


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that came whole: its blob, and the SHA-256 of what was recorded."""

    kept: KeptFile
    sha256: Digest


def check_interviewer(actor: Actor, ref: str) -> ReportRow:
    """Return the report of an interview that the actor led; raise `NotFoundError` for any other."""
    check_right(actor, Right.INTERVIEW)
    report = stored.find_report(ref)
    if report.channel != "interview" or report.interviewer != actor.key or report.state in _OVER:
        raise NotFoundError(f"expected an interview that {actor.role} led, got none")
    return report


def keep_recording(
    desk: Desk, actor: Actor, ref: str, recording: Recording, name: str, *, at: datetime
) -> int:
    """Add a recording to the report of an interview and return its number.

    Raises `InvalidValueError` for one that is empty. The caller drops what is not kept.
    """
    kept = recording.kept
    if not kept.size_bytes:
        raise InvalidValueError("a file with something in it", "an empty one")
    noted = {"name": name[:NAME_LENGTH] or "-", "size": kept.size_bytes, "sha256": recording.sha256}
    with writing():
        report = check_interviewer(actor, ref)
        recipient = desk.keyring.report_identity(ref).recipient
        sealed = seal_bytes(canonical_json(noted), [recipient], desk.random)
        number = len(stored.attachments_of(report.report_id)) + 1
        stored.add_message(
            report.report_id,
            MessageRow(stored.IN, RECORDING, number, sha256_hex(sealed), sealed, at.date(), actor.key),
        )
        stored.add_attachments(report.report_id, [(kept.name, kept.size_bytes)])
        told = Deed(f"report:{ref}", Action.RECEIVED, actor.key, at, reason=RECORDING, outputs=(kept.name,))
        append_event(told)
        note_files(actor, ref, [kept], at=at)
    return number


def read_recorded(desk: Desk, report: ReportRow) -> tuple[FileView, ...]:
    """Return the recordings of an interview by their numbers."""
    if report.channel != "interview":
        return ()
    return tuple(_views(desk, report, stored.messages_of(report.report_id, stored.IN)))


def _views(desk: Desk, report: ReportRow, rows: Iterable[MessageRow]) -> Iterable[FileView]:
    for row in rows:
        if row.kind == RECORDING:
            noted = json.loads(open_for_report(desk, report.ref, row.sealed))
            yield FileView(row.counter, noted["name"], noted["size"], noted["sha256"], "original")
