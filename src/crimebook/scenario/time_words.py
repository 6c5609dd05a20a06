"""Time words: how a person says when it was, in the person's language, as well as it is remembered.

A clock time is rounded, or is a part of the day; after midnight people often still name the evening's date.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from crimebook.scenario.draws import Rolls
from crimebook.scenario.phrases import Phrases, phrases_of

DAY_S = 86_400
_ROUNDINGS_S = ((0.28, 300), (0.3, 600), (0.22, 900), (0.2, 1800))


@dataclass(frozen=True, slots=True)
class ToldTime:
    """The day that a person names and the words for the time of day."""

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class _Moment:
    """What is remembered: epoch seconds on a local clock, and who speaks how."""

    at_s: int
    language: str
    is_vague: bool

    @property
    def phrases(self) -> Phrases:
        return phrases_of(self.language)

    @property
    def hour(self) -> int:
        return self.at_s // 3600 % 24


def local_day(at_s: int) -> date:
    """Return the day of a local clock's epoch second."""
    return datetime.fromtimestamp(at_s, tz=UTC).date()


def tell_time(at_s: int, language: str, rolls: Rolls, *, is_vague: bool) -> ToldTime:
    """Return how somebody who remembers the local epoch second ``at_s`` tells it; the vague name no clock."""
    moment = _Moment(at_s, language, is_vague)
    way = rolls.weighed(_VAGUE if is_vague else _CLEAR)
    near_midnight = abs((at_s + DAY_S // 2) % DAY_S - DAY_S // 2) < 2400
    if near_midnight and way != "exact" and rolls.flag(0.5):
        way = "midnight"
    return _WAYS[way](moment, rolls)


def day_range(first: date, last: date, language: str, rolls: Rolls) -> str:
    """Return words for some days in custody, or nothing."""
    month = phrases_of(language)["months"][last.month - 1]
    dash = rolls.pick(("-", " - ", "–"))
    return rolls.pick(("", f"{first.day}{dash}{last.day} {month}", f"{first.day} - {last.day} {month}"))


def _exact(moment: _Moment, rolls: Rolls) -> ToldTime:
    words = _clock(rolls.pick(moment.phrases["time"]["exact"]), moment.at_s)
    return ToldTime(_named_day(moment.at_s, moment.hour, rolls), words)


def _about(moment: _Moment, rolls: Rolls) -> ToldTime:
    step = rolls.weighed(_ROUNDINGS_S)
    rounded = (moment.at_s + step // 2) // step * step
    words = _clock(rolls.pick(moment.phrases["time"]["about"]), rounded)
    return ToldTime(_named_day(rounded, rounded // 3600 % 24, rolls), words)


def _hour(moment: _Moment, rolls: Rolls) -> ToldTime:
    """Say the nearest hour on a clock of twelve; "in the eleventh hour" is the one after ten."""
    rounded = (moment.at_s + 1800) // 3600 * 3600
    hour = rounded // 3600 % 24
    template = rolls.pick(moment.phrases["time"]["hour"])
    is_counted = "{ordinal} часу" in template
    twelve = ((moment.hour if is_counted else hour) + 11) % 12
    words = template.format(
        h=f"{hour:02d}",
        t=(hour + 11) % 12 + 1,
        half=_half(hour, moment.phrases),
        part=_part(hour, moment.phrases),
        ordinal=moment.phrases.get("ordinals", [""] * 12)[(twelve + 1) % 12 if is_counted else twelve],
    )
    return ToldTime(_named_day(rounded, hour, rolls), words.replace("в втором", "во втором"))


def _half_hour(moment: _Moment, rolls: Rolls) -> ToldTime:
    """Say the nearest half: "half of the eleventh" is half past ten. English says it by the clock."""
    if "half" not in moment.phrases["time"]:
        return _about(moment, rolls)
    rounded = moment.at_s // 3600 * 3600 + 1800
    after = moment.phrases["halves_of"][(moment.hour + 12) % 12]
    words = rolls.pick(moment.phrases["time"]["half"]).format(half_of=after)
    return ToldTime(_named_day(rounded, moment.hour, rolls), words)


def _between(moment: _Moment, rolls: Rolls) -> ToldTime:
    longer = rolls.weighed(((0.75, 1), (0.2, 2), (0.05, 3)))
    words = rolls.pick(moment.phrases["time"]["between"]).format(
        h=moment.hour, h2=(moment.hour + longer) % 24
    )
    return ToldTime(_named_day(moment.at_s, moment.hour, rolls), words)


def _part_of_day(moment: _Moment, rolls: Rolls) -> ToldTime:
    name = _day_part(moment.hour, rolls)
    day = local_day(moment.at_s)
    if name == "night" and moment.hour < 6 and rolls.flag(0.5):
        day = local_day(moment.at_s - DAY_S)
    return ToldTime(day, rolls.pick(moment.phrases["time"][name]))


def _night_of(moment: _Moment, rolls: Rolls) -> ToldTime:
    if 6 <= moment.hour < 20:
        return _part_of_day(moment, rolls)
    evening = local_day(moment.at_s - 12 * 3600)
    morning = local_day(moment.at_s + 12 * 3600)
    words = rolls.pick(moment.phrases["time"]["night_of"]).format(
        d=evening.day, d2=morning.day, month=moment.phrases["months"][morning.month - 1]
    )
    return ToldTime(evening, words)


def _midnight(moment: _Moment, rolls: Rolls) -> ToldTime:
    day = local_day(moment.at_s - 6 * 3600 if rolls.flag(0.7) else moment.at_s)
    return ToldTime(day, rolls.pick(moment.phrases["time"]["midnight"]))


def _nothing(moment: _Moment, rolls: Rolls) -> ToldTime:
    return ToldTime(_named_day(moment.at_s, moment.hour, rolls), "")


def _named_day(at_s: int, hour: int, rolls: Rolls) -> date:
    """Return the day that is named: after midnight, three in ten still name the evening's."""
    return local_day(at_s - DAY_S if hour < 5 and rolls.flag(0.3) else at_s)


def _day_part(hour: int, rolls: Rolls) -> str:
    if hour < 5:
        return "night"
    if hour < 11:
        return "morning"
    if hour < 17:
        return "day"
    if hour < 21:
        return "evening"
    return rolls.weighed(((0.45, "late"), (0.35, "evening"), (0.2, "night")))


def _clock(template: str, at_s: int) -> str:
    return template.format(h=f"{at_s // 3600 % 24:02d}", m=f"{at_s // 60 % 60:02d}")


def _half(hour: int, phrases: Phrases) -> str:
    return str(phrases["time"]["halves"][hour // 12]) if "halves" in phrases["time"] else ""


def _part(hour: int, phrases: Phrases) -> str:
    if "parts" not in phrases["time"]:
        return ""
    edges = (4, 11, 17, 24)
    return str(phrases["time"]["parts"][next(place for place, edge in enumerate(edges) if hour < edge)])


_WAYS = {
    "exact": _exact,
    "about": _about,
    "hour": _hour,
    "half": _half_hour,
    "between": _between,
    "part": _part_of_day,
    "night_of": _night_of,
    "midnight": _midnight,
    "nothing": _nothing,
}
_CLEAR = (
    (0.11, "exact"),
    (0.36, "about"),
    (0.12, "hour"),
    (0.04, "half"),
    (0.13, "between"),
    (0.15, "part"),
    (0.06, "night_of"),
    (0.03, "nothing"),
)
_VAGUE = (
    (0.12, "about"),
    (0.14, "hour"),
    (0.14, "between"),
    (0.38, "part"),
    (0.14, "night_of"),
    (0.08, "nothing"),
)
