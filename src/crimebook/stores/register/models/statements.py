"""What people stated beside the story: orders, descriptions, identifications, retractions, translations."""

from django.db import models

from crimebook.stores.register.models.incidents import Incident, Mention
from crimebook.stores.register.models.sources import Citation, Source


class Order(models.Model):
    """An order: who gave it to whom, in which words, and whether it was obeyed or refused."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="orders")
    giver = models.TextField(default="")
    recipient = models.TextField(default="")
    time = models.CharField(max_length=200, default="?~?/?~?")
    kind = models.CharField(max_length=64, default="")
    words = models.TextField(default="")
    answer = models.CharField(max_length=64, default="unknown")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One order an id of its source; whether it was obeyed is always said, if only as unknown."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="order_once"),
            models.CheckConstraint(condition=~models.Q(answer=""), name="order_answer"),
        )


class Description(models.Model):
    """One feature of an unidentified person: height, uniform, helmet number, voice, face visible or not."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="descriptions")
    of_whom = models.TextField(default="")
    """Which of those present, in the source's words; never a private person's name."""
    feature = models.CharField(max_length=64)
    words = models.TextField()
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One feature an id of its source."""

        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="description_once"),)


class Identification(models.Model):
    """Who recognised whom, when, by which procedure, after seeing what.

    Nobody shows matches to a witness before a recorded description: ``described_first`` says whether one was.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="identifications")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, null=True, related_name="identifications")
    by_whom = models.TextField(default="")
    whom = models.TextField(default="")
    procedure = models.CharField(max_length=64, default="")
    time = models.CharField(max_length=200, default="?~?/?~?")
    images_shown = models.TextField(default="")
    prior_exposure = models.TextField(default="")
    described_first = models.CharField(max_length=8, default="unknown")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One identification an id of its source."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="identification_once"),
            models.CheckConstraint(
                condition=models.Q(described_first__in=("yes", "no", "unknown")),
                name="identification_described_first",
            ),
        )


class Retraction(models.Model):
    """A source takes a statement back. Kept and disclosed; not the same as withdrawing consent."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    retracted = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="retractions")
    time = models.CharField(max_length=200, default="?~?/?~?")
    reason = models.CharField(max_length=64, default="")
    words = models.TextField(default="")
    coercion_suspected = models.CharField(max_length=8, default="unknown")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One retraction an id of its source."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="retraction_once"),
            models.CheckConstraint(
                condition=models.Q(coercion_suspected__in=("yes", "no", "unknown")),
                name="retraction_coercion",
            ),
        )


class Translation(models.Model):
    """The words of a citation in another language: by whom, by which method, checked by whom."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    original = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="translations")
    field = models.CharField(max_length=200, default="")
    """Which field of the original's words; empty for all of them."""
    from_language = models.CharField(max_length=16, default="")
    to_language = models.CharField(max_length=16)
    text = models.TextField()
    translator = models.TextField(default="")
    method = models.CharField(max_length=64, default="")
    checked_by = models.TextField(default="")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One translation an id of its source."""

        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="translation_once"),)
