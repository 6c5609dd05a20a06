"""Forces: the units of each city with their parents and callsigns. All of them are invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crimebook.scenario.draws import Draws
from crimebook.scenario.nights import VERSION
from crimebook.scenario.world import City, World

CALLSIGNS = [
    "Гранит",
    "Каскад",
    "Вектор",
    "Базальт",
    "Факел",
    "Сокол",
    "Заслон",
    "Барьер",
    "Кедр",
    "Утёс",
    "Рубин",
    "Янтарь",
    "Контур",
    "Маяк",
    "Буран",
    "Вихрь",
    "Гром",
    "Дозор",
    "Заря",
    "Искра",
    "Кварц",
    "Лотос",
    "Магнит",
    "Орион",
    "Пульс",
    "Сатурн",
    "Тополь",
    "Фрегат",
    "Циклон",
    "Шквал",
    "Эдельвейс",
    "Прибой",
]
"""Words for stones, winds and the like: nobody's name."""

_NAMES = {
    "riot_police": ("АМАП, {be}, {n}-я рота", "ОМОН, {ru}, {n}-я рота", "OMON of {en}, company {n}"),
    "internal_troops": (
        "Унутраныя войскі, {be}, {n}-ы батальён",
        "Внутренние войска, {ru}, {n}-й батальон",
        "Internal troops, {en}, battalion {n}",
    ),
    "rapid_response": ("СОБР, {be}", "СОБР, {ru}", "SOBR of {en}"),
    "police": ("РУУС {n}, {be}", "РУВД {n}, {ru}", "District police department {n} of {en}"),
    "plain_clothes": ("Група ў цывільным, {be}", "Группа в гражданском, {ru}", "Plain-clothes group of {en}"),
    "traffic_police": ("ДАІ, {be}", "ГАИ, {ru}", "Traffic police of {en}"),
    "detention_staff": ("Ізалятар, {be}", "Изолятор, {ru}", "Detention centre of {en}"),
    "directorate": ("Упраўленне, {be}", "Управление, {ru}", "Directorate of {en}"),
    "ministry": ("Міністэрства", "Министерство", "Ministry"),
}
_INVENTED = (" (выдумка)", " (вымысел)", " (invented)")

MINISTRY = "sc.ministry"


@dataclass(frozen=True, slots=True)
class Force:
    """A unit: its id, kind, names (be, ru, en), parent's id, callsign word, and its weight in the street."""

    id: str
    kind: str
    names: tuple[str, str, str]
    parent: str
    callsign: str
    weight: float
    town: str


@lru_cache(maxsize=64)
def forces_of(city: City, seed: int) -> tuple[Force, ...]:
    """Return the units of a city that come into the street; the last one is its detention centre's staff."""
    draws = Draws("crimebook/scenario", VERSION, seed, city.id, "forces")
    order = [CALLSIGNS[each] for each in draws.shuffled(len(CALLSIGNS))]
    kinds = [*_kinds(city), ("detention_staff", 1, 0.0)]
    return tuple(
        Force(
            id=f"sc.{kind.replace('_', '-')}.{city.id}.{number}",
            kind=kind,
            names=_names(kind, city, number),
            parent=f"sc.directorate.{city.id}",
            callsign=word,
            weight=weight,
            town=city.names["en"],
        )
        for (kind, number, weight), word in zip(kinds, order, strict=False)
    )


def institutions(world: World, seed: int) -> Iterator[Force]:
    """Yield every body of the world, parents first."""
    ministry = (
        _NAMES["ministry"][0] + _INVENTED[0],
        _NAMES["ministry"][1] + _INVENTED[1],
        _NAMES["ministry"][2] + _INVENTED[2],
    )
    yield Force(MINISTRY, "ministry", ministry, "", "", 0.0, world.cities[0].names["en"])
    for city in world.cities:
        names = _names("directorate", city, 1)
        yield Force(f"sc.directorate.{city.id}", "directorate", names, MINISTRY, "", 0.0, city.names["en"])
        yield from forces_of(city, seed)


def _kinds(city: City) -> list[tuple[str, int, float]]:
    if city.population > 1_000_000:
        companies = [("riot_police", number, 1.0) for number in range(1, 5)]
        troops = [("internal_troops", number, 0.5) for number in range(1, 3)]
        police = [("police", number, 0.4) for number in range(1, 5)]
        return [
            *companies,
            *troops,
            ("rapid_response", 1, 0.4),
            *police,
            ("plain_clothes", 1, 0.6),
            ("traffic_police", 1, 0.15),
        ]
    few = [("riot_police", 1, 1.0), ("police", 1, 0.6), ("plain_clothes", 1, 0.4)]
    return [*few, ("internal_troops", 1, 0.5), ("riot_police", 2, 0.8)] if city.population > 150_000 else few


def _names(kind: str, city: City, number: int) -> tuple[str, str, str]:
    be, ru, en = (
        template.format(n=number, **city.names) + mark
        for template, mark in zip(_NAMES[kind], _INVENTED, strict=True)
    )
    return be, ru, en
