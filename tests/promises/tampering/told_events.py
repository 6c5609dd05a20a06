"""Events: rewritten in the register by who holds it and the zone's key, and in a file on its way."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from tests.promises.tampering.matrix import Cell, Change, Place, Row, Stage, all_by
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, LEAVES, LOG_KEY, ORIGIN, WITNESS_KEY, book_log, later
from tests.zones.verify.cast import ZoneKey, deed, events_of, give, verify

from crimebook.custody.chainfiles import ChainedEvent, ChainFile
from crimebook.custody.checkpoints import cosign, with_cosignatures
from crimebook.custody.events import Action, Deed, parse_event
from crimebook.custody.signatures import sign_event
from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.models import CustodyEvent
from crimebook.stores.register.outbox import queue_events
from crimebook.stores.register.transactions import noting
from crimebook.work.chain_exporting import export_chain
from crimebook.work.ledger.publishing import publish
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

OBJECT = "report:tampered"
CHAIN, CHAIN_SINCE, REGISTER = "verify chain", "verify chain --since", "the register"
CHAIN_EARLIER, ANOTHER = "verify chain --earlier", "not the chain that you were handed earlier"
REFUSED = "the register refuses"


def told(number: int, **differences: object) -> Deed:
    given = {"at": NOW + timedelta(minutes=number), "reason": f"round {number}"}
    return Deed(OBJECT, Action.VERIFIED, "alice", **(given | differences))


def events_at_rest(stage: Stage, change: Change | None) -> str:
    log = book_log(stage.folder)
    for number in (1, 2, 3):
        with noting():
            append_event(told(number))
    publish(ALICE, log)
    note = log.public.find_note() or b""
    prior = with_cosignatures(
        note, [cosign(note, WITNESS_KEY, NOW + timedelta(hours=1))], [WITNESS_KEY.of_witness]
    )
    (stage.folder / "prior").write_bytes(prior)
    earlier = export_chain(ALICE, OBJECT, log.places, at=NOW + timedelta(hours=1))
    (stage.folder / "earlier.json").write_bytes(earlier.to_json())
    if change is not None:
        said = _tamper(change)
        if said:
            return said
    publish(ALICE, later(log, 3))
    chain = export_chain(ALICE, OBJECT, log.places, at=NOW + timedelta(hours=4))
    (stage.folder / "chain.json").write_bytes(chain.to_json())
    return _verified(stage, str(log.places.public))


def _tamper(change: Change) -> str:
    """Do it as whoever holds the register and the zone's key; return the register's refusal, or nothing."""
    one, two, three = (parse_event(each).deed for each in chain_of(OBJECT))
    if change is Change.BACK_DATE:
        with noting():
            append_event(told(4, at=NOW - timedelta(days=10)))
        return ""
    if change in {Change.REPLAY, Change.FORK}:
        return _written_twice(change)
    _rewrite(
        {
            Change.FLIP: [one, replace(two, reason="another reason"), three],
            Change.DROP: [one, three],
            Change.REORDER: [two, one, three],
            Change.INSERT: [one, told(2, reason="never happened"), two, three],
            Change.TRUNCATE: [one, two],
        }[change]
    )
    return ""


def _written_twice(change: Change) -> str:
    last = CustodyEvent.objects.filter(object_id=OBJECT).order_by("-id").first()
    if change is Change.FORK:
        last.digest, last.body = "0" * 64, "{}"
    last.pk = None
    try:
        with transaction.atomic():
            last.save(force_insert=True)
    except IntegrityError as error:
        return f"{REFUSED}: {error}"
    return ""


def _rewrite(deeds: Sequence[Deed]) -> None:
    """Write a chain anew: every link is right, the zone's own key signs, and the ledger gets the leaves."""
    editor = SimpleNamespace(connection=connection, execute=None)
    drop_triggers(editor, ("register_custodyevent",))
    before = set(CustodyEvent.objects.values_list("digest", flat=True))
    CustodyEvent.objects.filter(object_id=OBJECT).delete()
    key = settings.CUSTODY_KEY("desk")
    for event in events_of(deeds):
        CustodyEvent.objects.create(
            object_id=OBJECT,
            action=event.deed.action,
            actor=event.deed.actor,
            at=event.deed.at,
            previous=event.previous,
            body=event.body.decode(),
            digest=event.digest,
            signature=sign_event(event.digest, key).to_json().decode(),
        )
        if event.digest not in before:
            queue_events([event])


