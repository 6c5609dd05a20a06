"""Consent: for which purpose, how it was answered, by whom, and how it came to us."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.sources import Citation, Source

ANSWERS = ("granted", "refused", "withdrawn", "not_asked")


class Consent(models.Model):
    """One answer for one purpose. No recorded consent means analysis only.

    It belongs to one record's words, or, with no citation, to everything that a partner brought: then
    ``words`` say how the partner came by it.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="consents")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, null=True, related_name="consents")
    purpose = models.CharField(max_length=64)
    answer = models.CharField(max_length=16)
    given_by = models.CharField(max_length=64, default="")
    age_band = models.CharField(max_length=64, default="")
    understood = models.CharField(max_length=8, default="unknown")
    limits_explained = models.CharField(max_length=8, default="unknown")
    text_version = models.CharField(max_length=64, default="")
    words = models.TextField(default="")
    told_in = models.ForeignKey(Citation, on_delete=models.PROTECT, null=True, related_name="consents_told")
    """The row that told the answer, where consent came as a list of its own; else empty."""
    is_invented = models.BooleanField(default=False)
    at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        """Answers that this book knows."""

        constraints = (one_of_codes("answer", ANSWERS, "consent_answer"),)
        indexes = (models.Index(fields=("source", "citation"), name="consent_of"),)
