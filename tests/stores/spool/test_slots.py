"""Slots: every mailbox looks the same, replies go when they were fetched or are old."""

import hashlib
from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.stores.spool.cast import LIMITS, mailbox, sha256
from tests.stores.spool.cut_disk import CutDisk

from crimebook.sealing.errors import MessageError
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.slots import SLOT_BYTES, SLOTS, sign_fetch
from crimebook.stores.spool import refusals
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.layout import Room
from crimebook.stores.spool.slots import Slots
from crimebook.terms.errors import InvalidValueError

UNTIL = date(2020, 11, 3)
KEYS = receipt_keys(b"sixteen bytes of", "book.example")
THEIRS = receipt_keys(b"sixteen of other", "book.example")
MINE = KEYS.mailbox_id


def reply(text: str) -> bytes:
    return hashlib.shake_256(text.encode()).digest(SLOT_BYTES)


@pytest.fixture
def slots(tmp_path: Path) -> Slots:
    return Slots(tmp_path / "spool", LIMITS)


def test_a_mailbox_that_nobody_made_has_as_many_slots_of_the_same_size(slots: Slots):
    slots.put_slots(MINE, {0: reply("a"), 3: reply("b")}, until=UNTIL)
    for each in (MINE, mailbox(1)):
        found = slots.read_slots(each)
        assert [len(slot) for slot in found] == [SLOT_BYTES] * SLOTS


def test_replies_stand_where_they_were_put_among_decoys(slots: Slots):
    before = slots.read_slots(MINE)
    slots.put_slots(MINE, {0: reply("a"), 3: reply("b")}, until=UNTIL)
    after = slots.read_slots(MINE)
    assert (after[0], after[3]) == (reply("a"), reply("b"))
    assert [after[index] for index in (1, 2, 4, 5, 6, 7)] == [before[index] for index in (1, 2, 4, 5, 6, 7)]


def test_two_reads_agree_on_every_worker_and_after_a_restart(slots: Slots, tmp_path: Path):
    found = slots.read_slots(mailbox(1))
    assert slots.read_slots(mailbox(1)) == found
    assert Slots(tmp_path / "spool", LIMITS).read_slots(mailbox(1)) == found


def test_no_two_decoys_are_the_same(slots: Slots, tmp_path: Path):
    elsewhere = Slots(tmp_path / "another", LIMITS)
    found = [*slots.read_slots(mailbox(1)), *slots.read_slots(mailbox(2)), *elsewhere.read_slots(mailbox(1))]
    assert len(set(found)) == 3 * SLOTS


def test_asking_writes_nothing(slots: Slots, tmp_path: Path):
    before = sorted(tmp_path.rglob("*"))
    slots.read_slots(mailbox(1))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_a_mailbox_that_is_no_digest_is_refused(slots: Slots, name: str):
    with pytest.raises(InvalidValueError):
        slots.read_slots(name)
    with pytest.raises(InvalidValueError):
        slots.put_slots(name, {0: reply("a")}, until=UNTIL)


@pytest.mark.parametrize(
    "wrong",
    [{-1: reply("a")}, {SLOTS: reply("a")}, {0: b""}, {0: bytes(SLOT_BYTES + 1)}, {0: reply("a"), 9: b""}],
)
def test_a_slot_of_another_place_or_size_is_refused_and_none_is_put(slots: Slots, wrong, tmp_path: Path):
    with pytest.raises(refusals.BadSlotError):
        slots.put_slots(MINE, wrong, until=UNTIL)
    assert list((tmp_path / "spool" / Room.SLOTS).iterdir()) == []


