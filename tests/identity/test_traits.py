"""Traits: what is one event or one scene shares a key, near or across an edge; what is vague has none."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crimebook.identity.traits import (
    MAX_EVENTS,
    Trait,
    TraitKind,
    cell_of,
    days_of,
    near_keys,
    traits_of_incident,
    traits_of_recording,
)
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, Precision, distance_m
from crimebook.terms.windows import TimeBasis, Window, WindowKind

MINSK = timezone(timedelta(hours=3))
START = datetime(2020, 8, 10, 20, tzinfo=MINSK)
POINT = LatLon(53.907, 27.46)


def window(
    start: datetime | None = START,
    hours: float = 2.0,
    point: LatLon | None = POINT,
    precision: Precision = Precision.EXACT,
    basis: TimeBasis = TimeBasis.STATED,
) -> Window:
    time = FourPoint.unknown() if start is None else FourPoint.exact(start, start + timedelta(hours=hours))
    place = None if point is None else Place(point, 50.0, precision)
    return Window(place, time, WindowKind.INSTANT_INSIDE, basis, ())


def keys(traits: tuple[Trait, ...], kind: TraitKind) -> list[str]:
    return [trait.key for trait in traits if trait.kind is kind]


def events(*windows: Window, **said: object) -> list[str]:
    return keys(traits_of_incident(windows=windows, acts=["beating"], **said), TraitKind.EVENT)  # type: ignore[arg-type]


def test_an_event_is_its_day_its_cell_and_its_act():
    assert events(window()) == ["2020-08-10/5390,1373/beating"]


def test_a_night_lies_on_both_of_its_days():
    assert [key[:10] for key in events(window(hours=6))] == ["2020-08-10", "2020-08-11"]


def test_a_day_that_ends_at_midnight_has_not_begun_the_next():
    assert [key[:10] for key in events(window(START.replace(hour=0), 24))] == ["2020-08-10"]


def test_the_day_is_that_of_the_source_and_not_of_greenwich():
    late = datetime(2020, 8, 10, 0, 30, tzinfo=MINSK)
    assert events(window(late, 1)) != events(window(late.astimezone(UTC), 1))
    assert days_of(window(late, 1))[0].day == 10


@pytest.mark.parametrize(
    "vague",
    [
        window(None),
        window(hours=24 * 9),
        window(basis=TimeBasis.POSTED),
        window(point=None),
        window(precision=Precision.LOCALITY),
    ],
)
def test_what_is_vague_in_time_or_place_is_no_event(vague: Window):
    assert events(vague) == []


def test_words_stand_for_a_place_that_is_on_no_map():
    plain = events(window(point=None), place_words="Ля крамы", town_words="Мінск")
    assert plain == events(window(point=None), place_words="ля  КРАМЫ", town_words="мінск")
    assert plain != events(window(point=None), place_words="ля крамы", town_words="Гродна")
    assert len(plain) == 1


def test_a_town_alone_is_too_large_to_be_a_place():
    assert events(window(point=None), place_words="", town_words="Minsk") == []
    assert events(window(point=None), place_words="Minsk", town_words="Minsk") == []


def test_an_incident_never_has_more_events_than_the_most():
    many = traits_of_incident(windows=[window(hours=6)], acts=[f"act.{number}" for number in range(9)])
    assert len(keys(many, TraitKind.EVENT)) == MAX_EVENTS


def test_no_key_is_longer_than_its_column():
    long = traits_of_incident(
        windows=[window()],
        acts=["a" * 64],
        links=["https://example.org/" + "a" * 900],
        digests=["0" * 64],
        place_words="б" * 900,
        town_words="в" * 900,
    )
    scene = traits_of_recording(windows=[window()], place_words="б" * 900, town_words="в" * 900)
    assert {trait.kind for trait in (*long, *scene)} == set(TraitKind) - {TraitKind.LOOK, TraitKind.TOLD}
    assert all(len(trait.key) <= 60 and trait.key.isascii() for trait in (*long, *scene))


def test_a_link_that_is_given_twice_is_one_trait():
    links = ["https://youtu.be/2p_PRbucpYM", "https://www.youtube.com/watch?v=2p_PRbucpYM", "not an address"]
    assert len(keys(traits_of_incident(links=links), TraitKind.LINK)) == 1


def test_recordings_of_a_day_and_a_neighbourhood_share_a_scene():
    one = traits_of_recording(windows=[window()], place_words="Kafr", town_words="Kafr, HAMA")
    other = traits_of_recording(
        windows=[window(START - timedelta(hours=9))], place_words="kafr", town_words="kafr, Hama"
    )
    assert keys(one, TraitKind.SCENE) == keys(other, TraitKind.SCENE) != []


@pytest.mark.parametrize(("place", "town"), [("NA", "Hama"), ("", "Hama"), ("Kafr", "NA"), ("Kafr", "Kafr")])
def test_what_is_not_said_is_no_scene(place: str, town: str):
    assert traits_of_recording(windows=[window()], place_words=place, town_words=town) == ()


def test_a_recording_known_by_its_posting_alone_has_no_scene():
    posted = [window(basis=TimeBasis.POSTED)]
    assert traits_of_recording(windows=posted, place_words="Kafr", town_words="Hama") == ()


def test_length_and_picture_are_one_look():
    look = traits_of_recording(duration_s=12.34, picture_px=(640, 360))
    assert look == (Trait(TraitKind.LOOK, "12.3s/640x360"),)
    assert traits_of_recording(duration_s=12.34) == traits_of_recording(picture_px=(640, 360)) == ()


def around(key: str) -> set[str]:
    trait = Trait(TraitKind.EVENT, key)
    return {key, *near_keys(trait, is_forward=True), *near_keys(trait, is_forward=False)}


@given(
    st.floats(-59, 59),
    st.floats(-180, 180),
    st.floats(0, 999),
    st.floats(0, 6.283),
)
def test_nothing_within_a_kilometre_falls_between_cells(
    lat: float, lon: float, metres: float, bearing: float
):
    north = metres * math.cos(bearing) / (math.pi / 180 * EARTH_RADIUS_M)
    east = metres * math.sin(bearing) / (math.pi / 180 * EARTH_RADIUS_M * math.cos(math.radians(lat)))
    one, other = LatLon(lat, lon), LatLon(lat + north, (lon + east + 180) % 360 - 180)
    assume(distance_m(one, other) <= 1000)
    assert f"d/{cell_of(other)}/c" in around(f"d/{cell_of(one)}/c")


@given(st.integers(-9000, 8999), st.integers(0, 17_999))
def test_a_pair_of_cells_is_looked_at_from_one_of_them(row: int, column: int):
    key = f"2020-08-10/{row},{column}/code/with/slashes"
    trait = Trait(TraitKind.EVENT, key)
    for forward in near_keys(trait, is_forward=True):
        assert key in near_keys(Trait(TraitKind.EVENT, forward), is_forward=False)
        assert key not in near_keys(Trait(TraitKind.EVENT, forward), is_forward=True)
    assert len(around(key)) == 9


@pytest.mark.parametrize(
    "trait", [Trait(TraitKind.LINK, "a" * 40), Trait(TraitKind.EVENT, "2020-08-10/0123456789abcdef/x")]
)
def test_only_cells_of_the_map_have_neighbours(trait: Trait):
    assert near_keys(trait, is_forward=True) == near_keys(trait, is_forward=False) == ()
