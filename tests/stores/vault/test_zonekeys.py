"""The key of a zone: made once, the same in every process, told by its public half."""

import os
from pathlib import Path
from threading import Thread

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crimebook.stores.vault.errors import VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.zonekeys import ZoneSigner, replace_zone_key, zone_signer

DIGEST = b"d" * 32


def check(key_id: str, signature: bytes, digest: bytes = DIGEST) -> None:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_id)).verify(signature, digest)


def test_what_a_zone_signs_is_checked_by_the_key_that_it_names(tmp_path: Path):
    signer = zone_signer(Vault(tmp_path), os.urandom)
    check(signer.key_id, signer.sign(DIGEST))
    with pytest.raises(InvalidSignature):
        check(signer.key_id, signer.sign(DIGEST), b"e" * 32)


def test_a_zone_keeps_its_key(tmp_path: Path):
    assert zone_signer(Vault(tmp_path), os.urandom) == zone_signer(Vault(tmp_path), os.urandom)
    assert zone_signer(Vault(tmp_path), os.urandom, "intake") != zone_signer(Vault(tmp_path), os.urandom)


def test_processes_that_begin_at_once_have_one_key(tmp_path: Path):
    found: list[ZoneSigner] = []
    threads = [
        Thread(target=lambda: found.append(zone_signer(Vault(tmp_path), os.urandom))) for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8
    assert len({each.key_id for each in found}) == 1


def test_a_key_that_was_replaced_is_gone(tmp_path: Path):
    vault = Vault(tmp_path)
    old = zone_signer(vault, os.urandom)
    new = replace_zone_key(vault, os.urandom)
    assert zone_signer(vault, os.urandom) == new != old


def test_a_signer_never_shows_its_seed(tmp_path: Path):
    signer = zone_signer(Vault(tmp_path), lambda count: b"s" * count)
    assert "ssss" not in repr(signer)
    assert (b"s" * 4).hex() not in repr(signer)


def test_only_its_owner_reads_it(tmp_path: Path):
    vault = Vault(tmp_path)
    zone_signer(vault, os.urandom)
    assert vault.path(Room.ZONES, "desk").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_key_is_refused(tmp_path: Path):
    vault = Vault(tmp_path)
    vault.put_new(Room.ZONES, "desk", b"short")
    with pytest.raises(VaultError, match="32 bytes"):
        zone_signer(vault, os.urandom)
