"""Traits of records, and the doubts that follow from them: which records may be one.

Traits and doubts are derived, and written in the transaction of what they follow from. A doubt belongs to one
trait: its key is the trait's kind, a colon and the trait's key. Every question is asked by an index, of as
many keys as one statement may name, and a trait that too many share is not asked about again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Exists, Max, Min, Model, OuterRef

from crimebook.identity.doubles import BETWEEN_SOURCES, DoubtKind, Proposal, most_members, propose, too_common
from crimebook.identity.edges import conflicts_of
from crimebook.identity.tellings import Star
from crimebook.identity.traits import STRONG, Trait, TraitKind, near_keys
from crimebook.stores.register.bulk import Writer, refresh_statistics
from crimebook.stores.register.doubtful_facts import SUBJECT_TABLES, load_facts, owners_of
from crimebook.stores.register.judgements import standing_around
from crimebook.stores.register.models import Doubt, Incident
from crimebook.stores.register.models import Trait as StoredTrait
from crimebook.stores.register.stars import kept_pairs, proposal_of_star, stars_from, trait_of_star
from crimebook.stores.register.telling_facts import citations_of

T = TypeVar("T")
STEP = 2_000
"""Keys or ids named in one statement."""

FIRST = 3
"""Members whose ids a doubt keeps, to be named in a list."""

TORN_BITS = 1_000.0
"""What is added to the rank of a doubt with a conflict: it stands before all others."""

Holders = Mapping[Trait, Mapping[int, int]]
"""For each trait the records that have it, and the source of each."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The records that a doubt is about, each with its source; those of ``home`` have the very trait."""

    trait: Trait
    sources: Mapping[int, int]
    home: frozenset[int]


class Noting:
    """Storing the traits of one import, batch by batch, and asking at its end what they put in doubt.

    Used inside `transactions.writing`, made before the first record of the import is stored. What a trait is
    shared by is asked once for all, when everything is in: a night's keys come up in every batch.
    """

    def __init__(self, change: int, writer: Writer | None = None) -> None:
        self._change = change
        self._writer = writer or Writer()
        self._first_trait = _last_id(StoredTrait)
        self._first_new = {subject: _last_id(table) for subject, table in SUBJECT_TABLES.items()}
        self._dropped: dict[str, set[Trait]] = {subject: set() for subject in SUBJECT_TABLES}
        self._changed: set[int] = set()

    def note(self, items: Sequence[tuple[str, int, int, Sequence[tuple[str, str]]]]) -> None:
        """Store the traits of (subject, record id, citation id, traits); earlier ones of a record go."""
        for subject, first_new in self._first_new.items():
            known = {row[1] for row in items if row[0] == subject and row[1] <= first_new}
            self._dropped[subject] |= _drop(subject, known)
            self._changed |= known if subject == "incident" else set()
        for subject, record_id, citation_id, traits in items:
            for kind, key in dict.fromkeys((str(kind), key) for kind, key in traits):
                owner = {f"{subject}_id": record_id, "citation_id": citation_id}
                self._writer.add(StoredTrait, kind=kind, key=key, **owner)

    def settle(self) -> None:
        """Write the traits that wait."""
        self._writer.close()

    def close(self) -> dict[str, frozenset[int]]:
        """Make the doubts again; return by subject the new records that another source may have told."""
        self.settle()
        refresh_statistics((StoredTrait,), rows=_last_id(StoredTrait) - self._first_trait)
        told = {}
        for subject, dropped in self._dropped.items():
            touched = dropped | _touched(subject, self._first_trait)
            found = refresh(subject, touched, change=self._change) if touched else set()
            told[subject] = frozenset(pk for pk in found if pk > self._first_new[subject])
        return told

    def incidents_told(self, source_id: int) -> set[int]:
        """Return the incidents of this source that are new or have other words than before."""
        new = Incident.objects.filter(source_id=source_id, pk__gt=self._first_new["incident"])
        return self._changed | set(new.values_list("pk", flat=True))

    def newly_told(self, ids: Iterable[int]) -> set[int]:
        """Return those of the incidents that are new."""
        return {pk for pk in ids if pk > self._first_new["incident"]}


