"""Lists: the rows of bodies, deployments and legs of detention, and of the truth behind all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crimebook.scenario.custody import Holding, Holdings, Itineraries
from crimebook.scenario.draws import Draws, Rolls, Rows, Whole
from crimebook.scenario.events import Events, Scene
from crimebook.scenario.forces import institutions
from crimebook.scenario.instants import format_local
from crimebook.scenario.nights import CityNight
from crimebook.scenario.place_words import log_place, look_around, tell_place, tell_town
from crimebook.scenario.tellings import Manner, Tellings
from crimebook.scenario.world import World

UNITS = "scenario-units"
INSTITUTION_COLUMNS = (
    "id", "name_en", "name_be", "name_ru", "parent", "formed", "place", "note", "source", "source_licence",
    "is_invented",
)  # fmt: skip
DEPLOYMENT_COLUMNS = (
    "id", "unit", "callsigns", "place_words", "town_words", "lat", "lon", "radius_m", "time", "is_invented",
)  # fmt: skip
DETENTION_COLUMNS = (
    "id", "incident", "leg", "step", "place_kind", "place_words", "town_words", "lat", "lon", "radius_m",
    "time", "counsel", "conditions", "ill_treatment", "is_invented",
)  # fmt: skip
_BEHIND_DOORS = frozenset({"police_station", "temporary_detention", "offenders_centre", "prison"})
_IN_CELLS = ("Inhuman conditions of detention", "Deprivation of sleep", "Beating")
_DONE = {
    "transport": ("Beating", "Forced postures"),
    "police_station": ("Beating", "Forced postures", "Verbal abuse"),
    "temporary_detention": _IN_CELLS,
    "offenders_centre": _IN_CELLS,
}
"""What is done on a leg, by its step, as labels."""

_CONDITIONS = (
    "overcrowded", "no_air", "cold", "no_bedding", "light_always_on", "no_water", "no_food",
    "no_medical_care", "no_contact", "night_waking",
)  # fmt: skip
_NO_POINT = ("", "", "")
_LANGUAGE = ((0.6, "ru"), (0.25, "be"), (0.15, "en"))


def write_institutions(world: World, seed: int) -> Rows:
    """Return the rows of all bodies of the world, parents first."""
    return [
        (
            each.id, each.names[2], each.names[0], each.names[1], each.parent, "", each.town,
            f"{each.kind}; invented", "a scenario, invented", "ours", "yes",
        )
        for each in institutions(world, seed)
    ]  # fmt: skip


def write_deployments(night: CityNight, scene: Scene, draws: Draws) -> Rows:
    """Return the rows of deployments: four in five are known, one in twenty at a wrong place."""
    deployments, city = scene.deployments, scene.city
    count = len(deployments)
    wrong = draws.flags(count, 0.05)[:, None]
    at = deployments.at + draws.directions(count) * np.where(
        wrong, draws.between(count, 800, 3000)[:, None], 40
    )
    around, degrees = look_around(city, at), city.to_degrees(at)
    known = draws.flags(count, 0.8).tolist()
    rows: Rows = []
    for row, rolls in enumerate(draws.rolls(count, 40)):
        if not known[row]:
            continue
        force, has_point = scene.forces[deployments.force[row]], rolls.flag(0.6)
        language = rolls.weighed(_LANGUAGE)
        bounds = _bounds(night, int(deployments.start_s[row]), int(deployments.end_s[row]), rolls)
        point = (f"{degrees[row, 0]:.6f}", f"{degrees[row, 1]:.6f}", rolls.pick(("150", "250", "400")))
        rows.append(
            (
                f"d-{night.name}-{row + 1:03d}",
                f"{UNITS}:{force.id}",
                f"{force.callsign}-{deployments.group[row]}|{force.callsign}",
                log_place(around, row, language, rolls),
                tell_town(city, language, rolls),
                *(point if has_point else ("", "", "")),
                bounds,
                "yes",
            )
        )
    return rows


@dataclass(frozen=True)
class Held:
    """All that the legs of a city-night's itineraries are written from."""

    night: CityNight
    scene: Scene
    holdings: Holdings
    events: Events
    itineraries: Itineraries
    tellings: Tellings


