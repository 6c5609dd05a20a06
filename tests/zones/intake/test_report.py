"""The questionnaire without scripts, from the first question to the receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.zones.intake.houses import ORIGIN, House
from tests.zones.intake.reporters import Reporter

from crimebook.asking.questionnaire import load_form
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.words import read_words
from crimebook.work.receiving.bodies import answers_of
from crimebook.zones.intake import keyring
from crimebook.zones.intake.templatetags import intake as templatetags

ACCOUNT = "Three men in masks came at night."


def test_a_report_goes_from_the_first_question_to_the_spool(reporter: Reporter, house: House):
    reporter.begin().walk().send()
    (body,) = house.reports()
    way, answers = answers_of(body)
    assert (way, body.text, answers["first_account"]) == ("victim", ACCOUNT, ACCOUNT)
    assert body.form == load_form().name
    assert "first_account" not in body.answers
    keys = receipt_keys(read_words(" ".join(reporter.words)), ORIGIN)
    assert (body.mailbox_id, body.reply_to) == (keys.mailbox_id, str(keys.recipient))


def test_the_words_are_of_the_language_of_the_page(reporter: Reporter, house: House):
    reporter.language = "be"
    reporter.begin().walk().send()
    assert len(reporter.words) == 12
    assert read_words(" ".join(reporter.words))
    # An apostrophe is a letter of Belarusian words.
    letters = [word.translate({ord(mark): None for mark in "'’ʼ"}) for word in reporter.words]
    assert all(word.isalpha() and not word.isascii() for word in letters)


def test_no_words_leave_no_mailbox(reporter: Reporter, house: House):
    reporter.begin().walk().send(words=False)
    (body,) = house.reports()
    assert (body.mailbox_id, body.reply_to) == (None, None)
    assert reporter.words == []


@pytest.mark.parametrize("way", [way.id for way in load_form().ways])
def test_every_way_ends_at_a_receipt(reporter: Reporter, house: House, way: str):
    reporter.begin(way).walk().send()
    (body,) = house.reports()
    assert body.answers["way"] == way
    assert len(reporter.words) == 12


def test_every_question_can_be_drawn_and_passed(reporter: Reporter, house: House):
    everything = ["when", "where", "done", "by_whom", "injuries", "detention", "witnesses", "files"]
    reporter.begin().walk(details={"details": everything}).send()
    (body,) = house.reports()
    assert {"event_when", "acts", "detention_legs", "injury_regions"} <= set(body.answers)


def test_sending_twice_shows_the_same_words_and_makes_one_report(reporter: Reporter, house: House):
    reporter.begin().walk().press("words")
    asked = reporter.hidden
    first = reporter.post("report/", {**asked, "do": "send:words"}).words
    again = reporter.post("report/", {**asked, "do": "send:words"}).words
    assert first == again
    assert len(house.reports()) == 1


def test_sending_again_after_it_was_collected_makes_no_second_report(reporter: Reporter, house: House):
    reporter.begin().walk().press("words")
    asked = reporter.hidden
    first = reporter.post("report/", {**asked, "do": "send:words"}).words
    house.collect()
    assert house.reports() == []
    assert reporter.post("report/", {**asked, "do": "send:words"}).words == first
    assert house.reports() == []


def test_who_first_wanted_no_words_and_went_back_gets_words_that_belong_to_a_report(
    reporter: Reporter, house: House
):
    reporter.begin().walk().press("words")
    asked = reporter.hidden
    reporter.post("report/", {**asked, "do": "send:none"})
    words = reporter.post("report/", {**asked, "do": "send:words"}).words
    mailbox = receipt_keys(read_words(" ".join(words)), ORIGIN).mailbox_id
    bodies = house.reports()
    assert mailbox in {body.mailbox_id for body in bodies}
    assert len({body.nonce for body in bodies}) == 1


def test_who_is_not_safe_is_interrupted_first_and_can_go_on(reporter: Reporter):
    reporter.begin().answer({"safe_now": "no"})
    assert reporter.heading == "Your safety comes first"
    assert reporter.press("next").at == "age"


def test_somebody_under_18_is_not_asked_what_happened(reporter: Reporter, house: House):
    asked = []
    reporter.begin().answer({"safe_now": "yes"}).answer({"age": "14_to_17"})
    while reporter.at != "review":
        asked.append(reporter.at)
        reporter.say_nothing()
    assert "first_account" not in asked
    assert asked[0] == "child_welcome"


def test_an_answer_that_cannot_be_taken_is_shown_again_with_why(reporter: Reporter):
    reporter.begin().walk("details").answer({"details": ["when"]})
    reporter.answer({"event_when.words": "the night after the vote", "event_when.date": "31.02.2020"})
    assert reporter.response.status_code == 422
    assert reporter.at == "event_when"
    assert "the night after the vote" in reporter.page
    assert "This date cannot be read" in reporter.page


def test_an_empty_answer_is_no_answer(reporter: Reporter):
    reporter.begin().answer({})
    assert (reporter.response.status_code, reporter.at) == (422, "safe_now")


def test_going_back_keeps_what_was_typed(reporter: Reporter):
    reporter.begin().walk("first_account").press("back", first_account="They broke the door.")
    assert reporter.at == "age"
    reporter.answer({"age": "25_to_39"})
    assert "They broke the door." in reporter.page


def test_changing_an_answer_leads_back_to_all_answers(reporter: Reporter):
    reporter.begin().walk().press("change:first_account")
    reporter.answer({"first_account": "Four men, not three."})
    assert reporter.at == "review"
    assert "Four men, not three." in reporter.page


def test_a_change_that_asks_something_new_asks_it_before_all_answers_are_shown(reporter: Reporter):
    reporter.begin().walk().press("change:details").answer({"details": ["when"]})
    assert reporter.at == "event_when"
    assert reporter.say_nothing().at == "review"


def test_the_language_changes_in_the_middle_and_keeps_what_was_typed(reporter: Reporter):
    reporter.begin().walk("first_account")
    carried = reporter.hidden
    reporter.language = "ru"
    reporter.post("report/", {**carried, "do": "show", "first_account": "Пришли ночью."})
    assert (reporter.at, reporter.heading) == ("first_account", "Что произошло? Расскажите своими словами")
    assert "Пришли ночью." in reporter.page


def test_more_rows_are_offered_and_what_was_typed_stays(reporter: Reporter):
    reporter.begin().walk("details").answer({"details": ["detention"]})
    reporter.press("add-row", **{"detention_legs.0.place.words": "a grey van", "rows": "3"})
    assert "a grey van" in reporter.page
    assert 'name="detention_legs.5.leg"' in reporter.page


def test_what_somebody_typed_is_never_markup(reporter: Reporter):
    reporter.begin().walk("first_account").answer({"first_account": "<script>alert(1)</script>"})
    reporter.walk()
    assert "<script>alert" not in reporter.page
    assert "&lt;script&gt;alert" in reporter.page


def test_what_is_kept_of_pages_is_the_same_for_everybody(reporter: Reporter):
    words = "They came in a grey van at dawn."
    reporter.begin().walk("first_account").answer({"first_account": words}).press("back")
    assert words in reporter.page
    reporter.walk("details").answer({"details": ["when"]})
    reporter.answer({"event_when.words": words, "event_when.date": "31.02.2020"})
    assert words in reporter.page
    reporter.begin().walk("first_account")
    assert (reporter.at, words in reporter.page) == ("first_account", False)
    kept = templatetags._kept
    assert any("first_account" in name for name, _language, _house in kept)
    assert not any(words in drawn or "31.02.2020" in drawn for drawn in kept.values())


def test_a_chosen_answer_is_shown_as_chosen_to_its_reporter_alone(reporter: Reporter):
    chosen = 'value="25_to_39" id="age-25_to_39" checked'
    reporter.begin().walk("first_account").press("back")
    assert chosen in reporter.page
    reporter.begin().walk("age")
    assert (reporter.at, chosen in reporter.page) == ("age", False)
    assert not any(" checked" in drawn for drawn in templatetags._kept.values())


def test_no_more_is_kept_than_there_is_room_for(reporter: Reporter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(templatetags, "MAX_KEPT", 6)
    reporter.begin().walk()
    assert len(templatetags._kept) <= 6


def test_a_draft_from_before_a_restart_is_said_to_be_lost_and_the_last_words_are_shown(reporter: Reporter):
    reporter.begin().walk("first_account")
    keyring.share(keyring.Ring())
    reporter.answer({"first_account": "I have just written all of this."})
    assert reporter.response.status_code == 410
    assert reporter.heading == "This draft can no longer be read"
    assert "I have just written all of this." in reporter.page


def test_a_question_that_the_way_does_not_ask_cannot_be_answered(reporter: Reporter):
    reporter.begin()
    assert reporter.press("change:service_body").response.status_code == 400
    assert reporter.begin().post("report/", {**reporter.hidden, "at": "nothing"}).response.status_code == 400


def test_nothing_unanswered_is_sent(reporter: Reporter, house: House):
    reporter.begin().press("send:words")
    assert house.reports() == []
    assert reporter.at == "safe_now"


def test_a_way_must_be_chosen(reporter: Reporter):
    reporter.post("report/", {})
    assert reporter.response.status_code == 422
    assert "Please choose one of these." in reporter.page


def test_no_report_is_begun_without_keys_in_force(client: Client, house: House):
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(days=90)
    house.sign(since=long_ago, until=long_ago + timedelta(days=30))
    answer = client.get("/en/report/")
    assert answer.status_code == 503
    assert client.get("/en/").status_code == 200


def test_keys_that_expire_while_somebody_writes_lose_nothing(reporter: Reporter, house: House):
    reporter.begin().walk().press("words")
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(days=90)
    house.sign(since=long_ago, until=long_ago + timedelta(days=30))
    reporter.press("send:words")
    assert (reporter.response.status_code, house.reports()) == (503, [])
    house.sign(
        since=datetime.now(UTC).replace(microsecond=0), until=datetime(2199, 1, 1, tzinfo=UTC), serial=2
    )
    assert len(reporter.press("send:words").words) == 12


def test_a_receipt_says_whether_the_report_was_collected(reporter: Reporter, house: House):
    reporter.begin().walk().send()
    sent = reporter.hidden["sent"]
    assert reporter.post("sent/", {"sent": sent}).heading == "Waiting"
    house.collect()
    assert reporter.post("sent/", {"sent": sent}).heading == "Collected"
    assert house.waiting().waiting() == ()


def test_a_second_report_of_the_same_person_has_other_words(reporter: Reporter, house: House):
    first = reporter.begin().walk().send().words
    second = reporter.begin().walk().send().words
    assert first != second
    assert len(house.reports()) == 2


def test_words_that_no_page_can_carry_are_answered_with_what_to_do(reporter: Reporter):
    reporter.begin().walk("first_account").answer({"first_account": "word " * 800_000})
    assert reporter.response.status_code == 413
    assert "This is too much for one page" in reporter.page
    assert "Go back once in the browser" in reporter.page
