"""A report's place in the book without scripts: said only where words, proof and witnesses fit."""

import re
from base64 import b64decode
from html import unescape

import pytest
from tests.zones.intake.houses import House
from tests.zones.intake.provers import (
    ENVELOPE,
    KEYS_OF_2,
    LEAF,
    LOG,
    NEXT_LOG,
    POLICY,
    POST_QUANTUM,
    SIGNED_AT,
    Log,
    name_log,
    proves,
)
from tests.zones.intake.reporters import Reporter
from tests.zones.intake.test_mailbox import KEYS, again, collected

from crimebook.custody.checkpoints import SigningKey
from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import check_proof
from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.sealing.manifest import FormerLogKey, WitnessPolicy
from crimebook.sealing.words import make_words
from crimebook.zones.intake.proving import proof_words

IN_BOOK = "Your report is in the book, unaltered since"
SAVED = re.compile(r'href="data:text/plain;base64,([^"]*)" download="proof.txt"')


def saved(page: str) -> ReceiptProof:
    """Save the proof that a page offers."""
    (found,) = SAVED.findall(unescape(page))
    return ReceiptProof.parse(b64decode(found).decode())


def test_a_witnessed_proof_is_said_with_its_day_and_can_be_saved_and_checked(
    reporter: Reporter, house: House
):
    name_log(house)
    proves(house)
    page = again(reporter).page
    assert f"{IN_BOOK} 2021-03-05." in page, "the day on which the second of the witnesses had signed"
    assert "signed the same: 2 of 3." in page
    receipt = saved(page)
    assert (receipt.envelope, receipt.secret) == (ENVELOPE, KEYS.leaf)
    assert check_proof(receipt.proof, receipt.entry, POLICY)


def test_more_witnesses_do_not_make_the_day_later(reporter: Reporter, house: House):
    name_log(house)
    proves(house, Log().prove(3))
    page = again(reporter).page
    assert f"{IN_BOOK} 2021-03-05." in page
    assert "signed the same: 3 of 3." in page


def test_what_is_collected_only_says_when_to_come_back(reporter: Reporter, house: House):
    name_log(house)
    collected(house, envelope=ENVELOPE)
    page = again(reporter).page
    assert "It is not in the published book yet. Please come back after 20" in page
    assert IN_BOOK not in page
    assert not SAVED.search(page)


def test_a_book_without_a_log_says_nothing_of_one(reporter: Reporter, house: House):
    proves(house)
    page = again(reporter).page
    assert "Collected." in page
    assert "in-book" not in page


@pytest.mark.parametrize("seen", [0, 1])
def test_too_few_witnesses_prove_no_day(reporter: Reporter, house: House, seen: int):
    name_log(house)
    proves(house, Log().prove(seen))
    page = again(reporter).page
    assert IN_BOOK not in page
    assert "only the book itself" in page
    assert f"signed the same: {seen} of 3; 2 must" in page
    assert saved(page).envelope == ENVELOPE


def test_where_no_witnesses_are_named_nothing_is_said_to_be_unaltered(reporter: Reporter, house: House):
    name_log(house, witnesses=0, quorum=0)
    proves(house, Log().prove(0))
    page = again(reporter).page
    assert IN_BOOK not in page
    assert "no witnesses from outside" in page


def test_a_manifest_that_names_witnesses_and_asks_for_none_needs_one(reporter: Reporter, house: House):
    name_log(house, quorum=0)
    proves(house, Log().prove(0))
    assert IN_BOOK not in again(reporter).page
    proves(house, Log().prove(1))
    assert IN_BOOK in again(reporter).page


def test_a_witness_whose_clock_runs_ahead_gives_no_day(
    reporter: Reporter, house: House, monkeypatch: pytest.MonkeyPatch
):
    name_log(house)
    monkeypatch.setattr("tests.zones.intake.provers.SIGNED_AT", SIGNED_AT.replace(year=2199))
    proves(house)
    page = again(reporter).page
    assert IN_BOOK not in page
    assert "2199" not in page


