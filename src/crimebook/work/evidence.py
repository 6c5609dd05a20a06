"""Is all evidence there, and as it was? Each blob is hashed again and compared with its first event.

No key is needed: what is hashed are the sealed bytes. A blob's chain of events says by which digest it was
made; where somebody changed both, the ledger's leaves say otherwise. A round can be stopped at any moment and
gone on with; at its end it is an event itself.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.stores.blobs.blob import (
    BlobDamagedError,
    BlobMissingError,
    BlobStore,
    hash_blob,
)
from crimebook.stores.blobs.rounds import Line, Round, forget_round
from crimebook.stores.register.events import append_events
from crimebook.stores.register.evidence import (
    KnownBlob,
    blob_object,
    count_known_blobs,
    find_known_blobs,
    known_blobs,
)
from crimebook.stores.register.transactions import noting
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right

EVIDENCE = "evidence:blobs"
"""The object in whose chain rounds of checking stand."""


class Verdict(StrEnum):
    """What a check finds of a blob."""

    WHOLE = "whole"
    MISSING = "missing"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    """The disk itself gives it no more."""

    UNEXPECTED = "unexpected"
    """A whole blob of which the register knows nothing, or whose report was erased."""

    RECORDED = "recorded"
    """Made before digests were recorded: hashed now, so that the next check can compare."""


WRONG = frozenset({Verdict.MISSING, Verdict.ALTERED, Verdict.UNREADABLE, Verdict.UNEXPECTED})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one blob. ``report`` and ``file`` say whose it is, where the register knows."""

    blob: Digest
    verdict: Verdict
    report: str = ""
    file: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """A round that came to its end. ``strays`` are no blobs: rests of broken attempts, files of others."""

    begun_at: datetime
    counts: dict[Verdict, int]
    findings: tuple[Finding, ...]
    strays: tuple[str, ...]
    digest: Digest

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.counts.get(verdict) for verdict in WRONG)


Progress = Callable[[int, int], None]


def check_evidence(
    actor: Actor,
    blobs: BlobStore,
    checks: Path,
    *,
    at: datetime,
    progress: Progress,
    anew: bool = False,
) -> EvidenceReport:
    """Hash every blob again and return what is wrong; goes on with a round that was stopped.

    Raise `BlobStoreError` where the store itself cannot be read: then nothing was found out.
    """
    check_right(actor, Right.READ)
    if anew:
        forget_round(checks)
    if count_known_blobs():
        blobs.check_there()
    # Listed before anything is hashed: what is made meanwhile is no surprise at the end.
    present = set(blobs.names())
    with Round(checks, at=at) as under_way:
        counts: Counter[Verdict] = Counter()
        findings: list[Finding] = []
        for each in chain(_look_at_all(blobs, under_way, progress), _unexpected(present, under_way)):
            counts[each.verdict] += 1
            if each.verdict is not Verdict.WHOLE:
                findings.append(each)
        strays = tuple(sorted(blobs.strays()))
        digest = under_way.finish()
    with noting():
        append_events(_deeds(actor, findings, counts, digest, at))
    wrong = tuple(each for each in findings if each.verdict in WRONG)
    return EvidenceReport(under_way.begun_at, dict(counts), wrong, strays, digest)


def _look_at_all(blobs: BlobStore, under_way: Round, progress: Progress) -> Iterator[Finding]:
    before = {line.blob: line for line in under_way.lines if line.verdict == Verdict.WHOLE}
    total = count_known_blobs()
    for done, known in enumerate(known_blobs(), start=1):
        line = before.get(known.name)
        if line is not None and line.sha256 == known.sealed_sha256:
            yield _finding(known, Verdict.WHOLE, line.sha256)
        elif finding := _look_at(blobs, known):
            under_way.add(Line(known.name, finding.verdict, finding.sha256))
            yield finding
        progress(done, max(done, total))


def _unexpected(present: set[Digest], under_way: Round) -> Iterator[Finding]:
    for name in sorted(present - find_known_blobs(present)):
        under_way.add(Line(name, Verdict.UNEXPECTED))
        yield Finding(name, Verdict.UNEXPECTED)


def _look_at(blobs: BlobStore, known: KnownBlob) -> Finding | None:
    try:
        found = hash_blob(blobs, known.name).sha256
    except BlobMissingError:
        # Erased while we were looking elsewhere?
        return _finding(known, Verdict.MISSING) if find_known_blobs({known.name}) else None
    except BlobDamagedError:
        return _finding(known, Verdict.ALTERED)
    except OSError:
        return _finding(known, Verdict.UNREADABLE)
    if known.sealed_sha256 is None:
        return _finding(known, Verdict.RECORDED, found)
    return _finding(known, Verdict.WHOLE if found == known.sealed_sha256 else Verdict.ALTERED, found)


def _finding(known: KnownBlob, verdict: Verdict, sha256: str = "") -> Finding:
    return Finding(known.name, verdict, known.ref, known.number, sha256)


def _deeds(
    actor: Actor, findings: list[Finding], counts: Counter[Verdict], digest: Digest, at: datetime
) -> Iterator[Deed]:
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    yield Deed(EVIDENCE, Action.VERIFIED, actor.key, at, reason=summary or "no blobs", outputs=(digest,))
    for each in findings:
        # One that nobody knows has no chain, and must not get one whose first event vouches for it.
        if each.verdict is not Verdict.UNEXPECTED:
            outputs = (each.sha256,) if each.sha256 else ()
            yield Deed(
                blob_object(each.blob), Action.VERIFIED, actor.key, at, reason=each.verdict, outputs=outputs
            )
