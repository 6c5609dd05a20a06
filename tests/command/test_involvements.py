from dataclasses import replace

import pytest

from crimebook.command.involvements import (
    MOVES,
    STANDARDS,
    TESTS,
    WEAK_BASES,
    Answer,
    Ground,
    Move,
    Status,
    needs_second,
    standing,
    wanting,
)
from crimebook.terms.codebook import Codebook
from crimebook.terms.grades import Direction
from crimebook.terms.reasons import join_reasons

SAW = Ground(1, 1, "recognised", Direction.SUPPORTS)
FILMED = Ground(2, 2, "video", Direction.SUPPORTS)
ELSEWHERE = Ground(3, 3, "document", Direction.CONTRADICTS)
POST = Ground(4, 4, "post", Direction.SUPPORTS)
GROUNDS = "reasonable_grounds"
LEAD = Move(1, Status.LEAD, "ana")


def propose(number: int, status: Status, actor: str = "ana", **differing: object) -> Move:
    return Move(number, status, actor, **({"standard": GROUNDS} | differing))  # type: ignore[arg-type]


def answer(number: int, to: int, actor: str = "bob", says: Answer = Answer.CONFIRMED) -> Move:
    return Move(number, Status.NAMED, actor, answer=says, answers=to)


def status_of(*moves: Move, grounds: tuple[Ground, ...] = (SAW, FILMED), mode: str = "commits") -> str:
    return standing(moves, grounds, mode).status.value


def test_an_allegation_begins_as_a_lead():
    assert status_of(LEAD, grounds=()) == "lead"
    assert status_of(grounds=()) == "lead"


def test_nobody_is_named_by_one_person():
    named = propose(2, Status.NAMED)
    assert status_of(LEAD, named) == "lead"
    assert standing((LEAD, named), (SAW,), "commits").pending == named
    assert status_of(LEAD, named, answer(3, 2, actor="ana")) == "lead"
    confirmed = standing((LEAD, named, answer(3, 2)), (SAW,), "commits")
    assert (confirmed.status, confirmed.actor, confirmed.reviewer) == (Status.NAMED, "ana", "bob")
    assert confirmed.pending is None


def test_a_refused_proposal_changes_nothing_and_waits_no_more():
    refused = standing(
        (LEAD, propose(2, Status.NAMED), answer(3, 2, says=Answer.REFUSED), answer(4, 2)), (SAW,), "commits"
    )
    assert (refused.status, refused.pending) == (Status.LEAD, None)


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits():
    moves = (LEAD, propose(2, Status.NAMED), propose(3, Status.CLEARED), answer(4, 2))
    assert status_of(*moves) == "lead"
    assert standing(moves, (SAW,), "commits").pending == moves[2]


def test_no_step_is_left_out():
    assert status_of(LEAD, propose(2, Status.READY), answer(3, 2)) == "lead"


def test_a_named_suspect_is_let_go_by_two_people_and_a_lead_by_one():
    assert status_of(LEAD, propose(2, Status.WITHDRAWN)) == "withdrawn"
    named = (LEAD, propose(2, Status.NAMED), answer(3, 2))
    assert status_of(*named, propose(4, Status.WITHDRAWN)) == "named"
    assert status_of(*named, propose(4, Status.WITHDRAWN), answer(5, 4)) == "withdrawn"


def test_every_move_takes_two_but_those_between_a_lead_and_its_withdrawal():
    alone = {(a, b) for a, goes in MOVES.items() for b in goes if not needs_second(a, b)}
    assert alone == {(Status.LEAD, Status.WITHDRAWN), (Status.WITHDRAWN, Status.LEAD)}


@pytest.mark.parametrize("basis", sorted(WEAK_BASES))
def test_a_post_alone_is_never_more_than_a_lead(basis: str):
    weak = replace(POST, basis=basis)
    assert status_of(LEAD, propose(2, Status.NAMED), answer(3, 2), grounds=(weak,)) == "lead"
    assert wanting(Status.NAMED, (weak,), "commits", GROUNDS)


def test_with_its_grounds_a_status_falls_and_says_what_is_wanting():
    moves = (LEAD, propose(2, Status.NAMED), answer(3, 2), propose(4, Status.CORROBORATED), answer(5, 4))
    assert status_of(*moves) == "corroborated"
    fallen = standing(moves, (SAW,), "commits")
    assert (fallen.status, fallen.decided) == (Status.NAMED, Status.CORROBORATED)
    assert "another source" in join_reasons(fallen.wanting)
    assert status_of(*moves, grounds=(POST,)) == "lead"


def test_two_grounds_of_one_source_do_not_corroborate_each_other():
    again = replace(FILMED, source=SAW.source)
    assert wanting(Status.CORROBORATED, (SAW, again), "commits", GROUNDS)
    assert not wanting(Status.CORROBORATED, (SAW, FILMED), "commits", GROUNDS)


@pytest.mark.parametrize("mode", sorted(TESTS))
def test_a_superior_is_named_only_where_each_test_has_a_ground_of_its_own(mode: str):
    tests = [replace(SAW, citation=10 + n, test=test) for n, test in enumerate(TESTS[mode])]
    assert not wanting(Status.NAMED, (SAW, *tests), mode, GROUNDS)
    for missing in range(len(tests)):
        rest = (SAW, *tests[:missing], *tests[missing + 1 :])
        assert tests[missing].test in join_reasons(wanting(Status.NAMED, rest, mode, GROUNDS))
    against = replace(tests[0], direction=Direction.CONTRADICTS)
    assert wanting(Status.NAMED, (SAW, against, *tests[1:]), mode, GROUNDS)
    assert wanting(Status.NAMED, tests, mode, GROUNDS), "tests met are no ground that it was this person"


def test_a_standard_of_proof_is_claimed_and_never_that_of_a_court():
    for standard in ("not_assessed", "beyond_reasonable_doubt", "certainly"):
        assert wanting(Status.NAMED, (SAW,), "commits", standard)


def test_what_is_ready_has_a_mode_reasonable_grounds_and_a_word_on_what_speaks_against_it():
    every = (SAW, FILMED, ELSEWHERE)
    assert not wanting(Status.READY, every, "commits", GROUNDS, "the paper is of another day")
    assert wanting(Status.READY, every, "commits", GROUNDS)
    assert wanting(Status.READY, (SAW, FILMED), "not_assessed", GROUNDS)
    assert wanting(Status.READY, (SAW, FILMED), "commits", "reasonable_suspicion")


def test_somebody_is_cleared_on_a_ground_that_speaks_for_them_and_stays_so():
    assert wanting(Status.CLEARED, (SAW,), "commits", "not_assessed")
    moves = (LEAD, propose(2, Status.CLEARED), answer(3, 2))
    assert status_of(*moves, grounds=(SAW, ELSEWHERE)) == "cleared"
    assert status_of(*moves, grounds=(SAW,)) == "cleared"


def test_the_codes_are_those_of_the_codebook():
    book = Codebook.load()
    codes = {name: {term.code for term in book.vocabulary(name).terms} for name in (
        "involvement_status", "involvement_basis", "standards_of_proof", "elements", "modes_of_liability"
    )}  # fmt: skip
    assert {each.value for each in Status} == codes["involvement_status"]
    assert codes["involvement_basis"] >= WEAK_BASES
    assert {*STANDARDS, "beyond_reasonable_doubt"} == codes["standards_of_proof"]
    assert {test for tests in TESTS.values() for test in tests} <= codes["elements"]
    assert TESTS.keys() <= codes["modes_of_liability"]
