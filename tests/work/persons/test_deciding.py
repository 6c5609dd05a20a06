"""Deciding who is who: told in the chains, by two people of a suspect, never silently, and back again."""

import json
import os
import random
from itertools import combinations, pairwise

import pytest
from django.db import transaction
from tests.stores.register.officers import add_involvement, add_officer, add_posting
from tests.stores.register.telling import tell
from tests.work.book import NOW
from tests.work.persons.desk import (
    ALICE,
    AUDITOR,
    BOB,
    CAROL,
    derived,
    open_desk,
    part,
    persons,
    say,
    torn,
    touched,
    undo,
)

from crimebook.custody.events import check_chain
from crimebook.identity.doubles import Term
from crimebook.identity.edges import Pair, Verdict, pair_of
from crimebook.stores.register.deriving_persons import refresh, remake, replace_pairs
from crimebook.stores.register.erasing import persons_in, take_out
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Incident, PersonEdge, PersonMention, PersonPair, Posting
from crimebook.stores.register.persons import Weight, standing_around
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.saying import Saying
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.reasons import reason
from crimebook.work.commanding.involvements import GroundWish, InvolvementWish
from crimebook.work.commanding.involvements import add_involvement as add_alleged
from crimebook.work.persons import deciding
from crimebook.work.persons.deciding import MAX_REASON_CHARACTERS, SaidMeanwhileError
from crimebook.work.persons.telling import telling_parted

pytestmark = pytest.mark.django_db

IS_SOAK = os.environ.get("CRIMEBOOK_SOAK") == "1"
"""Many more random ways through the database; in values alone 10,000 are tried always."""

DIFFERENT, UNSURE = Verdict.DIFFERENT, Verdict.UNSURE


@pytest.fixture
def ids() -> list[int]:
    """Mentions of invented officers."""
    return open_desk(5)


def propose(*pairs: tuple[int, int, float]) -> None:
    weighed = {
        pair_of(one, other): Weight(bits, (Term("name", bits, reason("the names are written alike")),), "m")
        for one, other, bits in pairs
    }
    with writing():
        replace_pairs(weighed, change=next_change())


def suspect(mention: int) -> None:
    with writing():
        add_involvement(PersonMention.objects.get(pk=mention))
        refresh([mention], change=next_change())


def actions(mention: int) -> list[str]:
    chain = chain_of(deciding.chain_of_mention(mention))
    check_chain(chain)
    return [json.loads(body)["action"] for body in chain]


def states() -> dict[Pair, tuple[str, int]]:
    rows = PersonPair.objects.values_list("left_id", "right_id", "state", "settles")
    return {Pair(left, right): (state, settles) for left, right, state, settles in rows}


def test_two_mentions_are_one_person_once_somebody_has_said_so_and_are_two_again_when_it_is_taken_back(ids):
    before = derived()
    decided = say(ids[0], ids[1], reason="one helmet")
    assert (len(decided.edges), decided.waits, decided.raised) == (1, False, ())
    assert persons() == {ids[0]: ids[0], ids[1]: ids[0]}
    assert actions(ids[0]) == actions(ids[1]) == ["merged"]
    assert json.loads(chain_of(deciding.chain_of_mention(ids[1]))[0])["reason"] == (
        f"same; person {ids[0]}: one helmet"
    )
    assert undo(decided.edges[0]) == pair_of(ids[0], ids[1])
    assert derived() == before
    assert actions(ids[1]) == ["merged", "unmerged"]
    assert [json.loads(body)["action"] for body in chain_of("journal:alice")] == ["merged", "unmerged"]


def test_a_mention_that_changes_its_person_is_told_of_it_too(ids):
    say(ids[1], ids[2])
    say(ids[0], ids[1])
    assert persons() == dict.fromkeys(ids[:3], ids[0])
    assert actions(ids[2]) == ["merged", "merged"]


def test_of_a_suspect_a_second_person_has_to_say_it(ids):
    suspect(ids[0])
    first = say(ids[0], ids[1])
    assert first.waits
    assert persons() == {}
    assert actions(ids[0]) == ["judged"]
    assert states() == {pair_of(ids[0], ids[1]): ("waiting", 0)}
    assert say(ids[0], ids[1]).edges == (), "nobody is their own second person"
    assert not say(ids[0], ids[1], by=BOB).waits
    assert persons() == {ids[0]: ids[0], ids[1]: ids[0]}
    assert say(ids[0], ids[1], by=ALICE).edges == ()
    assert states() == {}


