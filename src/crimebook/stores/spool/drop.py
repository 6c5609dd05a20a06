"""Drop: the intake's side of the spool. It puts sealed reports down, and can read none back.

A call that returns has made what it took durable: the bytes first, then the name. The page may show a
receipt only after `Drop.put_report` returned. Every call may be repeated; a repeated one changes nothing and
tells the digest of the envelope that is kept, which is the first that came.

Several processes and threads share one folder. There is no lock: a name is given once, by the kernel. A
report or message holds its parts by second names (hard links) of its own, so that neither their expiry nor
the removal of another one that names the same parts can take them away between two steps.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Self

from crimebook.sealing.parts import SealedPart
from crimebook.stores.spool import clearing
from crimebook.stores.spool.clearing import Applied, Outcome
from crimebook.stores.spool.disk import Disk, FolderDisk
from crimebook.stores.spool.items import Heading, Item
from crimebook.stores.spool.layout import (
    FIRST_BUCKET,
    ItemKind,
    Room,
    hold_name,
    message_name,
    message_prefix,
    report_name,
)
from crimebook.stores.spool.limits import (
    Limits,
    check_envelope_size,
    check_message_size,
    check_part_count,
    check_part_lane,
    check_part_size,
    check_submission_id,
    check_text_lane,
)
from crimebook.stores.spool.refusals import (
    BadReportError,
    MissingPartsError,
    PartHashError,
    SpoolError,
    SpoolFullError,
    TooManyMessagesError,
)
from crimebook.stores.spool.writing import Random, Writer, make_rooms, refusing_a_full_disk, remove_tree
from crimebook.terms.digests import parse_digest, sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is kept now: whether this call brought it, and the digest of the envelope that counts."""

    is_new: bool
    envelope_sha256: Digest


