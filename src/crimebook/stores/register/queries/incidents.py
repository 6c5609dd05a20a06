"""Incidents: one, or many under a filter, with what their latest citations say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count as CountOf
from django.db.models import F, Model, Prefetch, Q, QuerySet

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models import Act, Incident, Injury, Mention, Window
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.rows import ActRow, Count, IncidentRow, InjuryRow, MentionRow
from crimebook.stores.register.window_rows import window_record
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.script import fold

M = TypeVar("M", bound=Model)

COUNTED = 5_000
"""A narrowed list is counted to its end up to here; a page must not wait for more."""

BATCH = 500
"""Ids named in one statement."""


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
    is_more: bool
    sources: tuple[Count, ...] = ()
    acts: tuple[Count, ...] = ()
    mentions: tuple[Count, ...] = ()
    towns: tuple[Count, ...] = ()
    days: tuple[Count, ...] = ()


def find_incident(ref: Ref) -> IncidentRow:
    """Return one incident, or raise `NotFoundError`."""
    row = _whole(Incident.objects.filter(source__name=ref.source, external_id=ref.external_id)).first()
    if row is None:
        raise NotFoundError(f"expected an incident, got none called {ref}")
    return _row(row)


def load_incidents(ids: Iterable[int]) -> tuple[IncidentRow, ...]:
    """Return the incidents of these ids, in their order."""
    return tuple(_row(row) for row in _whole(Incident.objects.filter(pk__in=list(ids))).order_by("pk"))


def following_ref(incident_id: int) -> str:
    """Return the ref of the incident after this one, empty at the end."""
    row = Incident.objects.filter(pk__gt=incident_id).select_related("source").order_by("pk").first()
    return f"{row.source.name}:{row.external_id}" if row else ""


def narrow_incidents(by: Narrowing, *, start: int, count: int) -> Narrowed:
    """Return incidents ``start`` to ``start + count`` of those that ``by`` leaves, in the order of time.

    More than `COUNTED` are not counted, and what else could be chosen among them is not either: the counts
    that the book keeps say it for the whole.
    """
    left = _narrow(Incident.objects.filter(leader__isnull=True), by)
    page = list(left.order_by(*IN_TIME).values_list("pk", flat=True)[start : start + count])
    whole = {row.pk: row for row in _whole(Incident.objects.filter(pk__in=page))}
    total = left.values("pk")[: COUNTED + 1].count()
    rows = tuple(_row(whole[pk]) for pk in page)
    if total > COUNTED:
        return Narrowed(rows, COUNTED, is_more=True)
    ids = left.values("pk")
    return Narrowed(
        rows=rows,
        total=total,
        is_more=False,
        sources=_counts(left.values_list("source__name").annotate(n=CountOf("pk"))),
        acts=_counts(
            _current(Act.objects.filter(incident__in=ids)).values_list("code").annotate(n=_INCIDENTS)
        ),
        mentions=_counts(
            _current(Mention.objects.filter(incident__in=ids, role="alleged_actor"))
            .values_list("words")
            .annotate(n=_INCIDENTS)
        ),
        towns=_counts(_live(ids).values_list("place_name").annotate(n=_INCIDENTS)),
        days=days_of(ids),
    )


def refs_of(incident_ids: Sequence[int]) -> dict[int, str]:
    """Return the references of incidents by id."""
    refs: dict[int, str] = {}
    for start in range(0, len(incident_ids), BATCH):
        rows = Incident.objects.filter(pk__in=incident_ids[start : start + BATCH])
        named = rows.values_list("pk", "source__name", "external_id")
        refs |= {pk: f"{source}:{name}" for pk, source, name in named}
    return refs


def days_of(incident_ids: QuerySet[Incident, Any]) -> tuple[Count, ...]:
    """Return how many incidents begin on each local day, as ISO dates; those without a day are not told."""
    rows = Incident.objects.filter(pk__in=incident_ids).exclude(day="")
    counted = rows.values_list("day").annotate(n=CountOf("pk")).order_by("day")
    return tuple(Count(day, count) for day, count in counted)


_INCIDENTS = CountOf("incident", distinct=True)


def _narrow(every: QuerySet[Incident], by: Narrowing) -> QuerySet[Incident]:
    conditions = Q()
    if by.source:
        conditions &= Q(source__name=by.source)
    if by.words:
        conditions &= Q(title__icontains=by.words)
    if by.act:
        conditions &= _in_any_telling(_current(Act.objects.filter(code=by.act)))
    if by.mention:
        conditions &= _in_any_telling(_mentioning(by.mention))
    if by.town:
        conditions &= _in_any_telling(_live(None).filter(place_name=by.town))
    if by.waiting:
        conditions &= _WAITING[by.waiting]
    if by.day:
        conditions &= Q(day=by.day.isoformat())
    return every.filter(conditions)


def _in_any_telling(rows: QuerySet[Any]) -> Q:
    """Keep incidents that the rows are about, also through what was judged to tell the same."""
    told_again = rows.filter(incident__leader__isnull=False)
    leaders = list(told_again.values_list("incident__leader_id", flat=True).distinct()[:COUNTED])
    own = Q(pk__in=rows.values("incident"))
    # An alternative costs the database its best plan; most books have nothing that was told again.
    return own | Q(pk__in=leaders) if leaders else own


def _mentioning(words: str) -> QuerySet[Mention]:
    key = fold(words)[:KEY_CHARACTERS]
    return _current(Mention.objects.filter(words_key=key, words=words, role="alleged_actor"))


_WAITING = {"place": Q(wants_place=True), "match": Q(has_match=False)}
"""What an incident can wait for: a person who solves one of its places, something that matches it."""

IN_TIME = (F("first_start").asc(nulls_last=True), "pk")
"""The order of time; what has no time stands last on every database."""


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
