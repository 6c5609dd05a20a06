"""Doubts follow from traits: between sources, within one, across edges of cells, again after a change."""

import pytest
from tests.stores.register.telling import SAME_VIDEO, VIDEO, record, seen, tell
from tests.work.book import NOW

from crimebook.identity.doubles import MAX_MEMBERS, DoubtKind
from crimebook.identity.edges import Verdict, pair_of
from crimebook.identity.traits import traits_of_incident
from crimebook.stores.register import doubles
from crimebook.stores.register.judgements import Said, Saying, add_judgements, lead
from crimebook.stores.register.models import Doubt, Incident, Trait
from crimebook.stores.register.queries.doubts import (
    Sieve,
    count_by_kind,
    count_repeated_links,
    doubts_of,
    find_doubt,
    group_of,
    list_doubts,
    proposal_of,
)
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import NotFoundError

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return sorted(Doubt.objects.values_list("kind", flat=True))


def say(one: int, other: int, verdict: Verdict) -> None:
    with writing():
        change = next_change()
        add_judgements(
            "incident", [Said(pair_of(one, other), verdict, {})], Saying("x", NOW, ""), change=change
        )
        around = lead("incident", [one, other])
        doubles.refresh_records("incident", around.records, change=change)


def leaders() -> dict[int, int]:
    return dict(Incident.objects.exclude(leader=None).values_list("pk", "leader_id"))


def test_the_same_video_in_two_sources_puts_both_in_doubt():
    first, told_first = tell("one", "a", links=(VIDEO,))
    second, told_second = tell("other", "b", links=(SAME_VIDEO,))
    assert (told_first, told_second) == (set(), {second})
    (row,) = list_doubts(Sieve(), start=0, count=9).rows
    assert (row.kind, row.members, row.sources, row.left) == (DoubtKind.LINK, 2, 2, 1)
    assert [each.record_id for each in row.first] == [first, second]
    assert str(row.terms[1].reason) == "both give the same address"


def test_the_same_video_within_a_source_is_one_recording_of_several_incidents_and_doubts_no_row():
    tell("one", "a", links=(VIDEO,))
    second, told = tell("one", "b", links=(VIDEO,))
    assert told == set()
    assert kinds() == ["shared"]
    tell("other", "c", links=(VIDEO,))
    assert kinds() == ["link"]
    assert Doubt.objects.get().members == 3
    assert [each.kind for each in doubts_of("incident", second, [DoubtKind.LINK, DoubtKind.SHARED])] == [
        "link"
    ]


def test_a_doubt_keeps_its_number_when_more_is_told():
    tell("one", "a", links=(VIDEO,))
    tell("one", "b", links=(VIDEO,))
    before = Doubt.objects.get().pk
    tell("other", "c", links=(VIDEO,))
    assert Doubt.objects.get().pk == before


@pytest.mark.parametrize("metres", [0, 120, 700])
def test_one_event_told_by_two_sources_is_found_also_across_the_edges_of_cells(metres: int):
    first, _ = tell("one", "a", windows=(seen(),))
    second, told = tell("other", "b", windows=(seen(0.5, metres),))
    assert told == {second}
    (doubt,) = list_doubts(Sieve(), start=0, count=9).rows
    assert doubt.kind is DoubtKind.EVENT
    proposal = proposal_of(doubt)
    assert proposal is not None
    assert proposal.members == (first, second)
    assert proposal.weight == doubt.weight


def test_each_order_of_two_imports_across_an_edge_finds_the_same():
    for north in (seen(0, 700), seen(0, -700)):
        name = str(north.place and north.place.centre.lat)
        tell("one", f"middle {name}", windows=(seen(),), acts=(name[:40],))
        _, told = tell("other", f"away {name}", windows=(north,), acts=(name[:40],))
        assert told
    assert kinds() == ["event", "event"]


@pytest.mark.parametrize(
    "other",
    [{"windows": (seen(hour=-15),), "acts": ("beating", "threat")}, {"windows": (seen(metres_north=5_000),)},
     {"windows": (seen(),), "acts": ("threat",)}, {"windows": ()}],
)  # fmt: skip
def test_another_hour_place_or_act_is_another_event(other: dict[str, object]):
    tell("one", "a", windows=(seen(),))
    _, told = tell("other", "b", **other)  # type: ignore[arg-type]
    assert told == set()
    assert kinds() == []


