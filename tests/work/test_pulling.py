"""Collecting from an intake elsewhere that is really served: nothing is lost, doubled, or left behind."""

import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.promises.served import reporter_of
from tests.stores.spool.cast import DESK, DESK_KEYS
from tests.work.book import context
from tests.work.far_intake import Far, open_far
from tests.work.opening.cast import order, passphrases, words_of

from crimebook.sealing.messages import MessageKind
from crimebook.sealing.slots import read_slots
from crimebook.stores.register.events import chain_of
from crimebook.stores.spool.collect import Name, Shelf, WaitingRoom
from crimebook.stores.spool.layout import ItemKind, Room, report_name
from crimebook.stores.spool.remote import DeskKey, LineError, RemoteIntake
from crimebook.stores.spool.slots import Slots
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.answering import answer
from crimebook.work.collecting import collect_from
from crimebook.work.opening.keymaking import make_keys
from crimebook.work.opening.opening import open_reports
from crimebook.work.opening.publishing import current_manifest

PICTURE = bytes(range(256)) * 12_000  # three parts


@pytest.fixture
def keyed() -> DeskKey:
    return DeskKey(DESK_KEYS[0], DESK.sign)


@pytest.fixture
def far(tmp_path: Path, db: None) -> Iterator[Far]:
    ensure_operator()
    with open_far(tmp_path) as made:
        yield made


def left(spool: Path) -> list[str]:
    rooms = (Room.REPORTS, Room.MESSAGES, Room.HELD, Room.PARTS)
    return [path.name for room in rooms for path in (spool / room).rglob("*") if path.is_file()]


def received(far: Far, envelope: str) -> int:
    return sum(b'"action":"received"' in each for each in chain_of(f"envelope:{envelope}"))


def test_a_report_crosses_the_line_once_and_leaves_nothing_there(far: Far):
    keys = words_of(1)
    sealed = far.hand_in(1, PICTURE, b"small", keys=keys)
    plain = far.hand_in(2)
    done = far.pull()
    assert (len(done.names), done.refused, done.replies) == (2, (), 0)
    assert left(far.spool) == []
    again = far.pull()
    assert (again.names, again.refused) == ((), ())
    for folder in far.desk.folders.shelves:
        shelf = Shelf(folder)
        for report in (sealed, plain):
            name = Name(ItemKind.REPORT, report_name(report.submission_id))
            item = shelf.read_item(name)
            assert item.sealed == report.envelope
            shelf.check(name, item)
        shelf.close()
    opening = open_reports(far.desk, operator(), context(), at=far.at)
    assert [each.files for each in opening.opened] in ([0, 2], [2, 0])
    assert opening.refused == ()
    assert [received(far, sha256_hex(each.envelope)) for each in (sealed, plain)] == [1, 1]
    assert far.server.output.read_text().splitlines()[-1] == "Stop with Ctrl+C."


def test_a_reply_is_carried_to_the_intake_and_read_there_with_the_words(far: Far):
    keys = words_of(1)
    far.hand_in(1, keys=keys)
    far.pull()
    (opened,) = open_reports(far.desk, operator(), context(), at=far.at).opened
    answer(far.desk, operator(), opened.ref, MessageKind.REPLY, "Thank you.", at=far.at)
    assert far.pull().replies == 2  # that it is held, and the reply
    assert far.pull().replies == 0
    public = current_manifest(far.desk.vault).reply_public
    slots = Slots(far.spool)
    said = read_slots(slots.read_slots(keys.mailbox_id), keys, public)
    assert [(each.kind, each.text) for each in said] == [
        (MessageKind.REPLY, "Thank you."),
        (MessageKind.COLLECTED, ""),
    ]
    # Fetched and removed by its reporter, it does not come back; a new one comes.
    for path in (far.spool / Room.SLOTS).iterdir():
        path.unlink()
    assert far.pull().replies == 0
    answer(far.desk, operator(), opened.ref, MessageKind.QUESTION, "When?", at=far.at)
    assert far.pull().replies == 2  # it, and that it lies there
    said = read_slots(slots.read_slots(keys.mailbox_id), keys, public)
    assert [each.kind for each in said] == [MessageKind.QUESTION, MessageKind.COLLECTED]
    slots.close()


def test_the_receipts_page_says_collected_at_once(far: Far):
    reporter = reporter_of(far.server).begin().walk().send()
    page = reporter.hidden
    assert reporter.post("sent/", page).heading == "Waiting"
    assert far.pull().refused == ()
    assert reporter.post("sent/", page).heading == "Collected"


def test_a_new_manifest_goes_with_the_round(far: Far):
    later = order(at=far.at, months=4)
    make_keys(far.desk.vault, far.root, passphrases(), later, os.urandom)
    newest = current_manifest(far.desk.vault)
    assert far.pull().refused == ()
    assert f'"serial":{newest.serial}' in (far.intake / "manifest.txt").read_text()
    assert (far.intake / "newest.txt").read_text() == f"{newest.serial}\n"
    assert far.pull().refused == ()


