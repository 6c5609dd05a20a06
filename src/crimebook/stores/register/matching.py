"""What matching reads and writes: live windows, stale windows, and the matches of a window."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Coalesce

from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.models import Incident, Match, MatchedThrough, Window
from crimebook.stores.register.rows import MatchRow
from crimebook.stores.register.window_rows import WindowRecord, subject_of, window_record
from crimebook.terms.places import Precision
from crimebook.terms.windows import SubjectKind

_FAR_KINDS = (SubjectKind.INCIDENT, SubjectKind.RECORDING, SubjectKind.COMMUNICATION)
_LIVE = Q(superseded_at_change__isnull=True)
_PLACED = Q(is_placed=True)
_HAPPENED = Q(incident__isnull=False) | Q(injury__isnull=False) | Q(leg__isnull=False)
_SEEN = Q(recording__isnull=False) | Q(communication__isnull=False)
_SLICE = 500
"""Ids named in one statement."""


@dataclass(frozen=True, slots=True)
class BestPair:
    """The best pair of windows between two records."""

    match_id: int
    is_placed: bool
    kind: SubjectKind


@dataclass(frozen=True, slots=True)
class NewMatch:
    """A match to be stored: the other window, the score and its terms as JSON values."""

    other_id: int
    is_placed: bool
    score_bits: float
    terms: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Where and when a live window of what happened can be, by its hull; and whether it is marked as matched.

    Bounds of time are None where nobody knows; so are lat, lon and radius where no place is good enough.
    """

    window_id: int
    start: datetime | None
    end: datetime | None
    lat: float | None
    lon: float | None
    radius_m: float | None
    is_marked: bool


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """A stored match: whether both have a place, what the other is, and the bits of each term."""

    is_placed: bool
    subject: SubjectKind
    bits: Mapping[str, float]


def incident_windows(window_ids: Sequence[int] | None = None) -> tuple[WindowRecord, ...]:
    """Return the live windows of what happened, all or those of ``window_ids``, in the order of ids."""
    if window_ids is None:
        return _records(_HAPPENED)
    cuts = range(0, len(window_ids), _SLICE)
    found = (_records(_HAPPENED & Q(pk__in=list(window_ids[at : at + _SLICE]))) for at in cuts)
    return tuple(sorted((each for some in found for each in some), key=lambda each: each.window_id))


def count_incident_windows() -> int:
    """Return how many windows of what happened are live."""
    return Window.objects.filter(_LIVE, _HAPPENED).count()


def spans(scorer: str, within: tuple[datetime | None, datetime | None] | None) -> tuple[Span, ...]:
    """Return live windows of what happened that ``scorer`` has not matched, and those that meet an interval.

    A bound of ``within`` that is None is open; without an interval only the unmarked ones come.
    """
    marked = Exists(MatchedThrough.objects.filter(window=OuterRef("pk"), scorer=scorer))
    rows = Window.objects.filter(_LIVE, _HAPPENED).annotate(is_marked=marked)
    if within is None:
        rows = rows.filter(is_marked=False)
    else:
        first, last = within
        meets = Q() if last is None else Q(earliest_start__lte=last) | Q(earliest_start__isnull=True)
        meets &= Q() if first is None else Q(latest_end__gte=first) | Q(latest_end__isnull=True)
        rows = rows.filter(Q(is_marked=False) | meets)
    names = ("pk", "earliest_start", "latest_end", "lat", "lon", "radius_m", "precision", "is_marked")
    return tuple(_span(*row) for row in rows.order_by("pk").values_list(*names).iterator(5000))


def _span(window_id: int, start: Any, end: Any, *place: Any) -> Span:
    lat, lon, radius_m, precision, is_marked = place
    is_placed = bool(precision) and Precision(precision).is_placed
    where = (lat, lon, radius_m) if is_placed else (None, None, None)
    return Span(window_id, start, end, where[0], where[1], where[2], is_marked)


def seen_windows() -> tuple[WindowRecord, ...]:
    """Return every live window of recordings and communications, in the order of ids."""
    return _records(_SEEN)


