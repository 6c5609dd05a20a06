"""Custody events, written in the transaction of what they tell; and the order of changes."""

from django.db import models


class CustodyEvent(models.Model):
    """One event in the chain of one object. Never changed, never deleted. Rows wait here for the ledger.

    Two events with one predecessor would be a fork: the unique constraint refuses the second.
    """

    object_id = models.CharField(max_length=240, db_index=True)
    action = models.CharField(max_length=32)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, default="")
    body = models.TextField()
    """The canonical JSON of the whole event; the other columns repeat parts of it for queries."""
    digest = models.CharField(max_length=64, unique=True)
    signature = models.TextField()
    """The zone's signature over the digest, as canonical JSON."""
    personal_signature = models.TextField(default="")
    """The actor's own, by a hardware key; empty for none."""

    class Meta:
        """No forks, nothing unsigned; one person's events are found without the rest."""

        constraints = (
            models.UniqueConstraint(fields=("object_id", "previous"), name="custody_no_fork"),
            models.CheckConstraint(condition=~models.Q(signature=""), name="custody_signed"),
        )
        indexes = (models.Index(fields=("actor", "-at"), name="custody_of_actor"),)


class OutboxLeaf(models.Model):
    """A leaf that waits for the ledger, written with what it stands for, and deleted once the ledger has it.

    That one is missing shows: an audit looks every event's leaf up, here and in the ledger.
    """

    leaf = models.BinaryField(max_length=32, unique=True)
    event = models.OneToOneField(CustodyEvent, on_delete=models.PROTECT, null=True, related_name="waiting")
    """The event that it stands for; empty for a report, of which nothing here tells which."""
    is_covered = models.BooleanField(default=False)
    """Whether the heads of a planned interval cover the event; only then its leaf may go."""

    class Meta:
        """What is to be covered, and what may go, is found without the rest."""

        indexes = (models.Index(fields=("is_covered", "id"), name="outbox_covered"),)


class LedgerInterval(models.Model):
    """One interval of the ledger, planned before anything of it is in the ledger. Never changed.

    With ``blind`` and the heads of its events the first leaf can be opened: ``stores.register.outbox``.
    """

    number = models.PositiveIntegerField(unique=True)
    begins_at = models.DateTimeField(unique=True)
    start = models.BigIntegerField(unique=True)
    """Where its first leaf is in the log."""
    leaves = models.PositiveIntegerField()
    blind = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)
    chains = models.PositiveIntegerField()
    last_event = models.BigIntegerField()
    """The last event that it covers, with all before it,"""
    late = models.JSONField(default=list)
    """and of those the ones that no interval before covered although their numbers are lower."""


class ChangeCounter(models.Model):
    """One row that counts changes. Its row lock puts numbers in the order of commits on every database."""

    value = models.BigIntegerField(default=0)

    class Meta:
        """There is one counter."""

        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="change_counter_is_one"),)
