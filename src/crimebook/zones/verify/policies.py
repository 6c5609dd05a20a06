"""Whose signatures count: out of a small file of the checker's own, or out of a signed key manifest.

The file is TOML, or JSON with the same names::

    origin = "log.example/book"
    log_key = "log.example/book+29f27384+AcqT…"
    leaves_per_interval = 64              # may be left out
    interval_s = 3600                     # the same
    witnesses = { quorum = 2, keys = ["…", "…", "…"] }
    zone_keys = [{ zone = "desk", key = "…", since = "2026-01-01T00:00:00Z", until = "" }]
    desk = { rp_id = "desk.example", origins = ["https://desk.example"] }
    former_log_keys = [{ key = "log.example/book+…", leaves = 600 }]   # counted up to so many leaves
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from crimebook.custody.checkpoints import FormerKey, Policy
from crimebook.custody.signatures import KeyKind, Role, Signer
from crimebook.custody.webauthn import RelyingParty
from crimebook.terms.canonical import parse_canonical
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import parse_instant
from crimebook.terms.notes import Root, VerifierKey, check_note
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import UncheckedError
from crimebook.zones.verify.sources import read_file

MANIFEST_TITLE: Final = "crimebook/manifest/v1"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the checker believes from the start. 0 leaves an interval mean that the rhythm is not known."""

    log: Policy
    zone_keys: tuple[Signer, ...] = ()
    leaves_per_interval: int = 0
    interval_s: int = 0
    desk: RelyingParty | None = None

    @property
    def without_witnesses(self) -> Policy:
        """The same log, whoever else saw it: for checkpoints that the checker kept."""
        return replace(self.log, quorum=0)


def read_policy(path: Path) -> Trust:
    """Return what a policy file says; raise `UncheckedError`."""
    try:
        text = read_file(path).decode()
        return _trust(json.loads(text) if path.suffix == ".json" else tomllib.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidValueError) as error:
        raise UncheckedError(
            reason("{path} is no policy. Without one nothing can be checked.", path=str(path)), str(error)
        ) from error


def read_manifest(path: Path, root: Path, at: datetime) -> Trust:
    """Return what a signed manifest says, if the pinned root signed it and it has not expired."""
    try:
        text = check_note(read_file(path), [Root.parse(read_file(root).decode())])
        title, _, body = text.partition("\n")
        found = parse_canonical(body.removesuffix("\n").encode())
        _check_in_force(title, found, at)
        return _trust(found)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidValueError) as error:
        raise UncheckedError(
            reason("{path} is no manifest in force that this root signed.", path=str(path)), str(error)
        ) from error


def _check_in_force(title: str, found: Mapping[str, Any], at: datetime) -> None:
    if title != MANIFEST_TITLE or at >= parse_instant(found["expires"]):
        raise InvalidValueError("a manifest in force", "another text, or an expired one")


def _trust(found: Mapping[str, Any]) -> Trust:
    witnesses = found.get("witnesses", {})
    keys = tuple(map(VerifierKey.parse, witnesses.get("keys", ())))
    policy = Policy(
        found["origin"],
        VerifierKey.parse(found["log_key"]),
        keys,
        _number(witnesses.get("quorum", 0)),
        tuple(
            FormerKey(VerifierKey.parse(each["key"]), _number(each["leaves"]))
            for each in found.get("former_log_keys", ())
        ),
    )
    desk = found.get("desk")
    return Trust(
        policy,
        tuple(map(_zone_key, found.get("zone_keys", ()))),
        _number(found.get("leaves_per_interval", 0)),
        _number(found.get("interval_s", 0)),
        RelyingParty(desk["rp_id"], tuple(desk["origins"])) if desk else None,
    )


def _zone_key(found: Mapping[str, Any]) -> Signer:
    until = parse_instant(found["until"]) if found.get("until") else None
    public = bytes.fromhex(found["key"])
    return Signer(found["zone"], Role.ZONE, KeyKind.ED25519, public, parse_instant(found["since"]), until)


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise InvalidValueError("a number", str(value)[:20])
    return value
