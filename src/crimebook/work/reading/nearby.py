"""What happened near a message's unit at its instant, as the page of the message shows it.

The page's own reading is recorded before; so is here that of each incident whose injuries it names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crimebook.command.certainty import Certainty
from crimebook.command.history import Spell
from crimebook.command.nearness import SOON, Near, Spot, near_spots, spots_of
from crimebook.stores.register.command_rows import DeploymentRow
from crimebook.stores.register.queries import nearby as stored
from crimebook.stores.register.queries.command import deployments_by_id
from crimebook.stores.register.queries.incidents import load_incidents
from crimebook.stores.register.rows import CitationRow, IncidentRow, InjuryRow, MediumRow
from crimebook.terms.reasons import Reason
from crimebook.work.actors import Actor
from crimebook.work.journal import note_readings

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class NearView:
    """An incident near the unit of a message: its injuries, how far and how long apart, and why."""

    ref: str
    title: str
    is_invented: bool
    injuries: tuple[InjuryRow, ...]
    acts: tuple[str, ...]
    least_m: float
    most_m: float
    minutes: float
    certainty: Certainty
    reasons: tuple[Reason, ...]
    deployment: CitationRow | None
    """Where the deployment is said; None where the message itself tells its place."""
    citation: CitationRow | None


@dataclass(frozen=True, slots=True)
class NearbyPage:
    """What is near, those that tell of an injury first; ``by_deployment`` where the message has no place."""

    rows: tuple[NearView, ...] = ()
    total: int = 0
    by_deployment: bool = False
    has_spot: bool = False
    """Whether anything tells where the speaker was."""


def near_message(actor: Actor, row: MediumRow, *, at: datetime) -> NearbyPage:
    """Return the incidents near where a message was sent from, within a kilometre and half an hour."""
    spells = tuple(Spell(each.window.time, each.window.place) for each in row.windows)
    if not spells:
        return NearbyPage()
    time = spells[0].time
    called = stored.deployments_called(stored.callsigns_of(row.medium_id), time)
    spots = spots_of(spells, called)
    if not spots:
        return NearbyPage()
    found = near_spots(spots, time, stored.cases_about(time, SOON))
    incidents = {each.incident_id: each for each in load_incidents(near.case for near in found)}
    ordered = sorted(
        (each for each in found if each.case in incidents), key=lambda each: not incidents[each.case].injuries
    )
    shown = ordered[:MOST_SHOWN]
    if shown:
        note_readings(actor, [incidents[each.case].ref for each in shown], at=at)
    numbers = [spots[each.spot].deployment for each in shown]
    told = deployments_by_id(each.number for each in numbers if each is not None)
    return NearbyPage(
        tuple(_view(each, incidents[each.case], spots, told) for each in shown),
        len(ordered),
        by_deployment=spots[0].deployment is not None,
        has_spot=True,
    )


def _view(
    near: Near, incident: IncidentRow, spots: Sequence[Spot], told: dict[int, DeploymentRow]
) -> NearView:
    deployment = spots[near.spot].deployment
    return NearView(
        ref=incident.ref,
        title=incident.title,
        is_invented=incident.is_invented,
        injuries=incident.injuries,
        acts=tuple(dict.fromkeys(act.code for act in incident.acts if act.code)),
        least_m=near.least_m,
        most_m=near.most_m,
        minutes=near.apart.total_seconds() / 60,
        certainty=near.certainty,
        reasons=near.reasons,
        deployment=told[deployment.number].citation if deployment is not None else None,
        citation=incident.citations[0] if incident.citations else None,
    )
