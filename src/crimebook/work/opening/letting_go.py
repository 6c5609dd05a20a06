"""Letting go: what was refused for long is taken from the shelves for good, with an event before it goes.

Only what no key opens, or what is no report or letter of this book. What opens by now stays, and so does what
only lacks something: a file, a newer program, the same bytes on the other shelf. Each is tried once more
here. Stopped between the event and the end, the next run finds it again, goes on and writes no second event.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crimebook.custody.events import Action, Deed, parse_event
from crimebook.sealing.errors import FutureVersionError, SealingError
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.transactions import writing
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.items import Heading
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.refusals import SpoolError
from crimebook.stores.spool.told import Told
from crimebook.stores.vault.errors import KeyMissingError
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.ids import Digest
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import HybridIdentity
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.attachments import AttachmentError
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.letters import read_letter
from crimebook.work.opening.opening import ReportRefusedError, look_inside
from crimebook.work.opening.refused import RefusedItem, open_refused

DAYS = 90
"""How long what was refused stays at least, unless somebody says otherwise."""
MIN_DIGITS = 8
_LACKING = (FutureVersionError, SpoolError, AttachmentError, KeyMissingError)
_HOPELESS = (SealingError, UnsealError, ReportRefusedError)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be looked at: refused for ``days`` or longer; the first digits of names, none for all."""

    days: int = DAYS
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What may be let go of, and what stays: it opens by now, or only lacks something."""

    hopeless: tuple[RefusedItem, ...]
    staying: tuple[RefusedItem, ...]


def open_hopeless(desk: Desk, actor: Actor, chosen: Chosen, *, at: datetime) -> Looked:
    """Return what `let_go` would take away, each tried once more; nothing is changed.

    No letter is among it while a report stays that only lacks something: the letter may be of that report.
    Raises `NotFoundError` for a ``ref`` of nothing that was refused, `InvalidValueError` for a short one.
    """
    check_right(actor, Right.KEYS)
    old = _choose(open_refused(desk, actor, at=at), chosen, at.date())
    with _shelves(desk) as shelves:
        hopeless = _hopeless_of(desk, shelves, old)
    if any(each.kind is ItemKind.REPORT and each not in hopeless for each in old):
        hopeless = tuple(each for each in hopeless if each.kind is ItemKind.REPORT)
    return Looked(hopeless, tuple(each for each in old if each not in hopeless))


def let_go(
    desk: Desk, actor: Actor, items: Sequence[RefusedItem], *, at: datetime
) -> tuple[RefusedItem, ...]:
    """Take refused items from every shelf for good, and return which went; what opens by now stays."""
    check_right(actor, Right.KEYS)
    told = Told(desk.folders.shelves[0], random=desk.random)
    try:
        with _shelves(desk) as shelves:
            going = _hopeless_of(desk, shelves, items)
            leaving = {_name(each) for each in going}
            spared = [shelf.parts_of_others(leaving) for shelf in shelves]
            gone = []
            for each in going:
                heading = shelves[0].read_item(_name(each)).heading
                if _note(actor, each, heading, at=at):
                    _remove(shelves, spared, each, heading)
                    told.forget(each.name)
                    gone.append(each)
    finally:
        told.close()
    return tuple(gone)


def _choose(refused: Sequence[RefusedItem], chosen: Chosen, today: date) -> tuple[RefusedItem, ...]:
    for ref in chosen.refs:
        if len(ref) < MIN_DIGITS:
            raise InvalidValueError(f"at least {MIN_DIGITS} digits of an item's name", repr(ref))
        if not any(each.name.startswith(ref) for each in refused):
            raise NotFoundError(f"expected an item that was refused, got {ref[:16]!r}")
    latest = today - timedelta(days=chosen.days)
    return tuple(
        each
        for each in refused
        if each.since <= latest and (not chosen.refs or each.name.startswith(chosen.refs))
    )


def _hopeless_of(
    desk: Desk, shelves: Sequence[Shelf], items: Sequence[RefusedItem]
) -> tuple[RefusedItem, ...]:
    epochs = desk.keyring.epochs()
    return tuple(each for each in items if _is_hopeless(desk, shelves, _name(each), epochs))


def _is_hopeless(
    desk: Desk, shelves: Sequence[Shelf], name: Name, epochs: tuple[HybridIdentity, ...]
) -> bool:
    """Whether no key opens an item, or it is none of this book, and every copy of it is the same."""
    first, *others = shelves
    try:
        item = first.read_item(name)
        for other in others:
            # Not there: an earlier run was stopped after it had taken this copy away.
            with suppress(FileNotFoundError):
                if other.read_item(name).heading.envelope_sha256 != item.heading.envelope_sha256:
                    return False
        match name.kind:
            case ItemKind.REPORT:
                look_inside(name, item, epochs, "")
            case ItemKind.MESSAGE:
                read_letter(desk, item, epochs)
    except (*_LACKING, FileNotFoundError):
        return False
    except _HOPELESS:
        return True
    return False


def _note(actor: Actor, item: RefusedItem, heading: Heading, *, at: datetime) -> bool:
    """Write the event, once; False where the item was opened meanwhile."""
    envelope = f"envelope:{heading.envelope_sha256}"
    with writing():
        if stored.known_items([item.name]) or stored.known_letters([item.name]):
            return False
        chain = chain_of(envelope)
        if not chain or parse_event(chain[-1]).deed.action != Action.DISCARDED:
            reason = f"refused since {item.since}: {item.reason}"
            append_event(Deed(envelope, Action.DISCARDED, actor.key, at, reason=reason, inputs=heading.parts))
    return True


def _remove(
    shelves: Sequence[Shelf],
    spared: Sequence[frozenset[Digest] | None],
    item: RefusedItem,
    heading: Heading,
) -> None:
    # The first shelf last: it is the one by which the next run finds what is left to do.
    for shelf, others in reversed(list(zip(shelves, spared, strict=True))):
        shelf.remove(_name(item), () if others is None else set(heading.parts) - others)


@contextmanager
def _shelves(desk: Desk) -> Iterator[tuple[Shelf, ...]]:
    shelves = tuple(Shelf(folder, random=desk.random) for folder in desk.folders.shelves)
    try:
        yield shelves
    finally:
        for shelf in shelves:
            shelf.close()


def _name(item: RefusedItem) -> Name:
    return Name(item.kind, item.name)
