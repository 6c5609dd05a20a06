"""The first slot of every mailbox is dated each week: what is held back shows, and nothing grows by it."""

import json
import os
from datetime import datetime, timedelta

import pytest
from tests.work.opening import cast

from crimebook.sealing.messages import Message, MessageKind
from crimebook.stores.register.models import CustodyEvent, ReportMessage
from crimebook.stores.spool.slots import Slots
from crimebook.work.actors import operator
from crimebook.work.answering import answer
from crimebook.work.opening import dating
from crimebook.work.opening.dating import date_slots
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_report
from crimebook.work.receiving.lateness import Lateness, lateness

WORDS = cast.words_of(1)
WEEK = timedelta(days=7)
MONDAY = cast.NOW + timedelta(days=-cast.NOW.weekday()) + WEEK


def date(desk: Desk, at: datetime) -> int:
    return date_slots(desk, operator(), at=at)


def first_slot(desk: Desk) -> Message:
    (found,) = (each for each in cast.fetch(desk, WORDS) if each.kind is MessageKind.COLLECTED)
    return found


def seen(desk: Desk, at: datetime) -> Lateness:
    found = lateness(cast.fetch(desk, WORDS), at)
    assert found
    return found


def test_a_first_slot_is_dated_once_a_week_on_the_first_day_that_the_desk_works(desk: Desk):
    cast.bring(desk, cast.body(desk, WORDS))
    assert date(desk, MONDAY - timedelta(days=1)) == 0, "written in the same week"
    assert date(desk, MONDAY + timedelta(days=2)) == 1
    assert first_slot(desk).at_day == (MONDAY + timedelta(days=2)).date().isoformat()
    assert date(desk, MONDAY + timedelta(days=6)) == 0
    assert date(desk, MONDAY + WEEK) == 1


def test_dating_says_again_what_was_said_and_lets_no_row_grow(desk: Desk):
    ref = cast.bring(desk, cast.body(desk, WORDS))
    answer(desk, operator(), ref, MessageKind.REPLY, "Thank you.", at=cast.NOW)
    before, rows = first_slot(desk), ReportMessage.objects.count()
    for week in range(5):
        assert date(desk, MONDAY + week * WEEK) == 1
    after = first_slot(desk)
    assert after.values == before.values
    assert (after.counter, after.previous) == (before.counter, before.previous)
    assert ReportMessage.objects.count() == rows


def test_an_answer_stands_in_the_first_slot_from_the_moment_that_it_is_written(desk: Desk):
    ref = cast.bring(desk, cast.body(desk, WORDS))
    assert seen(desk, cast.NOW).listed == 0
    for number in range(1, 10):
        answer(desk, operator(), ref, MessageKind.REPLY, f"{number}.", at=cast.NOW)
        found = seen(desk, cast.NOW)
        assert (found.listed, found.missing) == (min(number, 7), 0), "the eighth takes the place of the first"


def test_an_answer_that_is_held_back_is_missed(desk: Desk):
    ref = cast.bring(desk, cast.body(desk, WORDS))
    answer(desk, operator(), ref, MessageKind.REPLY, "Thank you.", at=cast.NOW)
    slots = Slots(desk.folders.spool)
    slots.put_slots(WORDS.mailbox_id, {1: os.urandom(8_192)}, until=cast.NOW.date())
    slots.close()
    assert (seen(desk, cast.NOW).listed, seen(desk, cast.NOW).missing) == (1, 1)


def test_a_mailbox_as_it_was_a_month_ago_is_late_and_one_that_is_dated_never(desk: Desk):
    cast.bring(desk, cast.body(desk, WORDS))
    assert seen(desk, cast.NOW + 4 * WEEK).is_late
    date(desk, MONDAY + 3 * WEEK)
    assert not seen(desk, cast.NOW + 4 * WEEK).is_late


def test_answers_whose_slots_have_gone_by_time_are_not_missed(desk: Desk):
    ref = cast.bring(desk, cast.body(desk, WORDS))
    answer(desk, operator(), ref, MessageKind.REPLY, "Thank you.", at=cast.NOW)
    later = cast.NOW + timedelta(days=91)
    date(desk, later)
    slots = Slots(desk.folders.spool)
    slots.expire_slots((cast.NOW + timedelta(days=130)).date())
    slots.close()
    assert (seen(desk, later).listed, seen(desk, later).missing) == (0, 0)


def test_erased_reports_and_those_without_a_receipt_are_dated_by_nobody(desk: Desk):
    cast.bring(desk, cast.body(desk))
    ref = cast.bring(desk, cast.body(desk, WORDS))
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    assert date(desk, MONDAY) == 0


def test_a_run_that_is_stopped_goes_on_where_it_was_and_each_part_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(dating, "BATCH", 2)
    for number in range(5):
        cast.bring(desk, cast.body(desk, cast.words_of(number)))
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        date_slots(desk, operator(), at=MONDAY, advance=stop)
    assert date_slots(desk, operator(), at=MONDAY, advance=stop) == 1
    assert told == [(2, 5), (4, 5), (1, 1)]
    events = CustodyEvent.objects.filter(object_id="register:mailboxes")
    assert [json.loads(each.body)["reason"] for each in events.order_by("id")] == [
        "2 first slots dated",
        "2 first slots dated",
        "1 first slots dated",
    ]
