"""Requests for identities as the desk keeps them: what was asked, who was told, what was answered, what came.

A request lies in the vault with everything that came of it, each in a file of its own that is written once:
denials and vetoes cannot be taken back. The day in which anybody may stop a request for an identity runs for
each custodian from when they were told of it, or is over once they answered.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from crimebook.sealing.errors import RequestError
from crimebook.sealing.manifest import Manifest
from crimebook.sealing.requests import (
    WAIT,
    Answer,
    Earlier,
    IdentityRequest,
    Outcome,
    Verdict,
    Veto,
    parse_answer,
    parse_request,
    parse_veto,
)
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import read_value
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import NotFoundError
from crimebook.terms.instants import format_instant, parse_instant

VERSION: Final = 1
REQUEST: Final = "request"
TOLD: Final = "told"
VETO: Final = "veto"
OPENED: Final = "opened"
DRILL_EVERY: Final = timedelta(days=365)


class Stage(StrEnum):
    """Where a request stands, for people who wait for it."""

    WAITING = "waiting"
    """Somebody was not told yet, or has not had their day."""

    GATHERING = "gathering"
    """The wait is over, and too few approve."""

    READY = "ready"
    """Enough approve, and nobody stops it."""

    OPENED = "opened"
    DENIED = "denied"
    VETOED = "vetoed"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Notice:
    """That a request was sent to a custodian: when, and which member of the team says so."""

    custodian: int
    at: str
    by: str
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Petition:
    """A request with all that came of it."""

    request: IdentityRequest
    answers: tuple[Answer, ...]
    notices: tuple[Notice, ...] = ()
    veto: Veto | None = None
    opened_at: str = ""

    @property
    def approvals(self) -> tuple[Answer, ...]:
        """The answers that carry a share."""
        return tuple(each for each in self.answers if each.verdict is Verdict.APPROVED)

    @property
    def denials(self) -> tuple[Answer, ...]:
        """The answers that stop it."""
        return tuple(each for each in self.answers if each.verdict is Verdict.DENIED)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it was stopped."""
        return (*(each.reason for each in self.denials), *([self.veto.reason] if self.veto else []))

    @property
    def untold(self) -> tuple[int, ...]:
        """The custodians who were not told and did not answer: they could not stop it."""
        known = {each.custodian for each in self.notices} | {each.custodian for each in self.answers}
        return tuple(each.custodian for each in self.request.header.shares if each.custodian not in known)

    @property
    def opens_at(self) -> datetime | None:
        """When the wait is over; None while somebody was not told. Only an identity waits."""
        asked = self.request.opens_at
        if self.request.aim is not Aim.IDENTITY:
            return asked
        if self.untold:
            return None
        answered = {each.custodian for each in self.answers}
        waits = [parse_instant(each.at) + WAIT for each in self.notices if each.custodian not in answered]
        return max(asked, *waits) if waits else asked

    def outcome(self, at: datetime) -> Outcome:
        """Return what became of it, as custodians are told in a later request."""
        if self.opened_at:
            return Outcome.OPENED
        if self.veto:
            return Outcome.VETOED
        if self.denials:
            return Outcome.DENIED
        return Outcome.LAPSED if at >= self.request.lapses_at else Outcome.WAITING

    def stage(self, at: datetime) -> Stage:
        """Return where it stands."""
        outcome = self.outcome(at)
        if outcome is not Outcome.WAITING:
            return Stage(outcome.value)
        if self.opens_at is None or at < self.opens_at:
            return Stage.WAITING
        return Stage.READY if len(self.approvals) >= self.request.header.needed else Stage.GATHERING

    def as_earlier(self, at: datetime) -> Earlier:
        """Return how a later request for the same identity tells of this one."""
        asked = self.request
        return Earlier(asked.id, asked.asked_at, asked.to_name, self.outcome(at), self.reasons)


