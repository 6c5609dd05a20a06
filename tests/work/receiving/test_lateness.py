"""Since when nothing was signed for a mailbox, and which answers are not there."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.sealing.cast import REPLY_SEED, message

from crimebook.sealing.messages import Message, MessageKind, sign_message
from crimebook.work.receiving.lateness import LATE_DAYS, lateness

SIGNED = datetime(2020, 8, 9, tzinfo=UTC)


def answers(count: int) -> list[Message]:
    made: list[Message] = []
    for number in range(count):
        last = made[-1].digest if made else ""
        made.append(sign_message(message(), seed=REPLY_SEED, last_counter=number, last_digest=last))
    return made


def first_slot(said: list[Message], **differences: str) -> Message:
    listed = [[each.counter, each.digest[:32]] for each in said]
    dated = message(MessageKind.COLLECTED, values={"said": listed}, **differences)
    last = said[-1] if said else None
    return sign_message(
        dated,
        seed=REPLY_SEED,
        last_counter=last.counter if last else 0,
        last_digest=last.digest if last else "",
    )


def test_an_empty_mailbox_tells_nothing():
    assert lateness([], SIGNED) is None
    assert lateness(answers(2), SIGNED) is None


@given(st.integers(0, 7), st.data())
def test_every_answer_that_is_listed_and_left_out_is_counted(count: int, data: st.DataObject):
    said = answers(count)
    here = [each for each in said if data.draw(st.booleans())]
    found = lateness([*here, first_slot(said)], SIGNED)
    assert found
    assert (found.listed, found.missing) == (count, count - len(here))


def test_an_answer_that_is_newer_than_the_first_slot_is_not_missed():
    said = answers(2)
    found = lateness([said[0], first_slot(said[:1]), said[1]], SIGNED)
    assert found
    assert (found.listed, found.missing) == (1, 0)


def test_of_two_first_slots_the_newest_counts():
    said = answers(2)
    older, newer = first_slot(said[:1], at_day="2020-08-01"), first_slot(said, at_day="2020-08-09")
    found = lateness([older, *said, newer], SIGNED)
    assert found
    assert (found.day.isoformat(), found.listed) == ("2020-08-09", 2)


def test_three_weeks_without_a_signature_are_late_and_not_a_day_before():
    mailbox = [first_slot([])]
    in_time, late = (
        lateness(mailbox, SIGNED + timedelta(days=LATE_DAYS + more, hours=23)) for more in (0, 1)
    )
    assert in_time
    assert late
    assert (in_time.is_late, late.is_late) == (False, True)


def test_a_first_slot_of_before_answers_were_listed_misses_none():
    plain = sign_message(message(MessageKind.COLLECTED), seed=REPLY_SEED)
    found = lateness([plain], SIGNED)
    assert found
    assert (found.listed, found.missing, found.is_late) == (0, 0, False)