def test_what_one_person_said_no_longer_joins_a_mention_of_which_something_is_alleged_later(ids):
    say(ids[0], ids[1])
    suspect(ids[1])
    assert persons() == {}
    assert states() == {pair_of(ids[0], ids[1]): ("waiting", 0)}


def test_whom_an_allegation_parts_is_told_of_it(ids):
    say(ids[0], ids[1])
    incident = Incident.objects.get()
    ref = f"{incident.source.name}:{incident.external_id}"
    ground = GroundWish(cited=ref, basis="video")
    wish = InvolvementWish(mention_id=ids[1], incident=ref, ground=ground)
    add_alleged(ALICE, wish, at=NOW)
    assert persons() == {}
    assert actions(ids[0]) == actions(ids[1]) == ["merged", "unmerged"]
    assert "alleged in a-source:1" in json.loads(chain_of(deciding.chain_of_mention(ids[0]))[-1])["reason"]


def test_whom_a_withdrawn_report_parts_is_told_of_it(ids):
    tell(SOURCE, "r1")
    report = Incident.objects.get(external_id="r1")
    gone = add_officer("r", source_id=report.source_id, citation_id=report.citation_id).pk
    say(ids[0], gone)
    say(gone, ids[1])
    with writing(), telling_parted(persons_in("r1"), Saying("alice", NOW, ""), "a report is withdrawn"):
        take_out("r1", NOW.date(), change=next_change())
    assert persons() == {}
    assert actions(ids[0]) == ["merged", "unmerged"]
    assert actions(ids[1]) == ["merged", "unmerged"]


def test_a_chain_that_contradicts_a_word_is_told_and_joins_nobody(ids):
    say(ids[0], ids[1])
    say(ids[0], ids[2], DIFFERENT)
    decided = say(ids[1], ids[2])
    (conflict,) = decided.raised
    assert (conflict.apart.pair, len(conflict.chain)) == (pair_of(ids[0], ids[2]), 2)
    assert torn() == set(ids[:3])
    assert states() == {pair_of(ids[0], ids[2]): ("torn", 0)}
    told = json.loads(chain_of(deciding.chain_of_mention(ids[2]))[-1])["reason"]
    assert told == f"same; contradicts decision {conflict.apart.number}"
    part(ids[1], ids[2])
    assert (persons(), torn()) == ({ids[0]: ids[0], ids[1]: ids[0]}, set())


def test_two_people_who_contradict_each_other_are_told_and_a_third_one_settles_it(ids):
    say(ids[0], ids[1])
    assert say(ids[0], ids[1], DIFFERENT, by=BOB).disputed == (pair_of(ids[0], ids[1]),)
    assert persons() == {}
    assert states() == {pair_of(ids[0], ids[1]): ("torn", 0)}
    say(ids[0], ids[1], DIFFERENT, by=CAROL)
    assert states() == {}


def test_nobody_takes_back_what_somebody_else_said(ids):
    (edge,) = say(ids[0], ids[1], DIFFERENT, by=BOB).edges
    with pytest.raises(InvalidValueError, match="one's own"):
        undo(edge, by=ALICE)
    assert PersonEdge.objects.count() == 1


def test_what_was_said_on_top_of_stays_until_that_is_taken_back(ids):
    suspect(ids[0])
    (first,) = say(ids[0], ids[1]).edges
    (second,) = say(ids[0], ids[1], by=BOB).edges
    with pytest.raises(SaidMeanwhileError):
        undo(first)
    undo(second, by=BOB)
    undo(first)
    assert standing_around(ids[:2]).words == {}
    for gone in (first, second):
        with pytest.raises(SaidMeanwhileError):
            undo(gone, by=ALICE if gone == first else BOB)


def test_a_withdrawal_is_not_taken_back_but_said_anew(ids):
    (edge,) = say(ids[0], ids[1]).edges
    undo(edge)
    with pytest.raises(InvalidValueError, match="took one back"):
        undo(PersonEdge.objects.latest("pk").pk)


