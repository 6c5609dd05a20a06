"""Claims: who says what about which thing. One table for all fields, and the citations beneath."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of
from crimebook.stores.register.models.sources import Citation
from crimebook.stores.register.models.units import Unit
from crimebook.terms.grades import ClaimStatus, Direction


class Claim(models.Model):
    """One assertion about one field of one subject. Superseded, never overwritten."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="claims")
    subject = models.TextField()
    """Whom or what the claim is about, in words, where no unit of the register is meant."""
    field = models.CharField(max_length=64)
    value = models.TextField()
    status = models.CharField(max_length=16, default=ClaimStatus.UNVERIFIED)
    coder = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    superseded_at_change = models.BigIntegerField(null=True)
    """The change that ended it: its source no longer says so."""

    class Meta:
        """A claim stands in one of its states."""

        constraints = (one_of("status", ClaimStatus, "claim_status"),)


class ClaimCitation(models.Model):
    """A citation that supports a claim or contradicts it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="cited")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    direction = models.CharField(max_length=16, default=Direction.SUPPORTS)

    class Meta:
        """One citation stands under a claim once."""

        constraints = (
            models.UniqueConstraint(fields=("claim", "citation"), name="claim_citation_once"),
            one_of("direction", Direction, "claim_citation_direction"),
        )
