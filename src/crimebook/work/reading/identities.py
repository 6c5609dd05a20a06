"""Opening requests for identities for a reader: all of them, one with what came of it, and those of a report.

Whoever may ask, veto, collect or audit sees every request that was ever made: what was denied stays visible.
A page names reports by reference and the team by keys; of the person whose identity it is it knows nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from crimebook.custody.events import Action
from crimebook.sealing.manifest import Manifest
from crimebook.sealing.requests import Answer, Earlier, Veto
from crimebook.sealing.shares import Aim
from crimebook.stores.register import reports as stored
from crimebook.stores.vault.folder import Vault
from crimebook.terms.errors import NotFoundError
from crimebook.terms.instants import parse_instant
from crimebook.work.actors import Actor, Right
from crimebook.work.apart import is_of_a_list
from crimebook.work.custodians import DRILL, has_identity, identities_of
from crimebook.work.journal import note
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import find_installed
from crimebook.work.petitions import (
    Petition,
    Stage,
    drill_is_due,
    last_drill,
    petition,
    petitions,
    petitions_for,
)
from crimebook.work.reporting import check_reader

PAGE_ROWS = 40
_RIGHTS = (Right.ASK_NAME, Right.VETO_NAME, Right.COLLECT_NAME, Right.AUDIT)
_OVER = frozenset({Stage.OPENED, Stage.VETOED, Stage.LAPSED})


@dataclass(frozen=True, slots=True)
class Seat:
    """A custodian's place in the manifest in force: its number, and in which jurisdiction they stand."""

    index: int
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list. ``opens_at`` is None while a custodian was not told of it."""

    id: str
    ref: str
    aim: Aim
    stage: Stage
    asked_at: datetime
    asked_by: str
    to_name: str
    approved: int
    needed: int
    opens_at: datetime | None
    lapses_at: datetime
    reasons: tuple[str, ...]

    @property
    def is_of_report(self) -> bool:
        """Whether ``ref`` is that of a report, which has a page."""
        return self.ref != DRILL and ":" not in self.ref


@dataclass(frozen=True, slots=True)
class RequestList:
    """A page of requests, the newest first, with who keeps the shares and when the last drill was."""

    rows: tuple[RequestLine, ...]
    total: int
    pages: int
    seats: tuple[Seat, ...]
    needed: int
    drilled_at: datetime | None
    is_drill_due: bool
    may_drill: bool


@dataclass(frozen=True, slots=True)
class CustodianLine:
    """One custodian's part in a request: when they were told, by whose word, and what they answered."""

    index: int
    jurisdiction: str
    told_at: datetime | None
    told_by: str
    answers: tuple[Answer, ...]

    @property
    def answered_at(self) -> datetime | None:
        """When they answered last."""
        return max((parse_instant(each.at) for each in self.answers), default=None)

    @property
    def is_told(self) -> bool:
        """Whether they know of the request."""
        return self.told_at is not None or bool(self.answers)


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request with all that came of it, and what the reader may do with it now."""

    line: RequestLine
    reason: str
    to: str
    custodians: tuple[CustodianLine, ...]
    veto: Veto | None
    vetoed_at: datetime | None
    opened_at: datetime | None
    earlier: tuple[tuple[datetime, Earlier], ...]
    may_collect: bool
    may_veto: bool
    may_release: bool

    @property
    def untold(self) -> tuple[CustodianLine, ...]:
        """Those whom nobody told yet."""
        return tuple(each for each in self.custodians if not each.is_told)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What can be asked for of a report: what for it was sealed, how many open it, how many keep shares."""

    aim: Aim
    needed: int
    count: int


@dataclass(frozen=True, slots=True)
class ReportNames:
    """What a page says of names in a report or beside a record: what is sealed, and every request for it."""

    sealed: tuple[Sealed, ...]
    requests: tuple[RequestLine, ...]
    may_ask: bool


