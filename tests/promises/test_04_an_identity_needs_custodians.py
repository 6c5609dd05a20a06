"""Promise 4: who reported is sealed so that k of n custodians must agree to open one report's name.

A served intake takes reports with a name in them. Then each custodian's files are looked at as whoever seizes
them would: with fewer than are needed nothing opens, with as many one report's name opens and no other's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from tests.promises.served import reporter_of, serving
from tests.sealing.custodians import CUSTODY, KEYS, identity_of
from tests.zones.intake.houses import House, make_house

from crimebook.sealing.envelope import ReportBody, body_bytes
from crimebook.sealing.errors import ShareError
from crimebook.sealing.identity import SealedIdentity, decode_sealed
from crimebook.stores.spool.layout import ItemKind
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import HybridIdentity
from crimebook.unsealing.shares import open_identity, open_share

NAMES = ("Imia Piersaje", "Imia Druhoje")
NEEDED = 3


@dataclass(frozen=True)
class Reported:
    """The house, its reports by the name that each was left with, and one without any."""

    house: House
    named: dict[str, ReportBody]
    unnamed: ReportBody

    def identity(self, name: str) -> SealedIdentity:
        return identity_of(self.named[name])


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    path = tmp_path_factory.mktemp("promise")
    house = make_house(path / "intake")
    house.name_custodians(CUSTODY)
    with serving(house.path, path / "output") as server:
        for name in NAMES:
            known: dict[str, Any] = {
                "first_account": {"first_account": f"account {name[::-1]}"},
                "sealed_wish": {"sealed_wish": ["identity"]},
                "identity": {"identity.name": name},
            }
            reporter_of(server).begin().walk(**known).send()
        reporter_of(server).begin().walk(sealed_wish={"sealed_wish": ["nothing"]}).send()
    by_text = {body.text: body for body in house.reports()}
    named = {name: by_text.pop(f"account {name[::-1]}") for name in NAMES}
    (unnamed,) = by_text.values()
    return Reported(house, named, unnamed)


def files_of(path: Path) -> Iterator[bytes]:
    yield from (each.read_bytes() for each in path.rglob("*") if each.is_file())


def opens(sealed: bytes, keys: list[HybridIdentity]) -> bool:
    try:
        open_bytes(sealed, keys)
    except UnsealError:
        return False
    return True


def test_no_name_lies_at_the_intake_or_in_an_opened_report(reported: Reported):
    for name in NAMES:
        assert not any(name.encode() in content for content in files_of(reported.house.path.parent))
        assert name not in body_bytes(reported.named[name]).decode()
        assert not opens(decode_sealed(reported.identity(name).sealed), [reported.house.identity])


def test_the_intake_does_not_see_who_left_a_name(reported: Reported):
    sizes = {len(item.sealed) for item in reported.house.items(ItemKind.REPORT)}
    assert len(sizes) == 1
    assert reported.unnamed.identity is None


def test_fewer_than_are_needed_open_nothing_with_all_that_they_have(reported: Reported):
    """Two custodians have their keys, every report, and every share that was ever sealed to them."""
    for some in combinations(KEYS, NEEDED - 1):
        keys = [KEYS[index] for index in some]
        for name in NAMES:
            identity = reported.identity(name)
            theirs = [open_share(identity.header, index, KEYS[index]) for index in some]
            # Shares of the other report do not count as a third.
            other = reported.identity(NAMES[1] if name == NAMES[0] else NAMES[0])
            foreign = [open_share(other.header, index, KEYS[index]) for index in some]
            for shares in (theirs, [*theirs, *theirs], [*theirs, foreign[0]]):
                with pytest.raises(ShareError):
                    open_identity(identity, shares)
            assert not opens(decode_sealed(identity.sealed), keys)
            sealed = [
                decode_sealed(each.sealed) for each in identity.header.shares if each.custodian not in some
            ]
            assert not any(opens(each, keys) for each in sealed)


def test_as_many_as_are_needed_open_one_name_and_no_other(reported: Reported):
    for some in combinations(KEYS, NEEDED):
        for name in NAMES:
            identity = reported.identity(name)
            shares = [open_share(identity.header, index, KEYS[index]) for index in some]
            assert open_identity(identity, shares).said == {"identity": {"name": name}}
            for other in set(NAMES) - {name}:
                with pytest.raises(ShareError):
                    open_identity(reported.identity(other), shares)
