"""Custodians with folders of their own, a desk whose manifest names them, and reports with a name in them."""

import os
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.work.opening.cast import CHEAP, NOW, ROOT, body, bring, make_desk

from crimebook.sealing.envelope import with_identities
from crimebook.sealing.fingerprints import key_fingerprint
from crimebook.sealing.identity import Custody
from crimebook.sealing.manifest import Custodian
from crimebook.sealing.requests import Handover
from crimebook.sealing.shares import Aim
from crimebook.stores.vault.folder import Room, Vault
from crimebook.unsealing.identities import HybridIdentity
from crimebook.work.opening.custodian import CustodianFolder, Keys
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import (
    MANIFEST,
    ROOT_PUBLIC,
    current_manifest,
    install_manifest,
)
from crimebook.work.opening.rooting import open_root, sign_draft

NAME = "Name that nobody reads"
COUNTRIES = ("LT", "PL", "DE", "CZ", "NL")
LOCKED_BY = "words of one custodian"
LATER = NOW + timedelta(hours=25)
READER = HybridIdentity(b"p" * 32)
SAID = {
    Aim.IDENTITY: {"identity": {"name": NAME}},
    Aim.DANGER: {"danger_contact": {"reach": "+375 00"}},
}


class Holder:
    """One custodian: a folder on a machine of their own."""

    def __init__(self, path: Path, country: str = "LV") -> None:
        self.folder = CustodianFolder(path)
        self.card = self.folder.make_keys(LOCKED_BY, country, cost=CHEAP)

    def copied_to(self, path: Path) -> "Holder":
        """Return the same custodian on a copy of their folder."""
        other = copy(self)
        other.folder = CustodianFolder(path)
        return other

    @property
    def keys(self) -> Keys:
        return self.folder.unlock(LOCKED_BY)

    def follow(self, desk: Desk, at: datetime = NOW) -> None:
        vault = desk.vault
        self.folder.follow(vault.read(Room.PUBLIC, ROOT_PUBLIC), vault.read(Room.PUBLIC, MANIFEST), at)


def make_holders(path: Path, count: int = 3) -> dict[int, Holder]:
    return {
        index: Holder(path / f"custodian-{index}", country)
        for index, country in zip(range(1, count + 1), COUNTRIES, strict=False)
    }


def name_custodians(desk: Desk, path: Path, holders: dict[int, Holder], needed: int = 2) -> None:
    """Sign and install a manifest that names the holders, and let each of them follow it."""
    custodians = tuple(
        Custodian(index, each.card.recipient, each.card.sign_key, each.card.jurisdiction)
        for index, each in holders.items()
    )
    sign_next(desk, path, custodians=custodians, custodians_needed=needed)
    for each in holders.values():
        each.follow(desk)


def replace_holder(
    desk: Desk, path: Path, holders: dict[int, Holder], index: int, successor: Holder
) -> dict[int, Holder]:
    """Name a successor in the next manifest, which who goes follows too; return who has the seats now."""
    new = {**holders, index: successor}
    name_custodians(desk, path, new)
    holders[index].follow(desk)
    return new


def read_out(holder: Holder) -> str:
    """Return the fingerprint that a custodian reads out."""
    return " ".join(key_fingerprint(holder.card.recipient))


def handed_over(wanted: Handover, holder: Holder, successor: Holder) -> Handover:
    """Return what a custodian seals to a successor whom they called."""
    return holder.folder.hand_over(wanted, holder.keys, read_out(successor), NOW)


def sign_next(desk: Desk, path: Path, stick: str = "root", **decided: Any) -> bytes:
    """Sign the next manifest with what people decided, and put it in force; return it."""
    before = current_manifest(desk.vault)
    root = Vault(path / stick)
    note = sign_draft(root, replace(before, serial=before.serial + 1, **decided), open_root(root, ROOT))
    install_manifest(desk.vault, note, NOW)
    return note


def bring_named(desk: Desk, **differing: Any) -> str:
    """Bring a report that says who it is from; return its reference."""
    custody = Custody.of(current_manifest(desk.vault))
    return bring(desk, with_identities(body(desk, **differing), SAID, custody, os.urandom))


def make_kept(path: Path) -> tuple[Desk, dict[int, Holder]]:
    """Return a desk with three custodians, of whom two open an identity."""
    desk = make_desk(path)
    holders = make_holders(path)
    name_custodians(desk, path, holders)
    return desk, holders


def moment(hours: float = 0) -> datetime:
    """Return a moment some hours after a request."""
    return (NOW + timedelta(hours=hours)).astimezone(UTC)
