"""Tokens: what comes back is what went out, or nothing; and the ring of keys that decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.sealing.errors import BodyTooLongError
from crimebook.sealing.padding import PADDED_SIZES
from crimebook.zones.intake.keyring import HOUR_S, VALID_HOURS, Ring
from crimebook.zones.intake.tokens import Purpose, TokenError, open_token, seal_token


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at_s = 500_000 * HOUR_S

    def __call__(self) -> float:
        return self.at_s

    def pass_hours(self, hours: float) -> None:
        """Let time go by."""
        self.at_s += int(hours * HOUR_S)


RING = Ring()


@given(st.binary(max_size=20_000), st.sampled_from(Purpose))
def test_what_is_sealed_is_opened(content: bytes, purpose: Purpose):
    assert open_token(RING, purpose, seal_token(RING, purpose, content)) == content


@given(st.binary(max_size=500), st.data())
def test_a_token_that_was_changed_anywhere_is_not_opened(content: bytes, data: st.DataObject):
    token = seal_token(RING, Purpose.DRAFT, content)
    at = data.draw(st.integers(0, len(token) - 4))  # the last characters may carry bits that mean nothing
    # Which characters are others depends on a token that is random: drawn is only their number.
    others = [each for each in "Aab3_-" if each != token[at]]
    other = others[data.draw(st.integers(0, 4))]
    with pytest.raises(TokenError):
        open_token(RING, Purpose.DRAFT, token[:at] + other + token[at + 1 :])


@pytest.mark.parametrize("token", ["", "A", "====", "я" * 40, "AAAA" * 1366, "A" * 4_000_000])
def test_what_is_no_token_is_not_opened(token: str):
    with pytest.raises(TokenError):
        open_token(RING, Purpose.DRAFT, token)


def test_a_token_of_the_mailbox_is_no_draft():
    with pytest.raises(TokenError):
        open_token(RING, Purpose.DRAFT, seal_token(RING, Purpose.MAILBOX, b"words"))


def test_tokens_have_few_sizes():
    sizes = {len(seal_token(RING, Purpose.DRAFT, bytes(size))) for size in range(0, 60_000, 997)}
    assert len(sizes) == 3


def test_what_fits_no_size_is_refused():
    with pytest.raises(BodyTooLongError):
        seal_token(RING, Purpose.DRAFT, bytes(PADDED_SIZES[-1]))


def test_the_same_content_never_looks_the_same():
    assert seal_token(RING, Purpose.DRAFT, b"same") != seal_token(RING, Purpose.DRAFT, b"same")


def test_a_token_is_good_for_a_day_and_not_for_longer():
    clock = Clock()
    ring = Ring(clock)
    token = seal_token(ring, Purpose.DRAFT, b"answers")
    clock.pass_hours(VALID_HOURS)
    assert open_token(ring, Purpose.DRAFT, token) == b"answers"
    clock.pass_hours(1)
    with pytest.raises(TokenError):
        open_token(ring, Purpose.DRAFT, token)


def test_a_key_too_old_is_gone_from_memory():
    clock = Clock()
    ring = Ring(clock)
    old = ring.newest()
    clock.pass_hours(VALID_HOURS + 1)
    ring.turn()
    assert old not in bytes(ring._memory)


def test_there_is_one_key_an_hour():
    clock = Clock()
    ring = Ring(clock)
    keys = set()
    for _ in range(100):
        keys.add(ring.newest())
        clock.pass_hours(0.5)
    assert len(keys) == 50
    assert len(list(ring.good_keys())) == VALID_HOURS + 1


def test_a_restart_forgets_every_token():
    token = seal_token(Ring(), Purpose.DRAFT, b"answers")
    with pytest.raises(TokenError):
        open_token(Ring(), Purpose.DRAFT, token)


def test_forked_workers_share_the_keys_that_are_made_after_the_fork():
    import multiprocessing  # noqa: PLC0415 - only here

    fork = multiprocessing.get_context("fork")
    clock = Clock()
    ring = Ring(clock)
    clock.pass_hours(1)
    mine, theirs = fork.Pipe()
    worker = fork.Process(target=lambda: theirs.send(seal_token(ring, Purpose.DRAFT, b"from the worker")))
    worker.start()
    token = mine.recv()
    worker.join()
    assert open_token(ring, Purpose.DRAFT, token) == b"from the worker"
