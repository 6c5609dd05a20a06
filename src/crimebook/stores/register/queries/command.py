"""Command: histories as values, posts and allegations as rows. What is superseded is not told."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from crimebook.command.certainty import Death
from crimebook.command.days import death_within
from crimebook.command.history import Deployment, History, Posting, Relation, RelationKind, Spell, death_of
from crimebook.command.involvements import Answer, Status
from crimebook.command.presence import Case
from crimebook.stores.register import models
from crimebook.stores.register.by_ref import BATCH, find_by_ref
from crimebook.stores.register.command_rows import (
    CodedAct,
    DeploymentRow,
    GroundRow,
    InvolvementRow,
    PostingRow,
    RelationRow,
    StepRow,
)
from crimebook.stores.register.models import PersonMember, PersonMention, UnitRelation, Window
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.window_rows import window_record
from crimebook.stores.register.zone import book_zone
from crimebook.terms.errors import NotFoundError
from crimebook.terms.grades import Direction
from crimebook.terms.ids import Ref
from crimebook.terms.intervals import FourPoint

MOST_DIGITS = 18
"""Of a number that a database can hold for sure."""

MOST_CASES = 2_000
"""Cases that are looked at for one deployment: a deployment of a year is beside all of them."""

_LIVE = Q(superseded_at_change__isnull=True)
_LONGEST_CASE = timedelta(days=31)
"""A case that began earlier and still went on is not looked for."""


def history_above(unit_id: int) -> History:
    """Return what is told of a unit and of every unit above it, at any time: what `chain_at` needs."""
    relations = tuple(_relation(row) for row in UnitRelation.objects.filter(_LIVE).order_by("pk"))
    units = _above(unit_id, relations)
    postings = _postings(Q(unit_id__in=units, is_command=True))
    return History(
        tuple(each for each in relations if each.child in units),
        postings,
        deaths=_deaths({each.person for each in postings}),
    )


def history_of(person_id: int) -> History:
    """Return the posts of a person, the deployments of their units, and the death: what `where_at` needs."""
    postings = _postings(Q(mention_id__in=mentions_of_person(person_id)))
    units = {each.unit for each in postings if each.unit is not None}
    return History((), postings, deployments_of(units), _deaths({person_id}))


def mentions_of_person(person_id: int) -> tuple[int, ...]:
    """Return the mentions that are taken for one person, in order; none where there is no such person."""
    members = Q(member__person_id=person_id) | Q(pk=person_id, member__isnull=True)
    return tuple(PersonMention.objects.filter(members).order_by("pk").values_list("pk", flat=True))


def find_person(name: str) -> int:
    """Return the person of a mention, by its number or its reference; raise `NotFoundError` for none."""
    if name.isascii() and name.isdigit() and len(name) <= MOST_DIGITS:
        found = PersonMention.objects.filter(pk=name).values_list("pk", flat=True).first()
    else:
        ref = Ref.parse(name)
        found = find_by_ref(PersonMention, [ref]).get(ref)
    if found is None:
        raise NotFoundError(f"expected a person of a force, got none called {name[:80]}")
    return persons_of([found])[found]


def find_mentions(names: Iterable[str]) -> dict[str, int]:
    """Return the ids of mentions by the names they were asked by: a reference, or an id that one source has.

    An id that several sources have stands for nobody: a post must not come to another person.
    """
    wanted = set(names)
    ids = sorted(wanted | {name.partition(":")[2] for name in wanted if ":" in name})
    found: dict[str, int] = {}
    doubled: set[str] = set()
    for start in range(0, len(ids), BATCH):
        rows = PersonMention.objects.filter(external_id__within=ids[start : start + BATCH])
        for external_id, source, pk in rows.values_list("external_id", "source__name", "pk"):
            found[f"{source}:{external_id}"] = pk
            if external_id in found:
                doubled.add(external_id)
            found[external_id] = pk
    return {name: found[name] for name in wanted if name in found and name not in doubled}


def persons_of(mentions: Iterable[int]) -> dict[int, int]:
    """Return whom each mention is taken for."""
    wanted = sorted(set(mentions))
    known = PersonMember.objects.filter(mention_id__within=wanted).values_list("mention_id", "person_id")
    return {each: each for each in wanted} | dict(known)


def deployments_of(units: Collection[int]) -> tuple[Deployment, ...]:
    """Return the deployments of units with their live windows as spells."""
    return _deployments(Q(unit_id__in=units))


def deployments_beside(case: Case) -> tuple[Deployment, ...]:
    """Return the deployments of units whose time may be that of a case; of a spell, the first `MOST_CASES`.

    A deployment that gives no bound on one side is open there.
    """
    found: set[int] = set()
    for spell in case.spells:
        begin, end = spell.time.earliest_start, spell.time.latest_end
        live = Window.objects.filter(_LIVE, deployment__isnull=False, deployment__unit__isnull=False)
        if end is not None:
            live = live.filter(Q(earliest_start__isnull=True) | Q(earliest_start__lte=end))
        if begin is not None:
            live = live.filter(Q(latest_end__isnull=True) | Q(latest_end__gte=begin))
        ids = live.order_by("deployment_id").values_list("deployment_id", flat=True)[:MOST_CASES]
        found.update(ids)
    return _deployments(Q(pk__within=sorted(found)))


def _deployments(where: Q) -> tuple[Deployment, ...]:
    rows = models.Deployment.objects.filter(where).order_by("pk")
    spells: dict[int, list[Spell]] = {}
    found = list(rows.values_list("pk", "unit_id", "citation_id", "derived_from_id"))
    same = same_cases(of_case for *_, of_case in found)
    live = Window.objects.filter(_LIVE, deployment_id__within=[pk for pk, *_ in found])
    for window in live.select_related("leg", "injury").order_by("pk"):
        spells.setdefault(window.deployment_id or 0, []).append(_spell(window))
    return tuple(
        Deployment(pk, unit_id or 0, tuple(spells.get(pk, ())), citation_id, same.get(of_case, frozenset()))
        for pk, unit_id, citation_id, of_case in found
    )


def same_cases(incidents: Iterable[int | None]) -> dict[int | None, frozenset[int]]:
    """Return for each of some cases all that people judged to be one with it, itself among them."""
    wanted = sorted({each for each in incidents if each is not None})
    rows = models.Incident.objects.filter(pk__within=wanted).values_list("pk", "leader_id")
    leaders = {pk: leader or pk for pk, leader in rows}
    groups: dict[int, set[int]] = {leader: {leader} for leader in leaders.values()}
    led = models.Incident.objects.filter(leader_id__within=sorted(groups))
    for pk, leader in led.values_list("pk", "leader_id"):
        groups[leader or pk].add(pk)
    return {each: frozenset(groups[leader]) for each, leader in leaders.items()}


def cases_beside(deployment: Deployment, *, most: int = MOST_CASES) -> tuple[Case, ...]:
    """Return cases whose time may be that of a deployment, with their spells; none without a bounded time.

    Of cases that people judged to be one only the leader is told; of a spell, the first ``most``.
    """
    found: set[int] = set()
    for spell in deployment.spells:
        begin, end = spell.time.earliest_start, spell.time.latest_end
        if begin is not None and end is not None:
            near = models.Incident.objects.filter(
                leader__isnull=True, first_start__gte=begin - _LONGEST_CASE, first_start__lte=end
            )
            found.update(near.order_by("first_start", "pk").values_list("pk", flat=True)[:most])
    return cases_of(found)


def cases_of(incidents: Iterable[int]) -> tuple[Case, ...]:
    """Return cases with their live windows as spells: their own, and those of injuries and of legs."""
    wanted = sorted(set(incidents))
    spells: dict[int, list[Spell]] = {each: [] for each in wanted}
    injuries = models.Injury.objects.filter(incident_id__within=wanted).values_list("pk", flat=True)
    legs = models.DetentionLeg.objects.filter(incident_id__within=wanted).values_list("pk", flat=True)
    # One after the other: in one question the database would go over all windows.
    for subject, ids in (("incident", wanted), ("injury", list(injuries)), ("leg", list(legs))):
        rows = Window.objects.filter(_LIVE, **{f"{subject}_id__within": ids}).select_related("leg", "injury")
        for record in map(window_record, rows.order_by("pk")):
            spells[record.incident_id].append(Spell(record.window.time, record.window.place))
    return tuple(Case(each, tuple(spells[each])) for each in wanted)


def postings_of(mentions: Iterable[int]) -> tuple[PostingRow, ...]:
    """Return the posts of mentions, in the order in which they came."""
    return _posting_rows(Q(mention_id__within=sorted(set(mentions))))


def postings_by_id(ids: Iterable[int]) -> dict[int, PostingRow]:
    """Return posts by id, those that a chain or whereabouts rest on."""
    return {row.posting_id: row for row in _posting_rows(Q(pk__within=sorted(set(ids))))}


def relations_by_id(ids: Iterable[int]) -> dict[int, RelationRow]:
    """Return relations by id, those that a chain rests on."""
    rows = UnitRelation.objects.filter(pk__within=sorted(set(ids))).select_related(*WITH_SOURCE)
    return {
        row.pk: RelationRow(
            row.pk,
            row.child_id,
            row.parent_id,
            row.kind,
            FourPoint.parse(row.time),
            citation_row(row.citation),
        )
        for row in rows
    }


def deployments_by_id(ids: Iterable[int]) -> dict[int, DeploymentRow]:
    """Return deployments by id, with where each is said."""
    rows = models.Deployment.objects.filter(pk__within=sorted(set(ids))).select_related(
        "source", *WITH_SOURCE
    )
    return {
        row.pk: DeploymentRow(
            row.pk,
            f"{row.source.name}:{row.external_id}",
            row.unit_id,
            row.unit_words,
            row.derived_from_id,
            citation_row(row.citation, is_invented=row.is_invented),
        )
        for row in rows
    }


def involvements_of(mentions: Iterable[int]) -> tuple[InvolvementRow, ...]:
    """Return what is alleged of mentions, in the order in which it came."""
    return _involvements(Q(mention_id__within=sorted(set(mentions))))


def involvements_in(incident_id: int) -> tuple[InvolvementRow, ...]:
    """Return what is alleged of anybody in an incident."""
    return _involvements(Q(incident_id=incident_id))


def find_involvement(involvement_id: int) -> InvolvementRow:
    """Return one allegation, or raise `NotFoundError`."""
    for row in _involvements(Q(pk=involvement_id)):
        return row
    raise NotFoundError(f"expected an involvement, got none with the id {involvement_id}")


def acts_of(incident_id: int) -> tuple[CodedAct, ...]:
    """Return the acts of an incident that its latest words tell of, in the order in which they were coded."""
    rows = models.Act.objects.filter(incident_id=incident_id, citation_id=F("incident__citation_id"))
    return tuple(
        CodedAct(row.pk, row.code, row.source_label, row.victim.words if row.victim else "")
        for row in rows.select_related("victim").order_by("pk")
    )


def _above(unit_id: int, relations: tuple[Relation, ...]) -> frozenset[int]:
    parents: dict[int, set[int]] = {}
    for each in relations:
        parents.setdefault(each.child, set()).add(each.parent)
    reached, fresh = {unit_id}, {unit_id}
    while fresh:
        fresh = {parent for unit in fresh for parent in parents.get(unit, ())} - reached
        reached |= fresh
    return frozenset(reached)


def _relation(row: UnitRelation) -> Relation:
    kind, time = RelationKind(row.kind), FourPoint.parse(row.time)
    return Relation(row.pk, row.child_id, row.parent_id, kind, time, row.citation_id)


def _postings(where: Q) -> tuple[Posting, ...]:
    rows = list(models.Posting.objects.filter(_LIVE, where).order_by("pk"))
    persons = persons_of(row.mention_id for row in rows)
    return tuple(
        Posting(
            number=row.pk,
            mention=row.mention_id,
            person=persons[row.mention_id],
            unit=row.unit_id,
            is_command=row.is_command,
            time=FourPoint.parse(row.time),
            citation=row.citation_id,
            kind=row.kind,
            title=row.title,
            rank=row.rank,
        )
        for row in rows
    )


def _deaths(persons: Collection[int]) -> Mapping[int, Death]:
    """Return the deaths of persons, as far as any of their mentions tells one."""
    mine = Q(pk__within=sorted(persons), member__isnull=True) | Q(member__person_id__within=sorted(persons))
    rows = PersonMention.objects.filter(mine).exclude(death="")
    told: dict[int, list[Death]] = {}
    for pk, person, text in rows.order_by("pk").values_list("pk", "member__person_id", "death"):
        told.setdefault(person or pk, []).append(death_within(text, book_zone()))
    return {person: death for person, each in told.items() if (death := death_of(each)) is not None}


def _spell(window: Window) -> Spell:
    record = window_record(window)
    return Spell(record.window.time, record.window.place)


def _posting_rows(where: Q) -> tuple[PostingRow, ...]:
    rows = list(
        models.Posting.objects.filter(_LIVE, where)
        .select_related("source", "mention", "unit__source", *WITH_SOURCE)
        .order_by("pk")
    )
    persons = persons_of(row.mention_id for row in rows)
    return tuple(_posting_row(row, persons[row.mention_id]) for row in rows)


def _posting_row(row: models.Posting, person_id: int) -> PostingRow:
    unit = row.unit
    return PostingRow(
        posting_id=row.pk,
        ref=f"{row.source.name}:{row.external_id}",
        mention_id=row.mention_id,
        person_id=person_id,
        name=row.mention.name,
        unit_id=row.unit_id,
        unit_ref=f"{unit.source.name}:{unit.external_id}" if unit else "",
        unit_names=tuple((language, name) for language, name in unit.names) if unit else (),
        unit_words=row.unit_words,
        kind=row.kind,
        title=row.title,
        rank_words=row.rank_words,
        rank=row.rank,
        is_command=row.is_command,
        time=FourPoint.parse(row.time),
        citation=citation_row(row.citation, is_invented=row.is_invented),
        is_invented=row.is_invented,
    )


def _involvements(where: Q) -> tuple[InvolvementRow, ...]:
    rows: QuerySet[Any] = models.Involvement.objects.filter(where).select_related("incident__source", "act")
    rows = rows.prefetch_related("steps", "grounds__citation__source", "grounds__citation__batch")
    found = list(rows.order_by("pk"))
    persons = persons_of(row.mention_id for row in found)
    return tuple(_involvement(row, persons[row.mention_id]) for row in found)


def _involvement(row: Any, person_id: int) -> InvolvementRow:
    return InvolvementRow(
        involvement_id=row.pk,
        mention_id=row.mention_id,
        person_id=person_id,
        incident_id=row.incident_id,
        incident_ref=f"{row.incident.source.name}:{row.incident.external_id}",
        incident_title=row.incident.title,
        act=row.act.code if row.act else "",
        act_label=row.act.source_label if row.act else "",
        degree=row.degree,
        mode=row.mode,
        analyst=row.analyst,
        at=row.at,
        grounds=tuple(_ground(each) for each in sorted(row.grounds.all(), key=lambda each: each.pk)),
        steps=tuple(_step(each) for each in sorted(row.steps.all(), key=lambda each: each.pk)),
        is_invented=row.is_invented,
    )


def _ground(row: models.InvolvementGround) -> GroundRow:
    return GroundRow(
        row.pk,
        row.citation.source_id,
        row.citation_id,
        row.basis,
        Direction(row.direction),
        row.test,
        row.words,
        row.analyst,
        row.at,
        citation_row(row.citation),
    )


def _step(row: models.InvolvementStep) -> StepRow:
    return StepRow(
        row.pk,
        Status(row.status),
        row.standard,
        Answer(row.answer) if row.answer else None,
        row.answers_id or 0,
        row.actor,
        row.at,
        row.reason,
    )
