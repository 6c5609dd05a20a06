"""Auditing: a sound book has no faults, and each way of tampering has its sentence."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, HOUR, LOG_KEY, book_log, later, tell

from crimebook.custody.checkpoints import Checkpoint, SigningKey, sign_checkpoint
from crimebook.custody.signatures import KeyKind, Role, Signer, check_signed
from crimebook.stores.register import outbox
from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.events import chain_of
from crimebook.stores.vault.zonekeys import ZoneSigner
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor
from crimebook.work.actors import Role as OfTeam
from crimebook.work.ledger import eventaudit
from crimebook.work.ledger.auditing import audit
from crimebook.work.ledger.booklog import LOG_CHAIN, BookLog
from crimebook.work.ledger.publishing import publish
from crimebook.work.signing import passing_signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(tmp_path: Path) -> BookLog:
    """A log of three intervals, audited after the first, with something still waiting."""
    made = book_log(tmp_path)
    for hour in range(3):
        tell(2, "a")
        tell(1, "b")
        publish(ALICE, later(made, hour))
        if hour == 0:
            assert audit(ALICE, made).faults == ()
    tell(1, "c")
    return later(made, 2)


def test_a_sound_book_has_no_faults_and_the_audit_is_an_event(log: BookLog):
    steps: list[tuple[int, int]] = []
    found = audit(ALICE, log, lambda done, total: steps.append((done, total)))
    assert found.faults == ()
    assert (found.checkpoint and found.checkpoint.size, found.intervals) == (24, 3)
    assert found.waiting >= 1
    assert steps[-1][0] == steps[-1][1]
    assert b'"verified"' in chain_of(LOG_CHAIN)[-1]
    assert log.audited.find_note() == log.public.find_note()


def test_a_book_that_never_published_has_no_faults(tmp_path: Path):
    tell(2)
    found = audit(ALICE, book_log(tmp_path))
    assert (found.checkpoint, found.faults) == (None, ())


def change_register(sql: str) -> Callable[[BookLog], None]:
    def change(_log: BookLog) -> None:
        # A schema editor will not start inside the transaction of a test; its connection is all that is used.
        editor = SimpleNamespace(connection=connection, execute=None)
        drop_triggers(editor, ("register_custodyevent", "register_ledgerinterval"))
        with connection.cursor() as cursor:
            for statement in sql.split(";"):
                cursor.execute(statement)

    return change


def change_order(sql: str) -> Callable[[BookLog], None]:
    def change(log: BookLog) -> None:
        raw = sqlite3.connect(log.places.file)
        with raw:
            for table in ("leaf", "node"):
                for verb in ("UPDATE", "DELETE"):
                    raw.execute(f"DROP TRIGGER ledger_{table}_kept_{verb}")
            raw.execute(sql)
        raw.close()

    return change


def change_file(name: str, change: Callable[[bytes], bytes]) -> Callable[[BookLog], None]:
    def changed(log: BookLog) -> None:
        path = log.places.public / name
        path.write_bytes(change(path.read_bytes()))

    return changed


def flip(content: bytes) -> bytes:
    return content[:100] + bytes([content[100] ^ 1]) + content[101:]


def sign_again(size: int, key: SigningKey = LOG_KEY) -> Callable[[BookLog], None]:
    """Whoever has the log's key signs a tree of theirs: shorter, or another of the same size."""

    def change(log: BookLog) -> None:
        with log.open() as ledger:
            note = sign_checkpoint(Checkpoint(LOG_KEY.name, size, ledger.root(size)), key)
        (log.places.public / "checkpoint").write_bytes(note)
        for path in (log.places.public / "tile").rglob(f"{size}"):
            path.touch()

    return change


DESK_SIGNER = Signer("desk", Role.ZONE, KeyKind.ED25519, passing_signer().public, NOW - timedelta(days=1))


def with_zones(log: BookLog, *zones: Signer) -> BookLog:
    """Let the manifest name keys of zones."""
    return replace(log, terms=replace(log.terms, zones=zones))


def test_what_the_desk_signed_has_no_faults(log: BookLog):
    assert audit(ALICE, with_zones(log, DESK_SIGNER)).faults == ()


def test_an_event_that_the_desk_did_not_sign_is_found_before_and_after_its_leaf_is_in_the_log(
    log: BookLog, settings: Any
):
    known = with_zones(log, DESK_SIGNER)
    own, settings.CUSTODY_KEY = settings.CUSTODY_KEY, lambda zone: ZoneSigner(zone, b"t" * 32)
    tell(1, "a")
    settings.CUSTODY_KEY = own
    (fault,) = audit(ALICE, known).faults
    assert fault.endswith("expected a key of the event's zone or actor, got another key, which is not known")
    publish(ALICE, later(known, 3))
    assert audit(ALICE, later(known, 3)).faults == (fault,)
    assert audit(ALICE, later(log, 3)).faults == (), "where no key is known nothing can be checked"


