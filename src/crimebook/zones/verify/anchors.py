"""Checks of anchors: by when a checkpoint existed, by timestamps of others (specification 0005, 8.3).

The folder is that of a log's public files, with ``anchors/SIZE-ROOT/`` in it. Timestamps of RFC 3161 take the
package ``rfc3161-client`` and OpenTimestamps the package ``opentimestamps``; without one of them its stamps
are said to be unchecked.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from crimebook.custody.anchors import AnchorError, parse_sums, subject_of
from crimebook.custody.checkpoints import check_checkpoint
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import format_instant
from crimebook.terms.notes import NoteError
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import (
    Finding,
    UncheckedError,
    missing,
    not_proven,
    proven,
    refuted,
    unchecked,
)
from crimebook.zones.verify.logs import OpenLog, check_in_log
from crimebook.zones.verify.policies import Trust
from crimebook.zones.verify.sources import read_file

if TYPE_CHECKING:
    from crimebook.custody.opentimestamps import BlockHeader

CHECKPOINT, SUMS, PROOF, TOKENS = "checkpoint", "SHA256SUMS", "calendars.ots", "*.tsr"
_SET = re.compile(r"\d{1,20}-[0-9a-f]{64}|renewal-\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class AnchorTrust:
    """Whom the checker believes about time: files of root certificates by authority, and block headers."""

    roots: Mapping[str, Path]
    headers: Mapping[int, bytes]
    at: datetime


def read_headers(path: Path | None) -> dict[int, bytes]:
    """Read block headers, a line each: the height, and 80 bytes in hexadecimal."""
    if path is None:
        return {}
    try:
        lines = [line.split() for line in read_file(path).decode().splitlines() if line.strip()]
        return {int(height): bytes.fromhex(header) for height, header in lines}
    except ValueError as error:
        said = reason(
            "{path} holds no block headers: a height and 160 hexadecimal digits a line.", path=str(path)
        )
        raise UncheckedError(said) from error


def check_anchors(folder: Path, trust: Trust, times: AnchorTrust, log: OpenLog | None) -> Iterator[Finding]:
    """Check every set of anchors beside a log."""
    root = folder / "anchors"
    sets = sorted(each for each in root.iterdir() if _SET.fullmatch(each.name)) if root.is_dir() else []
    if not sets:
        raise missing(str(root))
    for each in sets:
        yield from _check_set(each, trust, times, log)
    yield not_proven(reason("That an authority's clock was right, and that its certificate was not revoked."))


def _check_set(folder: Path, trust: Trust, times: AnchorTrust, log: OpenLog | None) -> Iterator[Finding]:
    if folder.name.startswith("renewal-"):
        digest, findings = _listed(folder)
    else:
        digest, findings = _stamped(folder, trust, log)
    yield from findings
    if digest is None:
        return
    tokens, has_proof = sorted(folder.glob(TOKENS)), (folder / PROOF).is_file()
    for token in tokens:
        yield _check_token(token, digest, times)
    if has_proof:
        yield _check_blocks(folder / PROOF, digest, times)
    if not tokens and not has_proof:
        yield unchecked(reason("{name} has no timestamp: by when it existed is open.", name=folder.name[:24]))


def _stamped(folder: Path, trust: Trust, log: OpenLog | None) -> tuple[Digest | None, list[Finding]]:
    note = read_file(folder / CHECKPOINT)
    try:
        witnessed = check_checkpoint(note, trust.without_witnesses)
        subject = subject_of(note)
    except NoteError as error:
        said = reason(
            "The checkpoint that {name} speaks of was not signed by the log.", name=folder.name[:24]
        )
        return None, [refuted(said, error)]
    if subject.name != folder.name:
        said = reason("The checkpoint in {name} is another than its name says.", name=folder.name[:24])
        return None, [refuted(said)]
    return subject.digest, list(check_in_log(log, witnessed.checkpoint))


def _listed(folder: Path) -> tuple[Digest | None, list[Finding]]:
    content = read_file(folder / SUMS)
    try:
        listed = parse_sums(content)
    except AnchorError as error:
        return None, [refuted(reason("The list in {name} is damaged.", name=folder.name), error)]
    beside = {path: folder.parent / path for path in listed}
    wrong = [path for path, file in beside.items() if ".." in path or not _is(file, listed[path])]
    if wrong:
        said = reason(
            "{count} files that {name} stamped again are not there as they were.",
            count=len(wrong),
            name=folder.name,
        )
        return sha256_hex(content), [refuted(said)]
    return sha256_hex(content), [
        proven(reason("{name} lists {count} older anchors as they are.", name=folder.name, count=len(listed)))
    ]


def _is(file: Path, digest: Digest) -> bool:
    return file.is_file() and sha256_hex(read_file(file)) == digest


def _check_token(token: Path, digest: Digest, times: AnchorTrust) -> Finding:
    name = f"{token.parent.name[:24]}/{token.name}"
    root = times.roots.get(token.name.partition("-")[0])
    if root is None:
        return not_proven(reason("{name}: no root certificate of this authority was given.", name=name))
    try:
        engine = import_module("crimebook.custody.timestamps")
    except ImportError as error:
        return unchecked(reason("{name}: checking it takes the package rfc3161-client.", name=name), error)
    try:
        stamp = engine.check_timestamp(
            read_file(token), digest, engine.read_roots(read_file(root)), at=times.at
        )
    except InvalidValueError as error:
        return refuted(
            reason("{name} is no timestamp of this checkpoint by this authority.", name=name), error
        )
    said = reason(
        "{name}: it existed at {at}, by the clock of {authority}.",
        name=name,
        at=format_instant(stamp.time),
        authority=stamp.authority,
    )
    return proven(said)


def _check_blocks(file: Path, digest: Digest, times: AnchorTrust) -> Finding:
    name = f"{file.parent.name[:24]}/{file.name}"
    try:
        engine = import_module("crimebook.custody.opentimestamps")
    except ImportError as error:
        return unchecked(reason("{name}: checking it takes the package opentimestamps.", name=name), error)

    def header_of(height: int) -> "BlockHeader | None":
        header = times.headers.get(height)
        found: BlockHeader | None = None if header is None else engine.read_header(height, header)
        return found

    try:
        block = engine.check_proof(read_file(file), digest, header_of)
    except engine.UnconfirmedError as error:
        said = reason("{name}: no block that was given confirms it. Give headers with --headers.", name=name)
        return Finding(not_proven(said).kind, said, str(error))
    except InvalidValueError as error:
        return refuted(reason("{name} is no proof of this checkpoint.", name=name), error)
    return proven(
        reason(
            "{name}: it existed by block {height}, {at}, give or take two hours.",
            name=name,
            height=block.height,
            at=format_instant(block.time),
        )
    )
