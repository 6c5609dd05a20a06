"""Saving units with their relations and claims, and claims that stand for themselves."""

from collections.abc import Sequence
from typing import Any

from crimebook.stores.register.models import Claim, ClaimCitation, Unit, UnitRelation
from crimebook.stores.register.records import NewClaim, NewUnit
from crimebook.stores.register.saving import Saving, upsert
from crimebook.terms.errors import NotFoundError


def save_units(cited: Sequence[tuple[int, NewUnit]], saving: Saving) -> None:
    """Store units, then their relations (a parent may stand below its child in the file), then the claims."""
    ids, _ = upsert(Unit, cited, _unit_columns, saving)
    saving.writer.flush()
    stored = dict(Unit.objects.filter(source_id=saving.source_id).values_list("external_id", "pk"))
    for citation_id, unit in cited:
        unit_id = ids[unit.external_id]
        _end_relations(unit_id, citation_id, saving)
        parent_id = stored.get(unit.parent) if unit.parent else None
        if parent_id is not None:
            UnitRelation.objects.get_or_create(
                child_id=unit_id, parent_id=parent_id, citation_id=citation_id, superseded_at_change=None
            )
        _end_claims(unit.external_id, saving)
        for field, value in unit.claims:
            _add_claim(citation_id, saving, unit_id=unit_id, field=field, value=value)


def save_claims(cited: Sequence[tuple[int, NewClaim]], saving: Saving) -> None:
    """Store claims that stand for themselves, each about a unit of the register or about words."""
    saving.writer.flush()
    for citation_id, claim in cited:
        unit = Unit.objects.filter(external_id=claim.unit).order_by("id").first() if claim.unit else None
        if claim.unit and unit is None:
            raise NotFoundError(
                f"{claim.external_id}: expected a unit of the register, got none called {claim.unit}"
            )
        _end_claims(claim.external_id, saving)
        _add_claim(
            citation_id,
            saving,
            unit_id=unit and unit.pk,
            subject=claim.subject,
            field=claim.field,
            value=claim.value,
        )


def _end_relations(unit_id: int, citation_id: int, saving: Saving) -> None:
    """End the relations that earlier words of the same source named."""
    UnitRelation.objects.filter(
        child_id=unit_id, citation__source_id=saving.source_id, superseded_at_change__isnull=True
    ).exclude(citation_id=citation_id).update(superseded_at_change=saving.change)


def _end_claims(external_id: str, saving: Saving) -> None:
    """End the claims that earlier words of the same record made."""
    Claim.objects.filter(
        cited__citation__source_id=saving.source_id,
        cited__citation__external_id=external_id,
        superseded_at_change__isnull=True,
    ).update(superseded_at_change=saving.change)


def _add_claim(citation_id: int, saving: Saving, *, field: str, value: str, **about: Any) -> None:
    claim = Claim.objects.create(field=field, value=value, coder=saving.coder, made_at=saving.at, **about)
    ClaimCitation.objects.create(claim=claim, citation_id=citation_id)


def _unit_columns(record: NewUnit) -> dict[str, Any]:
    return {
        "external_id": record.external_id,
        "names": [list(pair) for pair in record.names],
        "is_invented": record.is_invented,
    }
