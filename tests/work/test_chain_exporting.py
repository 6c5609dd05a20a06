"""A chain that the desk hands over is proven by the verifier, which knows nothing of the desk."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.custody.authenticator import P256, PARTY, assertion, public_of
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, LEAVES, LOG_KEY, ORIGIN, WITNESS_KEY, book_log, later, tell

from crimebook.custody.chainfiles import ChainFile
from crimebook.custody.checkpoints import cosign, with_cosignatures
from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_event, chain_of, signed_chain_of
from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.transactions import noting
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Role
from crimebook.work.chain_exporting import export_chain
from crimebook.work.ledger.booklog import BookLog
from crimebook.work.ledger.publishing import publish
from crimebook.work.own_keys import Hand, OwnKeyNeededError, SignatureWantedError, enrol_key, tell_grave
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

pytestmark = pytest.mark.django_db
BOB = Actor("bob", "Bob", Role.AUDITOR)


@pytest.fixture
def log(tmp_path: Path) -> BookLog:
    return book_log(tmp_path)


def policy(folder: Path) -> str:
    (signature,) = {json.loads(each.signature)["key"] for each in signed_chain_of("object")}
    zone = {"zone": "desk", "key": signature, "since": "2020-01-01T00:00:00Z", "until": ""}
    path = folder / "policy.json"
    found = {
        "origin": ORIGIN,
        "log_key": str(LOG_KEY.of_log),
        "leaves_per_interval": LEAVES,
        "interval_s": 3_600,
        "witnesses": {"quorum": 0, "keys": [str(WITNESS_KEY.of_witness)]},
        "zone_keys": [zone],
    }
    path.write_text(json.dumps(found), encoding="utf-8")
    return str(path)


def written(chain: ChainFile, folder: Path) -> str:
    path = folder / "chain.json"
    path.write_bytes(chain.to_json())
    return str(path)


def test_what_the_desk_hands_over_is_proven_elsewhere(
    log: BookLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    tell(2)
    publish(ALICE, log)
    note = log.public.find_note() or b""
    seen = with_cosignatures(note, [cosign(note, WITNESS_KEY, NOW)], [WITNESS_KEY.of_witness])
    (tmp_path / "prior").write_bytes(seen)
    tell(1)
    publish(ALICE, later(log, 1))
    tell(1)
    chain = export_chain(ALICE, "object", log.places, at=NOW + timedelta(hours=2))
    assert ChainFile.parse(chain.to_json()) == chain
    done = run(
        ["chain", written(chain, tmp_path), "--policy", policy(tmp_path), "--log", str(log.places.public),
         "--since", str(tmp_path / "prior")]
    )  # fmt: skip
    said = capsys.readouterr().out
    assert done is Outcome.PROVEN, said
    assert "has 3 events and ends as it does here" in said
    assert "The last 1 events are newer" in said


def test_what_tells_own_keys_goes_out_with_the_chain_and_an_act_without_one_is_found(
    log: BookLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    def handed_over(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(export_chain(BOB, "object", log.places, at=NOW + timedelta(hours=4)).to_json())
        return path

    def check(path: Path, *more: str) -> Outcome:
        desk = f"{PARTY.rp_id}={PARTY.origins[0]}"
        return run(["chain", str(path), "--policy", policy(tmp_path), "--desk", desk, *more])

    ensure_member("alice", "Alice", "registrar")
    export("first", Hand(PARTY.rp_id, PARTY.origins[0], NOW))
    enrol_alice(NOW + timedelta(minutes=1))
    export("second", signing_hand(NOW + timedelta(minutes=2)))
    publish(ALICE, log)
    publish(ALICE, later(log, 1))
    earlier = handed_over("earlier.json")
    assert [each.actor for each in ChainFile.parse(earlier.read_bytes()).persons] == ["alice"]
    assert check(earlier) is Outcome.PROVEN
    said = capsys.readouterr().out
    assert "1 of these by a person's own key" in said
    assert "1 grave acts are only zone-signed" in said
    assert "alice's own keys are told by events without a gap: 1 were enrolled" in said
    with noting():
        append_event(Deed("object", Action.EXPORTED, "alice", NOW + timedelta(minutes=3)))
    publish(ALICE, later(log, 2))
    assert check(handed_over("chain.json"), "--earlier", str(earlier)) is Outcome.REFUTED
    assert "signed by alice, who has a key of their own since" in capsys.readouterr().out


def export(reason: str, hand: Hand) -> None:
    def tell_it(given: Hand) -> None:
        with noting():
            tell_grave(Deed("object", Action.EXPORTED, "alice", given.at, reason), hand=given)

    try:
        tell_it(hand)
    except SignatureWantedError as wanted:
        tell_it(with_signature(wanted))


def with_signature(wanted: SignatureWantedError) -> Hand:
    given = assertion(bytes.fromhex(wanted.event.digest))
    return replace(wanted.hand, event=wanted.event, credential="AAAA", assertion=given)


def signing_hand(at: datetime) -> Hand:
    return Hand(PARTY.rp_id, PARTY.origins[0], at)


def enrol_alice(at: datetime) -> None:
    with pytest.raises(SignatureWantedError) as wanted:
        enrol_key(ALICE, public_of(P256), "AAAA", signing_hand(at))
    enrol_key(ALICE, public_of(P256), "AAAA", with_signature(wanted.value))


def test_without_a_ledger_the_chain_goes_out_without_proofs(
    log: BookLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    tell(2)
    chain = export_chain(ALICE, "object", log.places, at=NOW)
    assert chain.head is None
    assert not log.places.file.exists()
    assert run(["chain", written(chain, tmp_path), "--policy", policy(tmp_path)]) is Outcome.UNCHECKED
    assert "no proof of its head" in capsys.readouterr().out


def test_handing_over_is_recorded_first_and_takes_the_right_to_audit(log: BookLog):
    tell(1)
    with pytest.raises(NotFoundError):
        export_chain(Actor("eve", "Eve", Role.INTERVIEWER), "object", log.places, at=NOW)
    assert chain_of("journal:eve") == ()
    with pytest.raises(NotFoundError, match="with a chain"):
        export_chain(ALICE, "nothing", log.places, at=NOW)
    export_chain(ALICE, "object", log.places, at=NOW)
    told = json.loads(chain_of("journal:alice")[-1])
    assert (told["action"], told["reason"], told["inputs"]) == ("exported", "chain handed over", ["object"])


def test_who_has_a_key_of_their_own_signs_that_a_chain_left_the_book(log: BookLog):
    tell(1)
    ensure_member("alice", "Alice", "registrar")
    enrol_alice(NOW)
    at = NOW + timedelta(minutes=1)
    with pytest.raises(OwnKeyNeededError):
        export_chain(ALICE, "object", log.places, at=at)
    with pytest.raises(SignatureWantedError) as wanted:
        export_chain(ALICE, "object", log.places, at=at, hand=signing_hand(at))
    assert chain_of("journal:alice") == ()
    assert export_chain(ALICE, "object", log.places, at=at, hand=with_signature(wanted.value)).events
    assert signed_chain_of("journal:alice")[-1].personal
