"""Events: in the transaction of what they tell, in one chain an object, and a break in it shows."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.work.book import NOW

from crimebook.custody.events import Action, ChainError, Deed, check_chain, parse_event
from crimebook.custody.signatures import EventSignature, KeyKind, Role, Signer, check_signed, sign_event
from crimebook.custody.webauthn import SignatureError
from crimebook.stores.register.events import (
    ChainMovedError,
    append_event,
    append_events,
    append_signed,
    chain_of,
    prepare_event,
    signed_by_actor,
    signed_chain_of,
)
from crimebook.stores.register.models import CustodyEvent
from crimebook.stores.register.transactions import OutsideTransactionError, noting
from crimebook.stores.vault.zonekeys import ZoneSigner
from crimebook.work.signing import passing_signer, signer_of


def deed(object_id: str = "x", reason: str = "") -> Deed:
    return Deed(object_id, Action.READ, "someone", NOW, reason=reason)


@pytest.mark.django_db
def test_a_chain_holds_each_event_of_its_object_in_order():
    with noting():
        append_events([deed(reason="one"), deed("y"), deed(reason="two")])
    chain = chain_of("x")
    check_chain(chain)
    assert len(chain) == 2
    assert b'"reason":"two"' in chain[1]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["rewrite", "drop", "reorder"])
def test_a_chain_that_was_touched_shows_it(change: str):
    with noting():
        append_events([deed(reason=str(number)) for number in range(3)])
    chain = list(chain_of("x"))
    if change == "rewrite":
        chain[0] = chain[0].replace(b'"0"', b'"9"')
    elif change == "drop":
        del chain[1]
    else:
        chain[0], chain[1] = chain[1], chain[0]
    with pytest.raises(ChainError):
        check_chain(chain)


@pytest.mark.django_db
def test_a_fork_is_refused_by_the_database():
    with noting():
        append_event(deed())
    row = CustodyEvent.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyEvent.objects.create(
            object_id=row.object_id,
            action="read",
            actor="x",
            at=NOW,
            previous="",
            body="{}",
            digest="0" * 64,
            signature="{}",
        )


@pytest.mark.django_db(transaction=False)
def test_two_events_of_one_deed_cannot_be_told_from_their_digest_alone():
    with noting():
        first, second = append_event(deed("a")), append_event(deed("b"))
    assert first != second


def test_an_event_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch):
    class Loose:
        in_atomic_block = False

    monkeypatch.setattr("crimebook.stores.register.transactions.transaction.get_connection", Loose)
    with pytest.raises(OutsideTransactionError):
        append_event(deed())


def signer(public: bytes, role: Role = Role.ZONE, name: str = "desk") -> Signer:
    return Signer(name, role, KeyKind.ED25519, public, NOW - timedelta(days=1))


@pytest.mark.django_db
def test_every_event_is_signed_by_its_zone_as_it_is_written():
    with noting():
        append_events([deed(reason="one"), deed(reason="two")])
    chain = signed_chain_of("x")
    assert [kept.body for kept in chain] == list(chain_of("x"))
    for kept in chain:
        (found,) = check_signed(
            kept.event, [EventSignature.parse(kept.signature)], [signer(passing_signer().public)]
        )
        assert found.role is Role.ZONE
        assert kept.personal == b""


@pytest.mark.django_db
def test_the_key_is_the_one_that_the_settings_hand_over(settings: Any):
    settings.CUSTODY_KEY = lambda zone: ZoneSigner(zone, b"k" * 32)
    with noting():
        append_event(deed())
    (kept,) = signed_chain_of("x")
    signature = EventSignature.parse(kept.signature)
    check_signed(kept.event, [signature], [signer(ZoneSigner("desk", b"k" * 32).public)])
    with pytest.raises(SignatureError):
        check_signed(kept.event, [signature], [signer(passing_signer().public)])


@pytest.mark.django_db
def test_nothing_is_written_that_could_not_be_signed(settings: Any):
    def no_key(_zone: str) -> Any:
        raise OSError("the disk is gone")

    settings.CUSTODY_KEY = no_key
    with pytest.raises(OSError, match="the disk is gone"), noting():
        append_event(deed())
    assert not CustodyEvent.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_an_event_without_a_signature():
    with pytest.raises(IntegrityError, match="custody_signed"), transaction.atomic():
        CustodyEvent.objects.create(
            object_id="x", action="read", actor="x", at=NOW, previous="", body="{}", digest="0" * 64
        )


@pytest.mark.django_db
def test_what_a_person_signed_is_written_byte_for_byte_with_both_signatures():
    own = ZoneSigner("desk", b"p" * 32)
    event = prepare_event(deed(reason="grave"))
    with noting():
        assert append_signed(event, sign_event(event.digest, own)) == event.digest
    (kept,) = signed_chain_of("x")
    assert kept.body == event.body
    signatures = [EventSignature.parse(kept.signature), EventSignature.parse(kept.personal)]
    signers = [signer(passing_signer().public), signer(own.public, Role.PERSON, "someone")]
    assert {each.role for each in check_signed(kept.event, signatures, signers)} == {Role.ZONE, Role.PERSON}


@pytest.mark.django_db
def test_what_was_signed_for_another_end_of_the_chain_is_refused():
    event = prepare_event(deed())
    with noting():
        append_event(deed())
    with pytest.raises(ChainMovedError), noting():
        append_signed(event, sign_event(event.digest, ZoneSigner("desk", b"p" * 32)))
    assert len(chain_of("x")) == 1


@pytest.mark.django_db
def test_one_persons_events_are_found_by_their_time_newest_first():
    days = [NOW + timedelta(days=number) for number in range(4)]
    with noting():
        append_events([Deed(f"o{at.day}", Action.READ, "someone", at) for at in days])
        append_event(Deed("x", Action.READ, "another", NOW))
    found = signed_by_actor("someone", days[1], days[3], limit=10)
    assert [parse_event(kept.body).deed.at for kept in found] == [days[2], days[1]]
    assert len(signed_by_actor("someone", days[0], days[3], limit=1)) == 1


def test_the_key_of_a_zone_is_read_once_and_again_when_it_is_another(tmp_path: Path):
    first = signer_of(tmp_path)
    assert signer_of(tmp_path).public == first.public
    key = tmp_path / "zones" / "desk"
    key.with_name("new").write_bytes(b"n" * 32)
    key.with_name("new").replace(key)
    assert signer_of(tmp_path).public == ZoneSigner("desk", b"n" * 32).public != first.public
