"""What happened to whom, as sources tell it."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.sources import Citation, Source


class Incident(models.Model):
    """Something that happened, in one place or along one way. Shown by its latest citation."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    title = models.TextField()
    evidence_kind = models.TextField(default="")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)

    class Meta:
        """One incident an id of its source."""

        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="incident_once"),)


class Mention(models.Model):
    """A unit, a person or a group as one source names them. Never altered; decisions resolve it elsewhere."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="mentions")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    role = models.CharField(max_length=16)
    words = models.TextField()
    words_key = models.TextField()
    """The words folded, so that one spelling is counted once; no judgement that they mean one unit."""

    class Meta:
        """Roles that this book knows."""

        constraints = (one_of_codes("role", ("alleged_actor", "victim"), "mention_role"),)


class Act(models.Model):
    """One kind of violation against one victim or group. A label without a code stays words."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="acts")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    victim = models.ForeignKey(Mention, on_delete=models.PROTECT, null=True)
    code = models.CharField(max_length=64, default="", db_index=True)
    source_label = models.TextField()


class Injury(models.Model):
    """An injury by body region, nature and method; from one act, several or none known."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="injuries")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True)
    region = models.CharField(max_length=64)
    nature = models.CharField(max_length=64)
    method = models.CharField(max_length=64, default="")
    source_label = models.TextField(default="")
