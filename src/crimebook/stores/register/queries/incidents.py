"""Incidents: one, or many under a filter, with what their latest citations say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count as CountOf
from django.db.models import F, Min, Model, Prefetch, Q, QuerySet

from crimebook.stores.register.models import Act, Incident, Injury, Match, Mention, Window
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.rows import ActRow, Count, IncidentRow, InjuryRow, MentionRow
from crimebook.stores.register.window_rows import window_record
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

M = TypeVar("M", bound=Model)


class First(TypedDict):
    """What `_dated` adds to an incident."""

    first_start: datetime | None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of incidents is narrowed to; empty values narrow nothing."""

    source: str = ""
    act: str = ""
    mention: str = ""
    town: str = ""
    day: date | None = None
    words: str = ""
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """One page of a narrowed list, the size of the whole, and what else could be chosen."""

    rows: tuple[IncidentRow, ...]
    total: int
    sources: tuple[Count, ...]
    acts: tuple[Count, ...]
    mentions: tuple[Count, ...]
    towns: tuple[Count, ...]
    days: tuple[Count, ...]


def find_incident(ref: Ref) -> IncidentRow:
    """Return one incident, or raise `NotFoundError`."""
    row = _whole(Incident.objects.filter(source__name=ref.source, external_id=ref.external_id)).first()
    if row is None:
        raise NotFoundError(f"expected an incident, got none called {ref}")
    return _row(row)


def following_ref(incident_id: int) -> str:
    """Return the ref of the incident after this one, empty at the end."""
    row = Incident.objects.filter(pk__gt=incident_id).select_related("source").order_by("pk").first()
    return f"{row.source.name}:{row.external_id}" if row else ""


def narrow_incidents(by: Narrowing, zone: ZoneInfo, *, start: int, count: int) -> Narrowed:
    """Return incidents ``start`` to ``start + count`` of those that ``by`` leaves, in the order of time."""
    left = _narrow(Incident.objects.all(), by, zone)
    ids = left.values("pk")
    page = list(left.order_by("first_start", "pk")[start : start + count])
    whole = {row.pk: row for row in _whole(Incident.objects.filter(pk__in=[row.pk for row in page]))}
    return Narrowed(
        rows=tuple(_row(whole[row.pk]) for row in page),
        total=left.count(),
        sources=_counts(left.values_list("source__name").annotate(n=CountOf("pk", distinct=True))),
        acts=_counts(
            _current(Act.objects.filter(incident__in=ids)).values_list("code").annotate(n=_INCIDENTS)
        ),
        mentions=_counts(
            _current(Mention.objects.filter(incident__in=ids, role="alleged_actor"))
            .values_list("words")
            .annotate(n=_INCIDENTS)
        ),
        towns=_counts(_live(ids).values_list("place_name").annotate(n=_INCIDENTS)),
        days=days_of(ids, zone),
    )


def all_incidents() -> tuple[IncidentRow, ...]:
    """Return every incident, in the order of time."""
    return tuple(_row(row) for row in _whole(_dated(Incident.objects.all()).order_by("first_start", "pk")))


def days_of(incident_ids: QuerySet[Incident, Any] | None, zone: ZoneInfo) -> tuple[Count, ...]:
    """Return how many incidents begin on each local day, as ISO dates."""
    firsts: dict[int, datetime] = {}
    for pk, start in _live(incident_ids).values_list("incident_id", "earliest_start"):
        if start is not None and (pk not in firsts or start < firsts[pk]):
            firsts[pk] = start
    days: dict[str, int] = {}
    for start in firsts.values():
        day = start.astimezone(zone).date().isoformat()
        days[day] = days.get(day, 0) + 1
    return tuple(Count(day, days[day]) for day in sorted(days))


_INCIDENTS = CountOf("incident", distinct=True)