def _verified(stage: Stage, log: str) -> str:
    key = settings.CUSTODY_KEY("desk").public.hex()
    policy = {
        "origin": ORIGIN,
        "log_key": str(LOG_KEY.of_log),
        "leaves_per_interval": LEAVES,
        "interval_s": 3_600,
        "witnesses": {"quorum": 0, "keys": [str(WITNESS_KEY.of_witness)]},
        "zone_keys": [{"zone": "desk", "key": key, "since": "2020-01-01T00:00:00Z", "until": ""}],
    }
    (stage.folder / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    folder = stage.folder
    done = run(
        ["chain", str(folder / "chain.json"), "--policy", str(folder / "policy.json"), "--log", log,
         "--since", str(folder / "prior"), "--earlier", str(folder / "earlier.json")]
    )  # fmt: skip
    said = stage.capsys.readouterr().out
    return "" if done is Outcome.PROVEN else said


def events_in_transit(stage: Stage, change: Change | None) -> str:
    given = give(stage.folder)
    chain = given.chain()
    if change is not None:
        chain = replace(chain, events=tuple(_changed(chain, change)))
    path = given.path("chain.json", chain.to_json())
    done = verify(given, "chain", path, "--since", given.prior, "--log", given.log)
    said = stage.capsys.readouterr().out
    return "" if done is Outcome.PROVEN else said


def _changed(chain: ChainFile, change: Change) -> list[ChainedEvent]:
    one, two, three = chain.events
    forger = ZoneKey(b"f" * 32)

    def last_as(**differences: object) -> ChainedEvent:
        deeds = [parse_event(each.body).deed for each in chain.events]
        event = events_of([*deeds[:2], replace(deeds[2], **differences)])[-1]
        return ChainedEvent(event.body, (sign_event(event.digest, forger),), three.proof)

    def added() -> ChainedEvent:
        deeds = [parse_event(each.body).deed for each in chain.events]
        event = events_of([*deeds, deed(4)])[-1]
        return ChainedEvent(event.body, (sign_event(event.digest, forger),))

    changed: dict[Change, Callable[[], list[ChainedEvent]]] = {
        Change.FLIP: lambda: [one, replace(two, body=two.body.replace(b"round 2", b"round 9")), three],
        Change.DROP: lambda: [one, three],
        Change.REORDER: lambda: [two, one, three],
        Change.INSERT: lambda: [one, two, three, added()],
        Change.REPLAY: lambda: [one, two, three, three],
        Change.TRUNCATE: lambda: [one, two],
        Change.FORK: lambda: [one, two, last_as(reason="another end")],
        Change.BACK_DATE: lambda: [one, two, last_as(at=parse_event(one.body).deed.at)],
    }
    return changed[change]()


BROKEN = "The chain is broken"
NOT_SIGNED = "is not signed by who must sign it"
ROWS = [
    Row(
        "events",
        Place.AT_REST,
        "the register, the zone's and the log's key",
        events_at_rest,
        all_by(
            CHAIN_EARLIER,
            dict.fromkeys(
                (Change.FLIP, Change.DROP, Change.REORDER, Change.INSERT, Change.TRUNCATE), ANOTHER
            ),
        )
        | {
            Change.REPLAY: Cell(REGISTER, REFUSED),
            Change.FORK: Cell(REGISTER, REFUSED),
            Change.BACK_DATE: Cell(CHAIN_SINCE, "back-dated or held back"),
        },
    ),
    Row(
        "events",
        Place.IN_TRANSIT,
        "whoever carries the file",
        events_in_transit,
        all_by(
            CHAIN,
            {
                Change.FLIP: BROKEN,
                Change.DROP: BROKEN,
                Change.REORDER: BROKEN,
                Change.INSERT: NOT_SIGNED,
                Change.REPLAY: BROKEN,
                Change.TRUNCATE: "the end was cut off",
                Change.FORK: NOT_SIGNED,
                Change.BACK_DATE: NOT_SIGNED,
            },
        ),
    ),
]
