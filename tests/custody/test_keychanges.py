"""Changes of a log's key: both keys sign, the new one vouches for the old one, and only up to a size."""

from base64 import b64encode

import pytest
from tests.custody.signers import ALONE, LOG, ORIGIN, checkpoint_of, signed

from crimebook.custody.checkpoints import (
    CheckpointError,
    Policy,
    SigningKey,
    check_checkpoint,
    sign_checkpoint,
)
from crimebook.custody.keychanges import (
    KeyChange,
    KeyChangeError,
    change_path,
    check_key_change,
    read_key_changes,
    sign_key_change,
    with_former,
)
from crimebook.terms.errors import NotFoundError
from crimebook.terms.notes import NoteError, join_note, split_note

SECOND, THIRD, THIEF = (SigningKey(ORIGIN, each * 32) for each in (b"2", b"3", b"t"))
NOTES = (sign_key_change(checkpoint_of(7), LOG, SECOND), sign_key_change(checkpoint_of(12), SECOND, THIRD))
CHANGES = tuple(check_key_change(note, ORIGIN) for note in NOTES)
NOW = Policy(ORIGIN, THIRD.of_log)


def test_a_change_is_six_lines_that_both_keys_sign():
    text, signatures = split_note(NOTES[0])
    root = b64encode(checkpoint_of(7).root).decode()
    lines = ("crimebook/log-key-change/v1", ORIGIN, "7", root, LOG.of_log, SECOND.of_log)
    assert text == "".join(f"{line}\n" for line in lines)
    assert [each.is_by(key.of_log) for each, key in zip(signatures, (LOG, SECOND), strict=True)] == [
        True,
        True,
    ]
    assert CHANGES[0] == KeyChange(checkpoint_of(7), LOG.of_log, SECOND.of_log)


def test_a_key_of_before_counts_up_to_its_change_and_no_further():
    policy = with_former(NOW, CHANGES)
    for key, size in ((LOG, 1), (LOG, 7), (SECOND, 8), (SECOND, 12), (THIRD, 13)):
        assert check_checkpoint(sign_checkpoint(checkpoint_of(size), key), policy).checkpoint.size == size
    for key, size in ((LOG, 8), (SECOND, 13)):
        with pytest.raises(CheckpointError, match="a key that counts no more"):
            check_checkpoint(sign_checkpoint(checkpoint_of(size), key), policy)
    another = checkpoint_of(7, root=b"r" * 32)
    with pytest.raises(CheckpointError, match="a key that counts no more"):
        check_checkpoint(sign_checkpoint(another, LOG), policy)
    with pytest.raises(CheckpointError, match="did not sign"):
        check_checkpoint(sign_checkpoint(checkpoint_of(3), THIEF), policy)


def test_whoever_has_the_old_key_alone_cannot_name_the_next_one():
    text = KeyChange(checkpoint_of(7), LOG.of_log, THIRD.of_log).text
    own = split_note(sign_key_change(checkpoint_of(7), LOG, THIEF))[1][0]
    for signatures in ((own,), (own, own), split_note(NOTES[0])[1]):
        with pytest.raises(NoteError, match="both"):
            check_key_change(join_note(text, signatures), ORIGIN)
    # Signed by the stolen key and the thief's own: it leads to no key that a policy names.
    stolen = check_key_change(sign_key_change(checkpoint_of(7), LOG, THIEF), ORIGIN)
    assert with_former(NOW, (stolen,)) == NOW
    assert with_former(NOW, (CHANGES[0], stolen)) == NOW


def test_who_trusts_a_key_of_before_is_told_to_ask():
    for changes in (CHANGES, CHANGES[:1]):
        with pytest.raises(KeyChangeError, match="ask its keepers by another way"):
            with_former(ALONE, changes)
    assert with_former(ALONE, ()) == ALONE


def test_keys_that_went_backwards_do_not_count():
    shorter = check_key_change(sign_key_change(checkpoint_of(5), SECOND, THIRD), ORIGIN)
    policy = with_former(NOW, (CHANGES[0], shorter))
    assert [each.size for each in policy.former] == [5]


def test_changes_are_read_from_beside_the_log():
    files = {change_path(number): note for number, note in enumerate(NOTES, start=1)}

    def fetch(path: str) -> bytes:
        if path not in files:
            raise NotFoundError(path)
        return files[path]

    assert read_key_changes(fetch, ORIGIN) == CHANGES
    with pytest.raises(KeyChangeError, match="a change of the key of"):
        read_key_changes(fetch, "other.example/log")
    files.clear()
    assert read_key_changes(fetch, ORIGIN) == ()


def test_every_bit_of_a_change_counts():
    note = NOTES[0]
    for at in range(8 * len(note)):
        changed = bytearray(note)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(NoteError):
            check_key_change(bytes(changed), ORIGIN)


def test_a_checkpoint_is_no_change_and_the_reverse():
    with pytest.raises(NoteError):
        check_key_change(signed(7), ORIGIN)
    with pytest.raises(NoteError):
        check_checkpoint(NOTES[0], ALONE)
    with pytest.raises(KeyChangeError, match="two keys of"):
        sign_key_change(checkpoint_of(7), LOG, SigningKey("other.example", b"o" * 32))
    with pytest.raises(NoteError, match="two keys"):
        check_key_change(sign_key_change(checkpoint_of(7), LOG, LOG), ORIGIN)