def recording_kinds() -> Mapping[int, str]:
    """Return the kind of recording of each live window of one."""
    live = Window.objects.filter(_LIVE, recording__isnull=False)
    return dict(live.values_list("id", "recording__kind"))


def least_matched(scorer: str) -> int | None:
    """Return the change up to which every marked window was matched by this scorer; None where none is."""
    live = MatchedThrough.objects.filter(scorer=scorer, window__superseded_at_change__isnull=True)
    least: int | None = live.aggregate(least=Min("change"))["least"]
    return least


def matched_with(other_ids: Sequence[int]) -> frozenset[int]:
    """Return the windows of what happened among whose stored matches one of the others is."""
    found: set[int] = set()
    for at in range(0, len(other_ids), _SLICE):
        some = Match.objects.filter(other_id__in=list(other_ids[at : at + _SLICE]))
        found.update(some.values_list("window_id", flat=True))
    return frozenset(found)


def kept_terms(window_id: int, *, is_placed: Collection[bool]) -> tuple[KeptTerms, ...]:
    """Return the terms of a window's stored matches with a place, without one, or both."""
    rows: Any = Match.objects.filter(window_id=window_id, is_placed__in=is_placed).values_list(
        "is_placed", "other__recording_id", "terms"
    )
    return tuple(
        KeptTerms(
            has_place,
            SubjectKind.COMMUNICATION if recording is None else SubjectKind.RECORDING,
            {term["name"]: term["bits"] for term in terms},
        )
        for has_place, recording, terms in rows
    )


def unmark(window_ids: Sequence[int]) -> None:
    """Take back the marks of windows that must be matched again."""
    for at in range(0, len(window_ids), _SLICE):
        MatchedThrough.objects.filter(window_id__in=list(window_ids[at : at + _SLICE])).delete()


def save_matches(
    found: Sequence[tuple[WindowRecord, Sequence[NewMatch]]], *, change: int, scorer: str
) -> None:
    """Replace the matches of some windows and mark how far they were matched, in the caller's transaction."""
    window_ids = [window.window_id for window, _ in found]
    Match.objects.filter(window_id__in=window_ids).delete()
    rows = Writer()
    for window, matches in found:
        for match in matches:
            rows.add(
                Match,
                window_id=window.window_id,
                incident_id=window.incident_id,
                other_id=match.other_id,
                is_placed=match.is_placed,
                score_bits=match.score_bits,
                terms=match.terms,
            )
    rows.close()
    _mark_incidents({window.incident_id for window, _ in found})
    mark_matched(window_ids, change=change, scorer=scorer)


def _mark_incidents(incident_ids: Collection[int]) -> None:
    matched = Match.objects.filter(incident_id=OuterRef("pk"), is_placed=True)
    Incident.objects.filter(pk__in=incident_ids).update(has_match=Exists(matched))


def mark_matched(window_ids: Sequence[int], *, change: int, scorer: str) -> None:
    """Mark windows as matched up to ``change``."""
    MatchedThrough.objects.bulk_create(
        (MatchedThrough(window_id=window_id, change=change, scorer=scorer) for window_id in window_ids),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["window"],
        update_fields=["change", "scorer"],
    )


def drop_superseded(since: int = 0) -> int:
    """Delete the matches of windows that were superseded after the change ``since``; return how many."""
    dead = list(Window.objects.filter(superseded_at_change__gt=since).values_list("pk", flat=True))
    dropped = 0
    for at in range(0, len(dead), _SLICE):
        ids = dead[at : at + _SLICE]
        for side in ("window_id__in", "other_id__in"):
            dropped += Match.objects.filter(**{side: ids}).delete()[0]
    return dropped


