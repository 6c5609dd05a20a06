"""The archive key changes hands: a copied half fits no more, and a kill in between loses nothing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.work.opening import cast

from crimebook.stores.vault.errors import PassphraseError, VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.unsealing.errors import UnsealError
from crimebook.work.opening.archiving import change_passphrases, replace_archive
from crimebook.work.opening.keymaking import make_keys
from crimebook.work.opening.keyring import Keyring, Passphrases, unlock_keyring

OLD = cast.passphrases()
NEW = Passphrases("a third person's words", "and of the fourth one")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "vault")
    keyring, _ = make_keys(vault, Vault(tmp_path / "root"), OLD, cast.order(), os.urandom)
    keyring.make_report_key("0a")
    return vault


def secrets_of(keyring: Keyring) -> list[bytes]:
    return [
        *(each.seed for each in keyring.epochs()),
        keyring.reply_seed(),
        keyring.report_identity("0a").seed,
    ]


def unlock(vault: Vault, words: Passphrases) -> Keyring:
    return unlock_keyring(vault, words, os.urandom)


@pytest.mark.parametrize("change", [change_passphrases, replace_archive])
def test_the_new_passphrases_open_what_there_was_and_the_old_ones_nothing(
    vault: Vault, change: Callable[..., object]
):
    before = secrets_of(unlock(vault, OLD))
    change(vault, OLD, NEW, os.urandom, cost=cast.CHEAP)
    assert secrets_of(unlock(vault, NEW)) == before
    with pytest.raises(PassphraseError):
        unlock(vault, OLD)
    assert set(vault.names(Room.ARCHIVE)) == {"first", "second", "recipient"}


def test_a_half_that_was_copied_does_not_fit_the_new_other_half(vault: Vault):
    copied = vault.read(Room.ARCHIVE, "first")
    change_passphrases(vault, OLD, NEW, os.urandom, cost=cast.CHEAP)
    vault.put_again(Room.ARCHIVE, "first", copied)
    with pytest.raises(VaultError, match="halves of two"):
        unlock(vault, Passphrases(OLD.first, NEW.second))


def test_who_copied_the_old_archive_opens_nothing_that_is_there_afterwards(vault: Vault):
    thief = unlock(vault, OLD)
    replace_archive(vault, OLD, NEW, os.urandom, cost=cast.CHEAP)
    with pytest.raises(UnsealError, match="not sealed to any"):
        thief.reply_seed()
    with pytest.raises(UnsealError, match="not sealed to any"):
        thief.report_identity("0a")


@pytest.mark.parametrize("change", [change_passphrases, replace_archive])
def test_one_person_cannot_be_both_and_a_wrong_word_changes_nothing(
    vault: Vault, change: Callable[..., object]
):
    with pytest.raises(VaultError):
        change(vault, OLD, Passphrases(NEW.first, NEW.first), os.urandom, cost=cast.CHEAP)
    with pytest.raises(PassphraseError):
        change(vault, NEW, NEW, os.urandom, cost=cast.CHEAP)
    assert unlock(vault, OLD)


class KilledError(Exception):
    """The machine went off."""


@pytest.mark.parametrize("change", [change_passphrases, replace_archive])
def test_a_kill_at_any_write_loses_nothing(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch, change: Callable[..., object]
):
    before = secrets_of(unlock(vault, OLD))
    whole = {each: each.read_bytes() for each in (tmp_path / "vault").rglob("*") if each.is_file()}
    put, destroy, left = Vault.put_again, Vault.destroy, 0

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def wrapped(self: Vault, *told: object) -> object:
            nonlocal left
            if left == 0:
                raise KilledError
            left -= 1
            return method(self, *told)

        return wrapped

    kills = 0
    while True:
        _restore(tmp_path / "vault", whole)
        left = kills
        with monkeypatch.context() as patch:
            patch.setattr(Vault, "put_again", counted(put))
            patch.setattr(Vault, "destroy", counted(destroy))
            try:
                change(vault, OLD, NEW, os.urandom, cost=cast.CHEAP)
                break
            except KilledError:
                kills += 1
        try:
            change(vault, OLD, NEW, os.urandom, cost=cast.CHEAP)
        except PassphraseError:
            # The new ones were in force already, as its docstring says.
            change(vault, NEW, OLD, os.urandom, cost=cast.CHEAP)
            assert secrets_of(unlock(vault, OLD)) == before
        else:
            assert secrets_of(unlock(vault, NEW)) == before
    assert kills > 5


def _restore(folder: Path, whole: dict[Path, bytes]) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    for path, content in whole.items():
        path.write_bytes(content)
