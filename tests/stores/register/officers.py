"""Officers for tests: mentions, posts and involvements written straight into the register. All invented."""

from datetime import UTC, datetime
from typing import Any

from crimebook.stores.register.models import (
    Incident,
    Involvement,
    InvolvementGround,
    InvolvementStep,
    PersonEdge,
    PersonMention,
    Posting,
)

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def add_officer(external_id: str = "p1", **fields: Any) -> PersonMention:
    """Add a mention that stands on the words of the first incident there is."""
    incident = Incident.objects.order_by("pk")[0]
    told = {"source_id": incident.source_id, "citation_id": incident.citation_id, "name": "Невядомы А."}
    return PersonMention.objects.create(external_id=external_id, **(told | fields))


def add_posting(mention: PersonMention, external_id: str = "h1", **fields: Any) -> Posting:
    """Add a post that the mention's own words tell of."""
    told = {"source_id": mention.source_id, "citation_id": mention.citation_id}
    return Posting.objects.create(external_id=external_id, mention=mention, **(told | fields))


def add_involvement(mention: PersonMention, **fields: Any) -> Involvement:
    """Add an involvement in the first incident, with one ground and one step."""
    incident = Incident.objects.order_by("pk")[0]
    told = {"incident": incident, "citation_id": mention.citation_id, "told_in_id": incident.citation_id}
    said = {"analyst": "investigator", "at": AT}
    involvement = Involvement.objects.create(mention=mention, **(told | said | fields))
    InvolvementGround.objects.create(involvement=involvement, citation_id=involvement.citation_id, **said)
    InvolvementStep.objects.create(involvement=involvement, status="lead", actor="investigator", at=AT)
    return involvement


def add_edge(one: PersonMention, other: PersonMention, verdict: str = "same", **fields: Any) -> PersonEdge:
    """Add a word on two mentions, as a decision stores it, with nothing derived from it."""
    left, right = sorted((one.pk, other.pk))
    told = {"actor": "investigator", "at": AT, "change": 1}
    return PersonEdge.objects.create(left_id=left, right_id=right, verdict=verdict, **(told | fields))
