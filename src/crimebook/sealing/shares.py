"""Shares of a seed: split so that k of n people open what was sealed to it, each share sealed to one of them.

The splitting is SLIP-39 (SatoshiLabs, "Shamir's Secret-Sharing for Mnemonic Codes") with one group, an empty
passphrase, the extendable flag and the lowest iteration exponent: the seed is random, so there is no
passphrase that slow hashing would protect. Its words are kept as their numbers, ten bits each.

SLIP-39 is silent on which share is wrong. So a share names its report, its holder and a salt, and the header
of the identity holds a digest of each: `check_share` says whose share is not the one that was given out. What
opens shares is ``unsealing.shares``; the written form is ``docs/spec/0006-identities.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from shamir_mnemonic import generate_mnemonics  # type: ignore[import-untyped] # it ships no types
from shamir_mnemonic.wordlist import mnemonic_to_indices  # type: ignore[import-untyped] # the same

from crimebook.sealing.agefile import Random, seal_bytes, sealed_size
from crimebook.sealing.errors import SealingError, ShareError
from crimebook.sealing.padding import pad
from crimebook.sealing.recipients import SEED_BYTES, Recipient
from crimebook.sealing.strict import check_that, is_hex, read_value, write_value
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.ids import Digest

VERSION: Final = 1
MAX_SHARES: Final = 16
SHARE_CONTENT_BYTES: Final = 512
SEALED_SHARE_BYTES: Final = sealed_size(SHARE_CONTENT_BYTES)
WORDS: Final = 33
"""Of a share of a seed of 32 bytes."""
WORD_BITS: Final = 10
PACKED_BYTES: Final = -(-WORDS * WORD_BITS // 8)
SALT_BYTES: Final = 32
_ITERATION_EXPONENT = 0


class Aim(StrEnum):
    """What an identity is sealed for. It stands in each share, so that none can be asked for as another's."""

    IDENTITY = "identity"
    """Who reports, and how they can be reached: k custodians, a day's wait, one denial stops it."""

    DANGER = "danger"
    """Whom to reach if the reporter is in danger, at their wish: two custodians, at once."""

    DRILL = "drill"
    """Nobody: what is practised with, at once."""


@dataclass(frozen=True, slots=True)
class Share:
    """One share: to which ``report`` it belongs, whose it is, for what, and the ``words`` as numbers.

    ``report`` is what `crimebook.sealing.envelope.report_digest` gives, ``salt`` 32 random bytes, ``words``
    33 numbers of ten bits behind six zero bits: all three in hexadecimal.
    """

    aim: Aim
    report: str
    custodian: int
    salt: str = field(repr=False)
    words: str = field(repr=False)
    version: int = VERSION


def split_seed(seed: bytes, needed: int, count: int) -> tuple[str, ...]:
    """Return the words of ``count`` shares as hexadecimal, of which ``needed`` give the seed back.

    The randomness of the split is the library's own: the system's.
    """
    if len(seed) != SEED_BYTES or not 2 <= needed <= count <= MAX_SHARES:
        raise SealingError(
            f"a seed of 32 bytes, and from 2 to {MAX_SHARES} shares of which as many or fewer are needed",
            f"{len(seed)} bytes, {needed} of {count}",
        )
    (mnemonics,) = generate_mnemonics(1, [(needed, count)], seed, b"", True, _ITERATION_EXPONENT)  # noqa: FBT003 - the library's own order: extendable
    return tuple(pack_words(mnemonic_to_indices(each)) for each in mnemonics)


def pack_words(numbers: Sequence[int]) -> str:
    """Return the numbers of a share's words, ten bits each, as hexadecimal."""
    packed = 0
    for number in numbers:
        packed = packed << WORD_BITS | number
    return packed.to_bytes(PACKED_BYTES, "big").hex()


def seal_share(share: Share, recipient: Recipient, random: Random) -> bytes:
    """Return a share as an age file to its holder, always of the same size."""
    return seal_bytes(pad(share_bytes(share), SHARE_CONTENT_BYTES), [recipient], random)


def share_bytes(share: Share) -> bytes:
    """Return the canonical bytes of a share."""
    _check(share)
    return write_value(share)


def parse_share(content: bytes) -> Share:
    """Read what `share_bytes` wrote, or raise `EnvelopeError`."""
    share = read_value(content, Share, VERSION)
    _check(share)
    return share


def share_digest(share: Share) -> Digest:
    """Return the digest that the identity's header holds: the salt keeps it from telling anything."""
    return tagged_digest(Purpose.IDENTITY_SHARE, share_bytes(share))


def check_share(share: Share, *, aim: Aim, report: str, custodian: int, digest: str) -> None:
    """Raise `ShareError`, which names the custodian, unless it is the share that was given out."""
    if (share.aim, share.report, share.custodian) != (aim, report, custodian):
        raise ShareError(
            f"the share of custodian {custodian} for {aim} of the report {report[:16]}",
            f"that of custodian {share.custodian} for {share.aim} of {share.report[:16]}",
        )
    if share_digest(share) != digest:
        raise ShareError(
            f"the share that custodian {custodian} was given", "another", "ask this custodian again"
        )


def _check(share: Share) -> None:
    check_that(share.version == VERSION, "version 1")
    check_that(share.custodian >= 1, "the number of a custodian")
    check_that(is_hex(share.report) and is_hex(share.salt), "32 bytes of report and of salt in hexadecimal")
    try:
        packed = bytes.fromhex(share.words)
    except ValueError:
        packed = b""
    is_right = packed.hex() == share.words and len(packed) == PACKED_BYTES
    check_that(is_right and not int.from_bytes(packed, "big") >> WORDS * WORD_BITS, "33 words as numbers")
