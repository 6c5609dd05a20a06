"""A log of a few leaves with witnesses of its own, and the manifest that names both: for what proofs show."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.zones.intake.houses import ORIGIN, House
from tests.zones.intake.test_mailbox import KEYS, collected

from crimebook.custody.checkpoints import (
    Checkpoint,
    MlDsa44Key,
    Policy,
    SigningKey,
    cosign,
    sign_checkpoint,
    with_cosignatures,
)
from crimebook.custody.leaves import report_leaf
from crimebook.custody.merkle import inclusion_proof, leaf_hash, reader_of, tree_root
from crimebook.custody.proofs import LogProof
from crimebook.sealing.manifest import Manifest, WitnessPolicy, parse_manifest
from crimebook.sealing.messages import Message
from crimebook.terms.ids import Digest
from crimebook.terms.notes import Root
from crimebook.unsealing.manifest import sign_manifest

ENVELOPE = Digest("ef" * 32)
LEAF = report_leaf(ENVELOPE, KEYS.leaf)
LOG = SigningKey(ORIGIN, b"the log of the book in the tests")
WITNESSES = tuple(SigningKey(f"witness-{number}.test", bytes([number]) * 32) for number in (1, 2, 3))
KEYS_OF_2 = tuple(str(each.of_witness) for each in WITNESSES[:2])
POST_QUANTUM = MlDsa44Key("witness-4.test", bytes([4]) * 32)
NEXT_LOG = SigningKey(ORIGIN, b"its next key, after it had grown")
SIGNED_AT = datetime(2021, 3, 4, 23, 30, tzinfo=UTC)
POLICY = Policy(ORIGIN, LOG.of_log, tuple(each.of_witness for each in WITNESSES), 2)


def name_log(
    house: House,
    *,
    witnesses: int = 3,
    quorum: int = 2,
    policy: WitnessPolicy | None = None,
    **differing: Any,
) -> Manifest:
    """Let the house's manifest name the log and its witnesses."""
    root = Root.parse((house.path / "root.txt").read_text())
    path = house.path / "manifest.txt"
    keys = tuple(str(each.of_witness) for each in WITNESSES[:witnesses])
    told = {
        "log_key": str(LOG.of_log),
        "witnesses": policy or WitnessPolicy(quorum, keys),
        "leaves_per_interval": 64,
        "interval_s": 3_600,
    }
    manifest = parse_manifest(path.read_bytes(), [root], datetime.now(UTC))
    manifest = replace(manifest, **(told | differing), serial=manifest.serial + 1)
    path.write_bytes(sign_manifest(manifest, house.root))
    return manifest


@dataclass(frozen=True)
class Log:
    """A log whose leaf 5 of 11 is the report's."""

    entries: tuple[bytes, ...] = (
        *(bytes([each]) * 32 for each in range(5)),
        LEAF,
        *(b"x%031d" % each for each in range(5)),
    )

    def prove(self, seen: int = 2, *, index: int = 5, key: SigningKey = LOG) -> LogProof:
        """Return the proof of a leaf with so many witnesses, each a day later than the one before."""
        hashes = [leaf_hash(each) for each in self.entries]
        note = sign_checkpoint(Checkpoint(key.name, len(hashes), tree_root(hashes)), key)
        signed = [
            cosign(note, each, SIGNED_AT + timedelta(days=day)) for day, each in enumerate(WITNESSES[:seen])
        ]
        note = with_cosignatures(note, signed, [each.of_witness for each in WITNESSES])
        return LogProof(index, inclusion_proof(index, len(hashes), reader_of(hashes)), note)


def proves(house: House, proof: object = "") -> Message:
    """Let the desk put a proof into slot 0."""
    return collected(house, envelope=ENVELOPE, proof=str(proof or Log().prove()))