def test_a_fetched_reply_goes_and_one_put_there_meanwhile_stays(slots: Slots):
    decoys = slots.read_slots(MINE)
    slots.put_slots(MINE, {0: reply("a"), 1: reply("b")}, until=UNTIL)
    digests = [sha256(reply("a")), sha256(reply("b"))]
    taken = (KEYS.sign_public, KEYS.fetch_public, digests, sign_fetch(KEYS, digests))
    slots.put_slots(MINE, {1: reply("newer")}, until=UNTIL)
    assert slots.remove_fetched(*taken) == 1
    assert slots.read_slots(MINE)[:2] == (decoys[0], reply("newer"))
    assert slots.remove_fetched(*taken) == 0


def test_a_fetch_that_the_mailboxs_key_did_not_sign_removes_nothing(slots: Slots):
    slots.put_slots(MINE, {0: reply("a"), 1: reply("b")}, until=UNTIL)
    one, both = [sha256(reply("a"))], [sha256(reply("a")), sha256(reply("b"))]
    good, theirs = sign_fetch(KEYS, one), sign_fetch(THEIRS, one)
    wrong = [
        (KEYS.sign_public, KEYS.fetch_public, one, theirs),
        (KEYS.sign_public, KEYS.fetch_public, both, good),
        (KEYS.sign_public, KEYS.fetch_public, one, b""),
        (KEYS.sign_public, b"short", one, good),
    ]
    for each in wrong:
        with pytest.raises(MessageError):
            slots.remove_fetched(*each)
    assert slots.read_slots(MINE)[:2] == (reply("a"), reply("b"))


def test_somebody_elses_keys_name_somebody_elses_mailbox(slots: Slots):
    slots.put_slots(MINE, {0: reply("a")}, until=UNTIL)
    digests = [sha256(reply("a"))]
    signed = sign_fetch(THEIRS, digests)
    assert slots.remove_fetched(THEIRS.sign_public, THEIRS.fetch_public, digests, signed) == 0
    assert slots.read_slots(MINE)[0] == reply("a")


def test_replies_go_after_their_day(slots: Slots):
    slots.put_slots(MINE, {0: reply("a")}, until=UNTIL)
    slots.put_slots(mailbox(1), {0: reply("b")}, until=date(2020, 12, 1))
    assert slots.expire_slots(UNTIL) == 0
    assert slots.expire_slots(date(2020, 11, 4)) == 1
    assert slots.read_slots(mailbox(1))[0] == reply("b")


def test_a_reply_that_its_reporter_takes_away_meanwhile_keeps_no_other_from_going(
    slots: Slots, monkeypatch: pytest.MonkeyPatch
):
    gone = f"{mailbox(2)}.0"
    slots.put_slots(mailbox(2), {0: reply("a")}, until=UNTIL)
    slots.put_slots(mailbox(3), {0: reply("b")}, until=UNTIL)
    names = [gone, f"{mailbox(3)}.0"]
    slots._disk.unlink(slots._path(mailbox(2), 0))
    monkeypatch.setattr(slots._disk, "names", lambda _: names)
    assert slots.expire_slots(date(2020, 11, 4)) == 1


@pytest.mark.parametrize("seed", range(20))
def test_a_reply_that_was_put_outlives_a_power_cut_and_decoys_stay(seed: int):
    chance, disk = Random(seed), CutDisk()  # noqa: S311 - repeatable
    before = Slots(Path("/spool"), LIMITS, disk=disk, random=chance.randbytes)
    decoys = before.read_slots(MINE)
    before.put_slots(MINE, {0: reply("old")}, until=UNTIL)
    before.put_slots(MINE, {0: reply("new"), 5: reply("other")}, until=UNTIL)
    after = Slots(Path("/spool"), LIMITS, disk=disk.after_cut(chance), random=chance.randbytes)
    assert after.read_slots(MINE) == (reply("new"), *decoys[1:5], reply("other"), *decoys[6:])


def test_slots_and_a_drop_share_a_folder(slots: Slots, tmp_path: Path):
    Drop(tmp_path / "spool", LIMITS)
    slots.put_slots(MINE, {0: reply("a")}, until=UNTIL)
    assert slots.read_slots(MINE)[0] == reply("a")
