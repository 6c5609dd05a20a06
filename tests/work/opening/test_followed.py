"""A custodian's machine follows another root only by the note that both roots signed."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.work.opening.cast import CHEAP, NOW, ROOT
from tests.work.opening.holders import Holder, handed_over, make_kept, sign_next
from tests.work.opening.test_custodians import asked

from crimebook.sealing.errors import ManifestError
from crimebook.sealing.manifest import Custodian
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.notes import NoteError
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.handovers import begin_handover
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import (
    MANIFEST,
    ROOT_PUBLIC,
    change_root,
    current_manifest,
)
from crimebook.work.opening.rooting import RootOrder, make_root, open_root, sign_change, sign_draft

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Desk, dict[int, Holder]]:
    ensure_operator()
    return make_kept(tmp_path)


def new_stick(path: Path, name: str) -> Vault:
    vault = Vault(path / name)
    make_root(vault, RootOrder(f"book.example/{name}", ROOT, CHEAP), os.urandom)
    return vault


def change_to(path: Path, name: str, old: str = "root") -> bytes:
    """Return the note by which a new root follows an old one, each on a stick of that name."""
    sticks = Vault(path / old), new_stick(path, name)
    keys = [open_root(each, ROOT) for each in sticks]
    return sign_change(sticks[0], keys[0], sticks[1], keys[1], at=NOW)


def published(desk: Desk) -> tuple[bytes, bytes]:
    return desk.vault.read(Room.PUBLIC, ROOT_PUBLIC), desk.vault.read(Room.PUBLIC, MANIFEST)


def test_a_new_root_is_followed_by_the_change_and_the_old_one_counts_until_it_signs(
    kept: tuple[Desk, dict[int, Holder]], tmp_path: Path
):
    desk, holders = kept
    folder, (old_root, _) = holders[1].folder, published(desk)
    note = change_to(tmp_path, "second")
    assert folder.change_root(note) == change_root(desk.vault, note)
    by_old = sign_next(desk, tmp_path)
    holders[1].follow(desk)
    with pytest.raises(ManifestError, match="the root that this folder follows"):
        folder.follow(old_root, by_old, NOW)
    sign_next(desk, tmp_path, "second")
    holders[1].follow(desk)
    late = replace(current_manifest(desk.vault), serial=current_manifest(desk.vault).serial + 1)
    forged = sign_draft(Vault(tmp_path / "root"), late, open_root(Vault(tmp_path / "root"), ROOT))
    with pytest.raises(ManifestError):
        folder.follow(published(desk)[0], forged, NOW)
    assert folder.look(asked(desk), NOW).seen_at == NOW


def test_without_the_change_a_new_root_is_refused_with_all_that_it_signs(
    kept: tuple[Desk, dict[int, Holder]], tmp_path: Path
):
    desk, holders = kept
    before = published(desk)
    change_root(desk.vault, change_to(tmp_path, "second"))
    sign_next(desk, tmp_path, "second")
    root, note = published(desk)
    for offered in (root, before[0]):
        with pytest.raises(ManifestError):
            holders[1].folder.follow(offered, note, NOW)
    assert holders[1].folder.follow(*before, NOW).serial < current_manifest(desk.vault).serial


def test_a_change_that_the_root_which_is_followed_did_not_sign_changes_nothing(
    kept: tuple[Desk, dict[int, Holder]], tmp_path: Path
):
    desk, holders = kept
    thief = new_stick(tmp_path, "thief")
    sign_draft(thief, current_manifest(desk.vault), open_root(thief, ROOT))
    with pytest.raises(ManifestError):
        holders[1].folder.change_root(change_to(tmp_path, "third", old="thief"))
    holders[1].follow(desk)


def test_of_another_book_nothing_is_followed(kept: tuple[Desk, dict[int, Holder]], tmp_path: Path):
    desk, holders = kept
    root, key = published(desk)[0], open_root(Vault(tmp_path / "root"), ROOT)
    manifest = current_manifest(desk.vault)
    for faults in ({"origin": "log.example/another"}, {"serial": manifest.serial + 1_001}, {"interval_s": 7}):
        # On a stick that remembers nothing: the root's own refuses to sign these.
        blank = Vault(tmp_path / f"blank-{len(faults)}-{next(iter(faults))}")
        note = sign_draft(blank, replace(manifest, **faults), key)
        with pytest.raises(ManifestError):
            holders[1].folder.follow(root, note, NOW)


def test_two_changes_behind_each_other_need_a_manifest_between(
    kept: tuple[Desk, dict[int, Holder]], tmp_path: Path
):
    desk, holders = kept
    first = change_to(tmp_path, "second")
    second = change_to(tmp_path, "third", old="second")
    for change in (holders[1].folder.change_root, lambda note: change_root(desk.vault, note)):
        change(first)
        with pytest.raises(ManifestError, match="install a manifest that it signed"):
            change(second)
    sign_next(desk, tmp_path, "second")
    holders[1].follow(desk)
    assert holders[1].folder.change_root(second) == change_root(desk.vault, second)


def test_who_lost_the_seat_under_a_root_before_hands_it_over_still(
    kept: tuple[Desk, dict[int, Holder]], tmp_path: Path
):
    desk, holders = kept
    successor = Holder(tmp_path / "successor", "LT")
    note = change_to(tmp_path, "second")
    holders[1].folder.change_root(note)
    change_root(desk.vault, note)
    card = successor.card
    seats = current_manifest(desk.vault).custodians
    named = (Custodian(1, card.recipient, card.sign_key, card.jurisdiction), *seats[1:])
    sign_next(desk, tmp_path, "second", custodians=named)
    holders[1].follow(desk)
    assert handed_over(begin_handover(desk, operator(), 1, card, at=NOW), holders[1], successor)


def test_a_folder_that_follows_no_book_takes_no_change_and_no_other_file_as_a_root(tmp_path: Path):
    holder = Holder(tmp_path / "alone")
    with pytest.raises(ManifestError, match="follow it first"):
        holder.folder.change_root(b"anything")
    with pytest.raises(NoteError):
        holder.folder.follow(b"\xff\xfe", b"anything", NOW)
