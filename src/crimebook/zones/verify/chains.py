"""Checks of a chain of custody: its links, who signed, what the log says of it, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from crimebook.custody.chainfiles import MAX_CHAIN_BYTES, ChainedEvent, ChainFile, ChainHead
from crimebook.custody.checkpoints import Checkpoint, Witnessed
from crimebook.custody.events import GRAVE, ChainError, Event, check_chain, parse_event
from crimebook.custody.leaves import check_head, event_leaf
from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import check_proof
from crimebook.custody.signatures import Role, Signer, check_signed
from crimebook.custody.webauthn import Assertion, SignatureError
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import format_instant
from crimebook.terms.notes import NoteError
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import (
    Finding,
    UncheckedError,
    not_proven,
    proven,
    refuted,
    unchecked,
)
from crimebook.zones.verify.logs import OpenLog, check_against, check_in_log, tell_checkpoint
from crimebook.zones.verify.policies import Trust
from crimebook.zones.verify.sources import read_file

CLOCK_SLACK = timedelta(minutes=5)
"""How far the clocks of a book and of a witness may differ."""
INTERVALS_LATE = 2
"""An event may miss the interval in which it was written, and waits in the next."""


@dataclass(frozen=True, slots=True)
class Checking:
    """By what a chain is checked."""

    trust: Trust
    prior: Witnessed | None = None
    log: OpenLog | None = None
    earlier: ChainFile | None = None
    """The same chain as it was handed over before."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event that was read, and what was handed over with it."""

    number: int
    event: Event
    given: ChainedEvent


def read_chain(path: Path) -> ChainFile:
    """Read a chain's file; raise `UncheckedError`."""
    try:
        return ChainFile.parse(read_file(path, at_most=MAX_CHAIN_BYTES))
    except InvalidValueError as error:
        said = reason("{path} is no chain of custody, or a damaged one. It proves nothing.", path=str(path))
        raise UncheckedError(said, str(error)) from error


def check_chain_file(chain: ChainFile, checking: Checking) -> Iterator[Finding]:
    """Check all that a chain's file holds."""
    try:
        check_chain([each.body for each in chain.events])
    except ChainError as error:
        yield refuted(reason("The chain is broken: an event was changed, left out, moved or put in."), error)
        return
    links = [Link(number, parse_event(each.body), each) for number, each in enumerate(chain.events, start=1)]
    last = links[-1].event
    yield proven(
        reason(
            "The {count} events of {object} follow each other without a gap; the last one is {digest}.",
            count=len(links),
            object=last.deed.object_id,
            digest=last.digest,
        )
    )
    yield from _check_signatures(links, chain.persons, checking.trust)
    yield from _check_in_log(links, checking)
    yield from _check_head(links, chain.head, checking)
    yield from _check_earlier(links, checking)
    yield from _check_times(links, checking)
    yield not_proven(reason("That what the events tell is true, and that nothing was done unrecorded."))


def _check_signatures(links: Sequence[Link], persons: Sequence[Signer], trust: Trust) -> Iterator[Finding]:
    signers = (*trust.zone_keys, *persons)
    unsigned, by_persons, grave = 0, 0, 0
    for link in links:
        if not link.given.signatures and not _has_key(link.event, trust):
            unsigned += 1
            continue
        if trust.desk is None and any(isinstance(each.content, Assertion) for each in link.given.signatures):
            yield unchecked(
                reason(
                    "Event {number} is signed by a person's hardware key. Checking it takes the desk's "
                    "domain and address: in the policy, or with --desk.",
                    number=link.number,
                )
            )
            return
        try:
            found = check_signed(link.event, link.given.signatures, signers, trust.desk)
        except SignatureError as error:
            yield refuted(
                reason("Event {number} is not signed by who must sign it.", number=link.number), error
            )
            return
        is_own = any(each.role is Role.PERSON for each in found)
        by_persons += is_own
        grave += link.event.deed.action in GRAVE and not is_own
    yield from _tell_signatures(links, unsigned, by_persons)
    if grave:
        yield not_proven(
            reason(
                "{count} grave acts are only zone-signed, for the person had no key of their own: that "
                "they did it is the book's word.",
                count=grave,
            )
        )


