"""Who is bound to sign follows from the events of their own keys, and from nothing beside them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.custody.authenticator import ED25519, P256, PARTY, assertion, public_of

from crimebook.custody.events import (
    FIRST,
    GRAVE,
    PROGRAM,
    REPORTER,
    Action,
    ChainError,
    Deed,
    Event,
    is_grave,
    make_event,
)
from crimebook.custody.ownkeys import (
    KeyTime,
    OwnKey,
    chain_name,
    check_own,
    find_bound,
    read_own_keys,
    read_times,
    signers_of,
)
from crimebook.custody.signatures import EventSignature, KeyKind, Role, Signer, sign_event
from crimebook.custody.webauthn import SignatureError
from crimebook.stores.vault.zonekeys import ZoneSigner

AT = datetime(2026, 1, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DESK = ZoneSigner("desk", b"z" * 32)
ZONE = Signer("desk", Role.ZONE, KeyKind.ED25519, DESK.public, AT - 9 * HOUR)
KEY, SECOND = OwnKey(public_of(P256), PARTY), OwnKey(public_of(ED25519), PARTY)
BEGUN, ENROLLED, ENDED = Action.CREATED, Action.KEY_ENROLLED, Action.KEY_REVOKED
Told = tuple[Action, float, OwnKey | None]


def events(*told: Told, **differences: Any) -> list[Event]:
    made: list[Event] = []
    for action, hours, key in told:
        outputs = (key.key_id,) if key else ()
        deed = Deed(chain_name("ina"), action, "ina", AT + hours * HOUR, outputs=outputs)
        previous = made[-1].digest if made else FIRST
        deed = replace(deed, **differences)
        made.append(make_event(deed, previous=previous, zone="desk", tool="a test", blind=b"b" * 32))
    return made


def times_of(*told: Told, **differences: Any) -> tuple[KeyTime, ...]:
    return read_times("ina", [each.body for each in events(*told, **differences)])


def signed(event: Event, *keys: Any) -> tuple[bytes, list[EventSignature]]:
    own = [
        EventSignature(OwnKey(public_of(key)).key_id, assertion(bytes.fromhex(event.digest), key))
        for key in keys
    ]
    return event.body, [sign_event(event.digest, DESK), *own]


def act(**differences: Any) -> Event:
    deed = Deed("report:1", Action.WITHDRAWN, "ina", AT)
    return make_event(
        replace(deed, **differences), previous=FIRST, zone="desk", tool="a test", blind=b"b" * 32
    )


def test_a_key_counts_from_its_enrolment_until_its_end():
    assert times_of((BEGUN, 0, None), (ENROLLED, 1, KEY), (ENDED, 5, KEY), (ENROLLED, 6, SECOND)) == (
        KeyTime(KEY.key_id, AT + HOUR, AT + 5 * HOUR),
        KeyTime(SECOND.key_id, AT + 6 * HOUR),
    )


@given(st.lists(st.integers(0, 20), min_size=3, max_size=3, unique=True).map(sorted), st.integers(0, 20))
def test_a_person_is_bound_while_a_key_counts_and_at_no_other_time(hours: list[int], at: int):
    begun, enrolled, ended = hours
    times = times_of((BEGUN, begun, None), (ENROLLED, enrolled, KEY), (ENDED, ended, KEY))
    assert bool(find_bound(times, AT + at * HOUR)) is (enrolled <= at < ended)


@pytest.mark.parametrize("action", sorted(GRAVE))
def test_a_grave_act_needs_the_person_s_own_key_from_the_enrolment_on(action: Action):
    times = times_of((ENROLLED, 0, KEY))
    (own,) = signers_of("ina", times, [KEY])
    check_own(act(action=action), [ZONE, own], times)
    with pytest.raises(SignatureError, match=r"ina, who has a key .* since 2026-01-02.* only zone-signed"):
        check_own(act(action=action), [ZONE], times)
    check_own(act(action=action, at=AT - HOUR), [ZONE], times)
    check_own(act(action=action), [ZONE], ())


def test_what_is_not_grave_needs_the_zone_alone():
    check_own(act(action=Action.READ), [ZONE], times_of((ENROLLED, 0, KEY)))


def test_a_key_that_nobody_has_at_hand_binds_all_the_same():
    """Whoever takes the key away from beside its events frees nobody."""
    times = times_of((ENROLLED, 0, KEY))
    assert signers_of("ina", times, []) == ()
    with pytest.raises(SignatureError, match="zone-signed"):
        check_own(act(), [ZONE], times)


def test_reporters_and_rules_withdraw_without_a_key_and_do_nothing_else_so():
    for actor in (REPORTER, PROGRAM):
        assert not is_grave(act(actor=actor).deed)
        assert is_grave(act(actor=actor, action=Action.IDENTITY_REQUESTED).deed)


@pytest.mark.parametrize(
    ("told", "differences", "words"),
    [
        ([(ENROLLED, 0, KEY)], {"object_id": "own-keys:olga"}, "ina's own keys"),
        ([(ENROLLED, 0, KEY)], {"actor": "olga"}, "ina's own keys"),
        ([(Action.READ, 0, KEY)], {}, "enrolled or ended"),
        ([(BEGUN, 0, KEY)], {}, "enrolled or ended"),
        ([(ENROLLED, 0, None)], {}, "enrolled or ended"),
        ([(ENROLLED, 3, KEY), (ENDED, 2, KEY)], {}, "earlier time"),
        ([(ENROLLED, 0, KEY), (ENROLLED, 1, KEY)], {}, "one that was"),
        ([(ENROLLED, 0, KEY), (ENDED, 1, KEY), (ENROLLED, 2, KEY)], {}, "one that was"),
        ([(ENDED, 1, KEY)], {}, "of another"),
        ([(ENROLLED, 0, KEY), (ENDED, 1, KEY), (ENDED, 2, KEY)], {}, "of another"),
    ],
    # Not by the values: the key is another in every process, and so would be the test's name.
    ids=[
        "the-chain-of-another",
        "told-by-another",
        "a-reading",
        "begun",
        "no-key",
        "ended-before-its-time",
        "enrolled-twice",
        "enrolled-after-its-end",
        "ended-without-a-beginning",
        "ended-twice",
    ],
)
def test_events_that_tell_what_cannot_be_are_refused(
    told: list[Told], differences: dict[str, Any], words: str
):
    with pytest.raises((ChainError, SignatureError), match=words):
        times_of(*told, **differences)


@pytest.mark.parametrize("without", [0, 1])
def test_an_event_that_was_left_out_breaks_the_chain(without: int):
    bodies = [each.body for each in events((BEGUN, 0, None), (ENROLLED, 1, KEY), (ENDED, 5, KEY))]
    del bodies[without]
    with pytest.raises(ChainError, match="follow"):
        read_times("ina", bodies)


def read(chain: Sequence[tuple[bytes, Sequence[EventSignature]]], *keys: OwnKey) -> tuple[Signer, ...]:
    return read_own_keys("ina", chain, keys, [ZONE]).signers


def test_a_whole_chain_gives_its_keys_each_with_its_time():
    begun, enrolled, second, ended = events(
        (BEGUN, 0, None), (ENROLLED, 1, KEY), (ENROLLED, 2, SECOND), (ENDED, 3, KEY)
    )
    chain = [signed(begun), signed(enrolled, P256), signed(second, P256, ED25519), signed(ended)]
    one, two = read(chain, KEY, SECOND)
    assert (one.public, one.since, one.until, one.party) == (KEY.public, AT + HOUR, AT + 3 * HOUR, PARTY)
    assert (two.public, two.since, two.until) == (SECOND.public, AT + 2 * HOUR, None)


def test_an_enrolment_is_signed_by_the_key_that_it_names():
    one, two = events((ENROLLED, 0, KEY), (ENROLLED, 1, SECOND))
    for second in (signed(two), signed(two, P256)):
        with pytest.raises(SignatureError, match="enrolled key signed"):
            read([signed(one, P256), second], KEY, SECOND)
    with pytest.raises(SignatureError, match="not known"):
        read([signed(one, P256)])


def test_every_event_of_own_keys_is_signed_by_the_zone():
    (one,) = events((ENROLLED, 0, KEY))
    body, (_, own) = signed(one, P256)
    with pytest.raises(SignatureError, match="signed by the zone"):
        read([(body, [own])], KEY)
