"""What is due about keys is said in time, in a sentence, and only then."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.work.opening import cast
from tests.work.opening.holders import make_kept

from crimebook.stores.vault.folder import Room, Vault
from crimebook.work.actors import ensure_operator
from crimebook.work.opening.keyduties import DutyKind, key_duties
from crimebook.work.opening.keymaking import make_keys, open_archive
from crimebook.work.opening.publishing import MANIFEST

END = datetime.fromisoformat("2026-03-01T00:00:00+00:00")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "vault")
    make_keys(vault, Vault(tmp_path / "root"), cast.passphrases(), cast.order(), os.urandom)
    return vault


def told(vault_folder: Path, at: datetime) -> list[tuple[DutyKind, bool]]:
    return [(each.kind, each.is_late) for each in key_duties(vault_folder, at)]


def test_nothing_is_due_in_good_time(vault: Vault, tmp_path: Path):
    assert told(tmp_path / "vault", END - timedelta(days=14)) == []


def test_a_manifest_that_ends_soon_is_told_two_weeks_before(vault: Vault, tmp_path: Path):
    duties = key_duties(tmp_path / "vault", END - timedelta(days=13))
    assert [str(each.told) for each in duties] == [
        "The manifest ends on 2026-03-01: have the next one signed",
        "After 2026-03-01 no month has a key: make the next",
    ]


def test_an_end_that_was_missed_is_late(vault: Vault, tmp_path: Path):
    assert told(tmp_path / "vault", END) == [(DutyKind.MANIFEST, True), (DutyKind.EPOCH, True)]


def test_a_secret_that_is_older_than_promised_is_late(vault: Vault, tmp_path: Path):
    at = datetime.fromisoformat("2026-05-02T00:00:00+00:00")
    assert (DutyKind.DESTROY, True) in told(tmp_path / "vault", at)
    assert (DutyKind.DESTROY, True) not in told(tmp_path / "vault", at - timedelta(days=1))


def test_a_book_without_keys_owes_none(tmp_path: Path):
    assert told(tmp_path / "none", END) == []


def test_keys_without_a_root_or_a_manifest_are_told(tmp_path: Path, vault: Vault):
    bare = Vault(tmp_path / "bare")
    open_archive(bare, cast.passphrases(), cast.order(), os.urandom)
    assert told(tmp_path / "bare", cast.NOW) == [(DutyKind.ROOT, True)]
    vault.destroy(Room.PUBLIC, MANIFEST)
    assert told(tmp_path / "vault", cast.NOW) == [(DutyKind.MANIFEST, True)]


def test_the_yearly_drill_is_due_where_there_are_custodians(tmp_path: Path, db: None):
    ensure_operator()
    desk, _ = make_kept(tmp_path)
    at = END - timedelta(days=14)
    assert told(tmp_path / "vault", at) == [(DutyKind.DRILL, False)]
    desk.vault.destroy(Room.PUBLIC, MANIFEST)
    assert (DutyKind.DRILL, False) not in told(tmp_path / "vault", at)
