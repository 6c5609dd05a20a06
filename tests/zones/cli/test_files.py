"""Files that a command hands over: whole or not at all, and for their owner alone."""

import os
import stat
from pathlib import Path

import pytest

from crimebook.stores.vault.folder import Room, Vault
from crimebook.work.opening.publishing import MANIFEST, ROOT_PUBLIC
from crimebook.zones.cli.files import HandedFileError, read_file, write_file
from crimebook.zones.cli.vaults import publish_to


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "content")
        fsync(descriptor)

    def rename(path: Path, target: Path) -> Path:
        steps.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    write_file(tmp_path / "note", b"signed")
    assert steps == ["content", "name", "folder"]
    assert [each.name for each in tmp_path.iterdir()] == ["note"]


def test_a_file_is_for_its_owner_alone(tmp_path: Path):
    write_file(tmp_path / "chain.json", b"who did what")
    assert stat.S_IMODE((tmp_path / "chain.json").stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path):
    with pytest.raises(HandedFileError, match="expected to write"):
        write_file(tmp_path / "nowhere" / "note", b"signed")


def test_a_file_that_is_too_long_is_refused(tmp_path: Path):
    (tmp_path / "long").write_bytes(b"1234")
    with pytest.raises(HandedFileError, match="at most 3 bytes"):
        read_file(tmp_path / "long", max_bytes=3)


def test_an_intake_that_is_reading_keeps_what_it_has_while_a_manifest_is_published(tmp_path: Path):
    vault, intake = Vault(tmp_path / "vault"), tmp_path / "intake"
    vault.put_new(Room.PUBLIC, ROOT_PUBLIC, b"root")
    vault.put_new(Room.PUBLIC, MANIFEST, b"one")
    publish_to(vault, intake)
    os.link(intake / "manifest.txt", tmp_path / "opened before")
    vault.put_again(Room.PUBLIC, MANIFEST, b"another, longer one")
    publish_to(vault, intake)
    assert (intake / "manifest.txt").read_bytes() == b"another, longer one"
    assert (tmp_path / "opened before").read_bytes() == b"one"
