"""Clearing: what leaves the spool, in an order that a power cut cannot turn into a loss.

A report goes only after the desk's signed acknowledgement. First the marks ("collected", for the receipt's
page; "spent", so that the same submission cannot come in again) become durable, then the report goes, then
the parts. Stopped anywhere, the next start ends what was begun.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from crimebook.stores.spool.acknowledgements import Acknowledgement, verify_acknowledgement
from crimebook.stores.spool.items import Heading, parse_item
from crimebook.stores.spool.layout import (
    FIRST_BUCKET,
    ItemKind,
    Room,
    bucket_hour,
    bucket_name,
    parse_hold,
)
from crimebook.stores.spool.refusals import AcknowledgementError, DamagedItemError, SpoolError
from crimebook.stores.spool.writing import Writer, remove_tree
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

PART_LIFE = timedelta(hours=24)


class Outcome(StrEnum):
    """What an acknowledgement changed."""

    REMOVED = "removed"
    REPEATED = "repeated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Applied:
    """How many acknowledgements removed something, found nothing to remove, and were refused."""

    removed: int
    repeated: int
    refused: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What is left of a collected item: its envelope's digest and the day that the desk told."""

    envelope_sha256: Digest
    day: date

    def to_bytes(self) -> bytes:
        """Return the file's bytes."""
        return canonical_json({"envelope": self.envelope_sha256, "day": self.day.isoformat()})


