"""Incidents: one, or many under a filter, with what their latest citations say."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models import Act, Incident, Injury, Mention, Source, Window
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.queries.milestones import (
    BACK_IN_TIME,
    IN_TIME,
    Milestone,
    page_from,
    set_milestones,
)
from crimebook.stores.register.rows import ActRow, Count, IncidentRow, InjuryRow, MentionRow
from crimebook.stores.register.window_rows import window_record
from crimebook.stores.register.zone import book_zone
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.script import fold

COUNTED = 2_000
"""A narrowed list is counted to its end up to here; a page must not wait for more."""

BATCH = 2_000
"""Ids named in one statement."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of incidents is narrowed to; empty values narrow nothing."""

    source: str = ""
    act: str = ""
    mention: str = ""
    town: str = ""
    day: date | None = None
    last_day: date | None = None
    """The last of several days that begin with ``day``; without it, that day alone is meant."""
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
    return tuple(_row(row) for row in _whole(Incident.objects.filter(pk__within=list(ids))).order_by("pk"))


def following_ref(incident_id: int) -> str:
    """Return the ref of the incident after this one, empty at the end."""
    row = Incident.objects.filter(pk__gt=incident_id).select_related("source").order_by("pk").first()
    return f"{row.source.name}:{row.external_id}" if row else ""


def narrow_incidents(
    by: Narrowing,
    *,
    start: int,
    count: int,
    known: int | None = None,
    is_current: bool = False,
    milestones: Sequence[Milestone] = (),
) -> Narrowed:
    """Return incidents ``start`` to ``start + count`` of those that ``by`` leaves, in the order of time.

    More than `COUNTED` are not counted, and what else could be chosen among them is not either: the counts
    that the book keeps say it for the whole. Where they say how many ``by`` leaves, that is ``known``; with
    ``is_current`` nothing has changed since they were kept, nor since the list's ``milestones`` were set.
    """
    left = _narrow(Incident.objects.filter(leader__isnull=True), by)
    if known is None or known <= COUNTED:
        facts = list(left.order_by().values_list(*_FACTS)[: COUNTED + 1])
        if len(facts) <= COUNTED:
            return _choices_of(sorted(map(_Left._make, facts), key=_in_time), start, count)
    page = page_from(left, milestones, start, count) if is_current else None
    if page is None:
        page = _page_of(left, start, count, whole=known if is_current else None)
    return Narrowed(_rows_of(page), max(known or 0, COUNTED), is_more=known is None or known <= COUNTED)


def milestones_of(by: Narrowing) -> tuple[Milestone, ...]:
    """Return the milestones of the list that ``by`` leaves, as the register stands now."""
    return set_milestones(_narrow(Incident.objects.filter(leader__isnull=True), by))


def _page_of(left: QuerySet[Incident], start: int, count: int, *, whole: int | None) -> list[int]:
    """Return the ids of a page; where the size of the ``whole`` is known, from the end that is nearer."""
    ids = left.values_list("pk", flat=True)
    if whole is None or start <= whole // 2:
        return list(ids.order_by(*IN_TIME)[start : start + count])
    before_end = max(whole - start, 0)
    return list(ids.order_by(*BACK_IN_TIME)[max(before_end - count, 0) : before_end])[::-1]


class _Left(NamedTuple):
    """What is asked of each incident of a list that is counted to its end."""

    pk: int
    citation_id: int
    source_id: int
    day: str
    first_start: datetime | None


_FACTS = _Left._fields


def _in_time(left: _Left) -> tuple[bool, datetime, int]:
    """Return the key of `IN_TIME`."""
    return left.first_start is None, left.first_start or datetime.min.replace(tzinfo=UTC), left.pk


def _rows_of(ids: Sequence[int]) -> tuple[IncidentRow, ...]:
    whole = {row.pk: row for row in _whole(Incident.objects.filter(pk__within=ids))}
    return tuple(_row(whole[pk]) for pk in ids)