def test_a_garbage_signature_is_found_at_every_audit(log: BookLog):
    known = with_zones(log, DESK_SIGNER)
    assert audit(ALICE, known).faults == ()
    change_register(f"UPDATE register_custodyevent SET signature = 'believe me' WHERE id = {FIRST_A}")(log)
    assert ["the signature of its zone" in each for each in audit(ALICE, known).faults] == [True]
    other = "(SELECT signature FROM register_custodyevent WHERE object_id = 'b' LIMIT 1)"
    change_register(f"UPDATE register_custodyevent SET signature = {other} WHERE id = {FIRST_A}")(log)
    assert ["a signature by this key over this event" in each for each in audit(ALICE, known).faults] == [
        True
    ]


def count_checks(patch: pytest.MonkeyPatch) -> list[int]:
    """Count the signatures that are checked from here on."""
    checked: list[int] = []

    def check(event: Any, *args: Any) -> Any:
        checked.append(event)
        return check_signed(event, *args)

    patch.setattr(eventaudit, "check_signed", check)
    return checked


def test_what_an_audit_checked_is_compared_at_the_next_and_checked_anew_where_one_asks(
    log: BookLog, monkeypatch: pytest.MonkeyPatch
):
    known = with_zones(log, DESK_SIGNER)
    first = audit(ALICE, known)
    assert first.compared == 0, "the audit before knew of no key"
    checked = count_checks(monkeypatch)
    second = audit(ALICE, known)
    # New is the event of the first audit alone.
    assert (second.faults, second.compared, len(checked)) == ((), first.events - 1, 1)
    whole = audit(ALICE, known, is_whole=True)
    assert (whole.faults, whole.compared, len(checked)) == ((), 0, 1 + second.events)


@pytest.mark.parametrize("forget", ["another key", "garbage", "another version", "no number"])
def test_where_it_is_not_sure_what_was_checked_everything_is(
    log: BookLog, monkeypatch: pytest.MonkeyPatch, forget: str
):
    known = with_zones(log, DESK_SIGNER)
    audit(ALICE, known)
    seen = log.places.audited / "seen"
    if forget == "another key":
        known = with_zones(log, replace(DESK_SIGNER, since=NOW - timedelta(days=2)))
    elif forget == "garbage":
        seen.write_bytes(b"believe me")
    elif forget == "another version":
        seen.write_bytes(seen.read_bytes().replace(b'"v":1', b'"v":2'))
    else:
        seen.write_bytes(re.sub(rb'"last_event":\d+', b'"last_event":"9"', seen.read_bytes()))
    checked = count_checks(monkeypatch)
    found = audit(ALICE, known)
    assert (found.faults, found.compared) == ((), 0)
    assert len(checked) == found.events - 1, "all but the event that this audit made"


@pytest.mark.parametrize("change", ["signature = 'x'", "body = body || ' '", "object_id = 'aa'"])
def test_a_change_of_what_an_audit_checked_is_named_as_if_it_were_new(log: BookLog, change: str):
    known = with_zones(log, DESK_SIGNER)
    assert audit(ALICE, known).faults == ()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_outboxleaf SET event_id = NULL")
    change_register(f"UPDATE register_custodyevent SET {change} WHERE id = {LAST_A}")(log)
    again, anew = audit(ALICE, known), audit(ALICE, known, is_whole=True)
    assert again.compared == 0
    assert set(again.faults) == set(anew.faults) != set()


def test_a_leaf_that_waits_is_looked_up_at_every_audit(log: BookLog):
    known = with_zones(log, DESK_SIGNER)
    assert audit(ALICE, known).faults == ()
    change_register("DELETE FROM register_outboxleaf")(log)
    assert any("neither in the log nor waiting" in each for each in audit(ALICE, known).faults)


def test_only_events_older_than_every_known_key_may_be_unsigned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    log = book_log(tmp_path)
    tell(2, "a")
    rows = list(outbox.events_by_object())
    first, second = rows
    early, late = DESK_SIGNER, replace(DESK_SIGNER, since=NOW + HOUR)

    def found(signer: Signer, *unsigned: outbox.EventRow) -> list[int]:
        told = [replace(each, signature=b"") if each in unsigned else each for each in rows]
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "events_by_object", lambda: iter(told))
            faults = audit(ALICE, with_zones(log, signer)).faults
        return [int(each.split()[1].rstrip(":")) for each in faults]

    assert found(early) == []
    assert found(late, first, second) == []
    assert found(early, first) == [first.event_id]
    assert found(late, first) == [second.event_id], "its key came later"
    assert found(late, second) == [first.event_id, second.event_id], "unsigned behind a signed one"


