"""Reports: rows of the two lists of cases, as their tellers wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from crimebook.scenario.acts import ACTS, CUSTODY
from crimebook.scenario.custody import Holding, Holdings, Itineraries
from crimebook.scenario.draws import Draws, Rolls, Rows
from crimebook.scenario.events import Events, Scene
from crimebook.scenario.instants import format_local
from crimebook.scenario.nights import CityNight
from crimebook.scenario.phrases import phrases_of
from crimebook.scenario.place_words import Surroundings, tell_place, tell_town
from crimebook.scenario.spelling import without_marks
from crimebook.scenario.tellings import Manner, Tellings
from crimebook.scenario.testimony import Seen, name_acts, name_units, suffered, testify
from crimebook.scenario.time_words import ToldTime, day_range, local_day, tell_time

COLUMNS = (
    "case_no", "url", "date_from", "date_to", "city", "time_text", "place_text", "perpetrator_units",
    "violations", "victim_category", "evidence_kind", "injuries", "testimony", "links", "consent",
    "is_invented",
)  # fmt: skip
RETRACTION_COLUMNS = ("id", "citation_of", "time", "reason", "words", "coercion_suspected", "is_invented")
REPORTS, PARTNER = "scenario-reports", "scenario-partner"

_LANGUAGE = ((0.55, "ru"), (0.25, "be"), (0.2, "en"))
_PARTNER_LANGUAGE = ((0.6, "en"), (0.4, "ru"))
_CONSENTS = (
    (0.30, "analysis=granted"),
    (0.22, "analysis=granted|national_prosecutor=granted"),
    (0.16, "analysis=granted|national_prosecutor=granted|icc_un=granted"),
    (0.08, "analysis=granted|national_prosecutor=refused"),
    (0.06, "analysis=granted|anonymous_publication=granted"),
    (0.04, "analysis=granted|contact_again=refused|share_with_partner=refused"),
    (0.03, "analysis=withdrawn"),
    (0.11, ""),
)
_EVIDENCE = (
    (0.7, "testimony"),
    (0.14, "testimony; video"),
    (0.1, "testimony; medical record"),
    (0.06, "video"),
)


_TAKEN_BACK = (
    ("pressure", "was called in and told to take it back", "yes"),
    ("fear", "is afraid for the family", "yes"),
    ("mistake", "was mistaken", "no"),
    ("not_stated", "does not wish to take part any more", "unknown"),
)


@dataclass(frozen=True)
class Told:
    """All that the tellers of a city-night draw upon. ``links`` has the addresses of recordings by event."""

    night: CityNight
    scene: Scene
    events: Events
    tellings: Tellings
    itineraries: Itineraries
    holdings: Holdings
    around: Surroundings
    """What stands near the place that each row tells of."""
    links: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Report:
    """The cells of one report that a partner's copy may take over."""

    language: str
    days: tuple[date, date | None]
    town: str
    time: str
    place: str
    units: tuple[str, ...]
    acts: tuple[str, ...]
    victim: str
    evidence: str
    injuries: tuple[str, ...]
    testimony: str
    links: tuple[str, ...]
    consent: str


def row_refs(night: CityNight, tellings: Tellings) -> list[str]:
    """Return the ``SOURCE:ID`` of each row: a running number of the city-night."""
    return [
        f"{PARTNER if is_copy else REPORTS}:{'p' if is_copy else 'r'}-{night.name}-{number:05d}"
        for number, is_copy in enumerate(tellings.is_copy.tolist(), start=1)
    ]


def write_reports(told: Told, refs: Sequence[str], draws: Draws) -> tuple[Rows, Rows]:
    """Return the rows of the reports and of the partner's list."""
    size = len(told.tellings)
    hurt = [
        suffered(ACTS[act], rolls)
        for act, rolls in zip(told.events.act.tolist(), draws.rolls(len(told.events), 16), strict=True)
    ]
    rolls = draws.rolls(size, 96)
    written: dict[int, _Report] = {
        row: _report(told, row, hurt, rolls[row]) for row in range(size) if told.tellings.original[row] < 0
    }
    own, partner = [], []
    for row in range(size):
        original = int(told.tellings.original[row])
        external_id = refs[row].partition(":")[2]
        if original < 0:
            own.append(_cells(external_id, "", written[row]))
        else:
            copy = _copied(told, row, written[original], rolls[row])
            partner.append(_cells(external_id, f"https://partner.example/cases/{external_id}", copy))
    return own, partner


def write_retractions(night: CityNight, tellings: Tellings, refs: Sequence[str], draws: Draws) -> Rows:
    """Return the statements that are taken back: one in a hundred, of lies one in ten."""
    size = len(tellings)
    taken_back = draws.flags(size, np.where(tellings.is_lie, 0.1, 0.01)) & ~tellings.is_copy
    later_s = night.midnight_s + 86_400 * (5 + draws.below(size, 90)) + 3600 * (9 + draws.below(size, 9))
    rolls = draws.rolls(size, 4)
    rows: Rows = []
    for row in np.flatnonzero(taken_back).tolist():
        reason, why, coercion = rolls[row].pick(_TAKEN_BACK)
        at = format_local(int(later_s[row]))
        rows.append(
            (f"x{refs[row].partition(':')[2][1:]}", refs[row], f"{at}/{at}", reason, why, coercion, "yes")
        )
    return rows