class Breaking(httpx.BaseTransport):
    """A line that breaks: before a request goes out, or after the intake has done what it asks."""

    def __init__(self, chance: random.Random, share: float) -> None:
        self.inside = httpx.HTTPTransport()
        self.chance = chance
        self.share = share
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.chance.random() < self.share / 2:
            raise httpx.ConnectError("broken")
        answer = self.inside.handle_request(request)
        content = answer.read()
        if self.chance.random() < self.share / 2:
            raise httpx.ReadError("broken")
        self.asked.append(request.url.path)
        return said(answer.status_code, content)


def asking(far: Far, transport: httpx.BaseTransport) -> RemoteIntake:
    client = httpx.Client(base_url=far.line.address, transport=transport)
    key = DeskKey(far.desk.keyring.reply_public, far.desk.keyring.sign)
    return RemoteIntake(client, key, far.at.timestamp, wait=lambda _: None)


def test_over_a_line_that_breaks_everything_comes_once(far: Far):
    sealed = [far.hand_in(number, PICTURE) for number in range(3)]
    line = Breaking(random.Random(7), 0.5)  # noqa: S311 - repeatable
    rounds = 0
    while left(far.spool):
        rounds += 1
        assert rounds < 40
        intake = asking(far, line)
        try:
            collect_from(far.desk, operator(), intake, at=far.at)
        except LineError:
            continue
        finally:
            intake.close()
    assert [received(far, sha256_hex(each.envelope)) for each in sealed] == [1, 1, 1]
    parts = len(list((far.desk.folders.shelves[0] / Room.PARTS).iterdir()))
    assert line.asked.count("/desk/part") == parts
    line.inside.close()
    assert far.server.process.poll() is None


def said(status: int, content: bytes | dict[str, Any], **headers: str) -> httpx.Response:
    """Return an answer that can be read once, as one from a line."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return httpx.Response(status, stream=httpx.ByteStream(raw), headers=headers)


def answering(say: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    return httpx.MockTransport(say)


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (200, b"no JSON", "something else"),
        (200, {"waiting": ["report/x"]}, "64 lower-case"),
        (200, {"waiting": ["report/" + "b" * 64, "report/" + "a" * 64]}, "another order"),
        (200, {"waiting": ["report/" + "a" * 64] * 2}, "another order"),
        (200, b" " * (2 << 20), "at most"),
        (302, b"", "a refusal"),
        (500, b"<script>", "a refusal"),
        (403, {"error": "key"}, "another key"),
        (403, {"error": "stale"}, "set them"),
        (503, {"error": "closed"}, "has expired"),
        (409, {"error": "late", "latest": 10**16}, "clock is ahead"),
        (409, {"error": "late", "latest": "soon"}, "clock is ahead"),
        (409, [], "a refusal"),
    ],
)
def test_an_intake_in_other_hands_is_answered_by_an_error(
    keyed: DeskKey, status: int, content: Any, error: str
):
    def say(_: httpx.Request) -> httpx.Response:
        return said(status, content, Location="https://elsewhere.example/")

    client = httpx.Client(base_url="http://127.0.0.1", transport=answering(say))
    with (
        pytest.raises(CrimebookError, match=error),
        closing(RemoteIntake(client, keyed, lambda: 1.6e9)) as far,
    ):
        far.waiting()


def test_the_desk_signs_no_request_for_a_time_to_come(keyed: DeskKey):
    asked: list[str] = []

    def say(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["Signature-Input"])
        ahead = int((1.6e9 + 3600) * 1_000_000)
        return said(409, {"error": "late", "latest": ahead})

    client = httpx.Client(base_url="http://127.0.0.1", transport=answering(say))
    with closing(RemoteIntake(client, keyed, lambda: 1.6e9)) as far, pytest.raises(LineError):
        far.waiting()
    assert len(asked) == 1


def test_a_part_of_other_bytes_is_kept_nowhere_and_holds_up_no_other(far: Far):
    far.hand_in(1, PICTURE)
    good = far.hand_in(2)
    inside = httpx.HTTPTransport()

    def say(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/desk/part":
            return said(200, bytes(1 << 20))
        answer = inside.handle_request(request)
        return said(answer.status_code, answer.read())

    with closing(asking(far, answering(say))) as intake, closing(inside):
        done = collect_from(far.desk, operator(), intake, at=far.at)
    assert done.names == (report_name(good.submission_id),)
    assert [reason for _, reason in done.refused if "other bytes" in reason]
    assert list((far.desk.folders.shelves[0] / Room.PARTS).iterdir()) == []
    assert len(WaitingRoom(far.spool).waiting()) == 1


def test_a_round_that_was_killed_before_the_event_writes_it_in_the_next(
    far: Far, monkeypatch: pytest.MonkeyPatch
):
    sealed = far.hand_in(1)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as passing:
        passing.setattr("crimebook.work.opening.arrivals.append_event", die)
        with pytest.raises(KeyboardInterrupt):
            far.pull()
    assert received(far, sha256_hex(sealed.envelope)) == 0
    far.pull()
    assert received(far, sha256_hex(sealed.envelope)) == 1
