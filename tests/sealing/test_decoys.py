import os
from collections.abc import Callable

import pytest
from tests.sealing.cast import REPLY_KEY, REPLY_SEED, REPORTER, message

from crimebook.sealing.decoys import MODULUS, decoy_slot, mailbox_decoys
from crimebook.sealing.errors import SealingError, SlotError
from crimebook.sealing.messages import sign_message
from crimebook.sealing.slots import SLOT_BYTES, SLOTS, open_slot, seal_slot

SAID = sign_message(message(), seed=REPLY_SEED)
SECRET = b"2" * 32


def wide_numbers(slot: bytes) -> list[int]:
    packed = int.from_bytes(slot[:960], "little")
    return [packed >> 10 * place & 1_023 for place in range(768)]


def share_of_common(make: Callable[[], bytes]) -> float:
    """The share of numbers that have four preimages under FIPS 203's Compress with ten bits."""
    preimages = [0] * 1_024
    for number in range(MODULUS):
        preimages[round(number * 1_024 / MODULUS) % 1_024] += 1
    numbers = [number for _ in range(40) for number in wide_numbers(make())]
    return sum(preimages[number] == 4 for number in numbers) / len(numbers)


def test_a_decoy_falls_as_a_true_slot_does_and_random_bytes_do_not():
    """True: 257 x 4 of 3329, 0.309. Thirty thousand numbers, so a hundredth is four times their scatter."""
    assert abs(share_of_common(lambda: seal_slot(SAID, REPORTER.recipient)) - 0.309) < 0.012
    assert abs(share_of_common(lambda: decoy_slot(os.urandom)) - 0.309) < 0.012
    assert abs(share_of_common(lambda: os.urandom(SLOT_BYTES)) - 0.251) < 0.012


def test_the_narrow_numbers_of_a_decoy_take_all_values():
    seen = {sign for _ in range(20) for sign in decoy_slot(os.urandom)[960:1_088]}
    assert len(seen) > 250


def test_the_share_of_a_decoy_is_a_point_as_x25519_gives_it():
    prime = 2**255 - 19
    for _ in range(20):
        point = int.from_bytes(decoy_slot(os.urandom)[1_088:1_120], "little")
        square = (point**3 + 486_662 * point**2 + point) % prime
        assert point < prime
        assert pow(square, (prime - 1) // 2, prime) == 1  # on the curve and not on its twist


def test_nobody_opens_a_decoy():
    for decoy in mailbox_decoys(SECRET, REPORTER.mailbox_id):
        with pytest.raises(SlotError):
            open_slot(decoy, REPORTER, REPLY_KEY)


def test_a_mailbox_has_the_same_decoys_at_every_fetch():
    decoys = mailbox_decoys(SECRET, REPORTER.mailbox_id)
    assert decoys == mailbox_decoys(SECRET, REPORTER.mailbox_id)
    assert [len(decoy) for decoy in decoys] == [SLOT_BYTES] * SLOTS
    assert len(set(decoys)) == SLOTS


def test_another_mailbox_and_another_secret_have_others():
    decoys = set(mailbox_decoys(SECRET, REPORTER.mailbox_id))
    assert decoys.isdisjoint(mailbox_decoys(SECRET, "0" * 64))
    assert decoys.isdisjoint(mailbox_decoys(b"3" * 32, REPORTER.mailbox_id))


def test_the_secret_has_32_bytes():
    with pytest.raises(SealingError, match="32"):
        mailbox_decoys(b"short", REPORTER.mailbox_id)