def _report(told: Told, row: int, hurt: Sequence[tuple[str, ...]], rolls: Rolls) -> _Report:
    events, manner = told.events, int(told.tellings.manner[row])
    event = int(told.tellings.event[row])
    act = int(events.act[event])
    language, is_retold = rolls.weighed(_LANGUAGE), manner == Manner.RETOLD
    told_time, last, place = _when_and_where(told, row, event, language, rolls)
    is_first = told.tellings.first[row] < 0 and event < told.tellings.true_events
    seen = Seen(
        act=act,
        units=name_units(told.scene.forces[events.force[event]].kind, language, rolls),
        number=int(events.number[event]),
        callsign=_callsign(told, event),
        injuries=hurt[event] if is_first or rolls.flag(0.5) else hurt[event][:1],
        was_held=is_first and bool(told.itineraries.held[event]),
        has_centre=bool(told.itineraries.has_centre[event]),
    )
    return _Report(
        language=language,
        days=(told_time.day, last),
        town=tell_town(told.scene.city, language, rolls),
        time=told_time.words,
        place=place,
        units=seen.units,
        acts=name_acts(ACTS[act], rolls),
        victim=rolls.pick(phrases_of(language)["victims"]["words"]),
        evidence=rolls.weighed(_EVIDENCE),
        injuries=seen.injuries,
        testimony=testify(seen, language, (place, told_time.words), rolls, is_retold=is_retold),
        links=_links(told, event, manner, rolls),
        consent=rolls.weighed(_CONSENTS),
    )


def _when_and_where(
    told: Told, row: int, event: int, language: str, rolls: Rolls
) -> tuple[ToldTime, date | None, str]:
    """Return the told time, the last day where there are several, and the place."""
    at_s = told.night.midnight_s + int(told.tellings.told_s[row])
    is_vague = int(told.tellings.manner[row]) == Manner.RETOLD
    if told.events.act[event] == CUSTODY:
        holding = _holding(told, event)
        last = local_day(told.night.midnight_s + int(told.itineraries.prison_s[event]))
        first = min(local_day(told.night.midnight_s + 86_400 - 3600 * 4), last, local_day(at_s))
        words = rolls.pick((holding.names[language], holding.near.get(language, holding.names[language])))
        return ToldTime(first, day_range(first, last, language, rolls)), max(first, last), words
    when = tell_time(at_s, language, rolls, is_vague=is_vague)
    return when, None, tell_place(told.around, row, language, rolls, is_vague=is_vague)


def _holding(told: Told, event: int) -> Holding:
    """Return where an event in custody happened: the second leg behind doors, or the first."""
    itineraries = told.itineraries
    in_centre: bool = told.events.instant_s[event] > itineraries.station_s[event]
    if in_centre:
        return told.holdings.centres[int(itineraries.centre[event])]
    return told.holdings.stations[int(itineraries.station[event])]


def _callsign(told: Told, event: int) -> str:
    deployment = int(told.events.deployment[event])
    if deployment < 0:
        return ""
    force = told.scene.forces[told.events.force[event]]
    return f"{force.callsign}-{told.scene.deployments.group[deployment]}"


def _links(told: Told, event: int, manner: int, rolls: Rolls) -> tuple[str, ...]:
    """One teller in four points to a recording that was published."""
    if manner >= Manner.PLANTED or not told.links[event] or not rolls.flag(0.25):
        return ()
    return (rolls.pick(told.links[event]),)


def _copied(told: Told, row: int, original: _Report, rolls: Rolls) -> _Report:
    """Return a report as a partner has it: translated in part, shortened at times, its consent lost."""
    language = rolls.weighed(_PARTNER_LANGUAGE)
    place = original.place
    if rolls.flag(0.5) and original.days[1] is None:
        place = tell_place(told.around, row, language, rolls, is_vague=False)
    testimony = original.testimony if rolls.flag(0.6) else ". ".join(original.testimony.split(". ")[:2])
    return replace(
        original,
        language=language,
        town=tell_town(told.scene.city, language, rolls),
        place=place,
        testimony=testimony if rolls.flag(0.8) else without_marks(testimony),
        acts=original.acts[:1] if rolls.flag(0.3) else original.acts,
        consent="" if rolls.flag(0.7) else "analysis=granted",
    )


def _cells(external_id: str, url: str, report: _Report) -> Sequence[str]:
    first, last = report.days
    return (
        external_id,
        url,
        first.isoformat(),
        last.isoformat() if last else "",
        report.town,
        report.time,
        report.place,
        "|".join(report.units),
        "|".join(report.acts),
        report.victim,
        report.evidence,
        "|".join(report.injuries),
        report.testimony,
        " ".join(report.links),
        report.consent,
        "yes",
    )
