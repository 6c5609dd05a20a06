"""Whether the report of twelve words is in the book, as far as it can be proven to who holds them.

The leaf is made of the words and of the envelope that the desk names, so a proof of another report, or of
other words, proves nothing here. Nothing is believed that is not signed by the log and by as many witnesses
as the manifest asks for: of the day "since" when it is unaltered no word of the book's own counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from crimebook.custody.checkpoints import UnknownKeyError, Witnessed
from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.sealing.manifest import Manifest
from crimebook.sealing.messages import Message
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.notes import NoteError
from crimebook.work.policies import PagePolicy, page_policy_of

DAY = timedelta(days=1)


class Standing(StrEnum):
    """How a report stands."""

    NOTHING = "nothing"
    """The desk has said nothing to these words, or they are wrong: both look alike."""

    COLLECTED = "collected"
    """The desk holds it; its leaf is not published, or the manifest names no log."""

    PUBLISHED = "published"
    """It is in the log, by the log's own signature; too few witnesses have signed the same."""

    PROVEN = "proven"
    """It is in the log, and as many witnesses as must have signed that."""

    UNCHECKED = "unchecked"
    """The desk gave a proof that cannot be judged by what pages know: by another key, or other witnesses."""

    BROKEN = "broken"
    """The desk gave a proof that does not hold."""


@dataclass(frozen=True, slots=True)
class InBook:
    """What can be said of a report, to show it and to hand out the proof.

    ``since`` is the day (UTC) on which enough witnesses had signed, ``seen`` how many of ``witnesses`` have
    by now and ``needed`` how many must. ``come_back`` is a day on which there should be more to say.
    """

    standing: Standing
    since: date | None = None
    seen: int = 0
    needed: int = 0
    witnesses: int = 0
    come_back: date | None = None
    receipt: ReceiptProof | None = field(default=None, repr=False)


def in_book(collected: Message | None, leaf: bytes, manifest: Manifest, at: datetime) -> InBook:
    """Return how the report of ``leaf`` stands by what the desk said last in slot 0, at an instant."""
    if collected is None:
        return InBook(Standing.NOTHING)
    policy = page_policy_of(manifest)
    if policy is None:
        return InBook(Standing.COLLECTED)
    come_back = _come_back(date.fromisoformat(collected.at_day), manifest.interval_s, at.date())
    if not collected.values.get("proof"):
        return InBook(Standing.COLLECTED, come_back=come_back)
    try:
        receipt = _receipt(collected.values, leaf)
        witnessed = _find_witnessed(receipt, policy)
    except (ProofError, NoteError, InvalidValueError):
        return InBook(Standing.BROKEN)
    if witnessed is None or not policy.can_count:
        return InBook(Standing.UNCHECKED, receipt=receipt)
    return _standing(receipt, witnessed, policy, come_back, at)


def _find_witnessed(receipt: ReceiptProof, policy: PagePolicy) -> Witnessed | None:
    """Return the checkpoint that has the report, or None if it is signed by a key that nobody here knows."""
    try:
        return check_proof(receipt.proof, receipt.entry, policy.policy)
    except UnknownKeyError:
        return None


def _standing(
    receipt: ReceiptProof, witnessed: Witnessed, policy: PagePolicy, come_back: date, at: datetime
) -> InBook:
    seen, needed, witnesses = len(witnessed.seen), policy.needed, len(policy.policy.witnesses)
    # A witness whose clock runs ahead has not signed on the day that it says.
    times = sorted(time for _, time in witnessed.seen if time <= at + DAY)
    if not needed or len(times) < needed:
        return InBook(Standing.PUBLISHED, None, seen, needed, witnesses, come_back, receipt)
    since = times[needed - 1].date()
    return InBook(Standing.PROVEN, since, seen, needed, witnesses, None, receipt)


def _receipt(values: Mapping[str, Any], leaf: bytes) -> ReceiptProof:
    envelope, proof = values.get("envelope"), values["proof"]
    if not isinstance(envelope, str) or not isinstance(proof, str):
        raise InvalidValueError("the digest of an envelope and a proof", "other values")
    return ReceiptProof(parse_digest(envelope), leaf, LogProof.parse(proof))


def _come_back(said: date, interval_s: int, today: date) -> date:
    """Return a day after the next interval: its witnesses need some hours too."""
    return max(said + (1 + -(-interval_s // 86_400)) * DAY, today + DAY)
