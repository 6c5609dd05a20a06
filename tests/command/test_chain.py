from random import Random

import pytest
from tests.command.histories import LAST_DAY, UNITS, day, days, random_history
from tests.command.walking import commanders, ways_up

from crimebook.command.certainty import Certainty, Death
from crimebook.command.chain import Chain, chain_at
from crimebook.command.history import History, Posting, Relation, RelationKind
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.reasons import join_reasons

HISTORIES = 1_000
REGIMENT, DIRECTORATE, MINISTRY = 1, 2, 3
WHOLE = days(0, 0, 6, 6)


def under(child: int, parent: int, time=WHOLE, kind=RelationKind.COMMAND, number: int = 1) -> Relation:
    return Relation(number, child, parent, kind, time, 100 + number)


def head(unit: int, time, number: int = 1, person: int = 1, **differing: object) -> Posting:
    facts = {"is_command": True, "citation": 200 + number} | differing
    return Posting(number, number, person, unit, time=time, **facts)  # type: ignore[arg-type]


def told(chain: Chain) -> list[tuple[int, str, list[int], list[int]]]:
    return [
        (
            step.unit,
            step.certainty.value,
            [each.posting.number for each in step.holders],
            [each.posting.number for each in step.uncited],
        )
        for step in chain.steps
    ]


def gaps(chain: Chain, step: int = 0) -> str:
    return join_reasons(chain.steps[step].gaps)


def test_a_chain_is_what_a_walk_over_every_way_and_every_span_finds_on_random_histories():
    random = Random(6)  # noqa: S311 - a test's seed
    reached = 0
    for _ in range(HISTORIES):
        history = random_history(random)
        unit, at = random.choice(UNITS), random.randrange(LAST_DAY + 1)
        chain = chain_at(history, unit, day(at))
        found = {step.unit: (step.certainty.value, step.depth) for step in chain.steps}
        assert found == ways_up(history, unit, at)
        for step in chain.steps:
            held = {each.posting.number: each.certainty.value for each in (*step.holders, *step.uncited)}
            assert held == commanders(history, step.unit, at)
        reached += len(chain.steps)
    # A walk that never leaves its unit would prove nothing.
    assert reached > 1.5 * HISTORIES


def test_nobody_commands_before_a_post_begins_after_it_ends_or_after_death():
    random = Random(7)  # noqa: S311 - a test's seed
    asked = 0
    for _ in range(HISTORIES):
        history = random_history(random)
        at = day(random.randrange(LAST_DAY + 1))
        for step in chain_at(history, random.choice(UNITS), at).steps:
            for each in (*step.holders, *step.uncited):
                time, death = each.posting.time, history.deaths.get(each.posting.person)
                assert time.earliest_start is None or time.earliest_start <= at
                assert time.latest_end is None or at <= time.latest_end
                assert death is None or at <= death.latest
                asked += 1
    assert asked > HISTORIES / 2


def test_each_step_is_cited_and_says_how_certain_it_is():
    history = History(
        (under(REGIMENT, DIRECTORATE), under(DIRECTORATE, MINISTRY, days(0, 3, 5, 6), number=2)),
        (head(REGIMENT, WHOLE), head(MINISTRY, WHOLE, 2, person=2)),
    )
    chain = chain_at(history, REGIMENT, day(2))
    assert told(chain) == [
        (REGIMENT, "certain", [1], []),
        (DIRECTORATE, "certain", [], []),
        (MINISTRY, "possible", [2], []),
    ]
    assert chain.citations == (101, 102, 201, 202)
    top = chain.steps[-1]
    assert top.certainty_of(top.holders[0]) is Certainty.POSSIBLE
    assert "begun only later" in join_reasons(top.links[0].reasons)


def test_a_gap_is_told_as_a_gap_and_the_chain_goes_on_above_it():
    history = History((under(REGIMENT, DIRECTORATE),), (head(REGIMENT, days(0, 0, 1, 1)),))
    chain = chain_at(history, REGIMENT, day(4))
    assert gaps(chain) == "everybody cited in command held the post at another time"
    assert gaps(chain, 1) == ("no source names anybody in command; no source says under whom it stood then")


def test_who_was_cited_long_ago_with_no_end_known_stands_apart_from_who_commanded():
    history = History(postings=(head(REGIMENT, days(0, 1, 1, None)),))
    chain = chain_at(history, REGIMENT, day(6))
    assert told(chain) == [(REGIMENT, "certain", [], [1])]
    assert "nobody is cited in command for this time" in gaps(chain)


