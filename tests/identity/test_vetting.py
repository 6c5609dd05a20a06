"""What may be told of a person: rules upon values, and never a "yes" where it is not sure who is meant."""

from itertools import permutations, product

import pytest

from crimebook.identity.particulars import Compared, Likeness
from crimebook.identity.vetting import Allegation, Answer, Candidate, Finding, find_answer
from crimebook.terms.canonical import canonical_json
from crimebook.terms.reasons import reason

STATUSES = ("lead", "named", "corroborated", "ready", "withdrawn", "cleared")
STRONG, FAIR, WEAK, NOBODY = (
    frozenset({"badge"}),
    frozenset({"unit", "rank"}),
    frozenset({"unit"}),
    frozenset[str](),
)


SAID = (Compared("birth", "1979-04-02", "1979", reason("one year")),)


def alike(agrees: frozenset[str] = STRONG, score: float = 0.95, number: int = 1) -> Likeness:
    return Likeness(
        number, score, agrees, frozenset(), is_full_date=False, is_born_apart=False, compared=SAID
    )


def alleged(status: str, reviewer: str = "rita", **fields: object) -> Allegation:
    plain = {"involvement_id": 1, "incident": "a-source:1", "standard": "balance", "analyst": "ihar"}
    return Allegation(status=status, reviewer=reviewer, **(plain | fields))  # type: ignore[arg-type]


def person(
    *allegations: Allegation, agrees: frozenset[str] = STRONG, number: int = 1, score: float = 0.95
) -> Candidate:
    return Candidate(number, f"Person {number}", (alike(agrees, score, number),), allegations)


def answer(*candidates: Candidate) -> Finding:
    return find_answer(candidates, fields=("badge",), looked_at=9)


@pytest.mark.parametrize(
    ("status", "reviewer", "told"),
    [
        ("lead", "rita", Answer.MENTIONED_ONLY),
        ("named", "rita", Answer.MENTIONED_ONLY),
        ("corroborated", "rita", Answer.IMPLICATED),
        ("ready", "rita", Answer.IMPLICATED),
        ("corroborated", "", Answer.MENTIONED_ONLY),
        ("ready", "ihar", Answer.MENTIONED_ONLY),
        ("withdrawn", "rita", Answer.MENTIONED_ONLY),
        ("cleared", "rita", Answer.CLEARED),
    ],
)
def test_one_allegation_gives_the_answer_that_its_status_allows(status: str, reviewer: str, told: Answer):
    assert answer(person(alleged(status, reviewer))).answer is told


@pytest.mark.parametrize("statuses", list(product(STATUSES, repeat=2)))
def test_implicated_needs_a_reviewed_allegation_and_cleared_that_nothing_else_stands_open(
    statuses: tuple[str, str],
):
    found = answer(person(*map(alleged, statuses)))
    assert (found.answer is Answer.IMPLICATED) == bool({"corroborated", "ready"} & set(statuses))
    assert (found.answer is Answer.CLEARED) == (
        "cleared" in statuses and not {"lead", "named", "corroborated", "ready"} & set(statuses)
    )
    assert bool(found.standard) == (found.answer is Answer.IMPLICATED)


def test_a_mere_mention_and_a_mere_post_are_mentions():
    found = answer(Candidate(1, "x", (alike(),), postings=2))
    assert (found.answer, found.is_uncertain, found.standard) == (Answer.MENTIONED_ONLY, False, "")
    assert "posts that sources tell of, which are no allegation: 2" in map(str, found.reasons)


def test_nobody_is_unknown_and_that_is_sure():
    found = answer(person(agrees=NOBODY, score=0.1))
    assert (found.answer, found.is_uncertain, found.persons) == (Answer.UNKNOWN, False, ())


@pytest.mark.parametrize("agrees", [STRONG, FAIR, WEAK, NOBODY])
def test_two_persons_who_fit_equally_well_are_never_a_yes(agrees: frozenset[str]):
    both = [person(alleged("ready"), agrees=agrees), person(alleged("ready"), agrees=agrees, number=2)]
    found = answer(*both)
    assert (found.answer, found.is_uncertain) == (Answer.UNKNOWN, True)
    assert found.allegations == ()
    assert [each.person_id for each in found.persons] == [1, 2]


@pytest.mark.parametrize("agrees", [WEAK, NOBODY])
@pytest.mark.parametrize("status", STATUSES)
def test_a_name_alone_is_never_an_answer(agrees: frozenset[str], status: str):
    found = answer(person(alleged(status), agrees=agrees, score=1.0))
    assert (found.answer, found.is_uncertain) == (Answer.UNKNOWN, True)


def test_another_who_may_be_the_same_and_of_whom_worse_is_said_makes_it_uncertain():
    cleared, worse = person(alleged("cleared")), person(alleged("ready"), agrees=NOBODY, number=2)
    assert answer(cleared, worse).is_uncertain
    assert answer(cleared, person(alleged("cleared"), agrees=NOBODY, number=2)).answer is Answer.CLEARED


def test_one_who_fits_firmly_is_told_beside_others_of_whom_less_is_said():
    found = answer(person(agrees=NOBODY, number=2), person(alleged("ready", standard="clear_convincing")))
    assert (found.answer, found.is_uncertain) == (Answer.IMPLICATED, False)
    assert found.standard == "clear_convincing"
    assert found.persons[0].person_id == 1


def test_the_standard_is_the_highest_that_an_implicating_allegation_meets():
    found = answer(
        person(
            alleged("corroborated", standard="reasonable_grounds"),
            alleged("ready", standard="balance"),
            alleged("lead", standard="beyond_reasonable_doubt"),
        )
    )
    assert found.standard == "balance"


def test_what_speaks_for_the_person_is_always_told():
    found = answer(person(alleged("ready", exculpates=2), alleged("cleared")))
    said = list(map(str, found.reasons))
    assert "citations that speak for the person: 2" in said
    assert "allegations of which the person was cleared: 1" in said


def test_the_order_in_which_persons_come_changes_nothing():
    three = [person(alleged("ready")), person(agrees=FAIR, number=2), person(agrees=NOBODY, number=3)]
    assert len({str(answer(*each).to_json()) for each in permutations(three)}) == 1


def test_an_answer_comes_back_as_it_was_kept():
    found = answer(person(alleged("ready")), person(agrees=WEAK, number=2, score=0.7))
    stored = found.to_json()
    assert Finding.from_json(stored) == found
    assert found.persons[0].compared == SAID
    # Answers of before hold the reasons alone.
    for each in stored["persons"]:
        del each["compared"]
    assert Finding.from_json(stored).persons[0].compared == ()
    canonical_json(stored)
