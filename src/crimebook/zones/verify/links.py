"""Events of one chain as they were handed over, and what is asked of each: key of its zone, leaf, time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from crimebook.custody.chainfiles import ChainedEvent, ChainFile
from crimebook.custody.checkpoints import Checkpoint, Witnessed
from crimebook.custody.events import Event, parse_event
from crimebook.custody.leaves import event_leaf
from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import check_proof
from crimebook.terms.instants import format_instant
from crimebook.terms.notes import NoteError
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import Finding, not_proven, proven, refuted
from crimebook.zones.verify.logs import OpenLog, check_in_log
from crimebook.zones.verify.policies import Trust

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


def links_of(events: Sequence[ChainedEvent]) -> list[Link]:
    """Return events with their numbers; raise `ChainError` for bytes that are none."""
    return [Link(number, parse_event(each.body), each) for number, each in enumerate(events, start=1)]


def bound_to_sign(links: Sequence[Link], trust: Trust) -> frozenset[int]:
    """Return the numbers of the events that a zone had to sign, by the keys of zones that are known.

    Only those at a chain's beginning that are older than every known key may be without a signature: an event
    of a zone that nobody knows, and an unsigned one behind a signed one, were put in.
    """
    if not trust.zone_keys:
        return frozenset(link.number for link in links if link.given.signatures)
    begin = min(each.since for each in trust.zone_keys)
    older = takewhile(lambda link: not link.given.signatures and link.event.deed.at < begin, links)
    return frozenset(link.number for link in links) - {link.number for link in older}


def check_links_in_log(links: Sequence[Link], checking: Checking) -> Iterator[Finding]:
    """Check every event's own proof that its leaf is in the log."""
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


def check_times(links: Sequence[Link], checking: Checking) -> Iterator[Finding]:
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
