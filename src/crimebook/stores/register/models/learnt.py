"""What the book learnt from what people confirmed and from measured times: clocks, and the lag of posting."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.sources import Source

KINDS = ("clock", "recorder", "lag", "run")
READ_FROM = ("photograph", "film", "withdrawn")


class Learnt(models.Model):
    """A value as it was learnt once, and from what. The newest row of a kind and a key is in force.

    Empty ``values`` say that what was learnt before no longer holds: too few confirmations are left. A
    ``run`` is of no value: it says up to which verdict and which reading of a file everything was learnt.
    """

    kind = models.CharField(max_length=16)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, db_index=False)
    camera = models.CharField(max_length=200, default="")
    """Of a clock, whose: a camera of a source, or a recorder of radio traffic."""
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


class ClockReading(models.Model):
    """What a file tells of a camera's clock: its own time beside that of GPS. Nothing else of it is kept.

    A reading that was given to the wrong camera is taken back by a row of its own.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    camera = models.CharField(max_length=200)
    read_from = models.CharField(max_length=16)
    file_digest = models.CharField(max_length=64)
    shown = models.CharField(max_length=40, default="")
    """The time by the camera's clock, as it is in the file; without an offset it is local, somewhere."""
    gps_at = models.DateTimeField(null=True)
    takes_back = models.OneToOneField(
        "self", on_delete=models.DO_NOTHING, null=True, related_name="taken_back_by"
    )
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    change = models.BigIntegerField()

    class Meta:
        """A reading has both its times; what takes one back names it and has none."""

        constraints = (
            one_of_codes("read_from", READ_FROM, "clock_reading_from"),
            models.CheckConstraint(
                condition=models.Q(read_from="withdrawn", takes_back__isnull=False, gps_at__isnull=True)
                | (
                    ~models.Q(read_from="withdrawn")
                    & models.Q(takes_back__isnull=True, gps_at__isnull=False)
                    & ~models.Q(shown="")
                ),
                name="clock_reading_whole",
            ),
        )
        indexes = (models.Index(fields=("source", "camera", "id"), name="clock_reading_of_camera"),)
