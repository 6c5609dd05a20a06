"""Testimony: a few plain sentences in the teller's language, put together from phrases.

The words follow what the teller remembers: the place and time as told, the act, the unit as it seemed, a
number on a helmet with its digits misread, a callsign, what was left. Nobody is named and nothing is dwelt
upon.
"""

from dataclasses import dataclass

from crimebook.scenario.acts import ACTS, Act
from crimebook.scenario.draws import Rolls
from crimebook.scenario.phrases import Phrases, phrases_of

_OTHER_KINDS = (
    "riot_police",
    "internal_troops",
    "police",
    "plain_clothes",
    "rapid_response",
    "traffic_police",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a teller knows of an event: the act, words for the unit, number, callsign, injuries, legs."""

    act: int
    units: tuple[str, ...]
    number: int
    callsign: str
    injuries: tuple[str, ...]
    was_held: bool
    has_centre: bool


def suffered(act: Act, rolls: Rolls) -> tuple[str, ...]:
    """Return the injuries of an event as ``region/nature/method``, each once."""
    found: list[str] = []
    if act.injuries and rolls.flag(0.75):
        found.append(rolls.weighed(act.injuries))
        while len(found) < 4 and rolls.flag(act.injured):
            found.append(rolls.weighed(act.injuries))
    return tuple(dict.fromkeys(found))


def name_units(kind: str, language: str, rolls: Rolls) -> tuple[str, ...]:
    """Return words for a unit as a witness names it: not always the right one, and at times two."""
    if rolls.flag(0.14):
        kind = "unknown"
    elif rolls.flag(0.08):
        kind = rolls.pick(_OTHER_KINDS)
    words = phrases_of(language)["units"]
    named = [rolls.pick(words[kind])]
    if rolls.flag(0.1):
        named.append(rolls.pick(words[rolls.pick(_OTHER_KINDS)]))
    return tuple(dict.fromkeys(named))


def name_acts(act: Act, rolls: Rolls) -> tuple[str, ...]:
    """Return the labels under which a list puts the event."""
    labels = list(act.labels)
    while rolls.flag(0.3) and len(labels) < 4:
        labels.append(rolls.pick(act.also))
    return tuple(dict.fromkeys(labels))


def read_number(number: int, rolls: Rolls) -> str:
    """Return a number as somebody read it: one in four has a wrong digit, one in six a digit unread."""
    digits = list(str(number))
    place = int(rolls.number() * len(digits))
    if rolls.flag(0.25):
        digits[place] = str(int(rolls.number() * 10))
    if rolls.flag(0.16):
        digits[len(digits) - 1 - place] = "?"
    return "".join(digits)


def testify(seen: Seen, language: str, told: tuple[str, str], rolls: Rolls, *, is_retold: bool) -> str:
    """Return the testimony; ``told`` is the place and the time in the teller's words, or empty."""
    phrases = phrases_of(language)
    said, (place, time) = phrases["testimony"], told
    words = [rolls.pick(said["retold" if is_retold else "opening"])]
    if place:
        words.append(rolls.pick(said["where"]).format(place=place))
    if time and rolls.flag(0.8):
        words.append(rolls.pick(said["when"]).format(time=time))
    words.extend(_what_happened(seen, said, rolls))
    if rolls.flag(0.7):
        words.append(rolls.pick(said["unit"]).format(unit=seen.units[0]))
    words.extend(_marks(seen, said, rolls))
    if rolls.flag(0.8):
        words.append(rolls.pick(said["injured"]).format(injuries=_injuries(seen, phrases, rolls)))
    if rolls.flag(0.7):
        words.append(rolls.pick(said["closing"]))
    return " ".join(words)


def _what_happened(seen: Seen, said: Phrases, rolls: Rolls) -> list[str]:
    words = [rolls.pick(said[ACTS[seen.act].code])]
    if rolls.flag(0.35):
        words.append(rolls.pick(said[ACTS[seen.act].code]))
    if seen.was_held:
        words += [rolls.pick(said["van"]), rolls.pick(said["station"])]
    if seen.was_held and seen.has_centre:
        words.append(rolls.pick(said["centre"]))
    return list(dict.fromkeys(words))


def _marks(seen: Seen, said: Phrases, rolls: Rolls) -> list[str]:
    words = []
    if rolls.flag(0.13):
        words.append(rolls.pick(said["number"]).format(number=read_number(seen.number, rolls)))
    if seen.callsign and rolls.flag(0.05):
        words.append(rolls.pick(said["callsign"]).format(callsign=seen.callsign))
    return words


def _injuries(seen: Seen, phrases: Phrases, rolls: Rolls) -> str:
    if not seen.injuries:
        return str(rolls.pick(phrases["testimony"]["none"]))
    parts = [each.split("/") for each in seen.injuries]
    return "; ".join(
        f"{phrases['regions'][region]}, {phrases['natures'][nature]}" for region, nature, _ in parts
    )
