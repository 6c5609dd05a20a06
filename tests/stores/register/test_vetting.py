"""Vetting questions are kept as they were written, and a question ends once."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from crimebook.stores.register import vetting
from crimebook.terms.errors import NotFoundError

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
TOKEN = "a" * 32


def ask(token: str = TOKEN, actor: str = "ihar") -> None:
    vetting.add_question(
        token=token,
        particulars={"names": ["Невядомы А."]},
        asked_for="a court",
        purpose="an appointment",
        digest="0" * 64,
        actor=actor,
        at=AT,
        change=1,
    )


def test_a_question_and_its_steps_come_back_as_they_were_added():
    ask()
    vetting.add_step(TOKEN, "reply_sought", actor="ihar", at=AT, change=2, words="by letter")
    found = vetting.find_question(TOKEN)
    assert (found.asked_by, found.purpose, found.particulars) == (
        "ihar",
        "an appointment",
        {"names": ["Невядомы А."]},
    )
    assert [(each.kind, each.words) for each in found.steps] == [("reply_sought", "by letter")]
    assert vetting.list_questions(start=0, count=5) == (1, (found,))
    with pytest.raises(NotFoundError):
        vetting.find_question("b" * 32)


def test_a_question_is_open_until_it_ends_and_ends_once():
    ask()
    assert (vetting.open_question_of("ihar"), vetting.open_question_of("rita")) == (TOKEN, "")
    vetting.add_step(TOKEN, "refused", actor="rita", at=AT, change=2)
    assert vetting.open_question_of("ihar") == ""
    with pytest.raises(DatabaseError), transaction.atomic():
        vetting.add_step(TOKEN, "withdrawn", actor="ihar", at=AT, change=3)


def test_only_what_was_confirmed_has_an_answer():
    ask()
    with pytest.raises(DatabaseError), transaction.atomic():
        vetting.add_step(TOKEN, "confirmed", actor="rita", at=AT, change=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        vetting.add_step(TOKEN, "refused", actor="rita", at=AT, change=2, finding={"answer": "unknown"})


@pytest.mark.parametrize("table", ["vettingquestion", "vettingstep"])
def test_nothing_of_it_is_changed_or_deleted(table: str):
    ask()
    vetting.add_step(TOKEN, "reply_sought", actor="ihar", at=AT, change=2)
    for statement in (f"UPDATE register_{table} SET change = 9", f"DELETE FROM register_{table}"):
        with pytest.raises(DatabaseError, match="kept as they were written"), transaction.atomic():
            connection.cursor().execute(statement)
