"""Which table each kind of paper has, and what its windows are windows of."""

from collections.abc import Mapping

from django.db.models import Model

from crimebook.stores.register.models import (
    Death,
    Departure,
    Deployment,
    Description,
    DetentionLeg,
    Headcount,
    Identification,
    MedicalEvaluation,
    Order,
    Retraction,
    Translation,
)
from crimebook.stores.register.paper_records import PaperKind

TABLES: Mapping[PaperKind, type[Model]] = {
    PaperKind.DETENTIONS: DetentionLeg,
    PaperKind.EVALUATIONS: MedicalEvaluation,
    PaperKind.DEATHS: Death,
    PaperKind.ORDERS: Order,
    PaperKind.DESCRIPTIONS: Description,
    PaperKind.IDENTIFICATIONS: Identification,
    PaperKind.TRANSLATIONS: Translation,
    PaperKind.RETRACTIONS: Retraction,
    PaperKind.HEADCOUNTS: Headcount,
    PaperKind.DEPARTURES: Departure,
    PaperKind.DEPLOYMENTS: Deployment,
}
"""Papers that have an id of their source and stand by their latest citation: all but consents."""

SUBJECTS: Mapping[PaperKind, str] = {PaperKind.DETENTIONS: "leg", PaperKind.DEPLOYMENTS: "deployment"}
"""Papers that have windows, and what those are windows of."""
