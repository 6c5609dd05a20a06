"""What happened to whom, as sources tell it."""

from django.db import models

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models.constraints import one_of_codes, owner_indexes
from crimebook.stores.register.models.sources import Citation, Source

_LEADS = models.Q(leader__isnull=True)


class Incident(models.Model):
    """Something that happened, in one place or along one way. Shown by its latest citation."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    title = models.TextField()
    evidence_kind = models.TextField(default="")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    is_invented = models.BooleanField(default=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="parts", db_index=False
    )
    parent_relation = models.CharField(max_length=64, default="")

    # What follows is derived, kept beside the incident so that a list of a million is narrowed by an index.
    first_start = models.DateTimeField(null=True)
    """The earliest start of its live windows."""
    day = models.CharField(max_length=10, default="")
    """The day of that instant in the book's zone, YYYY-MM-DD; empty where unknown."""
    wants_place = models.BooleanField(default=False)
    """Whether a live window of it wants solving by a person."""
    has_match = models.BooleanField(default=False)
    """Whether something with a place matches it."""
    leader = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="told_again", db_index=False
    )
    """The incident that stands for all those judged the same; empty where it stands for itself."""

    class Meta:
        """One incident an id of its source."""

        constraints = (models.UniqueConstraint(fields=("source", "external_id"), name="incident_once"),)
        indexes = (
            *owner_indexes("incident", ("parent", "leader")),
            # What stands in an index beyond its fields is read there: a list that is narrowed by what the
            # latest words say goes over it in the order of time and reads no row before it is shown.
            models.Index(
                fields=("first_start", "id"), name="incident_in_time", condition=_LEADS, include=("citation",)
            ),
            models.Index(
                fields=("citation",), name="incident_of_citation", include=("id", "first_start", "leader")
            ),
            models.Index(fields=("source", "first_start", "id"), name="incident_of_source", condition=_LEADS),
            models.Index(fields=("day", "first_start", "id"), name="incident_day", condition=_LEADS),
            models.Index(
                fields=("first_start", "id"),
                name="incident_wants_place",
                condition=_LEADS & models.Q(wants_place=True),
            ),
            models.Index(
                fields=("first_start", "id"),
                name="incident_without_match",
                condition=_LEADS & models.Q(has_match=False),
            ),
        )


class Mention(models.Model):
    """A unit, a person or a group as one source names them. Never altered; decisions resolve it elsewhere."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="mentions")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    role = models.CharField(max_length=16)
    words = models.TextField()
    words_key = models.CharField(max_length=KEY_CHARACTERS)
    """The words folded and cut: one spelling is counted once; no judgement that they mean one unit."""

    class Meta:
        """Roles that this book knows."""

        constraints = (one_of_codes("role", ("alleged_actor", "victim"), "mention_role"),)
        indexes = (models.Index(fields=("words_key", "role", "citation"), name="mention_words"),)


class Act(models.Model):
    """One kind of violation against one victim or group. A label without a code stays words."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="acts")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    victim = models.ForeignKey(Mention, on_delete=models.PROTECT, null=True, db_index=False)
    code = models.CharField(max_length=64, default="")
    source_label = models.TextField()

    class Meta:
        """Found by code, and from there by the words that tell it to its incident."""

        indexes = (models.Index(fields=("code", "citation"), name="act_code"),)


class Injury(models.Model):
    """An injury by body region, nature and method; from one act, several or none known."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="injuries")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, db_index=False)
    region = models.CharField(max_length=64)
    nature = models.CharField(max_length=64)
    method = models.CharField(max_length=64, default="")
    source_label = models.TextField(default="")
