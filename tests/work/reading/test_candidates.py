"""The page of candidates: what filters leave, what is read, and what a verdict teaches a camera's clock."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, recording

from crimebook.spacetime.verdicts import MatchState, MatchWord
from crimebook.stores.register.events import chain_of
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor, Role
from crimebook.work.judging_matches import Opinion, Pairing, judge
from crimebook.work.reading.candidates import open_candidates, open_next
from crimebook.work.reading.incidents import open_incident
from crimebook.work.reading.match_pages import CandidatesPage, MatchFilter, WithWord
from crimebook.work.reading.recordings import open_recording

pytestmark = pytest.mark.django_db

ALICE = Actor("alice", "Alice", Role.REVIEWER)
BOB = Actor("bob", "Bob", Role.REVIEWER)
ALL = MatchFilter()


@pytest.fixture(autouse=True)
def _book(tmp_path: Path) -> None:
    open_test_book()
    bring("cases", file_of([case("1"), case("2", place_text="(53.909, 27.462)")]), tmp_path)
    posted = {"lat": "", "lon": "", "start": "", "end": "", "posted_at": "2020-08-11T00:10:00+03:00"}
    rows = [
        recording("a", title="gate 4"),
        recording("b", title="gate 4", start="2020-08-10T22:40:00+03:00"),
        recording("c", title="roof 2", lon="27.4606"),
        recording("d", kind="video", title="a video", duration_s="20", **posted),
    ]
    bring("recordings", file_of(rows), tmp_path)
    match(tmp_path)


def page(chosen: MatchFilter = ALL, actor: Actor = ALICE, ref: str = "a-source:1") -> CandidatesPage:
    return open_candidates(actor, ref, chosen, at=NOW)


def refs(found: CandidatesPage) -> set[str]:
    return {each.match.ref.partition(":")[2] for each in found.rows}


def say(number: str, verdict: MatchWord, actor: Actor = ALICE) -> None:
    shown = next(each for each in page().rows if each.match.ref == f"a-source:{number}")
    pairing = Pairing(Ref.parse("a-source:1"), SubjectKind.RECORDING, Ref.parse(shown.match.ref))
    bits, seen = shown.match.score_bits, shown.words.last
    judge(actor, pairing, Opinion(verdict, "the same bus"), seen=seen, bits=bits, at=NOW)


def test_filters_leave_what_they_say():
    say("a", MatchWord.CONFIRMED)
    say("c", MatchWord.REJECTED, BOB)
    every = page()
    assert refs(every) == {"a", "b", "c", "d"}
    assert (every.total, every.in_all, every.open) == (4, 4, 2)
    assert refs(page(replace(ALL, is_placed=False))) == {"d"}
    assert refs(page(replace(ALL, word=WithWord.OPEN))) == {"b", "d"}
    assert refs(page(replace(ALL, word=WithWord.SAID))) == {"a", "c"}
    assert refs(page(replace(ALL, word=WithWord.MINE))) == {"b", "c", "d"}
    assert refs(page(replace(ALL, camera="a-source:b"))) == {"a", "b"}
    assert refs(page(replace(ALL, kind=SubjectKind.COMMUNICATION))) == set()
    best = every.rows[0]
    # Two of one place and one time have one score.
    as_good = {each.match.ref for each in every.rows if each.match.score_bits == best.match.score_bits}
    left = page(replace(ALL, least_bits=best.match.score_bits))
    assert {each.match.ref for each in left.rows} == as_good < {each.match.ref for each in every.rows}
    with pytest.raises(NotFoundError):
        page(replace(ALL, camera="a-source:nothing"))


def test_a_confirmed_word_says_what_it_teaches_and_stands_on_every_page():
    say("a", MatchWord.CONFIRMED)
    last = page().last
    assert last is not None
    assert last.lesson is not None
    # The camera ran from 22:30 to 23:00, the case tells 22:45: the clock may be off by so much and no more.
    assert last.lesson.low_s < -800 < 800 < last.lesson.high_s
    assert page(actor=BOB).last is None
    on_incident = {
        each.ref: each.words.state for each in open_incident(ALICE, "a-source:1", at=NOW).placed.rows
    }
    assert on_incident["a-source:a"] is MatchState.CONFIRMED
    on_recording = open_recording(ALICE, "a-source:a", at=NOW).placed.rows
    assert {each.ref: each.words.state for each in on_recording}["a-source:1"] is MatchState.CONFIRMED


def test_the_next_incident_comes_after_where_the_reader_entered_and_all_is_read():
    first = open_next(ALICE, at=NOW)
    entered = page(ref=first).entered
    other = "a-source:2" if first == "a-source:1" else "a-source:1"
    assert page(ref=first).following == other
    for each in page(ref=first).rows if first == "a-source:1" else ():
        say(each.match.ref.partition(":")[2], MatchWord.UNSURE)
    again = open_candidates(ALICE, first, ALL, entered=entered, at=NOW)
    assert again.following == other
    told = b"".join(chain_of("journal:alice"))
    assert all(name in told for name in (b'"a-source:a"', b'"a-source:1"', b'"match queue"'))


def test_a_word_on_what_is_no_longer_proposed_is_still_shown(tmp_path: Path):
    say("a", MatchWord.CONFIRMED)
    elsewhere = recording("a", title="gate 4", lat="53.95", lon="27.60")
    bring("recordings", file_of([elsewhere]), tmp_path)
    match(tmp_path)
    found = page()
    assert refs(found) == {"b", "c", "d"}
    assert [(ref, words.state) for _, ref, words in found.gone] == [("a-source:a", MatchState.CONFIRMED)]


def test_nobody_without_the_right_sees_candidates():
    with pytest.raises(NotFoundError):
        page(actor=Actor("x", "An auditor", Role.AUDITOR))
