"""What people say of matches: added, never changed. A match may be made again; a word stays."""

from django.db import models

from crimebook.stores.register.models.constraints import exactly_one, one_of_codes, owner_indexes

VERDICTS = ("confirmed", "rejected", "unsure", "withdrawn")
SEEN = ("recording_id", "communication_id")


class MatchVerdict(models.Model):
    """What one person said of an incident and of what may show it, or that they take back what they had said.

    Records are named by their numbers: an incident that a report brought goes with the report, and what was
    said of it holds when it comes back; once it is erased for good, these rows may be deleted.
    """

    incident_id = models.BigIntegerField()
    recording_id = models.BigIntegerField(null=True)
    communication_id = models.BigIntegerField(null=True)
    window_id = models.BigIntegerField(null=True)
    """The window of the incident, of its injury or of a leg, that was shown."""
    other_id = models.BigIntegerField(null=True)
    """The window of the recording or communication that was shown."""
    verdict = models.CharField(max_length=16)
    takes_back = models.OneToOneField(
        "self", on_delete=models.DO_NOTHING, null=True, related_name="taken_back_by"
    )
    """The word that a withdrawal takes back: its own, and once."""
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.TextField(default="")
    score_bits = models.FloatField(null=True)
    """The score that was on the screen; empty for a withdrawal, and where none was stored any more."""
    terms = models.JSONField(default=list)
    """The terms of that score: name, bits, reason."""
    scorer = models.CharField(max_length=64, default="")
    """The version of the scorer that gave them."""
    shown = models.JSONField(default=dict)
    """What else was on the screen."""
    seen_at_s = models.PositiveIntegerField(null=True)
    """Of a recording, the second from its start at which it is seen; empty where nobody said."""
    change = models.BigIntegerField()

    class Meta:
        """A word is of one recording or one communication; a withdrawal names what it takes back."""

        constraints = (
            one_of_codes("verdict", VERDICTS, "match_verdict_word"),
            exactly_one(SEEN, "match_verdict_one_seen"),
            models.CheckConstraint(
                condition=models.Q(verdict="withdrawn", takes_back__isnull=False)
                | (~models.Q(verdict="withdrawn") & models.Q(takes_back__isnull=True)),
                name="match_verdict_takes_back",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict__in=("confirmed", "rejected")) | ~models.Q(reason=""),
                name="match_verdict_says_why",
            ),
        )
        indexes = (
            models.Index(fields=("incident_id",), name="match_verdict_incident"),
            *owner_indexes("match_verdict", SEEN),
            models.Index(fields=("verdict",), name="match_verdict_of_word"),
            models.Index(fields=("actor", "-id"), name="match_verdict_of_actor"),
        )
