"""A person's own key: it signs its enrolment, and then what is grave; nobody else's and nothing else does."""

import struct
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from tests.custody.authenticator import P256, PARTY, assertion, public_of
from tests.work.book import NOW

from crimebook.custody.events import Action, Deed, parse_event
from crimebook.custody.webauthn import Assertion, SignatureError
from crimebook.stores.register import members
from crimebook.stores.register.events import (
    ChainMovedError,
    append_event,
    chain_of,
    prepare_event,
    signed_chain_of,
)
from crimebook.stores.register.members import ensure_member, member_keys
from crimebook.stores.register.models import MemberKey
from crimebook.stores.register.transactions import noting
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Role
from crimebook.work.own_keys import (
    Hand,
    OwnKeyNeededError,
    SignatureWantedError,
    end_key,
    enrol_key,
    tell_grave,
)
from crimebook.work.reading.chains import Grounds, Mark, open_chain, open_person
from crimebook.work.signing import passing_signer

INA = Actor("ina", "Ina", Role.INVESTIGATOR)
AUDITOR = Actor("checker", "Checker", Role.AUDITOR)
ORIGIN = PARTY.origins[0]
OTHER = generate_private_key(SECP256R1())


def name_of(key: Any) -> str:
    return urlsafe_b64encode(public_of(key)[-16:]).rstrip(b"=").decode()


def hand(at: datetime = NOW, **differing: Any) -> Hand:
    return replace(Hand(PARTY.rp_id, ORIGIN, at), **differing)


def signed(wanted: SignatureWantedError, key: Any = P256, at: datetime = NOW, **differing: Any) -> Hand:
    given = assertion(bytes.fromhex(wanted.event.digest), key)
    return hand(at, event=wanted.event, credential=name_of(key), assertion=given, **differing)


def wanted_by(call: Callable[[Hand], object], given: Hand | None = None) -> SignatureWantedError:
    with pytest.raises(SignatureWantedError) as raised:
        call(given or hand())
    return raised.value


def enrol(key: Any = P256, actor: Actor = INA) -> str:
    def call(given: Hand) -> str:
        return enrol_key(actor, public_of(key), name_of(key), given)

    return call(signed(wanted_by(call), key))


def deed(at: datetime = NOW, reason: str = "a court asks") -> Deed:
    return Deed("report:x", Action.EXPORTED, "ina", at, reason)


def tell(given: Hand | None) -> str:
    with noting():
        return tell_grave(deed(given.at if given else NOW), hand=given)


def marks(object_id: str = "report:x") -> list[Mark]:
    page = open_chain(AUDITOR, object_id, Grounds(passing_signer().public), at=NOW)
    return [line.mark for line in page.lines]


@pytest.fixture(autouse=True)
def _members(db: None) -> None:
    ensure_member("ina", "Ina", "investigator")
    ensure_member("checker", "Checker", "auditor")


def test_who_has_no_key_is_signed_by_the_zone_alone_and_it_is_said():
    tell(None)
    tell(hand())
    assert marks() == [Mark.GRAVE_BY_ZONE, Mark.GRAVE_BY_ZONE]


def test_a_key_signs_its_own_enrolment_and_nothing_stands_before_it_did():
    def call(given: Hand) -> str:
        return enrol_key(INA, public_of(P256), name_of(P256), given)

    wanted = wanted_by(call)
    assert (member_keys(), chain_of("own-keys:ina")) == ((), ())
    assert wanted.credentials == (name_of(P256),)
    name = call(signed(wanted))
    (facts,) = member_keys("ina")
    assert (facts.key_id, facts.origin, facts.until) == (name, ORIGIN, None)
    assert marks("own-keys:ina") == [Mark.OWN]


def test_a_key_that_cannot_sign_is_not_enrolled():
    def call(given: Hand) -> str:
        return enrol_key(INA, public_of(P256), name_of(P256), given)

    given = assertion(bytes.fromhex(wanted_by(call).event.digest), OTHER)
    with pytest.raises(SignatureError):
        call(replace(signed(wanted_by(call)), assertion=given))
    assert (member_keys(), chain_of("own-keys:ina")) == ((), ())


