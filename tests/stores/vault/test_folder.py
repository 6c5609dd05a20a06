"""Keys as files: made once, whole or absent, and gone for good when they are destroyed."""

import os
import stat
from pathlib import Path

import pytest

from crimebook.stores.vault.errors import KeyExistsError, KeyMissingError, VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.zonekeys import replace_zone_key, zone_signer


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def test_a_key_is_read_as_it_was_put(vault: Vault):
    vault.put_new(Room.REPORTS, "abc", b"a wrapped key")
    assert vault.read(Room.REPORTS, "abc") == b"a wrapped key"
    assert vault.names(Room.REPORTS) == ("abc",)


def test_a_key_is_never_replaced_by_another_of_its_name(vault: Vault):
    vault.put_new(Room.REPORTS, "abc", b"first")
    with pytest.raises(KeyExistsError):
        vault.put_new(Room.REPORTS, "abc", b"second")
    assert vault.read(Room.REPORTS, "abc") == b"first"
    assert vault.names(Room.REPORTS) == ("abc",)


def test_what_may_be_replaced_is_replaced_whole(vault: Vault):
    vault.put_again(Room.PUBLIC, "manifest.note", b"first")
    vault.put_again(Room.PUBLIC, "manifest.note", b"second")
    assert vault.read(Room.PUBLIC, "manifest.note") == b"second"


def test_only_the_owner_reads_a_key(vault: Vault):
    vault.put_new(Room.EPOCHS, "2026-01", b"secret")
    path = vault.path(Room.EPOCHS, "2026-01")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("room", [Room.ARCHIVE, Room.EPOCHS, Room.DESK, Room.REPORTS, Room.ZONES])
def test_a_secret_is_overwritten_when_another_takes_its_place(vault: Vault, tmp_path: Path, room: Room):
    vault.put_new(room, "one", b"sealed to the key of before")
    os.link(vault.path(room, "one"), tmp_path / "what the disk still has")
    vault.put_again(room, "one", b"sealed to another key")
    assert vault.read(room, "one") == b"sealed to another key"
    assert b"sealed" not in (tmp_path / "what the disk still has").read_bytes()


def test_a_zones_key_that_was_open_when_it_was_replaced_signs_nothing(vault: Vault, tmp_path: Path):
    zone_signer(vault, os.urandom)
    with vault.path(Room.ZONES, "desk").open("rb", buffering=0) as opened:
        replace_zone_key(vault, os.urandom)
        vault.put_again(Room.ZONES, "other", opened.read())
    with pytest.raises(VaultError, match="33 bytes"):
        zone_signer(vault, os.urandom, "other")


def test_what_is_read_while_another_takes_its_place_is_never_noise(vault: Vault, tmp_path: Path):
    vault.put_new(Room.PUBLIC, "note", b"one")
    os.link(vault.path(Room.PUBLIC, "note"), tmp_path / "opened before")
    vault.put_again(Room.PUBLIC, "note", b"another")
    assert (tmp_path / "opened before").read_bytes() == b"one"


def test_a_destroyed_key_is_overwritten_before_its_name_goes(vault: Vault, tmp_path: Path):
    vault.put_new(Room.REPORTS, "abc", b"a wrapped key")
    other = tmp_path / "the same bytes"
    os.link(vault.path(Room.REPORTS, "abc"), other)
    assert vault.destroy(Room.REPORTS, "abc")
    assert len(other.read_bytes()) == len(b"a wrapped key") + 1
    assert b"wrapped" not in other.read_bytes()
    with pytest.raises(KeyMissingError):
        vault.read(Room.REPORTS, "abc")
    assert not vault.destroy(Room.REPORTS, "abc")


@pytest.mark.parametrize("name", ["", "../abc", "a/b", ".hidden", "A", "x" * 81])
def test_a_name_that_leads_elsewhere_is_refused(vault: Vault, name: str):
    with pytest.raises(VaultError):
        vault.put_new(Room.REPORTS, name, b"")


def test_what_a_power_cut_left_half_written_is_no_key(vault: Vault):
    vault.put_new(Room.REPORTS, "abc", b"whole")
    (vault.path(Room.REPORTS, "abc").parent / ".new-0123").write_bytes(b"ha")
    assert vault.names(Room.REPORTS) == ("abc",)


def test_what_ended_well_leaves_no_mark_and_what_did_not_is_told_once(vault: Vault):
    with vault.attempting("well"):
        assert vault.names(Room.ATTEMPTS) == ("well",)
    with pytest.raises(ValueError, match="refused"), vault.attempting("not"):
        raise ValueError("refused")
    assert list(vault.abandoned()) == ["not"]
    assert list(vault.abandoned()) == []


def test_what_another_process_is_at_is_not_abandoned(vault: Vault):
    with vault.attempting("mine"):
        assert list(vault.abandoned()) == []
        # The mark belongs to the open file, so a second opening of it is as another process's.
        assert vault.names(Room.ATTEMPTS) == ("mine",)


def test_a_mark_that_could_not_be_dealt_with_stays(vault: Vault):
    with pytest.raises(ValueError, match="refused"), vault.attempting("one"):
        raise ValueError("refused")
    marks = vault.abandoned()
    assert next(marks) == "one"
    marks.close()
    assert list(vault.abandoned()) == ["one"]
