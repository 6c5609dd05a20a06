"""Promise 2: a report whose receipt was shown is not lost by killing processes at any instant.

Here the whole served intake is killed, or one process of it, while people send reports with a file; a few
times always, many more with CRIMEBOOK_SOAK=1. The store below has kills of its own, and cuts of power:
`tests/stores/spool/test_kills.py` and `tests/stores/spool/test_power_cuts.py`.
"""

import hashlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.promises.served import File, Lost, Server, reporter_of, serving
from tests.zones.intake.houses import House, make_house
from tests.zones.intake.reporters import Reporter

from crimebook.sealing.envelope import ReportBody, read_report
from crimebook.stores.spool.collect import Collector, Shelf, Waiting
from crimebook.stores.spool.items import Item
from crimebook.stores.spool.layout import ItemKind
from crimebook.unsealing.agefile import open_bytes
from crimebook.work.receiving.intake import Intake
from crimebook.work.receiving.keeping import apply_acknowledgements

IS_SOAK = os.environ.get("CRIMEBOOK_SOAK") == "1"
ROUNDS = 60 if IS_SOAK else 2
"""Each kills one process, and a moment later all of them."""

WRITERS = 3
PATIENCE_S = 60
RECEIPT = 'data-page="receipt"'


class Writer(threading.Thread):
    """Somebody who reports again and again, and who sends the last page again when no answer came."""

    def __init__(self, server: Server, number: int) -> None:
        super().__init__()
        self._server = server
        self._number = number
        self.is_to_stop = threading.Event()
        self.tried: dict[str, bytes] = {}
        self.receipts: list[str] = []
        self.losses = 0

    def run(self) -> None:
        while not self.is_to_stop.is_set():
            mark = f"account {len(self.tried)} of {self._number}"
            self.tried[mark] = os.urandom(2000)
            try:
                reporter = self._walk(mark)
                self._send(reporter, mark)
            except Lost:
                self._lose()
            except AssertionError:
                # The draft was lost with the server's memory, on the way to the last page.
                self._lose()

    def _walk(self, mark: str) -> Reporter:
        """Answer all there is, with a file, and stand before the last button."""
        reporter = reporter_of(self._server)
        known = {"first_account": {"first_account": mark}, "details": {"details": ["files"]}}
        reporter.begin().walk("files", **known)
        reporter.press("add-file", file=File("note.bin", self.tried[mark]))
        return reporter.answer({}).walk().press("words")

    def _send(self, reporter: Reporter, mark: str) -> None:
        last = reporter.response
        for _ in range(2):
            reporter.response = last
            try:
                reporter.press("send:words")
            except Lost:
                self._lose()
                continue
            # Once more though the receipt came: half of them lose it on the way to their eyes.
            if RECEIPT in reporter.page:
                self.receipts.append(mark)

    def _lose(self) -> None:
        self.losses += 1
        time.sleep(0.05)


def test_every_receipt_that_was_shown_has_its_report_once_whatever_was_killed(house: House, tmp_path: Path):
    chance = Random(2)  # noqa: S311 - the instants of kills, not secrets
    with serving(house.path, tmp_path / "output") as server:
        writers = [Writer(server, number) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            for _ in range(ROUNDS):
                time.sleep(chance.uniform(0.5, 2.5))
                os.kill(chance.choice(server.pids()[1:]), signal.SIGKILL)
                time.sleep(chance.uniform(0.2, 1.5))
                server.kill()
                server.start()
            wait_for_receipts(writers, least=2)
        finally:
            for writer in writers:
                writer.is_to_stop.set()
            for writer in writers:
                writer.join(PATIENCE_S)
    check(house, writers)


def wait_for_receipts(writers: list[Writer], least: int) -> None:
    """Wait until each has been shown some more: the last start has gone on where the kill broke off."""
    before = [len(writer.receipts) for writer in writers]
    end = time.monotonic() + PATIENCE_S
    while any(len(writer.receipts) < had + least for writer, had in zip(writers, before, strict=True)):
        assert time.monotonic() < end, "no more receipts after the last start"
        assert all(writer.is_alive() for writer in writers)
        time.sleep(0.1)


def check(house: House, writers: list[Writer]) -> None:
    tried = {mark: content for writer in writers for mark, content in writer.tried.items()}
    shown = {mark for writer in writers for mark in writer.receipts}
    kept = list(bodies(house))
    count = Counter(body.text for body, _ in kept)
    assert sum(writer.losses for writer in writers) > 0, "no kill met anybody"
    assert {mark: count[mark] for mark in shown} == dict.fromkeys(shown, 1)
    assert set(count) <= set(tried)
    assert set(count.values()) == {1}, "sent twice, kept once"
    for body, content in kept:
        assert hashlib.sha256(content).hexdigest() == body.files[0].sha256
        assert content == tried[body.text]


def bodies(house: House) -> Iterator[tuple[ReportBody, bytes]]:
    """Open what waits, as the desk does: each report with its file."""
    waiting = Waiting(house.path / "spool")
    for name in waiting.waiting():
        item = waiting.read_item(name)
        body = opened(house, item)
        (file,) = body.files
        parts = (b"".join(waiting.read_part(item.heading.hold, part.sha256)) for part in file.parts)
        yield body, b"".join(open_bytes(part, [house.identity]) for part in parts)[: file.size]
    waiting.close()


def opened(house: House, item: Item) -> ReportBody:
    return read_report(open_bytes(item.sealed, [house.identity]))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path / "intake")


def test_the_receipts_page_says_collected_when_the_desk_holds_two_copies_and_not_before(
    house: House, tmp_path: Path
):
    with serving(house.path, tmp_path / "output") as server:
        reporter = reporter_of(server)
        reporter.begin().walk().send()
        page = {"sent": reporter.hidden["sent"]}
        assert reporter.post("sent/", page).heading == "Waiting"
        waiting = Waiting(house.path / "spool")
        shelves = [Shelf(tmp_path / name) for name in ("one", "two")]
        (name,) = waiting.waiting()
        collector = Collector(waiting, shelves)
        assert collector.collect(name)
        apply(house)
        assert reporter.post("sent/", page).heading == "Waiting", "copied, and not signed for"
        forged = Ed25519PrivateKey.generate()
        collector.acknowledge(name, day=today(), sign=forged.sign)
        apply(house)
        assert reporter.post("sent/", page).heading == "Waiting", "signed by a stranger"
        assert waiting.waiting() == (name,)
        desk = Ed25519PrivateKey.from_private_bytes(house.reply_seed)
        collector.acknowledge(name, day=today(), sign=desk.sign)
        apply(house)
        assert reporter.post("sent/", page).heading == "Collected"
    assert waiting.waiting() == ()
    for shelf in shelves:
        assert [each.kind for each in shelf.names()] == [ItemKind.REPORT]
        assert opened(house, shelf.read_item(name)).text == "Three men in masks came at night."


def apply(house: House) -> None:
    """Do what the intake's keeper does every minute."""
    intake = Intake.at(house.path)
    apply_acknowledgements(intake, datetime.now(UTC))
    intake.close()


def today():
    return datetime.now(UTC).date()
