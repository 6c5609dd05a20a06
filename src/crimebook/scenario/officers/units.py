"""Units: the garrison of an invented town, and how sources name its units."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crimebook.scenario.draws import Draws, Rolls
from crimebook.scenario.officers.tongues import TONGUES, write

LATIN_TOWNS = {"en": "bgn-be", "de": "duden-be", "pl": "polish-be"}
"""By which tongue a town is written in the languages that have no word for it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a garrison: its id, kind, number among its kind, and how many serve in it beside others."""

    id: str
    kind: str
    number: int
    town: int
    weight: float
    has_helmets: bool
    service: str


@cache
def garrison(seed: int, number: int) -> tuple[Unit, ...]:
    """Return the units of one town."""
    draws = Draws("crimebook/officers", seed, "town", number)
    towns = len(words()["town_firsts"]) * len(words()["town_seconds"])
    # The first towns are another permutation for each seed; beyond all of them the names come again.
    order = Draws("crimebook/officers", seed, "towns").shuffled(towns)
    town = int(order[number % towns])
    units = []
    for kind, row in words()["units"].items():
        count, size, helmets, service = row.split("|")
        for place in range(1, int(count) + 1):
            weight = float(size) * float(draws.between(1, 0.6, 1.4)[0])
            name = f"of.{kind.replace('_', '-')}.{number:04d}.{place}"
            units.append(Unit(name, kind, place, town, weight, helmets == "yes", service))
    return tuple(units)


def town_word(town: int, language: str) -> str:
    """Return the name of a town in be, ru or uk, or in the Latin of en, de, pl."""
    if language in LATIN_TOWNS:
        return write(town_word(town, "be"), LATIN_TOWNS[language])
    if language == "be-latin":
        return write(town_word(town, "be"), "lacinka")
    if language == "ru-latin":
        return write(town_word(town, "ru"), "chat-ru")
    place = ("be", "ru", "uk").index(language)
    firsts, seconds = words()["town_firsts"], words()["town_seconds"]
    first, second = firsts[town // len(seconds)], seconds[town % len(seconds)]
    return str(first.split("|")[place] + second.split("|")[place])


def tell_unit(unit: Unit, language: str, rolls: Rolls, *, precise: float) -> tuple[str, bool]:
    """Return words for a unit, and whether they say which one it is."""
    spoken = {"be-latin": "be", "ru-latin": "ru"}.get(language, language)
    options = words()["unit_words"][unit.kind][spoken]
    is_precise, pick = rolls.flag(precise), rolls.number()
    template = options[0] if is_precise else options[int(pick * len(options))]
    text = template.format(n=unit.number, town=town_word(unit.town, spoken))
    if spoken != language:
        text = write(text, "lacinka" if language == "be-latin" else TONGUES["chat-ru"].name)
    says_which = "{town}" in template and ("{n}" in template or _is_alone(unit.kind))
    return text, says_which


def _is_alone(kind: str) -> bool:
    return str(words()["units"][kind]).startswith("1|")


@cache
def words() -> dict[str, Any]:
    """Return the words for units, ranks and looks."""
    text = files("crimebook.scenario.officers").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
