"""A message with files holds its parts as a report does, until the desk has them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.stores.spool.cast import DAY, DESK, DESK_KEYS, LIMITS, mailbox, part, sha256

from crimebook.stores.spool import refusals
from crimebook.stores.spool.collect import Collector, Shelf, Waiting
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.items import Heading, Item, parse_item
from crimebook.stores.spool.layout import ItemKind, Room
from crimebook.terms.digests import parse_digest

CHANCE = Random(5)  # noqa: S311 - repeatable
NOON = datetime(2020, 8, 12, 12, 30, tzinfo=UTC)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def put_parts(drop: Drop, count: int) -> list[str]:
    parts = [part(CHANCE) for _part in range(count)]
    for each in parts:
        drop.put_part(sha256(each), each)
    return [sha256(each) for each in parts]


def test_parts_of_a_message_outlive_those_of_nothing_and_are_read_back(tmp_path: Path):
    drop = Drop(tmp_path / "spool", LIMITS)
    hashes = put_parts(drop, 3)
    lone = put_parts(drop, 1)
    drop.put_message(mailbox(1), 1, b"sealed", hashes)
    drop.expire_parts(NOON)
    drop.expire_parts(NOON + timedelta(hours=30))
    waiting = Waiting(tmp_path / "spool")
    (name,) = waiting.waiting()
    heading = waiting.read_item(name).heading
    assert (heading.kind, heading.parts, heading.counter) == (ItemKind.MESSAGE, tuple(hashes), 1)
    assert [sha256(b"".join(waiting.read_part(heading.hold, each))) for each in hashes] == hashes
    assert drop.missing(lone) == tuple(lone)
    assert files(tmp_path / "spool" / Room.PARTS) == []


def test_a_start_after_a_kill_keeps_what_a_message_holds(tmp_path: Path):
    drop = Drop(tmp_path / "spool", LIMITS)
    hashes = put_parts(drop, 2)
    drop.put_message(mailbox(1), 1, b"sealed", hashes)
    orphan = drop._hold(parse_digest("0" * 64), [parse_digest(each) for each in hashes])
    drop.close()
    Drop(tmp_path / "spool", LIMITS).close()
    waiting = Waiting(tmp_path / "spool")
    heading = waiting.read_item(waiting.waiting()[0]).heading
    assert all(b"".join(waiting.read_part(heading.hold, each)) for each in hashes)
    assert not (tmp_path / "spool" / Room.HELD / orphan).exists()


def test_a_message_whose_parts_are_gone_is_refused_and_may_be_sent_again(tmp_path: Path):
    drop = Drop(tmp_path / "spool", LIMITS)
    here, gone = put_parts(drop, 1), [sha256(b"gone")]
    with pytest.raises(refusals.MissingPartsError) as refused:
        drop.put_message(mailbox(1), 1, b"sealed", [*here, *gone])
    assert refused.value.hashes == tuple(gone)
    assert files(tmp_path / "spool" / Room.HELD) == []
    assert drop.put_message(mailbox(1), 1, b"sealed", here).is_new
    assert not drop.put_message(mailbox(1), 1, b"sealed", here).is_new
    assert len(list((tmp_path / "spool" / Room.HELD).iterdir())) == 1


def test_only_a_message_with_files_may_be_long(tmp_path: Path):
    drop = Drop(tmp_path / "spool", LIMITS)
    long = bytes(LIMITS.max_message_bytes + 1)
    with pytest.raises(refusals.EnvelopeSizeError):
        drop.put_message(mailbox(1), 1, long)
    assert drop.put_message(mailbox(1), 1, long, put_parts(drop, 1)).is_new


def test_a_message_is_collected_with_its_parts_and_leaves_none_behind(tmp_path: Path):
    drop = Drop(tmp_path / "spool", LIMITS)
    hashes = put_parts(drop, 2)
    drop.put_message(mailbox(1), 1, b"sealed", hashes)
    shelves = [Shelf(tmp_path / name) for name in ("one", "two")]
    done = Collector(Waiting(tmp_path / "spool"), shelves).collect_waiting(day=DAY, sign=DESK.sign)
    assert (len(done.collected), done.refused) == (1, ())
    drop.apply_waiting(DESK_KEYS)
    assert [sha256(b"".join(shelves[1].read_part(each))) for each in hashes] == hashes
    for room in (Room.MESSAGES, Room.HELD, Room.PARTS):
        assert files(tmp_path / "spool" / room) == []


def test_a_message_without_files_is_written_as_it_always_was():
    bare = Heading(ItemKind.MESSAGE, parse_digest(sha256(b"m")), mailbox=mailbox(1), counter=2)
    content = Item(bare, b"m").to_bytes()
    assert b"parts" not in content
    assert parse_item("name", content).heading == bare
