"""Anchoring the ledger's checkpoints in time: asking, keeping, letting proofs grow, stamping again.

Nothing is kept that was not checked first, and nothing is called anchored that is not: who refused or was not
reached stands in the `Anchoring`, and where nobody answered `NotAnchoredError` is raised. A run again asks
only whom it has no answer of.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path

from crimebook.custody.anchors import Subject, format_sums, subject_of
from crimebook.custody.events import Action, Deed
from crimebook.custody.opentimestamps import (
    NONCE_BYTES,
    Pending,
    StampError,
    commitment_of,
    list_claims,
    list_pending,
    make_proof,
    merge_proofs,
    upgrade_proof,
)
from crimebook.custody.timestamps import (
    NONCE_BITS,
    TimestampError,
    check_timestamp,
    make_request,
)
from crimebook.stores.anchors.folder import CHECKPOINT, PROOF, SUMS, TOKEN_SUFFIX, AnchorFolder
from crimebook.stores.anchors.plan import ENOUGH_AUTHORITIES, AnchorPlan, Authority, read_plan
from crimebook.stores.anchors.wire import AnchorWire, UnreachableError, WireError
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.anchored import LEAD, due, lapsed, read_anchors, roots_of

Random = Callable[[int], bytes]
_FORM = "%Y%m%dT%H%M%SZ"


class NotAnchoredError(CrimebookError):
    """Nobody gave a timestamp. What was to be anchored is as it was."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody who gave no timestamp, and why; ``is_unreachable`` where nobody answered at all."""

    name: str
    reason: str
    is_unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Anchoring:
    """What a run brought for one set: names of new files, who refused, and whether it is enough now.

    Enough are timestamps of two authorities, and a calendar's promise where calendars are in the plan.
    """

    name: str
    taken: tuple[str, ...]
    refused: tuple[Refusal, ...]
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What every run needs: whom to ask, how, and when it is. ``random`` gives random bytes."""

    plan: AnchorPlan
    wire: AnchorWire
    at: datetime
    random: Random


@dataclass(frozen=True, slots=True)
class AnchorRun:
    """What a whole run did: the new anchor, proofs that waited, what was stamped again, and what was not.

    ``lapsed`` names sets that nobody stamped again in time; ``renewal_fault`` says why none was now;
    ``faults`` are files of older anchors that prove nothing any more.
    """

    anchored: Anchoring
    waited: tuple[Anchoring, ...]
    renewed: Anchoring | None
    renewal_fault: str
    lapsed: tuple[str, ...]
    faults: tuple[str, ...]


def anchor_ledger(
    actor: Actor, checkpoint: bytes, *, ledger: Path, book: Path, at: datetime, random: Random
) -> AnchorRun:
    """Anchor a checked checkpoint by the plan in ``book``, let older proofs grow, stamp again what ends.

    ``ledger`` is the folder of the public files. Raise `NotAnchoredError` where nobody gave a timestamp, and
    `AnchorPlanError` for a plan that cannot be followed.
    """
    folder, plan = AnchorFolder(ledger), read_plan(book)
    with AnchorWire() as wire:
        asking = Asking(plan, wire, at, random)
        anchored = anchor_checkpoint(actor, checkpoint, folder, asking)
        waited = upgrade_proofs(folder, asking)
        renewed, fault = None, ""
        try:
            renewed = renew_anchors(actor, folder, asking)
        except NotAnchoredError as error:
            # The new anchor stands all the same; what ends has 90 days left at most.
            fault = str(error)
    folder.put_index(index_of(folder))
    standing = read_anchors(folder, plan, at=at)
    return AnchorRun(
        anchored,
        waited,
        renewed,
        fault,
        tuple(each.name for each in lapsed(standing, at)),
        tuple(fault for each in standing for fault in each.faults),
    )


def anchor_checkpoint(actor: Actor, checkpoint: bytes, folder: AnchorFolder, asking: Asking) -> Anchoring:
    """Anchor a checkpoint, a signed note that the caller has checked; raise `NotAnchoredError`."""
    check_right(actor, Right.KEYS)
    subject = subject_of(checkpoint)
    anchoring = _anchor(subject, CHECKPOINT, checkpoint, folder, asking)
    _note(actor, subject, Action.TIMESTAMPED, folder, anchoring, at=asking.at)
    return anchoring


def renew_anchors(
    actor: Actor, folder: AnchorFolder, asking: Asking, *, lead: timedelta = LEAD
) -> Anchoring | None:
    """Stamp every set again whose certificates end within ``lead``, all by one list; None where none do."""
    check_right(actor, Right.KEYS)
    wanting = due(read_anchors(folder, asking.plan, at=asking.at), asking.at, lead=lead)
    if not wanting:
        return None
    sums = format_sums(
        {
            f"{each.name}/{file}": sha256_hex(folder.read(each.name, file))
            for each in wanting
            for file in folder.files(each.name)
            if file != PROOF  # it grows, and its block needs no certificate
        }
    )
    subject = Subject(f"renewal-{asking.at.astimezone(UTC):{_FORM}}", sha256_hex(sums))
    anchoring = _anchor(subject, SUMS, sums, folder, asking)
    _note(actor, subject, Action.RETIMESTAMPED, folder, anchoring, at=asking.at)
    return anchoring


def upgrade_proofs(folder: AnchorFolder, asking: Asking) -> tuple[Anchoring, ...]:
    """Ask the plan's calendars for what they promised, and return what came for each set that waited.

    Only calendars of the plan are asked: a proof may name any address.
    """
    return tuple(
        _upgrade(name, folder, asking)
        for name in folder.sets()
        if PROOF in folder.files(name) and not list_claims(folder.read(name, PROOF))
    )


def index_of(folder: AnchorFolder) -> bytes:
    """Return the list of all anchors' files and their digests, for mirrors."""
    return format_sums(
        {
            f"{name}/{file}": sha256_hex(folder.read(name, file))
            for name in folder.sets()
            for file in folder.files(name)
        }
    )


