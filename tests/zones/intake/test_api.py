"""What the browser sealed itself: kept once, read strictly, and nothing of anybody's in an address."""

import json
import os
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client
from tests.zones.intake.houses import ORIGIN, House

from crimebook.sealing.envelope import ReportBody, seal_report, with_receipt
from crimebook.sealing.messages import Message, MessageKind, seal_message, sign_message
from crimebook.sealing.parts import PART_BYTES, part_ref, seal_part
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.slots import SLOT_BYTES, SLOTS, sign_fetch
from crimebook.terms.digests import sha256_hex
from crimebook.zones.intake import keyring
from crimebook.zones.intake.puzzles import BITS, is_solved, make_puzzle, solve

KEYS = receipt_keys(bytes(16), ORIGIN)
BODY = ReportBody("report/1.0.0", "en", {"way": "witness"}, "I saw it.", "ab" * 32, "cd" * 32, "2020-08-20")


def post(client: Client, path: str, value: Any) -> Any:
    """Post JSON."""
    return client.post(path, json.dumps(value), content_type="application/json")


def ticket(client: Client, sha256: str) -> dict[str, str]:
    """Return the header that lets a part in, as a client earns it."""
    puzzle = client.post("/puzzles").json()
    return {"crimebook-ticket": f"{puzzle['challenge']} {solve(puzzle['challenge'], sha256, puzzle['bits'])}"}


def put(client: Client, part: bytes, sha256: str = "", **options: Any) -> Any:
    """Put a part with its ticket."""
    sha256 = sha256 or sha256_hex(part)
    headers = options.pop("headers", None) or ticket(client, sha256)
    return client.put(f"/parts/{sha256}", part, content_type="application/octet-stream", headers=headers)


def a_part(house: House) -> bytes:
    """Return a sealed part."""
    return seal_part(b"a photograph", house.identity.recipient, os.urandom)


def test_a_report_sealed_elsewhere_is_kept_once(client: Client, house: House):
    sealed = seal_report(with_receipt(BODY, KEYS), [house.identity.recipient], os.urandom)
    value = {"submission_id": sealed.submission_id, "envelope": b64encode(sealed.envelope).decode()}
    first, again = post(client, "/reports", value), post(client, "/reports", value)
    assert [first.status_code, again.status_code] == [201, 200]
    assert first.json() == again.json() == {"envelope": sealed.digest}
    assert [body.text for body in house.reports()] == ["I saw it."]


def test_parts_are_put_asked_for_and_belong_to_the_report(client: Client, house: House):
    part = a_part(house)
    ref = part_ref(part)
    assert post(client, "/parts/missing", {"hashes": [ref.sha256]}).json() == {"missing": [ref.sha256]}
    assert [put(client, part).status_code, put(client, part).status_code] == [201, 200]
    assert post(client, "/parts/missing", {"hashes": [ref.sha256]}).json() == {"missing": []}
    sealed = seal_report(BODY, [house.identity.recipient], os.urandom)
    value = {
        "submission_id": sealed.submission_id,
        "envelope": b64encode(sealed.envelope).decode(),
        "parts": [ref.sha256],
    }
    assert post(client, "/reports", value).status_code == 201


def test_a_report_whose_parts_are_not_here_is_told_which(client: Client, house: House):
    sealed = seal_report(BODY, [house.identity.recipient], os.urandom)
    value = {
        "submission_id": sealed.submission_id,
        "envelope": b64encode(sealed.envelope).decode(),
        "parts": ["00" * 32],
    }
    answer = post(client, "/reports", value)
    assert (answer.status_code, answer.json()) == (409, {"error": "missing", "missing": ["00" * 32]})
    assert house.reports() == []


@pytest.mark.parametrize("cut", [0, 1, 30, 60_000])
def test_what_cannot_be_a_sealed_report_is_not_taken(client: Client, house: House, cut: int):
    sealed = seal_report(BODY, [house.identity.recipient], os.urandom).envelope
    for envelope in (
        sealed[:cut],
        sealed[: len(sealed) - cut - 1],
        sealed + b"x",
        b"x" + sealed[1:],
        b"x" * len(sealed),
    ):
        value = {"submission_id": "ab" * 16, "envelope": b64encode(envelope).decode()}
        message = {"mailbox_id": "ab" * 32, "counter": 1, "sealed": b64encode(envelope).decode()}
        for answer in (post(client, "/reports", value), post(client, "/messages", message)):
            assert (answer.status_code, answer.json()) == (400, {"error": "form"})
    assert house.items_waiting() == 0


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES + 1])
def test_a_part_of_another_size_is_refused(client: Client, house: House, size: int):
    assert put(client, bytes(size)).status_code == 400


def test_a_part_under_another_name_is_refused(client: Client, house: House):
    assert put(client, a_part(house), sha256="00" * 32).status_code == 400