def _tell_signatures(links: Sequence[Link], unsigned: int, by_persons: int) -> Iterator[Finding]:
    if unsigned < len(links):
        yield proven(
            reason(
                "{signed} events are signed by the zone that wrote them, {persons} of these by a person's "
                "own key as well.",
                signed=len(links) - unsigned,
                persons=by_persons,
            )
        )
    if unsigned:
        yield not_proven(
            reason("Who wrote {count} of the events: no zone's key of their time is known.", count=unsigned)
        )
    if by_persons:
        yield not_proven(reason("That the persons' keys are theirs: that is the book's word."))
    if by_persons < len(links):
        yield not_proven(
            reason(
                "That the actors did what is only zone-signed ({count} events): that is the book's word.",
                count=len(links) - by_persons,
            )
        )


def _has_key(event: Event, trust: Trust) -> bool:
    return any(
        each.name == event.zone
        and each.since <= event.deed.at
        and (each.until is None or event.deed.at < each.until)
        for each in trust.zone_keys
    )


def _check_in_log(links: Sequence[Link], checking: Checking) -> Iterator[Finding]:
    checkpoints: dict[tuple[int, bytes], Checkpoint] = {}
    good = 0
    for link in links:
        if link.given.proof is None:
            continue
        leaf = event_leaf(link.event.digest, link.event.blind)
        try:
            found = check_proof(link.given.proof, leaf, checking.trust.log).checkpoint
        except ProofError as error:
            said = reason("Event {number} is not in the log where its proof says.", number=link.number)
            yield refuted(said, error)
        except NoteError as error:
            said = reason("The checkpoint of event {number} is not signed as it must be.", number=link.number)
            yield refuted(said, error)
        else:
            good += 1
            checkpoints[found.size, found.root] = found
    if good:
        yield proven(
            reason(
                "{count} of {all} events have a proof of their own in the log.", count=good, all=len(links)
            )
        )
    for checkpoint in checkpoints.values():
        yield from check_in_log(checking.log, checkpoint)


def _check_head(links: Sequence[Link], head: ChainHead | None, checking: Checking) -> Iterator[Finding]:
    if head is None:
        yield unchecked(
            reason(
                "The log was not asked about this chain: the file has no proof of its head. "
                "Whether events were cut off or all was written anew could not be checked."
            )
        )
        return
    if not 0 < head.length <= len(links):
        yield refuted(
            reason(
                "The log knows {known} events of this object, the file has {count}: the end was cut off.",
                known=head.length,
                count=len(links),
            )
        )
        return
    event = links[head.length - 1].event
    try:
        witnessed = check_proof(head.log, head.leaf, checking.trust.log)
        check_head(head.leaf, event.deed.object_id, event.digest, head.length, head.proof)
    except ProofError as error:
        yield refuted(reason("The log says that this chain goes otherwise than the file."), error)
        return
    except NoteError as error:
        yield refuted(reason("The proof's checkpoint is not signed as the policy asks for."), error)
        return
    yield from tell_checkpoint(witnessed, checking.trust)
    yield from _tell_head(links, head, witnessed, checking)


