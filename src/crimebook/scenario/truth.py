"""The truth: of each row what really happened, of each recording when and where it really was."""

from collections.abc import Sequence

from crimebook.scenario.draws import Rows
from crimebook.scenario.events import Events, Scene
from crimebook.scenario.instants import format_local
from crimebook.scenario.inventories import RECORDINGS, row_ids
from crimebook.scenario.lists import UNITS
from crimebook.scenario.nights import CityNight
from crimebook.scenario.radio import RADIO, Messages, message_ids
from crimebook.scenario.recordings import Recordings
from crimebook.scenario.tellings import Tellings
from crimebook.scenario.world import City

PAIR_COLUMNS = ("incident", "recording")
INCIDENT_COLUMNS = ("incident", "instant", "lat", "lon", "unit", "same_event_as", "is_lie")
CLOCK_COLUMNS = ("recording", "offset_s", "true_start", "true_end", "lat", "lon", "sight_m", "copy_of")


def incident_rows(
    night: CityNight, scene: Scene, events: Events, tellings: Tellings, refs: Sequence[str]
) -> Rows:
    """Return one row for each told incident. What never happened has no instant, place or unit."""
    degrees = scene.city.to_degrees(events.at)
    rows: Rows = []
    for row, ref in enumerate(refs):
        event, first = int(tellings.event[row]), int(tellings.first[row])
        happened: Sequence[str] = ("", "", "", "")
        if event < tellings.true_events:
            unit = scene.forces[events.force[event]].id
            instant = format_local(night.midnight_s + int(events.instant_s[event]))
            happened = (instant, f"{degrees[event, 0]:.6f}", f"{degrees[event, 1]:.6f}", f"{UNITS}:{unit}")
        same = refs[first] if first >= 0 else ""
        rows.append((ref, *happened, same, "yes" if tellings.is_lie[row] else "no"))
    return rows


def clock_rows(night: CityNight, city: City, recordings: Recordings, messages: Messages) -> Rows:
    """Return for each recording and message by how much its clock is off and when and where it truly was.

    ``offset_s`` is empty where no clock is stated. ``copy_of`` is the recording of which one is an upload.
    """
    ids = [f"{RECORDINGS}:{each}" for each in row_ids(night, len(recordings))]
    degrees = city.to_degrees(recordings.at).tolist()
    zero = night.midnight_s
    rows: Rows = [
        (
            ids[row],
            str(recordings.offset_s[row]) if recordings.has_clock[row] else "",
            format_local(zero + int(recordings.start_s[row])),
            format_local(zero + int(recordings.end_s[row])),
            f"{lat:.6f}",
            f"{lon:.6f}",
            f"{float(recordings.sight_m[row]):.0f}",
            ids[recordings.copy_of[row]] if recordings.copy_of[row] >= 0 else "",
        )
        for row, (lat, lon) in enumerate(degrees)
    ]
    places = city.to_degrees(messages.at).tolist()
    for row, message in enumerate(message_ids(night, len(messages))):
        said = format_local(zero + int(messages.at_s[row]))
        offset = "0" if messages.is_post[row] else str(messages.offset_s)
        lat, lon = places[row]
        rows.append((f"{RADIO}:{message}", offset, said, said, f"{lat:.6f}", f"{lon:.6f}", "", ""))
    return rows