def test_a_key_is_enrolled_once_and_by_one_person():
    enrol()
    ensure_member("olga", "Olga", "investigator")
    with pytest.raises(InvalidValueError, match="nobody enrolled"):
        enrol(actor=Actor("olga", "Olga", Role.INVESTIGATOR))


@pytest.mark.parametrize("credential", ["", "not base64!", "A" * 2000])
def test_what_is_no_credential_is_refused(credential: str):
    with pytest.raises(InvalidValueError):
        enrol_key(INA, public_of(P256), credential, hand())


def test_a_grave_act_waits_for_the_key_and_then_stands_with_both_signatures():
    enrol()
    wanted = wanted_by(tell)
    assert chain_of("report:x") == ()
    tell(signed(wanted))
    (kept,) = signed_chain_of("report:x")
    assert kept.body == wanted.event.body
    assert kept.personal
    assert marks() == [Mark.OWN]


def test_without_a_browser_who_has_a_key_does_nothing_grave():
    enrol()
    with pytest.raises(OwnKeyNeededError, match="no browser"):
        tell(None)
    with pytest.raises(OwnKeyNeededError, match=ORIGIN):
        tell(hand(origin="http://elsewhere.example"))
    assert chain_of("report:x") == ()


def test_an_event_that_was_slipped_in_without_the_key_does_not_hold():
    enrol()
    with noting():
        append_event(deed(NOW + timedelta(minutes=1)))
    assert marks() == [Mark.BAD]


def test_who_is_bound_to_sign_follows_from_events_and_not_from_the_list_of_keys():
    enrol()
    MemberKey.objects.all().delete()
    with pytest.raises(OwnKeyNeededError):
        tell(None)
    with pytest.raises(OwnKeyNeededError):
        tell(hand())
    with noting():
        append_event(deed(NOW + timedelta(minutes=1)))
    assert marks() == [Mark.BAD]


def test_a_key_that_the_list_calls_ended_binds_until_an_event_ends_it():
    name = enrol()
    members.end_key(name, at=NOW)
    tell(signed(wanted_by(tell)))
    assert marks() == [Mark.OWN]


@pytest.mark.parametrize(
    "written",
    [
        Deed("own-keys:ina", Action.KEY_REVOKED, "operator", NOW, outputs=("a" * 64,)),
        Deed("own-keys:ina", Action.KEY_REVOKED, "ina", NOW, outputs=("a" * 64,)),
        Deed("own-keys:ina", Action.KEY_ENROLLED, "ina", NOW, outputs=("a" * 64,)),
        Deed("own-keys:ina", Action.CREATED, "ina", NOW - timedelta(hours=1)),
    ],
    ids=["by somebody else", "of another key", "not signed by its key", "before its time"],
)
def test_whatever_is_written_among_own_keys_that_cannot_be_is_shown_and_frees_nobody(written: Deed):
    enrol()
    with noting():
        append_event(written)
        append_event(deed(NOW + timedelta(minutes=1)))
    assert marks() == [Mark.BAD]
    assert Mark.BAD in marks("own-keys:ina")
    page = open_person(AUDITOR, "ina", Grounds(passing_signer().public), UTC, day=None, at=NOW)
    assert page.keys == ()
    assert page.keys_fault


def test_a_first_grave_act_begins_the_chain_that_says_that_there_was_no_key():
    tell(None)
    tell(None)
    (begun,) = map(parse_event, chain_of("own-keys:ina"))
    assert (begun.deed.action, begun.deed.outputs) == (Action.CREATED, ())


def test_a_key_that_was_ended_while_it_signed_does_not_count():
    name = enrol()
    given = signed(wanted_by(tell))
    end_key(INA, name, at=NOW + timedelta(seconds=30))
    with pytest.raises(OwnKeyNeededError):
        tell(replace(given, now=NOW + timedelta(minutes=1)))
    late = signed(wanted := given_by_event(given, NOW + timedelta(minutes=1)))
    assert wanted.event.deed.at > NOW
    with pytest.raises(SignatureError, match="ended meanwhile"):
        tell(replace(late, now=NOW + timedelta(minutes=1)))
    assert chain_of("report:x") == ()