def test_a_split_parts_a_person_in_two_and_is_taken_back_as_a_whole(ids):
    for one, other in ((0, 1), (1, 2), (2, 3), (0, 3)):
        say(ids[one], ids[other])
    propose((ids[0], ids[2], 9.0), (ids[3], ids[4], 3.0))
    before = derived()
    decided = part(ids[0], ids[1], ids[2])
    assert persons() == {ids[0]: ids[0], ids[3]: ids[0], ids[1]: ids[1], ids[2]: ids[1]}
    assert len(decided.edges) == 2
    assert {actions(each)[-1] for each in ids[:4]} == {"unmerged"}
    undo(decided.edges[1])
    assert derived() == before


def test_a_side_that_hung_together_by_the_other_one_is_linked_anew(ids):
    say(ids[0], ids[1])
    say(ids[1], ids[2])
    part(ids[0], ids[1])
    assert persons() == {ids[0]: ids[0], ids[2]: ids[0]}


def test_a_split_of_nobody_or_of_none_of_the_mentions_is_refused(ids):
    say(ids[0], ids[1])
    with pytest.raises(NotFoundError):
        part(ids[2], ids[2])
    for side in ((), (ids[0], ids[1]), (ids[2],)):
        with pytest.raises(InvalidValueError):
            part(ids[0], *side)


def test_whoever_decides_upon_an_old_page_is_told_and_writes_nothing(ids):
    pair = pair_of(ids[0], ids[1])
    (edge,) = say(ids[1], ids[2]).edges
    attempts = (
        lambda: deciding.judge(ALICE, pair, Verdict.SAME, seen=0, at=NOW),
        lambda: deciding.take_back(ALICE, edge, seen=0, at=NOW),
        lambda: deciding.split(ALICE, ids[1], [ids[2]], seen=0, at=NOW),
    )
    for attempt in attempts:
        with pytest.raises(SaidMeanwhileError):
            attempt()
    assert PersonEdge.objects.count() == 1


