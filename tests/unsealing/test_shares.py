import os
from base64 import b64encode
from dataclasses import replace
from itertools import combinations

import pytest
from tests.sealing.cast import body
from tests.sealing.custodians import CUSTODY, DANGER_SAID, KEYS, SAID, identity_of, signed_report

from crimebook.sealing.agefile import seal_bytes
from crimebook.sealing.errors import EnvelopeError, ShareError
from crimebook.sealing.identity import (
    IdentityContent,
    SealedIdentity,
    content_bytes,
    decode_sealed,
    seal_identity,
)
from crimebook.sealing.padding import pad
from crimebook.sealing.shares import SHARE_CONTENT_BYTES, Aim, Share, seal_share, share_digest
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import HybridIdentity
from crimebook.unsealing.shares import combine_shares, open_identity, open_share, unpad_content

REPORT = signed_report()
IDENTITY = identity_of(REPORT)
SHARES = {index: open_share(IDENTITY.header, index, key) for index, key in KEYS.items()}


def test_every_three_of_five_custodians_open_what_was_said():
    for holders in combinations(SHARES, 3):
        content = open_identity(IDENTITY, [SHARES[each] for each in holders])
        assert content.said == SAID
    assert open_identity(IDENTITY, list(SHARES.values())).said == SAID


def test_two_open_the_contact_for_danger_and_nothing_else():
    danger = identity_of(REPORT, Aim.DANGER)
    shares = [open_share(danger.header, index, KEYS[index]) for index in (2, 8)]
    assert open_identity(danger, shares).said == DANGER_SAID
    with pytest.raises(ShareError):
        open_identity(IDENTITY, shares)


@pytest.mark.parametrize("holders", [(), (1,), (5, 8), (8, 8, 8)])
def test_fewer_than_three_open_nothing(holders: tuple[int, ...]):
    with pytest.raises(ShareError, match="3 custodians"):
        open_identity(IDENTITY, [SHARES[each] for each in holders])


def test_fewer_than_three_find_nothing_with_all_that_they_hold():
    """Their keys open their own shares, and neither another's nor the identity, nor another report's."""
    keys = [KEYS[1], KEYS[2]]
    for sealed in (IDENTITY.sealed, *(each.sealed for each in IDENTITY.header.shares[2:])):
        with pytest.raises(UnsealError):
            open_bytes(decode_sealed(sealed), keys)


def test_a_custodian_opens_no_share_of_another():
    with pytest.raises(UnsealError):
        open_share(IDENTITY.header, 2, KEYS[1])
    with pytest.raises(EnvelopeError, match="custodian 4"):
        open_share(IDENTITY.header, 4, KEYS[1])


def test_shares_of_another_report_open_nothing_of_this():
    other = identity_of(signed_report(nonce="2" * 64))
    with pytest.raises(ShareError, match="custodian 1"):
        combine_shares(IDENTITY.header, [open_share(other.header, 1, KEYS[1]), SHARES[2], SHARES[3]])


def test_a_wrong_share_is_named_and_the_others_still_open():
    forged = replace(SHARES[3], words=SHARES[5].words)
    with pytest.raises(ShareError, match="custodian 3"):
        open_identity(IDENTITY, [SHARES[1], forged, SHARES[2]])
    assert open_identity(IDENTITY, [SHARES[1], SHARES[2], SHARES[8]]).said == SAID


def test_a_share_that_was_put_in_anothers_place_is_named():
    def sealed_as(share: Share, holder: int) -> str:
        return b64encode(seal_share(share, KEYS[holder].recipient, os.urandom)).decode()

    first, second, *rest = IDENTITY.header.shares
    swapped = replace(second, sealed=sealed_as(SHARES[1], 2))
    with pytest.raises(ShareError, match="custodian 2"):
        open_share(replace(IDENTITY.header, shares=(first, swapped, *rest)), 2, KEYS[2])


def test_a_share_in_another_padding_is_refused():
    first, *rest = IDENTITY.header.shares
    sealed = seal_bytes(pad(b"{}", SHARE_CONTENT_BYTES), [KEYS[1].recipient], os.urandom)
    header = replace(IDENTITY.header, shares=(replace(first, sealed=b64encode(sealed).decode()), *rest))
    with pytest.raises(EnvelopeError):
        open_share(header, 1, KEYS[1])
    with pytest.raises(EnvelopeError):
        unpad_content(pad(b"short", 4_096))


def test_shares_of_two_seeds_that_one_header_holds_are_refused():
    """Who writes a header may put in it what never opens; that must be told from a wrong share."""
    other = seal_identity(
        IdentityContent(Aim.IDENTITY, IDENTITY.header.report, "f", "be", SAID), CUSTODY, os.urandom
    )
    strange = open_share(other.header, 1, KEYS[1])
    first, *rest = IDENTITY.header.shares
    header = replace(IDENTITY.header, shares=(replace(first, digest=share_digest(strange)), *rest))
    with pytest.raises(ShareError, match="one seed"):
        combine_shares(header, [strange, SHARES[2], SHARES[3]])


def test_another_identity_in_the_place_of_the_header_s_is_refused():
    stranger = HybridIdentity.make(os.urandom)
    header = replace(IDENTITY.header, recipient=str(stranger.recipient))
    with pytest.raises(ShareError, match="recipient"):
        combine_shares(header, [SHARES[1], SHARES[2], SHARES[3]])
    moved = seal_bytes(b"", [stranger.recipient], os.urandom)
    with pytest.raises(UnsealError):
        open_identity(
            SealedIdentity(IDENTITY.header, b64encode(moved).decode()), [SHARES[1], SHARES[2], SHARES[3]]
        )


def test_what_is_inside_must_be_of_the_header_s_report():
    key = combine_shares(IDENTITY.header, [SHARES[1], SHARES[2], SHARES[3]])
    content = content_bytes(IdentityContent(Aim.IDENTITY, "f" * 64, "f", "be", SAID))
    sealed = b64encode(seal_bytes(pad(content, 1_024), [key.recipient], os.urandom)).decode()
    with pytest.raises(ShareError, match="another's"):
        open_identity(SealedIdentity(IDENTITY.header, sealed), [SHARES[1], SHARES[2], SHARES[3]])
    assert body().identity is None
