"""Posts that persons held, and what they are alleged to have done: with citations, steps and two people."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of, one_of_codes
from crimebook.stores.register.models.incidents import Act, Incident
from crimebook.stores.register.models.persons import PersonMention
from crimebook.stores.register.models.sources import Citation, Source
from crimebook.stores.register.models.units import Unit
from crimebook.terms.grades import Direction

STATUSES = ("lead", "named", "corroborated", "ready", "withdrawn", "cleared")
ANSWERS = ("", "confirmed", "refused")


class Posting(models.Model):
    """A person held a post in a unit for a time, as one citation says. A post alone is a lead at most."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    mention = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="postings")
    unit_words = models.TextField(default="")
    kind = models.CharField(max_length=64, default="undetermined")
    """A code of ``posting_kinds``."""
    title = models.TextField(default="")
    rank_words = models.TextField(default="")
    rank = models.CharField(max_length=64, default="")
    is_command = models.BooleanField(default=False)
    """Whether whoever holds the post commands the unit, as the source's own words say."""
    time = models.CharField(max_length=200, default="?~?/?~?")
    """A four-point interval in its text form."""
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    is_invented = models.BooleanField(default=False)
    change = models.BigIntegerField(default=0)
    superseded_at_change = models.BigIntegerField(null=True)
    """The change that ended it: its source tells of the post in other words now."""

    class Meta:
        """One citation tells of a post once."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id", "citation"), name="posting_once"),
        )


class Involvement(models.Model):
    """A person as one source mentions them, and what they are alleged to have done. Never a finding.

    What speaks for it and against it, and how far it has come, are rows of their own that are only added.
    """

    mention = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="involvements")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="involvements")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, related_name="involvements")
    degree = models.CharField(max_length=64, default="undetermined")
    """A code of ``involvement_degrees``."""
    mode = models.CharField(max_length=64, default="not_assessed")
    """A code of ``modes_of_liability``: alleged, never found here."""
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="involvements")
    """The words that it rests on first; the same citation stands among its grounds."""
    told_in = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The words by which the incident was known then: once those are erased, this may go with them."""
    analyst = models.CharField(max_length=64)
    at = models.DateTimeField()
    is_invented = models.BooleanField(default=False)
    change = models.BigIntegerField(default=0)


class InvolvementGround(models.Model):
    """A citation that supports an involvement or speaks against it: on what basis, and for which test."""

    # What deletes an involvement on an erasure deletes these after it; the database checks at the commit.
    involvement = models.ForeignKey(Involvement, on_delete=models.DO_NOTHING, related_name="grounds")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="involvement_grounds")
    basis = models.CharField(max_length=64, default="not_stated")
    """A code of ``involvement_basis``."""
    direction = models.CharField(max_length=16, default=Direction.SUPPORTS)
    test = models.CharField(max_length=64, default="")
    """Which test of article 28 it is for, a code of ``elements``; empty where for the involvement itself."""
    words = models.TextField(default="")
    """What in the citation is meant, as the analyst puts it."""
    analyst = models.CharField(max_length=64)
    at = models.DateTimeField()
    change = models.BigIntegerField(default=0)

    class Meta:
        """A citation is a ground once, in one direction, for each test."""

        constraints = (
            models.UniqueConstraint(
                fields=("involvement", "citation", "test", "basis", "direction"),
                name="involvement_ground_once",
            ),
            one_of("direction", Direction, "involvement_ground_direction"),
        )


class InvolvementStep(models.Model):
    """A move of an involvement to a status: one person proposes it, a second one answers in a row of its own.

    Which status stands follows from the steps by the rules of `crimebook.command.involvements`.
    """

    involvement = models.ForeignKey(Involvement, on_delete=models.DO_NOTHING, related_name="steps")
    status = models.CharField(max_length=16)
    standard = models.CharField(max_length=64, default="not_assessed")
    """A code of ``standards_of_proof``."""
    answer = models.CharField(max_length=16, default="")
    """Empty for a proposal; what a second person says of one otherwise."""
    answers = models.ForeignKey("self", on_delete=models.DO_NOTHING, null=True, related_name="answered_by")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.TextField(default="")
    change = models.BigIntegerField(default=0)

    class Meta:
        """A status that this book knows; an answer answers a proposal, and a proposal nothing."""

        constraints = (
            one_of_codes("status", STATUSES, "involvement_step_status"),
            one_of_codes("answer", ANSWERS, "involvement_step_answer"),
            models.CheckConstraint(
                condition=models.Q(answer="", answers__isnull=True)
                | (~models.Q(answer="") & models.Q(answers__isnull=False)),
                name="involvement_step_answers",
            ),
        )
