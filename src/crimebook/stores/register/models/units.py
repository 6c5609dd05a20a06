"""Units of the forces and how they hang together, as sources tell it."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.sources import Citation, Source


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

    class Meta:
        """No unit stands under itself; one citation says a relation once."""

        constraints = (
            models.UniqueConstraint(
                fields=("child", "parent", "kind", "citation"), name="unit_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("parent")), name="unit_not_under_itself"
            ),
            one_of_codes("kind", ("administrative", "command"), "unit_relation_kind"),
        )
