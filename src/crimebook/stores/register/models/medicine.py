"""Medical evidence: evaluations with their findings, and deaths."""

from django.db import models

from crimebook.stores.register.models.incidents import Incident, Injury
from crimebook.stores.register.models.sources import Citation, Source

ANSWERS = ("yes", "no", "unknown")


class MedicalEvaluation(models.Model):
    """What an examiner found. Only a clinician sets how consistent it is with what was told.

    Absent signs are not "not consistent": an empty consistency says that nobody qualified has set one.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="evaluations")
    injury = models.ForeignKey(Injury, on_delete=models.PROTECT, null=True, related_name="evaluations")
    qualification = models.CharField(max_length=64, default="")
    is_clinician = models.BooleanField(default=False)
    setting = models.CharField(max_length=64, default="")
    officers_present = models.CharField(max_length=8, default="unknown")
    time = models.CharField(max_length=200, default="?~?/?~?")
    physical = models.TextField(default="")
    psychological = models.TextField(default="")
    opinion = models.TextField(default="")
    consistency = models.CharField(max_length=64, default="")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One evaluation an id of its source; no layman's consistency."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="evaluation_once"),
            models.CheckConstraint(
                condition=models.Q(consistency="") | models.Q(is_clinician=True),
                name="evaluation_consistency_by_a_clinician",
            ),
            models.CheckConstraint(
                condition=models.Q(officers_present__in=ANSWERS), name="evaluation_officers_present"
            ),
        )


class MedicalFinding(models.Model):
    """One physical or psychological finding of an evaluation, coded, in the examiner's words beside."""

    evaluation = models.ForeignKey(MedicalEvaluation, on_delete=models.PROTECT, related_name="findings")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    code = models.CharField(max_length=64)
    region = models.CharField(max_length=64, default="")
    words = models.TextField(default="")


class Death(models.Model):
    """A death: when, where and of what, as one source tells it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="deaths")
    time = models.CharField(max_length=200, default="?~?/?~?")
    place_words = models.TextField(default="")
    place_kind = models.CharField(max_length=64, default="")
    cause = models.TextField(default="")
    official_version = models.TextField(default="")
    in_custody = models.CharField(max_length=8, default="unknown")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One death an id of its source."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="death_once"),
            models.CheckConstraint(condition=models.Q(in_custody__in=ANSWERS), name="death_in_custody"),
        )
