"""Doubts: the queue, one of them with its members, and what a record's own page says of its doubles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import StrIndex, Substr

from crimebook.identity.doubles import DoubtKind, Proposal
from crimebook.identity.traits import Trait, TraitKind
from crimebook.stores.register.doubles import TORN_BITS, doubt_key, pools_of, proposals_of, trait_of
from crimebook.stores.register.doubtful_facts import SUBJECT_TABLES
from crimebook.stores.register.models import Doubt, Incident, Link, Source
from crimebook.stores.register.models import Trait as StoredTrait
from crimebook.stores.register.rows import Count
from crimebook.terms.errors import NotFoundError
from crimebook.terms.reasons import Reason

_NO_ID = 2**63
"""No database counts rows so far, and some fail when asked."""

MOST_COUNTED, MOST_COUNTED_OF_SOURCE = 2_000, 500
"""A queue longer than this says so; counting it whole would take as long as reading it."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which doubts are asked for; empty asks for all. ``is_open`` None asks for open and decided ones."""

    subject: str = ""
    kind: str = ""
    source: str = ""
    is_open: bool | None = True


@dataclass(frozen=True, slots=True)
class TermRow:
    """A stored reason with its weight."""

    name: str
    bits: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A doubt as stored. ``left`` counts the pairs nobody has spoken of; ``first`` names some members."""

    doubt_id: int
    subject: str
    kind: DoubtKind
    trait: Trait
    members: int
    sources: int
    rank: float
    """Its place in the queue: its weight, and what is added where it holds a conflict."""
    is_torn: bool
    is_open: bool
    left: int
    terms: tuple[TermRow, ...]
    first: tuple["Named", ...] = ()

    @property
    def weight(self) -> float:
        """Return the weight in bits."""
        return self.rank - TORN_BITS * self.is_torn


@dataclass(frozen=True, slots=True)
class Named:
    """A record by its id, its ref and its title."""

    record_id: int
    ref: str
    title: str
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class DoubtPage:
    """A page of doubts, how many there are (at least, where ``is_more``), and the choices."""

    rows: tuple[DoubtRow, ...]
    total: int
    is_more: bool
    kinds: tuple[Count, ...]
    sources: tuple[Count, ...]


def list_doubts(by: Sieve, *, start: int, count: int) -> DoubtPage:
    """Return a page of doubts, the heaviest first."""
    rows = _sieve(by)
    page = list(rows.order_by("-weight", "id")[start : start + count])
    names = {subject: _names_of(page, subject) for subject in SUBJECT_TABLES}
    kinds = Doubt.objects.filter(is_open=True).values_list("kind").annotate(n=CountOf("pk")).order_by("kind")
    sources = Source.objects.order_by("name").values_list("name", flat=True)
    most = MOST_COUNTED_OF_SOURCE if by.source else MOST_COUNTED
    total = rows.order_by()[: most + 1].count()
    return DoubtPage(
        rows=tuple(_row(row, names[row.subject]) for row in page),
        total=min(total, most),
        is_more=total > most,
        kinds=tuple(Count(kind, number) for kind, number in kinds),
        sources=tuple(Count(name, 0) for name in sources),
    )


def find_doubt(doubt_id: int) -> DoubtRow:
    """Return a doubt, or raise `NotFoundError`."""
    row = Doubt.objects.filter(pk=doubt_id).first() if doubt_id < _NO_ID else None
    if row is None:
        raise NotFoundError(f"expected a doubt, got none numbered {doubt_id}")
    return _row(row, _names_of([row], row.subject))


def following_doubt(row: DoubtRow) -> int | None:
    """Return the id of the open doubt that comes after this one in the queue, None at its end."""
    lighter = Q(weight__lt=row.rank) | Q(weight=row.rank, id__gt=row.doubt_id)
    rows = Doubt.objects.filter(lighter, is_open=True).order_by("-weight", "id")
    return rows.values_list("pk", flat=True).first()


def proposal_of(row: DoubtRow) -> Proposal | None:
    """Return what is proposed now for a doubt's trait; None where nothing is any more."""
    return proposals_of(row.subject, pools_of(row.subject, [row.trait])).get(row.trait)


def names_of(subject: str, ids: Iterable[int]) -> dict[int, Named]:
    """Return ref and title of records by id."""
    table = SUBJECT_TABLES[subject].objects.filter(pk__in=list(ids))
    rows = table.values_list("pk", "source__name", "external_id", "title", "is_invented")
    return {pk: Named(pk, f"{source}:{name}", title, marked) for pk, source, name, title, marked in rows}


