"""The verifier finds it where a grave act is not signed by who had to, whatever was taken out of the file."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from tests.custody.authenticator import P256, PARTY, assertion, client_data, public_of
from tests.custody.logs import AT
from tests.zones.verify.cast import (
    HOUR,
    Given,
    Own,
    deed,
    events_of,
    give,
    own_keys,
    own_signature,
    policy,
    verify,
)

from crimebook.custody.chainfiles import ChainFile, PersonKeys
from crimebook.custody.events import Action, Event
from crimebook.custody.ownkeys import OwnKey
from crimebook.custody.signatures import EventSignature
from crimebook.custody.webauthn import Assertion
from crimebook.zones.verify.findings import Outcome

PROVEN, REFUTED, UNCHECKED = Outcome.PROVEN, Outcome.REFUTED, Outcome.UNCHECKED
Shown = pytest.CaptureFixture[str]
ACT_AT = AT + 1.5 * HOUR
BEGUN = (Action.CREATED, AT)
ENROLLED = (Action.KEY_ENROLLED, AT + 0.5 * HOUR)
ENDED_BEFORE = (Action.KEY_REVOKED, AT + HOUR)
OTHER = generate_private_key(SECP256R1())


def book(folder: Path, *persons: Own, actor: str = "alice") -> Given:
    """A book in whose third event somebody hands something out."""
    act = deed(3, action=Action.EXPORTED, at=ACT_AT, actor=actor)
    made = give(folder, events_of([deed(1), deed(2), act]), persons)
    desk = {"rp_id": PARTY.rp_id, "origins": list(PARTY.origins)}
    made.path("policy.json", json.dumps(policy(desk=desk)))
    return made


def with_signature(chain: ChainFile, *own: EventSignature) -> ChainFile:
    """The chain with signatures of persons under its last event."""
    *before, last = chain.events
    return replace(chain, events=(*before, replace(last, signatures=(*last.signatures, *own))))


def checked(given: Given, chain: ChainFile, *more: object) -> Outcome:
    return verify(given, "chain", given.path("tried.json", chain.to_json()), *more)


def person_without(chain: ChainFile, **differences: object) -> ChainFile:
    return replace(chain, persons=tuple(replace(each, **differences) for each in chain.persons))


@pytest.fixture
def enrolled(tmp_path: Path) -> Given:
    """A book of which alice enrolled a key before her grave act."""
    return book(tmp_path, own_keys(BEGUN, ENROLLED))


def test_a_grave_act_is_proven_by_the_key_that_an_event_enrolled(enrolled: Given, capsys: Shown):
    chain = with_signature(enrolled.chain(), own_signature(enrolled.events[2]))
    assert checked(enrolled, chain, "--log", enrolled.log) is PROVEN
    said = capsys.readouterr().out
    assert "1 of these by a person's own key" in said
    assert "alice's own keys are told by events without a gap: 1 were enrolled" in said
    assert "That the persons' keys are theirs: that is the book's word" in said


def test_it_takes_the_desk_s_address_to_check_a_key(enrolled: Given, capsys: Shown):
    enrolled.path("policy.json", json.dumps(policy()))
    chain = with_signature(enrolled.chain(), own_signature(enrolled.events[2]))
    assert checked(enrolled, chain) is UNCHECKED
    assert "Checking it takes the desk's domain" in capsys.readouterr().out
    assert checked(enrolled, chain, "--desk", f"{PARTY.rp_id}={PARTY.origins[0]}") is PROVEN


def test_a_grave_act_of_who_had_no_key_yet_is_the_book_s_word(tmp_path: Path, capsys: Shown):
    for told in ([BEGUN], [BEGUN, ENROLLED, ENDED_BEFORE], [BEGUN, (Action.KEY_ENROLLED, ACT_AT + HOUR)]):
        given = book(tmp_path, own_keys(*told))
        assert checked(given, given.chain()) is PROVEN
        assert "1 grave acts are only zone-signed" in capsys.readouterr().out


Tampered = Callable[[ChainFile, Event], ChainFile]


def unsigned(chain: ChainFile, _act: Event) -> ChainFile:
    return chain


def without_person(chain: ChainFile, _act: Event) -> ChainFile:
    return replace(chain, persons=())


def without_key(chain: ChainFile, _act: Event) -> ChainFile:
    return person_without(chain, keys=())


def cut(chain: ChainFile, _act: Event) -> ChainFile:
    """The enrolment is left out, the proof of the head stays."""
    return person_without(chain, events=chain.persons[0].events[:1])


def cut_with_head(chain: ChainFile, _act: Event) -> ChainFile:
    return person_without(chain, events=chain.persons[0].events[:1], length=0, proof=None)


def cut_to_fit(chain: ChainFile, _act: Event) -> ChainFile:
    return person_without(chain, events=chain.persons[0].events[:1], length=1)


def dropped_inside(chain: ChainFile, _act: Event) -> ChainFile:
    return person_without(chain, events=chain.persons[0].events[1:])


def enrolment_unsigned(chain: ChainFile, act: Event) -> ChainFile:
    (person,) = chain.persons
    begun, one = person.events
    bare = replace(one, signatures=one.signatures[:1])
    return with_signature(person_without(chain, events=(begun, bare)), own_signature(act))


def freed_by_another_s_chain(chain: ChainFile, _act: Event) -> ChainFile:
    """Events of somebody who has no key are given out as alice's."""
    other = own_keys(BEGUN, actor="bob")
    event = replace(chain.persons[0].events[0], body=other.events[0].body)
    return replace(chain, persons=(PersonKeys("alice", (event,)),))