def note_traits(
    source_id: int, items: Sequence[tuple[str, int, int, Sequence[tuple[str, str]]]], change: int
) -> set[int]:
    """Store the traits of a few records of one subject at once, and ask what they put in doubt.

    The records stand in the register already, with windows and acts. Returns the ids of those that share a
    strong trait with a record of another source and may be told there. For many records use `Noting`.
    """
    subjects = {subject for subject, _, _, _ in items}
    if len(subjects) != 1:
        raise ValueError(f"source {source_id}: expected records of one subject, got {sorted(subjects)}")
    subject = subjects.pop()
    ids = {record_id for _, record_id, _, _ in items}
    touched = traits_of(subject, ids)
    noting = Noting(change)
    noting.note(items)
    noting.settle()
    touched |= traits_of(subject, ids)
    return refresh(subject, touched, change=change) & ids


def refresh(subject: str, touched: Iterable[Trait], *, change: int) -> set[int]:
    """Make the doubts of these traits again; return the records of a strong one between two sources."""
    homes = _homes(touched)
    if not _has_two_sources(subject):
        homes = {trait for trait in homes if trait.kind not in BETWEEN_SOURCES}
    told: set[int] = set()
    for part in parts(sorted(homes), STEP):
        told |= _refresh_part(subject, part, change)
    return told


def refresh_records(subject: str, ids: Iterable[int], *, change: int) -> None:
    """Make every doubt again in which one of these records stands."""
    refresh(subject, traits_of(subject, ids), change=change)


def traits_of(subject: str, ids: Iterable[int]) -> set[Trait]:
    """Return the traits of some records."""
    rows = (
        row
        for part in parts(sorted(set(ids)), STEP)
        for row in StoredTrait.objects.filter(**{f"{subject}_id__in": part}).values_list("kind", "key")
    )
    return {Trait(TraitKind(kind), key) for kind, key in rows}


def pools_of(subject: str, homes: Sequence[Trait]) -> tuple[Pool, ...]:
    """Return for each trait the records that its doubt would be about."""
    near = {home: [Trait(home.kind, key) for key in near_keys(home, is_forward=True)] for home in homes}
    holders = _holders(subject, {trait for home in homes for trait in (home, *near[home])})
    pools = []
    for home in homes:
        sources = dict(holders.get(home, {}))
        own = frozenset(sources)
        for trait in near[home] if own else ():
            sources |= holders.get(trait, {})
        pools.append(Pool(home, sources, own))
    return tuple(pools)


def save_stars(homes: Iterable[int], stars: Sequence[Star], *, change: int) -> None:
    """Let these stars be all that there are of incidents ``homes``; what was said of pairs stays."""
    traits = {trait_of_star(home) for home in homes}
    known = {row.key: row for part in parts(sorted(traits), STEP) for row in _doubts("incident", part)}
    earlier = sorted(trait.key for trait in traits if doubt_key(trait) in known)
    for keys in parts(earlier, STEP):
        StoredTrait.objects.filter(kind=TraitKind.TOLD, key__within=keys).delete()
    for part in parts(stars, STEP):
        _write_traits(part)
    proposals = {trait_of_star(star.home): proposal_of_star(star) for star in stars}
    for some in parts(sorted(traits), STEP):
        _save("incident", some, {each: proposals[each] for each in some if each in proposals}, known, change)


def _write_traits(stars: Sequence[Star]) -> None:
    cited = citations_of(end for star in stars for end in star.members)
    writer = Writer()
    for star in stars:
        kind, key = trait_of_star(star.home)
        for end in star.members:
            writer.add(StoredTrait, kind=kind.value, key=key, incident_id=end, citation_id=cited[end])
    writer.close()


def proposals_of(subject: str, pools: Sequence[Pool]) -> dict[Trait, Proposal]:
    """Return what is proposed for each pool; nothing for those that put nothing in doubt."""
    told = [pool for pool in pools if pool.trait.kind is TraitKind.TOLD]
    shared = [pool for pool in pools if pool.trait.kind is not TraitKind.TOLD]
    return _shared_proposals(subject, shared) | _stars(subject, told)


