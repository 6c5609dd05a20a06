"""Keys: made once, unlocked by two, signed for the intake; and who may import what opens."""

import ast
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.work.opening import cast

from crimebook.sealing.errors import ManifestExpiredError
from crimebook.sealing.manifest import parse_manifest
from crimebook.sealing.recipients import parse_recipient
from crimebook.stores.vault.errors import PassphraseError, VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.notes import Root
from crimebook.work.opening.keymaking import (
    draft_manifest,
    make_keys,
    months_kept,
    open_archive,
    replace_reply,
)
from crimebook.work.opening.keynames import month_is_due
from crimebook.work.opening.keyring import Passphrases, unlock_keyring
from crimebook.work.opening.publishing import MANIFEST, ROOT_PUBLIC, current_manifest

SOURCES = Path(__file__).parents[3] / "src" / "crimebook"


@pytest.fixture
def vaults(tmp_path: Path) -> tuple[Vault, Vault]:
    return Vault(tmp_path / "vault"), Vault(tmp_path / "stick")


def test_the_manifest_is_good_for_an_intake_and_seals_to_what_the_desk_opens(vaults: tuple[Vault, Vault]):
    keyring, made = make_keys(*vaults, cast.passphrases(), cast.order(), os.urandom)
    assert made.months == ("2026-01", "2026-02", "2026-offline")
    root = Root.parse(vaults[0].read(Room.PUBLIC, ROOT_PUBLIC).decode())
    note = vaults[0].read(Room.PUBLIC, MANIFEST)
    manifest = parse_manifest(note, [root], cast.NOW)
    recipients = {manifest.recipient_at(cast.NOW), parse_recipient(manifest.offline_recipient)}
    assert recipients < {each.recipient for each in keyring.epochs()}
    assert manifest.reply_public == keyring.reply_public
    with pytest.raises(ManifestExpiredError):
        parse_manifest(note, [root], cast.NOW + timedelta(days=60))


def test_making_keys_again_keeps_what_is_there_and_signs_the_next_manifest(vaults: tuple[Vault, Vault]):
    make_keys(*vaults, cast.passphrases(), cast.order(), os.urandom)
    first = current_manifest(vaults[0])
    later = cast.order(at=cast.NOW + timedelta(days=31), months=2, origin="another")
    _, made = make_keys(*vaults, cast.passphrases(), later, os.urandom)
    second = current_manifest(vaults[0])
    assert made.months == ("2026-03",)
    assert not made.has_new_archive
    assert (second.serial, second.origin) == (2, first.origin)
    assert second.epochs[0] == first.epochs[1]


@pytest.mark.parametrize("written", [0, 1])
def test_another_key_of_answers_that_was_stopped_on_the_way_is_never_named_for_the_one_there_is(
    vaults: tuple[Vault, Vault], monkeypatch: pytest.MonkeyPatch, written: int
):
    make_keys(*vaults, cast.passphrases(), cast.order(), os.urandom)
    before = unlock_keyring(vaults[0], cast.passphrases(), os.urandom).reply_public
    put, calls = Vault.put_again, []

    def stopped(vault: Vault, *args: Any) -> None:
        calls.append(args)
        if len(calls) > written:
            raise OSError("stopped")
        put(vault, *args)

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "put_again", stopped)
        with pytest.raises(OSError, match="stopped"):
            replace_reply(vaults[0], os.urandom)
    keyring, _ = open_archive(vaults[0], cast.passphrases(), cast.order(), os.urandom)
    assert (keyring.reply_public == before) is (written == 0)
    assert draft_manifest(vaults[0], cast.order(), os.urandom).reply_public == keyring.reply_public


def test_both_people_are_needed_and_told_whose_words_are_wrong(vaults: tuple[Vault, Vault]):
    make_keys(*vaults, cast.passphrases(), cast.order(), os.urandom)
    assert unlock_keyring(vaults[0], cast.passphrases(), os.urandom).epochs()
    for words in (Passphrases(cast.FIRST, cast.FIRST), Passphrases(cast.SECOND, cast.SECOND)):
        with pytest.raises(PassphraseError):
            unlock_keyring(vaults[0], words, os.urandom)


def test_one_person_alone_cannot_be_two(vaults: tuple[Vault, Vault]):
    with pytest.raises(VaultError):
        make_keys(*vaults, Passphrases(cast.FIRST, f" {cast.FIRST}"), cast.order(), os.urandom)


def test_a_manifest_is_not_signed_without_the_roots_own_words(vaults: tuple[Vault, Vault]):
    make_keys(*vaults, cast.passphrases(), cast.order(), os.urandom)
    other = cast.order(root_passphrase=cast.FIRST)
    with pytest.raises(PassphraseError):
        make_keys(*vaults, cast.passphrases(), other, os.urandom)
    assert current_manifest(vaults[0]).serial == 1


def test_halves_of_two_archives_are_not_one(vaults: tuple[Vault, Vault], tmp_path: Path):
    other = Vault(tmp_path / "other")
    for vault, stick in (vaults, (other, Vault(tmp_path / "other-stick"))):
        make_keys(vault, stick, cast.passphrases(), cast.order(), os.urandom)
    vaults[0].put_again(Room.ARCHIVE, "second", other.read(Room.ARCHIVE, "second"))
    with pytest.raises(VaultError):
        unlock_keyring(vaults[0], cast.passphrases(), os.urandom)


@pytest.mark.parametrize("months", [0, 13])
def test_a_number_of_months_that_makes_no_sense_is_refused(vaults: tuple[Vault, Vault], months: int):
    with pytest.raises(InvalidValueError):
        make_keys(*vaults, cast.passphrases(), cast.order(months=months), os.urandom)


@pytest.mark.parametrize(
    ("name", "day", "is_due"),
    [
        ("2026-01", date(2026, 5, 1), False),
        ("2026-01", date(2026, 5, 2), True),
        ("2026-01.2", date(2026, 5, 1), False),
        ("2026-01.2", date(2026, 5, 2), True),
        ("2026-12", date(2027, 3, 31), False),
        ("2026-12", date(2027, 4, 1), True),
        ("2026-offline", date(2027, 3, 31), False),
        ("2026-offline", date(2027, 4, 1), True),
    ],
)
def test_a_secret_is_kept_for_90_days_after_its_month(name: str, day: date, is_due: bool):
    assert month_is_due(name, day) is is_due


def test_no_secret_stands_in_the_vault_in_clear(vaults: tuple[Vault, Vault], tmp_path: Path):
    keyring, _ = make_keys(*vaults, cast.passphrases(), cast.order(), os.urandom)
    keyring.make_report_key("abc")
    secrets = [keyring._archive.seed, keyring.reply_seed(), keyring.report_identity("abc").seed]
    secrets += [each.seed for each in keyring.epochs()]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert len(months_kept(vaults[0])) == 3
    assert all(each not in kept and each.hex().encode() not in kept for each in secrets)
    assert cast.FIRST.encode() not in kept


def test_nothing_but_opening_imports_what_opens():
    importing = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if any(name.startswith("crimebook.unsealing") for name in _imports(path))
    }
    inside = {each for each in importing if each.startswith(("unsealing/", "work/opening/"))}
    assert importing - inside == set()
    assert "work/opening/opening.py" in inside


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    found = {each.module or "" for each in nodes if isinstance(each, ast.ImportFrom)}
    return found | {alias.name for each in nodes if isinstance(each, ast.Import) for alias in each.names}
