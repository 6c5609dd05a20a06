"""Units of the forces and how they hang together, as sources tell it."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.incidents import Incident
from crimebook.stores.register.models.sources import Citation, Source

RELATIONS = ("administrative", "attached", "command", "operational", "same", "successor")
"""The codes of ``unit_relations``."""


class Unit(models.Model):
    """A body of a force. Its names stand as [language, name] pairs; what is said of it are claims."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    names = models.JSONField()
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One unit an id of its source."""

        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="unit_once"),)


class UnitRelation(models.Model):
    """One unit under another, as one citation says; times unknown unless the source gives them."""

    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parent_relations")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_relations")
    kind = models.CharField(max_length=16, default="administrative")
    time = models.CharField(max_length=200, default="?~?/?~?")
    """A four-point interval in its text form."""
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    superseded_at_change = models.BigIntegerField(null=True)
    """The change that ended it: its source names another relation now."""

    class Meta:
        """No unit stands under itself; one citation says a relation once for a time, of those that stand."""

        constraints = (
            models.UniqueConstraint(
                fields=("child", "parent", "kind", "time", "citation"),
                condition=models.Q(superseded_at_change__isnull=True),
                name="unit_relation_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("parent")), name="unit_not_under_itself"
            ),
            one_of_codes("kind", RELATIONS, "unit_relation_kind"),
        )


class Deployment(models.Model):
    """A unit at a place for a time, as one source tells it. What came from a case never scores that case."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="deployments")
    unit_words = models.TextField(default="")
    callsigns = models.JSONField(default=list)
    derived_from = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="derived_deployments"
    )
    """The case from which it was concluded, if from one: it never counts for that case."""
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One deployment an id of its source."""

        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="deployment_once"),)


class Headcount(models.Model):
    """How many served in a unit on a day, as one source says. A missing report stays missing."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="headcounts")
    unit_words = models.TextField(default="")
    time = models.CharField(max_length=200, default="?~?/?~?")
    at_least = models.PositiveIntegerField(null=True)
    at_most = models.PositiveIntegerField(null=True)
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One headcount an id of its source; the bounds do not run backwards."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="headcount_once"),
            models.CheckConstraint(
                condition=models.Q(at_least__isnull=True)
                | models.Q(at_most__isnull=True)
                | models.Q(at_least__lte=models.F("at_most")),
                name="headcount_bounds",
            ),
        )


class Departure(models.Model):
    """Officers who left a unit: how, when, why as they said, and who verified it. No name stands here."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="departures")
    unit_words = models.TextField(default="")
    kind = models.CharField(max_length=64, default="")
    time = models.CharField(max_length=200, default="?~?/?~?")
    persons = models.PositiveIntegerField(default=1)
    reason = models.TextField(default="")
    verified_by = models.TextField(default="")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One departure an id of its source."""

        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="departure_once"),)