def open_requests(vault: Vault, actor: Actor, *, page: int = 1, at: datetime) -> RequestList:
    """Return a page of requests; raise `NotFoundError` for who has nothing to do with them."""
    _check_reader(actor)
    note(actor, Action.SEARCHED, "identities", at=at)
    found = petitions(vault)
    start = (max(1, page) - 1) * PAGE_ROWS
    manifest = _manifest(vault)
    return RequestList(
        rows=tuple(_line(each, at) for each in found[start : start + PAGE_ROWS]),
        total=len(found),
        pages=max(1, -(-len(found) // PAGE_ROWS)),
        seats=tuple(Seat(each.index, each.jurisdiction) for each in manifest.custodians) if manifest else (),
        needed=manifest.custodians_needed if manifest else 0,
        drilled_at=last_drill(vault),
        is_drill_due=drill_is_due(vault, at),
        may_drill=actor.may(Right.KEYS),
    )


def open_request(vault: Vault, actor: Actor, request_id: str, *, at: datetime) -> RequestPage:
    """Return one request; raise `NotFoundError` where there is none that the actor may see."""
    _check_reader(actor)
    found = petition(vault, request_id)
    note(actor, Action.READ, f"identity-request:{request_id}", at=at)
    line = _line(found, at)
    return RequestPage(
        line=line,
        reason=found.request.reason,
        to=found.request.to,
        custodians=_custodians(found, _manifest(vault)),
        veto=found.veto,
        vetoed_at=parse_instant(found.veto.at) if found.veto else None,
        opened_at=parse_instant(found.opened_at) if found.opened_at else None,
        earlier=tuple((parse_instant(each.asked_at), each) for each in found.request.earlier),
        may_collect=actor.may(Right.COLLECT_NAME),
        may_veto=actor.may(Right.VETO_NAME) and line.stage not in _OVER,
        may_release=actor.may(Right.COLLECT_NAME) and line.stage is Stage.READY,
    )


def open_wish(desk: Desk, actor: Actor, ref: str, *, at: datetime) -> ReportNames:
    """Return what can be asked for of a report or a record, for the form that asks; raise `NotFoundError`."""
    if not actor.may(Right.ASK_NAME):
        raise NotFoundError(f"expected the right to {Right.ASK_NAME}, got the role {actor.role}")
    has_identity(desk, actor, ref, at=at)
    return names_of(desk, actor, ref, at=at)


def names_of(desk: Desk, actor: Actor, ref: str, *, at: datetime) -> ReportNames:
    """Return what a page says of names in a report or beside a record, within the reading that was recorded.

    Raises `NotFoundError` for a report that the actor may not read, and for a record without a name.
    """
    if not is_of_a_list(ref):
        check_reader(actor, stored.find_report(ref))
    found = identities_of(desk, ref)
    sealed = tuple(
        Sealed(aim, each.header.needed, len(each.header.shares)) for aim, each in sorted(found.items())
    )
    requests = tuple(_line(each, at) for each in petitions_for(desk.vault, ref))
    return ReportNames(sealed, requests, actor.may(Right.ASK_NAME))


def may_ask(actor: Actor) -> bool:
    """Whether somebody may ask for the name that a list brought."""
    return actor.may(Right.ASK_NAME) and actor.may(Right.TESTIMONY)


def may_see(actor: Actor) -> bool:
    """Whether somebody has something to do with requests for identities."""
    return any(actor.may(right) for right in _RIGHTS)


def _check_reader(actor: Actor) -> None:
    if not may_see(actor):
        raise NotFoundError(f"expected a right to see requests for identities, got the role {actor.role}")


def _line(found: Petition, at: datetime) -> RequestLine:
    asked = found.request
    return RequestLine(
        id=asked.id,
        ref=asked.ref,
        aim=asked.aim,
        stage=found.stage(at),
        asked_at=parse_instant(asked.asked_at),
        asked_by=asked.asked_by,
        to_name=asked.to_name,
        approved=len(found.approvals),
        needed=asked.header.needed,
        opens_at=found.opens_at,
        lapses_at=asked.lapses_at,
        reasons=found.reasons,
    )


def _custodians(found: Petition, manifest: Manifest | None) -> tuple[CustodianLine, ...]:
    where = {each.index: each.jurisdiction for each in manifest.custodians} if manifest else {}
    told = {each.custodian: each for each in found.notices}
    lines = []
    for share in found.request.header.shares:
        index, notice = share.custodian, told.get(share.custodian)
        answers = tuple(each for each in found.answers if each.custodian == index)
        told_at = parse_instant(notice.at) if notice else None
        told_by = notice.by if notice else ""
        lines.append(CustodianLine(index, where.get(index, ""), told_at, told_by, answers))
    return tuple(lines)


def _manifest(vault: Vault) -> Manifest | None:
    """Return the manifest in force; None in a book that has no keys yet."""
    installed = find_installed(vault)
    return installed.manifest if installed else None
