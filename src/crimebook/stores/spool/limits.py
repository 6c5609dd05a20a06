"""Limits of the spool, and the guard that keeps room for words when files fill the disk.

Two lanes share one disk. Parts (photographs, videos) stop while ``text_reserve_bytes`` are still free, so
that a flood of bytes never silences a written account. Reports, messages and marks may use that reserve
down to ``floor_bytes``, which stays free for acknowledgements: only they make room again.

Several processes ask at the same moment and each may be let in, so a lane can be overshot by one file a
process; the reserve is large enough that this does not matter, and no lock is needed.
"""

from dataclasses import dataclass

from crimebook.stores.spool.refusals import (
    BadReportError,
    EnvelopeSizeError,
    PartSizeError,
    SpoolFullError,
    TooManyPartsError,
)

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Space:
    """What a disk has left for us: bytes, and files where the file system counts them (else None)."""

    free_bytes: int
    free_files: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one report may bring and how much of the disk stays free."""

    part_bytes: int = MIB
    """Every part is exactly this long, the last one too."""
    max_parts: int = 4096
    """4 GiB of files in one report."""
    max_envelope_bytes: int = MIB + 64 * 1024
    """The largest padded body, its age header and its chunk tags."""
    max_message_bytes: int = 64 * 1024 + 4096
    """A message padded to 64 KiB, which 5,000 signs of four bytes need, its age header and its chunk tags.

    One that brings files may be as long as an envelope: their parts stand in it, and each was paid for.
    """
    max_messages_waiting: int = 64
    """Messages of one mailbox that the desk has not collected yet."""
    text_reserve_bytes: int = 1024 * MIB
    floor_bytes: int = 64 * MIB
    floor_files: int = 1024


def check_part_size(limits: Limits, size: int) -> None:
    """Raise `PartSizeError` unless a part has the one size that parts have."""
    if size != limits.part_bytes:
        raise PartSizeError(
            f"a part of exactly {limits.part_bytes} bytes", f"{size} bytes", "send the whole part again"
        )


def check_part_count(limits: Limits, count: int) -> None:
    """Raise `TooManyPartsError` where a report names more parts than it may."""
    if count > limits.max_parts:
        raise TooManyPartsError(
            f"at most {limits.max_parts} parts",
            str(count),
            "send fewer or shorter files, or a second report that refers to this one",
        )


def check_envelope_size(limits: Limits, size: int) -> None:
    """Raise `EnvelopeSizeError` for an empty envelope or one beyond the largest padding."""
    if not 0 < size <= limits.max_envelope_bytes:
        raise EnvelopeSizeError(
            f"an envelope of 1 to {limits.max_envelope_bytes} bytes", f"{size} bytes", "shorten the account"
        )


def check_message_size(limits: Limits, size: int, parts: int = 0) -> None:
    """Raise `EnvelopeSizeError` for an empty message or one beyond the largest with so many parts."""
    largest = limits.max_envelope_bytes if parts else limits.max_message_bytes
    if not 0 < size <= largest:
        raise EnvelopeSizeError(f"a message of 1 to {largest} bytes", f"{size} bytes", "shorten the message")


def check_submission_id(submission_id: str) -> None:
    """Raise `BadReportError` unless the id is 16 to 128 printable ASCII characters, so hard to guess."""
    if not (16 <= len(submission_id) <= 128 and submission_id.isascii() and submission_id.isprintable()):
        raise BadReportError(
            "a submission id of 16 to 128 printable ASCII characters", f"{len(submission_id)} characters"
        )


def check_part_lane(limits: Limits, space: Space, size: int) -> None:
    """Raise `SpoolFullError` where ``size`` more bytes of files would eat into the reserve for words."""
    _check_lane(
        limits, space, size, limits.text_reserve_bytes, "files; send the words now and the files later"
    )


def check_text_lane(limits: Limits, space: Space, size: int) -> None:
    """Raise `SpoolFullError` where even the reserve for words has no room for ``size`` bytes."""
    _check_lane(limits, space, size, limits.floor_bytes, "reports; try again later or use another address")


def _check_lane(limits: Limits, space: Space, size: int, kept_bytes: int, remedy: str) -> None:
    if space.free_bytes - size < kept_bytes:
        raise SpoolFullError(
            f"{kept_bytes} bytes left free after {size} more",
            f"{space.free_bytes} bytes free",
            f"there is no room now for {remedy}",
        )
    if space.free_files is not None and space.free_files < limits.floor_files:
        raise SpoolFullError(
            f"{limits.floor_files} files left free",
            f"{space.free_files} files free",
            f"there is no room now for {remedy}",
        )
