"""Persons of a force: mentions as rows, the queue of pairs, what was said of them, and a list of persons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from crimebook.identity.agreement import Label
from crimebook.identity.doubles import Term
from crimebook.identity.edges import Conflict, Pair, Verdict, conflicts_of
from crimebook.identity.persons import Word, disputes_of, standing_of
from crimebook.identity.reviewing import PairState
from crimebook.stores.register.models import PersonEdge, PersonMention, PersonPair
from crimebook.stores.register.persons import NO_ID, STEP, EdgeRow, edge_row, standing_around, terms_from
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.rows import CitationRow
from crimebook.stores.register.second_looks import looks_wanted

_PERSON = Coalesce("member__person_id", "pk")
MOST_COUNTED = 2_000
"""A queue longer than this says so; counting it whole would take as long as reading it."""


@dataclass(frozen=True, slots=True)
class PersonMentionRow:
    """What one source says of one person of a force, in its own words; empty where it does not say."""

    mention_id: int
    ref: str
    source: str
    name: str
    name_kind: str
    rank_words: str
    rank: str
    unit_words: str
    unit_ref: str
    unit_names: tuple[tuple[str, str], ...]
    """(language, name) of the unit that the source names; none where the words name none for sure."""
    badge: str
    helmet: str
    plate: str
    phone: str
    birth: str
    death: str
    description: str
    role_words: str
    side: str
    incident_ref: str
    incident_title: str
    citation: CitationRow
    person_id: int
    """The lowest mention of the person that it stands for."""
    is_torn: bool
    """Whether decisions around it contradict each other: until that is solved it stands alone."""
    is_invented: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two mentions that may be one person, as they stand in the queue."""

    number: int
    pair: Pair
    bits: float | None
    terms: tuple[Term, ...]
    model_digest: str
    state: PairState
    said_by: str
    """Who said the word that waits for a second person's."""
    settles: int
    rank: float


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many pairs wait for anybody's word, and how many for that of this person as the second one.

    Where there are more than `MOST_COUNTED` of a kind, the number is that one and ``is_more`` says so.
    """

    open: int
    waiting: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class PersonSieve:
    """Which persons are asked for; empty asks for all. ``unit`` is a unit's reference or a source's words."""

    words: str = ""
    unit: str = ""
    is_alleged: bool | None = None
    """Whether anything is or was alleged of them."""


@dataclass(frozen=True, slots=True)
class PersonsPage:
    """The mentions of each person of one page, and how many persons there are."""

    persons: tuple[tuple[PersonMentionRow, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Contradictions:
    """All that contradicts itself: each ``different`` with the chain against it, and each disputed word."""

    conflicts: tuple[Conflict, ...]
    disputes: tuple[Word, ...]
    edges: dict[int, EdgeRow]
    """The words that these are made of, by number."""


def mentions_of(ids: Iterable[int]) -> dict[int, PersonMentionRow]:
    """Return mentions by id."""
    wanted = sorted({each for each in ids if each < NO_ID})
    rows = (
        row
        for start in range(0, len(wanted), STEP)
        for row in _whole(PersonMention.objects.filter(pk__within=wanted[start : start + STEP]))
    )
    return {row.pk: _mention_row(row) for row in rows}


def mentions_in(incident_id: int) -> tuple[PersonMentionRow, ...]:
    """Return the mentions of people of a force in an incident, in the order in which they came."""
    return tuple(_mention_row(row) for row in _whole(PersonMention.objects.filter(incident_id=incident_id)))


def all_mentions() -> Iterator[PersonMentionRow]:
    """Yield every mention, in the order of their ids."""
    return (_mention_row(row) for row in _whole(PersonMention.objects.all()).iterator(STEP))


def members_of(person_id: int) -> tuple[int, ...]:
    """Return the mentions of a person, the mention alone where it is by itself; none where there is none."""
    members = PersonMention.objects.filter(Q(member__person_id=person_id) | Q(pk=person_id, member=None))
    return tuple(members.order_by("pk").values_list("pk", flat=True))


def find_pair(pair: Pair) -> PairRow | None:
    """Return a pair of the queue, or None where nobody proposed it."""
    if pair.right >= NO_ID:
        return None
    row = PersonPair.objects.filter(left_id=pair.left, right_id=pair.right).first()
    return _pair_row(row) if row else None


def next_pairs(
    actor: str, *, waiting_only: bool = False, count: int = 2, after: PairRow | None = None
) -> tuple[PairRow, ...]:
    """Return the pairs that somebody is to be asked of next, the first in rank first.

    What they said themselves and waits for a second person is not among them; what somebody else decided and
    the draw sends to them is, like any other. ``after`` begins behind a pair.
    """
    queues = [_waiting_for(actor)]
    if not waiting_only:
        queues += [_open(), looks_wanted(actor).filter(state=PairState.SETTLED)]
    if after:
        behind = Q(rank__lt=after.rank) | Q(rank=after.rank, pk__gt=after.number)
        queues = [queue.filter(behind) for queue in queues]
    rows = [_pair_row(row) for queue in queues for row in queue.order_by("-rank", "pk")[:count]]
    rows.sort(key=lambda row: (-row.rank, row.number))
    return tuple(rows[:count])


def count_queue(actor: str) -> QueueCount:
    """Return how long the queue is for somebody."""
    looks = looks_wanted(actor).filter(state=PairState.SETTLED)
    asked = (_open(), _waiting_for(actor), looks)
    opened, waiting, again = (each[: MOST_COUNTED + 1].count() for each in asked)
    opened += again
    most = MOST_COUNTED
    return QueueCount(min(opened, most), min(waiting, most), is_more=max(opened, waiting) > most)


def last_edge_of(actor: str) -> EdgeRow | None:
    """Return the last thing that somebody said and has not taken back; None where there is none."""
    said = PersonEdge.objects.filter(actor=actor, taken_back_by=None).exclude(verdict=Verdict.WITHDRAWN)
    row = said.order_by("-id").first()
    return edge_row(row) if row else None


def labels_said_twice() -> tuple[Label, ...]:
    """Return what was said of each pair that two people or more said something of, in order."""
    said = PersonEdge.objects.exclude(verdict=Verdict.WITHDRAWN).order_by()
    twice = said.values("left_id", "right_id").annotate(people=Count("actor", distinct=True))
    pairs = set(twice.filter(people__gt=1).values_list("left_id", "right_id"))
    lefts = sorted({left for left, _ in pairs})
    rows = said.filter(left_id__within=lefts).order_by("pk")
    return tuple(
        Label(actor, Pair(left, right), verdict)
        for left, right, actor, verdict in rows.values_list("left_id", "right_id", "actor", "verdict")
        if (left, right) in pairs
    )


def list_persons(by: PersonSieve, *, start: int, count: int) -> PersonsPage:
    """Return a page of persons, each with all its mentions, the lowest id first."""
    found = _sieve(by).annotate(person=_PERSON)
    if by.is_alleged is not None:
        # Of a person, not of a mention: what is alleged of one mention is alleged of all.
        alleged = PersonMention.objects.filter(involvements__isnull=False).values(who=_PERSON)
        found = found.filter(person__in=alleged) if by.is_alleged else found.exclude(person__in=alleged)
    persons = found.order_by("person").values_list("person", flat=True).distinct()
    page = list(persons[start : start + count])
    members = {person: members_of(person) for person in page}
    rows = mentions_of(each for ids in members.values() for each in ids)
    return PersonsPage(
        tuple(tuple(rows[each] for each in members[person]) for person in page), persons.count()
    )


def list_contradictions() -> Contradictions:
    """Return all that was said of mentions and contradicts itself, in order."""
    torn = PersonPair.objects.filter(state=PairState.TORN).values_list("left_id", "right_id")
    around = standing_around({end for pair in torn for end in pair})
    conflicts, disputes = conflicts_of(standing_of(around.words)), disputes_of(around.words)
    numbers = {edge.number for each in conflicts for edge in (each.apart, *each.chain)}
    for word in disputes:
        numbers.update(number for number, row in around.rows.items() if row.pair == word.edge.pair)
    return Contradictions(conflicts, disputes, {number: around.rows[number] for number in sorted(numbers)})


def _open() -> "QuerySet[PersonPair]":
    return PersonPair.objects.filter(state=PairState.OPEN)


def _waiting_for(actor: str) -> "QuerySet[PersonPair]":
    return PersonPair.objects.filter(state=PairState.WAITING).exclude(said_by=actor)


def _sieve(by: PersonSieve) -> "QuerySet[PersonMention]":
    found = PersonMention.objects.all()
    if by.words:
        # Some databases fold Latin letters alone: each writing that a source would use is asked for.
        written = {by.words, by.words.lower(), by.words.title(), by.words.upper()}
        said = Q()
        for each in sorted(written):
            said |= Q(name__contains=each)
        found = found.filter(said)
    if by.unit:
        named = Concat(F("unit__source__name"), Value(":"), F("unit__external_id"), output_field=CharField())
        found = found.annotate(unit_ref=named).filter(Q(unit_ref=by.unit) | Q(unit_words=by.unit))
    return found


def _whole(mentions: "QuerySet[PersonMention]") -> "QuerySet[PersonMention]":
    return mentions.select_related(
        "source", "unit__source", "incident__source", "member", *WITH_SOURCE
    ).order_by("pk")


def _mention_row(row: PersonMention) -> PersonMentionRow:
    member = getattr(row, "member", None)
    unit, incident = row.unit, row.incident
    return PersonMentionRow(
        mention_id=row.pk,
        ref=f"{row.source.name}:{row.external_id}",
        source=row.source.name,
        name=row.name,
        name_kind=row.name_kind,
        rank_words=row.rank_words,
        rank=row.rank,
        unit_words=row.unit_words,
        unit_ref=f"{unit.source.name}:{unit.external_id}" if unit else "",
        unit_names=tuple((language, name) for language, name in unit.names) if unit else (),
        badge=row.badge,
        helmet=row.helmet,
        plate=row.plate,
        phone=row.phone,
        birth=row.birth,
        death=row.death,
        description=row.description,
        role_words=row.role_words,
        side=row.side,
        incident_ref=f"{incident.source.name}:{incident.external_id}" if incident else "",
        incident_title=incident.title if incident else "",
        citation=citation_row(row.citation, is_invented=row.is_invented),
        person_id=member.person_id if member else row.pk,
        is_torn=bool(member and member.is_torn),
        is_invented=row.is_invented,
    )


def _pair_row(row: PersonPair) -> PairRow:
    return PairRow(
        number=row.pk,
        pair=Pair(row.left_id, row.right_id),
        bits=row.bits,
        terms=terms_from(row.terms),
        model_digest=row.model_digest,
        state=PairState(row.state),
        said_by=row.said_by,
        settles=row.settles,
        rank=row.rank,
    )
