"""What a book gives out, in a test's folder: a log of two intervals, a report, a chain, and their keys."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.custody.authenticator import P256, assertion, public_of
from tests.custody.logs import AT, fetch_from, files_of
from tests.custody.signers import LOG, ORIGIN, WITNESS_KEYS, WITNESSES

from crimebook.custody.chainfiles import ChainedEvent, ChainFile, ChainHead, PersonKeys
from crimebook.custody.checkpoints import Checkpoint, cosign, sign_checkpoint, with_cosignatures
from crimebook.custody.events import FIRST, Action, Deed, Event, make_event
from crimebook.custody.leaves import HeadProof, decoy_leaf, event_leaf, heads_leaf, report_leaf
from crimebook.custody.merkle import leaf_hash, tree_root
from crimebook.custody.ownkeys import OwnKey, chain_name
from crimebook.custody.proofs import LogProof
from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.custody.signatures import EventSignature, sign_event
from crimebook.custody.tilereader import TileReader
from crimebook.terms.digests import sha256_hex
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

INTERVAL_S = 3_600
LEAVES = 300
HOUR = timedelta(seconds=INTERVAL_S)
OBJECT = "blob:" + "b" * 64
ENVELOPE = b"a sealed report"
SECRET = b"s" * 32
FILE = b"a sealed file"
BLIND = b"h" * 32
REPORT_AT = 7


class ZoneKey:
    """The key of a zone, in memory."""

    def __init__(self, seed: bytes = b"z" * 32) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes, /) -> bytes:
        return self._key.sign(message)


ZONE = ZoneKey()


def deed(number: int, **differences: object) -> Deed:
    given = {
        "object_id": OBJECT,
        "action": Action.RECEIVED if number == 1 else Action.VERIFIED,
        "actor": "alice",
        "at": AT + (number - 1) * timedelta(minutes=20),
        "reason": f"round {number}",
        "outputs": (sha256_hex(FILE),),
    }
    return Deed(**(given | differences))


def events_of(deeds: Sequence[Deed], first: int = 1) -> list[Event]:
    """The events of deeds, in one chain; ``first`` makes the blinds of one differ from those of another."""
    made: list[Event] = []
    for number, each in enumerate(deeds, start=first):
        previous = made[-1].digest if made else FIRST
        made.append(
            make_event(each, previous=previous, zone="desk", tool="a test", blind=bytes([number]) * 32)
        )
    return made


def signed_note(entries: Sequence[bytes], *, hours: float, witnesses: int = 3) -> bytes:
    """The checkpoint of a log, signed by it and, so many hours after `AT`, by its witnesses."""
    note = sign_checkpoint(Checkpoint(ORIGIN, len(entries), tree_root(map(leaf_hash, entries))), LOG)
    added = [cosign(note, key, AT + hours * HOUR) for key in WITNESSES[:witnesses]]
    return with_cosignatures(note, added, WITNESS_KEYS)


def interval(first: bytes, leaves: dict[int, bytes], name: str) -> list[bytes]:
    """The leaves of an interval: heads first, some at their places, decoys at the others."""
    return [first] + [
        leaves.get(place) or decoy_leaf(f"{name}{place}".encode().rjust(32)) for place in range(1, LEAVES)
    ]


def leaf_of(event: Event) -> bytes:
    return event_leaf(event.digest, event.blind)


@dataclass(frozen=True)
class Own:
    """The events of a person's own keys, and by which keys each is signed besides the zone's."""

    actor: str
    events: list[Event]
    keys: tuple[Any, ...] = (P256,)

    def signatures(self, event: Event) -> tuple[EventSignature, ...]:
        by_id = {OwnKey(public_of(key)).key_id: key for key in self.keys}
        enrolled = event.deed.outputs if event.deed.action is Action.KEY_ENROLLED else ()
        return tuple(own_signature(event, by_id[name]) for name in enrolled if name in by_id)


def own_signature(event: Event, key: Any = P256) -> EventSignature:
    return EventSignature(OwnKey(public_of(key)).key_id, assertion(bytes.fromhex(event.digest), key))


def own_keys(*told: tuple[Action, datetime], actor: str = "alice", key: Any = P256) -> Own:
    """The chain of one person's own keys: what happened when, to one key."""
    name = OwnKey(public_of(key)).key_id
    deeds = [
        Deed(chain_name(actor), action, actor, at, outputs=() if action is Action.CREATED else (name,))
        for action, at in told
    ]
    return Own(actor, events_of(deeds, first=100), (key,))


