"""Opening the candidates of an incident for verdicts, and the next incident of the queue."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from crimebook.spacetime.clocks import Clock, unmoved
from crimebook.spacetime.differences import of_pair
from crimebook.spacetime.verdicts import MatchWord
from crimebook.stores.register import gazetteer, learnt, matching, timed, verdicts
from crimebook.stores.register.queries import incidents as stored
from crimebook.stores.register.queries import match_queue
from crimebook.stores.register.queries.match_queue import Candidate, QueuePlace, Seen
from crimebook.stores.register.timed import Device
from crimebook.stores.register.verdicts import MatchedPair, PairVerdicts, VerdictRow
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind, Window
from crimebook.work.actors import Actor, Right
from crimebook.work.clock_lessons import lesson_of
from crimebook.work.journal import note_reading, note_readings
from crimebook.work.reading.match_pages import (
    CANDIDATE_ROWS,
    CandidatesPage,
    CandidateView,
    ClockKnown,
    ClockLesson,
    ClockTaught,
    LastWord,
    MatchFilter,
    WithWord,
)
from crimebook.work.reading.match_words import MatchWords, word_view, words_view
from crimebook.work.reading.papers import open_papers
from crimebook.work.reading.streets import streets_near
from crimebook.work.reading.views import match_view, window_view

Said = Mapping[MatchedPair, PairVerdicts]


def open_next(actor: Actor, *, at: datetime) -> str:
    """Return the incident whose best pair of all waits for a verdict; empty where none does."""
    note_reading(actor, "match queue", at=at)
    place = match_queue.next_place(None)
    return match_queue.ref_of_incident(place.incident_id) if place else ""


def open_candidates(
    actor: Actor, ref: str, chosen: MatchFilter, *, entered: QueuePlace | None = None, at: datetime
) -> CandidatesPage:
    """Return an incident with the candidates that a filter leaves, best first.

    ``entered`` is where the incident stood in the queue when somebody began with it: it moves back with every
    verdict, and the next one is that after where it was. Raises `NotFoundError` where there is no incident.
    """
    note_readings(actor, [f"matches of {ref}", ref], at=at)
    row = stored.find_incident(Ref.parse(ref))
    every = match_queue.candidates_of(row.incident_id)
    said = {each.pair: each for each in verdicts.verdicts_of(row.incident_id)}
    windows = (*row.windows, *open_papers(row.incident_id, row.ref, at=at).leg_windows)
    left = _narrowed(actor, every, said, chosen)
    start = (chosen.page - 1) * CANDIDATE_ROWS
    shown = _views(left[start : start + CANDIDATE_ROWS], said)
    if shown:
        # Their sources stand on the page: they are read as well.
        note_readings(actor, [each.match.ref for each in shown], at=at)
    place = entered or match_queue.place_of(row.incident_id)
    return CandidatesPage(
        ref=row.ref,
        title=row.title,
        is_invented=row.is_invented,
        windows=tuple(window_view(window) for window in windows),
        citations=row.citations,
        streets=streets_near(windows),
        credits=gazetteer.credits_of_places(),
        chosen=chosen,
        rows=shown,
        total=len(left),
        in_all=len(every),
        open=sum(not _stands(said, each) for each in every),
        entered=place,
        following=_following(row.incident_id, place),
        last=_last(actor),
        may_judge=actor.may(Right.JUDGE),
        gone=_gone(every, said),
    )


def _following(incident_id: int, place: QueuePlace | None) -> str:
    found = match_queue.next_place(place)
    if found is not None and found.incident_id == incident_id:
        found = match_queue.next_place(found)
    return match_queue.ref_of_incident(found.incident_id) if found else ""


def _narrowed(
    actor: Actor, every: Sequence[Candidate], said: Said, chosen: MatchFilter
) -> tuple[Candidate, ...]:
    cameras = _of_camera(every, chosen.camera) if chosen.camera else None
    return tuple(
        each
        for each in every
        if chosen.kind in {None, each.pair.kind}
        and chosen.is_placed in {None, each.is_placed}
        and (chosen.least_bits is None or each.score_bits >= chosen.least_bits)
        and _has_word(actor, said, each, chosen.word)
        and (cameras is None or each.pair.record_id in cameras)
    )


def _has_word(actor: Actor, said: Said, candidate: Candidate, word: WithWord) -> bool:
    match word:
        case WithWord.OPEN:
            return not _stands(said, candidate)
        case WithWord.SAID:
            return _stands(said, candidate)
        case WithWord.MINE:
            known = said.get(candidate.pair)
            return known is None or all(each.actor != actor.key for each in known.standing)
        case WithWord.ALL:
            return True


def _gone(every: Sequence[Candidate], said: Said) -> tuple[tuple[SubjectKind, str, MatchWords], ...]:
    """Return the words that stand on pairs that are no match any more: what was said is not lost with it."""
    left = {pair: words for pair, words in said.items() if words.standing}
    for each in every:
        left.pop(each.pair, None)
    names = match_queue.names_of_pairs(left)
    return tuple(
        (pair.kind, names[pair][1], words_view(words)) for pair, words in left.items() if pair in names
    )


def _stands(said: Said, candidate: Candidate) -> bool:
    known = said.get(candidate.pair)
    return known is not None and bool(known.standing)


def _of_camera(every: Sequence[Candidate], ref: str) -> frozenset[int]:
    """Return the recordings among candidates that one camera made, by the recording that is named.

    Raises `NotFoundError` where that is none of them.
    """
    recordings = [each for each in every if each.pair.kind is SubjectKind.RECORDING]
    names = match_queue.names_of_pairs(each.pair for each in recordings)
    asked = next((pair.record_id for pair, (_, seen) in names.items() if seen == ref), None)
    if asked is None:
        raise NotFoundError(f"expected a recording among the candidates, got {ref}")
    cameras = timed.devices_of(SubjectKind.RECORDING, (each.pair.record_id for each in recordings))
    made = {number for number, camera in cameras.items() if camera == cameras.get(asked)}
    return frozenset(made | {asked})


def _views(candidates: Sequence[Candidate], said: Said) -> tuple[CandidateView, ...]:
    rows = matching.load_matches(SubjectKind.INCIDENT, [each.match_id for each in candidates])
    seen = match_queue.seen_rows(each.pair for each in candidates)
    own = match_queue.windows_by_id(row.window_id for row in rows)
    devices = _devices(candidates)
    clocks = {device: _clock(device) for device in set(devices.values())}
    nothing = Seen("", None)
    found = []
    for each, row in zip(candidates, rows, strict=True):
        what = seen.get(each.pair, nothing)
        device = devices.get(each.pair)
        found.append(
            CandidateView(
                match=match_view(row),
                what=what.kind,
                citation=what.citation,
                words=words_view(said.get(each.pair)),
                lesson=_lesson(row.other.window, own[row.window_id].window) if device else None,
                camera=device.name if device else "",
                clock=clocks[device] if device else None,
            )
        )
    return tuple(found)


def _devices(candidates: Sequence[Candidate]) -> Mapping[MatchedPair, Device]:
    """Return whose clock timed each candidate of which that is said."""
    found: dict[MatchedPair, Device] = {}
    for kind in (SubjectKind.RECORDING, SubjectKind.COMMUNICATION):
        pairs = [each.pair for each in candidates if each.pair.kind is kind]
        devices = timed.devices_of(kind, (pair.record_id for pair in pairs))
        found |= {pair: devices[pair.record_id] for pair in pairs if pair.record_id in devices}
    return found


def _clock(device: Device) -> ClockKnown | None:
    row = learnt.clock_of(device)
    if row is None or not row.values:
        return None
    return ClockKnown(float(row.values["offset_s"]), float(row.values["sigma_s"]), len(row.origins))


def _lesson(seen: Window, incident: Window, seen_at_s: int | None = None) -> ClockLesson | None:
    # As its source had it: what is learnt is learnt of the clock, not of what was set right before.
    told = unmoved(seen)
    difference = of_pair(told, incident, "", seen_at_s=seen_at_s)
    if difference is None:
        return None
    soft_s = difference.sigma_s
    return ClockLesson(difference.low_s - soft_s, difference.high_s + soft_s, told.clock_sigma_s)


def _last(actor: Actor) -> LastWord | None:
    row = verdicts.last_word_of(actor.key)
    if row is None:
        return None
    names = match_queue.names_of_pairs([row.pair]).get(row.pair)
    known = verdicts.verdicts_on_pair(row.pair)
    if names is None or known is None:
        return None
    lesson = _lesson_of_word(row) if row.verdict is MatchWord.CONFIRMED else None
    return LastWord(word_view(row), names[0], names[1], known.last, lesson, _taught(row.pair))


def _lesson_of_word(row: VerdictRow) -> ClockLesson | None:
    if timed.device_of(row.pair.kind, row.pair.record_id) is None:
        return None
    windows = match_queue.windows_by_id(each for each in (row.window_id, row.other_id) if each is not None)
    if len(windows) < 2:
        return None
    seen, incident = windows[row.other_id or 0], windows[row.window_id or 0]
    return _lesson(seen.window, incident.window, row.seen_at_s)


def _taught(pair: MatchedPair) -> ClockTaught | None:
    """Return what the next learning would take the clock of a pair's device for; None without a device."""
    device = timed.device_of(pair.kind, pair.record_id)
    if device is None:
        return None
    lesson, known = lesson_of(device), _clock(device)
    clock = _known(lesson.clock)
    return ClockTaught(
        name=device.name,
        is_camera=device.times is SubjectKind.RECORDING,
        confirmed=lesson.confirmed,
        measured=lesson.measured,
        clock=clock,
        is_news=clock != known,
    )


def _known(clock: Clock | None) -> ClockKnown | None:
    return None if clock is None else ClockKnown(clock.offset_s, clock.sigma_s, len(clock.origins))
