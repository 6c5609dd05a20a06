"""Sources, imports and citations: finding them and adding to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.models import (
    Citation,
    ClaimCitation,
    Communication,
    Consent,
    ImportBatch,
    Incident,
    Recording,
    Source,
    TruePair,
    Unit,
)
from crimebook.stores.register.officer_records import KINDS_OF_FORCE
from crimebook.stores.register.paper_records import PaperKind
from crimebook.stores.register.paper_tables import TABLES as PAPER_TABLES
from crimebook.stores.register.records import NewCitation, NewConsent
from crimebook.terms.ids import Digest, ExternalId, SourceName

TRUTH = "truth"
"""The kind of import whose records are true pairs of an invented book."""

FIGURES = "figures"
"""The kind of import whose records are claims alone."""

TABLES: tuple[type[Model], ...] = (Incident, Recording, Communication, Unit)
"""Tables of records that have an id of their source and stand by their latest citation."""

PAPER_KINDS = frozenset(kind.value for kind in PaperKind)
"""Kinds of import whose records are papers."""

MARKED = frozenset({Recording, Communication})
"""Tables whose rows can be superseded by a row of another table."""

BATCH = 2_000
"""Ids named in one statement."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How the rows of a file fared: ``rows`` is always the sum of new, known, doubtful and refused.

    ``changed`` are those of the known that came with other words; ``doubtful`` came in too, but another
    source may have told them already: a person has to say.
    """

    rows: int
    new: int
    known: int
    changed: int
    refused: int
    doubtful: int = 0

    def __str__(self) -> str:
        changed = f" ({self.changed} of them with other words)" if self.changed else ""
        return (
            f"{self.rows} rows: {self.new} new, {self.known} known{changed}, {self.doubtful} doubtful, "
            f"{self.refused} refused"
        )


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What an import is: which file, of what kind, when, by whom."""

    kind: str
    file_name: str
    file_digest: Digest
    at: datetime
    actor: str
    mapping: str = ""
    """The mapping by which the file was read, where it was one of any shape."""


@dataclass(frozen=True, slots=True)
class CitedWords:
    """A stored citation's words, to be read again."""

    citation_id: int
    external_id: ExternalId
    words: tuple[tuple[str, str], ...]


def ensure_source(name: SourceName, *, zone: str = "") -> int:
    """Return the id of the source called ``name``, made if it is new; a zone that is named is kept."""
    source, _ = Source.objects.get_or_create(name=name)
    if zone and source.zone != zone:
        Source.objects.filter(pk=source.pk).update(zone=zone)
    return source.pk


def mark_invented(source_id: int) -> None:
    """Note that everything a source says is invented."""
    Source.objects.filter(pk=source_id).update(is_invented=True)


def zone_of(name: str) -> str:
    """Return the zone in which a source speaks, empty where none was named."""
    return Source.objects.filter(name=name).values_list("zone", flat=True).first() or ""


def has_citations(source_id: int) -> bool:
    """Whether the source has said anything before."""
    return Citation.objects.filter(source_id=source_id).exists()


def is_known(name: SourceName) -> bool:
    """Whether a source of this name has said anything before."""
    return Citation.objects.filter(source__name=name).exists()


def has_told(source_id: int, kind: str) -> bool:
    """Whether records of this kind may be known of the source already: papers have a table for each kind."""
    return kind not in PAPER_KINDS or ImportBatch.objects.filter(source_id=source_id, kind=kind).exists()


