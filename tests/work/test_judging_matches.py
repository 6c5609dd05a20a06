"""Verdicts on matches: with why and what was shown, in the chains of both records, beside others' words."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, recording

from crimebook.custody.events import check_chain
from crimebook.spacetime.verdicts import MatchState, MatchWord
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Incident, Match, MatchedThrough, MatchVerdict
from crimebook.stores.register.queries.match_queue import find_pair, next_place, place_of
from crimebook.stores.register.verdicts import (
    confirmed_pairs,
    last_word_of,
    verdicts_of,
    verdicts_on_pair,
)
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor, Role
from crimebook.work.judging_matches import (
    InstantOutsideError,
    Judged,
    Opinion,
    Pairing,
    SaidMeanwhileError,
    judge,
    take_back,
)

pytestmark = pytest.mark.django_db

ALICE = Actor("alice", "Alice", Role.REVIEWER)
BOB = Actor("bob", "Bob", Role.REVIEWER)
PAIR = Pairing(Ref.parse("a-source:1"), SubjectKind.RECORDING, Ref.parse("a-source:r"))
WHY = "the same blue bus stands there"


@pytest.fixture(autouse=True)
def _book(tmp_path: Path) -> None:
    open_test_book()
    cases = [case("1"), case("2", place_text="(53.908, 27.461)"), case("3", date_from="2020-09-20")]
    bring("cases", file_of(cases), tmp_path)
    bring("recordings", file_of([recording("r"), recording("s", lon="27.4602")]), tmp_path)
    match(tmp_path)


def bits_of(pairing: Pairing) -> float:
    row = Match.objects.get(
        incident__external_id=pairing.incident.external_id,
        other__recording__external_id=pairing.seen.external_id,
    )
    return row.score_bits


def say(
    verdict: MatchWord,
    actor: Actor = ALICE,
    *,
    seen: int = 0,
    why: str = WHY,
    pairing: Pairing = PAIR,
    instant_s: int | None = None,
) -> Judged:
    return judge(actor, pairing, Opinion(verdict, why, instant_s), seen=seen, bits=bits_of(pairing), at=NOW)


def test_a_verdict_keeps_what_was_shown_and_is_told_in_both_chains():
    said = say(MatchWord.CONFIRMED)
    row = MatchVerdict.objects.get(pk=said.number)
    assert (row.score_bits, row.scorer.partition("/")[0], row.reason) == (bits_of(PAIR), "bits", WHY)
    assert [term["name"] for term in row.terms] == ["prior", "time", "place", "background", "calibration"]
    for chain in ("a-source:1", "a-source:r", "journal:alice"):
        bodies = chain_of(chain)
        check_chain(bodies)
        told = json.loads(bodies[-1])
        assert told["reason"].startswith(f"match verdict {said.number}: confirmed, shown ")
        assert WHY not in str(told)


def test_a_word_that_decides_says_why_and_one_that_is_unsure_need_not():
    for verdict in (MatchWord.CONFIRMED, MatchWord.REJECTED):
        with pytest.raises(InvalidValueError, match="reason"):
            say(verdict, why="  ")
    assert not MatchVerdict.objects.exists()
    assert say(MatchWord.UNSURE, why="").state is MatchState.UNSURE


def test_two_people_may_differ_and_then_the_pair_teaches_nothing():
    first = say(MatchWord.CONFIRMED)
    assert [each.actors for each in confirmed_pairs()] == [("alice",)]
    second = say(MatchWord.REJECTED, BOB, seen=first.number, why="another bus")
    assert second.state is MatchState.DISPUTED
    assert confirmed_pairs() == ()
    take_back(BOB, second.number, seen=second.number, at=NOW)
    assert [each.actors for each in confirmed_pairs()] == [("alice",)]


def test_nobody_decides_upon_an_old_page():
    first = say(MatchWord.CONFIRMED)
    with pytest.raises(SaidMeanwhileError, match="verdict"):
        say(MatchWord.REJECTED, BOB)
    with pytest.raises(SaidMeanwhileError, match="score"):
        judge(BOB, PAIR, Opinion(MatchWord.REJECTED, WHY), seen=first.number, bits=99.0, at=NOW)
    assert MatchVerdict.objects.count() == 1


def test_the_same_word_twice_is_written_once():
    first = say(MatchWord.CONFIRMED)
    assert say(MatchWord.CONFIRMED, seen=first.number).number == 0
    assert MatchVerdict.objects.count() == 1


def test_only_ones_own_word_is_taken_back_and_once():
    said = say(MatchWord.CONFIRMED)
    with pytest.raises(InvalidValueError, match="somebody else"):
        take_back(BOB, said.number, seen=said.number, at=NOW)
    assert take_back(ALICE, said.number, seen=said.number, at=NOW) == PAIR
    last = MatchVerdict.objects.latest("pk").pk
    with pytest.raises(SaidMeanwhileError):
        take_back(ALICE, said.number, seen=last, at=NOW)
    with pytest.raises(InvalidValueError, match="took one back"):
        take_back(ALICE, last, seen=last, at=NOW)
    (found,) = verdicts_of(Incident.objects.get(external_id="1").pk)
    assert (found.state, len(found.rows)) == (MatchState.OPEN, 2)


def test_of_a_record_that_is_gone_no_word_is_taken_back():
    row = MatchVerdict.objects.get(pk=say(MatchWord.CONFIRMED).number)
    # As of a report that was withdrawn: what was said of its matches stays until it is erased for good.
    of_one_gone = {"incident_id": row.incident_id + 1_000, "recording_id": row.recording_id}
    said = {"verdict": "unsure", "actor": "alice", "at": NOW, "change": row.change}
    gone = MatchVerdict.objects.create(**of_one_gone, **said)
    with pytest.raises(NotFoundError, match="gone"):
        take_back(ALICE, gone.pk, seen=gone.pk, at=NOW)
    assert MatchVerdict.objects.count() == 2


def test_a_pair_that_is_no_match_and_a_stranger_are_told_nothing():
    with pytest.raises(NotFoundError):
        judge(
            ALICE,
            replace(PAIR, incident=Ref.parse("a-source:3")),
            Opinion(MatchWord.UNSURE),
            seen=0,
            bits=0,
            at=NOW,
        )
    with pytest.raises(NotFoundError):
        say(MatchWord.UNSURE, Actor("x", "An auditor", Role.AUDITOR))


def test_the_queue_goes_by_the_best_pair_without_a_word_and_none_comes_twice():
    first = next_place(None)
    assert first is not None
    seen, at = [first.incident_id], first
    while (at := next_place(at)) is not None:
        seen.append(at.incident_id)
    one, two = (Incident.objects.get(external_id=each).pk for each in "12")
    assert seen == [one, two]
    for ref in ("r", "s"):
        say(MatchWord.UNSURE, why="", pairing=replace(PAIR, seen=Ref.parse(f"a-source:{ref}")))
    assert place_of(one) is None
    again = next_place(None)
    assert again is not None
    assert again.incident_id == two


def test_what_was_judged_leaves_the_index_of_the_queue_and_comes_back_with_the_last_word_taken_back():
    def marks() -> dict[str, bool]:
        rows = Match.objects.filter(incident__external_id="1")
        return dict(rows.values_list("other__recording__external_id", "is_judged"))

    first = say(MatchWord.REJECTED)
    second = say(MatchWord.UNSURE, BOB, seen=first.number, why="")
    assert marks() == {"r": True, "s": False}
    withdrawn = take_back(ALICE, first.number, seen=second.number, at=NOW)
    assert withdrawn == PAIR
    assert marks()["r"], "Bob's word stands"
    take_back(BOB, second.number, seen=last_of(PAIR), at=NOW)
    assert marks() == {"r": False, "s": False}


def test_a_judged_pair_that_is_matched_anew_is_marked_again_and_never_waits_meanwhile(tmp_path: Path):
    waiting = next_place(None)
    assert waiting is not None
    pairings = [PAIR, replace(PAIR, seen=Ref.parse("a-source:s"))]
    for pairing in pairings:
        say(MatchWord.REJECTED, pairing=pairing)
    Match.objects.update(is_judged=False)
    assert place_of(Incident.objects.get(external_id="1").pk) is None
    MatchedThrough.objects.all().delete()
    match(tmp_path)
    judged = Match.objects.filter(is_judged=True).values_list("incident__external_id", flat=True)
    assert sorted(judged) == ["1", "1"]


def test_the_queue_is_walked_whole_and_in_order_from_any_of_its_places():
    every = [next_place(None)]
    while every[-1] is not None:
        every.append(next_place(every[-1]))
    places = [each for each in every if each is not None]
    keys = [(not each.is_placed, -each.score_bits, each.incident_id) for each in places]
    assert len(places) == Match.objects.values("incident_id").distinct().count() > 1
    assert keys == sorted(keys)
    # Two of one score stand by their incident.
    Match.objects.update(score_bits=-3.0)
    tied = next_place(None)
    assert tied is not None
    following = next_place(tied)
    assert following is not None
    assert (tied.score_bits, following.score_bits) == (-3.0, -3.0)
    assert following.incident_id > tied.incident_id


def test_the_last_word_of_a_person_is_found_below_any_number_that_they_took_back():
    kept = say(MatchWord.UNSURE, why="").number
    seen = kept
    for _ in range(12):
        word = say(MatchWord.REJECTED, seen=seen).number
        take_back(ALICE, word, seen=word, at=NOW)
        seen = last_of(PAIR)
    found = last_word_of("alice")
    assert found is not None
    assert found.number == kept
    assert last_word_of("bob") is None


def last_of(pairing: Pairing) -> int:
    """Return the number of the last row about a pair: what a page would have seen."""
    pair = find_pair(pairing.incident, pairing.kind, pairing.seen)
    said = verdicts_on_pair(pair)
    assert said is not None
    return said.last


def test_an_instant_stands_with_a_confirmation_and_lies_inside_the_recording():
    for instant_s in (-1, 1_801):
        with pytest.raises(InstantOutsideError, match="inside the recording"):
            say(MatchWord.CONFIRMED, instant_s=instant_s)
    first = say(MatchWord.CONFIRMED, instant_s=192)
    assert MatchVerdict.objects.get().seen_at_s == 192
    assert b"confirmed, seen at 192 s, shown" in chain_of("a-source:1")[-1]
    assert say(MatchWord.CONFIRMED, seen=first.number, instant_s=192).number == 0
    second = say(MatchWord.CONFIRMED, seen=first.number, instant_s=200)
    (pair,) = confirmed_pairs()
    assert (pair.number, pair.seen_at_s) == (second.number, 200)
    third = say(MatchWord.CONFIRMED, BOB, seen=second.number, why="the same voice")
    assert third.number
    assert confirmed_pairs()[0].seen_at_s == 200


def test_what_is_not_to_be_seen_has_no_instant():
    say(MatchWord.REJECTED, instant_s=192)
    assert MatchVerdict.objects.get().seen_at_s is None