def given_by_event(given: Hand, at: datetime) -> SignatureWantedError:
    """What would be asked for an act of another time, which nothing asks for any more."""
    with noting():
        return SignatureWantedError(prepare_event(deed(at)), (given.credential,), given)


def test_a_grave_act_while_a_key_was_enrolled_would_be_bound_in_hindsight_and_is_not():
    def call(given: Hand) -> str:
        return enrol_key(INA, public_of(P256), name_of(P256), given)

    given = signed(wanted_by(call))
    with noting():
        tell_grave(deed(NOW + timedelta(seconds=5)), hand=None)
    with pytest.raises(ChainMovedError, match="enrol it again"):
        call(given)
    assert member_keys() == ()
    assert marks() == [Mark.GRAVE_BY_ZONE]


def spoiled(wanted: SignatureWantedError) -> dict[str, Hand]:
    good = signed(wanted)
    return {
        "of another key": signed(wanted, OTHER),
        "in another key's name": replace(signed(wanted, OTHER), credential=name_of(P256)),
        "too late": replace(good, now=NOW + timedelta(minutes=6)),
        "before it was asked for": replace(good, now=NOW - timedelta(seconds=1)),
        "over another digest": replace(good, assertion=assertion(b"x" * 32)),
    }


def test_no_other_signature_counts():
    enrol()
    wanted = wanted_by(tell)
    for name, given in spoiled(wanted).items():
        with pytest.raises(SignatureError):
            tell(given)
        assert chain_of("report:x") == (), name


def test_what_was_signed_is_done_and_nothing_else():
    enrol()
    given = signed(wanted_by(tell))
    with pytest.raises(SignatureError, match="what is to be done"), noting():
        tell_grave(deed(given.at, reason="another reason"), hand=given)


def test_a_signature_serves_once():
    enrol()
    given = signed(wanted_by(tell))
    tell(given)
    with pytest.raises(ChainMovedError):
        tell(given)


def test_what_was_signed_before_somebody_else_touched_it_is_signed_again():
    enrol()
    given = signed(wanted_by(tell))
    with noting():
        append_event(Deed("report:x", Action.READ, "operator", NOW))
    with pytest.raises(ChainMovedError, match="sign again"):
        tell(given)


def counted(wanted: SignatureWantedError, count: int) -> Hand:
    """A signature by a key that says how often it has signed."""
    rest = assertion(bytes.fromhex(wanted.event.digest))
    head = rest.authenticator_data[:33] + struct.pack(">I", count)
    content = P256.sign(head + sha256(rest.client_data).digest(), ECDSA(SHA256()))
    return replace(signed(wanted), assertion=Assertion(head, rest.client_data, content))


def test_a_key_that_counts_backwards_is_taken_for_a_copy():
    enrol()
    tell(counted(wanted_by(tell), 7))
    for count in (7, 6, 0):
        with pytest.raises(SignatureError, match="copy"):
            tell(counted(wanted_by(tell), count))
    tell(counted(wanted_by(tell), 8))


def test_a_key_is_ended_without_it_and_what_it_signed_before_still_holds():
    name = enrol()
    tell(signed(wanted_by(tell)))
    with pytest.raises(NotFoundError):
        end_key(AUDITOR, name, at=NOW)
    end_key(INA, name, at=NOW + timedelta(hours=1))
    assert marks() == [Mark.OWN]
    assert marks("own-keys:ina") == [Mark.ZONE, Mark.OWN]
    with noting():
        tell_grave(deed(NOW + timedelta(hours=2)), hand=None)
    assert marks() == [Mark.GRAVE_BY_ZONE, Mark.OWN]
    with pytest.raises(NotFoundError):
        end_key(INA, name, at=NOW)