def links_of(subject: str, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the addresses that the latest words of each record give."""
    found: dict[int, list[str]] = {}
    rows = Link.objects.filter(**{f"{subject}_id__in": list(ids)}).order_by("id")
    latest = rows.values_list(f"{subject}_id", "url", "citation_id", f"{subject}__citation_id")
    for record_id, url, cited, current in latest:
        if cited == current and url not in found.setdefault(record_id, []):
            found[record_id].append(url)
    return {record_id: tuple(urls) for record_id, urls in found.items()}


def group_of(subject: str, record_id: int) -> tuple[Named, ...]:
    """Return the records that stand with this one as one, the leading one first; none where it is alone."""
    table = SUBJECT_TABLES[subject].objects
    leader_id = table.filter(pk=record_id).values_list("leader_id", flat=True).first() or record_id
    led = list(table.filter(leader_id=leader_id).order_by("pk").values_list("pk", flat=True))
    names = names_of(subject, [leader_id, *led]) if led else {}
    return tuple(names[pk] for pk in (leader_id, *led) if pk in names)


def doubts_of(subject: str, record_id: int, kinds: Sequence[DoubtKind]) -> tuple[DoubtRow, ...]:
    """Return the doubts of these kinds in which a record stands by a trait of its own, heaviest first."""
    owned = StoredTrait.objects.filter(**{f"{subject}_id": record_id}).values_list("kind", "key")
    keys = [doubt_key(Trait(TraitKind(kind), key)) for kind, key in owned]
    rows = list(
        Doubt.objects.filter(subject=subject, kind__in=[kind.value for kind in kinds], key__in=keys).order_by(
            "-weight", "id"
        )
    )
    names = _names_of(rows, subject)
    return tuple(_row(row, names) for row in rows)


def sources_of_incidents() -> dict[int, list[int]]:
    """Return the incidents of each source, the sources in the order in which they came."""
    found: dict[int, list[int]] = {}
    for source_id, pk in (
        Incident.objects.order_by("source_id", "pk").values_list("source_id", "pk").iterator(5000)
    ):
        found.setdefault(source_id, []).append(pk)
    return found


def count_by_kind() -> tuple[tuple[str, str, bool, int, int], ...]:
    """Return (subject, kind, whether open, how many doubts, how many memberships), in order."""
    kinds = Doubt.objects.values_list("subject", "kind", "is_open").order_by("subject", "kind", "is_open")
    return tuple(kinds.annotate(doubts=CountOf("pk"), memberships=Sum("members")))


def count_repeated_links() -> tuple[int, int]:
    """Return how many addresses, as written, incidents give twice or more; and two incidents or more give."""
    rows = Link.objects.filter(incident__isnull=False).values("url").order_by()
    repeated = rows.annotate(n=CountOf("pk"), m=CountOf("incident_id", distinct=True)).filter(n__gt=1)
    return repeated.count(), repeated.filter(m__gt=1).count()


def _sieve(by: Sieve) -> QuerySet[Doubt]:
    rows = Doubt.objects.all()
    if by.is_open is not None:
        rows = rows.filter(is_open=by.is_open)
    if by.subject:
        rows = rows.filter(subject=by.subject)
    if by.kind:
        rows = rows.filter(kind=by.kind)
    elif by.is_open is False:
        rows = rows.exclude(kind=DoubtKind.COMMON)
    if by.source:
        told = Q(subject="incident") & Q(_told_by(by.source, "incident"))
        rows = rows.filter(told | Q(subject="recording") & Q(_told_by(by.source, "recording")))
    return rows


def _told_by(source: str, subject: str) -> Any:
    """Say that a record of this source has the trait of a doubt; its key begins with the trait's kind."""
    key = Substr(OuterRef("key"), StrIndex(OuterRef("key"), Value(":")) + 1)
    held = StoredTrait.objects.filter(key=key, **{f"{subject}__source__name": source})
    return Exists(held)


def _names_of(rows: Iterable[Doubt], subject: str) -> dict[int, Named]:
    ids = {member for row in rows if row.subject == subject for member in row.reasons["first"]}
    return names_of(subject, ids) if ids else {}


def _row(row: Doubt, names: dict[int, Named]) -> DoubtRow:
    return DoubtRow(
        doubt_id=row.pk,
        subject=row.subject,
        kind=DoubtKind(row.kind),
        trait=trait_of(row.key),
        members=row.members,
        sources=row.sources,
        rank=row.weight,
        is_torn=row.reasons["torn"],
        is_open=row.is_open,
        left=row.reasons["left"],
        terms=tuple(
            TermRow(term["name"], term["bits"], Reason.from_json(term["reason"]))
            for term in row.reasons["terms"]
        ),
        first=tuple(names[member] for member in row.reasons["first"] if member in names),
    )
