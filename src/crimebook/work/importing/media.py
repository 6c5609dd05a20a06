"""Posts, recordings and radio messages become recordings and communications with their windows."""

from dataclasses import replace
from datetime import datetime

from crimebook.exchange.posts import PostRow
from crimebook.exchange.radio import RadioRow
from crimebook.exchange.recordings import MOST_CHARACTERS, RecordingRow, Spot
from crimebook.places.hints import read_hints
from crimebook.places.placewords import PlaceReading, read_places
from crimebook.places.posts import clock_time, posted_time
from crimebook.places.timereadings import TimeReading
from crimebook.places.windows import wants_a_place
from crimebook.stores.register.records import NewCommunication, NewRecording, Staged
from crimebook.stores.register.window_rows import AlternativePlace, WindowRecord
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.grades import Basis
from crimebook.terms.places import Place, Precision
from crimebook.terms.reasons import reason
from crimebook.terms.windows import View, Window, WindowKind
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext

FIXED = "fixed_camera"
"""The kind of recording whose camera hangs where it hangs."""

EXACT_M = 20.0
"""A point with a radius up to this is exact; a larger one is a vicinity."""


def stage_post(post: PostRow, context: ImportContext) -> Staged:
    """Return the recording of a post with a video, or the communication of any other post."""
    citation = cite(post.row, post.external_id, basis=Basis.DOCUMENT)
    posted_at = post.posted_at.astimezone(context.zone)
    places = read_hints(post.towns, post.streets, context.gazetteer)
    if post.is_video:
        return Staged(
            citation,
            NewRecording(
                external_id=post.external_id,
                title=post.external_id,
                kind="video",
                duration_s=post.duration_s,
                width_px=post.width_px,
                height_px=post.height_px,
                is_invented=False,
                windows=windows_of(
                    places, posted_time(posted_at, post.duration_s or 0.0), context, towns=post.towns
                ),
            ),
        )
    return Staged(
        citation,
        NewCommunication(
            external_id=post.external_id,
            title=post.external_id,
            kind="public_post",
            channel=post.channel,
            sender=post.channel,
            receiver="",
            text="",
            at=post.posted_at,
            is_invented=False,
            windows=windows_of(places, _spoken(posted_time(posted_at, 0.0)), context, towns=post.towns),
        ),
    )


def stage_recording(recording: RecordingRow, context: ImportContext) -> Staged:
    """Return a recording from an inventory."""
    if context.codebook.vocabulary("recording_kinds").find_term(recording.kind) is None:
        raise InvalidValueError("a kind of recording of the codebook", repr(recording.kind[:40]))
    places = places_of(recording.spot, recording.towns, recording.place_words, context)
    return Staged(
        cite(recording.row, recording.external_id, basis=Basis.DOCUMENT),
        NewRecording(
            external_id=recording.external_id,
            title=recording.title,
            kind=recording.kind,
            duration_s=_duration_s(recording),
            width_px=None,
            height_px=None,
            is_invented=recording.is_invented,
            windows=windows_of(
                places,
                _time(recording, context),
                context,
                sigma_s=recording.clock_sigma_s,
                view=recording.view,
                towns=recording.towns,
            ),
            camera=_camera(recording),
            clock_ahead_s=_seconds(recording.start, recording.gps_start),
            posted_after_s=_seconds(recording.posted_at, recording.end),
        ),
    )


def stage_radio(message: RadioRow, context: ImportContext) -> Staged:
    """Return a radio message."""
    places = places_of(message.spot, message.towns, message.place_words, context)
    at = message.at.astimezone(context.zone)
    return Staged(
        cite(message.row, message.external_id, basis=Basis.DOCUMENT),
        NewCommunication(
            external_id=message.external_id,
            title=f"{message.channel} · {message.sender} → {message.receiver}".rstrip(" →"),
            kind="radio",
            channel=message.channel,
            sender=message.sender,
            receiver=message.receiver,
            text=message.text,
            at=message.at,
            is_invented=message.is_invented,
            windows=windows_of(
                places,
                _spoken(clock_time(at, at, message.clock_sigma_s)),
                context,
                sigma_s=message.clock_sigma_s,
                towns=message.towns,
            ),
            recorder=message.recorder,
            clock_ahead_s=_seconds(message.at, message.gps_at),
        ),
    )


