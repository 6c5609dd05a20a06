"""Deciding on doubles: in the chains of both records, once, never upon an old page, and back again."""

import json

import pytest
from django.db import transaction
from tests.stores.register.telling import SAME_VIDEO, VIDEO, record, seen, tell
from tests.work.book import NOW, open_test_book

from crimebook.custody.events import check_chain
from crimebook.identity.edges import Pair, Verdict, pair_of
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Doubt, Incident, Judgement, Member, Recording
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.doubling import MAX_REASON_CHARACTERS, SaidMeanwhileError, judge, take_back
from crimebook.work.reading.besides import besides
from crimebook.work.reading.doubles import DoubtFilter, open_doubt, open_doubts

pytestmark = pytest.mark.django_db

REVIEWER = Actor("reviewer", "A reviewer", Role.REVIEWER)
AUDITOR = Actor("auditor", "An auditor", Role.AUDITOR)


@pytest.fixture
def two() -> tuple[int, int, int]:
    """Two tellings of one event, and the number of their doubt."""
    ensure_operator()
    first, _ = tell("one", "a", links=(VIDEO,), windows=(seen(),), title="Beaten at the square")
    second, _ = tell("other", "b", links=(SAME_VIDEO,), windows=(seen(0, 90),), title="At the square beaten")
    return first, second, Doubt.objects.get(kind="link").pk


@pytest.fixture
def three() -> tuple[list[int], int]:
    """Three tellings in doubt by one address."""
    ensure_operator()
    ids = [tell(source, "a", links=(VIDEO,))[0] for source in ("one", "other", "third")]
    return ids, Doubt.objects.get().pk


def say(doubt: int, verdict: Verdict, *pairs: Pair, actor: Actor = REVIEWER, seen: int | None = None) -> int:
    shown = open_doubt(REVIEWER, doubt, at=NOW).seen if seen is None else seen
    return judge(actor, doubt, verdict, pairs=pairs or None, seen=shown, reason="the same coat", at=NOW)


def undo(doubt: int, change: int, *, seen: int | None = None) -> int:
    shown = open_doubt(REVIEWER, doubt, at=NOW).seen if seen is None else seen
    return take_back(REVIEWER, doubt, change, seen=shown, at=NOW)


def leaders() -> dict[int, int]:
    return dict(Incident.objects.exclude(leader=None).values_list("pk", "leader_id"))


def test_the_queue_names_records_and_reasons(two):
    found = open_doubts(REVIEWER, DoubtFilter(), at=NOW)
    assert [row.kind for row in found.rows] == ["link", "event"]
    assert [each.ref for each in found.rows[0].first] == ["one:a", "other:b"]
    assert (found.total, found.pages, found.is_more) == (2, 1, False)
    assert {each.value for each in found.kinds} == {"link", "event"}


def test_a_doubt_shows_its_records_side_by_side_with_what_speaks_for_and_against(two):
    first, second, doubt = two
    page = open_doubt(REVIEWER, doubt, at=NOW)
    assert [(each.number, each.record_id, each.ref) for each in page.members] == [
        (1, first, "one:a"),
        (2, second, "other:b"),
    ]
    assert page.members[0].links == (VIDEO,)
    assert page.members[0].windows
    assert [act.code for act in page.members[0].acts] == ["beating"]
    (pair,) = page.pairs
    assert pair.bits == pytest.approx(sum(term.bits for term in pair.terms))
    assert (pair.is_answered, pair.said, page.open_pairs, page.seen, page.may_judge) == (
        False,
        None,
        1,
        0,
        True,
    )
    assert page.following == Doubt.objects.get(kind="event").pk


def test_same_leaves_both_records_and_one_leads(two):
    first, second, doubt = two
    assert say(doubt, Verdict.SAME) == 1
    assert leaders() == {second: first}
    assert Incident.objects.count() == 2
    page = open_doubt(REVIEWER, doubt, at=NOW)
    assert page.pairs[0].said is not None
    assert (page.pairs[0].said.verdict, page.pairs[0].said.reason) == ("same", "the same coat")
    assert page.doubt.is_open is False
    assert {row.is_open for row in open_doubts(REVIEWER, DoubtFilter(state="decided"), at=NOW).rows} == {
        False
    }
    assert open_doubts(REVIEWER, DoubtFilter(), at=NOW).rows == ()


