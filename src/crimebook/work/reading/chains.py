"""Chains of custody to be read: what was done to one object, or by one person, and what stands behind it.

Every line is checked as it is shown: that it follows the one before, that its zone signed it, that whoever
did a grave act signed it with their own key, and whether its leaf is in the published ledger. Who may see the
chain of an object is who may see the object, as `KINDS` says of each kind; all chains, those of a kind that
nobody thought of, and what others did, are for those who audit.
Reading is an event too, in the reader's journal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from crimebook.custody.checkpoints import parse_checkpoint
from crimebook.custody.events import FIRST, Action, ChainError, Event, digest_of, is_grave
from crimebook.custody.leaves import event_leaf
from crimebook.custody.ownkeys import PREFIX, OwnKeys, chain_name, check_own
from crimebook.custody.proofs import LogProof
from crimebook.custody.signatures import EventSignature, Role, Signer, check_signed
from crimebook.custody.webauthn import SignatureError
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.register import events, members
from crimebook.stores.register import reports as stored_reports
from crimebook.stores.register.events import SignedEvent
from crimebook.stores.register.sources import is_known
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.ids import Ref
from crimebook.work.actors import Actor, Right
from crimebook.work.journal import note
from crimebook.work.ledger.booklog import LogPlaces
from crimebook.work.reporting import check_reader
from crimebook.work.signers import own_keys_of, zone_signers

LINES: Final = 50
"""Events on a page."""
_REPORT: Final = "report:"
_OWN: Final = ("journal:", "member:", PREFIX)
KINDS: Final[Mapping[str, Right]] = {
    "account": Right.TESTIMONY,
    "anchor": Right.AUDIT,
    "blob": Right.TESTIMONY,
    "custodian": Right.AUDIT,
    # The drill, which is of nobody: those who see every request see it.
    "custodians": Right.VETO_NAME,
    "desk": Right.AUDIT,
    "envelope": Right.AUDIT,
    "evidence": Right.AUDIT,
    "involvement": Right.READ,
    "journal": Right.AUDIT,
    "key": Right.AUDIT,
    "ledger": Right.AUDIT,
    "manifest": Right.AUDIT,
    "member": Right.AUDIT,
    "own-keys": Right.AUDIT,
    "person-mention": Right.READ,
    "place-solution": Right.READ,
    "posting": Right.READ,
    # Of records of lists, what was done about a sealed identity: who asked, why, for whom.
    "record": Right.TESTIMONY,
    "register": Right.READ,
    # One's own interviews as well.
    "report": Right.TESTIMONY,
    "source": Right.READ,
    "vetting": Right.VET,
}
"""Which right the chain of an object takes, by what its name begins with.

A record's own chain bears the name of its source instead, and takes the right to read. Everybody sees the
chains of what they did themselves.
"""


class Mark(StrEnum):
    """Who stands behind an event."""

    OWN = "own"
    """The zone and, with their own key, the person who did it."""

    ZONE = "zone"
    """The zone: that the person did it is the book's word."""

    GRAVE_BY_ZONE = "grave-by-zone"
    """The zone alone, although the act is grave: the person had no key of their own at hand."""

    BAD = "bad"
    """It does not follow the one before, or is not signed by who must sign it."""


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One event as it is shown. ``number`` counts from 1 within its chain, 0 where chains are mixed.

    ``event`` is None for bytes that are none. ``leaf`` is its place in the published ledger, None while it is
    not there.
    """

    number: int
    event: Event | None
    mark: Mark
    fault: str = ""
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class ChainPage:
    """A page of one object's chain, newest first. ``published`` is the size of the public log, 0 for none."""

    object_id: str
    lines: tuple[ChainLine, ...]
    total: int
    pages: int
    published: int


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A hardware key: its time as events tell it, and at which address of the desk a browser knows it."""

    key_id: str
    since: datetime
    until: datetime | None
    credential: str
    origin: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A page of what one person did, newest first; ``day`` narrows it."""

    key: str
    name: str
    role: str
    lines: tuple[ChainLine, ...]
    total: int
    pages: int
    published: int
    is_own: bool
    keys: tuple[KeyLine, ...]
    """Their own hardware keys, the newest first, those that were ended too."""
    keys_fault: str = ""
    """What is wrong with the events that tell them."""


@dataclass(frozen=True, slots=True)
class OwnKeysPage:
    """The actor's own hardware keys, the newest first; ``fault`` says what is wrong with their events."""

    keys: tuple[KeyLine, ...]
    fault: str = ""

    @property
    def counting(self) -> int:
        """How many of them count now."""
        return sum(each.until is None for each in self.keys)