def test_the_dead_command_nobody_though_no_source_tells_of_an_end():
    history = History(postings=(head(REGIMENT, days(0, 0, None, None)),), deaths={1: Death(day(2), day(3))})
    assert told(chain_at(history, REGIMENT, day(4))) == [(REGIMENT, "certain", [], [])]
    assert told(chain_at(history, REGIMENT, day(3))) == [(REGIMENT, "certain", [], [1])]


def test_on_the_days_in_which_somebody_died_their_command_is_possible_at_most():
    history = History(postings=(head(REGIMENT, WHOLE),), deaths={1: Death(day(2), day(3))})
    (step,) = chain_at(history, REGIMENT, day(2)).steps
    assert step.holders[0].certainty is Certainty.POSSIBLE
    assert "may have died" in join_reasons(step.holders[0].reasons)


def test_two_persons_in_one_command_are_told_and_none_is_left_out():
    history = History(postings=(head(REGIMENT, WHOLE), head(REGIMENT, WHOLE, 2, person=2)))
    chain = chain_at(history, REGIMENT, day(1))
    assert told(chain)[0][2] == [1, 2]
    assert "sources say of 2 persons" in gaps(chain)


def test_two_mentions_of_one_person_are_no_contradiction():
    history = History(postings=(head(REGIMENT, WHOLE), head(REGIMENT, WHOLE, 2, person=1)))
    assert "persons that they commanded" not in gaps(chain_at(history, REGIMENT, day(1)))


def test_a_deputy_and_a_member_command_nobody():
    history = History(postings=(head(REGIMENT, WHOLE, is_command=False, kind="deputy"),))
    assert told(chain_at(history, REGIMENT, day(1))) == [(REGIMENT, "certain", [], [])]


def test_staff_is_followed_only_where_nobody_says_who_commanded_and_the_gap_is_told():
    staff = under(REGIMENT, MINISTRY, kind=RelationKind.ADMINISTRATIVE, number=2)
    alone = chain_at(History((staff,)), REGIMENT, day(1))
    assert [step.unit for step in alone.steps] == [REGIMENT, MINISTRY]
    assert "administratively it was part of another body" in gaps(alone)
    both = chain_at(History((under(REGIMENT, DIRECTORATE), staff)), REGIMENT, day(1))
    assert [step.unit for step in both.steps] == [REGIMENT, DIRECTORATE]


def test_a_command_that_nobody_cites_for_the_time_hides_no_administrative_superior():
    staff = under(REGIMENT, MINISTRY, kind=RelationKind.ADMINISTRATIVE, number=2)
    later = under(REGIMENT, DIRECTORATE, days(None, 0, None, None))
    chain = chain_at(History((later, staff)), REGIMENT, day(5))
    assert [(step.unit, step.certainty) for step in chain.steps[1:]] == [
        (MINISTRY, "certain"),
        (DIRECTORATE, "uncited"),
    ]
    assert "administratively it was part of another body" in gaps(chain)


@pytest.mark.parametrize("kind", [RelationKind.SAME, RelationKind.SUCCESSOR])
def test_a_successor_and_another_name_are_no_superiors(kind: RelationKind):
    history = History((under(REGIMENT, MINISTRY, kind=kind),))
    assert [step.unit for step in chain_at(history, REGIMENT, day(1)).steps] == [REGIMENT]


def test_a_circle_ends_and_shows_each_unit_once():
    history = History((under(REGIMENT, DIRECTORATE), under(DIRECTORATE, REGIMENT, number=2)))
    chain = chain_at(history, REGIMENT, day(1))
    assert [step.unit for step in chain.steps] == [REGIMENT, DIRECTORATE]
    assert chain.steps[0].links == ()


def test_a_unit_is_reached_by_its_strongest_way_before_its_shortest():
    doubtful = under(REGIMENT, MINISTRY, days(0, 3, 5, 6), number=3)
    history = History((under(REGIMENT, DIRECTORATE), under(DIRECTORATE, MINISTRY, number=2), doubtful))
    top = chain_at(history, REGIMENT, day(1)).steps[-1]
    assert (top.unit, top.depth, top.certainty) == (MINISTRY, 2, Certainty.CERTAIN)
    assert [link.relation.number for link in top.links] == [2, 3]


def test_a_naive_instant_is_refused():
    with pytest.raises(InvalidValueError):
        chain_at(History(), REGIMENT, day(1).replace(tzinfo=None))
