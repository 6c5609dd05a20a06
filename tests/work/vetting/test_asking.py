"""A question is about one person, asked by one, few a day, and each step of it is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.work.vetting.cast import ALLA, IHAR, LATER, NOW, OLHA, RITA, WHO, WISH, asked, open_register

from crimebook.custody.events import Action, Event
from crimebook.stores.register.events import signed_chain_of
from crimebook.stores.register.models import VettingQuestion
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Role
from crimebook.work.vetting import questions
from crimebook.work.vetting.asking import ask, note_reply, withdraw
from crimebook.work.vetting.confirming import refuse
from crimebook.work.vetting.questions import MOST_A_DAY, MOST_OF_ALL, Reply, Stage, VettingError, question

pytestmark = pytest.mark.django_db


def events_of(chain: str) -> list[Event]:
    return [each.event for each in signed_chain_of(chain)]


@pytest.fixture(autouse=True)
def _register(db: None) -> None:
    open_register()


def test_a_question_is_kept_with_its_digest_in_its_event_and_names_nobody_there():
    token = ask(IHAR, WISH, at=NOW)
    (event,) = events_of(f"vetting:{token}")
    assert (event.deed.action, event.deed.actor) == (Action.CREATED, "ihar")
    assert event.deed.inputs == (digest_value(Purpose.VETTING, WISH.to_json()),)
    body = event.body.decode()
    assert not [words for words in ("Зязюл", WISH.purpose, WISH.asked_for) if words in body]
    assert events_of("journal:ihar")[-1].deed.inputs == (f"vetting:{token}",)
    found = question(token)
    assert (found.particulars, found.purpose, found.stage) == (WHO, WISH.purpose, Stage.ASKED)


@pytest.mark.parametrize(
    "wish",
    [
        replace(WISH, purpose=" "),
        replace(WISH, asked_for=""),
        replace(WISH, purpose="x" * 2001),
        replace(WISH, particulars=replace(WHO, names=("Зязюлін П.; Варона К.",))),
        replace(WISH, particulars=replace(WHO, names=("Зязюлін Пятро / Варона Кірыл",))),
        replace(WISH, particulars=replace(WHO, names=("Зязюлін Пятро", "Варона Кірыл"))),
        replace(WISH, particulars=replace(WHO, names=("Зязюлін", "Зязюлін Пятро", "Зязюлін Кірыл"))),
    ],
)
def test_what_is_no_question_about_one_person_is_refused(wish: questions.Wish):
    with pytest.raises(InvalidValueError):
        ask(IHAR, wish, at=NOW)
    assert not VettingQuestion.objects.exists()


def test_nobody_asks_two_at_a_time():
    token = ask(IHAR, WISH, at=NOW)
    with pytest.raises(VettingError, match="one question at a time"):
        ask(IHAR, WISH, at=LATER)
    ask(OLHA, WISH, at=NOW)
    withdraw(IHAR, token, "asked by mistake", at=NOW)
    ask(IHAR, WISH, at=NOW)


def test_one_person_asks_few_a_day_whatever_becomes_of_them():
    for _ in range(MOST_A_DAY):
        withdraw(IHAR, ask(IHAR, WISH, at=NOW), "no", at=NOW)
    with pytest.raises(VettingError, match="one person asks"):
        ask(IHAR, WISH, at=NOW + timedelta(hours=23))
    ask(IHAR, WISH, at=NOW + timedelta(hours=25))


def test_all_together_ask_few_a_day():
    for number in range(MOST_OF_ALL):
        ask(Actor(f"one-{number}", "One", Role.INVESTIGATOR), WISH, at=NOW)
    with pytest.raises(VettingError, match="all together"):
        ask(IHAR, WISH, at=NOW)


def test_who_may_not_vet_is_not_told_that_there_is_something():
    token = asked()
    for call in (
        lambda: ask(ALLA, WISH, at=NOW),
        lambda: note_reply(ALLA, token, "reply_sought", "by letter", at=NOW),
        lambda: withdraw(ALLA, token, "no", at=NOW),
        lambda: refuse(ALLA, token, "no", at=NOW),
        lambda: note_reply(RITA, token, "reply_sought", "by letter", at=NOW),
        lambda: withdraw(RITA, token, "not mine", at=NOW),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_a_reply_is_sought_and_waited_for_and_silence_counts_after_two_weeks():
    token = ask(IHAR, WISH, at=NOW)
    assert question(token).reply(LATER) is Reply.NOT_SOUGHT
    note_reply(IHAR, token, "reply_sought", "by letter", at=NOW)
    assert question(token).reply(NOW + timedelta(days=13)) is Reply.WAITING
    note_reply(IHAR, token, "reply_sought", "once more, by telephone", at=NOW + timedelta(days=10))
    assert question(token).reply(LATER) is Reply.SILENT
    note_reply(IHAR, token, "reply_given", "they say that they were abroad", at=LATER)
    assert question(token).reply(LATER) is Reply.GIVEN
    with pytest.raises(InvalidValueError):
        note_reply(IHAR, token, "confirmed", "x", at=LATER)


def test_an_ended_question_goes_on_no_more():
    token = asked()
    refuse(RITA, token, "nobody asked the person", at=NOW)
    assert question(token).stage is Stage.REFUSED
    for call in (
        lambda: withdraw(IHAR, token, "no", at=NOW),
        lambda: note_reply(IHAR, token, "reply_given", "no", at=NOW),
        lambda: refuse(OLHA, token, "no", at=NOW),
    ):
        with pytest.raises(VettingError, match="has ended"):
            call()
    assert [each.deed.action for each in events_of(f"vetting:{token}")] == ["created", "judged", "judged"]
