"""Five custodians, of whom three open an identity, and a report that says who it is from."""

import os
from typing import Any

from tests.sealing.cast import body

from crimebook.sealing.envelope import ReportBody, with_identities
from crimebook.sealing.identity import Custody, SealedIdentity
from crimebook.sealing.manifest import Custodian
from crimebook.sealing.receipt import public_of
from crimebook.sealing.shares import Aim
from crimebook.unsealing.identities import HybridIdentity

NAME = "Name that nobody reads"
SAID = {"identity": {"name": NAME, "reach": "+375 00 000-00-00"}}
DANGER_SAID = {"danger_contact": {"name": "Somebody close"}}
KEYS = {index: HybridIdentity(bytes([index]) * 32) for index in (1, 2, 3, 5, 8)}
COUNTRIES = {1: "LT", 2: "PL", 3: "LT", 5: "DE", 8: "PL"}
CUSTODY = Custody(
    tuple(
        Custodian(index, str(key.recipient), public_of(key.seed).hex(), COUNTRIES[index])
        for index, key in KEYS.items()
    ),
    3,
)


def signed_report(**differences: Any) -> ReportBody:
    """A body with an identity in it."""
    said = {Aim.IDENTITY: SAID, Aim.DANGER: DANGER_SAID}
    return with_identities(body(**differences), said, CUSTODY, os.urandom)


def identity_of(report: ReportBody, aim: Aim = Aim.IDENTITY) -> SealedIdentity:
    """The sealed identity of a report."""
    sealed = report.identity if aim is Aim.IDENTITY else report.danger
    assert sealed is not None
    return sealed
