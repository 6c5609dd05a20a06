"""Doubles: what agrees weighs for, what contradicts against, and a source tells its own rows apart."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.identity.doubles import (
    MAX_MEMBERS,
    DoubtKind,
    Facts,
    Proposal,
    Span,
    Term,
    propose,
    weigh_pair,
)
from crimebook.identity.traits import Trait, TraitKind
from crimebook.terms.places import LatLon, Place, Precision

LINK, FILE = Trait(TraitKind.LINK, "a" * 40), Trait(TraitKind.FILE, "b" * 40)
EVENT = Trait(TraitKind.EVENT, "2020-08-10/5390,1373/beating")
SCENE, LOOK = Trait(TraitKind.SCENE, "2020-08-10/x"), Trait(TraitKind.LOOK, "12.3s/640x360")


def at(hour: float, hours: float = 1.0) -> tuple[Span, ...]:
    return (Span(hour * 3600, (hour + hours) * 3600),)


def spot(metres_north: float = 0.0, radius_m: float = 20.0) -> tuple[Place, ...]:
    return (Place(LatLon(53.9 + metres_north / 111_195, 27.5), radius_m, Precision.EXACT),)


def facts(record_id: int, source_id: int = 1, **differing: object) -> Facts:
    plain = Facts(record_id, source_id, "Beaten at the square", at(0), spot(), frozenset({"beating"}))
    return replace(plain, **differing)  # type: ignore[arg-type]


def ask(
    trait: Trait, *records: Facts, is_incident: bool = True, home: set[int] | None = None
) -> Proposal | None:
    ids = home if home is not None else {each.record_id for each in records}
    return propose(trait, records, home=frozenset(ids), is_incident=is_incident)


def asked(trait: Trait, *records: Facts, is_incident: bool = True) -> Proposal:
    found = ask(trait, *records, is_incident=is_incident)
    assert found is not None
    return found


def term(name: str, one: Facts, other: Facts, trait: Trait = LINK) -> Term | None:
    terms = weigh_pair(trait, one, other, is_incident=True).terms
    return next((each for each in terms if each.name == name), None)


def test_one_address_in_two_sources_is_perhaps_one_event_told_twice():
    found = asked(LINK, facts(1), facts(2, 2))
    assert (found.kind, found.members, found.sources) == (DoubtKind.LINK, (1, 2), 2)
    assert found.weight == pytest.approx(sum(each.bits for each in found.terms))
    assert [each.name for each in found.terms] == ["prior", "link", "time", "place", "acts", "words"]


@pytest.mark.parametrize("trait", [LINK, FILE])
def test_one_address_or_file_within_a_source_is_one_recording_of_several_incidents(trait: Trait):
    within, between = asked(trait, facts(1), facts(2)), asked(trait, facts(1), facts(2, 2))
    assert within.kind is DoubtKind.SHARED
    assert within.weight < between.weight


def test_one_address_of_two_recordings_of_a_source_is_one_recording_listed_twice():
    assert asked(LINK, facts(1), facts(2), is_incident=False).kind is DoubtKind.LINK


@pytest.mark.parametrize("trait", [EVENT, LOOK])
def test_a_day_and_a_place_or_a_look_say_nothing_within_a_source(trait: Trait):
    assert ask(trait, facts(1), facts(2)) is None
    assert ask(trait, *(facts(number) for number in range(1, 90))) is None


def test_within_a_group_only_pairs_between_sources_are_asked_of_an_event():
    found = asked(EVENT, facts(1), facts(2), facts(3, 2))
    assert {(pair.left, pair.right) for pair in found.pairs} == {(1, 3), (2, 3)}


def test_recordings_of_a_scene_are_a_group_within_a_source_too():
    assert asked(SCENE, facts(1), facts(2), facts(3), is_incident=False).kind is DoubtKind.SCENE


def test_what_too_many_share_is_told_and_not_asked():
    found = asked(LINK, *(facts(number) for number in range(1, MAX_MEMBERS + 2)))
    assert found.kind is DoubtKind.COMMON
    assert found.pairs == ()
    assert str(MAX_MEMBERS + 1) in str(found.terms[0].reason)
    assert asked(LINK, *(facts(number) for number in range(1, MAX_MEMBERS + 1))).kind is DoubtKind.SHARED


def test_one_record_is_no_double():
    assert ask(LINK, facts(1)) is None


@pytest.mark.parametrize(
    "other",
    [
        facts(2, 2, places=spot(5_000)),
        facts(2, 2, spans=at(-14), acts=frozenset({"threat"}), title="", places=()),
    ],
)
def test_an_event_is_not_asked_where_more_speaks_against_it(other: Facts):
    assert ask(EVENT, facts(1), other) is None
    assert ask(LINK, facts(1), other) is not None


def test_neighbours_are_compared_with_home_alone():
    assert ask(EVENT, facts(1), facts(2, 2), home=set()) is None
    found = ask(EVENT, facts(1), facts(2, 2), facts(3, 3), home={1})
    assert found is not None
    assert {(pair.left, pair.right) for pair in found.pairs} == {(1, 2), (1, 3)}


@pytest.mark.parametrize(
    ("name", "differing"),
    [
        ("time", {"spans": at(9)}),
        ("place", {"places": spot(9_000)}),
        ("acts", {"acts": frozenset({"threat"})}),
        ("look", {"duration_s": 60.0}),
    ],
)
def test_what_contradicts_speaks_against(name: str, differing: dict[str, object]):
    one = facts(1, duration_s=12.3, picture_px=(640, 360))
    same = term(name, one, replace(one, record_id=2, source_id=2))
    other = term(name, one, replace(one, record_id=2, source_id=2, **differing))  # type: ignore[arg-type]
    assert same is not None
    assert other is not None
    assert other.bits < 0 < same.bits


@pytest.mark.parametrize("unknown", [{"spans": ()}, {"places": ()}, {"acts": frozenset()}, {"title": ""}])
def test_what_is_unknown_weighs_nothing(unknown: dict[str, object]):
    names = {each.name for each in weigh_pair(LINK, facts(1), facts(2, 2, **unknown), is_incident=True).terms}
    assert len(names) == 5


def test_the_closer_in_time_and_place_the_more_it_weighs():
    times = [term("time", facts(1), facts(2, 2, spans=at(0, hours))) for hours in (1, 5, 20, 60)]
    places = [
        term("place", facts(1), facts(2, 2, places=spot(metres))) for metres in (0, 400, 900, 2_500, 9_000)
    ]
    for terms in (times, places):
        bits = [each.bits for each in terms if each is not None]
        assert bits == sorted(bits, reverse=True)
        assert len(set(bits)) == len(terms)


def test_an_event_without_a_coded_act_does_not_claim_the_same_act():
    bare = Trait(TraitKind.EVENT, "2020-08-10/5390,1373/-")
    coded = asked(EVENT, facts(1, acts=frozenset()), facts(2, 2, acts=frozenset()))
    uncoded = asked(bare, facts(1, acts=frozenset()), facts(2, 2, acts=frozenset()))
    assert "no act is coded" in str(uncoded.terms[1].reason)
    assert uncoded.weight < coded.weight


def test_titles_meet_by_their_stems_in_any_case():
    one, other = facts(1, title="Збіццё на Пушкінскай"), facts(2, 2, title="Пушкінская: збіццё")
    assert term("words", one, other) is not None
    assert term("words", one, facts(2, 2, title="Something else entirely")) is None


many = st.lists(
    st.builds(
        facts,
        st.integers(1, 40),
        st.integers(1, 3),
        spans=st.builds(at, st.floats(-30, 30), st.floats(0.1, 30)),
        places=st.builds(spot, st.floats(-4_000, 4_000)),
        acts=st.frozensets(st.sampled_from(["beating", "threat", "arrest"])),
        duration_s=st.none() | st.floats(1, 90),
    ),
    max_size=12,
    unique_by=lambda each: each.record_id,
)


@given(st.sampled_from([LINK, FILE, EVENT, SCENE, LOOK]), many, st.booleans(), st.randoms())
def test_a_proposal_does_not_depend_on_the_order_and_its_terms_sum_to_its_weight(
    trait: Trait, records: list[Facts], is_incident: bool, chance: object
):
    found = ask(trait, *records, is_incident=is_incident)
    shuffled = sorted(records, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert ask(trait, *shuffled, is_incident=is_incident) == found
    if found is not None:
        assert found.weight == pytest.approx(sum(each.bits for each in found.terms), abs=1e-3)
        assert set(found.members) == {end for pair in found.pairs for end in (pair.left, pair.right)}
        assert [pair.bits for pair in found.pairs] == sorted(
            (pair.bits for pair in found.pairs), reverse=True
        )
        assert {(pair.left, pair.right) for pair in found.pairs} <= set(combinations(found.members, 2))
