"""Persons of a force as sources tell of them. Who is who follows from decisions, never from here."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.incidents import Incident
from crimebook.stores.register.models.sources import Citation, Source
from crimebook.stores.register.models.units import Unit

NAME_KINDS = (
    "legal", "patronymic", "surname", "former", "callsign", "nickname", "badge", "account", "pseudonym",
    "office", "unnamed",
)  # fmt: skip
"""The codes of ``alias_kinds``; ``unnamed`` where the source describes somebody without any name."""

SIDES = ("force", "public", "unknown")


class PersonMention(models.Model):
    """What ONE source says of one person of a force. Never altered: other words later are another mention.

    A source that tells of its record again in other words gets a second mention, whose id is the record's id,
    a slash and the first digits of the words' digest: that the two are one person is for a person to say.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="person_mentions"
    )
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    name = models.TextField(default="")
    name_kind = models.CharField(max_length=16, default="legal")
    rank_words = models.TextField(default="")
    rank = models.CharField(max_length=64, default="")
    """A code of ``ranks``, or empty."""
    unit_words = models.TextField(default="")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="person_mentions")
    badge = models.CharField(max_length=64, default="")
    helmet = models.CharField(max_length=64, default="")
    plate = models.CharField(max_length=64, default="")
    phone = models.CharField(max_length=64, default="")
    birth = models.CharField(max_length=10, default="")
    """YYYY, YYYY-MM or YYYY-MM-DD, as far as the source knows; empty where it does not say."""
    death = models.CharField(max_length=10, default="")
    """In the same form. Nobody holds a post after it."""
    description = models.TextField(default="")
    role_words = models.TextField(default="")
    side = models.CharField(max_length=8, default="force")
    """On whose side the person stood as the source tells it; no judgement of what was done."""
    is_invented = models.BooleanField(default=False)
    change = models.BigIntegerField(default=0)
    """The number of the change that made this row, in the order of commits."""

    class Meta:
        """One mention an id of its source."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="person_mention_once"),
            one_of_codes("name_kind", NAME_KINDS, "person_mention_name_kind"),
            one_of_codes("side", SIDES, "person_mention_side"),
        )
        indexes = (models.Index(fields=("change",), name="person_mention_change"),)
