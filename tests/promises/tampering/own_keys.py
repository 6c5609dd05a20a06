"""Signatures by persons' own keys: taken away, put elsewhere, or made needless by other events of keys."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.conf import settings
from django.db import connection
from tests.custody.authenticator import P256, PARTY, assertion, public_of
from tests.custody.logs import AT
from tests.promises.tampering.matrix import Cell, Change, Place, Row, Stage, all_by
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, LEAVES, LOG_KEY, ORIGIN, WITNESS_KEY, book_log, later
from tests.zones.verify.cast import (
    HOUR,
    ZoneKey,
    deed,
    events_of,
    give,
    own_keys,
    own_signature,
    policy,
    verify,
)

from crimebook.custody.chainfiles import ChainedEvent, ChainFile
from crimebook.custody.checkpoints import cosign, with_cosignatures
from crimebook.custody.events import Action, Deed, Event, parse_event
from crimebook.custody.ownkeys import OwnKey, chain_name
from crimebook.custody.signatures import EventSignature, sign_event
from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.events import (
    append_event,
    append_signed,
    chain_of,
    prepare_event,
    signed_chain_of,
)
from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.models import CustodyEvent, MemberKey
from crimebook.stores.register.outbox import queue_events
from crimebook.stores.register.transactions import noting
from crimebook.work.actors import Actor, Role
from crimebook.work.chain_exporting import export_chain
from crimebook.work.ledger.publishing import publish
from crimebook.work.own_keys import Hand, SignatureWantedError, enrol_key, tell_grave
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

OBJECT, OWN = "report:grave", chain_name("alice")
BOB = Actor("bob", "Bob", Role.AUDITOR)
FORGED = generate_private_key(SECP256R1())
MINUTE = timedelta(minutes=1)


def in_transit(stage: Stage, change: Change | None) -> str:
    act = deed(3, action=Action.EXPORTED, at=AT + 1.5 * HOUR)
    persons = [own_keys((Action.CREATED, AT), (Action.KEY_ENROLLED, AT + HOUR))]
    given = give(stage.folder, events_of([deed(1), deed(2), act]), persons)
    desk = {"rp_id": PARTY.rp_id, "origins": list(PARTY.origins)}
    given.path("policy.json", json.dumps(policy(desk=desk)))
    chain = given.chain()
    # Where something is done to the keys the act is bare: it is what they were changed for.
    if change in {None, Change.BACK_DATE}:
        chain = _with_own(chain, own_signature(given.events[2]))
    if change is not None:
        chain = _changed(chain, change)
    path = given.path("chain.json", chain.to_json())
    done = verify(given, "chain", path, "--since", given.prior, "--log", given.log)
    said = " ".join(stage.capsys.readouterr().out.split())
    return "" if done is Outcome.PROVEN else said


def _with_own(chain: ChainFile, own: EventSignature) -> ChainFile:
    *before, last = chain.events
    return replace(chain, events=(*before, replace(last, signatures=(*last.signatures, own))))


def _changed(chain: ChainFile, change: Change) -> ChainFile:
    (person,) = chain.persons
    begun, enrolled = person.events
    forger = ZoneKey(b"f" * 32)

    def keys(*events: ChainedEvent) -> ChainFile:
        return replace(chain, persons=(replace(person, events=events),))

    def forged(*told: tuple[Action, datetime]) -> ChainedEvent:
        event = own_keys(*told).events[-1]
        return ChainedEvent(event.body, (sign_event(event.digest, forger),))

    def earlier_act() -> ChainFile:
        deeds = [parse_event(each.body).deed for each in chain.events]
        event = events_of([*deeds[:2], replace(deeds[2], at=AT + 0.5 * HOUR)])[-1]
        last = replace(chain.events[2], body=event.body, signatures=(sign_event(event.digest, forger),))
        return replace(chain, events=(*chain.events[:2], last))

    told = ((Action.CREATED, AT), (Action.KEY_ENROLLED, AT + HOUR))
    flipped = replace(enrolled, body=enrolled.body.replace(b"key-enrolled", b"key-revoked"))
    changed: dict[Change, Callable[[], ChainFile]] = {
        Change.FLIP: lambda: keys(begun, flipped),
        Change.DROP: lambda: replace(chain, persons=()),
        Change.REORDER: lambda: keys(enrolled, begun),
        Change.INSERT: lambda: keys(begun, enrolled, forged(*told, (Action.KEY_REVOKED, AT + HOUR))),
        Change.REPLAY: lambda: _with_own(chain, own_signature(parse_event(chain.events[0].body))),
        Change.TRUNCATE: lambda: keys(begun),
        Change.FORK: lambda: keys(begun, forged((Action.CREATED, AT), (Action.KEY_ENROLLED, AT + 2 * HOUR))),
        Change.BACK_DATE: earlier_act,
    }
    return changed[change]()


def at_rest(stage: Stage, change: Change | None) -> str:
    """Whoever tampers holds the register, the zone's key and the log's, and not the key in alice's hand."""
    log = book_log(stage.folder)
    ensure_member("alice", "Alice", "registrar")
    _act(NOW)
    _signed(lambda hand: enrol_key(ALICE, public_of(P256), "AAAA", hand), NOW + MINUTE)
    _act(NOW + 2 * MINUTE)
    publish(ALICE, log)
    note = log.public.find_note() or b""
    seen = with_cosignatures(note, [cosign(note, WITNESS_KEY, NOW + 3 * HOUR)], [WITNESS_KEY.of_witness])
    (stage.folder / "prior").write_bytes(seen)
    publish(ALICE, later(log, 1))
    earlier = export_chain(BOB, OBJECT, log.places, at=NOW + HOUR)
    (stage.folder / "earlier.json").write_bytes(earlier.to_json())
    if change is not None:
        _tamper(change)
    publish(ALICE, later(log, 3))
    publish(ALICE, later(log, 4))
    chain = export_chain(BOB, OBJECT, log.places, at=NOW + 4 * HOUR)
    (stage.folder / "chain.json").write_bytes(chain.to_json())
    return _verified(stage, str(log.places.public))