@dataclass(frozen=True, slots=True)
class Grounds:
    """By what lines are checked: the key by which the desk's zone signs now, and where the ledger is."""

    zone_key: bytes
    places: LogPlaces | None = None


def may_see(actor: Actor, object_id: str) -> bool:
    """Whether an actor may see the chain of an object."""
    own = {f"{kind}{actor.key}" for kind in _OWN}
    if actor.may(Right.AUDIT) or object_id in own:
        return True
    if object_id.startswith(_REPORT):
        return _may_read_report(actor, object_id.removeprefix(_REPORT))
    return actor.may(right_of(object_id))


def right_of(object_id: str) -> Right:
    """Return the right that the chain of an object takes: to audit, where nothing says another."""
    kind, _, _ = object_id.partition(":")
    if kind in KINDS:
        return KINDS[kind]
    return Right.READ if _is_record(object_id) else Right.AUDIT


def _is_record(object_id: str) -> bool:
    try:
        return is_known(Ref.parse(object_id).source)
    except InvalidValueError:
        return False


def open_chain(actor: Actor, object_id: str, grounds: Grounds, *, page: int = 1, at: datetime) -> ChainPage:
    """Record the reading, then return a page of an object's chain; raise `NotFoundError` for none."""
    _check_seen(actor, object_id)
    note(actor, Action.READ, f"chain:{object_id}", at=at)
    total = events.count_chain(object_id)
    if not total:
        raise NotFoundError(f"expected an object with a chain of custody, got {object_id[:80]!r}")
    stop = max(total - LINES * (page - 1), 0)
    start = max(stop - LINES, 0)
    # One more before, so that the first line's link is checked as well.
    kept = events.chain_part(object_id, max(start - 1, 0), stop)
    checker = _Checker.of(grounds)
    lines = []
    previous = FIRST
    for number, each in enumerate(kept, start=max(start - 1, 0) + 1):
        if number > start:
            lines.append(checker.look(each, number, previous, object_id))
        previous = digest_of(each.body)
    shown, size = _with_leaves(lines, grounds.places)
    return ChainPage(object_id, tuple(reversed(shown)), total, -(-total // LINES), size)


def open_person(
    actor: Actor, key: str, grounds: Grounds, zone: ZoneInfo, *, day: date | None, page: int = 1, at: datetime
) -> PersonPage:
    """Record the reading, then return a page of what a member did; raise `NotFoundError` for no member."""
    _check_seen(actor, f"member:{key}")
    note(actor, Action.READ, f"acts:{key}", at=at, reason=day.isoformat() if day else "")
    found = members.find_member(key)
    if found is None:
        raise NotFoundError(f"expected a member of the team, got {key[:64]!r}")
    begin, end = _bounds(day, zone)
    total = events.count_by_actor(key, begin, end)
    kept = events.signed_by_actor(key, begin, end, limit=LINES, start=LINES * (page - 1))
    checker = _Checker.of(grounds)
    lines, size = _with_leaves([checker.look(each, 0) for each in kept], grounds.places)
    pages = max(-(-total // LINES), 1)
    is_own = key == actor.key
    facts = (found.name, found.role, tuple(lines), total, pages, size, is_own)
    own = _own_keys(key, checker)
    return PersonPage(key, *facts, own.keys, own.fault)


def open_own_keys(actor: Actor, grounds: Grounds, *, at: datetime) -> OwnKeysPage:
    """Record the reading, then return the actor's own hardware keys as events tell them."""
    note(actor, Action.READ, chain_name(actor.key), at=at)
    return _own_keys(actor.key, _Checker.of(grounds))


def _own_keys(member: str, checker: "_Checker") -> OwnKeysPage:
    try:
        return OwnKeysPage(_key_lines(member, checker))
    except (ChainError, SignatureError) as error:
        return OwnKeysPage((), str(error))


def _key_lines(member: str, checker: "_Checker") -> tuple[KeyLine, ...]:
    kept = {each.key_id: each for each in members.member_keys(member)}
    return tuple(
        KeyLine(time.key_id, time.since, time.until, known.credential, known.origin)
        for time in reversed(checker.own(member).times)
        if (known := kept.get(time.key_id))
    )


def open_members(actor: Actor, *, at: datetime) -> tuple[members.MemberFacts, ...]:
    """Record the reading, then return whose acts the actor may read: everybody's, or their own alone."""
    note(actor, Action.READ, "members", at=at)
    return tuple(each for each in members.list_members() if may_see(actor, f"member:{each.key}"))


def open_proof(actor: Actor, digest: str, grounds: Grounds, *, at: datetime) -> LogProof:
    """Record the reading, then return the ledger's proof of an event; raise `NotFoundError` for none yet."""
    kept = events.find_signed(digest)
    if kept is None:
        raise NotFoundError("expected an event of that digest, got none")
    event = kept.event
    _check_seen(actor, event.deed.object_id)
    note(actor, Action.READ, f"proof:{digest}", at=at)
    log = _published(grounds.places)
    if log is not None:
        places, checkpoint, size = log
        with Ledger.at(places.file, places.database) as ledger:
            index = ledger.find(event_leaf(event.digest, event.blind))
            if index is not None and index < size:
                return LogProof(index, ledger.inclusion_proof(index, size), checkpoint)
    raise NotFoundError("expected an event that is in the published ledger, got one that waits")


def _check_seen(actor: Actor, object_id: str) -> None:
    if not may_see(actor, object_id):
        raise NotFoundError(f"expected a chain that the role {actor.role} may read, got another")


def _may_read_report(actor: Actor, ref: str) -> bool:
    try:
        check_reader(actor, stored_reports.find_report(ref))
    except NotFoundError:
        return False
    return True


def _bounds(day: date | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a day of the book's zone begins and ends; all times for no day."""
    if day is None:
        return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return (
        datetime.combine(day, time.min, zone),
        datetime.combine(day + timedelta(days=1), time.min, zone),
    )


@dataclass(frozen=True, slots=True)
class _Checker:
    """What signatures are checked by."""

    zone: tuple[Signer, ...]
    persons: dict[str, OwnKeys] = field(default_factory=dict)
    """The own keys of each actor, once one was asked for."""

    @classmethod
    def of(cls, grounds: Grounds) -> "_Checker":
        return cls(zone_signers(grounds.zone_key))

    def look(
        self, kept: SignedEvent, number: int, previous: str | None = None, object_id: str = ""
    ) -> ChainLine:
        """Check one event; ``previous`` is the digest before it, None where that is not asked."""
        event = None
        try:
            event = kept.event
            if previous is not None:
                _check_link(event, previous, object_id)
            return ChainLine(number, event, self._mark(event, kept))
        except (ChainError, SignatureError) as error:
            return ChainLine(number, event, Mark.BAD, str(error))

    def _mark(self, event: Event, kept: SignedEvent) -> Mark:
        needs_own = kept.personal or is_grave(event.deed) or event.deed.object_id.startswith(PREFIX)
        own = self.own(event.deed.actor) if needs_own else None
        signatures = [EventSignature.parse(each) for each in (kept.signature, kept.personal) if each]
        found = check_signed(event, signatures, (*self.zone, *(own.signers if own else ())))
        check_own(event, found, own.times if own else ())
        if any(each.role is Role.PERSON for each in found):
            return Mark.OWN
        return Mark.GRAVE_BY_ZONE if is_grave(event.deed) else Mark.ZONE

    def own(self, actor: str) -> OwnKeys:
        """Return the own keys of an actor; raises `ChainError` and `SignatureError`."""
        if actor not in self.persons:
            self.persons[actor] = own_keys_of(actor, self.zone)
        return self.persons[actor]


def _check_link(event: Event, previous: str, object_id: str) -> None:
    if (event.previous, event.deed.object_id) != (previous, object_id):
        raise ChainError("expected an event that follows the one before it, got another")


def _published(places: LogPlaces | None) -> tuple[LogPlaces, bytes, int] | None:
    """Return where the ledger is, its newest checkpoint that counts for everybody, and how large that is."""
    if places is None:
        return None
    public = PublicLog(places.public, FolderDisk())
    checkpoint = public.find_witnessed() or public.find_note()
    return None if checkpoint is None else (places, checkpoint, parse_checkpoint(checkpoint).size)


def _with_leaves(lines: Sequence[ChainLine], places: LogPlaces | None) -> tuple[list[ChainLine], int]:
    """Return lines with their places in the ledger, and the ledger's published size."""
    log = _published(places)
    if log is None:
        return list(lines), 0
    size = log[2]
    leaves = {each: event_leaf(each.event.digest, each.event.blind) for each in lines if each.event}
    with Ledger.at(log[0].file, log[0].database) as ledger:
        found = ledger.positions(list(leaves.values()))
    placed = {line: found[leaf] for line, leaf in leaves.items() if found.get(leaf, size) < size}
    return [replace(each, leaf=placed.get(each)) for each in lines], size
