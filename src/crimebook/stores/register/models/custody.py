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

    class Meta:
        """No forks."""

        constraints = (models.UniqueConstraint(fields=("object_id", "previous"), name="custody_no_fork"),)


class ChangeCounter(models.Model):
    """One row that counts changes. Its row lock puts numbers in the order of commits on every database."""

    value = models.BigIntegerField(default=0)

    class Meta:
        """There is one counter."""

        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="change_counter_is_one"),)