@pytest.mark.parametrize(
    ("tamper", "outcome", "words"),
    [
        (unsigned, REFUTED, "signed by alice, who has a key of their own since 2026.* only zone-signed"),
        (without_person, UNCHECKED, "whether they had to sign it could not be checked"),
        (without_key, REFUTED, "What tells alice's own keys was changed.*which is not known"),
        (cut, REFUTED, "knows 2 events of alice's own keys, the file has 1: the end was cut"),
        (cut_with_head, UNCHECKED, "Whether one was left out could not be checked"),
        (cut_to_fit, REFUTED, "alice's own keys go otherwise than the file"),
        (dropped_inside, REFUTED, "What tells alice's own keys was changed"),
        (enrolment_unsigned, REFUTED, "an enrolment that the enrolled key signed"),
        (freed_by_another_s_chain, REFUTED, "What tells alice's own keys was changed"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_whatever_is_taken_out_of_the_file_nobody_is_freed(
    enrolled: Given, tamper: Tampered, outcome: Outcome, words: str, capsys: Shown
):
    assert checked(enrolled, tamper(enrolled.chain(), enrolled.events[2])) is outcome
    said = " ".join(capsys.readouterr().out.split())
    assert re.search(words, said), said


def by(key: Any = P256, **differences: Any) -> Callable[[Event], EventSignature]:
    return lambda act: EventSignature(
        OwnKey(public_of(key)).key_id, assertion(bytes.fromhex(act.digest), key, **differences)
    )


def from_elsewhere(act: Event) -> EventSignature:
    data = client_data(bytes.fromhex(act.digest), origin="https://elsewhere.example")
    return by(data=data)(act)


def replayed(_act: Event) -> EventSignature:
    return own_signature(events_of([deed(1)])[0])


def changed(act: Event) -> EventSignature:
    given = own_signature(act)
    assert isinstance(given.content, Assertion)
    return replace(given, content=replace(given.content, signature=given.content.signature[:-1]))


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        (by(OTHER), "another key, which is not known"),
        (replayed, "an assertion over this event, got one over something else"),
        (from_elsewhere, "made on a page of the desk, got one made elsewhere"),
        (by(rp_id="elsewhere.example"), "for desk.example, got one for somebody else"),
        (by(flags=0x04), "a person who touched the key, got none"),
        (by(flags=0x01), "a person who unlocked the key"),
        (by(flags=0x0D), "cannot leave its device"),
        (changed, "a signature by this key over this event"),
    ],
    ids=[
        "another key",
        "replayed",
        "wrong origin",
        "wrong rp id",
        "not touched",
        "not unlocked",
        "a key that is synced",
        "changed",
    ],
)
def test_a_signature_that_is_not_the_person_s_over_this_act_is_refuted(
    enrolled: Given, sign: Callable[[Event], EventSignature], words: str, capsys: Shown
):
    chain = with_signature(enrolled.chain(), sign(enrolled.events[2]))
    assert checked(enrolled, chain) is REFUTED
    said = " ".join(capsys.readouterr().out.split())
    assert "Event 3 is not signed by who must sign it" in said
    assert words in said


def test_another_person_s_key_does_not_sign_for_alice(tmp_path: Path, capsys: Shown):
    given = book(tmp_path, own_keys(BEGUN, ENROLLED), own_keys(ENROLLED, actor="bob", key=OTHER))
    chain = with_signature(given.chain(), own_signature(given.events[2], OTHER))
    assert checked(given, chain) is REFUTED
    assert "one of bob" in capsys.readouterr().out


@pytest.mark.parametrize("told", [[BEGUN, ENROLLED, ENDED_BEFORE], [(Action.KEY_ENROLLED, ACT_AT + HOUR)]])
def test_a_key_that_was_ended_or_came_later_signs_nothing(
    tmp_path: Path, told: list[tuple[Action, Any]], capsys: Shown
):
    given = book(tmp_path, own_keys(*told))
    chain = with_signature(given.chain(), own_signature(given.events[2]))
    assert checked(given, chain) is REFUTED
    assert "one that came later or had ended" in " ".join(capsys.readouterr().out.split())


def test_an_end_that_was_written_before_its_time_frees_nobody(tmp_path: Path, capsys: Shown):
    told = (ENROLLED, (Action.KEY_REVOKED, ENROLLED[1] - timedelta(seconds=1)))
    given = book(tmp_path, own_keys(*told))
    assert checked(given, given.chain()) is REFUTED
    assert "in the order of their times" in " ".join(capsys.readouterr().out.split())


def test_an_end_that_was_back_dated_shows_by_what_a_witness_saw(tmp_path: Path, capsys: Shown):
    """Whoever holds the zone's key can end a key in hindsight, but not put it into the log of then."""
    given = book(tmp_path, own_keys(BEGUN, ENROLLED, (Action.KEY_REVOKED, ACT_AT - HOUR)))
    given.path("policy.json", json.dumps(policy(interval_s=1, desk={"rp_id": "a", "origins": []})))
    chain = given.chain()
    assert checked(given, chain, "--since", given.prior) is REFUTED
    assert "back-dated or held back" in " ".join(capsys.readouterr().out.split())


def test_own_keys_without_a_zone_s_key_are_not_checked(enrolled: Given, capsys: Shown):
    enrolled.path("policy.json", json.dumps(policy(zone_keys=[])))
    chain = enrolled.chain()
    bare = tuple(replace(each, signatures=()) for each in chain.persons[0].events)
    plain = replace(
        person_without(chain, events=bare), events=tuple(replace(e, signatures=()) for e in chain.events)
    )
    assert checked(enrolled, plain) is REFUTED
    said = " ".join(capsys.readouterr().out.split())
    assert "Who wrote the events of alice's own keys" in said
    assert "only zone-signed" in said


def test_own_keys_that_were_written_anew_are_not_those_that_were_handed_over(
    enrolled: Given, tmp_path: Path, capsys: Shown
):
    """Whoever holds the register, the zone's and the log's key takes an enrolment back for all newcomers."""
    earlier = enrolled.folder / "chain.json"
    assert checked(enrolled, enrolled.chain(), "--earlier", earlier) is REFUTED
    assert "handed earlier of alice" not in capsys.readouterr().out, "it is the same, and the act is unsigned"
    (tmp_path / "anew").mkdir()
    for persons in ((own_keys(BEGUN),), ()):
        anew = book(tmp_path / "anew", *persons)
        assert checked(anew, anew.chain(), "--earlier", earlier) is REFUTED
        said = " ".join(capsys.readouterr().out.split())
        assert "This is not what you were handed earlier of alice's own keys" in said