def _tell_head(
    links: Sequence[Link], head: ChainHead, witnessed: Witnessed, checking: Checking
) -> Iterator[Finding]:
    yield proven(
        reason(
            "The log says at that checkpoint that the chain has {count} events and ends as it does here: "
            "none of them was changed, left out or put in since.",
            count=head.length,
        )
    )
    if head.length < len(links):
        yield not_proven(
            reason("The last {count} events are newer than this proof.", count=len(links) - head.length)
        )
    alone = sum(link.given.proof is None for link in links[: head.length])
    if alone:
        # The heads of today say nothing of yesterday: a chain that was written anew has a head as well.
        yield unchecked(
            reason(
                "{count} events that the log should have are not proven to be in it: they still wait, "
                "or the chain was written anew.",
                count=alone,
            )
        )
    yield from check_in_log(checking.log, witnessed.checkpoint)
    yield from check_against(witnessed.checkpoint, checking.prior, checking.log)
    newest = max(
        (each for each in (checking.prior, checking.log and checking.log.witnessed) if each),
        key=lambda each: each.checkpoint.size,
        default=witnessed,
    )
    if newest.checkpoint.size > witnessed.checkpoint.size:
        yield unchecked(
            reason(
                "The proof is of {old} leaves, and the log has {new}: events that came since may have been "
                "cut off. Ask for the chain again.",
                old=witnessed.checkpoint.size,
                new=newest.checkpoint.size,
            )
        )


def _check_earlier(links: Sequence[Link], checking: Checking) -> Iterator[Finding]:
    """Compare the chain with an older proof of its head (specification 0005, 3.3)."""
    earlier = checking.earlier
    if earlier is None:
        yield not_proven(
            reason(
                "That the chain was no other before this checkpoint: give the file that you were handed "
                "earlier with --earlier."
            )
        )
        return
    head = earlier.head
    kept = [parse_event(each.body) for each in earlier.events]
    if head is None or not 0 < head.length <= len(kept):
        yield unchecked(reason("The earlier file has no proof of its head, so nothing can be compared."))
        return
    last = kept[head.length - 1]
    try:
        found = check_proof(head.log, head.leaf, checking.trust.without_witnesses).checkpoint
        check_head(head.leaf, last.deed.object_id, last.digest, head.length, head.proof)
    except (ProofError, NoteError) as error:
        yield unchecked(reason("The earlier file does not hold itself, so nothing can be compared."), error)
        return
    yield from check_in_log(checking.log, found)
    if len(links) >= head.length and links[head.length - 1].event.digest == last.digest:
        yield proven(
            reason(
                "The chain goes on from the {count} events that you were handed earlier.", count=head.length
            )
        )
    else:
        yield refuted(
            reason(
                "This is not the chain that you were handed earlier: of its {count} events, which the log "
                "knew, some were changed, left out, moved or cut off, or others put in. Keep both files.",
                count=head.length,
            )
        )


def _check_times(links: Sequence[Link], checking: Checking) -> Iterator[Finding]:
    """Compare what events say of their time with when the log had them (specification 0005, 9.4)."""
    backwards = sum(later.event.deed.at < earlier.event.deed.at for earlier, later in pairwise(links))
    if backwards:
        yield not_proven(
            reason(
                "The order of times: {count} events say an earlier time than the one before them.",
                count=backwards,
            )
        )
    seen = _seen_at(checking.prior)
    if seen is None or checking.prior is None or not checking.trust.interval_s:
        yield not_proven(
            reason(
                "That no event was back-dated: that takes a prior checkpoint with a witness's time and the "
                "log's interval. The times are the book's word."
            )
        )
        return
    late = checking.trust.interval_s * INTERVALS_LATE
    limit = seen - timedelta(seconds=late) - CLOCK_SLACK
    size = checking.prior.checkpoint.size
    for link in links:
        proof = link.given.proof
        if proof is not None and proof.index >= size and link.event.deed.at < limit:
            yield refuted(
                reason(
                    "Event {number} says {at}, and was not in the log when a witness saw it at {seen}: "
                    "it was back-dated or held back.",
                    number=link.number,
                    at=format_instant(link.event.deed.at),
                    seen=format_instant(seen),
                )
            )


def _seen_at(prior: Witnessed | None) -> datetime | None:
    return min((at for _, at in prior.seen), default=None) if prior else None