OTHERS = {
    "of another leaf": Log().prove(index=4),
    "of a log with the report's leaf left out": Log(
        (*Log().entries[:5], b"y" * 32, *Log().entries[6:])
    ).prove(),
    "of another log": Log().prove(key=SigningKey("other.test/log", b"o" * 32)),
    "no proof at all": "in the book, believe us",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_proof_that_does_not_hold_is_an_alarm_and_never_in_the_book(
    reporter: Reporter, house: House, name: str
):
    name_log(house)
    proves(house, OTHERS[name])
    page = again(reporter).page
    assert "does not hold" in page
    assert IN_BOOK not in page
    assert "published book" not in page
    assert not SAVED.search(page)


def test_a_proof_by_a_key_that_nobody_knows_is_neither_good_nor_bad(reporter: Reporter, house: House):
    name_log(house)
    stranger = Log().prove(key=SigningKey("book.test/log", b"o" * 32))
    proves(house, stranger)
    page = again(reporter).page
    assert "could not be checked: it is signed by keys that this page does not know" in page
    assert 'data-in-book="unchecked"' in page
    assert "does not hold" not in page
    assert IN_BOOK not in page
    assert saved(page).proof == stranger, "others may know the key"


def test_what_the_log_signed_by_its_key_of_before_holds_on_and_keeps_its_day(
    reporter: Reporter, house: House
):
    name_log(house, log_key=str(NEXT_LOG.of_log), former_log_keys=(FormerLogKey(str(LOG.of_log)),))
    proves(house)
    page = again(reporter).page
    assert f"{IN_BOOK} 2021-03-05." in page
    assert check_proof(saved(page).proof, LEAF, POLICY)


def test_a_witness_whom_no_page_can_count_is_left_out_and_said(reporter: Reporter, house: House):
    name_log(house, policy=WitnessPolicy(2, (*KEYS_OF_2, str(POST_QUANTUM.of_witness))))
    proves(house, Log().prove(2))
    assert "signed the same: 2 of 2." in again(reporter).page
    name_log(house, policy=WitnessPolicy(3, (*KEYS_OF_2, str(POST_QUANTUM.of_witness))))
    proves(house, Log().prove(2))
    page = again(reporter).page
    assert "could not be checked" in page
    assert IN_BOOK not in page


def test_the_proof_of_an_envelope_is_none_for_another(reporter: Reporter, house: House):
    name_log(house)
    collected(house, envelope="ee" * 32, proof=str(Log().prove()))
    assert "does not hold" in again(reporter).page
    with pytest.raises(ProofError):
        check_proof(Log().prove(), b"z" * 32, POLICY)


def test_other_words_are_told_nothing_of_the_book(reporter: Reporter, house: House):
    name_log(house)
    empty = reporter.post("return/", {"words": " ".join(make_words(bytes(16), "en"))})
    before = empty.page.replace(empty.hidden["mailbox"], "")
    proves(house)
    other = reporter.post("return/", {"words": " ".join(make_words(bytes(16), "en"))})
    assert other.page.replace(other.hidden["mailbox"], "") == before
    assert IN_BOOK not in other.page


def test_one_letter_changed_in_a_proof_is_never_shown_as_in_the_book(reporter: Reporter, house: House):
    name_log(house)
    text = str(Log().prove())
    for at in range(0, len(text), 41):
        changed = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
        proves(house, changed)
        assert IN_BOOK not in again(reporter).page, f"position {at}"


@pytest.mark.parametrize("language", ["be", "ru"])
def test_it_is_said_in_every_language(reporter: Reporter, house: House, language: str):
    name_log(house)
    proves(house)
    reporter.language = language
    texts = {key: each[language] for key, each in proof_words().items()}
    page = unescape(again(reporter).page)
    assert texts["proven"].format(since="2021-03-05") in page
    assert texts["proven_by"].format(seen=2, witnesses=3) in page


def test_a_page_with_a_proof_is_as_long_as_one_without(reporter: Reporter, house: House):
    name_log(house)
    lengths = {len(again(reporter).response.content)}
    collected(house, envelope=ENVELOPE)
    lengths.add(len(again(reporter).response.content))
    proves(house, Log().prove(3))
    for language in ("be", "ru", "en"):
        reporter.language = language
        lengths.add(len(again(reporter).response.content))
    assert len(lengths) == 1
