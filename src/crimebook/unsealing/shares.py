"""Opening of identities: a custodian's share, the seed of k shares, and what was sealed to it.

Each share is checked against the header before it is used, so a wrong one is named; the seed is checked
against the header's recipient, so no other identity can be put in its place. What SLIP-39 itself refuses
comes after that and is not expected.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics  # type: ignore[import-untyped] # it ships no types
from shamir_mnemonic.wordlist import mnemonic_from_indices  # type: ignore[import-untyped] # the same

from crimebook.sealing.errors import ShareError
from crimebook.sealing.identity import (
    IdentityContent,
    IdentityHeader,
    SealedIdentity,
    content_size,
    decode_sealed,
    parse_content,
)
from crimebook.sealing.padding import unpad
from crimebook.sealing.shares import (
    SHARE_CONTENT_BYTES,
    WORD_BITS,
    WORDS,
    Share,
    check_share,
    parse_share,
)
from crimebook.sealing.strict import check_that
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.identities import HybridIdentity, Identity


def open_share(header: IdentityHeader, custodian: int, identity: Identity) -> Share:
    """Return a custodian's share; raise `UnsealError` for another's key, `ShareError` for another share."""
    sealed = decode_sealed(header.share_of(custodian).sealed)
    return read_share(header, custodian, open_bytes(sealed, [identity]))


def read_share(header: IdentityHeader, custodian: int, opened: bytes) -> Share:
    """Return the share in what opening one gave, if it is the one that the custodian was given."""
    share = parse_share(unpad_share(opened))
    check_share(
        share,
        aim=header.aim,
        report=header.report,
        custodian=custodian,
        digest=header.share_of(custodian).digest,
    )
    return share


def unpad_share(opened: bytes) -> bytes:
    """Return the share's bytes in what opening one gave."""
    return unpad(opened, SHARE_CONTENT_BYTES)


def combine_shares(header: IdentityHeader, shares: Sequence[Share]) -> HybridIdentity:
    """Return the key of an identity, of as many shares as the header asks for; raise `ShareError`."""
    for share in shares:
        known = header.share_of(share.custodian)
        check_share(
            share, aim=header.aim, report=header.report, custodian=known.custodian, digest=known.digest
        )
    holders = {share.custodian: share for share in shares}
    if len(holders) < header.needed:
        raise ShareError(f"shares of {header.needed} custodians", f"{len(holders)}")
    # The library takes neither fewer nor more than are needed.
    chosen = [holders[custodian] for custodian in sorted(holders)][: header.needed]
    try:
        key = HybridIdentity(combine_mnemonics([mnemonic_of(share) for share in chosen]))
    except MnemonicError as error:
        raise ShareError("shares of one seed", "others, although each is in the header") from error
    if str(key.recipient) != header.recipient:
        raise ShareError("the seed of the header's recipient", "another", "the header is not this identity's")
    return key


def open_identity(identity: SealedIdentity, shares: Sequence[Share]) -> IdentityContent:
    """Return what was said of a person; raise `ShareError`, `UnsealError` or `EnvelopeError`."""
    header = identity.header
    opened = open_bytes(decode_sealed(identity.sealed), [combine_shares(header, shares)])
    content = parse_content(unpad_content(opened))
    if (content.aim, content.report) != (header.aim, header.report):
        raise ShareError("the identity of the header's report", "another's")
    return content


def unpad_content(opened: bytes) -> bytes:
    """Return what was padded to the least size of identities that fits, or raise `EnvelopeError`."""
    content = unpad(opened, len(opened))
    check_that(content_size(len(content)) == len(opened), "the least size that fits")
    return content


def mnemonic_of(share: Share) -> str:
    """Return the words of a share, as any program of SLIP-39 takes them."""
    packed = int.from_bytes(bytes.fromhex(share.words), "big")
    numbers = [packed >> WORD_BITS * place & (1 << WORD_BITS) - 1 for place in reversed(range(WORDS))]
    words: str = mnemonic_from_indices(numbers)
    return words
