"""Checks of the chains of persons' own keys that go out with a chain: who was bound to sign, and since when.

They are judged as any chain is: by their links, their zone's signatures, the enrolled keys' own, and the head
under the very leaf by which the chain beside them is proven. An enrolment that was left out shows there.
"""

from collections.abc import Generator, Iterator, Sequence

from crimebook.custody.chainfiles import ChainFile, ChainHead, PersonKeys
from crimebook.custody.events import ChainError, parse_event
from crimebook.custody.leaves import check_head
from crimebook.custody.merkle import ProofError
from crimebook.custody.ownkeys import OwnKeys, chain_name, read_own_keys, read_times, signers_of
from crimebook.custody.webauthn import Assertion, SignatureError
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import Finding, Kind, not_proven, proven, refuted, unchecked
from crimebook.zones.verify.links import (
    Checking,
    Link,
    bound_to_sign,
    check_links_in_log,
    check_times,
    links_of,
)
from crimebook.zones.verify.policies import Trust


def read_persons(chain: ChainFile, checking: Checking) -> Generator[Finding, None, dict[str, OwnKeys]]:
    """Check the own keys of all who acted, and return those of each whose events can be read."""
    found: dict[str, OwnKeys] = {}
    for person in chain.persons:
        try:
            times = read_times(person.actor, [each.body for each in person.events])
        except (ChainError, SignatureError) as error:
            yield _refuted(person, error)
            continue
        keys = OwnKeys(person.actor, times, signers_of(person.actor, times, person.keys))
        found[person.actor] = keys
        links = links_of(person.events)
        findings = [
            *_check_signed(person, links, checking.trust),
            *_check_known(person, links, chain.head),
            *_check_links(person, links, checking),
        ]
        yield from findings
        if not {each.kind for each in findings} & {Kind.REFUTED, Kind.UNCHECKED}:
            yield _tell(keys)
    yield from _check_earlier(chain, checking.earlier)
    return found


def _refuted(person: PersonKeys, error: Exception) -> Finding:
    return refuted(
        reason("What tells {actor}'s own keys was changed, or is not as it must be.", actor=person.actor),
        error,
    )


def _tell(keys: OwnKeys) -> Finding:
    return proven(
        reason(
            "{actor}'s own keys are told by events without a gap: {enrolled} were enrolled, {ended} of these "
            "ended.",
            actor=keys.actor,
            enrolled=len(keys.times),
            ended=sum(each.until is not None for each in keys.times),
        )
    )


def _check_signed(person: PersonKeys, links: Sequence[Link], trust: Trust) -> Iterator[Finding]:
    signatures = [each for link in links for each in link.given.signatures]
    if len(bound_to_sign(links, trust)) < len(links):
        yield unchecked(
            reason(
                "Who wrote the events of {actor}'s own keys: no zone's key of their time is known.",
                actor=person.actor,
            )
        )
    elif trust.desk is None and any(isinstance(each.content, Assertion) for each in signatures):
        yield unchecked(
            reason(
                "The keys of {actor} signed that they are enrolled. Checking it takes the desk's domain and "
                "address: in the policy, or with --desk.",
                actor=person.actor,
            )
        )
    else:
        told = [(each.body, each.signatures) for each in person.events]
        try:
            read_own_keys(person.actor, told, person.keys, trust.zone_keys, trust.desk)
        except (ChainError, SignatureError) as error:
            yield _refuted(person, error)


def _check_known(person: PersonKeys, links: Sequence[Link], head: ChainHead | None) -> Iterator[Finding]:
    """Check what the log says of the chain, under the leaf of the head that the file has."""
    if head is None:
        return
    if person.proof is None:
        yield unchecked(
            reason(
                "The log was not asked about {actor}'s own keys. Whether one was left out could not be "
                "checked.",
                actor=person.actor,
            )
        )
        return
    if person.length > len(links):
        yield refuted(
            reason(
                "The log knows {known} events of {actor}'s own keys, the file has {count}: the end was cut "
                "off.",
                known=person.length,
                actor=person.actor,
                count=len(links),
            )
        )
        return
    last = links[person.length - 1].event
    try:
        check_head(head.leaf, chain_name(person.actor), last.digest, person.length, person.proof)
    except ProofError as error:
        said = reason(
            "The log says that the events of {actor}'s own keys go otherwise than the file.",
            actor=person.actor,
        )
        yield refuted(said, error)
    yield from _tell_rest(person, links)


def _tell_rest(person: PersonKeys, links: Sequence[Link]) -> Iterator[Finding]:
    alone = sum(link.given.proof is None for link in links[: person.length])
    if alone:
        yield unchecked(
            reason(
                "{count} events of {actor}'s own keys that the log should have are not proven to be in it.",
                count=alone,
                actor=person.actor,
            )
        )
    if person.length < len(links):
        yield not_proven(
            reason(
                "The last {count} events of {actor}'s own keys are newer than this proof.",
                count=len(links) - person.length,
                actor=person.actor,
            )
        )


def _check_links(person: PersonKeys, links: Sequence[Link], checking: Checking) -> Iterator[Finding]:
    for found in (*check_links_in_log(links, checking), *check_times(links, checking)):
        if found.kind is Kind.REFUTED:
            said = reason("Of {actor}'s own keys the log says otherwise than the file.", actor=person.actor)
            yield Finding(Kind.REFUTED, said, ": ".join(filter(None, (str(found.said), found.detail))))


def _check_earlier(chain: ChainFile, earlier: ChainFile | None) -> Iterator[Finding]:
    """Compare with what the file that was handed over before proves of the same persons."""
    if earlier is None or earlier.head is None:
        return
    now = {each.actor: [parse_event(event.body).digest for event in each.events] for each in chain.persons}
    for person in earlier.persons:
        if person.proof is None or person.length > len(person.events):
            continue
        last, name = parse_event(person.events[person.length - 1].body).digest, chain_name(person.actor)
        try:
            check_head(earlier.head.leaf, name, last, person.length, person.proof)
        except ProofError:
            continue
        if last not in now.get(person.actor, [])[person.length - 1 : person.length]:
            yield refuted(
                reason(
                    "This is not what you were handed earlier of {actor}'s own keys: of the {count} events "
                    "that the log knew some were changed or left out, or others put in. Keep both files.",
                    actor=person.actor,
                    count=person.length,
                )
            )
