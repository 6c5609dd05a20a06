"""A chain of custody as one file, for who checks it without the book (specification 0005, section 11).

It holds one object's events as they were written, the signatures beside them, for each the proof that its
leaf is in the log, and the proof of the newest head that the log covers. Nothing in it is believed: whoever
reads it checks every part. What is not there, a signature or a proof, is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from crimebook.custody.leaves import LEAF_BYTES, HeadProof
from crimebook.custody.merkle import ProofError
from crimebook.custody.ownkeys import OwnKey
from crimebook.custody.proofs import LogProof
from crimebook.custody.signatures import EventSignature
from crimebook.terms.canonical import canonical_json, parse_canonical
from crimebook.terms.errors import InvalidValueError

FORMAT: Final = "crimebook/chain/v1"
MAX_CHAIN_BYTES: Final = 256 << 20
"""Some 100,000 events with their proofs."""


@dataclass(frozen=True, slots=True)
class ChainedEvent:
    """An event's bytes, the signatures under it, and the proof that its leaf is in the log, if it is yet."""

    body: bytes
    signatures: tuple[EventSignature, ...] = ()
    proof: LogProof | None = None


@dataclass(frozen=True, slots=True)
class ChainHead:
    """That the log says of the chain that it has ``length`` events at least.

    ``leaf`` is the heads leaf of an interval, ``log`` the proof that it is in the log, ``proof`` the one that
    this object's head is under it.
    """

    length: int
    leaf: bytes
    proof: HeadProof
    log: LogProof


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """The chain of one person's own keys (`custody.ownkeys`) and the keys that it names.

    ``length`` is how many of its events the log knows, by ``proof`` under the leaf of the file's own head.
    """

    actor: str
    events: tuple[ChainedEvent, ...]
    keys: tuple[OwnKey, ...] = ()
    length: int = 0
    proof: HeadProof | None = None


@dataclass(frozen=True, slots=True)
class ChainFile:
    """What is handed over of an object's chain. ``persons`` are the own keys of everybody who acted."""

    events: tuple[ChainedEvent, ...]
    head: ChainHead | None = None
    persons: tuple[PersonKeys, ...] = ()

    def to_json(self) -> bytes:
        """Return it as canonical JSON."""
        return canonical_json(
            {
                "format": FORMAT,
                "events": [_plain_event(each) for each in self.events],
                "head": _plain_head(self.head),
                "persons": [_plain_person(each) for each in self.persons],
            }
        )

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read what `to_json` wrote; raise `InvalidValueError` for all else."""
        try:
            found = parse_canonical(content)
            chain = cls(
                tuple(map(_event, found["events"])),
                _head(found["head"]),
                tuple(map(_person, found["persons"])),
            )
            is_same = chain.to_json() == content
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidValueError("a chain of custody in its file", "something else") from error
        actors = {each.actor for each in chain.persons if each.events}
        if len(actors) != len(chain.persons):
            raise InvalidValueError("the events of each person's own keys once", "none, or twice")
        if not is_same or not chain.events:
            raise InvalidValueError("a chain of custody in its one right writing", "another writing")
        return chain


def _plain_event(event: ChainedEvent) -> dict[str, Any]:
    return {
        "event": event.body.decode(),
        "signatures": [each.to_json().decode() for each in event.signatures],
        "proof": str(event.proof) if event.proof else "",
    }


def _event(found: Mapping[str, Any]) -> ChainedEvent:
    signatures = tuple(EventSignature.parse(each.encode()) for each in found["signatures"])
    return ChainedEvent(found["event"].encode(), signatures, _log_proof(found["proof"]))


def _log_proof(text: str) -> LogProof | None:
    return LogProof.parse(text) if text else None


def _plain_head(head: ChainHead | None) -> dict[str, Any] | None:
    if head is None:
        return None
    return {
        "length": head.length,
        "leaf": head.leaf.hex(),
        "head_proof": head.proof.to_json().decode(),
        "proof": str(head.log),
    }


def _head(found: Mapping[str, Any] | None) -> ChainHead | None:
    if found is None:
        return None
    leaf = bytes.fromhex(found["leaf"])
    if len(leaf) != LEAF_BYTES or type(found["length"]) is not int:
        raise ProofError("a head's length, and a leaf of 32 bytes", "others")
    proof = HeadProof.parse(found["head_proof"].encode())
    return ChainHead(found["length"], leaf, proof, LogProof.parse(found["proof"]))


def _plain_person(person: PersonKeys) -> dict[str, Any]:
    return {
        "actor": person.actor,
        "events": [_plain_event(each) for each in person.events],
        "keys": [each.public.hex() for each in person.keys],
        "length": person.length,
        "head_proof": person.proof.to_json().decode() if person.proof else "",
    }


def _person(found: Mapping[str, Any]) -> PersonKeys:
    length, text = found["length"], found["head_proof"]
    if type(length) is not int or (length > 0) != bool(text):
        raise ProofError("a length with the proof of its head", "one of them")
    return PersonKeys(
        found["actor"],
        tuple(map(_event, found["events"])),
        tuple(OwnKey(bytes.fromhex(each)) for each in found["keys"]),
        length,
        HeadProof.parse(text.encode()) if text else None,
    )