def test_a_part_without_a_ticket_is_refused_before_it_is_read(client: Client, house: House):
    part = a_part(house)
    other = ticket(client, "00" * 32)
    for headers in ({"x": "none"}, {"crimebook-ticket": "1 2"}, other):
        assert put(client, part, headers=headers).status_code == 402


def test_words_need_no_ticket(client: Client, house: House):
    sealed = seal_report(BODY, [house.identity.recipient], os.urandom)
    value = {"submission_id": sealed.submission_id, "envelope": b64encode(sealed.envelope).decode()}
    assert post(client, "/reports", value).status_code == 201


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "x",
        {"hashes": ["x"]},
        {"hashes": [f"{number:064x}" for number in range(10_000)]},
        {"hashes": [], "more": 1},
        {"submission_id": "short", "envelope": ""},
        {"submission_id": "a" * 32, "envelope": "not base64!"},
        {"submission_id": "a" * 32, "envelope": ""},
        {"mailbox_id": "../../etc", "counter": 1, "sealed": "AAAA"},
        {"mailbox_id": "ab" * 32, "counter": -1, "sealed": "AAAA"},
    ],
)
@pytest.mark.parametrize("path", ["/parts/missing", "/reports", "/messages", "/slots", "/slots/fetched"])
def test_what_is_not_of_the_form_is_refused(client: Client, house: House, path: str, value: Any):
    assert post(client, path, value).status_code in {400, 413}
    assert house.items_waiting() == 0


@pytest.mark.parametrize("path", ["/parts/missing", "/reports", "/messages", "/slots", "/slots/fetched"])
def test_a_body_without_an_end_is_not_read_whole(client: Client, house: House, path: str):
    answer = client.post(path, b"[" * (4 << 20), content_type="application/json")
    assert answer.status_code in {400, 413}


def test_a_message_sealed_elsewhere_is_kept(client: Client, house: House):
    message = Message(KEYS.mailbox_id, MessageKind.ADDITION, "More.", "2020-08-21", "ab" * 32)
    signed = sign_message(message, seed=KEYS.sign_seed)
    sealed = seal_message(signed, [house.identity.recipient], os.urandom)
    value = {"mailbox_id": KEYS.mailbox_id, "counter": 1, "sealed": b64encode(sealed).decode()}
    assert post(client, "/messages", value).status_code == 201
    assert house.messages() == [signed]


def test_any_mailbox_has_the_same_slots_twice_over(client: Client):
    answers = [
        post(client, "/slots", {"mailbox_id": box}).content for box in ("ab" * 32, "ab" * 32, "cd" * 32)
    ]
    assert {len(each) for each in answers} == {SLOTS * SLOT_BYTES}
    assert answers[0] == answers[1] != answers[2]


def test_slots_are_removed_only_by_the_mailboxs_own_signature(client: Client):
    slots = ["ab" * 32]
    value = {
        "sign_public": b64encode(KEYS.sign_public).decode(),
        "fetch_public": b64encode(KEYS.fetch_public).decode(),
        "slots": slots,
        "signature": b64encode(sign_fetch(KEYS, slots)).decode(),
    }
    assert post(client, "/slots/fetched", value).status_code == 204
    forged = {**value, "signature": b64encode(bytes(64)).decode()}
    assert post(client, "/slots/fetched", forged).status_code == 403


def test_the_manifest_is_given_as_it_is(client: Client, house: House):
    assert client.get("/keys").content == (house.path / "manifest.txt").read_bytes()


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/keys", "post"),
        ("/reports", "get"),
        ("/parts/" + "0" * 64, "get"),
        ("/slots", "get"),
        ("/puzzles", "get"),
    ],
)
def test_another_method_is_refused(client: Client, path: str, method: str):
    assert getattr(client, method)(path).status_code == 405


def test_a_puzzle_is_ours_bound_to_its_part_and_forgotten_by_a_restart():
    ring = keyring.Ring()
    puzzle = make_puzzle(ring)
    part = "ab" * 32
    nonce = solve(puzzle.challenge, part, puzzle.bits)
    assert is_solved(ring, puzzle.challenge, part, nonce)
    assert not is_solved(ring, puzzle.challenge, "cd" * 32, nonce)
    assert not is_solved(keyring.Ring(), puzzle.challenge, part, nonce)


def test_a_puzzle_cannot_be_made_easier():
    ring = keyring.Ring()
    puzzle = make_puzzle(ring)
    easier = puzzle.challenge.replace(f"1.{BITS}.", "1.1.")
    part = "ab" * 32
    assert not is_solved(ring, easier, part, solve(easier, part, 1))


def test_a_puzzle_that_asks_more_is_still_one():
    ring = keyring.Ring()
    puzzle = make_puzzle(ring, bits=BITS + 1)
    part = "ab" * 32
    assert is_solved(ring, puzzle.challenge, part, solve(puzzle.challenge, part, BITS + 1))