def _act(at: datetime) -> None:
    def tell(hand: Hand) -> None:
        with noting():
            tell_grave(Deed(OBJECT, Action.EXPORTED, "alice", at, f"at {at}"), hand=hand)

    _signed(tell, at)


def _signed(call: Callable[[Hand], Any], at: datetime) -> None:
    """Do it, with a signature where one is asked for."""
    try:
        call(Hand(PARTY.rp_id, PARTY.origins[0], at))
    except SignatureWantedError as wanted:
        given = assertion(bytes.fromhex(wanted.event.digest))
        call(replace(wanted.hand, event=wanted.event, credential="AAAA", assertion=given))


def _tamper(change: Change) -> None:
    begun, enrolled = (parse_event(each).deed for each in chain_of(OWN))
    act = Deed(OBJECT, Action.EXPORTED, "alice", NOW + 3 * MINUTE, "never done by alice")
    editor = SimpleNamespace(connection=connection, execute=None)
    drop_triggers(editor, ("register_custodyevent",))
    match change:
        case Change.FLIP:
            _bare_act()
        case Change.INSERT:
            with noting():
                append_event(act)
        case Change.REPLAY:
            with noting():
                before = EventSignature.parse(signed_chain_of(OBJECT)[-1].personal)
                append_signed(prepare_event(act), before)
        case Change.BACK_DATE:
            with noting():
                append_event(replace(enrolled, action=Action.KEY_REVOKED, at=act.at - timedelta(seconds=1)))
                append_event(act)
        case Change.FORK:
            _with_another_key(begun, enrolled)
        case _:
            kept = {
                Change.DROP: [enrolled],
                Change.REORDER: [enrolled, replace(begun, at=enrolled.at)],
                Change.TRUNCATE: [begun],
            }
            _rewrite_keys(kept[change])
            _bare_act()


def _bare_act() -> None:
    last = CustodyEvent.objects.filter(object_id=OBJECT).latest("id")
    CustodyEvent.objects.filter(id=last.id).update(personal_signature="")