def test_one_source_tells_its_own_events_apart():
    tell("one", "a", windows=(seen(),))
    _, told = tell("one", "b", windows=(seen(),))
    assert (told, kinds()) == (set(), [])
    tell("other", "c", windows=(seen(),))
    (doubt,) = list_doubts(Sieve(), start=0, count=9).rows
    proposal = proposal_of(doubt)
    assert proposal is not None
    assert len(proposal.pairs) == 2


def test_what_too_many_share_is_told_once_and_not_asked_again():
    for number in range(MAX_MEMBERS + 3):
        _, told = tell("one" if number % 2 else "other", str(number), links=(VIDEO,))
    assert told == set()
    row = Doubt.objects.get()
    assert (row.kind, row.is_open, row.members) == ("common", False, MAX_MEMBERS + 1)
    assert list_doubts(Sieve(), start=0, count=9).rows == ()
    (shown,) = list_doubts(Sieve(kind="common", is_open=False), start=0, count=9).rows
    assert "too common" in str(shown.terms[0].reason)


def test_words_that_change_change_the_doubt():
    first, _ = tell("one", "a", links=(VIDEO,))
    tell("other", "b", links=(VIDEO,))
    tell("one", "a", links=())
    assert kinds() == []
    assert Trait.objects.filter(incident_id=first, kind="link").count() == 0
    tell("one", "a", links=(SAME_VIDEO,))
    assert kinds() == ["link"]


def test_recordings_and_incidents_are_doubted_apart():
    tell("one", "a", links=(VIDEO,))
    pk, told = record("other", "r", links=(VIDEO,))
    assert (told, kinds()) == (set(), [])
    again, told = record("third", "s", links=(SAME_VIDEO,))
    assert told == {again}
    assert [
        row.first[0].record_id for row in list_doubts(Sieve(subject="recording"), start=0, count=9).rows
    ] == [pk]


def test_recordings_of_a_day_and_a_neighbourhood_are_a_group():
    for number in range(3):
        _, told = record(
            "one", str(number), windows=(seen(number),), place_words="Kafr", town_words="Kafr, Hama"
        )
    assert told == set()
    row = Doubt.objects.get()
    assert (row.kind, row.members) == ("scene", 3)


def test_the_same_look_counts_between_sources_when_the_times_allow_it():
    record("one", "r", duration_s=33.4, windows=(seen(),))
    record("one", "s", duration_s=33.4, windows=(seen(),))
    assert kinds() == []
    record("other", "t", duration_s=33.4, windows=(seen(),))
    assert kinds() == ["look"]


def test_records_of_two_kinds_are_not_taken_together():
    with pytest.raises(ValueError, match="one subject"):
        doubles.note_traits(1, [("incident", 1, 1, ()), ("recording", 1, 1, ())], 1)


def test_the_heaviest_stands_first_and_the_list_is_narrowed():
    tell("one", "a", links=(VIDEO, "https://example.org/a"), windows=(seen(),), title="Beaten at the square")
    tell("other", "b", links=(VIDEO,), windows=(seen(),), title="Beaten at a square")
    tell("third", "c", links=("https://example.org/a",), windows=(seen(50, 90_000),))
    found = list_doubts(Sieve(), start=0, count=9)
    assert [row.weight for row in found.rows] == sorted((row.weight for row in found.rows), reverse=True)
    assert (found.total, [(each.value, each.count) for each in found.kinds]) == (
        3,
        [("event", 1), ("link", 2)],
    )
    assert [row.kind for row in list_doubts(Sieve(kind="event"), start=0, count=9).rows] == ["event"]
    assert len(list_doubts(Sieve(source="third"), start=0, count=9).rows) == 1
    assert list_doubts(Sieve(source="nobody"), start=0, count=9).total == 0
    assert list_doubts(Sieve(subject="recording"), start=0, count=9).rows == ()
    assert list_doubts(Sieve(), start=1, count=1).rows == found.rows[1:2]


