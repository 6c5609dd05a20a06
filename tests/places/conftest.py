"""A gazetteer for tests: a few real names on a made-up grid of streets."""

from collections.abc import Callable

import pytest

from crimebook.places.gazetteer import Gazetteer
from crimebook.terms.ids import ExternalId, Ref, SourceName
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.toponyms import Toponym, ToponymKind

MINSK, PINSK, ZHODZINA = LatLon(53.9, 27.56), LatLon(52.11, 26.1), LatLon(54.1, 28.33)
Maker = Callable[..., Toponym]


def make_ref(text: str, source: str = "test") -> Ref:
    return Ref(SourceName(source), ExternalId(text))


def make_town(
    name: str, centre: LatLon, *others: str, radius_m: float = 8000.0, population: int = 1000
) -> Toponym:
    place = Place(centre, radius_m, Precision.LOCALITY)
    return Toponym(make_ref(name), ToponymKind.SETTLEMENT, (name, *others), place, population=population)


def make_street(
    name: str, *points: LatLon, town: str = "Менск", half_width_m: float = 20.0, tag: str = ""
) -> Toponym:
    place = Place.along((points,), half_width_m, Precision.STREET)
    ref = make_ref(f"{town}-{name}{tag}".replace(" ", "_"), tag or "test")
    return Toponym(ref, ToponymKind.STREET, (name,), place, town=town)


def make_landmark(name: str, centre: LatLon, *others: str, town: str, radius_m: float = 150.0) -> Toponym:
    place = Place(centre, radius_m, Precision.VICINITY)
    ref = make_ref(name.replace(" ", "_"))
    return Toponym(ref, ToponymKind.LANDMARK, (name, *others), place, town=town)


def at(north_m: float, east_m: float, origin: LatLon = MINSK) -> LatLon:
    return LatLon(origin.lat + north_m / 111_195, origin.lon + east_m / 65_500)


def across(
    north_m: float, *, east_m: tuple[float, float] = (-2000.0, 2000.0), origin: LatLon = MINSK
) -> tuple[LatLon, ...]:
    return at(north_m, east_m[0], origin), at(north_m, east_m[1], origin)


def up(
    east_m: float, *, north_m: tuple[float, float] = (-2000.0, 2000.0), origin: LatLon = MINSK
) -> tuple[LatLon, ...]:
    return at(north_m[0], east_m, origin), at(north_m[1], east_m, origin)


TOPONYMS = (
    Toponym(
        make_ref("by"),
        ToponymKind.COUNTRY,
        ("Беларусь",),
        Place(LatLon(53.6, 27.95), 350_000.0, Precision.COUNTRY),
    ),
    make_town("Мінск", MINSK, "Минск", "Minsk", radius_m=16_000.0, population=2_000_000),
    make_town("Пінск", PINSK, "Пинск", "Pinsk", population=120_000),
    make_town("Жодзіна", ZHODZINA, "Жодино", "Zhodzina", population=60_000),
    make_town("Юбілейны", LatLon(53.6, 27.3), "Yubileiny"),
    make_street("вуліца Прытыцкага", *across(0.0)),
    make_street("праспэкт Пушкіна", *up(0.0)),
    make_street("вуліца Чыгладзэ", *across(1000.0, east_m=(40.0, 900.0))),
    make_street("праспэкт Машэрава", *across(-1000.0)),
    make_street("вуліца Дзяржынскага", *up(1500.0)),
    make_street("праспэкт Дзяржынскага", *up(-1500.0)),
    make_street("вуліца Веры Харужай", *across(1500.0, east_m=(-2000.0, -1200.0))),
    make_street("1-ы завулак Акрэсьціна", *across(-3000.0)),
    make_street("вуліца Акрэсьціна", *across(-3100.0)),
    make_street("праспект Пераможцаў", *across(2500.0)),
    make_street("вуліца Леніна", *across(0.0, origin=PINSK), town="Пінск"),
    make_street("плошча Леніна", *across(400.0, origin=PINSK), town="Пінск"),
    make_landmark("Akrestsina detention centre", at(-3050.0, 0.0), "Изолятор на Окрестина", town="Мінск"),
    make_landmark("Prison No. 8, Zhodzina", at(3000.0, 0.0, ZHODZINA), "Турма № 8", town="Жодзіна"),
    make_landmark("Пушкінская метро", at(0.0, 0.0), "Pushkinskaya metro station", town="Мінск"),
    make_landmark("площадь Победы", at(800.0, 800.0), "плошча Перамогі", town="Мінск"),
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer(TOPONYMS)


@pytest.fixture(scope="session")
def street() -> Maker:
    return make_street


@pytest.fixture(scope="session")
def town() -> Maker:
    return make_town


@pytest.fixture(scope="session")
def landmark() -> Maker:
    return make_landmark