class Drop:
    """A spool's folder as the intake uses it. Making one sweeps what dead processes left."""

    def __init__(
        self,
        folder: Path,
        limits: Limits | None = None,
        *,
        disk: Disk | None = None,
        random: Random = os.urandom,
    ) -> None:
        self._root = folder
        self._limits = limits or Limits()
        self._disk = disk or FolderDisk()
        make_rooms(self._disk, folder, tuple(Room))
        self._disk.make_folder(folder / Room.PARTS / FIRST_BUCKET)
        self._writer = Writer(folder, self._disk, random)
        clearing.sweep(self._writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give this process's folder back; being killed instead does no harm."""
        self._writer.close()

    def put_part(self, sha256: str, content: bytes) -> bool:
        """Keep a sealed part under its digest; True where it is new.

        Raises `BadReportError` (not a digest), `PartSizeError`, `PartHashError`, `SpoolFullError`. The part
        outlives this process, and 24 hours; its name may be lost by a power cut, and then `missing` says so.
        """
        name = _parse_part(sha256)
        check_part_size(self._limits, len(content))
        if sha256_hex(content) != name:
            raise PartHashError(f"bytes of {name[:16]}", "other bytes", "send the part again")
        return self._keep_part(name, content)

    def put_sealed_part(self, part: SealedPart) -> bool:
        """Keep a part that this process sealed, as `put_part` does; it was named by the digest of its bytes.

        Raises `PartSizeError`, `SpoolFullError`.
        """
        check_part_size(self._limits, len(part.content))
        return self._keep_part(Digest(part.ref.sha256), part.content)

    def _keep_part(self, name: Digest, content: bytes) -> bool:
        if self._find_part(name, self._buckets()) is not None:
            return False
        check_part_lane(self._limits, self._disk.space(self._root), len(content))
        return self._writer.put_new(self._newest_bucket() / name, content)

    def missing(self, hashes: Sequence[str]) -> tuple[Digest, ...]:
        """Return which of some parts are not here, in their order: what a broken upload has still to send."""
        check_part_count(self._limits, len(hashes))
        names = [_parse_part(each) for each in hashes]
        buckets = self._buckets()
        return tuple(name for name in names if self._find_part(name, buckets) is None)

    def put_report(self, submission_id: str, envelope: bytes, parts: Sequence[str] = ()) -> Dropped:
        """Keep a sealed report with its parts (digests, in order), durably, once for each submission id.

        Raises `BadReportError`, `EnvelopeSizeError`, `TooManyPartsError`, `MissingPartsError` or
        `SpoolFullError`; after any of them nothing of the report is kept but its parts, and the same call
        may be made again.
        """
        check_submission_id(submission_id)
        check_envelope_size(self._limits, len(envelope))
        names = self._parse_parts(parts)
        name = report_name(submission_id)
        known = self._find_kept(ItemKind.REPORT, name)
        if known is not None:
            return Dropped(is_new=False, envelope_sha256=known)
        check_text_lane(self._limits, self._disk.space(self._root), len(envelope))
        heading = Heading(ItemKind.REPORT, sha256_hex(envelope), names, self._hold(name, names))
        return self._put_item(name, Item(heading, envelope))

    def put_message(self, mailbox_id: str, counter: int, sealed: bytes, parts: Sequence[str] = ()) -> Dropped:
        """Keep a reporter's sealed message with its parts, durably; the same bytes are kept once a counter.

        Raises `InvalidValueError` (not a mailbox id), `BadReportError` (not a counter), `EnvelopeSizeError`,
        `TooManyPartsError`, `MissingPartsError`, `TooManyMessagesError`, `SpoolFullError`. Two different
        messages of one counter are both kept: only the desk can tell by their signatures which one the
        reporter wrote.
        """
        mailbox = parse_digest(mailbox_id)
        names = self._parse_parts(parts)
        check_message_size(self._limits, len(sealed), len(names))
        if not 0 <= counter < 2**32:
            raise BadReportError("a counter of 0 to 4294967295", str(counter))
        name = message_name(mailbox, counter, sealed)
        known = self._find_kept(ItemKind.MESSAGE, name)
        if known is not None:
            return Dropped(is_new=False, envelope_sha256=known)
        check_text_lane(self._limits, self._disk.space(self._root), len(sealed))
        self._check_mailbox(mailbox)
        hold = self._hold(name, names)
        heading = Heading(ItemKind.MESSAGE, sha256_hex(sealed), names, hold, mailbox, counter)
        return self._put_item(name, Item(heading, sealed))

    def is_collected(self, envelope_hash: str) -> bool:
        """Tell a receipt's page whether the desk has said that it holds this envelope."""
        return self.collected_day(envelope_hash) is not None

    def collected_day(self, envelope_hash: str) -> date | None:
        """Return the day that the desk told when it collected an envelope, or None."""
        mark = clearing.find_mark(self._writer, Room.COLLECTED, parse_digest(envelope_hash))
        return None if mark is None else mark.day

    def apply_acknowledgement(self, signed: bytes, desk_keys: Sequence[bytes]) -> Outcome:
        """Remove what the desk acknowledged under one of its public keys; see `clearing`."""
        return clearing.apply_acknowledgement(self._writer, signed, desk_keys)

    def apply_waiting(self, desk_keys: Sequence[bytes]) -> Applied:
        """Apply every acknowledgement that the desk put into the folder; what is refused stays there."""
        return clearing.apply_waiting(self._writer, desk_keys)

    def expire_parts(self, now: datetime) -> int:
        """Open the hour's bucket, remove parts of no report after 24 hours; call it hourly."""
        return clearing.expire_parts(self._writer, now)

    def forget_marks(self, before: date) -> int:
        """Remove the marks of what was collected before a day."""
        return clearing.forget_marks(self._writer, before)

    def blur_times(self) -> None:
        """Move the change time of every waiting file to now; call it hourly. See `disk`."""
        clearing.blur_times(self._writer)

    def _buckets(self) -> tuple[str, ...]:
        return self._disk.names(self._root / Room.PARTS)

    def _newest_bucket(self) -> Path:
        return self._root / Room.PARTS / clearing.newest_bucket(self._buckets())

    def _find_part(self, name: Digest, buckets: Sequence[str]) -> Path | None:
        for bucket in reversed(buckets):
            path = self._root / Room.PARTS / bucket / name
            if self._disk.has(path):
                return path
        return None

    def _parse_parts(self, parts: Sequence[str]) -> tuple[Digest, ...]:
        check_part_count(self._limits, len(parts))
        names = tuple(map(_parse_part, parts))
        if len(set(names)) != len(names):
            raise BadReportError("every part named once", f"{len(names) - len(set(names))} repeated")
        return names

    def _find_kept(self, kind: ItemKind, name: Digest) -> Digest | None:
        """Return the digest of the envelope kept under a name, waiting or collected; durable either way."""
        heading = clearing.find_heading(self._writer, kind, name)
        mark = clearing.find_mark(self._writer, Room.SPENT, name)
        if heading is None and mark is None:
            return None
        # Another process may have given the name a moment ago and not have made it durable yet.
        self._disk.sync_folder(self._root / (kind.room if mark is None else Room.SPENT))
        if mark is not None:
            return mark.envelope_sha256
        return None if heading is None else heading.envelope_sha256

    def _hold(self, name: Digest, parts: Sequence[Digest]) -> str:
        """Give a report's parts names of its own, durably; return the folder's name, "" for no parts."""
        if not parts:
            return ""
        hold = hold_name(name, self._writer.worker, self._writer.token())
        folder = self._root / Room.HELD / hold
        try:
            with refusing_a_full_disk():
                self._disk.make_folder(folder)
                missing = [part for part in parts if not self._link_part(part, folder)]
            if missing:
                raise MissingPartsError(missing, len(parts))
        except SpoolError:
            remove_tree(self._disk, folder)
            raise
        self._disk.sync_folder(folder)
        self._disk.sync_folder(self._root / Room.HELD)
        return hold

    def _link_part(self, part: Digest, folder: Path) -> bool:
        path = self._find_part(part, self._buckets())
        if path is None:
            return False
        try:
            self._disk.link(path, folder / part)
        except FileNotFoundError:
            return False
        return True

    def _put_item(self, name: Digest, item: Item) -> Dropped:
        kind = item.heading.kind
        path = self._root / kind.room / name
        try:
            is_new = self._writer.put_new(path, item.to_bytes())
        except SpoolFullError:
            # Refused, so it has no name. After any other failure it may have one: then the next start looks.
            self._release(item)
            raise
        self._disk.sync_folder(path.parent)
        spent = clearing.find_mark(self._writer, Room.SPENT, name)
        if is_new and spent is None:
            return Dropped(is_new=True, envelope_sha256=item.heading.envelope_sha256)
        if is_new:
            # The same submission came in, was collected and was acknowledged while this call was under way.
            clearing.remove_item(self._writer, kind, name, item.heading)
        else:
            self._release(item)
        kept = self._find_kept(kind, name)
        return Dropped(is_new=False, envelope_sha256=kept or item.heading.envelope_sha256)

    def _release(self, item: Item) -> None:
        if item.heading.hold:
            remove_tree(self._disk, self._root / Room.HELD / item.heading.hold)

    def _check_mailbox(self, mailbox: Digest) -> None:
        prefix = message_prefix(mailbox)
        waiting = sum(name.startswith(prefix) for name in self._disk.names(self._root / Room.MESSAGES))
        if waiting >= self._limits.max_messages_waiting:
            raise TooManyMessagesError(
                f"at most {self._limits.max_messages_waiting} messages waiting in a mailbox",
                str(waiting),
                "wait until the desk has collected them",
            )


def _parse_part(text: str) -> Digest:
    try:
        return parse_digest(text)
    except InvalidValueError as error:
        raise BadReportError("a part's SHA-256 as 64 lower-case hexadecimal digits", "other text") from error
