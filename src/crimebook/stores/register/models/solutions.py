"""Places that a person solved: once for all mentions of the same words."""

from django.db import models

from crimebook.stores.register.keys import KEY_CHARACTERS


class PlaceSolution(models.Model):
    """A person's decision where certain words of a certain town are, or the withdrawal of an earlier one."""

    words_key = models.CharField(max_length=KEY_CHARACTERS)
    town_key = models.CharField(max_length=KEY_CHARACTERS, default="")
    words = models.TextField()
    town_words = models.TextField(default="")
    place = models.JSONField(null=True)
    """The columns of a place; empty for a withdrawal."""
    name = models.TextField(default="")
    reason = models.TextField()
    source_words = models.TextField(default="")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    change = models.BigIntegerField()
    withdraws = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="withdrawn_by")

    class Meta:
        """Found by its words; a solution has a place, a withdrawal has none."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(place__isnull=False, withdraws__isnull=True)
                | models.Q(place__isnull=True, withdraws__isnull=False),
                name="place_solution_or_withdrawal",
            ),
        )
        indexes = (models.Index(fields=("words_key", "town_key"), name="place_solution_words"),)
