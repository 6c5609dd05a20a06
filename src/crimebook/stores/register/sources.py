"""Sources, imports and citations: finding them and adding to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.models import (
    Citation,
    ClaimCitation,
    Communication,
    ImportBatch,
    Incident,
    Recording,
    Source,
    Unit,
)
from crimebook.stores.register.records import NewCitation
from crimebook.terms.ids import Digest, ExternalId, SourceName

FIGURES = "figures"
"""The kind of import whose records are claims alone."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How the rows of a file fared. ``rows`` is always the sum of the rest."""

    rows: int
    new: int
    known: int
    changed: int
    refused: int

    def __str__(self) -> str:
        return (
            f"{self.rows} rows: {self.new} new, {self.known} known, {self.changed} changed, "
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


@dataclass(frozen=True, slots=True)
class CitedWords:
    """A stored citation's words, to be read again."""

    citation_id: int
    external_id: ExternalId
    words: tuple[tuple[str, str], ...]


def ensure_source(name: SourceName, *, is_invented: bool = False) -> int:
    """Return the id of the source called ``name``, made if it is new."""
    source, _ = Source.objects.get_or_create(name=name, defaults={"is_invented": is_invented})
    return source.pk


def known_digests(source_id: int, kind: str) -> dict[str, str]:
    """Return the digest of the words that stand for every record which one kind of import brought."""
    of_kind = {"citation__source_id": source_id, "citation__batch__kind": kind}
    live = {"superseded_at_change__isnull": True}
    tables = (
        Incident.objects.filter(**of_kind),
        Recording.objects.filter(**of_kind, **live),
        Communication.objects.filter(**of_kind, **live),
        Unit.objects.filter(**of_kind),
    )
    known = {
        external_id: digest
        for rows in tables
        for external_id, digest in rows.values_list("external_id", "citation__digest")
    }
    if kind == FIGURES:
        cited = ClaimCitation.objects.filter(**of_kind, claim__superseded_at_change__isnull=True)
        known |= dict(cited.order_by("id").values_list("citation__external_id", "citation__digest"))
    return known


def add_batch(source_id: int, facts: BatchFacts, tally: Tally) -> int:
    """Store an import's row and return its id."""
    return ImportBatch.objects.create(
        source_id=source_id,
        kind=facts.kind,
        file_name=facts.file_name,
        file_digest=facts.file_digest,
        imported_at=facts.at,
        actor=facts.actor,
        rows=tally.rows,
        new=tally.new,
        known=tally.known,
        changed=tally.changed,
        refused=tally.refused,
    ).pk


def add_citations(source_id: int, batch_id: int, citations: Sequence[NewCitation]) -> dict[str, int]:
    """Store citations and return the id of each by its record's external id.

    Words that went back to an earlier wording find that wording's row: the same words are stored once.
    """
    earlier = _stored(source_id, citations)
    fresh = [
        Citation(
            source_id=source_id,
            external_id=each.external_id,
            words=[list(pair) for pair in each.words],
            url=each.url,
            digest=each.digest,
            batch_id=batch_id,
            credibility=each.credibility,
            basis=each.basis,
        )
        for each in citations
        if (each.external_id, each.digest) not in earlier
    ]
    stored = Citation.objects.bulk_create(fresh, batch_size=500)
    return {external_id: pk for (external_id, _), pk in earlier.items()} | {
        row.external_id: row.pk for row in stored
    }


def _stored(source_id: int, citations: Iterable[NewCitation]) -> dict[tuple[str, str], int]:
    wanted = {(each.external_id, each.digest) for each in citations}
    if not Citation.objects.filter(source_id=source_id).exists():
        return {}
    rows = Citation.objects.filter(source_id=source_id).values_list("external_id", "digest", "pk")
    return {(external_id, digest): pk for external_id, digest, pk in rows if (external_id, digest) in wanted}
