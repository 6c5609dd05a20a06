"""What the book learnt from what people confirmed: clocks of cameras, and the lag of posting."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.sources import Source

KINDS = ("clock", "lag")


class Learnt(models.Model):
    """A value as it was learnt once, and from what. The newest row of a kind and a key is in force.

    Empty ``values`` say that what was learnt before no longer holds: too few confirmations are left.
    """

    kind = models.CharField(max_length=16)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, db_index=False)
    camera = models.CharField(max_length=200, default="")
    """Of a clock, whose: a camera of a source."""
    values = models.JSONField(default=dict)
    origins = models.JSONField(default=list)
    """From what, by numbers: verdicts and recordings, each with what it says and whether it fits."""
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    change = models.BigIntegerField()

    class Meta:
        """Kinds that this book knows."""

        constraints = (one_of_codes("kind", KINDS, "learnt_kind"),)
        indexes = (models.Index(fields=("kind", "source", "camera", "-id"), name="learnt_newest"),)
