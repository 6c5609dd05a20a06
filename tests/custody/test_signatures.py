"""Who signed an event, and whose signature counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.custody.authenticator import ED25519, P256, PARTY, assertion, public_of

from crimebook.custody.events import FIRST, Action, Deed, Event, make_event, parse_event
from crimebook.custody.signatures import (
    EventSignature,
    KeyKind,
    Role,
    Signer,
    check_signature,
    check_signed,
    key_id,
    sign_event,
)
from crimebook.custody.webauthn import Assertion, RelyingParty, SignatureError
from crimebook.stores.vault.zonekeys import ZoneSigner

AT = datetime(2026, 1, 2, 12, tzinfo=UTC)
DESK, OTHER = ZoneSigner("desk", b"z" * 32), ZoneSigner("desk", b"o" * 32)


def event(**differences) -> Event:
    deed = {"object_id": "report:1", "action": Action.READ, "actor": "investigator", "at": AT} | differences
    return make_event(Deed(**deed), previous=FIRST, zone="desk", tool="crimebook test", blind=b"b" * 32)


def zone(name: str = "desk") -> Signer:
    return Signer(name, Role.ZONE, KeyKind.ED25519, DESK.public, AT - timedelta(days=9))


def person(key=P256, name: str = "investigator") -> Signer:
    return Signer(name, Role.PERSON, KeyKind.WEBAUTHN, public_of(key), AT - timedelta(days=9))


def by_person(signed: Event, key=P256) -> EventSignature:
    return EventSignature(person(key).key_id, assertion(bytes.fromhex(signed.digest), key))


def test_a_zone_signs_an_event():
    assert check_signature(event(), sign_event(event().digest, DESK), [zone()]) == zone()


def test_an_event_read_from_its_bytes_has_the_same_signature():
    read = parse_event(event().body)
    assert read == event()
    assert check_signed(read, [sign_event(event().digest, DESK)], [zone()]) == (zone(),)


@pytest.mark.parametrize(
    "other",
    [
        {"object_id": "report:2"},
        {"action": Action.JUDGED},
        {"actor": "reviewer"},
        {"at": AT + timedelta(seconds=1)},
        {"reason": "another"},
        {"inputs": ("a",)},
        {"outputs": ("a",)},
    ],
    ids=str,
)
def test_a_signature_is_of_one_event_only(other: dict):
    for signature in (sign_event(event().digest, DESK), by_person(event())):
        with pytest.raises(SignatureError):
            check_signature(event(**other), signature, [zone(), person(), person(name="reviewer")], PARTY)


def test_every_bit_of_a_zone_s_signature_counts():
    signature = sign_event(event().digest, DESK)
    for place in range(64):
        for bit in range(8):
            content = bytearray(signature.content)
            content[place] ^= 1 << bit
            with pytest.raises(SignatureError, match="over this event"):
                check_signature(event(), EventSignature(signature.key_id, bytes(content)), [zone()])


def test_a_key_that_nobody_listed_does_not_count():
    with pytest.raises(SignatureError, match="a key of"):
        check_signature(event(), sign_event(event().digest, OTHER), [zone()])
    with pytest.raises(SignatureError, match="a key of"):
        check_signature(event(), sign_event(event().digest, DESK), [])


def test_a_key_of_another_zone_or_person_does_not_count():
    signature = sign_event(event().digest, DESK)
    with pytest.raises(SignatureError, match="a key of"):
        check_signature(event(), signature, [zone(name="intake")])
    with pytest.raises(SignatureError, match="one of outsider"):
        check_signature(event(), by_person(event()), [person(name="outsider")], PARTY)


@pytest.mark.parametrize(("since", "until"), [(1, None), (-9, 0), (-9, -1)])
def test_a_key_does_not_count_for_events_of_another_time(since: int, until: int | None):
    late = None if until is None else AT + timedelta(seconds=until)
    signer = Signer("desk", Role.ZONE, KeyKind.ED25519, DESK.public, AT + timedelta(seconds=since), late)
    with pytest.raises(SignatureError, match="counted then"):
        check_signature(event(), sign_event(event().digest, DESK), [signer])


def test_a_person_s_own_key_signs_an_event():
    assert check_signature(event(), by_person(event()), [zone(), person()], PARTY) == person()
    of_ed25519 = check_signature(event(), by_person(event(), ED25519), [person(ED25519)], PARTY)
    assert of_ed25519 == person(ED25519)


def test_a_hardware_key_is_not_believed_without_knowing_the_desk():
    with pytest.raises(SignatureError, match="domain"):
        check_signature(event(), by_person(event()), [person()])


def test_a_key_signs_in_its_own_way_only():
    bare = sign_event(event().digest, DESK)
    mixed = Signer("desk", Role.ZONE, KeyKind.WEBAUTHN, DESK.public, AT)
    with pytest.raises(SignatureError, match="hardware key"):
        check_signature(event(), EventSignature(mixed.key_id, bare.content), [mixed], PARTY)
    asserted = EventSignature(zone().key_id, assertion(bytes.fromhex(event().digest)))
    with pytest.raises(SignatureError, match="bare signature"):
        check_signature(event(), asserted, [zone()], PARTY)
    assert key_id(KeyKind.ED25519, DESK.public) != key_id(KeyKind.WEBAUTHN, DESK.public)


def test_a_zone_s_key_is_named_as_the_manifest_lists_it():
    assert sign_event(event().digest, DESK).key_id == DESK.public.hex() == DESK.key_id


def test_all_who_signed_are_told():
    signatures = [sign_event(event().digest, DESK), by_person(event())]
    assert check_signed(event(), signatures, [zone(), person()], PARTY) == (zone(), person())


def test_a_hardware_key_that_says_for_whom_it_signs_is_checked_for_them_alone():
    own = replace(person(), party=PARTY)
    assert check_signature(event(), by_person(event()), [own]) == own
    elsewhere = replace(own, party=RelyingParty("elsewhere.example", PARTY.origins))
    with pytest.raises(SignatureError, match="elsewhere"):
        check_signature(event(), by_person(event()), [elsewhere], PARTY)


def test_a_person_alone_does_not_write_into_a_book():
    with pytest.raises(SignatureError, match="signed by the zone"):
        check_signed(event(), [by_person(event())], [zone(), person()], PARTY)
    with pytest.raises(SignatureError, match="signed by the zone"):
        check_signed(event(), [], [zone()])


def test_one_wrong_signature_spoils_the_good_ones():
    good, bad = sign_event(event().digest, DESK), sign_event(event(reason="x").digest, DESK)
    with pytest.raises(SignatureError, match="over this event"):
        check_signed(event(), [good, bad], [zone()])


@pytest.mark.parametrize("signature", [sign_event(event().digest, DESK), by_person(event())])
def test_a_signature_is_read_as_it_is_written(signature: EventSignature):
    assert EventSignature.parse(signature.to_json()) == signature


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda _: b"[]", id="a list"),
        pytest.param(lambda text: text + b"\n", id="a line feed"),
        pytest.param(lambda text: text.replace(b'"v":1', b'"v":2'), id="another version"),
        pytest.param(lambda text: text.replace(b"ed25519", b"rsa"), id="another kind"),
        pytest.param(lambda text: text.replace(b"ed25519", b"webauthn"), id="the other kind"),
        pytest.param(lambda text: text.replace(b'"v":1', b'"v":1,"w":1'), id="a field more"),
        pytest.param(lambda text: text.replace(b'"signature":"', b'"signature":"zz'), id="no hexadecimal"),
        pytest.param(lambda text: text.replace(b'"key":"', b'"key":"00'), id="a longer id"),
        pytest.param(lambda text: text.upper(), id="capitals"),
    ],
)
def test_another_writing_is_no_signature(spoil):
    with pytest.raises(SignatureError):
        EventSignature.parse(spoil(sign_event(event().digest, DESK).to_json()))


def test_an_assertion_stays_as_the_browser_gave_it():
    """What was signed is bytes: spaces and order of the client data are kept."""
    given = Assertion(b"a" * 37, b'{ "b" : 1,"a":2}', b"s")
    assert EventSignature.parse(EventSignature(zone().key_id, given).to_json()).content == given
