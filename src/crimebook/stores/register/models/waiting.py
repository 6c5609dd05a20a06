"""Words of places that wait for a person, counted: derived from live windows, made again at any time."""

from django.db import models

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models.sources import Source


class WaitingWords(models.Model):
    """How many live windows want a place for the same words of the same town, in one source or in all."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, db_index=False)
    """Empty in the row that counts all sources."""
    words_key = models.CharField(max_length=KEY_CHARACTERS)
    town_key = models.CharField(max_length=KEY_CHARACTERS)
    words = models.TextField()
    """One writing of the words."""
    town_words = models.TextField()
    windows = models.PositiveIntegerField()
    incidents = models.PositiveIntegerField()

    class Meta:
        """Listed by the most used, of all sources or of one; summed by town."""

        # A condition, no first column: PostgreSQL takes no order from an index behind an empty column.
        indexes = (
            models.Index(
                fields=("-windows", "words_key", "town_key"),
                name="waiting_words_most_first",
                condition=models.Q(source__isnull=True),
            ),
            models.Index(
                fields=("town_key", "windows", "words_key"),
                name="waiting_words_of_town",
                condition=models.Q(source__isnull=True),
            ),
            models.Index(
                fields=("source", "-windows", "words_key", "town_key"),
                name="waiting_words_of_source",
                condition=models.Q(source__isnull=False),
            ),
        )
