"""Citations as rows."""

from crimebook.stores.register.models import Citation
from crimebook.stores.register.rows import CitationRow

WITH_SOURCE = ("citation__source", "citation__batch")
"""What to select along with a record, so that its citation costs no further query."""


def citation_row(row: Citation, *, is_invented: bool = False) -> CitationRow:
    """Return a citation with its source's grade."""
    return CitationRow(
        source=row.source.name,
        ref=f"{row.source.name}:{row.external_id}",
        words=tuple((field, said) for field, said in row.words),
        url=row.url,
        reliability=row.source.reliability,
        credibility=row.credibility,
        basis=row.basis,
        digest=row.digest,
        imported_at=row.batch.imported_at,
        is_invented=is_invented or row.source.is_invented,
    )
