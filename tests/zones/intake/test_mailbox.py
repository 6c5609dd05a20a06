"""Coming back with twelve words: answers, additions, withdrawal; a wrong receipt is told nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from tests.zones.intake.houses import ORIGIN, House
from tests.zones.intake.reporters import Reporter

from crimebook.sealing.messages import Message, MessageKind, check_reporter_message, sign_message
from crimebook.sealing.receipt import ReceiptKeys, receipt_keys
from crimebook.sealing.slots import seal_slot
from crimebook.sealing.words import make_words
from crimebook.zones.intake import house as open_house
from crimebook.zones.intake import keyring

ENTROPY = bytes(range(16))
WORDS = " ".join(make_words(ENTROPY, "en"))
KEYS = receipt_keys(ENTROPY, ORIGIN)
DAY = "2020-08-20"


def desk_says(
    house: House,
    kind: MessageKind,
    text: str = "",
    *,
    slot: int = 1,
    counter: int = 1,
    values: dict[str, Any] | None = None,
    keys: ReceiptKeys = KEYS,
    seed: bytes = b"",
    day: str = DAY,
) -> Message:
    """Put a message of the desk into the mailbox."""
    message = Message(keys.mailbox_id, kind, text, day, "ab" * 32, values=values or {})
    last = "cd" * 32 if counter > 1 else ""
    signed = sign_message(message, seed=seed or house.reply_seed, last_counter=counter - 1, last_digest=last)
    open_house.intake().slots.put_slots(
        keys.mailbox_id, {slot: seal_slot(signed, keys.recipient)}, until=date(2199, 1, 1)
    )
    return signed


def collected(house: House, **values: Any) -> Message:
    """Let the desk say that it holds the report."""
    return desk_says(house, MessageKind.COLLECTED, slot=0, values={"envelope": "ef" * 32, **values})


@pytest.fixture
def returned(reporter: Reporter) -> Reporter:
    """Somebody who came back with the words."""
    return reporter.post("return/", {"words": WORDS})


def again(reporter: Reporter) -> Reporter:
    """Come back once more."""
    return reporter.post("return/", {"words": WORDS})


def do(reporter: Reporter, wish: str, **fields: str) -> Reporter:
    """Press a button of the mailbox."""
    return reporter.post("return/", {"mailbox": reporter.hidden["mailbox"], "do": wish, **fields})


def test_the_desks_answer_is_read(reporter: Reporter, house: House):
    desk_says(house, MessageKind.REPLY, "A doctor can see you on any weekday.")
    assert "A doctor can see you on any weekday." in again(reporter).page


def test_collected_is_said_only_when_the_desk_has_signed_it(returned: Reporter, house: House):
    assert "Collected." not in returned.page
    collected(house)
    assert "Collected." in again(returned).page


def test_a_mailbox_says_since_when_nothing_was_signed_and_which_answers_are_not_there(
    reporter: Reporter, house: House
):
    answer = desk_says(house, MessageKind.REPLY, "A doctor can see you.")
    collected(house, said=[[1, answer.digest[:32]], [2, "ab" * 16]])
    page = again(reporter).page
    assert f"last signed this mailbox on {DAY}" in page
    assert "somebody keeps newer letters from you" in page, "nothing was signed since 2020"
    assert "that are not here: 1 of 2." in page


def test_a_mailbox_that_was_signed_this_week_is_not_late(reporter: Reporter, house: House):
    today = datetime.now(UTC).date().isoformat()
    desk_says(house, MessageKind.COLLECTED, slot=0, values={"envelope": "ef" * 32, "said": []}, day=today)
    page = again(reporter).page
    assert f"last signed this mailbox on {today}" in page
    assert "keeps newer letters" not in page
    assert "that are not here" not in page


def test_a_mailbox_that_nobody_made_looks_like_an_empty_one(client: Client, house: House):
    stranger = Reporter(client).post("return/", {"words": " ".join(make_words(bytes(16), "en"))})
    known = Reporter(client).post("return/", {"words": WORDS})
    pages = [each.page.replace(each.hidden["mailbox"], "") for each in (stranger, known)]
    assert pages[0] == pages[1]
    assert [each.response.status_code for each in (stranger, known)] == [200, 200]


def test_words_of_another_book_are_never_in_this_one(reporter: Reporter, house: House):
    other = receipt_keys(ENTROPY, "another.book/log")
    desk_says(house, MessageKind.COLLECTED, slot=0, keys=other)
    assert "Collected." not in again(reporter).page


def test_what_the_desk_did_not_sign_is_not_shown(reporter: Reporter, house: House):
    desk_says(house, MessageKind.REPLY, "Come to the station.", seed=b"f" * 32)
    page = again(reporter).page
    assert "Come to the station." not in page
    assert "not signed by the book" in page


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("one two three", "A receipt has 12 words; here are 3"),
        (WORDS.replace(WORDS.split()[4], "xqzzkw"), "not in the list"),
        (" ".join([WORDS.split()[1], WORDS.split()[0], *WORDS.split()[2:]]), "do not check"),
        ("a" * 2000, "too long"),
        ("", "A receipt has 12 words; here are 0"),
    ],
)
def test_wrong_words_get_the_right_hint(reporter: Reporter, words: str, hint: str):
    reporter.post("return/", {"words": words})
    assert reporter.response.status_code == 422
    assert hint in reporter.page


def test_words_are_read_however_they_are_typed(reporter: Reporter, house: House):
    desk_says(house, MessageKind.REPLY, "Here you are.")
    typed = ", ".join(f"{number}. {word.upper()}" for number, word in enumerate(WORDS.split(), start=1))
    assert "Here you are." in reporter.post("return/", {"words": typed}).page


def test_a_message_of_the_longest_signs_is_kept(returned: Reporter, house: House):
    text = " ".join(["😀" * 150] * 33)
    assert 'class="done"' in do(returned, "add", text=text).page
    (message,) = house.messages()
    assert message.text == text


def test_an_addition_is_sealed_signed_and_kept(returned: Reporter, house: House):
    assert "sealed and kept" in do(returned, "add", text="I remember the number of the van.").page
    (message,) = house.messages()
    assert (message.kind, message.text) == (MessageKind.ADDITION, "I remember the number of the van.")
    check_reporter_message(message, mailbox_id=KEYS.mailbox_id, sign_public=KEYS.sign_public, known=())


def test_a_question_is_answered(reporter: Reporter, house: House):
    desk_says(house, MessageKind.QUESTION, "Which colour was it?")
    do(again(reporter), "add", text="Grey.")
    assert house.messages()[0].kind is MessageKind.ANSWER


def test_what_is_added_follows_what_the_desk_knows(reporter: Reporter, house: House):
    collected(house, head="ab" * 32, counter=4)
    do(again(reporter), "add", text="And one more thing.")
    (message,) = house.messages()
    assert (message.counter, message.previous) == (5, "ab" * 32)


def test_a_page_that_is_sent_twice_makes_one_message_twice(returned: Reporter, house: House):
    token = returned.hidden["mailbox"]
    for _ in range(2):
        returned.post("return/", {"mailbox": token, "do": "add", "text": "Once."})
    assert len({message.digest for message in house.messages()}) == 1


def test_withdrawal_asks_first_and_can_be_undone(returned: Reporter, house: House):
    assert do(returned, "ask-withdrawal").heading == "Withdraw the report"
    assert house.messages() == []
    do(returned, "withdraw")
    do(returned, "undo-withdrawal")
    assert {message.kind for message in house.messages()} == {
        MessageKind.WITHDRAWAL,
        MessageKind.WITHDRAWAL_UNDONE,
    }


def test_a_change_of_consent_says_only_what_was_chosen(returned: Reporter, house: House):
    do(returned, "ask-consent")
    assert "May it be used to ask for sanctions?" in returned.page
    do(
        returned,
        "change-consent",
        **{"consent.sanctions": "refused", "consent.analysis": "", "consent.x": "no"},
    )
    (message,) = house.messages()
    assert (message.kind, message.values) == (MessageKind.CONSENT, {"sanctions": "refused"})


def test_a_purpose_that_nobody_asks_about_cannot_be_consented_to(returned: Reporter, house: House):
    do(returned, "change-consent", **{"consent.everything": "granted"})
    assert house.messages() == []


def test_what_was_read_is_removed_and_collected_stays(reporter: Reporter, house: House):
    collected(house)
    desk_says(house, MessageKind.REPLY, "Read me once.", counter=2)
    assert "Read me once." in again(reporter).page
    do(reporter, "remove")
    page = again(reporter).page
    assert "Read me once." not in page
    assert "Collected." in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 6000, "a\x00b", "\u202eevil"])
def test_what_cannot_be_taken_stays_in_the_field_with_why(returned: Reporter, house: House, text: str):
    do(returned, "add", text=text)
    assert returned.response.status_code == 422
    assert house.messages() == []


def test_five_thousand_cyrillic_letters_fit(returned: Reporter, house: House):
    do(returned, "add", text="слово \n" * 714)
    assert len(house.messages()) == 1


def test_a_page_from_before_a_restart_asks_for_the_words_again(returned: Reporter, house: House):
    keyring.share(keyring.Ring())
    do(returned, "withdraw")
    assert returned.response.status_code == 410
    assert house.messages() == []


def test_neither_words_nor_mailbox_stand_in_an_address(returned: Reporter, client: Client):
    assert returned.response.headers.get("Location") is None
    assert (
        client.get(f"/en/return/?words={WORDS.replace(' ', '+')}").content
        == client.get("/en/return/").content
    )
    assert KEYS.mailbox_id not in returned.page
    assert not set(WORDS.split()) & set(returned.page.split())


def test_the_day_is_all_that_a_message_tells_of_its_time(returned: Reporter, house: House):
    do(returned, "add", text="Now.")
    assert house.messages()[0].at_day == datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize(
    "wish", ["add", "remove", "withdraw", "undo-withdrawal", "ask-consent", "change-consent"]
)
def test_words_that_come_together_with_a_wish_are_no_error(client: Client, house: House, wish: str):
    fields = {"words": WORDS, "do": wish, "text": "more", "consent.analysis": "granted"}
    came = Reporter(client).post("return/", fields)
    assert came.response.status_code in {200, 422}
