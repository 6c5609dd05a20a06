"""Detention, leg by leg: arrest, van, station, prison, court, each with its own place and time."""

from django.db import models

from crimebook.stores.register.models.incidents import Incident
from crimebook.stores.register.models.sources import Citation, Source


class DetentionLeg(models.Model):
    """One stay or one transfer of a detention. Where and when stand in its windows."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="legs")
    position = models.PositiveSmallIntegerField()
    """Its order in the itinerary, from 1."""
    step = models.CharField(max_length=64, default="")
    """What it was: a code of ``detention_legs``."""
    place_kind = models.CharField(max_length=64, default="")
    cell = models.TextField(default="")
    persons_in_cell = models.PositiveSmallIntegerField(null=True)
    counsel = models.CharField(max_length=8, default="unknown")
    """Whether the person could speak to a lawyer: yes, no or unknown."""
    court = models.TextField(default="")
    conditions = models.JSONField(default=list)
    """Codes of ``detention_conditions``."""
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One leg an id of its source."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="detention_leg_once"),
            models.CheckConstraint(
                condition=models.Q(counsel__in=("yes", "no", "unknown")), name="detention_leg_counsel"
            ),
        )