def _anchor(subject: Subject, file: str, content: bytes, folder: AnchorFolder, asking: Asking) -> Anchoring:
    if asking.plan.is_empty:
        raise NotAnchoredError(
            "expected authorities or calendars in anchors.toml, got none; name two or more"
        )
    answers, refused = _ask_all(subject, folder, asking)
    if not answers and refused:
        raise NotAnchoredError(_nobody(refused))
    # A checkpoint that was cosigned since has the same text: the note that was kept first stays.
    if file not in folder.files(subject.name):
        folder.put_new(subject.name, file, content)
    for each in answers:
        folder.put_new(subject.name, each.file, each.content)
    return Anchoring(
        subject.name,
        tuple(each.file for each in answers),
        tuple(refused),
        _is_enough(subject, folder, asking),
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    file: str
    content: bytes


def _ask_all(subject: Subject, folder: AnchorFolder, asking: Asking) -> tuple[list[_Answer], list[Refusal]]:
    answers: list[_Answer] = []
    refused: list[Refusal] = []
    have = _stamped_by(subject, folder, asking)
    for authority in (each for each in asking.plan.authorities if each.name not in have):
        with _refusing(authority.name, refused):
            answers.append(_stamp(authority, subject, asking))
    if PROOF not in folder.files(subject.name):
        answers.extend(_submit(subject, asking, refused))
    return answers, refused


def _stamp(authority: Authority, subject: Subject, asking: Asking) -> _Answer:
    nonce = int.from_bytes(asking.random(NONCE_BITS // 8), "big") | 1
    answer = asking.wire.ask_authority(authority.url, make_request(subject.digest, nonce))
    stamp = check_timestamp(answer, subject.digest, authority.roots, at=asking.at, nonce=nonce)
    return _Answer(f"{authority.name}-{stamp.time.astimezone(UTC):{_FORM}}{TOKEN_SUFFIX}", answer)


def _submit(subject: Subject, asking: Asking, refused: list[Refusal]) -> list[_Answer]:
    nonce = asking.random(NONCE_BYTES)
    proofs: list[bytes] = []
    for calendar in asking.plan.calendars:
        with _refusing(calendar, refused):
            promise = asking.wire.submit(calendar, commitment_of(subject.digest, nonce))
            proofs.append(make_proof(subject.digest, nonce, (promise,)))
    return [_Answer(PROOF, reduce(merge_proofs, proofs))] if proofs else []


def _upgrade(name: str, folder: AnchorFolder, asking: Asking) -> Anchoring:
    before = proof = folder.read(name, PROOF)
    refused: list[Refusal] = []
    for pending in list_pending(before):
        with _refusing(pending.calendar, refused):
            proof = upgrade_proof(proof, pending, _fetch(pending, asking))
    if proof != before:
        folder.put_again(name, PROOF, proof)
    return Anchoring(name, (PROOF,) if proof != before else (), tuple(refused), bool(list_claims(proof)))


def _fetch(pending: Pending, asking: Asking) -> bytes:
    calendar = pending.calendar.rstrip("/")
    if calendar not in asking.plan.calendars:
        raise WireError("expected a calendar of anchors.toml, got another; not asked")
    return asking.wire.fetch(calendar, pending.commitment)


@contextmanager
def _refusing(name: str, refused: list[Refusal]) -> Iterator[None]:
    """Let the rest be asked where one refuses."""
    try:
        yield
    except UnreachableError as error:
        refused.append(Refusal(name, str(error), is_unreachable=True))
    except (WireError, TimestampError, StampError) as error:
        refused.append(Refusal(name, str(error)))


def _nobody(refused: list[Refusal]) -> str:
    if all(each.is_unreachable for each in refused):
        return (
            f"expected an answer of {len(refused)} addresses, reached none: is there a network? Not anchored"
        )
    said = "; ".join(f"{each.name}: {each.reason}" for each in refused)
    return f"expected a timestamp, got none that holds ({said}). Not anchored"


def _is_enough(subject: Subject, folder: AnchorFolder, asking: Asking) -> bool:
    has_proof = PROOF in folder.files(subject.name) or not asking.plan.calendars
    return has_proof and len(_stamped_by(subject, folder, asking)) >= ENOUGH_AUTHORITIES


def _stamped_by(subject: Subject, folder: AnchorFolder, asking: Asking) -> set[str]:
    """Return the authorities of whom there is a sound token."""
    found: set[str] = set()
    for file in folder.files(subject.name):
        if file.endswith(TOKEN_SUFFIX):
            with suppress(TimestampError):
                content = folder.read(subject.name, file)
                check_timestamp(content, subject.digest, roots_of(file, asking.plan), at=asking.at)
                found.add(file.partition("-")[0])
    return found


def _note(
    actor: Actor,
    subject: Subject,
    action: Action,
    folder: AnchorFolder,
    anchoring: Anchoring,
    *,
    at: datetime,
) -> None:
    if not anchoring.taken:
        return
    outputs = tuple(sha256_hex(folder.read(subject.name, file)) for file in anchoring.taken)
    with noting():
        append_event(
            Deed(f"anchor:{subject.name}", action, actor.key, at, inputs=(subject.digest,), outputs=outputs)
        )