def find_mark(writer: Writer, room: Room, name: str) -> Mark | None:
    """Return a mark, or None where there is none; raise `DamagedItemError` where it cannot be read."""
    try:
        value = json.loads(writer.disk.read(writer.root / room / name))
        return Mark(parse_digest(value["envelope"]), date.fromisoformat(value["day"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, InvalidValueError) as error:
        raise DamagedItemError(
            f"mark {name[:16]} as it was written", "a mark that cannot be read", "check the disk"
        ) from error


def apply_acknowledgement(writer: Writer, signed: bytes, desk_keys: Sequence[bytes]) -> Outcome:
    """Remove the item that the desk acknowledged, and leave its marks.

    Raises `AcknowledgementError` for a wrong signature, and where another envelope waits under the name.
    """
    told = verify_acknowledgement(signed, desk_keys)
    heading = find_heading(writer, told.kind, told.name)
    if heading is None:
        mark = find_mark(writer, Room.SPENT, told.name)
        return Outcome.UNKNOWN if mark is None else Outcome.REPEATED
    if heading.envelope_sha256 != told.envelope_sha256:
        raise AcknowledgementError(
            f"an acknowledgement of the envelope waiting as {told.name[:16]}",
            "one of another envelope",
            "collect the report again",
        )
    _leave_marks(writer, told)
    remove_item(writer, told.kind, told.name, heading)
    return Outcome.REMOVED


def apply_waiting(writer: Writer, desk_keys: Sequence[bytes]) -> Applied:
    """Apply every acknowledgement in the spool's folder; a refused one stays and stops no other."""
    folder = writer.root / Room.ACKNOWLEDGEMENTS
    outcomes: list[Outcome] = []
    refused = 0
    for name in writer.disk.names(folder):
        try:
            outcomes.append(apply_acknowledgement(writer, writer.disk.read(folder / name), desk_keys))
        except FileNotFoundError:
            continue
        except SpoolError:
            refused += 1
        else:
            writer.disk.unlink(folder / name)
    removed = outcomes.count(Outcome.REMOVED)
    return Applied(removed, len(outcomes) - removed, refused)


def find_heading(writer: Writer, kind: ItemKind, name: str) -> Heading | None:
    """Return the heading of an item that waits, or None."""
    try:
        content = writer.disk.read(writer.root / kind.room / name)
    except FileNotFoundError:
        return None
    return parse_item(name, content).heading


def _leave_marks(writer: Writer, told: Acknowledgement) -> None:
    mark = Mark(told.envelope_sha256, told.day).to_bytes()
    for room, name in ((Room.COLLECTED, told.envelope_sha256), (Room.SPENT, told.name)):
        writer.put_new(writer.root / room / name, mark)
        writer.disk.sync_folder(writer.root / room)


def remove_item(writer: Writer, kind: ItemKind, name: str, heading: Heading) -> None:
    """Remove an item, what it holds, and the names of its parts among those of no report."""
    disk, root = writer.disk, writer.root
    disk.unlink(root / kind.room / name)
    # Before the parts go: a report that came back after a cut without its parts would look damaged.
    disk.sync_folder(root / kind.room)
    if heading.hold:
        remove_tree(disk, root / Room.HELD / heading.hold)
    for bucket in disk.names(root / Room.PARTS) if heading.parts else ():
        for part in heading.parts:
            with suppress(FileNotFoundError):
                disk.unlink(root / Room.PARTS / bucket / part)


def sweep(writer: Writer) -> int:
    """End what dead processes began: half-written files, held parts of no report, items already spent."""
    swept = writer.sweep()
    for kind in ItemKind:
        for name in writer.disk.names(writer.root / kind.room):
            if writer.disk.has(writer.root / Room.SPENT / name):
                with suppress(DamagedItemError):
                    heading = find_heading(writer, kind, name)
                    if heading is not None:
                        remove_item(writer, kind, name, heading)
    for hold in writer.disk.names(writer.root / Room.HELD):
        _sweep_hold(writer, hold)
    return swept


def _sweep_hold(writer: Writer, hold: str) -> None:
    try:
        name, worker = parse_hold(hold)
        # A living worker may be about to write the item that this hold belongs to. A dead one has written
        # all it ever will, so the order matters: first see that it is dead, then look for the item.
        if writer.is_alive(worker):
            return
        headings = [find_heading(writer, kind, name) for kind in ItemKind]
    except (InvalidValueError, DamagedItemError):
        return
    if not any(heading is not None and heading.hold == hold for heading in headings):
        remove_tree(writer.disk, writer.root / Room.HELD / hold)


def expire_parts(writer: Writer, now: datetime) -> int:
    """Open this hour's bucket, remove parts of no report that are older than 24 hours; return how many.

    A bucket's parts came before the next bucket was opened, so it goes 24 hours after the end of that hour:
    never too early, however seldom this is called, and within 26 hours where it is called hourly.
    """
    disk, parts = writer.disk, writer.root / Room.PARTS
    now_bucket = bucket_name(now)
    buckets = disk.names(parts)
    if now_bucket > newest_bucket(buckets):
        disk.make_folder(parts / now_bucket)
        disk.sync_folder(parts)
        buckets = disk.names(parts)
    removed = 0
    for bucket, following in pairwise(buckets):
        if bucket_hour(now_bucket) - bucket_hour(following) >= PART_LIFE + timedelta(hours=1):
            removed += len(disk.names(parts / bucket))
            remove_tree(disk, parts / bucket)
    return removed


def newest_bucket(buckets: Sequence[str]) -> str:
    """Return the bucket that new parts go to."""
    return max(buckets, default=FIRST_BUCKET)


def forget_marks(writer: Writer, before: date) -> int:
    """Remove the marks of items collected before a day; return how many."""
    forgotten = 0
    for room in (Room.COLLECTED, Room.SPENT):
        for name in writer.disk.names(writer.root / room):
            mark = find_mark(writer, room, name)
            if mark is not None and mark.day < before:
                writer.disk.unlink(writer.root / room / name)
                forgotten += 1
    return forgotten


def blur_times(writer: Writer) -> None:
    """Move the change time of every waiting file to now, so that none tells when its report came."""
    disk, root = writer.disk, writer.root
    folders = [root / room for room in (Room.REPORTS, Room.MESSAGES, Room.COLLECTED, Room.SPENT, Room.SLOTS)]
    for room in (Room.HELD, Room.PARTS):
        folders += [root / room / name for name in disk.names(root / room)]
    for folder in folders:
        with suppress(FileNotFoundError):
            for name in disk.names(folder):
                disk.blur(folder / name)
            disk.blur(folder)
