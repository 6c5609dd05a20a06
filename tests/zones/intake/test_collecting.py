"""What the intake gives its desk over HTTP, and what it refuses to everybody else."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse
from django.test import Client
from tests.stores.spool.cast import mailbox, sha256, submission
from tests.zones.intake.houses import House, draw

from crimebook.sealing.parts import PART_BYTES
from crimebook.sealing.slots import SLOT_BYTES
from crimebook.stores.intake.newest import NEWEST
from crimebook.stores.spool.acknowledgements import Acknowledgement, sign_acknowledgement
from crimebook.stores.spool.items import parse_item
from crimebook.stores.spool.layout import ItemKind, report_name
from crimebook.stores.spool.signed_requests import MICROSECONDS, Target, sign_request
from crimebook.stores.spool.wire import PAGE_ITEMS, Address
from crimebook.zones.intake import freshness
from crimebook.zones.intake.house import intake

HOST = "testserver"
PART = bytes(PART_BYTES)


class Desk:
    """A desk that asks, and can ask wrongly."""

    def __init__(self, client: Client, seed: bytes) -> None:
        self.client = client
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.number_us = 0

    def headers(self, address: str, body: bytes, **changes: Any) -> dict[str, str]:
        now_us = int(datetime.now(UTC).timestamp() * MICROSECONDS)
        self.number_us = max(self.number_us + 1, now_us)
        target = Target("POST", changes.get("host", HOST), address)
        public = self.key.public_key().public_bytes_raw()
        number_us = changes.get("number_us", self.number_us)
        return sign_request(target, body, number_us, public=public, sign=self.key.sign)

    def send(self, address: str, body: bytes, headers: dict[str, str]) -> HttpResponse:
        return self.client.post(address, body, content_type="application/octet-stream", headers=headers)

    def ask(self, address: Address, asked: object = b"") -> HttpResponse:
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        return self.send(address, body, self.headers(address, body))


@pytest.fixture
def desk(client: Client, house: House) -> Desk:
    freshness.share_freshness(freshness.Freshness(lambda: 0.0))
    return Desk(client, house.reply_seed)


def code(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["error"]


def put_report(number: int = 1, parts: int = 1) -> str:
    drop = intake().drop
    contents = [number.to_bytes(2, "big") + bytes([at]) + PART[3:] for at in range(parts)]
    for content in contents:
        drop.put_part(sha256(content), content)
    drop.put_report(submission(number), b"sealed %d" % number, [sha256(content) for content in contents])
    return report_name(submission(number))


def acknowledgement(house: House, name: str, envelope: bytes = b"sealed 1", seed: bytes = b"") -> bytes:
    told = Acknowledgement(ItemKind.REPORT, name, sha256(envelope), date(2020, 8, 12))
    return sign_acknowledgement(told, Ed25519PrivateKey.from_private_bytes(seed or house.reply_seed).sign)


def test_the_desk_is_told_what_waits_and_given_it_whole(desk: Desk):
    name = put_report(parts=2)
    assert json.loads(desk.ask(Address.WAITING, {"after": ""}).content) == {"waiting": [f"report/{name}"]}
    item = parse_item(name, desk.ask(Address.ITEM, {"kind": "report", "name": name}).content)
    assert item.sealed == b"sealed 1"
    for part in item.heading.parts:
        answer = desk.ask(Address.PART, {"hold": item.heading.hold, "sha256": part})
        assert sha256(answer.content) == part


def test_an_acknowledgement_is_applied_at_once_and_again_is_no_harm(desk: Desk, house: House):
    name = put_report()
    signed = acknowledgement(house, name)
    assert json.loads(desk.ask(Address.ACKNOWLEDGEMENT, signed).content) == {"outcome": "removed"}
    assert json.loads(desk.ask(Address.ACKNOWLEDGEMENT, signed).content) == {"outcome": "repeated"}
    assert intake().drop.is_collected(sha256(b"sealed 1"))
    assert json.loads(desk.ask(Address.WAITING, {}).content) == {"waiting": []}
    assert code(desk.ask(Address.ITEM, {"kind": "report", "name": name})) == (404, "gone")


def test_a_signed_request_with_a_strangers_acknowledgement_deletes_nothing(desk: Desk, house: House):
    name = put_report()
    forged = acknowledgement(house, name, seed=draw("stranger"))
    assert code(desk.ask(Address.ACKNOWLEDGEMENT, forged)) == (409, "refused")
    other = acknowledgement(house, name, envelope=b"other")
    assert code(desk.ask(Address.ACKNOWLEDGEMENT, other)) == (409, "refused")
    assert house.items_waiting() == 1


def test_names_come_in_pages_each_once(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("crimebook.zones.intake.collecting.PAGE_ITEMS", 2)
    assert PAGE_ITEMS > 2
    names = sorted(f"report/{put_report(number, 0)}" for number in range(5))
    told, after = [], ""
    while page := json.loads(desk.ask(Address.WAITING, {"after": after}).content)["waiting"]:
        told += page
        after = page[-1]
    assert told == names


def test_replies_are_put_down_and_stay_in_their_places(desk: Desk):
    slots = [
        {
            "mailbox_id": mailbox(1),
            "index": at,
            "until": "2099-01-01",
            "slot": _base64(bytes([at]) * SLOT_BYTES),
        }
        for at in (0, 3)
    ]
    assert desk.ask(Address.SLOTS, {"slots": slots}).status_code == 200
    kept = intake().slots.read_slots(mailbox(1))
    assert (kept[0], kept[3]) == (bytes(SLOT_BYTES), b"\3" * SLOT_BYTES)


@pytest.mark.parametrize(
    "change",
    [{"index": 8}, {"index": -1}, {"slot": ""}, {"mailbox_id": "../x"}, {"until": "soon"}, {"more": 1}],
)
def test_a_reply_without_a_place_is_refused(desk: Desk, house: House, change: dict[str, Any]):
    good = {"mailbox_id": mailbox(1), "index": 1, "until": "2099-01-01", "slot": _base64(bytes(SLOT_BYTES))}
    assert code(desk.ask(Address.SLOTS, {"slots": [good | change]})) == (400, "form")
    assert not list((house.path / "spool").glob("slots/*"))


def _base64(content: bytes) -> str:
    from base64 import b64encode  # noqa: PLC0415

    return b64encode(content).decode()


ASKED = {
    Address.WAITING: b"{}",
    Address.ITEM: b'{"kind":"report","name":"' + b"0" * 64 + b'"}',
    Address.PART: b'{"hold":"x","sha256":"' + b"0" * 64 + b'"}',
    Address.ACKNOWLEDGEMENT: b"x",
    Address.SLOTS: b'{"slots":[]}',
}
WRONG: dict[str, tuple[Callable[[Desk, str, bytes], HttpResponse], tuple[int, str]]] = {
    "unsigned": (lambda desk, at, body: desk.send(at, body, {}), (403, "unsigned")),
    "altered": (
        lambda desk, at, body: desk.send(at, body + b" ", desk.headers(at, body)),
        (403, "body"),
    ),
    "for another address": (
        lambda desk, at, body: desk.send(at, body, desk.headers("/desk/other", body)),
        (403, "signature"),
    ),
    "for another intake": (
        lambda desk, at, body: desk.send(at, body, desk.headers(at, body, host="mirror.example")),
        (403, "signature"),
    ),
    "stale": (
        lambda desk, at, body: desk.send(at, body, desk.headers(at, body, number_us=_away_us(-301))),
        (403, "stale"),
    ),
    "from the future": (
        lambda desk, at, body: desk.send(at, body, desk.headers(at, body, number_us=_away_us(310))),
        (403, "stale"),
    ),
    "of a stranger": (
        lambda desk, at, body: Desk(desk.client, draw("stranger")).ask(Address(at), body),
        (403, "key"),
    ),
    "with a query": (
        lambda desk, at, body: desk.send(f"{at}?x", body, desk.headers(at, body)),
        (403, "unsigned"),
    ),
}


def _away_us(away_s: int) -> int:
    return int((datetime.now(UTC) + timedelta(seconds=away_s)).timestamp() * MICROSECONDS)


@pytest.mark.parametrize("address", ASKED)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_request_is_refused_that_is(desk: Desk, address: Address, wrong: str):
    send, expected = WRONG[wrong]
    assert code(send(desk, address, ASKED[address])) == expected


def test_a_replayed_request_is_refused_and_says_what_number_is_the_highest(desk: Desk):
    headers = desk.headers(Address.WAITING, b"{}")
    assert desk.send(Address.WAITING, b"{}", headers).status_code == 200
    again = desk.send(Address.WAITING, b"{}", headers)
    assert code(again) == (409, "late")
    assert json.loads(again.content)["latest"] == desk.number_us


def test_a_request_from_before_a_restart_is_refused(desk: Desk):
    headers = desk.headers(Address.WAITING, b"{}")
    freshness.share_freshness(freshness.Freshness())
    assert code(desk.send(Address.WAITING, b"{}", headers)) == (409, "late")


def test_a_strangers_body_is_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("crimebook.zones.intake.collecting._read", lambda _: pytest.fail("it was read"))
    for address in ASKED:
        assert desk.send(address, b"x", {}).status_code == 403


def test_no_page_is_shown_where_the_desk_asks(desk: Desk):
    for address in Address:
        assert desk.client.get(address).status_code == 405


@pytest.mark.parametrize(
    "asked", [{"hold": "../../etc", "sha256": "0" * 64}, {"hold": "", "sha256": "0" * 64}, {"hold": 1}]
)
def test_a_part_that_is_none_is_refused(desk: Desk, asked: dict[str, Any]):
    assert code(desk.ask(Address.PART, asked)) == (400, "form")


def test_a_damaged_report_is_said_to_be_damaged(desk: Desk, house: House):
    name = put_report()
    (house.path / "spool" / "reports" / name).write_bytes(b"x")
    assert code(desk.ask(Address.ITEM, {"kind": "report", "name": name})) == (409, "damaged")


def manifest(house: House, serial: int, days: int = 30, **more: Any) -> bytes:
    """Sign a manifest as the root does, without putting it into the folder."""
    before = (house.path / "manifest.txt").read_bytes()
    now = datetime.now(UTC).replace(microsecond=0)
    house.sign(since=now - timedelta(days=60), until=now + timedelta(days=days), serial=serial, **more)
    made = (house.path / "manifest.txt").read_bytes()
    (house.path / "manifest.txt").write_bytes(before)
    return made


def test_a_newer_manifest_is_taken_once(desk: Desk, house: House):
    newer = manifest(house, 2)
    told = [json.loads(desk.ask(Address.MANIFEST, newer).content) for _ in range(2)]
    assert told == [{"is_new": True, "serial": 2}, {"is_new": False, "serial": 2}]
    assert intake().keys(datetime.now(UTC)).manifest.serial == 2
    assert (house.path / NEWEST).read_text() == "2\n"


def test_an_older_manifest_and_another_of_the_same_number_are_refused(desk: Desk, house: House):
    desk.ask(Address.MANIFEST, manifest(house, 5))
    for other in (manifest(house, 4), manifest(house, 5, days=31)):
        assert code(desk.ask(Address.MANIFEST, other)) == (409, "older")
    assert intake().keys(datetime.now(UTC)).manifest.serial == 5


def test_an_older_manifest_with_the_key_that_it_named_takes_no_number_from_the_desk(
    client: Client, desk: Desk, house: House
):
    stolen = Desk(client, draw("stolen"))
    older = manifest(replace(house, reply_seed=draw("stolen")), 4)
    desk.ask(Address.MANIFEST, manifest(house, 5))
    ahead_us = int((datetime.now(UTC) + timedelta(seconds=290)).timestamp() * MICROSECONDS)
    headers = stolen.headers(Address.MANIFEST, older, number_us=ahead_us)
    assert code(stolen.send(Address.MANIFEST, older, headers)) == (409, "older")
    assert desk.ask(Address.WAITING, {}).status_code == 200


def test_an_older_manifest_takes_no_number_from_a_worker_that_was_asked_nothing_before(
    client: Client, desk: Desk, house: House
):
    newest = manifest(house, 5)
    (house.path / "manifest.txt").write_bytes(newest)
    (house.path / NEWEST).unlink(missing_ok=True)
    older = manifest(house, 4)
    ahead_us = int((datetime.now(UTC) + timedelta(seconds=290)).timestamp() * MICROSECONDS)
    headers = desk.headers(Address.MANIFEST, older, number_us=ahead_us)
    assert code(desk.send(Address.MANIFEST, older, headers)) == (409, "older")
    assert desk.ask(Address.WAITING, {}).status_code == 200


def test_an_expired_intake_is_closed_to_all_but_the_next_manifest(desk: Desk, house: House):
    put_report()
    newer = manifest(house, 2)
    (house.path / "manifest.txt").write_bytes(manifest(house, 1, days=-1))
    assert code(desk.ask(Address.WAITING, {})) == (503, "closed")
    assert desk.ask(Address.MANIFEST, newer).status_code == 200
    assert len(json.loads(desk.ask(Address.WAITING, {}).content)["waiting"]) == 1


def test_a_manifest_that_somebody_else_brings_is_refused(desk: Desk, house: House):
    newer = manifest(house, 2)
    assert code(Desk(desk.client, draw("stranger")).ask(Address.MANIFEST, newer)) == (403, "key")
    assert code(desk.ask(Address.MANIFEST, b"anything")) == (503, "closed")
    assert intake().keys(datetime.now(UTC)).manifest.serial == 1


def test_a_folder_that_cannot_be_written_is_said_to_be(
    desk: Desk, house: House, monkeypatch: pytest.MonkeyPatch
):
    newer = manifest(house, 2)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("crimebook.work.receiving.installing.put_file", refuse)
    assert code(desk.ask(Address.MANIFEST, newer)) == (507, "unwritable")
    assert intake().keys(datetime.now(UTC)).manifest.serial == 1


def test_collecting_leaves_no_trace_but_what_it_takes_away(desk: Desk, house: House):
    name = put_report()
    spool = house.path / "spool"
    before = _traces(spool)
    item = parse_item(name, desk.ask(Address.ITEM, {"kind": "report", "name": name}).content)
    desk.ask(Address.PART, {"hold": item.heading.hold, "sha256": item.heading.parts[0]})
    desk.ask(Address.WAITING, {})
    assert _traces(spool) == before


def _traces(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_atime_ns, path.stat().st_ctime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }
