"""Power cuts: every receipt shown has its report, whole, once, whatever the disk forgot."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.stores.spool.cast import DAY, DESK, DESK_KEYS, LIMITS, mailbox, part, sha256, submission
from tests.stores.spool.cut_disk import CutDisk, PowerCut

from crimebook.stores.spool.collect import Collector, Name, Shelf, Waiting
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.items import Item
from crimebook.stores.spool.layout import ItemKind, Room, message_name, report_name
from crimebook.stores.spool.refusals import SpoolError

SPOOL = Path("/spool")
SHELVES = (Path("/one"), Path("/two"))
CUTS = 200
SEEDS = range(10)


class World:
    """A reporter's side, an intake and a desk on one disk that may lose its power, and what was promised."""

    def __init__(self, seed: int, lies: tuple[str, ...] = ()) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - seeded, so that a failure can be repeated
        self.disk = CutDisk(lies)
        self.receipts: dict[Name, str] = {}
        self.parts: dict[Name, tuple[str, ...]] = {}
        self.told_collected: set[Name] = set()
        self.came_to_desk: dict[Name, set[str]] = {}
        self.submissions = 0
        self.now = datetime(2020, 8, 12, tzinfo=UTC)
        self.cuts = 0
        self.start()

    def start(self) -> None:
        self.drops = [
            Drop(SPOOL, LIMITS, disk=self.disk, random=self.chance.randbytes) for _worker in range(2)
        ]
        self.waiting = Waiting(SPOOL, disk=self.disk, random=self.chance.randbytes)
        self.shelves = [Shelf(folder, disk=self.disk, random=self.chance.randbytes) for folder in SHELVES]
        self.collector = Collector(self.waiting, self.shelves)

    def run(self, cuts: int) -> None:
        """Live on until the power has gone so many times, looking after each."""
        while self.cuts < cuts:
            self.disk.cut_after = self.chance.randrange(1, 160)
            with self.until_cut():
                while True:
                    self.act()
            with self.until_cut():
                self.start()
            self.check()

    @contextmanager
    def until_cut(self) -> Iterator[None]:
        try:
            yield
        except PowerCut:
            self.cuts += 1
            self.disk = self.disk.after_cut(self.chance)
            # Now and then the power goes again while the program is starting.
            self.disk.cut_after = self.chance.randrange(40) if self.chance.random() < 0.2 else None
            with self.until_cut():
                self.start()
            self.disk.cut_after = None

    def act(self) -> None:
        acts = (self.report, self.report, self.report_again, self.message, self.collect, self.expire)
        self.chance.choice(acts)()

    def report(self) -> None:
        self.submissions += 1
        self.submit(self.submissions)

    def report_again(self) -> None:
        """The connection broke, or the button was pressed twice: the same id, sealed anew."""
        if self.submissions:
            self.submit(self.chance.randrange(self.submissions) + 1)

    def submit(self, number: int) -> None:
        drop = self.chance.choice(self.drops)
        parts = [part(self.chance) for _part in range(self.chance.randrange(4))]
        hashes = tuple(map(sha256, parts))
        for each in parts:
            drop.put_part(sha256(each), each)
        kept = drop.put_report(submission(number), self.chance.randbytes(200), hashes)
        name = Name(ItemKind.REPORT, report_name(submission(number)))
        assert self.receipts.setdefault(name, kept.envelope_sha256) == kept.envelope_sha256
        if kept.is_new:
            self.parts[name] = hashes

    def message(self) -> None:
        box, counter, sealed = (
            mailbox(self.chance.randrange(3)),
            self.chance.randrange(9),
            self.chance.randbytes(99),
        )
        kept = self.drops[0].put_message(box, counter, sealed)
        self.receipts[Name(ItemKind.MESSAGE, message_name(box, counter, sealed))] = kept.envelope_sha256

    def expire(self) -> None:
        """Hours pass between two acts, so that parts of no report go while others are held."""
        self.now += timedelta(hours=self.chance.randrange(1, 30))
        self.drops[0].expire_parts(self.now)

    def collect(self) -> None:
        waiting = self.waiting.waiting()
        if not waiting:
            return
        name = self.chance.choice(waiting)
        self.collector.collect(name)
        self.came_to_desk.setdefault(name, set()).add(self.shelves[0].read_item(name).heading.envelope_sha256)
        signed = self.collector.acknowledge(name, day=DAY, sign=DESK.sign)
        if self.chance.random() < 0.5:
            self.drops[1].apply_acknowledgement(signed, DESK_KEYS)
            self.told_collected.add(name)
        else:
            assert self.drops[1].apply_waiting(DESK_KEYS).refused == 0

    def check(self) -> None:
        waiting = self.waiting.waiting()
        assert len(waiting) == len(set(waiting))
        for name in waiting:
            item = self.waiting.read_item(name)
            self.check_parts(item, lambda each, hold=item.heading.hold: self.waiting.read_part(hold, each))
        for name, envelope in self.receipts.items():
            self.check_receipt(name, envelope, is_waiting=name in waiting)
        for envelopes in self.came_to_desk.values():
            assert len(envelopes) == 1

    def check_receipt(self, name: Name, envelope: str, *, is_waiting: bool) -> None:
        is_collected = self.drops[0].is_collected(envelope)
        assert is_waiting or is_collected
        assert is_collected or name not in self.told_collected
        if is_waiting:
            item = self.waiting.read_item(name)
            self.check_item(name, item, envelope)
        if is_collected:
            for shelf in self.shelves:
                item = shelf.read_item(name)
                self.check_item(name, item, envelope)
                self.check_parts(item, shelf.read_part)

    def check_item(self, name: Name, item: Item, envelope: str) -> None:
        assert item.heading.envelope_sha256 == sha256(item.sealed) == envelope
        assert item.heading.parts == self.parts.get(name, item.heading.parts)

    def check_parts(self, item: Item, read_part) -> None:
        for each in item.heading.parts:
            assert sha256(b"".join(read_part(each))) == each


@pytest.mark.parametrize("seed", SEEDS)
def test_every_receipt_has_its_report_after_twenty_power_cuts(seed: int):
    world = World(seed)
    world.run(CUTS // len(SEEDS))
    assert world.cuts >= CUTS // len(SEEDS)
    assert len(world.receipts) > 20
    assert any(world.parts.values())


LIES = [
    (SPOOL.name,),
    ("write",),
    (Room.REPORTS.value,),
    (Room.MESSAGES.value,),
    (Room.HELD.value,),
    (Room.HELD.value + "/*",),
    (Room.COLLECTED.value,),
    (Room.SPENT.value,),
    (Room.PARTS.value,),
]


@pytest.mark.parametrize("lies", LIES, ids=lambda lies: lies[0])
def test_a_disk_that_lies_about_synchronising_is_found_out(lies: tuple[str, ...]):
    """The check of the checks: each synchronisation is needed, and leaving one out is seen."""
    for seed in SEEDS:
        try:
            World(seed, lies).run(CUTS // len(SEEDS))
        except (AssertionError, FileNotFoundError, SpoolError):
            return
    pytest.fail(f"{CUTS} cuts saw nothing amiss without synchronising {lies[0]}")
