"""A name that is given in an interview: sealed as a reporter's, and never in clear on the way there."""

from pathlib import Path

import pytest
from tests.work.book import context, open_test_book
from tests.work.opening.cast import NOW
from tests.work.opening.holders import LATER, READER, make_kept
from tests.work.opening.test_custodians import approvals
from tests.work.test_named_imports import CANARY, check_lies_nowhere

from crimebook.sealing.requests import parse_answer
from crimebook.sealing.strict import write_value
from crimebook.stores.register.models import InterviewDraft
from crimebook.stores.register.reports import find_report
from crimebook.stores.vault.folder import Room
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError
from crimebook.work import interviewing
from crimebook.work.actors import operator
from crimebook.work.custodians import Wish, ask, notify, release, take
from crimebook.work.opening.custodian import read_opening
from crimebook.work.opening.testimony import open_for_report, read_body

pytestmark = pytest.mark.django_db
SAID = {"age": "25_to_39", "sealed_wish": ["identity"], "identity": {"name": CANARY}}


def test_a_name_of_an_interview_is_sealed_to_custodians_and_lies_nowhere(tmp_path: Path):
    open_test_book()
    desk, holders = make_kept(tmp_path)
    draft = interviewing.begin(desk, operator(), "victim", "be", at=NOW)
    draft = interviewing.save(desk, operator(), draft, SAID, at=NOW)
    check_lies_nowhere(tmp_path, CANARY)
    kept = bytes(InterviewDraft.objects.get().sealed)
    assert CANARY.encode() in open_for_report(desk, f"{draft.ref}.draft", kept)

    interviewing.finish(desk, operator(), context(), draft, interviewing.Conduct(), at=NOW)
    check_lies_nowhere(tmp_path, CANARY)
    body = read_body(desk, find_report(draft.ref).report_id, draft.ref)
    assert CANARY not in str(body)
    left = [desk.keyring.report_identity(name) for name in desk.vault.names(Room.REPORTS)]
    with pytest.raises(UnsealError):
        open_bytes(kept, [*left, *desk.keyring.epochs()])

    wish = Wish(draft.ref, "a court asks for the witness", str(READER.recipient), "the court's officer")
    request = ask(desk, operator(), wish, at=NOW)
    notify(desk, operator(), request.id, holders, at=NOW)
    for answer in approvals(request, holders[1], holders[2]):
        take(desk, operator(), parse_answer(write_value(answer)), at=LATER)
    read = read_opening(release(desk, operator(), request.id, at=LATER), [READER])
    assert read.content.said == {"identity": {"name": CANARY}}


def test_a_key_that_was_left_at_the_end_of_one_interview_goes_with_the_next(tmp_path: Path):
    open_test_book()
    desk, _ = make_kept(tmp_path)
    ended, going_on = (interviewing.begin(desk, operator(), "victim", "be", at=NOW) for _ in range(2))
    interviewing.finish(desk, operator(), context(), ended, interviewing.Conduct(), at=NOW)
    desk.keyring.make_report_key(f"{ended.ref}.draft")
    interviewing.begin(desk, operator(), "victim", "be", at=NOW)
    assert f"{ended.ref}.draft" not in desk.vault.names(Room.REPORTS)
    assert interviewing.load(desk, operator(), going_on.ref, at=NOW).ref == going_on.ref


def test_an_interview_that_is_thrown_away_leaves_no_key(tmp_path: Path):
    open_test_book()
    desk, _ = make_kept(tmp_path)
    draft = interviewing.begin(desk, operator(), "victim", "be", at=NOW)
    interviewing.discard(desk, operator(), draft.ref, at=NOW)
    assert desk.vault.names(Room.REPORTS) == ()
