"""Second looks: drawn once, by a key, of other people's decisions; blind; a contradiction stays in sight."""

import pytest
from django.db import DatabaseError, transaction
from tests.stores.register.officers import add_involvement
from tests.work.book import NOW
from tests.work.persons.desk import ALICE, AUDITOR, BOB, CAROL, open_desk, persons, say, undo

from crimebook.identity.doubles import Term
from crimebook.identity.edges import Pair, Verdict, pair_of
from crimebook.stores.register.deriving_persons import replace_pairs
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import PersonMention, SecondLook
from crimebook.stores.register.persons import Weight
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.reasons import reason
from crimebook.work.actors import Actor
from crimebook.work.persons.second_looks import Drawn, draw
from crimebook.work.reading.person_pages import ReviewPage
from crimebook.work.reading.reviewing import open_review

pytestmark = pytest.mark.django_db

KEY = b"a key of the draw, which nobody knew"


@pytest.fixture
def ids() -> list[int]:
    """Mentions of invented officers, and a queue of three pairs of them."""
    ids = open_desk(4)
    why = (Term("name", 9.0, reason("the names are written alike")),)
    with writing():
        weighed = {pair_of(ids[0], each): Weight(9.0 - each, why, "m") for each in ids[1:]}
        replace_pairs(weighed, change=next_change())
    return ids


def drawn(by: Actor = CAROL, *, share: float = 1.0) -> Drawn:
    return draw(by, KEY, share=share, at=NOW)


def review(by: Actor, pair: Pair | None = None) -> ReviewPage:
    return open_review(by, pair, at=NOW)


def offered(by: Actor) -> set[Pair]:
    """Return every pair that the queue leads somebody through."""
    found, page = set(), review(by)
    while page.pair is not None:
        found.add(Pair(page.pair.left.mention.mention_id, page.pair.right.mention.mention_id))
        if not page.following:
            break
        page = review(by, Pair(*map(int, page.following.split("-"))))
    return found


def test_what_was_decided_comes_again_to_others_and_to_nobody_who_decided(ids: list[int]):
    pair = pair_of(ids[0], ids[1])
    say(ids[0], ids[1])
    assert pair not in offered(BOB)
    assert drawn() == Drawn(put=1, drawn=1, left=0)
    assert pair in offered(BOB)
    assert review(BOB).left == review(ALICE).left + 1
    assert pair not in offered(ALICE)


def test_a_second_look_shows_nothing_of_the_first(ids: list[int]):
    pair = pair_of(ids[0], ids[1])
    say(ids[0], ids[1], Verdict.DIFFERENT)
    say(ids[0], ids[2])
    drawn()
    shown = review(BOB, pair).pair
    assert shown is not None
    assert (shown.is_blind, shown.bits, shown.terms, shown.against, shown.settles) == (True, None, (), (), 0)
    assert [(side.mentions, side.names) for side in (shown.left, shown.right)] == [(1, ()), (1, ())]
    assert [side.mention.person_id for side in (shown.left, shown.right)] == list(pair)
    # Whoever decided it still sees what they contradict.
    first = review(ALICE, pair).pair
    assert first is not None
    assert first.against


def test_agreement_counts_it_and_it_comes_to_nobody_else(ids: list[int]):
    say(ids[0], ids[1])
    drawn()
    say(ids[0], ids[1], by=BOB)
    page = review(CAROL)
    assert (page.agreement.units, page.agreement.share, page.doubts) == (1, 1.0, ())
    assert pair_of(ids[0], ids[1]) not in offered(CAROL)
    assert persons()[ids[1]] == ids[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Verdict.SAME, Verdict.DIFFERENT),
        (Verdict.DIFFERENT, Verdict.SAME),
        (Verdict.SAME, Verdict.UNSURE),
        (Verdict.DIFFERENT, Verdict.UNSURE),
    ],
)
def test_who_does_not_agree_raises_a_doubt_that_stays_in_sight_until_it_is_solved(
    ids: list[int], first: Verdict, second: Verdict
):
    say(ids[0], ids[1], first)
    drawn()
    done = say(ids[0], ids[1], second, by=BOB)
    assert done.disputed == (pair_of(ids[0], ids[1]),)
    assert [each.value for each in review(CAROL).doubts] == [f"{ids[0]}-{ids[1]}"]
    assert review(CAROL).agreement.share == 0.0
    assert persons().get(ids[1], ids[1]) == ids[1]
    say(ids[0], ids[1], first, by=CAROL)
    assert review(CAROL).doubts == ()


def test_nobody_s_own_decision_is_put_to_their_draw(ids: list[int]):
    say(ids[0], ids[1], by=CAROL)
    say(ids[0], ids[2], by=ALICE)
    assert drawn(CAROL) == Drawn(put=1, drawn=1, left=1)
    assert drawn(ALICE) == Drawn(put=1, drawn=1, left=0)


def test_a_pair_is_put_to_the_draw_once_whatever_key_comes_later(ids: list[int]):
    say(ids[0], ids[1])
    assert drawn(share=0.0) == Drawn(put=1, drawn=0, left=0)
    assert drawn(share=1.0) == Drawn(put=0, drawn=0, left=0)
    assert pair_of(ids[0], ids[1]) not in offered(BOB)


def test_what_two_people_said_or_nobody_is_sure_of_is_not_drawn(ids: list[int]):
    say(ids[0], ids[1])
    say(ids[0], ids[1], by=BOB)
    say(ids[0], ids[2], Verdict.UNSURE)
    assert drawn() == Drawn(put=0, drawn=0, left=0)


def test_a_decision_taken_back_is_asked_of_nobody_again_as_a_second_look(ids: list[int]):
    (edge,) = say(ids[0], ids[1]).edges
    drawn()
    undo(edge)
    assert review(BOB).left == 3
    assert review(BOB, pair_of(ids[0], ids[1])).pair is not None


def test_a_suspect_s_pair_waits_for_a_second_person_as_before(ids: list[int]):
    add_involvement(PersonMention.objects.get(pk=ids[0]))
    say(ids[0], ids[1])
    drawn()
    assert [each for each in offered(BOB) if ids[1] in each] == [pair_of(ids[0], ids[1])]
    assert say(ids[0], ids[1], by=BOB).waits is False
    assert persons()[ids[1]] == ids[0]


def test_a_draw_is_told_with_its_key_so_that_it_can_be_run_again(ids: list[int]):
    say(ids[0], ids[1])
    drawn()
    told = chain_of("register:persons")[-1].decode()
    assert KEY.hex() in told
    assert SecondLook.objects.get().key_digest in told


def test_the_database_keeps_a_draw_and_refuses_the_decider_s_own(ids: list[int]):
    say(ids[0], ids[1])
    drawn()
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondLook.objects.update(is_drawn=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondLook.objects.all().delete()
    told = {"key_digest": "", "actor": "a", "decided_by": "a", "at": NOW, "change": 1, "is_drawn": True}
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondLook.objects.create(left_id=ids[1], right_id=ids[2], **told)


def test_who_may_not_match_draws_nothing_and_a_weak_key_neither(ids: list[int]):
    say(ids[0], ids[1])
    with pytest.raises(NotFoundError):
        draw(AUDITOR, KEY, at=NOW)
    with pytest.raises(InvalidValueError):
        draw(CAROL, b"1", at=NOW)
    with pytest.raises(InvalidValueError):
        # Also where there is nothing to draw of.
        draw(ALICE, b"1", at=NOW)
    assert not SecondLook.objects.exists()