def test_a_record_of_its_own_page_says_that_it_is_told_again(two):
    first, second, doubt = two
    assert besides("incident", first).together == ()
    assert besides("incident", first).shared[0][0].doubt_id == doubt
    assert [each.ref for each in besides("incident", first).shared[0][1]] == ["other:b"]
    say(doubt, Verdict.SAME)
    beside = besides("incident", second)
    assert [each.ref for each in beside.together] == ["one:a", "other:b"]
    assert [each.verdict for each in beside.decided] == ["same"]


def test_a_decision_stands_in_the_chain_of_each_record_and_in_the_journal(two):
    _, _, doubt = two
    say(doubt, Verdict.SAME)
    undo(doubt, Judgement.objects.get().change)
    for ref, other in (("one:a", "other:b"), ("other:b", "one:a")):
        chain = chain_of(ref)
        check_chain(chain)
        told = [json.loads(body) for body in chain]
        assert [each["action"] for each in told] == ["merged", "unmerged"]
        assert all(each["inputs"] == [other] and each["actor"] == "reviewer" for each in told)
        assert told[0]["reason"] == "same: the same coat"
    journal = [json.loads(body) for body in chain_of("journal:reviewer")]
    assert [each["action"] for each in journal if each["action"] not in {"read", "searched"}] == [
        "merged",
        "unmerged",
    ]
    assert ["one:a", "other:b"] in [each["inputs"] for each in journal if each["action"] == "read"]


def test_what_was_on_the_screen_is_kept_with_the_word(two):
    _, _, doubt = two
    say(doubt, Verdict.SAME)
    shown = Judgement.objects.get().shown
    assert shown["doubt"] == doubt
    assert shown["bits"] == pytest.approx(sum(term["bits"] for term in shown["terms"]))
    assert "address" in shown["terms"][1]["reason"]["message"]


def test_undoing_restores_exactly_what_was(two):
    _, _, doubt = two
    before = open_doubt(REVIEWER, doubt, at=NOW)
    say(doubt, Verdict.SAME)
    say(doubt, Verdict.DIFFERENT, pair_of(*two[:2]))
    undo(doubt, Judgement.objects.order_by("-id").values_list("change", flat=True)[0])
    assert leaders() == {two[1]: two[0]}
    undo(doubt, Judgement.objects.order_by("id").values_list("change", flat=True)[0])
    after = open_doubt(REVIEWER, doubt, at=NOW)
    assert leaders() == {}
    assert (after.pairs, after.open_pairs, after.doubt.is_open) == (before.pairs, 1, True)
    assert [decision.is_standing for decision in after.decisions] == [False] * 4


def test_all_the_same_is_one_decision_and_taken_back_as_one(three):
    ids, doubt = three
    assert say(doubt, Verdict.SAME) == 2
    assert leaders() == {ids[1]: ids[0], ids[2]: ids[0]}
    page = open_doubt(REVIEWER, doubt, at=NOW)
    assert [len(each.pairs) for each in page.decisions] == [2]
    assert all(pair.is_answered for pair in page.pairs)
    assert undo(doubt, page.decisions[0].change) == 2
    assert leaders() == {}


def test_all_different_says_so_of_every_pair_that_is_open(three):
    ids, doubt = three
    say(doubt, Verdict.SAME, pair_of(ids[0], ids[1]))
    assert say(doubt, Verdict.DIFFERENT) == 2
    assert leaders() == {ids[1]: ids[0]}
    assert not Doubt.objects.get().is_open


def test_unsure_is_an_answer_that_joins_nothing(two):
    _, _, doubt = two
    say(doubt, Verdict.UNSURE)
    assert leaders() == {}
    assert open_doubt(REVIEWER, doubt, at=NOW).doubt.is_open is False
    assert [json.loads(body)["action"] for body in chain_of("one:a")] == ["judged"]


