"""Citations: the words of a row, kept as they came, under the digest by which they are known again."""

from crimebook.exchange.tables import Row
from crimebook.stores.register.records import NewCitation
from crimebook.terms.canonicaltexts import canonical_texts
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.grades import Basis, Credibility
from crimebook.terms.ids import ExternalId


def cite(
    row: Row,
    external_id: ExternalId,
    *,
    url: str = "",
    basis: Basis = Basis.NOT_STATED,
    credibility: Credibility = Credibility.CANNOT_BE_JUDGED,
) -> NewCitation:
    """Return the citation of a row. Columns that the file leaves empty are part of its words too."""
    digest = tagged_digest(Purpose.CITATION, canonical_texts(row.words))
    return NewCitation(external_id, row.words, digest, url, credibility, basis)
