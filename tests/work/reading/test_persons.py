"""What the pages of persons are given: blind pairs, two people, contradictions, allegations, command."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.stores.register.officers import add_officer
from tests.work import book
from tests.work.book import NOW
from tests.work.persons.desk import ALICE, AUDITOR, BOB, CAROL, open_desk, part, say

from crimebook.command.certainty import Certainty
from crimebook.command.involvements import Answer, Status
from crimebook.identity.doubles import Term
from crimebook.identity.edges import Pair, Verdict, pair_of
from crimebook.stores.register.deriving_persons import replace_pairs
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Deployment, Incident
from crimebook.stores.register.persons import Weight
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import NotFoundError
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason, reason
from crimebook.work.actors import Actor
from crimebook.work.commanding import involvements
from crimebook.work.commanding.involvements import GroundWish, InvolvementWish
from crimebook.work.commanding.postings import PostWish, add_posting
from crimebook.work.persons import deciding
from crimebook.work.reading.command_pages import CommandOfUnit
from crimebook.work.reading.commanding import open_command, open_where
from crimebook.work.reading.person_pages import PersonFilter, PersonPage, ReviewPage
from crimebook.work.reading.persons import open_person, open_persons
from crimebook.work.reading.reviewing import open_review

pytestmark = pytest.mark.django_db

THAT_NIGHT = datetime(2020, 8, 10, 20, tzinfo=UTC)
YEARS = FourPoint.exact(datetime(2019, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))


@pytest.fixture
def ids() -> list[int]:
    """Mentions of invented officers, and a queue of three pairs of them."""
    ids = open_desk(4)
    why = (Term("name", 9.0, reason("the names are written alike")),)
    pairs = ((0, 1, 9.0), (1, 2, 5.0), (2, 3, 1.0))
    with writing():
        weighed = {pair_of(ids[one], ids[two]): Weight(bits, why, "m") for one, two, bits in pairs}
        replace_pairs(weighed, change=next_change())
    return ids


def review(pair: Pair | None = None, *, by: Actor = ALICE, queue: str = "") -> ReviewPage:
    return open_review(by, pair, queue=queue, at=NOW)


def person(mention: int, *, by: Actor = ALICE) -> PersonPage:
    return open_person(by, mention, at=NOW)


def allege(mention: int, **differing: object) -> int:
    ground = GroundWish(cited="a-source:1", basis="video")
    plain = {"mention_id": mention, "incident": "a-source:1", "ground": ground}
    wish = InvolvementWish(**(plain | differing))  # type: ignore[arg-type]
    return involvements.add_involvement(ALICE, wish, at=NOW)


def last_step(involvement: int) -> int:
    return involvements.find_involvement(involvement).last


def test_the_heaviest_pair_comes_first_and_its_weight_is_hidden_until_a_word_is_said(ids: list[int]) -> None:
    page = review()
    assert page.pair is not None
    assert (page.pair.value, page.following) == (f"{ids[0]}-{ids[1]}", f"{ids[1]}-{ids[2]}")
    assert (page.pair.is_blind, page.pair.bits, page.pair.terms) == (True, None, ())
    assert (page.left, page.waiting, page.last, page.may_judge) == (3, 0, None, True)
    say(ids[0], ids[1], Verdict.DIFFERENT)
    after = review()
    assert after.pair is not None
    assert after.pair.value == f"{ids[1]}-{ids[2]}"
    assert after.last is not None
    assert (after.last.bits, after.last.said.is_blind) == (9.0, True)
    again = review(pair_of(ids[0], ids[1]))
    assert again.pair is not None
    assert (again.pair.is_blind, again.pair.bits) == (False, 9.0)


def test_a_reader_goes_on_where_they_were_going_while_a_word_of_it_is_wanted(ids: list[int]) -> None:
    going = pair_of(ids[2], ids[3])
    page = open_review(ALICE, None, onward=going, at=NOW)
    assert page.pair is not None
    assert (page.pair.value, page.following) == (f"{ids[2]}-{ids[3]}", "")
    say(ids[2], ids[3], Verdict.DIFFERENT)
    page = open_review(ALICE, None, onward=going, at=NOW)
    assert page.pair is not None
    assert page.pair.value == f"{ids[0]}-{ids[1]}"


def test_whoever_asks_for_the_weight_sees_it_and_nobody_else_does(ids: list[int]) -> None:
    deciding.show_weight(ALICE, pair_of(ids[0], ids[1]), at=NOW)
    shown = [page.pair.bits for page in (review(), review(by=BOB)) if page.pair]
    assert shown == [9.0, None]


def test_a_suspect_waits_for_a_second_person_who_is_asked_first_and_is_not_the_first(ids: list[int]) -> None:
    allege(ids[0])
    page = review()
    assert page.pair is not None
    assert (page.pair.needs_second, page.pair.waits_for_second, page.pair.left.is_suspect) == (
        True,
        False,
        True,
    )
    say(ids[0], ids[1])
    assert review(queue="second").pair is None
    asked = review(by=BOB, queue="second")
    assert asked.pair is not None
    assert (asked.waiting, asked.pair.waits_for_second, asked.pair.is_blind) == (1, True, True)
    say(ids[0], ids[1], by=BOB)
    joined = person(ids[1])
    assert (joined.person_id, len(joined.mentions)) == (ids[0], 2)
    assert joined.decisions[0].second == "alice"
    assert review().agreement.units == 1


def test_a_word_against_the_judgement_of_two_sides_is_shown_before_it_is_said(ids: list[int]) -> None:
    say(ids[0], ids[1])
    say(ids[0], ids[2], Verdict.DIFFERENT)
    page = review(pair_of(ids[1], ids[2]))
    assert page.pair is not None
    assert [said.verdict for said in page.pair.against] == [Verdict.DIFFERENT]
    assert (page.pair.left.mentions, page.pair.right.mentions) == (2, 1)


def test_a_torn_person_shows_the_contradiction_and_every_mention_that_it_tears(ids: list[int]) -> None:
    say(ids[0], ids[1])
    say(ids[1], ids[2])
    say(ids[0], ids[2], Verdict.DIFFERENT, by=BOB)
    page = person(ids[1])
    assert [each.mention_id for each in page.mentions] == [ids[1]]
    assert [each.mention_id for each in page.together] == ids[:3]
    (conflict,) = page.conflicts
    assert (conflict.apart.actor, len(conflict.chain)) == ("bob", 2)
    assert [said.can_be_taken_back for said in page.decisions] == [False, True, True]
    part(ids[1], ids[2])
    assert person(ids[1]).conflicts == ()


def test_two_people_who_say_the_opposite_are_both_shown(ids: list[int]) -> None:
    say(ids[0], ids[1])
    say(ids[0], ids[1], Verdict.DIFFERENT, by=BOB)
    page = person(ids[0], by=CAROL)
    assert [len(page.mentions), len(page.conflicts)] == [1, len(page.conflicts)]
    assert {said.actor for said in page.decisions} == {"alice", "bob"}


def test_a_person_says_what_is_alleged_how_far_it_came_and_what_is_missing(ids: list[int]) -> None:
    involved = allege(ids[0])
    add_posting(
        ALICE, PostWish(mention_id=ids[0], cited="a-source:1", unit_words="a unit", time=YEARS), at=NOW
    )
    wish = GroundWish(cited="a-source:1", basis="insider", exculpates=True, words="elsewhere")
    involvements.add_ground(BOB, involved, wish, at=NOW)
    involvements.propose(
        ALICE,
        involved,
        Status.NAMED,
        standard="reasonable_suspicion",
        reason="",
        seen=last_step(involved),
        at=NOW,
    )
    page = person(ids[0])
    (group,) = page.standards
    (view,) = group.involvements
    assert (page.status, view.status, view.proposed, view.proposed_by) == ("lead", "lead", "named", "alice")
    assert (len(view.supporting), len(view.exculpating)) == (1, 1)
    assert "a standard of proof that this book can claim" in words_of(view.missing)
    assert "a second person has not answered what was proposed" in words_of(page.missing)
    assert "no source tells a post that they held" not in words_of(page.missing)
    involvements.answer(BOB, involved, Answer.CONFIRMED, reason="", seen=last_step(involved), at=NOW)
    page = person(ids[0])
    assert (page.status, page.standards[0].standard) == ("named", "reasonable_suspicion")
    assert page.standards[0].involvements[0].reviewer == "bob"
    assert words_of(page.standards[0].involvements[0].missing) == ["a second ground, of another source"]


def test_a_deed_in_favour_is_no_allegation(ids: list[int]) -> None:
    allege(ids[0], degree="refused")
    page = person(ids[0])
    assert (page.status, page.standards) == ("", ())
    assert [each.degree for each in page.ended] == ["refused"]


def test_the_list_has_each_person_once_and_is_narrowed(ids: list[int]) -> None:
    for who in (ALICE, BOB):
        say(ids[0], ids[1], by=who)
    allege(ids[2])
    rows = listed()
    assert [(row.person_id, row.mentions) for row in rows] == [(ids[0], 2), (ids[2], 1), (ids[3], 1)]
    assert [row.status for row in rows] == ["", "lead", ""]
    assert [row.person_id for row in listed(alleged="yes")] == [ids[2]]
    assert [row.person_id for row in listed(alleged="no")] == [ids[0], ids[3]]
    assert listed(words="nobody") == []
    allege(ids[1])
    assert [row.person_id for row in listed(alleged="yes")] == [ids[0], ids[2]]


def test_who_commanded_is_given_with_gaps_and_a_deployment_from_a_case_does_not_count(tmp_path: Path) -> None:
    book.open_test_book()
    book.bring("cases", book.file_of([book.case("1")]), tmp_path)
    bodies = [
        {"id": "top", "name_en": "Top", "parent": ""},
        {"id": "regiment", "name_en": "Regiment", "parent": "top"},
    ]
    book.bring("institutions", book.file_of([each | {"is_invented": "yes"} for each in bodies]), tmp_path)
    told = {"id": "d1", "unit": "regiment", "lat": "53.907", "lon": "27.460", "radius_m": "100"}
    told |= {"time": "2020-08-10T18:00:00Z/2020-08-11T03:00:00Z", "is_invented": "yes"}
    book.bring("deployments", book.file_of([told]), tmp_path)
    wish = PostWish(
        mention_id=add_officer().pk, cited="a-source:1", unit="a-source:regiment", is_command=True, time=YEARS
    )
    add_posting(ALICE, wish, at=NOW)
    found = open_where(ALICE, wish.mention_id, THAT_NIGHT, at=NOW)
    assert ([each.certainty for each in found.holdings], found.gaps) == ([Certainty.CERTAIN], ())
    assert [(each.unit_words, len(each.windows)) for each in found.stays] == [("Regiment", 1)]
    page = commanded(None)
    assert page.instant in page.moments
    first, second = page.steps
    assert [(each.name, each.certainty) for each in first.holders] == [("Невядомы А.", Certainty.CERTAIN)]
    assert (second.holders, words_of(second.gaps)[0]) == ((), "no source names anybody in command")
    assert second.links[0].citation.ref == "a-source:regiment"
    assert [(each.incident_ref, each.counts) for each in page.presences] == [("a-source:1", True)]
    Deployment.objects.update(derived_from=Incident.objects.get())
    assert [each.counts for each in commanded(THAT_NIGHT).presences] == [False]
    assert commanded(datetime(2030, 1, 1, tzinfo=UTC)).steps[0].holders == ()


def test_every_reading_is_recorded_and_without_the_right_there_is_nothing(ids: list[int]) -> None:
    review()
    person(ids[3])
    told = b"".join(chain_of("journal:alice")).decode()
    read = {each for each in (f"person-mention:{number}" for number in ids) if f'"{each}"' in told}
    assert read == {f"person-mention:{each}" for each in (ids[0], ids[1], ids[3])}
    for opened in (
        lambda: review(by=AUDITOR),
        lambda: person(ids[0], by=AUDITOR),
        lambda: open_persons(AUDITOR, PersonFilter(), at=NOW),
        lambda: open_command(AUDITOR, "a-source:1", None, at=NOW),
        lambda: person(ids[3] + 99),
        lambda: review(Pair(ids[0], ids[3])),
    ):
        with pytest.raises(NotFoundError):
            opened()


def listed(**chosen: str) -> list[object]:
    return list(open_persons(ALICE, PersonFilter(**chosen), at=NOW).rows)


def commanded(instant: datetime | None) -> CommandOfUnit:
    return open_command(ALICE, "a-source:regiment", instant, at=NOW)


def words_of(reasons: tuple[Reason, ...]) -> list[str]:
    return [each.message for each in reasons]