def _with_another_key(begun: Deed, enrolled: Deed) -> None:
    """Let alice's key be one of somebody else, who signs what she did."""
    public = public_of(FORGED)
    name = OwnKey(public).key_id
    MemberKey.objects.update(public=public, key_id=name)
    _rewrite_keys([begun, replace(enrolled, outputs=(name,))], FORGED)
    last = CustodyEvent.objects.filter(object_id=OBJECT).latest("id")
    own = own_signature(parse_event(last.body.encode()), FORGED).to_json().decode()
    CustodyEvent.objects.filter(id=last.id).update(personal_signature=own)


def _rewrite_keys(deeds: Sequence[Deed], key: Any = None) -> None:
    """Write the chain of own keys anew: every link is right, the zone signs, and the log gets the leaves."""
    CustodyEvent.objects.filter(object_id=OWN).delete()
    for event in events_of(deeds, first=200):
        CustodyEvent.objects.create(
            object_id=OWN,
            action=event.deed.action,
            actor=event.deed.actor,
            at=event.deed.at,
            previous=event.previous,
            body=event.body.decode(),
            digest=event.digest,
            signature=sign_event(event.digest, settings.CUSTODY_KEY("desk")).to_json().decode(),
            personal_signature=_own_text(event, key),
        )
        queue_events([event])


def _own_text(event: Event, key: Any) -> str:
    if key is None or event.deed.action is not Action.KEY_ENROLLED:
        return ""
    return own_signature(event, key).to_json().decode()


def _verified(stage: Stage, log: str) -> str:
    key = settings.CUSTODY_KEY("desk").public.hex()
    trust = {
        "origin": ORIGIN,
        "log_key": str(LOG_KEY.of_log),
        "leaves_per_interval": LEAVES,
        "interval_s": 3_600,
        "witnesses": {"quorum": 0, "keys": [str(WITNESS_KEY.of_witness)]},
        "zone_keys": [{"zone": "desk", "key": key, "since": "2020-01-01T00:00:00Z", "until": ""}],
        "desk": {"rp_id": PARTY.rp_id, "origins": list(PARTY.origins)},
    }
    folder = stage.folder
    (folder / "policy.json").write_text(json.dumps(trust), encoding="utf-8")
    done = run(
        ["chain", str(folder / "chain.json"), "--policy", str(folder / "policy.json"), "--log", log,
         "--since", str(folder / "prior"), "--earlier", str(folder / "earlier.json")]
    )  # fmt: skip
    said = " ".join(stage.capsys.readouterr().out.split())
    return "" if done is Outcome.PROVEN else said


CHAIN, CHAIN_SINCE, CHAIN_EARLIER = "verify chain", "verify chain --since", "verify chain --earlier"
CHANGED, UNSIGNED = "What tells alice's own keys was changed", "alice, who has a key of their own"
ANOTHER = "not what you were handed earlier of alice's own keys"
ROWS = [
    Row(
        "own signatures and keys",
        Place.AT_REST,
        "the register, the zone's and the log's key",
        at_rest,
        all_by(
            CHAIN,
            {
                Change.FLIP: UNSIGNED,
                Change.INSERT: UNSIGNED,
                Change.REPLAY: "one over something else",
                Change.DROP: CHANGED,
                Change.REORDER: CHANGED,
            },
        )
        | {
            Change.TRUNCATE: Cell(CHAIN_EARLIER, ANOTHER),
            Change.FORK: Cell(CHAIN_EARLIER, ANOTHER),
            Change.BACK_DATE: Cell(CHAIN_SINCE, "back-dated or held back"),
        },
    ),
    Row(
        "own signatures and keys",
        Place.IN_TRANSIT,
        "whoever carries the file",
        in_transit,
        all_by(
            CHAIN,
            {
                Change.FLIP: CHANGED,
                Change.DROP: "whether they had to sign it could not be checked",
                Change.REORDER: CHANGED,
                Change.INSERT: CHANGED,
                Change.REPLAY: "one over something else",
                Change.TRUNCATE: "the end was cut off",
                Change.FORK: CHANGED,
                Change.BACK_DATE: "is not signed by who must sign it",
            },
        ),
    ),
]