LAST_A = "(SELECT max(id) FROM register_custodyevent WHERE object_id = 'a')"
FIRST_A = "(SELECT min(id) FROM register_custodyevent WHERE object_id = 'a')"
TAMPERING: dict[str, tuple[Callable[[BookLog], None], str]] = {
    "an event is rewritten": (
        change_register(
            f"UPDATE register_custodyevent SET body = replace(body, 'alice', 'bob') WHERE id = {FIRST_A}"
        ),
        "changed one",
    ),
    "the last event of a chain is dropped": (
        change_register(f"DELETE FROM register_custodyevent WHERE id = {LAST_A}"),
        "commits to other chains",
    ),
    "a whole chain is dropped": (
        change_register("DELETE FROM register_custodyevent WHERE object_id = 'b'"),
        "commits to other chains",
    ),
    "an event's leaf is taken out of what waits": (
        change_register("DELETE FROM register_outboxleaf"),
        "neither in the log nor waiting",
    ),
    "the blind of an interval is changed": (
        change_register("UPDATE register_ledgerinterval SET blind = leaf WHERE number = 3"),
        "interval 3: its first leaf commits",
    ),
    "an interval is dropped": (
        change_register("DELETE FROM register_ledgerinterval WHERE number = 2"),
        "expected to begin at leaf 8",
    ),
    "the last interval is dropped": (
        change_register("DELETE FROM register_ledgerinterval WHERE number = 3"),
        "as the register planned it",
    ),
    "a leaf of the order is changed": (
        change_order("UPDATE ledger_leaf SET leaf = zeroblob(32) WHERE position = 5"),
        "others than were published",
    ),
    "leaves of the order are cut off": (
        change_order("DELETE FROM ledger_leaf WHERE position > 20"),
        "expected 24 leaves in the order",
    ),
    "a byte of a bundle is flipped": (change_file("tile/entries/000.p/24", flip), "hash to their leaves"),
    "a byte of a tile is flipped": (change_file("tile/0/000.p/24", flip), "hash to the root"),
    "a tile is cut short": (change_file("tile/0/000.p/24", lambda content: content[:-32]), "768 bytes"),
    "the checkpoint is signed by another key": (
        sign_again(24, SigningKey(LOG_KEY.name, b"else" * 8)),
        "that crimebook.example/log signed",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found_and_named(log: BookLog, what: str):
    change, words = TAMPERING[what]
    change(log)
    before = log.audited.find_note()
    found = audit(ALICE, log)
    assert any(words in fault for fault in found.faults), found.faults
    assert log.audited.find_note() == before


def test_a_log_that_was_published_shorter_than_it_was_audited_is_found(log: BookLog):
    assert audit(ALICE, log).faults == ()
    with log.open() as ledger, log.public.claimed():
        note = sign_checkpoint(Checkpoint(LOG_KEY.name, 16, ledger.root(16)), LOG_KEY)
        log.public.publish(ledger, 16, note)
    assert any("16: leaves that were published are gone" in each for each in audit(ALICE, log).faults)


def test_a_log_that_was_made_anew_with_another_past_is_found(log: BookLog, tmp_path: Path):
    assert audit(ALICE, log).faults == ()
    places = replace(log.places, file=tmp_path / "other.sqlite3", public=tmp_path / "other")
    forged = replace(log, places=places)
    with forged.open() as ledger, forged.public.claimed():
        ledger.append([bytes([number]) * 32 for number in range(32)])
        note = sign_checkpoint(Checkpoint(LOG_KEY.name, 32, ledger.root()), LOG_KEY)
        forged.public.publish(ledger, 32, note)
    assert any("two different pasts" in fault for fault in audit(ALICE, forged).faults)


def test_public_files_that_are_gone_are_found(log: BookLog):
    (log.places.public / "checkpoint").unlink()
    assert any("its public files are gone" in fault for fault in audit(ALICE, log).faults)


def test_only_who_may_audit_does(tmp_path: Path):
    log = book_log(tmp_path)
    assert audit(Actor("dave", "Dave", OfTeam.AUDITOR), log).faults == ()
    with pytest.raises(NotFoundError):
        audit(Actor("carol", "Carol", OfTeam.REVIEWER), log)


def rolled_back(log: BookLog, hours: int) -> None:
    """Drop the last event of a chain that was audited, publish over it, and let its leaf be a decoy's."""
    assert audit(ALICE, log).faults == ()
    TAMPERING["the last event of a chain is dropped"][0](log)
    for hour in range(3, 3 + hours):
        publish(ALICE, later(log, hour))


def test_a_chain_that_was_rolled_back_after_an_audit_is_found_though_newer_intervals_fit(log: BookLog):
    rolled_back(log, 3)
    (fault,) = audit(ALICE, replace(log, random=bytes)).faults
    assert fault.startswith("interval 3: its first leaf commits to other chains")


def test_older_heads_are_opened_by_lot_and_all_of_them_where_one_asks(
    log: BookLog, monkeypatch: pytest.MonkeyPatch
):
    rolled_back(log, 3)
    # As if whoever did it had also forged what was audited last.
    with log.audited.claimed():
        log.audited.put_note(log.public.find_note() or b"")
    never = replace(log, random=bytes)
    found = audit(ALICE, never)
    assert found.faults == ()
    third = replace(log, random=(2).to_bytes)
    assert [each[:11] for each in audit(ALICE, third).faults] == ["interval 3:"]
    assert [each[:11] for each in audit(ALICE, never, is_whole=True).faults] == ["interval 3:"]