def _choices_of(left: Sequence[_Left], start: int, count: int) -> Narrowed:
    """Return a page of a whole list, and what else could be chosen among its incidents."""
    # By the ids themselves: to find them again would cost as much for each kind of choice as for the list.
    ids = [each.pk for each in left]
    latest = {(each.pk, each.citation_id) for each in left}
    acts = Act.objects.filter(incident_id__within=ids)
    mentions = Mention.objects.filter(incident_id__within=ids, role="alleged_actor")
    live = Window.objects.filter(incident_id__within=ids, superseded_at_change__isnull=True)
    names = dict(Source.objects.values_list("pk", "name"))
    days = Counter(each.day for each in left if each.day)
    return Narrowed(
        rows=_rows_of(ids[start : start + count]),
        total=len(left),
        is_more=False,
        sources=_counts(Counter(names[each.source_id] for each in left)),
        acts=_incidents_by(acts.values_list("code", "incident_id", "citation_id"), latest),
        mentions=_incidents_by(mentions.values_list("words", "incident_id", "citation_id"), latest),
        towns=_counts(Counter(town for town, _ in set(live.values_list("place_name", "incident_id")))),
        days=tuple(Count(day, days[day]) for day in sorted(days)),
    )


def _incidents_by(
    said: Iterable[tuple[str, int, int]], latest: Container[tuple[int, int]]
) -> tuple[Count, ...]:
    """Return how many incidents have each value in their latest words."""
    told = {(value, incident) for value, incident, citation in said if (incident, citation) in latest}
    return _counts(Counter(value for value, _ in told))


def refs_of(incident_ids: Sequence[int]) -> dict[int, str]:
    """Return the references of incidents by id."""
    refs: dict[int, str] = {}
    for start in range(0, len(incident_ids), BATCH):
        rows = Incident.objects.filter(pk__within=incident_ids[start : start + BATCH])
        named = rows.values_list("pk", "source__name", "external_id")
        refs |= {pk: f"{source}:{name}" for pk, source, name in named}
    return refs


def _narrow(every: QuerySet[Incident], by: Narrowing) -> QuerySet[Incident]:
    conditions = Q()
    if by.source:
        # The id itself, asked first: a join with its name would keep the database from using the index.
        named = Source.objects.filter(name=by.source)
        conditions &= Q(source_id__in=list(named.values_list("pk", flat=True)))
    if by.words:
        conditions &= Q(title__icontains=by.words)
    if by.act:
        conditions &= _in_any_telling(Act.objects.filter(_SAID_NOW, code=by.act))
    if by.mention:
        conditions &= _in_any_telling(_mentioning(by.mention))
    if by.town:
        conditions &= _in_any_telling(
            Window.objects.filter(
                incident=OuterRef("pk"), superseded_at_change__isnull=True, place_name=by.town
            )
        )
    if by.waiting:
        conditions &= _WAITING[by.waiting]
    if by.day:
        conditions &= _within(by.day, by.last_day) if by.last_day else Q(day=by.day.isoformat())
    return every.filter(conditions)


def _within(first: date, last: date) -> Q:
    """Keep what begins from the one day to the other, as instants: the order of time is theirs too."""
    zone = book_zone()
    begins = datetime.combine(first, time.min, zone)
    return Q(
        first_start__gte=begins, first_start__lt=datetime.combine(last + timedelta(days=1), time.min, zone)
    )


_SAID_NOW = Q(citation=OuterRef("citation"))
"""What the latest citation of the incident in question says: a citation tells of one incident alone.

Asked for the incident as well, PostgreSQL would take the two for independent and expect no rows at all.
"""


def _in_any_telling(said: QuerySet[Any]) -> Q:
    """Keep incidents of which it is said, also through what was judged to tell the same."""
    told_again = Incident.objects.filter(Exists(said), leader__isnull=False)
    leaders = list(told_again.values_list("leader_id", flat=True).distinct()[: COUNTED + 1])
    own = Q(Exists(said))
    # An alternative costs the database its best plan; most books have nothing that was told again.
    if not leaders:
        return own
    return own | Q(pk__in=leaders if len(leaders) <= COUNTED else told_again.values("leader_id"))


def _mentioning(words: str) -> QuerySet[Mention]:
    key = fold(words)[:KEY_CHARACTERS]
    return Mention.objects.filter(_SAID_NOW, words_key=key, words=words, role="alleged_actor")


_WAITING = {"place": Q(wants_place=True), "match": Q(has_match=False)}
"""What an incident can wait for: a person who solves one of its places, something that matches it."""


def _counts(counted: Mapping[str, int]) -> tuple[Count, ...]:
    found = [Count(value, count) for value, count in counted.items() if value]
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