def _stars(subject: str, pools: Sequence[Pool]) -> dict[Trait, Proposal]:
    """Return what was proposed of events told twice, as far as the records still stand in it."""
    sources = {pool.trait: pool.sources for pool in pools}
    rows = [row for part in parts(sorted(sources), STEP) for row in _doubts(subject, part)]
    kept = {trait_of(row.key): row.reasons.get("pairs", ()) for row in rows}
    found = stars_from(kept, sources)
    return {
        trait: replace(proposal, sources=len({sources[trait][end] for end in proposal.members}))
        for trait, proposal in found.items()
    }


def _shared_proposals(subject: str, pools: Sequence[Pool]) -> dict[Trait, Proposal]:
    asked = [pool for pool in pools if _is_asked(pool)]
    few = [pool for pool in asked if len(pool.sources) <= most_members(pool.trait.kind)]
    facts = load_facts(subject, {record_id for pool in few for record_id in pool.sources})
    found = {
        pool.trait: propose(
            pool.trait,
            [facts[record_id] for record_id in sorted(pool.sources)],
            home=pool.home,
            is_incident=subject == "incident",
        )
        for pool in few
    }
    many = {pool.trait: _common(pool) for pool in asked if len(pool.sources) > most_members(pool.trait.kind)}
    return {trait: proposal for trait, proposal in (found | many).items() if proposal is not None}


def doubt_key(trait: Trait) -> str:
    """Return the key of the doubt of a trait."""
    return f"{trait.kind}:{trait.key}"


def trait_of(key: str) -> Trait:
    """Return the trait of a doubt's key; the reverse of `doubt_key`."""
    kind, _, rest = key.partition(":")
    return Trait(TraitKind(kind), rest)