@dataclass
class Given:
    """All that is in the folder, and what it was made of."""

    folder: Path
    events: list[Event]
    entries: list[bytes]
    files: dict[str, bytes]
    persons: Sequence[Own] = ()

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def prior(self) -> Path:
        return self.folder / "prior"

    def path(self, name: str, content: bytes | str) -> Path:
        """A file of this content."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def proof_at(self, index: int) -> LogProof:
        return proof_in(self.entries, index, self.files["checkpoint"])

    def receipt(self) -> ReceiptProof:
        return ReceiptProof(sha256_hex(ENVELOPE), SECRET, self.proof_at(REPORT_AT))

    def chain(self) -> ChainFile:
        """The chain of three events, two of the first interval and one of the second."""
        return chain_file(self.events, self.entries, self.files["checkpoint"], self.persons)

    def write_log(self, name: str = "log") -> Path:
        """The log's files, as they are in `files` now."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        for path, content in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        return folder


def proof_in(entries: Sequence[bytes], index: int, note: bytes) -> LogProof:
    root = tree_root(map(leaf_hash, entries))
    reader = TileReader(fetch_from(files_of(entries)), len(entries), root)
    return LogProof(index, reader.inclusion_proof(index), note)


Heads = dict[str, tuple[str, int]]


def heads_of(events: Sequence[Event], persons: Sequence[Own] = ()) -> Heads:
    return {
        OBJECT: (events[-1].digest, len(events)),
        "source:other": ("a" * 64, 4),
        **{chain_name(each.actor): (each.events[-1].digest, len(each.events)) for each in persons},
    }


def chain_file(
    events: Sequence[Event], entries: Sequence[bytes], note: bytes, persons: Sequence[Own] = ()
) -> ChainFile:
    def chained(each: Event, *own: EventSignature) -> ChainedEvent:
        proof = proof_in(entries, entries.index(leaf_of(each)), note)
        return ChainedEvent(each.body, (sign_event(each.digest, ZONE), *own), proof)

    heads = heads_of(events, persons)
    head = ChainHead(
        len(events), entries[LEAVES], HeadProof.of(BLIND, heads, OBJECT), proof_in(entries, LEAVES, note)
    )
    keys = tuple(
        PersonKeys(
            person.actor,
            tuple(chained(each, *person.signatures(each)) for each in person.events),
            tuple(OwnKey(public_of(key)) for key in person.keys),
            len(person.events),
            HeadProof.of(BLIND, heads, chain_name(person.actor)),
        )
        for person in persons
    )
    return ChainFile(tuple(map(chained, events)), head, keys)


def book_entries(events: Sequence[Event], persons: Sequence[Own] = ()) -> list[bytes]:
    told = [each for person in persons for each in person.events]
    first = interval(
        heads_leaf(BLIND, heads_of(events[:2])),
        {
            REPORT_AT: report_leaf(sha256_hex(ENVELOPE), SECRET),
            20: leaf_of(events[0]),
            30: leaf_of(events[1]),
        },
        "first",
    )
    second = interval(
        heads_leaf(BLIND, heads_of(events, persons)),
        {10 + number: leaf_of(each) for number, each in enumerate([*events[2:], *told])},
        "second",
    )
    return first + second


def give(folder: Path, events: list[Event] | None = None, persons: Sequence[Own] = ()) -> Given:
    """A book's files: log, prior checkpoint of its first interval, receipt, chain, policy."""
    events = events or events_of([deed(1), deed(2), deed(3, at=AT + 1.5 * HOUR)])
    entries = book_entries(events, persons)
    files = files_of(entries, [LEAVES]) | {"checkpoint": signed_note(entries, hours=2)}
    given = Given(folder, events, entries, files, persons)
    given.write_log()
    given.path("prior", signed_note(entries[:LEAVES], hours=1))
    given.path("policy.json", json.dumps(policy()))
    given.path("receipt.txt", str(given.receipt()))
    given.path("chain.json", given.chain().to_json())
    given.path("file.bin", FILE)
    return given


def policy(**differences: object) -> dict[str, object]:
    return {
        "origin": ORIGIN,
        "log_key": str(LOG.of_log),
        "witnesses": {"quorum": 2, "keys": [str(key) for key in WITNESS_KEYS]},
        "leaves_per_interval": LEAVES,
        "interval_s": INTERVAL_S,
        "zone_keys": [
            {"zone": "desk", "key": ZONE.public.hex(), "since": "2026-01-01T00:00:00Z", "until": ""}
        ],
        **differences,
    }


def verify(given: Given, *arguments: object) -> Outcome:
    """Run the program with the book's policy."""
    return run([*map(str, arguments), "--policy", str(given.folder / "policy.json")])