def test_a_doubt_that_is_decided_leaves_the_queue_and_comes_back_when_it_is_taken_back():
    first, _ = tell("one", "a", links=(VIDEO,))
    second, _ = tell("other", "b", links=(VIDEO,))
    say(first, second, Verdict.SAME)
    assert leaders() == {second: first}
    assert [each.record_id for each in group_of("incident", second)] == [first, second]
    assert list_doubts(Sieve(), start=0, count=9).rows == ()
    assert list_doubts(Sieve(is_open=False), start=0, count=9).total == 1
    say(first, second, Verdict.WITHDRAWN)
    assert leaders() == {}
    assert group_of("incident", second) == ()
    assert list_doubts(Sieve(), start=0, count=9).total == 1


def test_a_conflict_brings_the_doubt_back_and_leads_nobody():
    ids = [tell(source, "a", links=(VIDEO,))[0] for source in ("one", "other", "third")]
    say(ids[0], ids[1], Verdict.SAME)
    say(ids[1], ids[2], Verdict.SAME)
    assert leaders() == {ids[1]: ids[0], ids[2]: ids[0]}
    assert not Doubt.objects.get().is_open
    say(ids[0], ids[2], Verdict.DIFFERENT)
    assert leaders() == {}
    assert Doubt.objects.get().is_open
    tell("one", "heavier", links=("https://example.org/a",), windows=(seen(),), title="Beaten")
    tell("other", "heavier", links=("https://example.org/a",), windows=(seen(),), title="Beaten")
    torn, heavier, *_ = list_doubts(Sieve(), start=0, count=9).rows
    assert (torn.is_torn, heavier.is_torn) == (True, False)
    assert torn.weight < heavier.weight
    say(ids[0], ids[2], Verdict.WITHDRAWN)
    assert leaders() == {ids[1]: ids[0], ids[2]: ids[0]}


def test_a_fresh_record_opens_a_decided_doubt_again():
    first, _ = tell("one", "a", links=(VIDEO,))
    second, _ = tell("other", "b", links=(VIDEO,))
    say(first, second, Verdict.DIFFERENT)
    assert not Doubt.objects.get().is_open
    tell("third", "c", links=(VIDEO,))
    row = find_doubt(Doubt.objects.get().pk)
    assert (row.is_open, row.left) == (True, 2)


def test_counts_follow_from_the_rows():
    tell("one", "a", links=(VIDEO, VIDEO, "https://example.org/a"))
    tell("one", "b", links=("https://example.org/a",))
    assert count_repeated_links() == (2, 1)
    assert count_by_kind() == (("incident", "shared", True, 1, 2),)


def test_an_unknown_doubt_is_not_found():
    with pytest.raises(NotFoundError):
        find_doubt(404)


def test_an_import_asks_once_at_its_end_and_tells_which_new_records_another_source_told():
    first, _ = tell("one", "a", links=(VIDEO,), windows=(seen(),))
    known, _ = tell("other", "b", links=(VIDEO,))
    source, citation = Incident.objects.get(pk=known).source, Incident.objects.get(pk=known).citation
    with writing():
        change = next_change()
        noting = doubles.Noting(change)
        fresh = [
            Incident.objects.create(source=source, external_id=name, title=name, citation=citation).pk
            for name in ("c", "d")
        ]
        link = traits_of_incident(links=[SAME_VIDEO])
        other = traits_of_incident(links=["https://example.org/only-here"])
        noting.note([("incident", known, citation.pk, ()), ("incident", fresh[0], citation.pk, link)])
        noting.note([("incident", fresh[1], citation.pk, other)])
        told = noting.close()
    # What was known is not new, though its words have changed; what shares nothing is in no doubt.
    assert told == {"incident": frozenset({fresh[0]}), "recording": frozenset()}
    row = Doubt.objects.get()
    assert (row.members, row.reasons["first"]) == (2, [first, fresh[0]])


def test_slices_of_one_import_find_each_other():
    pk, _ = tell("one", "a")
    source, citation = Incident.objects.get(pk=pk).source, Incident.objects.get(pk=pk).citation
    with writing():
        noting = doubles.Noting(next_change())
        for name in ("b", "c"):
            fresh = Incident.objects.create(source=source, external_id=name, title=name, citation=citation)
            noting.note([("incident", fresh.pk, citation.pk, traits_of_incident(links=[VIDEO]))])
        assert noting.close() == {"incident": frozenset(), "recording": frozenset()}
    assert kinds() == ["shared"]
