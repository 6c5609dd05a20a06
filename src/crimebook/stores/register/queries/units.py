"""Units with their relations and claims, and the words of mentions."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models import (
    Citation,
    Claim,
    ClaimCitation,
    ImportBatch,
    Mention,
    Unit,
    UnitRelation,
)
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.rows import ClaimRow, UnitRow
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.script import fold

_CITED_AT_ONCE = 1_000


def all_units() -> tuple[UnitRow, ...]:
    """Return every unit, in the order in which they came."""
    # Earlier relations stay readable through their citations. Where there are two, the one of staff is shown.
    current = UnitRelation.objects.filter(
        superseded_at_change__isnull=True, kind__in=("administrative", "command")
    )
    parents = dict(current.order_by("-kind", "id").values_list("child_id", "parent_id"))
    rows = Unit.objects.select_related("source", *WITH_SOURCE).order_by("id")
    return tuple(_row(row, parents.get(row.pk)) for row in rows)


def find_unit(ref: Ref, units: Iterable[UnitRow]) -> UnitRow:
    """Return one of these units, or raise `NotFoundError`."""
    for unit in units:
        if unit.ref == str(ref):
            return unit
    raise NotFoundError(f"expected a unit, got none called {ref}")


def claims_about(unit_id: int) -> tuple[ClaimRow, ...]:
    """Return the live claims about a unit."""
    return _claims(Claim.objects.filter(unit_id=unit_id))


def figures() -> tuple[ClaimRow, ...]:
    """Return the claims that came as figures, about units or not."""
    batches = list(ImportBatch.objects.filter(kind="figures").values_list("pk", flat=True))
    if not batches:
        return ()
    # Asked in steps: a join would go over millions of citations to find those of a few claims.
    cited = list(ClaimCitation.objects.values_list("citation_id", flat=True))
    told: list[int] = []
    for start in range(0, len(cited), _CITED_AT_ONCE):
        part = Citation.objects.filter(pk__in=cited[start : start + _CITED_AT_ONCE], batch__in=batches)
        told.extend(part.values_list("pk", flat=True))
    return _claims(
        Claim.objects.filter(pk__in=ClaimCitation.objects.filter(citation__in=told).values("claim"))
    )


def incidents_mentioning(words: tuple[str, ...], *, most: int) -> tuple[int, ...]:
    """Return the ids of the first ``most`` incidents whose latest words name an actor by one of ``words``."""
    keys = {fold(each)[:KEY_CHARACTERS] for each in words}
    # From the mentions to the incidents: the other way goes over all incidents where few are meant.
    said = Mention.objects.filter(
        words_key__in=keys, words__in=words, role="alleged_actor", incident__citation_id=F("citation_id")
    )
    ids = said.order_by("incident_id").values_list("incident_id", flat=True).distinct()
    return tuple(ids[:most])


def _row(row: Unit, parent_id: int | None) -> UnitRow:
    return UnitRow(
        unit_id=row.pk,
        ref=f"{row.source.name}:{row.external_id}",
        names=tuple((language, name) for language, name in row.names),
        parent_id=parent_id,
        is_invented=row.is_invented,
        citations=(citation_row(row.citation, is_invented=row.is_invented),),
    )


def _claims(rows: QuerySet[Claim]) -> tuple[ClaimRow, ...]:
    live = rows.filter(superseded_at_change__isnull=True).order_by("id")
    return tuple(
        _claim(row) for row in live.prefetch_related("cited__citation__source", "cited__citation__batch")
    )


def _claim(row: Claim) -> ClaimRow:
    return ClaimRow(
        claim_id=row.pk,
        subject=row.subject,
        field=row.field,
        value=row.value,
        status=row.status,
        citations=tuple(citation_row(cited.citation) for cited in row.cited.all()),
    )
