"""Finding rows by reference, many at a time."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from crimebook.terms.ids import ExternalId, Ref, SourceName

BATCH = 2_000
"""Ids named in one statement."""


def find_by_ref(table: type[Model], refs: Iterable[Ref], column: str = "pk") -> dict[Ref, Any]:
    """Return a column of the rows that the references name, the latest row for each."""
    by_source: dict[SourceName, set[ExternalId]] = {}
    for ref in refs:
        by_source.setdefault(ref.source, set()).add(ref.external_id)
    found: dict[Ref, Any] = {}
    for source, wanted in by_source.items():
        names = sorted(wanted)
        for start in range(0, len(names), BATCH):
            rows = table._default_manager.filter(  # noqa: SLF001
                source__name=source, external_id__within=names[start : start + BATCH]
            )
            for external_id, value in rows.order_by("id").values_list("external_id", column):
                found[Ref(source, external_id)] = value
    return found
