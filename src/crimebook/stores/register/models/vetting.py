"""Questions whether a person is implicated: who asked, why, who confirmed it, and what was answered.

Both are kept as they are written: whoever asked about whom must be seen later, most of all if it was misuse.
"""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes

VETTING_STEPS = ("reply_sought", "reply_given", "endangers", "confirmed", "refused", "withdrawn")
VETTING_ENDS = ("confirmed", "refused", "withdrawn")


class VettingQuestion(models.Model):
    """One question about one person."""

    token = models.CharField(max_length=32, unique=True)
    """32 hexadecimal digits, by which pages and events call it."""
    particulars = models.JSONField()
    asked_for = models.TextField()
    """Who wants to know."""
    purpose = models.TextField()
    digest = models.CharField(max_length=64)
    """Of all that was asked; the event of the question names it."""
    asked_by = models.CharField(max_length=64)
    at = models.DateTimeField()
    change = models.BigIntegerField()

    class Meta:
        """Counted by who asked since when."""

        indexes = (models.Index(fields=("asked_by", "at"), name="vetting_question_of_actor"),)


class VettingStep(models.Model):
    """What was done with a question: the person's reply sought, a second person's answer, its end."""

    question = models.ForeignKey(VettingQuestion, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16)
    words = models.TextField(default="")
    finding = models.JSONField(null=True)
    """What is answered, as it stood when the second person confirmed the question."""
    digest = models.CharField(max_length=64, default="")
    as_of = models.BigIntegerField(null=True)
    """The last change of the register that the answer knows."""
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    change = models.BigIntegerField()

    class Meta:
        """A question ends once; only a confirmed one has an answer."""

        constraints = (
            one_of_codes("kind", VETTING_STEPS, "vetting_step_kind"),
            models.UniqueConstraint(
                fields=("question",),
                condition=models.Q(kind__in=VETTING_ENDS),
                name="vetting_ends_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="confirmed", finding__isnull=False)
                | (~models.Q(kind="confirmed") & models.Q(finding__isnull=True)),
                name="vetting_confirmed_has_answer",
            ),
        )
