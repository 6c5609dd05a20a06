"""Verdicts on matches: added and never changed; what stands of them, and the pairs that people confirmed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from crimebook.spacetime.verdicts import MatchState, MatchWord, Word, standing_words, state_of
from crimebook.stores.register.models import (
    ErasedCitation,
    Incident,
    Match,
    MatchedThrough,
    MatchVerdict,
    Recording,
)
from crimebook.stores.register.timed import Device, records_of
from crimebook.terms.errors import NotFoundError
from crimebook.terms.windows import SubjectKind

STEP = 2_000
"""Rows that one statement names or brings."""

_WORDS = 20
"""Words of a person that are read at once while their last one is sought."""

_LIVE = Q(window__superseded_at_change__isnull=True, other__superseded_at_change__isnull=True)


@dataclass(frozen=True, slots=True, order=True)
class MatchedPair:
    """An incident, and the recording or communication (``kind`` and its number) that may show it."""

    incident_id: int
    kind: SubjectKind
    record_id: int


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """What was on the screen: the two windows, the score with its terms as JSON values, and the scorer."""

    window_id: int
    other_id: int
    score_bits: float
    terms: tuple[dict[str, Any], ...]
    scorer: str
    is_placed: bool


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What one person said of a pair, when and why, and what they saw; or that they took a word back."""

    number: int
    pair: MatchedPair
    verdict: MatchWord
    actor: str
    at: datetime
    reason: str
    change: int
    window_id: int | None
    other_id: int | None
    score_bits: float | None
    terms: tuple[dict[str, Any], ...]
    scorer: str
    shown: Mapping[str, Any]
    takes_back: int | None
    seen_at_s: int | None = None


@dataclass(frozen=True, slots=True)
class PairVerdicts:
    """All that was said of a pair, oldest first; what stands of it, and what that says together."""

    pair: MatchedPair
    rows: tuple[VerdictRow, ...]
    standing: tuple[VerdictRow, ...]
    state: MatchState

    @property
    def last(self) -> int:
        """Return the number of the last word."""
        return self.rows[-1].number


@dataclass(frozen=True, slots=True)
class ConfirmedPair:
    """A pair that at least one person confirms and nobody rejects: with the windows that they were shown."""

    pair: MatchedPair
    window_id: int
    other_id: int
    actors: tuple[str, ...]
    number: int
    """The number of the newest word that confirms it; of those that say an instant, if any does."""
    seen_at_s: int | None = None
    """The second of the recording at which that word says it is seen."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word on a pair, with what was on the screen; of a withdrawal, the word that it takes back."""

    pair: MatchedPair
    verdict: MatchWord
    shown_match: ShownMatch | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)
    takes_back: int | None = None
    seen_at_s: int | None = None


def add_verdict(said: Said, *, actor: str, at: datetime, reason: str, change: int) -> int:
    """Add one word, inside the caller's transaction; return its number."""
    match = said.shown_match
    row = MatchVerdict.objects.create(
        incident_id=said.pair.incident_id,
        **{f"{said.pair.kind.value}_id": said.pair.record_id},
        verdict=said.verdict.value,
        takes_back_id=said.takes_back,
        actor=actor,
        at=at,
        reason=reason,
        window_id=match.window_id if match else None,
        other_id=match.other_id if match else None,
        score_bits=match.score_bits if match else None,
        terms=list(match.terms) if match else [],
        scorer=match.scorer if match else "",
        shown=dict(said.shown),
        seen_at_s=said.seen_at_s,
        change=change,
    )
    known = verdicts_on_pair(said.pair)
    _mark(said.pair, is_judged=known is not None and bool(known.standing))
    return row.pk


def mark_judged(incident_ids: Iterable[int]) -> None:
    """Mark those matches of some incidents on whose pairs a word stands, in the caller's transaction."""
    ids = sorted(set(incident_ids))
    for start in range(0, len(ids), STEP):
        for said in _grouped(MatchVerdict.objects.filter(incident_id__within=ids[start : start + STEP])):
            if said.standing:
                _mark(said.pair, is_judged=True)


def _mark(pair: MatchedPair, *, is_judged: bool) -> None:
    matches = Match.objects.filter(
        incident_id=pair.incident_id, **{f"other__{pair.kind.value}_id": pair.record_id}
    )
    matches.update(is_judged=is_judged)


def find_verdict(number: int) -> VerdictRow:
    """Return one word; raise `NotFoundError` where there is none."""
    row = MatchVerdict.objects.filter(pk=number).first()
    if row is None:
        raise NotFoundError(f"expected a verdict numbered {number}, got none")
    return _row(row)


def verdicts_of(incident_id: int) -> tuple[PairVerdicts, ...]:
    """Return everything said of an incident's matches, pair by pair."""
    return _grouped(MatchVerdict.objects.filter(incident_id=incident_id))


def verdicts_on(kind: SubjectKind, record_id: int) -> tuple[PairVerdicts, ...]:
    """Return everything said of a recording's or communication's matches with incidents that are here."""
    here = Incident.objects.filter(pk=OuterRef("incident_id"))
    return _grouped(MatchVerdict.objects.filter(Exists(here), **{f"{kind.value}_id": record_id}))


def verdicts_on_pair(pair: MatchedPair) -> PairVerdicts | None:
    """Return what was said of one pair; None where nothing was."""
    rows = MatchVerdict.objects.filter(
        incident_id=pair.incident_id, **{f"{pair.kind.value}_id": pair.record_id}
    )
    return next(iter(_grouped(rows)), None)


