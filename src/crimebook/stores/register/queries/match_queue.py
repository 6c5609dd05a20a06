"""What waits for a verdict: the best pair of the book of which nobody has said anything that stands.

A place in the queue is that of an incident: its best open pair, those with a place before those without.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from crimebook.stores.register.by_ref import find_by_ref
from crimebook.stores.register.models import Communication, Incident, Match, Recording, Window
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.rows import CitationRow
from crimebook.stores.register.verdicts import MatchedPair, open_matches
from crimebook.stores.register.window_rows import WindowRecord, window_record
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind

STEP = 200
"""Pairs that are looked at in one go while the next incident is sought."""

_SEEN: dict[SubjectKind, type[Model]] = {
    SubjectKind.RECORDING: Recording,
    SubjectKind.COMMUNICATION: Communication,
}
_ORDER = ("-is_placed", "-score_bits", "incident_id", "pk")


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where an incident stands in the queue: by the best of its pairs on which nobody's word stands."""

    is_placed: bool
    score_bits: float
    incident_id: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best pair of windows of an incident with one recording or communication."""

    match_id: int
    pair: MatchedPair
    is_placed: bool
    score_bits: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a recording or communication is, and where it is said."""

    kind: str
    citation: CitationRow | None


def place_of(incident_id: int) -> QueuePlace | None:
    """Return where an incident stands in the queue; None where nothing of it is open."""
    return next(_places(open_matches().filter(incident_id=incident_id), 1), None)


def next_place(after: QueuePlace | None) -> QueuePlace | None:
    """Return the place that comes after another, or the first; None at the end."""
    at, passed = after, {after.incident_id} if after else set()
    while True:
        rows = _behind(at)
        for row in rows:
            # Of an incident that stands further up this is not the best pair: it has passed already.
            if row.incident_id not in passed and place_of(row.incident_id) == row:
                return row
            passed.add(row.incident_id)
        if len(rows) < STEP:
            return None
        at = rows[-1]


def candidates_of(incident_id: int) -> tuple[Candidate, ...]:
    """Return the best pair with each recording and communication: with a place first, then best first."""
    live = Q(window__superseded_at_change__isnull=True, other__superseded_at_change__isnull=True)
    rows = (
        Match.objects.filter(live, incident_id=incident_id)
        .order_by("-is_placed", "-score_bits", "other_id")
        .values_list("pk", "is_placed", "score_bits", "other__recording_id", "other__communication_id")
    )
    found: dict[MatchedPair, Candidate] = {}
    for pk, is_placed, score_bits, recording, message in rows.iterator(2000):
        kind = SubjectKind.RECORDING if recording else SubjectKind.COMMUNICATION
        pair = MatchedPair(incident_id, kind, recording or message or 0)
        found.setdefault(pair, Candidate(pk, pair, is_placed, score_bits))
    return tuple(found.values())


def find_pair(incident: Ref, kind: SubjectKind, seen: Ref) -> MatchedPair:
    """Return the pair of two records that are in the book, or raise `NotFoundError`."""
    incident_id = find_by_ref(Incident, [incident]).get(incident)
    record_id = find_by_ref(_SEEN[kind], [seen]).get(seen)
    if incident_id is None or record_id is None:
        raise NotFoundError(f"expected an incident and a {kind.value} of the book, got {incident} and {seen}")
    return MatchedPair(incident_id, kind, record_id)


def names_of_pairs(pairs: Iterable[MatchedPair]) -> dict[MatchedPair, tuple[str, str]]:
    """Return the references of both records of each pair; a pair of which one is gone is left out."""
    wanted = tuple(pairs)
    refs: dict[tuple[SubjectKind, int], str] = {}
    tables: dict[SubjectKind, set[int]] = {SubjectKind.INCIDENT: {each.incident_id for each in wanted}}
    for pair in wanted:
        tables.setdefault(pair.kind, set()).add(pair.record_id)
    for kind, ids in tables.items():
        table = Incident if kind is SubjectKind.INCIDENT else _SEEN[kind]
        rows = table._default_manager.filter(pk__within=sorted(ids))  # noqa: SLF001
        for pk, source, external_id in rows.values_list("pk", "source__name", "external_id"):
            refs[kind, pk] = f"{source}:{external_id}"
    keys = {each: ((SubjectKind.INCIDENT, each.incident_id), (each.kind, each.record_id)) for each in wanted}
    return {
        pair: (refs[one], refs[other]) for pair, (one, other) in keys.items() if one in refs and other in refs
    }


def ref_of_incident(incident_id: int) -> str:
    """Return the reference of an incident; empty where there is none."""
    row = Incident.objects.filter(pk=incident_id).values_list("source__name", "external_id").first()
    return f"{row[0]}:{row[1]}" if row else ""


def seen_rows(pairs: Iterable[MatchedPair]) -> dict[MatchedPair, Seen]:
    """Return of each pair what its recording or communication is, and where it is said."""
    wanted = {(each.kind, each.record_id): each for each in pairs}
    ids = {kind: [number for of, number in wanted if of is kind] for kind in _SEEN}
    recordings = Recording.objects.filter(pk__within=ids[SubjectKind.RECORDING])
    messages = Communication.objects.filter(pk__within=ids[SubjectKind.COMMUNICATION])
    rows: list[Recording | Communication] = [
        *recordings.select_related(*WITH_SOURCE),
        *messages.select_related(*WITH_SOURCE),
    ]
    found: dict[MatchedPair, Seen] = {}
    for row in rows:
        kind = SubjectKind.RECORDING if isinstance(row, Recording) else SubjectKind.COMMUNICATION
        cited = citation_row(row.citation, is_invented=row.is_invented)
        found[wanted[kind, row.pk]] = Seen(row.kind, cited)
    return found


def windows_by_id(ids: Iterable[int]) -> dict[int, WindowRecord]:
    """Return windows by their numbers, also those that were superseded since."""
    rows = Window.objects.filter(pk__within=sorted(set(ids))).select_related("injury", "leg")
    return {row.pk: window_record(row) for row in rows}


def _places(rows: QuerySet[Match], count: int) -> Iterator[QueuePlace]:
    for row in rows.order_by(*_ORDER).values_list("is_placed", "score_bits", "incident_id")[:count]:
        yield QueuePlace(*row)


def _behind(place: QueuePlace | None) -> list[QueuePlace]:
    """Return the first pairs behind a place, or of the whole queue."""
    rows: list[QueuePlace] = []
    for stretch in _stretches(place):
        rows += _places(open_matches().filter(stretch), STEP - len(rows))
        if len(rows) == STEP:
            break
    return rows


def _stretches(place: QueuePlace | None) -> tuple[Q, ...]:
    """Return what is behind a place, in order: each a range of the index, that an "or" would walk whole."""
    if place is None:
        return (Q(is_placed=True), Q(is_placed=False))
    same = Q(is_placed=place.is_placed)
    behind = (
        same & Q(score_bits=place.score_bits, incident_id__gt=place.incident_id),
        same & Q(score_bits__lt=place.score_bits),
    )
    return (*behind, Q(is_placed=False)) if place.is_placed else behind
