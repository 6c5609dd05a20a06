import os
from dataclasses import replace
from typing import Any

import pytest
from tests.sealing.cast import DESK, OTHER_REPORTER, REPLY_KEY, REPLY_SEED, REPORTER, message

from crimebook.sealing.errors import EnvelopeError, FutureVersionError, MessageError
from crimebook.sealing.messages import (
    DESK_KINDS,
    Message,
    MessageKind,
    check_chain,
    check_reporter_message,
    check_signature,
    message_bytes,
    parse_message,
    read_message,
    seal_message,
    sign_message,
)
from crimebook.unsealing.agefile import open_bytes

FROM_REPORTER = tuple(kind for kind in MessageKind if kind not in DESK_KINDS)


def withdrawal(**after: object) -> Message:
    return sign_message(message(MessageKind.WITHDRAWAL), seed=REPORTER.sign_seed, **after)  # type: ignore[arg-type]


def take(said: Message, known: set[str]) -> None:
    check_reporter_message(
        said, mailbox_id=REPORTER.mailbox_id, sign_public=REPORTER.sign_public, known=known
    )


@pytest.mark.parametrize("kind", FROM_REPORTER)
def test_the_desk_reads_what_the_reporter_sends(kind: MessageKind):
    said = sign_message(message(kind, values={"court": False}), seed=REPORTER.sign_seed)
    sealed = seal_message(said, [DESK.recipient], os.urandom)
    read = read_message(open_bytes(sealed, [DESK]))
    assert read == said
    take(read, set())


def test_a_message_of_another_reporter_is_refused():
    forged = sign_message(message(MessageKind.WITHDRAWAL), seed=OTHER_REPORTER.sign_seed)
    with pytest.raises(MessageError, match="signed"):
        take(forged, set())


def test_a_message_of_another_mailbox_is_refused():
    other = message(MessageKind.ANSWER, mailbox_id=OTHER_REPORTER.mailbox_id)
    with pytest.raises(MessageError, match="mailbox"):
        take(sign_message(other, seed=REPORTER.sign_seed), set())


def test_a_reporter_cannot_speak_as_the_desk():
    with pytest.raises(MessageError, match="reporter"):
        take(sign_message(message(MessageKind.REPLY), seed=REPORTER.sign_seed), set())


def test_a_replayed_withdrawal_is_refused():
    said = withdrawal()
    with pytest.raises(MessageError, match="taken before"):
        take(said, {said.digest})


def test_a_message_after_one_that_never_came_is_held():
    with pytest.raises(MessageError, match="gap"):
        take(withdrawal(last_counter=1, last_digest="a" * 64), set())


def test_two_that_could_not_know_of_each_other_are_both_taken():
    one, two = withdrawal(), withdrawal()
    take(one, set())
    take(two, {one.digest})


@pytest.mark.parametrize("field", ["text", "kind", "at_day", "nonce", "values", "counter"])
def test_nothing_in_a_message_can_be_changed(field: str):
    said = sign_message(message(), seed=REPLY_SEED)
    check_signature(said, REPLY_KEY)
    other = {
        "text": "other",
        "kind": MessageKind.QUESTION,
        "at_day": "2020-08-10",
        "nonce": "0" * 64,
        "values": {"a": 1},
        "counter": 9,
    }
    with pytest.raises(MessageError):
        check_signature(replace(said, **{field: other[field]}), REPLY_KEY)


def chain(length: int) -> list[Message]:
    made: list[Message] = []
    for number in range(length):
        last = made[-1].digest if made else ""
        made.append(sign_message(message(), seed=REPLY_SEED, last_counter=number, last_digest=last))
    return made


def test_a_chain_may_have_gaps_where_messages_were_fetched():
    one, _, three, four = chain(4)
    check_chain([one, three, four])


def test_a_message_twice_or_with_another_predecessor_breaks_the_chain():
    one, two = chain(2)
    other = sign_message(message(), seed=REPLY_SEED)
    with pytest.raises(MessageError, match="again"):
        check_chain([one, one])
    with pytest.raises(MessageError, match="follow"):
        check_chain([other, two])


def first_slot(after: Message, listed: list[Any], **differences: Any) -> Message:
    said = message(MessageKind.COLLECTED, values={"said": listed}, **differences)
    return sign_message(said, seed=REPLY_SEED, last_counter=after.counter, last_digest=after.digest)


def test_a_first_slot_that_was_written_anew_breaks_no_chain():
    (one,) = chain(1)
    earlier, later = first_slot(one, []), first_slot(one, [], at_day="2020-08-17")
    three = sign_message(message(), seed=REPLY_SEED, last_counter=2, last_digest=earlier.digest)
    check_chain([one, later, three])


def test_an_answer_is_held_to_what_the_newest_first_slot_lists():
    one, two = chain(2)
    listed = [[1, one.digest[:32]], [2, two.digest[:32]]]
    other = sign_message(message(), seed=REPLY_SEED, last_counter=1, last_digest=one.digest)
    check_chain([one, two, first_slot(two, listed)])
    check_chain([two, first_slot(two, listed)])
    with pytest.raises(MessageError, match="another answer"):
        check_chain([one, other, first_slot(other, listed)])
    with pytest.raises(MessageError, match="another answer"):
        check_chain([other, first_slot(other, listed)])


@pytest.mark.parametrize(
    "listed",
    ["x", {"1": "a"}, [1], [["1", "a" * 32]], [[1, "a"]], [[True, "a" * 32]], [[1, "a" * 32, 2]]],
)
def test_a_list_of_answers_of_another_form_is_refused(listed: Any):
    (one,) = chain(1)
    with pytest.raises(EnvelopeError, match="listed"):
        message_bytes(first_slot(one, listed))


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"mailbox_id": "x"}, id="a mailbox that is none"),
        pytest.param({"counter": 0}, id="number 0"),
        pytest.param({"counter": 2}, id="a second without a first"),
        pytest.param({"previous": "0" * 64}, id="a first after another"),
        pytest.param({"counter": 2, "previous": "x"}, id="a predecessor that is none"),
        pytest.param({"signature": ""}, id="no signature"),
        pytest.param({"at_day": "today"}, id="a day that is none"),
        pytest.param({"nonce": ""}, id="no nonce"),
    ],
)
def test_another_form_is_refused(fault: dict[str, object]):
    said = sign_message(message(), seed=REPLY_SEED)
    with pytest.raises(EnvelopeError):
        message_bytes(replace(said, **fault))  # type: ignore[arg-type]


def test_a_future_version_and_a_future_kind_are_refused():
    content = message_bytes(sign_message(message(), seed=REPLY_SEED))
    with pytest.raises(FutureVersionError, match="version 2"):
        parse_message(content.replace(b'"version":1', b'"version":2'))
    with pytest.raises(EnvelopeError):
        parse_message(content.replace(b'"kind":"reply"', b'"kind":"order"'))


def test_the_desk_does_not_seal_its_messages_as_reports():
    with pytest.raises(EnvelopeError, match="slots"):
        seal_message(sign_message(message(), seed=REPLY_SEED), [DESK.recipient], os.urandom)
