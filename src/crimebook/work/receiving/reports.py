"""Handing a report in: body, decoys, identity, envelope, spool; the receipt is made before and shown after.

What makes a report the same one again is decided before it is sealed: its submission id, its nonce and the
entropy of its words come with the draft. So a form that is sent twice, to two processes at once or after a
lost connection, brings one report and shows the same words.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crimebook.asking.apart import split_answers
from crimebook.asking.questionnaire import load_form
from crimebook.sealing.agefile import Random
from crimebook.sealing.envelope import ReportBody, seal_report, with_identities, with_receipt
from crimebook.sealing.identity import Custody
from crimebook.sealing.parts import FileRef
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.shares import Aim
from crimebook.terms.ids import Digest
from crimebook.work.receiving.bodies import place_answers
from crimebook.work.receiving.files import check_here, part_names, put_decoys
from crimebook.work.receiving.intake import Intake


@dataclass(frozen=True, slots=True)
class Draft:
    """What is handed in. ``entropy`` is what the twelve words stand for, empty if none are wanted."""

    form: str
    language: str
    way: str
    submission_id: str
    nonce: str
    leaf: str
    answers: Mapping[str, Any] = field(hash=False)
    files: tuple[FileRef, ...] = ()
    entropy: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is durable now: the digest of the envelope that counts, and whether this call brought it."""

    envelope: Digest
    is_new: bool


def hand_in(intake: Intake, draft: Draft, *, at: datetime, random: Random = os.urandom) -> Receipt:
    """Seal a draft and keep it; when this returns, a power cut cannot take it away.

    Raises `ManifestError`, `BodyTooLongError`, `MissingPartsError` (parts that expired) or `SpoolFullError`;
    after any of them nothing of the report is kept but its parts, and the same draft may be handed in again.
    """
    manifest, recipient = intake.keys(at).manifest, intake.recipient(at)
    check_here(intake.drop, draft.files)
    decoys = put_decoys(intake.drop, draft.files, recipient, random)
    said, apart = split_answers(load_form(), draft.answers)
    answers, text = place_answers(draft.way, said)
    body = ReportBody(
        draft.form,
        draft.language,
        answers,
        text,
        draft.leaf,
        draft.nonce,
        # Only the day: an hour that the reporter caused would be one more thing to compare with the line.
        at.date().isoformat(),
        files=draft.files,
        decoys=decoys,
    )
    if draft.entropy:
        body = with_receipt(body, receipt_keys(draft.entropy, manifest.origin))
    body = with_identities(
        body, {Aim(aim): each for aim, each in apart.items()}, Custody.of(manifest), random
    )
    sealed = seal_report(body, [recipient], random, submission_id=submission_id_of(draft))
    parts = part_names(draft.files, decoys)
    kept = intake.drop.put_report(sealed.submission_id, sealed.envelope, parts)
    return Receipt(kept.envelope_sha256, kept.is_new)


def submission_id_of(draft: Draft) -> str:
    """Return the id by which the spool knows a draft again.

    With words and without are two: somebody who first wanted none, went back and then took some, must not
    be shown words that belong to no report. The desk knows both by their nonce as one account.
    """
    return f"{draft.submission_id}.{'words' if draft.entropy else 'none'}"