def petition(vault: Vault, request_id: str) -> Petition:
    """Return a request with its answers, or raise `NotFoundError`."""
    names = [name for name in vault.names(Room.IDENTITIES) if name.startswith(f"{request_id}.")]
    if not request_id or f"{request_id}.{REQUEST}" not in names:
        raise NotFoundError(f"expected a request, got none called {request_id[:40]}")
    return _read(vault, request_id, names)


def petitions(vault: Vault) -> tuple[Petition, ...]:
    """Return every request that was ever made, the newest first: what was denied stays."""
    kept: dict[str, list[str]] = defaultdict(list)
    for name in vault.names(Room.IDENTITIES):
        kept[name.partition(".")[0]].append(name)
    found = [_read(vault, each, names) for each, names in kept.items() if f"{each}.{REQUEST}" in names]
    return tuple(sorted(found, key=lambda each: each.request.asked_at, reverse=True))


def petitions_for(vault: Vault, ref: str) -> tuple[Petition, ...]:
    """Return the requests for the identities of one report, the newest first."""
    return tuple(each for each in petitions(vault) if each.request.ref == ref)


def check_ready(found: Petition, manifest: Manifest, at: datetime) -> None:
    """Raise `RequestError` with what a request still lacks before it may be released."""
    request, opens_at = found.request, found.opens_at
    if found.veto:
        raise RequestError("a request that nobody stopped", f"one that {found.veto.by} vetoed")
    if found.denials:
        denied = ", ".join(str(each.custodian) for each in found.denials)
        raise RequestError("a request that nobody denied", f"one that custodian {denied} denied")
    if at >= request.lapses_at:
        raise RequestError(f"an opening before {format_instant(request.lapses_at)}", "a lapsed request")
    if at < request.opens_at:
        raise RequestError(f"a wait until {format_instant(request.opens_at)}", "an earlier opening")
    if opens_at is None:
        untold = ", ".join(map(str, found.untold))
        raise RequestError(
            "a request that every custodian was sent",
            f"none noted to custodian {untold}",
            "send it and say so",
        )
    if at < opens_at:
        raise RequestError(f"a wait until {format_instant(opens_at)}", "an earlier opening")
    if len(found.approvals) < request.header.needed:
        raise RequestError(f"approvals of {request.header.needed} custodians", f"{len(found.approvals)}")
    _check_countries(found, manifest)


def _check_countries(found: Petition, manifest: Manifest) -> None:
    """Raise `RequestError` where all who approve an identity stand in one jurisdiction.

    The manifest in force sees to it, but not for what was sealed when fewer were needed.
    """
    where = {each.index: each.jurisdiction for each in manifest.custodians}
    countries = {where.get(each.custodian, f"seat {each.custodian}") for each in found.approvals}
    if found.request.aim is Aim.IDENTITY and len(countries) < 2:
        raise RequestError("approvals from two jurisdictions", f"all of {', '.join(countries)}")


def last_drill(vault: Vault) -> datetime | None:
    """Return when a drill was last brought to its end; None where none was."""
    drills = (each for each in petitions(vault) if each.request.aim is Aim.DRILL and each.opened_at)
    return max((parse_instant(each.opened_at) for each in drills), default=None)


def drill_is_due(vault: Vault, at: datetime) -> bool:
    """Whether no drill was brought to its end within a year."""
    last = last_drill(vault)
    return last is None or at - last >= DRILL_EVERY


def _read(vault: Vault, request_id: str, names: Iterable[str]) -> Petition:
    def contents(*ends: str) -> list[bytes]:
        return [vault.read(Room.IDENTITIES, name) for name in names if name.endswith(ends)]

    answers = map(parse_answer, contents(*(f".{each}" for each in Verdict)))
    vetoes = contents(f".{VETO}")
    return Petition(
        parse_request(vault.read(Room.IDENTITIES, f"{request_id}.{REQUEST}")),
        tuple(sorted(answers, key=lambda answer: (answer.custodian, answer.verdict))),
        tuple(read_value(each, Notice, VERSION) for each in contents(f".{TOLD}")),
        parse_veto(vetoes[0]) if vetoes else None,
        b"".join(contents(f".{OPENED}")).decode(),
    )
