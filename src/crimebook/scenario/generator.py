"""The generator: one city-night of a scenario, from its plan to the rows of its files."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from crimebook.scenario import inventories, lists, radio, reports, truth
from crimebook.scenario.cameras import cameras_of
from crimebook.scenario.crowds import deploy, gather_crowds, scatter
from crimebook.scenario.custody import Holdings, Itineraries, holdings_of, take_away
from crimebook.scenario.draws import Rows, Whole
from crimebook.scenario.events import Events, Scene, happen
from crimebook.scenario.forces import forces_of
from crimebook.scenario.nights import CityNight
from crimebook.scenario.place_words import look_around
from crimebook.scenario.radio import Messages, message_ids, speak
from crimebook.scenario.recordings import Recordings, film, see
from crimebook.scenario.tellings import Tellings, displace, plan_tellings, remember
from crimebook.scenario.world import World

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "institutions.csv": lists.INSTITUTION_COLUMNS,
    "deployments.csv": lists.DEPLOYMENT_COLUMNS,
    "reports.csv": reports.COLUMNS,
    "partner.csv": reports.COLUMNS,
    "detentions.csv": lists.DETENTION_COLUMNS,
    "retractions.csv": reports.RETRACTION_COLUMNS,
    "recordings.csv": inventories.COLUMNS,
    "radio.csv": radio.COLUMNS,
    "truth.csv": truth.PAIR_COLUMNS,
    "truth_incidents.csv": truth.INCIDENT_COLUMNS,
    "truth_clocks.csv": truth.CLOCK_COLUMNS,
}
"""The files of a scenario, in the order in which they can be imported, and their columns."""


@dataclass(frozen=True)
class Chunk:
    """A part of one file: its name, its lines as CSV bytes, and how many rows they are."""

    file: str
    content: bytes
    rows: int


def headers() -> tuple[Chunk, ...]:
    """Return the header line of each file."""
    return tuple(Chunk(name, write_rows([columns]), 0) for name, columns in COLUMNS.items())


def make_bodies(world: World, seed: int) -> Chunk:
    """Return the institutions, which are those of the whole world in a scenario of any size."""
    rows = lists.write_institutions(world, seed)
    return Chunk("institutions.csv", write_rows(rows), len(rows))


def make_city_night(world: World, night: CityNight) -> tuple[Chunk, ...]:
    """Return what one city-night adds to each file. It depends on nothing but its arguments."""
    happening = _happen(world, night)
    refs = reports.row_refs(night, happening.tellings)
    true_events = _cut(happening.events, happening.tellings.true_events)
    shown = see(happening.recordings, true_events, night.draws("sight"))
    rows = (
        _write_tellings(happening, refs, shown)
        | _write_records(happening)
        | _write_truth(happening, refs, shown)
    )
    return tuple(Chunk(name, write_rows(rows[name]), len(rows[name])) for name in COLUMNS if name in rows)


def write_rows(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV (RFC 4180) in UTF-8."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


@dataclass(frozen=True)
class _Happening:
    """All that truly was in a city-night, and who tells of it. Events that never happened stand last."""

    night: CityNight
    scene: Scene
    holdings: Holdings
    tellings: Tellings
    events: Events
    itineraries: Itineraries
    recordings: Recordings
    links: Sequence[tuple[str, str]]
    messages: Messages


def _happen(world: World, night: CityNight) -> _Happening:
    city, size = world.city(night.city), night.incidents
    forces = forces_of(city, night.seed)
    crowds = gather_crowds(city, size, night.draws("crowds"))
    scene = Scene(city, forces, crowds, deploy(city, forces, crowds, night.draws("deployments")))
    tellings = plan_tellings(size, night.draws("tellings"))
    holdings = holdings_of(city, world, night.seed)
    happened = happen(scene, tellings.events, night.draws("events"))
    events, itineraries = take_away(happened, holdings, night.draws("custody"))
    true_events = _cut(events, tellings.true_events)
    recordings = film(scene, true_events, cameras_of(city, night.seed), size, night.draws("recordings"))
    return _Happening(
        night=night,
        scene=scene,
        holdings=holdings,
        tellings=replace(tellings, told_s=remember(tellings, events.instant_s, night.draws("memory"))),
        events=events,
        itineraries=itineraries,
        recordings=recordings,
        links=inventories.addresses(night, len(recordings), night.draws("addresses")),
        messages=speak(scene, true_events, size, night.draws("radio")),
    )


def _write_tellings(
    happening: _Happening, refs: Sequence[str], shown: tuple[Whole, Whole]
) -> dict[str, Rows]:
    night, city, tellings = happening.night, happening.scene.city, happening.tellings
    draws = night.draws("telling")
    where = displace(tellings, happening.events.at, scatter(city, len(tellings), draws))
    told = reports.Told(
        night=night,
        scene=happening.scene,
        events=happening.events,
        tellings=tellings,
        itineraries=happening.itineraries,
        holdings=happening.holdings,
        around=look_around(city, where),
        links=_links(happening, shown),
    )
    own, partner = reports.write_reports(told, refs, draws)
    held = lists.Held(
        night, happening.scene, happening.holdings, happening.events, happening.itineraries, tellings
    )
    return {
        "reports.csv": own,
        "partner.csv": partner,
        "detentions.csv": lists.write_detentions(held, refs, night.draws("legs")),
        "retractions.csv": reports.write_retractions(night, tellings, refs, night.draws("retractions")),
    }


def _write_records(happening: _Happening) -> dict[str, Rows]:
    night, scene, recordings = happening.night, happening.scene, happening.recordings
    draws = night.draws("inventory")
    inventory = inventories.Inventory(
        night=night,
        city=scene.city,
        recordings=recordings,
        stated=inventories.state(scene.city, recordings, draws),
        ids=inventories.row_ids(night, len(recordings)),
        links=happening.links,
    )
    speaking = night.draws("speaking")
    return {
        "deployments.csv": lists.write_deployments(night, scene, night.draws("orders")),
        "recordings.csv": inventories.write_recordings(inventory, draws),
        "radio.csv": radio.write_messages(night, scene, happening.events, happening.messages, speaking),
    }


def _write_truth(happening: _Happening, refs: Sequence[str], shown: tuple[Whole, Whole]) -> dict[str, Rows]:
    night, scene, tellings = happening.night, happening.scene, happening.tellings
    recordings, messages = happening.recordings, happening.messages
    told = np.flatnonzero(messages.event >= 0)
    seen_ids = [f"{inventories.RECORDINGS}:{each}" for each in inventories.row_ids(night, len(recordings))]
    said_ids = [f"{radio.RADIO}:{each}" for each in message_ids(night, len(messages))]
    said = lists.pair_rows(tellings, refs, (told, messages.event[told]), said_ids)
    return {
        "truth.csv": lists.pair_rows(tellings, refs, shown, seen_ids) + said,
        "truth_incidents.csv": truth.incident_rows(night, scene, happening.events, tellings, refs),
        "truth_clocks.csv": truth.clock_rows(night, scene.city, recordings, messages),
    }


def _links(happening: _Happening, shown: tuple[Whole, Whole]) -> list[list[str]]:
    """Return the addresses of the posted recordings that show each event."""
    links: list[list[str]] = [[] for _ in range(len(happening.events))]
    for record, event in zip(shown[0].tolist(), shown[1].tolist(), strict=True):
        if not happening.recordings.has_clock[record]:
            links[event].append(happening.links[record][1])
    return links


def _cut(events: Events, count: int) -> Events:
    """Return the first ``count`` events: those that truly happened."""
    return Events(**{each.name: getattr(events, each.name)[:count] for each in fields(Events)})