def parts(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in lists of at most ``size``."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def _refresh_part(subject: str, homes: Sequence[Trait], change: int) -> set[int]:
    known = {row.key: row for row in _doubts(subject, homes)}
    asked = [trait for trait in homes if not _is_common(known.get(doubt_key(trait)))]
    pools = pools_of(subject, asked)
    proposals = proposals_of(subject, pools)
    _save(subject, asked, proposals, known, change)
    sources = {pool.trait: pool.sources for pool in pools}
    return {
        end
        for trait, proposal in proposals.items()
        if trait.kind in STRONG
        for pair in proposal.pairs
        if sources[trait][pair.left] != sources[trait][pair.right]
        for end in (pair.left, pair.right)
    }


def _save(
    subject: str,
    asked: Sequence[Trait],
    proposals: Mapping[Trait, Proposal],
    known: Mapping[str, Doubt],
    change: int,
) -> None:
    """Write new doubts, change those that were there, take away those that are none any more."""
    members = {member for proposal in proposals.values() for member in proposal.members}
    stands = standing_around(subject, members).stands
    torn = {end for conflict in conflicts_of(stands) for end in conflict.apart.pair}
    again = {doubt_key(trait) for trait in asked}
    gone = [row.pk for key, row in known.items() if key in again]
    for part in parts(gone, STEP):
        Doubt.objects.filter(pk__within=part).delete()
    writer = Writer()
    for trait, proposal in proposals.items():
        key = doubt_key(trait)
        is_torn = not torn.isdisjoint(proposal.members)
        row = _columns(proposal, len(proposal.open_pairs(stands)), change, is_torn=is_torn)
        # A doubt keeps its number for as long as there is one: pages and judgements name it.
        pk = known[key].pk if key in known else writer.reserve(Doubt)
        writer.put(Doubt, pk, subject=subject, key=key, **row)
    writer.close()


def _columns(proposal: Proposal, left: int, change: int, *, is_torn: bool) -> dict[str, Any]:
    terms = [
        {"name": term.name, "bits": term.bits, "reason": term.reason.to_json()} for term in proposal.terms
    ]
    reasons = {"terms": terms, "first": list(proposal.members[:FIRST]), "left": left, "torn": is_torn}
    if proposal.kind is DoubtKind.TOLD:
        reasons["pairs"] = kept_pairs(proposal)
    return {
        "kind": proposal.kind.value,
        "members": proposal.count,
        "sources": proposal.sources,
        "weight": proposal.weight + TORN_BITS * is_torn,
        "reasons": reasons,
        "is_open": proposal.kind is not DoubtKind.COMMON and (left > 0 or is_torn),
        "change": change,
    }


def _doubts(subject: str, homes: Sequence[Trait]) -> Iterable[Doubt]:
    # All kinds are named so that the index, which has them before the key, is used.
    kinds = [kind.value for kind in DoubtKind]
    return Doubt.objects.filter(
        subject=subject, kind__in=kinds, key__within=[doubt_key(trait) for trait in homes]
    )


def _is_common(row: Doubt | None) -> bool:
    return row is not None and row.kind == DoubtKind.COMMON


def _is_asked(pool: Pool) -> bool:
    """Whether a pool can put anything in doubt, by counting alone."""
    return len(pool.sources) > 1 and (
        pool.trait.kind not in BETWEEN_SOURCES or len(set(pool.sources.values())) > 1
    )


def _common(pool: Pool) -> Proposal:
    return too_common(len(pool.sources), len(set(pool.sources.values())))


def _holders(subject: str, traits: set[Trait]) -> Holders:
    """Return who holds each trait; a recording that its source calls something else now holds none."""
    holders: dict[Trait, dict[int, int]] = defaultdict(dict)
    for part in parts(sorted({trait.key for trait in traits}), STEP):
        for kind, key, record_id, source_id in owners_of(subject, part):
            trait = Trait(TraitKind(kind), key)
            if trait in traits:
                holders[trait][record_id] = source_id
    return holders


def _homes(touched: Iterable[Trait]) -> set[Trait]:
    """Return the traits whose doubts these touch: their own, and those of the cells that look at theirs."""
    return {
        home
        for trait in touched
        for home in (trait, *(Trait(trait.kind, key) for key in near_keys(trait, is_forward=False)))
    }


def has_others(subject: str, source_id: int) -> bool:
    """Return whether there are records of any other source."""
    ends = _first_and_last_source(subject)
    return ends not in {(None, None), (source_id, source_id)}


def drop_events() -> None:
    """Take away what earlier versions proposed by day, cell and act; what was said of pairs stays."""
    StoredTrait.objects.filter(kind=TraitKind.EVENT, incident__isnull=False).delete()
    Doubt.objects.filter(subject="incident", kind=DoubtKind.EVENT).delete()
    Doubt.objects.filter(subject="incident", key__startswith=f"{TraitKind.EVENT}:").delete()


def _has_two_sources(subject: str) -> bool:
    first, last = _first_and_last_source(subject)
    return first != last


def _first_and_last_source(subject: str) -> tuple[int | None, int | None]:
    ends = SUBJECT_TABLES[subject].objects.aggregate(first=Min("source_id"), last=Max("source_id"))
    return ends["first"], ends["last"]


def _touched(subject: str, first_trait: int) -> set[Trait]:
    """Return of the traits stored after ``first_trait`` those that another record has too, and all events."""
    fresh = StoredTrait.objects.filter(pk__gt=first_trait, **{f"{subject}__isnull": False})
    others = StoredTrait.objects.filter(key=OuterRef("key"), kind=OuterRef("kind")).exclude(pk=OuterRef("pk"))
    shared = fresh.exclude(kind=TraitKind.EVENT).filter(Exists(others))
    # An event may be told in a neighbouring cell.
    events = fresh.filter(kind=TraitKind.EVENT) if _has_two_sources(subject) else fresh.none()
    return {
        Trait(TraitKind(kind), key)
        for rows in (shared, events)
        for kind, key in rows.values_list("kind", "key").distinct().order_by().iterator(5000)
    }


def _last_id(table: type[Model]) -> int:
    return int(table._default_manager.aggregate(last=Max("pk"))["last"] or 0)  # noqa: SLF001 - Django's own way


def _drop(subject: str, ids: set[int]) -> set[Trait]:
    """Take away the traits that earlier words of these records gave; return them."""
    earlier = traits_of(subject, ids) if ids else set()
    if earlier:
        for part in parts(sorted(set(ids)), STEP):
            StoredTrait.objects.filter(**{f"{subject}_id__in": part}).delete()
    return earlier