def test_without_the_right_there_are_no_mentions(ids):
    (edge,) = say(ids[0], ids[1]).edges
    for attempt in (
        lambda: say(ids[0], ids[2], by=AUDITOR),
        lambda: undo(edge, by=AUDITOR),
        lambda: part(ids[0], ids[1], by=AUDITOR),
        lambda: deciding.show_weight(AUDITOR, pair_of(ids[0], ids[1]), at=NOW),
        lambda: say(ids[0], 2**70),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert PersonEdge.objects.count() == 1


def test_a_withdrawal_is_no_verdict_and_a_reason_is_a_line_of_words(ids):
    with pytest.raises(InvalidValueError):
        say(ids[0], ids[1], Verdict.WITHDRAWN)
    for words in ("x" * (MAX_REASON_CHARACTERS + 1), "a\x00b"):
        with pytest.raises(InvalidValueError):
            say(ids[0], ids[1], reason=words)
    assert not PersonEdge.objects.exists()


def test_a_first_label_is_blind_until_the_weight_was_shown(ids):
    propose((ids[0], ids[1], 7.5), (ids[1], ids[2], 6.0))
    say(ids[0], ids[1], UNSURE)
    say(ids[0], ids[1])
    deciding.show_weight(ALICE, pair_of(ids[1], ids[2]), at=NOW)
    deciding.show_weight(ALICE, pair_of(ids[1], ids[2]), at=NOW)
    say(ids[1], ids[2])
    say(ids[1], ids[2], by=BOB)
    rows = list(PersonEdge.objects.order_by("pk").values_list("is_blind", "bits", "model_digest"))
    assert rows == [(True, 7.5, "m"), (False, 7.5, "m"), (False, 6.0, "m"), (True, 6.0, "m")]
    assert [row["weight"] for row in PersonEdge.objects.order_by("pk").values_list("shown", flat=True)] == [
        False,
        True,
        True,
        False,
    ]
    assert [json.loads(body)["action"] for body in chain_of("journal:alice")].count("read") == 2


def test_weak_links_make_no_long_chain(ids):
    for one, other in pairwise(ids[:4]):
        say(one, other)
    with pytest.raises(InvalidValueError, match="weak links"):
        say(ids[3], ids[4])
    propose((ids[3], ids[4], 20.0))
    say(ids[3], ids[4])
    assert set(persons().values()) == {ids[0]}


def test_one_answer_settles_every_pair_between_two_persons(ids):
    a, b, c, d, _ = ids
    propose((a, b, 5.0), (a, c, 4.0), (b, c, 3.0), (c, d, 2.0))
    assert states()[pair_of(a, b)] == ("open", 0)
    say(a, b)
    assert states() == {
        Pair(a, b): ("settled", 0),
        Pair(a, c): ("open", 1),
        Pair(b, c): ("open", 1),
        Pair(c, d): ("open", 0),
    }
    say(b, c, DIFFERENT)
    assert {pair for pair, (state, _) in states().items() if state == "open"} == {Pair(c, d)}


def test_a_pair_that_nobody_weighed_counts_for_nothing_once_its_word_is_taken_back(ids):
    a, b, c, *_ = ids
    propose((a, c, 5.0))
    say(a, b)
    suspect(c)
    waiting = say(b, c)
    assert states()[Pair(b, c)] == ("waiting", 0)
    undo(waiting.edges[0])
    assert states() == {Pair(a, c): ("open", 0)}


def test_a_pair_that_nobody_weighed_is_not_asked_about_where_others_joined_its_mentions(ids):
    a, b, c, *_ = ids
    for by in (ALICE, BOB):
        say(a, b, by=by)
        say(b, c, by=by)
    suspect(b)
    say(a, c)
    assert states() == {}
    with writing():
        assert remake(change=next_change()).corrected == 0


def test_what_hangs_on_a_mention_is_carried_by_it(ids):
    mentions = PersonMention.objects.in_bulk(ids[:2])
    posting = add_posting(mentions[ids[1]])
    decided = say(ids[0], ids[1])
    rows = Posting.objects.filter(mention__member__person_id=ids[0])
    assert [row.pk for row in rows] == [posting.pk]
    undo(decided.edges[0])
    assert Posting.objects.get().mention_id == ids[1]


def test_an_event_that_cannot_be_written_undoes_the_decision(ids, monkeypatch: pytest.MonkeyPatch):
    def broken(_deeds: object) -> None:
        raise RuntimeError("no room on the disk")

    monkeypatch.setattr("crimebook.work.persons.deciding.append_events", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        say(ids[0], ids[1])
    assert not PersonEdge.objects.exists()
    assert persons() == {}


@pytest.mark.parametrize("seed", range(300 if IS_SOAK else 6))
def test_random_ways_of_deciding_splitting_and_undoing_restore_what_was_and_all_made_anew_is_the_same(
    ids, seed: int
):
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    # Of some pairs nobody weighed anything: they are asked about only while a word of theirs waits.
    pairs = [pair_of(one, other) for one, other in combinations(ids, 2) if chance.random() < 0.7]
    propose(*((one, other, float(one + other)) for one, other in pairs))
    suspect(chance.choice(ids))
    done, seen = [], [derived()]
    for _ in range(9):
        by = chance.choice((ALICE, BOB, CAROL))
        groups = [members for members in groups_now() if len(members) > 1]
        if groups and chance.random() < 0.4:
            members = chance.choice(groups)
            decided = part(members[0], *chance.sample(members, chance.randint(1, len(members) - 1)), by=by)
        else:
            verdict = chance.choice((Verdict.SAME, Verdict.SAME, DIFFERENT, UNSURE))
            try:
                decided = say(*chance.sample(ids, 2), verdict, by=by)
            except InvalidValueError:
                # A person would hang together by too many weak links.
                continue
        if decided.edges:
            done.append((decided.edges[0], by))
            seen.append(derived())
        with writing():
            assert remake(change=next_change()).corrected == 0
    for edge, by in reversed(done):
        assert derived() == seen.pop()
        assert touched(edge)
        undo(edge, by=by)
    assert derived() == seen.pop()


def groups_now() -> list[list[int]]:
    members: dict[int, list[int]] = {}
    for mention, person in persons().items():
        members.setdefault(person, []).append(mention)
    return list(members.values())
