"""Recordings and communications: what may have seen or told of an injury."""

from django.db import models

from crimebook.stores.register.models.constraints import owner_indexes
from crimebook.stores.register.models.sources import Citation, Source

_LIVE = models.Q(superseded_at_change__isnull=True)
_LISTED = _LIVE & models.Q(leader__isnull=True)


class Recording(models.Model):
    """A video, a photo series, a camera's run. The file itself is not here."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    title = models.TextField()
    kind = models.CharField(max_length=32)
    duration_s = models.FloatField(null=True)
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    is_invented = models.BooleanField(default=False)
    superseded_at_change = models.BigIntegerField(null=True)
    """Set while the source calls it something else: a post whose video turned out to be a picture."""
    is_placed = models.BooleanField(default=False)
    """Derived: whether a live window of it has a place."""
    basis = models.CharField(max_length=16, default="")
    """Derived: how the time of its first live window is known."""
    leader = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="told_again", db_index=False
    )
    """The recording that stands for all those judged the same; empty where it stands for itself."""
    camera = models.CharField(max_length=200, default="")
    """What its source calls the camera, which is one throughout the source; empty where nobody says."""
    clock_ahead_s = models.FloatField(null=True)
    """By how much the clock was ahead of a measured time, such as that of GPS, where both are told."""
    posted_after_s = models.FloatField(null=True)
    """The time from its end to its posting, where both are told."""

    class Meta:
        """One recording an id of its source; no time runs backwards."""

        indexes = (
            *owner_indexes("recording", ("leader",)),
            models.Index(fields=("source", "id"), name="recording_of_source", condition=_LISTED),
            models.Index(fields=("is_placed", "source", "id"), name="recording_is_placed", condition=_LISTED),
            models.Index(fields=("basis", "source", "id"), name="recording_basis", condition=_LISTED),
            models.Index(
                fields=("source", "camera"), name="recording_camera", condition=~models.Q(camera="")
            ),
            models.Index(
                fields=("posted_after_s",),
                name="recording_posted_after",
                condition=models.Q(posted_after_s__isnull=False),
            ),
        )

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="recording_once"),
            models.CheckConstraint(
                condition=models.Q(duration_s__isnull=True) | models.Q(duration_s__gte=0),
                name="recording_duration",
            ),
        )


class Communication(models.Model):
    """A radio message or a public post: an instant, a channel, callsigns, words."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    title = models.TextField()
    kind = models.CharField(max_length=32)
    channel = models.TextField()
    sender = models.TextField(default="")
    receiver = models.TextField(default="")
    text = models.TextField(default="")
    at = models.DateTimeField()
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    is_invented = models.BooleanField(default=False)
    superseded_at_change = models.BigIntegerField(null=True)
    """Set while the source calls it something else: a post whose video turned out to be a picture."""
    recorder = models.CharField(max_length=200, default="")
    """What its source calls the device that recorded the traffic, by whose clock ``at`` is; may be empty."""
    clock_ahead_s = models.FloatField(null=True)
    """By how much the recorder's clock was ahead of a measured time, where both are told."""

    class Meta:
        """One communication an id of its source."""

        indexes = (
            models.Index(
                fields=("source", "recorder"),
                name="communication_recorder",
                condition=~models.Q(recorder=""),
            ),
            models.Index(fields=("at", "id"), name="communication_in_time", condition=_LIVE),
            models.Index(fields=("source", "at", "id"), name="communication_of_source", condition=_LIVE),
        )
        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="communication_once"),)
