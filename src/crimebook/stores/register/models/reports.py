"""Reports: what was sealed to the book and opened, and the dialogue with whoever sent it.

No person's words stand here in clear: testimony, messages and what an interviewer noted are age files to the
report's own key, which the vault keeps. Destroying that key is what erasure means; the sealed rows stay.
"""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes, owner_indexes
from crimebook.stores.register.models.incidents import Incident
from crimebook.stores.register.models.members import Member
from crimebook.stores.register.models.sources import Citation

CHANNELS = ("intake", "interview")
STATES = ("received", "triaged", "registered", "duplicate", "out_of_scope", "withdrawn", "erased")
TESTIMONIES = ("body", "interview")
DIRECTIONS = ("in", "out")


class Report(models.Model):
    """One report. ``ref`` is random, so that neither it nor its order tells anything of the reporter."""

    ref = models.CharField(max_length=32, unique=True)
    envelope = models.CharField(max_length=64, unique=True)
    """SHA-256 of the envelope as it came; handed in again it is known, even after erasure."""
    item = models.CharField(max_length=64, default="", db_index=True)
    """The name under which the spool and the shelves had it; empty for an interview."""
    channel = models.CharField(max_length=16)
    form = models.CharField(max_length=64)
    way = models.CharField(max_length=32, default="")
    role = models.CharField(max_length=32, default="")
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=16, default="received")
    state_before = models.CharField(max_length=16, default="")
    """The state to which an undone withdrawal goes back."""
    urgency = models.PositiveSmallIntegerField(default=2)
    """0 somebody may be in danger now, 1 a trained person is waited for, 2 all others."""
    files = models.PositiveSmallIntegerField(default=0)
    mailbox = models.CharField(max_length=64, default="", db_index=True)
    """Where its replies go; empty where no receipt was wanted."""
    proof_policy = models.CharField(max_length=64, default="", db_default="")
    """Which policy's checkpoint the proof in its mailbox is of; empty while there is no proof."""
    dated_on = models.DateField(null=True)
    """When the first slot of its mailbox was last signed."""
    recipient = models.TextField()
    """The public half of its key: what comes later is sealed to it without unlocking anything."""
    received_on = models.DateField()
    opened_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    erase_on = models.DateField(null=True)
    """The day from which a withdrawal can no longer be undone."""
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="reports")
    citation = models.ForeignKey(Citation, on_delete=models.SET_NULL, null=True, related_name="reports")
    duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="duplicates")
    interviewer = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="interviews", db_index=False
    )
    is_invented = models.BooleanField(default=False)

    class Meta:
        """Danger first; a withdrawn report knows its day."""

        constraints = (
            one_of_codes("channel", CHANNELS, "report_channel"),
            one_of_codes("state", STATES, "report_state"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True, erase_on__isnull=True)
                | models.Q(withdrawn_on__isnull=False, erase_on__isnull=False),
                name="report_withdrawal_has_an_end",
            ),
        )
        indexes = (
            *owner_indexes("report", ("interviewer",)),
            models.Index(fields=("urgency", "received_on", "id"), name="report_danger_first"),
        )


class Testimony(models.Model):
    """What was told, as it was sealed: the envelope's own ciphertext, or an interview's. Never changed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="testimonies")
    kind = models.CharField(max_length=16)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of ``sealed``."""

    class Meta:
        """A report has one of each kind."""

        constraints = (
            one_of_codes("kind", TESTIMONIES, "testimony_kind"),
            models.UniqueConstraint(fields=("report", "kind"), name="testimony_once"),
        )


class Attachment(models.Model):
    """A file of a report: which blob it is, and how large. Its name and digest are in the testimony."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    blob = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()

    class Meta:
        """In the order of the testimony."""

        constraints = (models.UniqueConstraint(fields=("report", "number"), name="attachment_once"),)


class ReportMessage(models.Model):
    """One message of the dialogue, sealed to the report's key. Each side has its own chain."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=4)
    kind = models.CharField(max_length=24)
    counter = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    day = models.DateField()
    author = models.CharField(max_length=64, default="")
    """Who wrote it at the desk; empty for the reporter."""
    item = models.CharField(max_length=64, default="", db_index=True)
    """The name under which the shelves have it."""

    class Meta:
        """Nothing is taken twice."""

        constraints = (
            one_of_codes("direction", DIRECTIONS, "report_message_direction"),
            models.UniqueConstraint(fields=("report", "direction", "digest"), name="report_message_once"),
        )


class InterviewDraft(models.Model):
    """An interview that is still being led: the answers so far, sealed; it goes when the report is made."""

    ref = models.CharField(max_length=32, unique=True)
    interviewer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="drafts")
    sealed = models.BinaryField()
    begun_on = models.DateField()


class Interview(models.Model):
    """How a report was taken by an interviewer. Names and notes are in the sealed testimony beside it."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="interview")
    interviewer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="led")
    day = models.DateField()
    language = models.CharField(max_length=16)
    protocols = models.JSONField(default=list)
    """Codes: peace, murad, istanbul."""
    had_interpreter = models.CharField(max_length=8, default="unknown")
    was_read_back = models.CharField(max_length=8, default="unknown")
    was_signed = models.CharField(max_length=8, default="unknown")
    was_recorded = models.CharField(max_length=8, default="unknown")
    told_before = models.CharField(max_length=8, default="unknown")
    support_offered = models.CharField(max_length=8, default="unknown")

    class Meta:
        """Facts that are yes, no or unknown."""

        constraints = tuple(
            one_of_codes(name, ("yes", "no", "unknown"), f"interview_{name}")
            for name in (
                "had_interpreter",
                "was_read_back",
                "was_signed",
                "was_recorded",
                "told_before",
                "support_offered",
            )
        )


class ErasedCitation(models.Model):
    """A citation that a withdrawal or an erasure took out of the register, with all that stood on it.

    The database refuses to delete any row that is kept whole unless its citation stands here first; the
    rows here are kept whole themselves. They hold no words and lead to none. The ids are never given again.
    """

    citation_id = models.BigIntegerField(unique=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    """The incident that stood on the citation; it gets this id back if the withdrawal is undone."""
    ref = models.CharField(max_length=32, default="", db_index=True)
    """The report whose own citation it was; empty for those of its papers."""
    day = models.DateField()