def test_a_contradiction_is_shown_with_both_words_and_merges_nobody(three):
    ids, doubt = three
    say(doubt, Verdict.SAME)
    say(doubt, Verdict.DIFFERENT, pair_of(ids[1], ids[2]))
    (conflict,) = open_doubt(REVIEWER, doubt, at=NOW).conflicts
    assert (conflict.apart.left, conflict.apart.right) == ("other:a", "third:a")
    assert [(each.left, each.right) for each in conflict.chain] == [
        ("one:a", "other:a"),
        ("one:a", "third:a"),
    ]
    assert leaders() == {}
    assert Doubt.objects.get().is_open


def test_whoever_decides_upon_an_old_page_is_told_and_writes_nothing(two):
    first, second, doubt = two
    old = open_doubt(REVIEWER, doubt, at=NOW).seen
    say(doubt, Verdict.SAME)
    events = len(chain_of("one:a"))
    with pytest.raises(SaidMeanwhileError):
        say(doubt, Verdict.DIFFERENT, pair_of(first, second), seen=old)
    with pytest.raises(SaidMeanwhileError):
        undo(doubt, Judgement.objects.get().change, seen=old)
    assert Judgement.objects.count() == 1
    assert len(chain_of("one:a")) == events


def test_the_same_form_twice_is_one_decision(two):
    _, _, doubt = two
    assert say(doubt, Verdict.SAME, seen=0) == 1
    assert say(doubt, Verdict.SAME, seen=0) == 0
    assert Judgement.objects.count() == 1


def test_a_decision_can_be_taken_back_once(two):
    _, _, doubt = two
    say(doubt, Verdict.SAME)
    change = Judgement.objects.get().change
    undo(doubt, change)
    with pytest.raises(SaidMeanwhileError):
        undo(doubt, change)


def test_pairs_of_elsewhere_are_refused(two):
    first, _, doubt = two
    stranger, _ = tell("one", "elsewhere")
    for pairs in ([pair_of(first, stranger)], []):
        with pytest.raises(InvalidValueError):
            judge(REVIEWER, doubt, Verdict.SAME, pairs=pairs, seen=0, at=NOW)
    with pytest.raises(InvalidValueError):
        judge(REVIEWER, doubt, Verdict.WITHDRAWN, pairs=None, seen=0, at=NOW)
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("reason", ["x" * (MAX_REASON_CHARACTERS + 1), "a\x00b"])
def test_a_reason_that_is_no_line_of_words_is_refused(two, reason: str):
    with pytest.raises(InvalidValueError):
        judge(REVIEWER, two[2], Verdict.SAME, pairs=None, seen=0, reason=reason, at=NOW)


def test_without_the_right_there_is_no_doubt(two):
    for attempt in (
        lambda: open_doubts(AUDITOR, DoubtFilter(), at=NOW),
        lambda: open_doubt(AUDITOR, two[2], at=NOW),
        lambda: judge(AUDITOR, two[2], Verdict.SAME, pairs=None, seen=0, at=NOW),
        lambda: take_back(AUDITOR, two[2], 1, seen=0, at=NOW),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert not Judgement.objects.exists()


def test_an_event_that_cannot_be_written_undoes_the_decision(two, monkeypatch: pytest.MonkeyPatch):
    def broken(_deeds: object) -> None:
        raise RuntimeError("no room on the disk")

    monkeypatch.setattr("crimebook.work.doubling.append_events", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        say(two[2], Verdict.SAME)
    assert not Judgement.objects.exists()
    assert leaders() == {}


def test_recordings_are_decided_in_the_same_way():
    open_test_book()
    Member.objects.get_or_create(key="reviewer", defaults={"name": "A reviewer", "role": "reviewer"})
    first, _ = record("one", "r", links=(VIDEO,), duration_s=33.4)
    second, _ = record("other", "s", links=(SAME_VIDEO,), duration_s=33.4)
    doubt = Doubt.objects.get(kind="link").pk
    page = open_doubt(operator(), doubt, at=NOW)
    assert [each.duration_s for each in page.members] == [33.4, 33.4]
    judge(operator(), doubt, Verdict.SAME, pairs=None, seen=0, at=NOW)
    assert Recording.objects.get(pk=second).leader_id == first
    assert [each.ref for each in besides("recording", first).together] == ["one:r", "other:s"]
