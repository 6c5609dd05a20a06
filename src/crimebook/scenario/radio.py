"""Radio logs and public posts: orders before, reports after, and mostly talk.

A message that tells of an event comes from the unit that did it, within minutes. One in three names a place,
in words or as a point; the callsigns are those of the night's deployments. A few public posts tell of it too.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from crimebook.scenario.acts import ACTS
from crimebook.scenario.cameras import WRONG_S
from crimebook.scenario.draws import Draws, Flags, Floats, Rolls, Rows, Whole
from crimebook.scenario.events import Events, Scene
from crimebook.scenario.instants import format_local
from crimebook.scenario.nights import CityNight
from crimebook.scenario.place_words import Surroundings, log_place, look_around, tell_town

COLUMNS = (
    "id", "at", "channel", "kind", "sender", "receiver", "text", "lat", "lon", "radius_m", "place_words",
    "town_words", "is_invented",
)  # fmt: skip
RADIO = "scenario-radio"

PER_INCIDENT = 0.2
_TELLS, _ORDERS, _POSTS = 0.42, 0.18, 0.08
"""The shares of messages that tell of an event, that order something, and that are public posts."""

_AFTER_S = (-120, -30, 10, 40, 80, 130, 200, 300, 480, 900)
_CHANNELS = ("A1", "A2", "B1", "B2", "C7")


@dataclass(frozen=True)
class Messages:
    """Messages as columns, by true time. ``event`` is the event that a message tells of, or -1."""

    at_s: Whole
    offset_s: int
    """By how much the recorder's clock was off in this night."""
    event: Whole
    is_order: Flags
    is_post: Flags
    deployment: Whole
    at: Floats

    def __len__(self) -> int:
        return len(self.at_s)


def speak(scene: Scene, events: Events, size: int, draws: Draws) -> Messages:
    """Return the messages of a night about which ``size`` incidents are told."""
    count = int(size * PER_INCIDENT + float(draws.uniforms(1)[0]))
    how = draws.uniforms(count)
    told = (how < _TELLS) | ((how > 1 - _POSTS) & draws.flags(count, 0.5))
    event = np.where(told, draws.picks(count, np.where(events.in_custody, 0.0, 1.0)), -1)
    is_post = how > 1 - _POSTS
    is_order = ~told & (how < _TELLS + _ORDERS)
    after = np.floor(draws.quantiles(count, _AFTER_S)).astype(np.int64)
    sent = draws.below(count, len(scene.deployments))
    deployment = np.where(told & (events.deployment[event] >= 0), events.deployment[event], sent)
    span = scene.deployments.end_s[deployment] - scene.deployments.start_s[deployment]
    other = scene.deployments.start_s[deployment] + np.floor(draws.uniforms(count) * span).astype(np.int64)
    at_s = np.where(told, events.instant_s[event] + np.where(is_post, np.abs(after) + 60, after), other)
    by_time = np.argsort(at_s, kind="stable")
    at = np.where(told[:, None], events.at[event], scene.deployments.at[deployment])
    return Messages(
        at_s=at_s[by_time],
        offset_s=_clock_offset(draws),
        event=event[by_time],
        is_order=is_order[by_time],
        is_post=is_post[by_time],
        deployment=deployment[by_time],
        at=at[by_time],
    )


def _clock_offset(draws: Draws) -> int:
    """Return by how many seconds a recorder is off; in one night of twenty-five by hours."""
    hours = WRONG_S[int(draws.below(1, 4)[0])] if draws.flags(1, 0.04)[0] else 0
    return int(float(draws.normals(1)[0]) * 20) + hours


def message_ids(night: CityNight, count: int) -> list[str]:
    """Return the ids of the messages of a city-night."""
    return [f"m-{night.name}-{number:05d}" for number in range(1, count + 1)]


@dataclass(frozen=True)
class Log:
    """All that the rows of a city-night's messages are written from."""

    night: CityNight
    scene: Scene
    events: Events
    messages: Messages
    around: Surroundings
    degrees: Floats
    """The points that are stated where one is, some way off."""


def write_messages(night: CityNight, scene: Scene, events: Events, messages: Messages, draws: Draws) -> Rows:
    """Return the rows of the radio log, public posts among them."""
    count = len(messages)
    degrees = scene.city.to_degrees(messages.at + draws.directions(count) * 60)
    log = Log(night, scene, events, messages, look_around(scene.city, messages.at), degrees)
    ids, rolls = message_ids(night, count), draws.rolls(count, 32)
    return [(ids[row], *_cells(log, row, rolls[row])) for row in range(count)]


def _cells(log: Log, row: int, rolls: Rolls) -> Sequence[str]:
    messages = log.messages
    language = rolls.weighed(((0.85, "ru"), (0.15, "be")))
    is_post = bool(messages.is_post[row])
    place = log_place(log.around, row, language, rolls) if rolls.flag(0.8 if is_post else 0.35) else ""
    has_point = not is_post and messages.event[row] >= 0 and rolls.flag(0.12)
    sender, receiver = _callsigns(log, row)
    said = _words()[language]
    at = said["at"].format(place=place) if place and rolls.flag(0.7) else ""
    text = rolls.pick(said[_subject(log, row)]).format(me=sender, to=receiver, at=at)
    at_s = log.night.midnight_s + int(messages.at_s[row])
    return (
        format_local(at_s if is_post else at_s + messages.offset_s),
        f"channel-{1 + int(rolls.number() * 40):02d}" if is_post else rolls.pick(_CHANNELS),
        "public_post" if is_post else "radio",
        *(("", "") if is_post else (sender, receiver)),
        text,
        *_point(log, row, has_point=has_point),
        place,
        tell_town(log.scene.city, language, rolls) if place or rolls.flag(0.4) else "",
        "yes",
    )


def _point(log: Log, row: int, *, has_point: bool) -> Sequence[str]:
    if not has_point:
        return "", "", ""
    return f"{log.degrees[row, 0]:.6f}", f"{log.degrees[row, 1]:.6f}", "150"


def _subject(log: Log, row: int) -> str:
    event = int(log.messages.event[row])
    if log.messages.is_post[row]:
        return "post"
    if event >= 0:
        return ACTS[log.events.act[event]].code
    return "order" if log.messages.is_order[row] else "talk"


def _callsigns(log: Log, row: int) -> tuple[str, str]:
    """Return sender and receiver: a group and its unit's head, who gives the orders."""
    deployments, deployment = log.scene.deployments, int(log.messages.deployment[row])
    head = log.scene.forces[deployments.force[deployment]].callsign
    group = f"{head}-{deployments.group[deployment]}"
    return (head, group) if log.messages.is_order[row] else (group, head)


@cache
def _words() -> dict[str, Any]:
    text = files("crimebook.scenario").joinpath("words", "radio.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
