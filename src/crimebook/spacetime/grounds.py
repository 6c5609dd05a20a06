"""Grounds: the sentence beside each term of a score, for a person who must answer for it in court."""

import math

from crimebook.spacetime.chances import Nearest
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.strata import LEAST_CHANCE, Stratum
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.windows import Window, WindowKind


def prior_ground(chance: float, stratum: Stratum) -> Reason:
    """Say how likely a recording of its kind is the right one before its own time and place are weighed."""
    return reason(
        "before looking closer: 1 in {one_in} recordings of this kind from {stratum}",
        one_in=round(1 / chance),
        stratum=stratum.name,
    )


def time_ground(incident: Window, recorded: Recorded, row: int, chance: float) -> Reason:
    """Say how much of the incident's time the recording covers, and how its own time is known."""
    if math.isnan(chance):
        return reason("too little is known of the time to weigh it")
    if recorded.is_posted[row]:
        return _posted_ground(incident, recorded, row, _percent(chance))
    if incident.kind is WindowKind.LASTING:
        return reason(
            "with a chance of {percent} % the recording was running while it lasted", percent=_percent(chance)
        )
    if recorded.is_instant[row]:
        return reason(
            "the message speaks of the {minutes} minutes around it: {percent} % of the possible instants",
            minutes=_short(recorded.context_s[row] / 60),
            percent=_percent(chance),
        )
    if recorded.clock_sigma_s[row] > 0:
        return reason(
            "the recording covers {percent} % of the possible instants, its clock being right to {sigma_s} s",
            percent=_percent(chance),
            sigma_s=_short(recorded.clock_sigma_s[row]),
        )
    return reason("the recording covers {percent} % of the possible instants", percent=_percent(chance))


def place_ground(near: Nearest, reach_m: float) -> Reason:
    """Say how far away the recording was, how well that is known, and how far it reaches."""
    return reason(
        "{distance_m} m away, give or take {sigma_m} m; reach {reach_m} m",
        distance_m=round(near.distance_m),
        sigma_m=round(near.sigma_m),
        reach_m=round(reach_m),
    )


def view_ground(chance: float) -> Reason:
    """Say how much of where the incident can have been, within the camera's reach, the camera looks at."""
    return reason(
        "the camera looks at {percent} % of the possible places within its reach", percent=_percent(chance)
    )


def _posted_ground(incident: Window, recorded: Recorded, row: int, percent: float) -> Reason:
    end = incident.time.latest_end
    late_s = 0.0 if end is None else recorded.points_us[row, 3] / 1e6 - end.timestamp()
    if late_s < 0:
        return reason(
            "posted {hours} h before the last possible instant: a chance of {percent} %",
            hours=_short(-late_s / 3600),
            percent=percent,
        )
    return reason(
        "posted {hours} h after the last possible instant; recorded in time with a chance of {percent} %",
        hours=_short(late_s / 3600),
        percent=percent,
    )


def _percent(chance: float) -> float:
    """Return per cent to three digits, never below the floor of every chance."""
    return _short(100 * max(chance, LEAST_CHANCE))


def _short(value: float) -> float:
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded.is_integer() else rounded
