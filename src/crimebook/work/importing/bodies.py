"""Institutions become units with relations and claims; figures become claims."""

from crimebook.exchange.figures import FigureRow
from crimebook.exchange.institutions import InstitutionRow
from crimebook.stores.register.gazetteer import OWN_HAND
from crimebook.stores.register.records import NewClaim, NewUnit, Staged
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.grades import Basis
from crimebook.terms.ids import Ref, SourceName
from crimebook.terms.places import Place, Precision
from crimebook.terms.toponyms import Toponym, ToponymKind
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext

INSTITUTION_RADIUS_M = 150.0
"""A compound with its gates and the street before it."""


def stage_institution(body: InstitutionRow, _context: ImportContext) -> Staged:
    """Return the unit of one institution."""
    return Staged(
        cite(body.row, body.external_id, url=body.said_by if body.said_by.startswith("http") else ""),
        NewUnit(body.external_id, body.names, body.parent, body.claims, body.is_invented),
    )


def stage_figure(figure: FigureRow, context: ImportContext) -> Staged:
    """Return the claim of one figure."""
    if context.codebook.vocabulary("claim_fields").find_term(figure.field) is None:
        raise InvalidValueError("a field of claims of the codebook", repr(figure.field[:40]))
    return Staged(
        cite(figure.row, figure.external_id, url=figure.url, basis=Basis.TOLD),
        NewClaim(figure.external_id, figure.unit, figure.subject, figure.field, figure.value),
    )


def institution_toponyms(bodies: tuple[InstitutionRow, ...], source: SourceName) -> tuple[Toponym, ...]:
    """Return the named places of those institutions that say where they stand."""
    return tuple(
        Toponym(
            ref=Ref(source, body.external_id),
            kind=ToponymKind.LANDMARK,
            names=tuple(name for _, name in body.names),
            place=Place(body.point, INSTITUTION_RADIUS_M, Precision.VICINITY),
            town=body.town,
            source=OWN_HAND if body.row["source_licence"] == "ours" else body.said_by,
        )
        for body in bodies
        if body.point is not None
    )
