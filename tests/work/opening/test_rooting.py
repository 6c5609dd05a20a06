"""The root: it signs what follows what it signed, and its keeper sees what that changes."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.work.opening import cast

from crimebook.sealing.errors import ManifestError, ManifestExpiredError
from crimebook.sealing.manifest import Manifest, parse_manifest
from crimebook.sealing.rootchange import parse_root_change
from crimebook.stores.vault.errors import PassphraseError, VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.work.opening.keymaking import draft_manifest, make_missing, open_archive
from crimebook.work.opening.rooting import (
    LAST,
    RootOrder,
    draft_text,
    last_signed,
    look_at_draft,
    make_root,
    open_root,
    public_root,
    read_any,
    sign_change,
    sign_draft,
)

ORDER = RootOrder("book.example/root", cast.ROOT, cast.CHEAP)


@pytest.fixture
def stick(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "stick")
    make_root(vault, ORDER, os.urandom)
    return vault


@pytest.fixture
def draft(tmp_path: Path) -> Manifest:
    """What a new desk drafts."""
    vault = Vault(tmp_path / "vault")
    open_archive(vault, cast.passphrases(), cast.order(), os.urandom)
    make_missing(vault, cast.order(), os.urandom)
    return draft_manifest(vault, cast.order(), os.urandom)


def sign(stick: Vault, manifest: Manifest) -> bytes:
    seen = look_at_draft(stick, draft_text(manifest), cast.NOW)
    return sign_draft(stick, seen.manifest, open_root(stick, cast.ROOT))


def test_a_root_signs_a_draft_that_its_public_half_checks(stick: Vault, draft: Manifest):
    assert parse_manifest(sign(stick, draft), [public_root(stick)], cast.NOW) == draft
    assert last_signed(stick) == draft


def test_a_root_is_made_once(stick: Vault):
    with pytest.raises(VaultError, match="without a root"):
        make_root(stick, ORDER, os.urandom)


def test_its_secrets_lie_under_a_passphrase(stick: Vault, tmp_path: Path):
    key = open_root(stick, cast.ROOT)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for seed in (key.ed25519_seed, key.mldsa65_seed):
        assert seed not in kept
        assert seed.hex().encode() not in kept
    with pytest.raises(PassphraseError):
        open_root(stick, "another passphrase")


def test_who_signs_sees_what_changes_and_a_key_that_was_slipped_in_is_grave(stick: Vault, draft: Manifest):
    sign(stick, draft)
    stranger = cast.words_of(7).recipient
    slipped = replace(draft.epochs[0], recipient=str(stranger))
    changed = replace(draft, serial=2, epochs=(slipped, *draft.epochs[1:]))
    seen = look_at_draft(stick, draft_text(changed), cast.NOW)
    assert [each.text for each in seen.changes if each.is_grave] == [
        each.text for each in seen.changes if "another key" in each.text
    ]
    assert any(each.is_grave for each in seen.changes)


@pytest.mark.parametrize(
    ("differences", "expected"),
    [({"serial": 1}, "a number above 1"), ({"serial": 2, "origin": "other.example"}, "a manifest of")],
)
def test_what_does_not_follow_is_not_signed(stick: Vault, draft: Manifest, differences: dict, expected: str):
    sign(stick, draft)
    with pytest.raises(ManifestError, match=expected):
        sign(stick, replace(draft, **differences))
    assert last_signed(stick) == draft


def test_an_expired_draft_is_not_signed(stick: Vault, draft: Manifest):
    with pytest.raises(ManifestExpiredError):
        look_at_draft(stick, draft_text(draft), cast.NOW + timedelta(days=90))


def test_another_file_is_no_draft(stick: Vault):
    for content in (b"", b"\xff", b"a letter\n"):
        with pytest.raises(ManifestError):
            look_at_draft(stick, content, cast.NOW)


def test_a_memory_that_is_not_the_roots_own_is_noticed(stick: Vault, draft: Manifest):
    sign(stick, draft)
    stick.put_again(Room.PUBLIC, LAST, stick.read(Room.PUBLIC, LAST).replace(b'"serial":1', b'"serial":0'))
    with pytest.raises(VaultError, match="signed last"):
        look_at_draft(stick, draft_text(replace(draft, serial=2)), cast.NOW)


def test_a_root_that_follows_goes_on_from_what_the_old_one_signed(
    stick: Vault, draft: Manifest, tmp_path: Path
):
    sign(stick, draft)
    other = Vault(tmp_path / "other-stick")
    made = make_root(other, replace(ORDER, name="book.example/root-2"), os.urandom)
    keys = open_root(stick, cast.ROOT), open_root(other, cast.ROOT)
    note = sign_change(stick, keys[0], other, keys[1], at=cast.NOW)
    assert parse_root_change(note, [public_root(stick)], draft.origin) == (public_root(stick), made)
    with pytest.raises(ManifestError, match="a number above 1"):
        sign(other, draft)
    assert sign(other, replace(draft, serial=2))


def test_a_root_that_signed_nothing_has_nothing_to_hand_on(stick: Vault, tmp_path: Path):
    other = Vault(tmp_path / "other-stick")
    make_root(other, replace(ORDER, name="another"), os.urandom)
    with pytest.raises(ManifestError):
        sign_change(stick, open_root(stick, cast.ROOT), other, open_root(other, cast.ROOT), at=cast.NOW)


def test_a_file_is_shown_with_who_signed_it(stick: Vault, draft: Manifest):
    note, root = sign(stick, draft), public_root(stick)
    assert read_any(note, root) == (draft, "signed by book.example/root")
    assert "not checked" in read_any(note, None)[1]
    assert "nobody signed" in read_any(draft_text(draft), root)[1]
    with pytest.raises(ManifestError):
        read_any(note.replace(b'"serial":1', b'"serial":2'), root)