def best_pairs(subject: SubjectKind, record_id: int) -> tuple[BestPair, ...]:
    """Return the best pair of windows for each matching record: placed first, then best first."""
    _, far = _sides(subject)
    others = [_far_field(far, kind) for kind in _FAR_KINDS]
    rows = (
        Match.objects.filter(
            **_of_record(subject, [record_id]),
            window__superseded_at_change__isnull=True,
            other__superseded_at_change__isnull=True,
        )
        .order_by("-is_placed", "-score_bits", f"{far}_id")
        .values_list("id", "is_placed", *others)
    )
    best: dict[tuple[int | None, ...], BestPair] = {}
    for match_id, is_placed, *record in rows.iterator(2000):
        kind = next(kind for kind, pk in zip(_FAR_KINDS, record, strict=True) if pk is not None)
        best.setdefault(tuple(record), BestPair(match_id, is_placed, kind))
    return tuple(best.values())


def load_matches(subject: SubjectKind, match_ids: Sequence[int]) -> tuple[MatchRow, ...]:
    """Return matches seen from one side, in the order of the ids."""
    near, far = _sides(subject)
    rows = Match.objects.select_related(
        near,
        "incident__source",
        f"{far}__injury",
        f"{far}__leg",
        *(f"{far}__{kind.value}__source" for kind in _FAR_KINDS),
    ).in_bulk(list(match_ids))
    return tuple(
        _match_row(rows[match_id], getattr(rows[match_id], near), getattr(rows[match_id], far))
        for match_id in match_ids
    )


def best_by_record(subject: SubjectKind, record_ids: Sequence[int]) -> Mapping[int, tuple[int, float]]:
    """Return (how many other records match, the best score) for each record that has matches.

    The best score is that of a match with a place, where there is one: the list begins with those.
    """
    near, far = _sides(subject)
    owner = _owner(subject)
    counted = (
        Count(f"{far}__recording", distinct=True) + Count(f"{far}__communication", distinct=True)
        if near == "window"
        else Count("incident", distinct=True)
    )
    rows = (
        Match.objects.filter(
            **_of_record(subject, record_ids),
            window__superseded_at_change__isnull=True,
            other__superseded_at_change__isnull=True,
        )
        .values_list(owner)
        .annotate(records=counted, best=Coalesce(Max("score_bits", filter=_PLACED), Max("score_bits")))
    )
    return {record_id: (records, best) for record_id, records, best in rows}


def count_matches() -> int:
    """Return how many pairs of live windows are stored as matches."""
    return Match.objects.filter(
        window__superseded_at_change__isnull=True, other__superseded_at_change__isnull=True
    ).count()


def _sides(subject: SubjectKind) -> tuple[str, str]:
    """Return the near and the far side of a match, seen from what happened or from what saw it."""
    happened = subject in {SubjectKind.INCIDENT, SubjectKind.INJURY}
    return ("window", "other") if happened else ("other", "window")


def _owner(subject: SubjectKind) -> str:
    return "incident_id" if subject is SubjectKind.INCIDENT else f"other__{subject.value}_id"


def _of_record(subject: SubjectKind, record_ids: Sequence[int]) -> dict[str, Any]:
    return {f"{_owner(subject)}__in": list(record_ids)}


def _far_field(far: str, kind: SubjectKind) -> str:
    if far == "window":
        return "incident_id" if kind is SubjectKind.INCIDENT else f"window__{kind.value}_id"
    return f"other__{kind.value}_id"


def _records(which: Q) -> tuple[WindowRecord, ...]:
    rows = Window.objects.filter(_LIVE, which).select_related("injury", "leg").order_by("id")
    return tuple(window_record(row) for row in rows.iterator(2000))


def _match_row(row: Match, near: Window, far: Window) -> MatchRow:
    of_incident = far.pk == row.window_id
    subject = SubjectKind.INCIDENT if of_incident else subject_of(far)
    record: Any = row.incident if of_incident else getattr(far, subject.value)
    return MatchRow(
        ref=f"{record.source.name}:{record.external_id}",
        subject=subject,
        title=record.title,
        is_invented=record.is_invented,
        duration_s=getattr(record, "duration_s", None),
        score_bits=row.score_bits,
        is_placed=row.is_placed,
        terms=tuple(row.terms),
        window_id=near.pk,
        other=window_record(far),
    )
