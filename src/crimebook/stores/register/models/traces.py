"""Traces by which a record may be known again: addresses, files, traits; and what people say of them."""

from django.db import models

from crimebook.stores.register.models.constraints import exactly_one, one_of_codes, owner_indexes
from crimebook.stores.register.models.incidents import Incident
from crimebook.stores.register.models.media import Communication, Recording
from crimebook.stores.register.models.sources import Citation

_SEEN = ("incident", "recording", "communication")
SUBJECTS = ("incident", "recording")
VERDICTS = ("same", "different", "unsure", "withdrawn")


class Link(models.Model):
    """An address that one citation gives for a record. It is never fetched."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="links", db_index=False
    )
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, null=True, related_name="links", db_index=False
    )
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, related_name="links", db_index=False
    )
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    url = models.TextField()
    key = models.CharField(max_length=64)
    """A digest of the address in its plain form: two writings of one address have one key."""
    text = models.TextField(default="")

    class Meta:
        """A link belongs to one record."""

        constraints = (exactly_one(_SEEN, "link_one_subject"),)
        indexes = (*owner_indexes("link", _SEEN), models.Index(fields=("key",), name="link_key"))


class FileFact(models.Model):
    """A file that a source holds: its name, its SHA-256 where known. The file itself is not here."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="files", db_index=False
    )
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, null=True, related_name="files", db_index=False
    )
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, related_name="files", db_index=False
    )
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    name = models.TextField()
    digest = models.CharField(max_length=64, default="")
    media_type = models.CharField(max_length=100, default="")
    size_bytes = models.BigIntegerField(null=True)

    class Meta:
        """A file belongs to one record."""

        constraints = (exactly_one(_SEEN, "file_fact_one_subject"),)
        indexes = (
            *owner_indexes("file_fact", _SEEN),
            models.Index(fields=("digest",), name="file_fact_digest", condition=~models.Q(digest="")),
        )


class Trait(models.Model):
    """Something by which the same event or the same recording may be told by another source.

    ``kind`` is ``link`` (an address), ``file`` (a digest), ``event`` (day, place and act) or ``look`` (length
    and picture size); ``key`` is equal where two records share it.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="traits", db_index=False
    )
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, null=True, related_name="traits", db_index=False
    )
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=200)

    class Meta:
        """A trait belongs to one record."""

        constraints = (exactly_one(SUBJECTS, "trait_one_subject"),)
        indexes = (*owner_indexes("trait", SUBJECTS), models.Index(fields=("key", "kind"), name="trait_key"))


class Doubt(models.Model):
    """Records that share a trait and may be one: proposed with reasons, derived, made again at any time."""

    subject = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    members = models.PositiveIntegerField()
    sources = models.PositiveIntegerField()
    weight = models.FloatField()
    reasons = models.JSONField()
    is_open = models.BooleanField(default=True)
    change = models.BigIntegerField()

    class Meta:
        """One doubt a shared trait; the heaviest open one first."""

        constraints = (
            models.UniqueConstraint(fields=("subject", "kind", "key"), name="doubt_once"),
            one_of_codes("subject", SUBJECTS, "doubt_subject"),
        )
        indexes = (
            models.Index(
                fields=("-weight", "id"), name="doubt_heaviest_first", condition=models.Q(is_open=True)
            ),
        )


class Judgement(models.Model):
    """What a person said of two records: the same, different, unsure; or that an earlier word is withdrawn.

    Added, never changed: persons, groups and counts follow from the judgements that stand.
    """

    subject = models.CharField(max_length=16)
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    verdict = models.CharField(max_length=16)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.TextField(default="")
    shown = models.JSONField(default=dict)
    """What was on the screen: the trait, its reasons and their weight."""
    change = models.BigIntegerField()

    class Meta:
        """The lower id stands left, so that a pair has one writing."""

        constraints = (
            one_of_codes("subject", SUBJECTS, "judgement_subject"),
            one_of_codes("verdict", VERDICTS, "judgement_verdict"),
            models.CheckConstraint(
                condition=models.Q(left_id__lt=models.F("right_id")), name="judgement_left_of_right"
            ),
        )
        indexes = (
            models.Index(fields=("subject", "left_id"), name="judgement_left"),
            models.Index(fields=("subject", "right_id"), name="judgement_right"),
        )
