"""Checks of a chain of custody: its links, who signed, what the log says of it, and when."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from crimebook.custody.chainfiles import MAX_CHAIN_BYTES, ChainFile, ChainHead
from crimebook.custody.checkpoints import Witnessed
from crimebook.custody.events import ChainError, check_chain, is_grave, parse_event
from crimebook.custody.leaves import check_head
from crimebook.custody.merkle import ProofError
from crimebook.custody.ownkeys import OwnKeys, check_own
from crimebook.custody.proofs import check_proof
from crimebook.custody.signatures import Role, Signer, check_signed
from crimebook.custody.webauthn import Assertion, SignatureError
from crimebook.terms.errors import InvalidValueError
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
from crimebook.zones.verify.links import (
    Checking,
    Link,
    bound_to_sign,
    check_links_in_log,
    check_times,
    links_of,
)
from crimebook.zones.verify.logs import check_against, check_in_log, tell_checkpoint
from crimebook.zones.verify.ownkeys import read_persons
from crimebook.zones.verify.policies import Trust
from crimebook.zones.verify.sources import read_file


def read_chain(path: Path) -> ChainFile:
    """Read a chain's file; raise `UncheckedError`."""
    try:
        return ChainFile.parse(read_file(path, at_most=MAX_CHAIN_BYTES))
    except InvalidValueError as error:
        said = reason("{path} is no chain of custody, or a damaged one. It proves nothing.", path=str(path))
        raise UncheckedError(said, str(error)) from error


def check_chain_file(file: ChainFile, checking: Checking) -> Iterator[Finding]:
    """Check all that a chain's file holds."""
    try:
        check_chain([each.body for each in file.events])
    except ChainError as error:
        yield refuted(reason("The chain is broken: an event was changed, left out, moved or put in."), error)
        return
    links = links_of(file.events)
    last = links[-1].event
    yield proven(
        reason(
            "The {count} events of {object} follow each other without a gap; the last one is {digest}.",
            count=len(links),
            object=last.deed.object_id,
            digest=last.digest,
        )
    )
    persons = yield from read_persons(file, checking)
    yield from _check_signatures(links, persons, checking.trust)
    yield from check_links_in_log(links, checking)
    yield from _check_head(links, file.head, checking)
    yield from _check_earlier(links, checking)
    yield from check_times(links, checking)
    yield not_proven(reason("That what the events tell is true, and that nothing was done unrecorded."))


def _check_signatures(
    links: Sequence[Link], persons: Mapping[str, OwnKeys], trust: Trust
) -> Iterator[Finding]:
    signed: dict[int, tuple[Signer, ...]] = {}
    bound = bound_to_sign(links, trust)
    for link in links:
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
            signed[link.number] = _signers_of(link, persons, trust, is_bound=link.number in bound)
        except SignatureError as error:
            yield refuted(
                reason("Event {number} is not signed by who must sign it.", number=link.number), error
            )
            return
    own = {number for number, found in signed.items() if any(each.role is Role.PERSON for each in found)}
    yield from _tell_signatures(links, sum(not found for found in signed.values()), len(own))
    yield from _tell_grave(
        [each for each in links if is_grave(each.event.deed) and each.number not in own], persons
    )


def _signers_of(
    link: Link, persons: Mapping[str, OwnKeys], trust: Trust, *, is_bound: bool
) -> tuple[Signer, ...]:
    """Return who signed an event, nobody where no zone is bound to have; raise `SignatureError`."""
    found: tuple[Signer, ...] = ()
    if is_bound:
        own = chain.from_iterable(each.signers for each in persons.values())
        found = check_signed(link.event, link.given.signatures, (*trust.zone_keys, *own), trust.desk)
    actor = persons.get(link.event.deed.actor)
    check_own(link.event, found, actor.times if actor else ())
    return found


def _tell_grave(links: Sequence[Link], persons: Mapping[str, OwnKeys]) -> Iterator[Finding]:
    """Say of grave acts that only the zone signed, whether more was to be asked."""
    free = [each for each in links if each.event.deed.actor in persons]
    if free:
        yield not_proven(
            reason(
                "{count} grave acts are only zone-signed, for the person had no key of their own then: that "
                "they did it is the book's word.",
                count=len(free),
            )
        )
    for actor in sorted({each.event.deed.actor for each in links} - set(persons)):
        yield unchecked(
            reason(
                "{actor} did a grave act that is only zone-signed, and what tells {actor}'s own keys is not "
                "in the file: whether they had to sign it could not be checked.",
                actor=actor,
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
    if head is None or not 0 < head.length <= len(earlier.events):
        yield unchecked(reason("The earlier file has no proof of its head, so nothing can be compared."))
        return
    try:
        last = parse_event(earlier.events[head.length - 1].body)
        found = check_proof(head.log, head.leaf, checking.trust.without_witnesses).checkpoint
        check_head(head.leaf, last.deed.object_id, last.digest, head.length, head.proof)
    except (ChainError, ProofError, NoteError) as error:
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