def known_digests(source_id: int, kind: str, external_ids: Sequence[str]) -> dict[str, str]:
    """Return the digest of the words that stand for each of the named records which this kind brought."""
    known: dict[str, str] = {}
    for start in range(0, len(external_ids), BATCH):
        part = external_ids[start : start + BATCH]
        if kind in KINDS_OF_FORCE:
            words = Citation.objects.filter(source_id=source_id, batch__kind=kind, external_id__within=part)
            known |= dict(words.order_by("id").values_list("external_id", "digest"))
            continue
        of_kind = {"citation__source_id": source_id, "citation__batch__kind": kind}
        of_source = {"source_id": source_id, "citation__batch__kind": kind}
        for table in _tables_of(kind):
            rows = table._default_manager.filter(**of_source, external_id__within=part)  # noqa: SLF001
            if table in MARKED:
                rows = rows.filter(superseded_at_change__isnull=True)
            known |= dict(rows.values_list("external_id", "citation__digest"))
        if kind == TRUTH:
            pairs = TruePair.objects.filter(**of_kind, citation__external_id__within=part)
            known |= dict(pairs.values_list("citation__external_id", "citation__digest"))
        if kind == FIGURES:
            cited = ClaimCitation.objects.filter(
                **of_kind, claim__superseded_at_change__isnull=True, citation__external_id__within=part
            )
            known |= dict(cited.order_by("id").values_list("citation__external_id", "citation__digest"))
        if kind == PaperKind.CONSENTS:
            told = Consent.objects.filter(
                told_in__source_id=source_id, told_in__external_id__within=part, told_in__batch__kind=kind
            )
            known |= dict(told.order_by("id").values_list("told_in__external_id", "told_in__digest"))
    return known


def _tables_of(kind: str) -> tuple[type[Model], ...]:
    """Return the tables in which records of a kind of import can stand: papers have one table each."""
    if kind not in PAPER_KINDS:
        return TABLES
    return tuple(table for of_kind, table in PAPER_TABLES.items() if of_kind == kind)


def add_batch(source_id: int, batch_id: int, facts: BatchFacts, tally: Tally, writer: Writer) -> None:
    """Store an import's row under the id that its citations name."""
    writer.put(
        ImportBatch,
        batch_id,
        source_id=source_id,
        kind=facts.kind,
        mapping=facts.mapping,
        file_name=facts.file_name,
        file_digest=facts.file_digest,
        imported_at=facts.at,
        actor=facts.actor,
        rows=tally.rows,
        new=tally.new,
        known=tally.known - tally.changed,
        changed=tally.changed,
        doubtful=tally.doubtful,
        refused=tally.refused,
    )


def reserve_batch(writer: Writer) -> int:
    """Return the id of an import whose sums are not known yet."""
    return writer.reserve(ImportBatch)


def add_citations(
    source_id: int, batch_id: int, citations: Sequence[NewCitation], writer: Writer, *, are_all_new: bool
) -> tuple[dict[str, int], frozenset[int]]:
    """Store citations; return the id of each by its record's external id, and which were stored before.

    Words that went back to an earlier wording find that wording's row: the same words are stored once.
    """
    earlier = {} if are_all_new else _stored(source_id, citations)
    ids: dict[str, int] = {}
    for each in citations:
        known = earlier.get((each.external_id, each.digest))
        ids[each.external_id] = known or writer.add(
            Citation,
            source_id=source_id,
            external_id=each.external_id,
            words=each.words,
            url=each.url,
            digest=each.digest,
            batch_id=batch_id,
            credibility=int(each.credibility),
            basis=each.basis,
        )
    return ids, frozenset(earlier.values())


def stored_citations(source_id: int, citations: Sequence[NewCitation]) -> dict[str, int]:
    """Return the ids of those of the citations that are stored in these very words, by external id."""
    return {external_id: pk for (external_id, _), pk in _stored(source_id, citations).items()}


def add_consents(source_id: int, consents: Sequence[NewConsent], writer: Writer) -> None:
    """Store how a partner came by all that it brings; what was said before is not said twice."""
    said = set(
        Consent.objects.filter(source_id=source_id, citation__isnull=True).values_list(
            "purpose", "answer", "given_by", "words"
        )
    )
    for each in consents:
        facts = (each.purpose, each.answer, each.given_by, each.words)
        if facts not in said:
            names = ("purpose", "answer", "given_by", "words")
            writer.add(Consent, source_id=source_id, at=each.at, **dict(zip(names, facts, strict=True)))


def _stored(source_id: int, citations: Sequence[NewCitation]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(citations), BATCH):
        part = [each.external_id for each in citations[start : start + BATCH]]
        rows = Citation.objects.filter(source_id=source_id, external_id__within=part)
        found |= {(name, digest): pk for name, digest, pk in rows.values_list("external_id", "digest", "pk")}
    wanted = {(each.external_id, each.digest) for each in citations}
    return {key: pk for key, pk in found.items() if key in wanted}
