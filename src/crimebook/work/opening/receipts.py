"""Receipts that prove: the proof that a report is in the log, sealed into the first slot of its mailbox.

A proof is put there once the report's leaf is published, and again once enough witnesses have signed a
checkpoint that has it. Then it stays: a later checkpoint would say that the report is unaltered since a later
day. It is put anew where the manifest names other keys. All slots are of one size, so that fetching a proof
looks like fetching anything. That slots go after a time is seen to elsewhere: see `opening.dating`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crimebook.custody.checkpoints import Policy
from crimebook.custody.events import Action, Deed
from crimebook.custody.leaves import report_leaf
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.slots import SLOT_CONTENT_BYTES
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.register import mailboxes
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.outbox import queue_report
from crimebook.stores.register.reports import ReportRow
from crimebook.stores.register.transactions import noting, writing
from crimebook.stores.vault.errors import KeyMissingError
from crimebook.terms.canonical import canonical_json
from crimebook.terms.ids import Digest
from crimebook.terms.notes import COSIGNATURE_TYPE, NoteError, Signature, join_note, split_note
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import BookLog
from crimebook.work.ledger.proving import NotPublishedError, prove_from
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.mailboxes import put_collected
from crimebook.work.opening.testimony import read_body
from crimebook.work.policies import log_alone, mailbox_policy, policy_digest

PROOF_BYTES = SLOT_CONTENT_BYTES - 1_420
"""How long a proof may be as JSON: what a message says beside it has room in the same slot."""


class Told(StrEnum):
    """What became of one mailbox."""

    COMPLETE = "complete"
    """As the manifest asks for: enough witnesses have signed."""

    UNWITNESSED = "unwitnessed"
    """By the log alone; the witnesses' signatures follow."""

    WAITING = "waiting"
    """Nothing new: its leaf is not published, or the witnesses have not signed yet."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What one run put into mailboxes: how many proofs of which kind, and how many still wait for one."""

    complete: int = 0
    unwitnessed: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Proving:
    """What a run needs for each mailbox. ``policy`` is the one by which a proof is complete."""

    desk: Desk
    actor: Actor
    log: BookLog
    ledger: Ledger
    policy: Policy
    at: datetime


def put_proofs(desk: Desk, actor: Actor, log: BookLog, policy: Policy, *, at: datetime) -> Proofs:
    """Put the proof of every report whose reporter has a receipt into its mailbox, where there is news.

    ``policy`` is that of the manifest in force: see `work.policies`. A proof is complete once as many
    witnesses have signed as must, of those whom every page can count if they suffice. A report of which no
    leaf was ever told to the log is told now.
    """
    check_right(actor, Right.KEYS)
    policy = mailbox_policy(policy)
    counts: Counter[Told] = Counter()
    with log.open() as ledger:
        run = _Proving(desk, actor, log, ledger, policy, at)
        for ref, held in mailboxes.mailboxes_to_tell(policy_digest(policy)):
            try:
                counts[_tell(run, ref, held)] += 1
            except KeyMissingError:
                # Erased since the list was read.
                continue
    return Proofs(**{each.value: counts[each] for each in Told})


def _tell(run: _Proving, ref: str, held: str) -> Told:
    report = stored.find_report(ref)
    body = read_body(run.desk, report.report_id, ref)
    leaf = report_leaf(Digest(report.envelope), bytes.fromhex(body.leaf))
    try:
        proof = prove_from(run.ledger, run.log.public, leaf)
    except NotPublishedError:
        with noting():
            queue_report(Digest(report.envelope), body.leaf)
        return Told.WAITING
    trimmed = _trimmed(proof, run.policy)
    for told, policy in ((Told.COMPLETE, run.policy), (Told.UNWITNESSED, log_alone(run.policy))):
        name = policy_digest(policy)
        if name != held and _holds(trimmed, leaf, policy):
            return _put(run, report, body, told, str(trimmed), name)
    return Told.WAITING


def _put(run: _Proving, report: ReportRow, body: ReportBody, told: Told, proof: str, policy: str) -> Told:
    with writing():
        message = put_collected(run.desk, report, body, at=run.at, proof=proof)
        mailboxes.note_proof(report.report_id, policy)
        append_event(
            Deed(
                f"report:{report.ref}",
                Action.SEALED,
                run.actor.key,
                run.at,
                reason=f"the proof of its receipt: {told}",
                outputs=(message.digest,) if message else (),
            )
        )
    return told


def _trimmed(proof: LogProof, policy: Policy) -> LogProof:
    """Leave out signatures that the reporter has no key for, and what a slot has no room for.

    The log's own comes first, then the short ones of witnesses, which every page can count.
    """
    text, signatures = split_note(proof.note)
    witnesses = sorted(policy.witnesses, key=lambda key: key.kind != COSIGNATURE_TYPE)
    keys = (policy.log_key, *(each.key for each in policy.former), *witnesses)
    trimmed, kept = proof, list[Signature]()
    for signature in (each for key in keys for each in signatures if each.is_by(key)):
        longer = LogProof(proof.index, proof.path, join_note(text, [*kept, signature]))
        if len(canonical_json(str(longer))) <= PROOF_BYTES:
            trimmed, kept = longer, [*kept, signature]
    return trimmed


def _holds(proof: LogProof, leaf: bytes, policy: Policy) -> bool:
    """Say whether the witnesses' signatures are there; a leaf that is not in the tree is raised."""
    try:
        check_proof(proof, leaf, policy)
    except NoteError:
        return False
    return True