def confirmed_pairs() -> tuple[ConfirmedPair, ...]:
    """Return every pair that people confirm and nobody rejects, of incidents that are in the book now."""
    confirmed = MatchVerdict.objects.filter(verdict=MatchWord.CONFIRMED.value)
    ids = sorted(set(confirmed.values_list("incident_id", flat=True)))
    found: list[ConfirmedPair] = []
    for start in range(0, len(ids), STEP):
        found += _confirmed_of(MatchVerdict.objects.filter(incident_id__within=ids[start : start + STEP]))
    return tuple(found)


def confirmed_pairs_of(device: Device) -> tuple[ConfirmedPair, ...]:
    """Return those of `confirmed_pairs` that are of what one camera or recorder timed."""
    timed = {f"{device.times.value}_id__in": records_of(device).values("pk")}
    return tuple(sorted(_confirmed_of(MatchVerdict.objects.filter(**timed)), key=lambda each: each.pair))


def recording_length_s(record_id: int) -> float | None:
    """Return how long a recording is; None where its source does not say, or it is gone."""
    return Recording.objects.filter(pk=record_id).values_list("duration_s", flat=True).first()


def last_word_of(actor: str) -> VerdictRow | None:
    """Return the newest word of a person that they have not taken back, and that is no withdrawal."""
    # Newest first, as the index has them: asked for all words without a withdrawal, a plan reads every one.
    rows = MatchVerdict.objects.filter(actor=actor).order_by("-id")
    gone: set[int | None] = set()
    some = list(rows[:_WORDS])
    while some:
        for row in some:
            if row.verdict == MatchWord.WITHDRAWN.value:
                gone.add(row.takes_back_id)
            elif row.pk not in gone:
                return _row(row)
        some = list(rows.filter(pk__lt=some[-1].pk)[:_WORDS])
    return None


def shown_match(pair: MatchedPair) -> ShownMatch | None:
    """Return the best match of a pair's live windows: with a place before those without, as lists have it."""
    row = (
        Match.objects.filter(
            _LIVE, incident_id=pair.incident_id, **{f"other__{pair.kind.value}_id": pair.record_id}
        )
        .order_by("-is_placed", "-score_bits", "other_id")
        .first()
    )
    if row is None:
        return None
    scorer = MatchedThrough.objects.filter(window_id=row.window_id).values_list("scorer", flat=True).first()
    return ShownMatch(
        row.window_id, row.other_id, row.score_bits, tuple(row.terms), scorer or "", row.is_placed
    )


def open_matches() -> QuerySet[Match]:
    """Return the matches of live windows on whose pair nobody's word stands."""
    stands = MatchVerdict.objects.filter(
        ~Q(verdict=MatchWord.WITHDRAWN.value),
        taken_back_by__isnull=True,
        incident_id=OuterRef("incident_id"),
    )
    # A match that was made anew may not be marked yet: what was said is asked all the same.
    return Match.objects.filter(
        _LIVE,
        ~Exists(stands.filter(recording_id=OuterRef("other__recording_id"))),
        ~Exists(stands.filter(communication_id=OuterRef("other__communication_id"))),
        is_judged=False,
    )


def erase_verdicts(ref: str) -> int:
    """Delete what was said of the matches of an erased report's incident; return how many words."""
    entered = ErasedCitation.objects.filter(ref=ref).values_list("incident_id", flat=True)
    ids = {pk for pk in entered if pk is not None}
    ids -= set(Incident.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return MatchVerdict.objects.filter(incident_id__in=ids).delete()[0]


def _grouped(rows: Iterable[MatchVerdict] | QuerySet[MatchVerdict]) -> tuple[PairVerdicts, ...]:
    ordered = rows.order_by("pk") if isinstance(rows, QuerySet) else rows
    found: dict[MatchedPair, list[VerdictRow]] = {}
    for row in map(_row, ordered):
        found.setdefault(row.pair, []).append(row)
    return tuple(_pair_verdicts(pair, said) for pair, said in sorted(found.items()))


def _pair_verdicts(pair: MatchedPair, rows: Sequence[VerdictRow]) -> PairVerdicts:
    words = [Word(each.number, each.verdict, each.actor, each.takes_back) for each in rows]
    standing = standing_words(words)
    numbers = {each.number for each in standing}
    return PairVerdicts(
        pair, tuple(rows), tuple(each for each in rows if each.number in numbers), state_of(standing)
    )


def _confirmed_of(rows: QuerySet[MatchVerdict]) -> list[ConfirmedPair]:
    here = Incident.objects.filter(pk=OuterRef("incident_id"))
    said = _grouped(rows.filter(Exists(here)))
    return [_confirmed(each) for each in said if each.state is MatchState.CONFIRMED]


def _confirmed(verdicts: PairVerdicts) -> ConfirmedPair:
    rows = [each for each in verdicts.standing if each.verdict is MatchWord.CONFIRMED]
    newest = ([each for each in rows if each.seen_at_s is not None] or rows)[-1]
    return ConfirmedPair(
        verdicts.pair,
        newest.window_id or 0,
        newest.other_id or 0,
        tuple(each.actor for each in rows),
        newest.number,
        newest.seen_at_s,
    )


def _row(row: MatchVerdict) -> VerdictRow:
    is_recording = row.recording_id is not None
    kind = SubjectKind.RECORDING if is_recording else SubjectKind.COMMUNICATION
    return VerdictRow(
        number=row.pk,
        pair=MatchedPair(row.incident_id, kind, (row.recording_id or row.communication_id or 0)),
        verdict=MatchWord(row.verdict),
        actor=row.actor,
        at=row.at,
        reason=row.reason,
        change=row.change,
        window_id=row.window_id,
        other_id=row.other_id,
        score_bits=row.score_bits,
        terms=tuple(row.terms),
        scorer=row.scorer,
        shown=dict(row.shown),
        takes_back=row.takes_back_id,
        seen_at_s=row.seen_at_s,
    )