def write_detentions(held: Held, refs: Sequence[str], draws: Draws) -> Rows:
    """Return the legs of those who tell first of an arrest or of custody, in order."""
    tellings, events = held.tellings, held.events
    around = look_around(held.scene.city, events.at)
    rows: Rows = []
    for row, rolls in enumerate(draws.rolls(len(tellings), 96)):
        event = int(tellings.event[row])
        tells = tellings.manner[row] == Manner.OWN and tellings.first[row] < 0
        if not tells or not held.itineraries.held[event]:
            continue
        language = rolls.weighed(_LANGUAGE)
        is_seen = not events.in_custody[event]
        street = tell_place(around, event, language, rolls, is_vague=False) if is_seen else ""
        town = tell_town(held.scene.city, language, rolls)
        name = f"l{refs[row].partition(':')[2][1:]}"
        legs = enumerate(_legs(held, event, language, (street, town), rolls), start=1)
        for leg, cells in legs:
            rows.append((f"{name}-{leg}", refs[row], str(leg), *cells, *_treatment(cells[0], rolls), "yes"))
    return rows


def _legs(
    held: Held, event: int, language: str, street: tuple[str, str], rolls: Rolls
) -> Iterator[Sequence[str]]:
    """Yield step (a code of detention legs), kind of place, words, town, point and time of each leg."""
    itineraries, night = held.itineraries, held.night
    van, station, centre, prison = (
        int(getattr(itineraries, name)[event]) for name in ("van_s", "station_s", "centre_s", "prison_s")
    )
    # An event in custody has its own instant; its arrest is some time before the van arrives.
    arrest = van - 2400 if held.events.in_custody[event] else int(held.events.instant_s[event])
    in_van = (arrest + 300, max(van, arrest + 300))
    last = held.holdings.stations[itineraries.station[event]]
    yield "arrest", "street", *street, *_NO_POINT, _bounds(night, arrest, arrest + 300, rolls)
    yield "transport", "police_vehicle", "", street[1], *_NO_POINT, _bounds(night, *in_van, rolls)
    yield last.kind, *_stay(last, language, rolls), _bounds(night, van, station, rolls)
    if itineraries.has_centre[event]:
        last = held.holdings.centres[itineraries.centre[event]]
        yield last.kind, *_stay(last, language, rolls), _bounds(night, station, centre, rolls)
    if itineraries.has_prison[event]:
        last = held.holdings.prison
        yield last.kind, *_stay(last, language, rolls), _bounds(night, centre, prison, rolls)
    gate = (last.names[language], last.city.names[language], *_NO_POINT)
    yield "release", "street", *gate, _bounds(night, prison, prison, rolls)


def _stay(holding: Holding, language: str, rolls: Rolls) -> Sequence[str]:
    words = rolls.pick((holding.names[language], holding.near.get(language, holding.names[language])))
    point = (f"{holding.point[0]:.6f}", f"{holding.point[1]:.6f}", str(holding.radius_m))
    return holding.kind, words, holding.city.names[language], *(point if rolls.flag(0.4) else ("", "", ""))


def _treatment(step: str, rolls: Rolls) -> tuple[str, str, str]:
    """Return whether there was a lawyer on a leg, the conditions as codes, and what was done, as a label."""
    labels = _DONE.get(step, ())
    done = rolls.pick(labels) if labels and rolls.flag(0.3) else ""
    if step not in _BEHIND_DOORS:
        return "", "", done
    counsel = rolls.weighed(((0.5, ""), (0.45, "no"), (0.05, "yes")))
    conditions = {rolls.pick(_CONDITIONS) for _ in range(int(rolls.number() * 4))}
    return counsel, "|".join(sorted(conditions)), done


def _bounds(night: CityNight, start_s: int, end_s: int, rolls: Rolls) -> str:
    """Return a four-point time that holds start and end, rounded outwards to what people remember."""
    slack = rolls.weighed(((0.2, 0), (0.3, 300), (0.25, 900), (0.25, 3600)))
    begin, end = night.midnight_s + start_s, night.midnight_s + end_s
    if slack == 0:
        return f"{format_local(begin)}/{format_local(end)}"
    points = (
        (begin // slack) * slack,
        (begin // slack + 1) * slack,
        (end // slack) * slack,
        (end // slack + 1) * slack,
    )
    early, late, soon, last = (format_local(point) for point in points)
    return f"{early}~{late}/{soon}~{last}"


def pair_rows(
    tellings: Tellings, refs: Sequence[str], shown: tuple[Whole, Whole], ids: Sequence[str]
) -> Rows:
    """Return ``incident, recording`` of every honest row whose event a record shows or tells."""
    tellers: dict[int, list[int]] = {}
    for row, (event, is_lie) in enumerate(
        zip(tellings.event.tolist(), tellings.is_lie.tolist(), strict=True)
    ):
        if not is_lie:
            tellers.setdefault(event, []).append(row)
    records, events = shown
    return [
        (refs[row], ids[record])
        for record, event in zip(records.tolist(), events.tolist(), strict=True)
        for row in tellers.get(event, ())
    ]
