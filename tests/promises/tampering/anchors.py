"""Anchors: timestamps of an authority and ways into a block, changed by whoever holds the public files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from unittest.mock import patch

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation
from opentimestamps.core.op import OpSHA256
from tests.custody.authority import Authority, make_authority, needs_openssl
from tests.custody.calendar import Calendar, answer_with
from tests.promises.tampering.matrix import Change, Place, Row, Stage, all_by
from tests.zones.verify.cast import LEAVES, Given, give, signed_note, verify

from crimebook.custody.anchors import Subject, subject_of
from crimebook.custody.leaves import decoy_leaf
from crimebook.custody.opentimestamps import (
    commitment_of,
    list_pending,
    make_proof,
    merge_proofs,
    read_header,
    upgrade_proof,
)
from crimebook.custody.timestamps import make_request
from crimebook.zones.verify.findings import Outcome

NONCE = bytes(16)
HEIGHT, EARLIER = 900_000, 890_000
TOKEN, PROOF = "one-20260304T050607Z.tsr", "calendars.ots"
VERIFY = "verify anchors"
TIME_S, EASY = 1_772_600_000, b"\xff\xff\x7f\x20"


@dataclass
class Anchored:
    """A log and the anchors of its two checkpoints, of one kind."""

    stage: Stage
    given: Given
    older: Subject
    newer: Subject
    headers: dict[int, bytes]
    file: str

    def path(self, subject: Subject) -> str:
        return f"anchors/{subject.name}/{self.file}"

    def anchor(self, note: bytes, stamp: bytes) -> Subject:
        """Lay a checkpoint and its timestamp beside the log."""
        subject = subject_of(note)
        self.given.files |= {f"anchors/{subject.name}/checkpoint": note, self.path(subject): stamp}
        return subject

    def look(self, authority: Authority | None) -> str:
        arguments = ["--headers", self.given.path("headers", self._headers())]
        if authority is not None:
            arguments += ["--root", f"one={self.given.path('root.pem', authority.root.pem)}"]
        # Blocks that the test makes cost no work.
        with patch.dict(read_header.__kwdefaults__, least_work_bits=1):
            done = verify(self.given, "anchors", self.given.write_log(), *arguments)
        said = self.stage.capsys.readouterr().out
        return "" if done is Outcome.PROVEN else said

    def _headers(self) -> str:
        return "".join(f"{height} {header.hex()}\n" for height, header in self.headers.items())


def begin(stage: Stage, file: str) -> Anchored:
    given = give(stage.folder)
    older, newer = subject_of(given.prior.read_bytes()), subject_of(given.files["checkpoint"])
    return Anchored(stage, given, older, newer, {}, file)


def forked_note(given: Given) -> bytes:
    """Another tree of 300 leaves, signed by the log and all its witnesses."""
    return signed_note([decoy_leaf(number.to_bytes(32)) for number in range(LEAVES)], hours=1)


def tokens(stage: Stage, change: Change | None) -> str:
    needs_openssl()
    anchored = begin(stage, TOKEN)
    authority = make_authority(stage.folder / "tsa")

    def stamped(subject: Subject, by: Authority = authority) -> bytes:
        return by.answer(make_request(subject.digest, 7))

    given = anchored.given
    for note in (given.prior.read_bytes(), given.files["checkpoint"]):
        anchored.anchor(note, stamped(subject_of(note)))
    old, new = anchored.path(anchored.older), anchored.path(anchored.newer)
    files = given.files
    token = files[new]
    year = token.index(b"\x18\x0f20") + 2
    earlier = new.replace("one-2026", "one-2020")

    def stranger() -> Authority:
        return make_authority(stage.folder / "other")

    changes: dict[Change, Callable[[], object]] = {
        Change.FLIP: lambda: files.update({new: _flipped(token, len(token) - 20)}),
        Change.DROP: lambda: files.pop(new),
        Change.REORDER: lambda: files.update({old: token, new: files[old]}),
        Change.INSERT: lambda: files.update({earlier: stamped(anchored.newer, stranger())}),
        Change.REPLAY: lambda: files.update({new: files[old]}),
        Change.TRUNCATE: lambda: files.update({new: token[:-1]}),
        Change.FORK: lambda: anchored.anchor(forked_note(given), stamped(subject_of(forked_note(given)))),
        Change.BACK_DATE: lambda: files.update({new: token[:year] + b"2001" + token[year + 4 :]}),
    }
    if change is not None:
        changes[change]()
    return anchored.look(authority)


def blocks(stage: Stage, change: Change | None) -> str:
    anchored = begin(stage, PROOF)
    given = anchored.given
    for note, height in ((given.prior.read_bytes(), EARLIER), (given.files["checkpoint"], HEIGHT)):
        anchored.anchor(note, _proof(anchored, subject_of(note), height))
    old, new = anchored.path(anchored.older), anchored.path(anchored.newer)
    files = given.files
    proof = files[new]
    changes: dict[Change, Callable[[], object]] = {
        Change.FLIP: lambda: files.update({new: _flipped(proof, proof.index(b"other leaves"))}),
        Change.DROP: lambda: files.pop(new),
        Change.REORDER: lambda: files.update({old: proof, new: files[old]}),
        Change.INSERT: lambda: files.update({new: _claiming(anchored.newer, proof, EARLIER)}),
        Change.REPLAY: lambda: files.update({new: files[old]}),
        Change.TRUNCATE: lambda: files.update({new: proof[:-1]}),
        Change.FORK: lambda: anchored.anchor(
            forked_note(given), _proof(anchored, subject_of(forked_note(given)), HEIGHT + 1)
        ),
        Change.BACK_DATE: lambda: files.update({new: proof.replace(_number(HEIGHT), _number(EARLIER))}),
    }
    if change is not None:
        changes[change]()
    return anchored.look(None)


def _proof(anchored: Anchored, subject: Subject, height: int) -> bytes:
    """A proof of a subject, into a block that has its root, whose header the checker is given."""
    calendar = Calendar("https://one.test.invalid", height)
    calendar.confirmed = True
    proof = make_proof(subject.digest, NONCE, (calendar.submit(commitment_of(subject.digest, NONCE)),))
    (pending,) = list_pending(proof)
    whole = upgrade_proof(proof, pending, calendar.timestamp(pending.commitment) or b"")
    anchored.headers[height] = _header(calendar.roots[height])
    return whole


def _header(root: bytes) -> bytes:
    """A header that anybody could make."""
    for nonce in range(1 << 16):
        made = bytes(36) + root + TIME_S.to_bytes(4, "little") + EASY + nonce.to_bytes(4, "little")
        if hashlib.sha256(hashlib.sha256(made).digest()).digest()[-1] < 0x40:
            return made
    raise AssertionError


def _claiming(subject: Subject, proof: bytes, height: int) -> bytes:
    """The proof, and beside it the claim that an earlier block has the root."""
    commitment = commitment_of(subject.digest, NONCE)
    claim = answer_with(commitment, OpSHA256(), attestation=BitcoinBlockHeaderAttestation(height))
    return merge_proofs(proof, make_proof(subject.digest, NONCE, (claim,)))


def _number(height: int) -> bytes:
    """A height as a proof writes it: seven bits a byte, the lowest first."""
    digits = [height >> shift & 0x7F for shift in range(0, height.bit_length(), 7)]
    return bytes([*(0x80 | each for each in digits[:-1]), digits[-1]])


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


FALSE = "is no timestamp of this checkpoint"
NO_PROOF = "is no proof of this checkpoint"
OPEN, FORKED = "has no timestamp: by when it existed is open", "The log was forked"


def _row(material: str, play: Callable[[Stage, Change | None], str], words: str) -> Row:
    found = dict.fromkeys(Change, words) | {Change.DROP: OPEN, Change.FORK: FORKED}
    who = "the public files; for a fork also the log's key and those of all witnesses"
    return Row(material, Place.AT_REST, who, play, all_by(VERIFY, found))


ROWS = [_row("timestamps (RFC 3161)", tokens, FALSE), _row("timestamps (blocks)", blocks, NO_PROOF)]
