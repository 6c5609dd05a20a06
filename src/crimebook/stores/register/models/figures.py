"""What was counted when, and the truth of an invented book."""

from django.db import models

from crimebook.stores.register.models.constraints import owner_indexes
from crimebook.stores.register.models.incidents import Incident
from crimebook.stores.register.models.media import Communication, Recording
from crimebook.stores.register.models.sources import Citation


class Figure(models.Model):
    """Counts as they stood at a change: a page shows them without counting a million rows again."""

    name = models.CharField(max_length=64, unique=True)
    change = models.BigIntegerField()
    value = models.JSONField()
    made_at = models.DateTimeField()


class TruePair(models.Model):
    """A recording or message that truly shows an incident of an invented book: what matching should find."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="true_pairs", db_index=False
    )
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, null=True, related_name="true_pairs", db_index=False
    )
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, related_name="true_pairs", db_index=False
    )
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)

    class Meta:
        """A pair is told once."""

        constraints = (
            models.UniqueConstraint(fields=("incident", "recording"), name="true_recording_once"),
            models.UniqueConstraint(fields=("incident", "communication"), name="true_communication_once"),
        )
        indexes = owner_indexes("true_pair", ("recording", "communication"))
