"""Promise 11, by the pages of the served intake and the desk behind it: consent, withdrawal, undo, erasure.

Kept in part: there are no exports yet that could check consent, and no list of what was handed over.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.promises.whole_way import Book, open_book

from crimebook.asking.questionnaire import Kind, load_form
from crimebook.sealing.messages import MessageKind
from crimebook.sealing.words import make_words
from crimebook.stores.register import models, reports
from crimebook.stores.vault.errors import KeyMissingError
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.opening.erasing import erase_due
from crimebook.work.opening.testimony import read_body
from crimebook.work.reading.incidents import open_incident

GRANTED = {"analysis": "granted", "contact_again": "granted", "icc_un": "refused", "sanctions": "undecided"}
TOLD: dict[str, dict[str, Any]] = {
    "details": {"details": ["when", "where", "done"]},
    "event_when": {"event_when.date": "10.08.2020"},
    "event_where": {"event_where.words": "каля крамы"},
    **{f"consent_{purpose}": {f"consent_{purpose}": answer} for purpose, answer in GRANTED.items()},
}


@pytest.fixture
def book(tmp_path: Path, db: None) -> Iterator[Book]:
    ensure_operator()
    with open_book(tmp_path) as made:
        yield made


def reported(book: Book) -> tuple[str, str]:
    """Report by the pages; return the words, and the reference of the report once it is opened."""
    words = " ".join(book.reporter().begin().walk(**TOLD).send().words)
    return words, book.open_one()


def press(book: Book, words: str, *buttons: str, **fields: str) -> str:
    """Come back with the words, press buttons one after another, and have the desk take what came of it."""
    reporter = book.come_back(words)
    for button in buttons:
        reporter.post("return/", {**reporter.hidden, "do": button, **fields})
    assert 'class="done"' in reporter.page
    return reporter.page


def answers(ref: str) -> dict[str, str]:
    """Return what counts for each purpose: the answer that was given last."""
    told = models.Consent.objects.filter(citation__external_id=ref).order_by("id")
    return dict(told.values_list("purpose", "answer"))


def state(ref: str) -> str:
    return reports.find_report(ref).state


def is_in_use(book: Book, ref: str) -> bool:
    """Whether anybody at the desk can still open what was derived from a report."""
    try:
        open_incident(operator(), f"reports:{ref}", at=book.at)
    except NotFoundError:
        return False
    return True


def test_each_use_is_asked_by_itself_and_each_answer_comes_to_the_register(book: Book):
    purposes = [
        each.purpose for each in load_form().section("consent").questions if each.kind is Kind.CONSENT
    ]
    assert len(set(purposes)) == len(purposes) >= 7
    _, ref = reported(book)
    expected = dict.fromkeys(purposes, "not_asked") | GRANTED | {"sanctions": "not_asked"}
    assert answers(ref) == expected
    rows = models.Consent.objects.filter(citation__external_id=ref)
    assert set(rows.values_list("text_version", "given_by")) == {(load_form().name, "self")}


def test_a_change_with_the_words_counts_from_then_on_and_nothing_else_changes(book: Book):
    words, ref = reported(book)
    before = answers(ref)
    press(
        book, words, "ask-consent", "change-consent", **{"consent.analysis": "refused", "consent.icc_un": ""}
    )
    assert [each.kind for each in book.open_letters().taken] == [MessageKind.CONSENT]
    assert answers(ref) == before | {"analysis": "refused"}


def test_withdrawal_with_the_words_stops_use_at_once_can_be_undone_and_is_erased_when_due(book: Book):
    words, ref = reported(book)
    given = answers(ref)
    assert is_in_use(book, ref)
    press(book, words, "ask-withdrawal", "withdraw")
    assert len(book.open_letters().taken) == 1
    assert (state(ref), answers(ref), is_in_use(book, ref)) == ("withdrawn", {}, False)
    assert models.Incident.objects.count() == models.Window.objects.count() == models.Act.objects.count() == 0
    press(book, words, "ask-withdrawal", "undo-withdrawal")
    assert [each.kind for each in book.open_letters().taken] == [MessageKind.WITHDRAWAL_UNDONE]
    assert (state(ref), answers(ref), is_in_use(book, ref)) == ("received", given, True)
    press(book, words, "ask-withdrawal", "withdraw")
    book.open_letters()
    assert erase_due(book.desk, operator(), None, at=book.at + timedelta(days=29)) == ()
    assert read_body(book.desk, reports.find_report(ref).report_id, ref).text
    assert erase_due(book.desk, operator(), None, at=book.at + timedelta(days=30)) == (ref,)
    assert state(ref) == "erased"
    with pytest.raises(KeyMissingError):
        read_body(book.desk, reports.find_report(ref).report_id, ref)


def test_an_undone_withdrawal_does_not_bring_back_a_consent_that_was_taken_away(book: Book):
    words, ref = reported(book)
    press(book, words, "ask-consent", "change-consent", **{"consent.analysis": "refused"})
    book.open_letters()
    press(book, words, "ask-withdrawal", "withdraw")
    book.open_letters()
    press(book, words, "ask-withdrawal", "undo-withdrawal")
    book.open_letters()
    assert state(ref) == "received"
    assert answers(ref)["analysis"] == "refused"


def test_other_words_withdraw_nothing(book: Book):
    _, ref = reported(book)
    press(book, " ".join(make_words(b"another sixteen!", "en")), "ask-withdrawal", "withdraw")
    assert book.open_letters().taken == ()
    assert (state(ref), is_in_use(book, ref)) == ("received", True)


def test_the_page_says_that_a_withdrawal_counts_once_the_desk_has_it_and_so_it_is(book: Book):
    words, ref = reported(book)
    page = press(book, words, "ask-withdrawal", "withdraw")
    assert "Once it is collected" in page
    assert state(ref) == "received"
    book.open_letters()
    assert state(ref) == "withdrawn"