def _spoken(time: TimeReading) -> TimeReading:
    """Return the time of words: they were said at one instant, whereas a recording lasts."""
    return replace(time, kind=WindowKind.INSTANT_INSIDE)


def _time(recording: RecordingRow, context: ImportContext) -> TimeReading:
    if recording.start is not None and recording.end is not None:
        start, end = (moment.astimezone(context.zone) for moment in (recording.start, recording.end))
        return clock_time(start, end, recording.clock_sigma_s)
    if recording.posted_at is None:
        raise ValueError(f"recording {recording.external_id}: a row without any time passed its parser")
    return posted_time(recording.posted_at.astimezone(context.zone), recording.duration_s or 0.0)


def _camera(recording: RecordingRow) -> str:
    """Return whose clock timed it: the camera named, a fixed one by its numbered title, else its own.

    A title without a number ("Camera at the shop") may be that of several.
    """
    if recording.camera or recording.start is None:
        return recording.camera
    if recording.kind == FIXED and any(each.isdigit() for each in recording.title):
        return recording.title[:MOST_CHARACTERS]
    return "" if recording.gps_start is None else recording.external_id


def _seconds(later: datetime | None, earlier: datetime | None) -> float | None:
    return None if later is None or earlier is None else (later - earlier).total_seconds()


def _duration_s(recording: RecordingRow) -> float | None:
    if recording.start is not None and recording.end is not None:
        return (recording.end - recording.start).total_seconds()
    return recording.duration_s


def places_of(spot: Spot | None, towns: str, words: str, context: ImportContext) -> tuple[PlaceReading, ...]:
    """Return the place of a point, or the places that the words name; none where nothing is said."""
    if spot is not None:
        precision = Precision.EXACT if spot.radius_m <= EXACT_M else Precision.VICINITY
        place = Place(spot.point, spot.radius_m, precision)
        stated = reason(
            "coordinates stated by the source, good to {radius_m} m", radius_m=round(spot.radius_m)
        )
        return (PlaceReading(words, words, place, (stated,), (), None),)
    return read_places(words, towns=towns, gazetteer=context.gazetteer) if words or towns else ()


def windows_of(
    places: tuple[PlaceReading, ...],
    time: TimeReading,
    context: ImportContext,
    *,
    sigma_s: float = 0.0,
    view: View | None = None,
    towns: str = "",
) -> tuple[WindowRecord, ...]:
    """Return one window a place; where no place is known, one window of the time alone.

    What the place wants is said before what the time wants; the second stays among the reasons.
    """
    is_said = bool(places)
    if not places:
        nowhere = reason("the source names no place")
        places = (PlaceReading("", "", None, (nowhere,), (), reason("no place is known")),)
    asked = () if time.wanting is None else (time.wanting,)
    return tuple(
        WindowRecord(
            window=Window(
                place=each.place,
                time=time.time,
                kind=time.kind,
                basis=time.basis,
                reasons=(*each.reasons, *time.reasons, *(asked if each.wanting else ())),
                clock_sigma_s=sigma_s,
                view=view,
                wanting=each.wanting or time.wanting,
            ),
            zone=context.zone.key,
            place_name=each.name,
            place_words=each.words,
            alternatives=tuple(
                AlternativePlace(other.name, other.place.centre.lat, other.place.centre.lon, other.reason)
                for other in each.alternatives
            ),
            town_words=towns,
            wants_place=is_said and wants_a_place(each, towns),
        )
        for each in places
    )
