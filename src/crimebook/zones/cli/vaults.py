"""Vaults and roots as folders that commands name, and what of them is handed over."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from crimebook.stores.folder.book import BookFolder
from crimebook.zones.cli.session import say

if TYPE_CHECKING:
    from crimebook.sealing.manifest import Manifest
    from crimebook.stores.vault.folder import Vault


def vault_at(path: Path) -> "Vault":
    """Return a folder of keys: a book's vault, or a root."""
    from crimebook.stores.vault.folder import Vault

    return Vault(path, os.urandom)


def vault_of(folder: BookFolder) -> "Vault":
    """Return the vault of a book."""
    return vault_at(folder.vault_folder)


def say_changes(vault: "Vault", drafted: "Manifest") -> None:
    """Say what a draft changes, in the words in which the root's keeper is shown it and asks about it."""
    from crimebook.sealing.changes import manifest_changes
    from crimebook.work.opening.publishing import find_installed

    installed = find_installed(vault)
    for each in manifest_changes(installed.manifest if installed else None, drafted):
        say(f"{'!' if each.is_grave else ' '} {each.text}")


def say_draft(vault: "Vault", target: Path | None) -> None:
    """Say where the draft is, and what is to be done with it."""
    from crimebook.stores.vault.folder import Room
    from crimebook.work.opening.publishing import DRAFT

    path = vault.path(Room.PUBLIC, DRAFT)
    if target is not None:
        shutil.copyfile(path, target)
    say(f"draft: {target or path}")
    say("It is in force once the root has signed it and it is installed: keys manifest sign, install")


def publish_to(vault: "Vault", folder: Path) -> None:
    """Copy what everybody may have to a folder, under the names that an intake knows.

    Each in the place of the one before, whole: an intake may be reading them.
    """
    from crimebook.stores.intake.folder import put_file
    from crimebook.stores.vault.folder import Room
    from crimebook.work.opening.publishing import MANIFEST, ROOT_PUBLIC

    folder.mkdir(parents=True, exist_ok=True)
    # The root first: a manifest that it signed would be refused by the root before it.
    for name, as_the_intake_calls_it in ((ROOT_PUBLIC, "root.txt"), (MANIFEST, "manifest.txt")):
        put_file(folder / as_the_intake_calls_it, vault.read(Room.PUBLIC, name))
    say(f"published: {folder}")