def _narrow(
    every: QuerySet[Incident], by: Narrowing, zone: ZoneInfo
) -> "QuerySet[WithAnnotations[Incident, First]]":
    conditions = Q()
    if by.source:
        conditions &= Q(source__name=by.source)
    if by.words:
        conditions &= Q(title__icontains=by.words)
    rows = _dated(every.filter(conditions))
    if by.act:
        rows = rows.filter(pk__in=_current(Act.objects.filter(code=by.act)).values("incident"))
    if by.mention:
        rows = rows.filter(pk__in=_current(Mention.objects.filter(words=by.mention)).values("incident"))
    if by.town:
        rows = rows.filter(pk__in=_live(None).filter(place_name=by.town).values("incident"))
    if by.waiting:
        rows = rows.filter(_WAITING[by.waiting]())
    if by.day:
        start = datetime(by.day.year, by.day.month, by.day.day, tzinfo=zone)
        rows = rows.filter(first_start__gte=start, first_start__lt=start + timedelta(days=1))
    return rows


def wanting_places() -> Q:
    """Return the condition of an incident one of whose windows wants solving."""
    return Q(pk__in=_live(None).filter(wanting__isnull=False).values("incident"))


def without_match() -> Q:
    """Return the condition of an incident that nothing with a place matches."""
    matched = Match.objects.filter(is_placed=True, window__superseded_at_change__isnull=True)
    return ~Q(pk__in=matched.values("window__incident"))


_WAITING = {"place": wanting_places, "match": without_match}


def count_waiting(what: str) -> int:
    """Return how many incidents wait for ``place`` or for ``match``."""
    return Incident.objects.filter(_WAITING[what]()).count()


def _dated(rows: QuerySet[Incident]) -> "QuerySet[WithAnnotations[Incident, First]]":
    return rows.annotate(
        first_start=Min("windows__earliest_start", filter=Q(windows__superseded_at_change__isnull=True))
    )


def _live(incident_ids: QuerySet[Incident, Any] | None) -> QuerySet[Window]:
    rows = Window.objects.filter(incident__isnull=False, superseded_at_change__isnull=True)
    return rows if incident_ids is None else rows.filter(incident__in=incident_ids)


def _current(rows: QuerySet[M]) -> QuerySet[M]:
    """Keep what the incident's latest citation says."""
    return rows.filter(citation_id=F("incident__citation_id"))


def _counts(rows: Iterable[tuple[Any, ...]]) -> tuple[Count, ...]:
    found = [Count(str(value), int(count)) for value, count in rows if value]
    return tuple(sorted(found, key=lambda each: (-each.count, each.value)))


def _whole(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    live = Window.objects.filter(superseded_at_change__isnull=True).order_by("id")
    return rows.select_related("source", *WITH_SOURCE).prefetch_related(
        Prefetch("windows", queryset=live),
        Prefetch("acts", queryset=Act.objects.select_related("victim").order_by("id")),
        Prefetch("injuries", queryset=Injury.objects.order_by("id")),
        Prefetch("mentions", queryset=Mention.objects.order_by("id")),
    )


def _row(row: Incident) -> IncidentRow:
    return IncidentRow(
        incident_id=row.pk,
        ref=f"{row.source.name}:{row.external_id}",
        title=row.title,
        evidence_kind=row.evidence_kind,
        is_invented=row.is_invented,
        citations=(citation_row(row.citation, is_invented=row.is_invented),),
        windows=tuple(window_record(window) for window in row.windows.all()),
        acts=tuple(
            ActRow(act.code, act.source_label, act.victim.words if act.victim else "")
            for act in row.acts.all()
            if act.citation_id == row.citation_id
        ),
        injuries=tuple(
            InjuryRow(injury.region, injury.nature, injury.method, injury.source_label)
            for injury in row.injuries.all()
            if injury.citation_id == row.citation_id
        ),
        mentions=tuple(
            MentionRow(mention.words, mention.role)
            for mention in row.mentions.all()
            if mention.citation_id == row.citation_id
        ),
    )
