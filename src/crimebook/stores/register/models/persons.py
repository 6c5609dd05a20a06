"""Persons of a force as sources tell of them, what people decided of who is who, and what follows from it.

Mentions and words on pairs of them are only ever added. Who is one person is derived from the words that
stand, in the transaction in which they are said: nobody edits a person.
"""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes
from crimebook.stores.register.models.incidents import Incident
from crimebook.stores.register.models.sources import Citation, Source
from crimebook.stores.register.models.units import Unit

NAME_KINDS = (
    "legal", "patronymic", "surname", "former", "callsign", "nickname", "badge", "account", "pseudonym",
    "office", "unnamed",
)  # fmt: skip
"""The codes of ``alias_kinds``; ``unnamed`` where the source describes somebody without any name."""

SIDES = ("force", "public", "unknown")
VERDICTS = ("same", "different", "unsure", "withdrawn")
PAIR_STATES = ("open", "waiting", "torn", "settled")
"""Whether a word is wanted of a pair, a second person's, one that solves a contradiction, or none."""


class PersonMention(models.Model):
    """What ONE source says of one person of a force. Never altered: other words later are another mention.

    A source that tells of its record again in other words gets a second mention, whose id is the record's id,
    a slash and the first digits of the words' digest: that the two are one person is for a person to say.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="person_mentions"
    )
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT)
    name = models.TextField(default="")
    name_kind = models.CharField(max_length=16, default="legal")
    rank_words = models.TextField(default="")
    rank = models.CharField(max_length=64, default="")
    """A code of ``ranks``, or empty."""
    unit_words = models.TextField(default="")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="person_mentions")
    badge = models.CharField(max_length=64, default="")
    helmet = models.CharField(max_length=64, default="")
    plate = models.CharField(max_length=64, default="")
    phone = models.CharField(max_length=64, default="")
    birth = models.CharField(max_length=10, default="")
    """YYYY, YYYY-MM or YYYY-MM-DD, as far as the source knows; empty where it does not say."""
    death = models.CharField(max_length=10, default="")
    """In the same form. Nobody holds a post after it."""
    description = models.TextField(default="")
    role_words = models.TextField(default="")
    side = models.CharField(max_length=8, default="force")
    """On whose side the person stood as the source tells it; no judgement of what was done."""
    is_invented = models.BooleanField(default=False)
    change = models.BigIntegerField(default=0)
    """The number of the change that made this row, in the order of commits."""

    class Meta:
        """One mention an id of its source."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="person_mention_once"),
            one_of_codes("name_kind", NAME_KINDS, "person_mention_name_kind"),
            one_of_codes("side", SIDES, "person_mention_side"),
        )
        indexes = (models.Index(fields=("change",), name="person_mention_change"),)


class PersonEdge(models.Model):
    """What one person said of two mentions, or that they take back what they had said. Added, never changed.

    Of a suspect a ``same`` counts once a second person has said it as well, in an edge of their own.
    """

    # Who deletes a mention on an erasure deletes these after it; the database checks at the commit.
    left = models.ForeignKey(
        PersonMention, on_delete=models.DO_NOTHING, related_name="edges_right", db_index=False
    )
    right = models.ForeignKey(
        PersonMention, on_delete=models.DO_NOTHING, related_name="edges_left", db_index=False
    )
    verdict = models.CharField(max_length=16)
    takes_back = models.OneToOneField(
        "self", on_delete=models.DO_NOTHING, null=True, related_name="taken_back_by"
    )
    """The word that a withdrawal takes back: its own, and once."""
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.TextField(default="")
    bits = models.FloatField(null=True)
    """What the pair weighed then; empty where no model had weighed it."""
    terms = models.JSONField(default=list)
    """The terms of that weight: name, bits, reason."""
    model_digest = models.CharField(max_length=64, default="")
    """The digest of the model that weighed it."""
    shown = models.JSONField(default=dict)
    """What was on the screen."""
    is_blind = models.BooleanField(default=False)
    """Whether it was said before whoever said it had been shown the weight."""
    change = models.BigIntegerField()
    """The same for all that was said at once."""

    class Meta:
        """The lower id stands left, so that a pair has one writing; a withdrawal names what it takes back."""

        constraints = (
            one_of_codes("verdict", VERDICTS, "person_edge_verdict"),
            models.CheckConstraint(
                condition=models.Q(left_id__lt=models.F("right_id")), name="person_edge_left_of_right"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="withdrawn", takes_back__isnull=False)
                | (~models.Q(verdict="withdrawn") & models.Q(takes_back__isnull=True)),
                name="person_edge_takes_back",
            ),
        )
        indexes = (
            models.Index(fields=("left", "right"), name="person_edge_left"),
            models.Index(fields=("right",), name="person_edge_right"),
            models.Index(fields=("change",), name="person_edge_change"),
            models.Index(fields=("actor", "-id"), name="person_edge_of_actor"),
        )


class ShownWeight(models.Model):
    """That somebody was shown what a pair weighs: what they say of it from then on is not blind."""

    left = models.ForeignKey(PersonMention, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    right = models.ForeignKey(PersonMention, on_delete=models.DO_NOTHING, related_name="+")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """The first time counts."""

        constraints = (models.UniqueConstraint(fields=("left", "right", "actor"), name="shown_weight_once"),)


class SecondLook(models.Model):
    """That a decided pair was put to the draw for a second, blind look, once, and whether it was drawn."""

    left = models.ForeignKey(PersonMention, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    right = models.ForeignKey(PersonMention, on_delete=models.DO_NOTHING, related_name="+")
    is_drawn = models.BooleanField()
    decided_by = models.CharField(max_length=64)
    """Who alone had decided it: it comes to somebody else."""
    key_digest = models.CharField(max_length=64)
    """Of the key under which it was drawn."""
    actor = models.CharField(max_length=64)
    """Who let the draw run, of whose own decisions none was put to it."""
    at = models.DateTimeField()
    change = models.BigIntegerField()

    class Meta:
        """A pair is put to the draw once."""

        constraints = (
            models.UniqueConstraint(fields=("left", "right"), name="second_look_once"),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("actor")), name="second_look_not_by_decider"
            ),
        )


class PersonMember(models.Model):
    """Which person a mention stands for: derived from the edges, made again at any time, edited by nobody.

    A mention without a row here is a person by itself. A person is named by its lowest mention.
    """

    mention = models.OneToOneField(
        PersonMention, on_delete=models.CASCADE, primary_key=True, related_name="member"
    )
    person = models.ForeignKey(PersonMention, on_delete=models.CASCADE, related_name="members")
    is_torn = models.BooleanField(default=False)
    """Whether words contradict each other around it: until that is solved it stands alone."""

    class Meta:
        """What is torn is joined to nobody."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_torn=False) | models.Q(person=models.F("mention")),
                name="person_member_torn_is_alone",
            ),
        )


class PersonPair(models.Model):
    """Two mentions that may be one person: weighed, ranked, and whether a word of it is wanted. Derived."""

    left = models.ForeignKey(
        PersonMention, on_delete=models.CASCADE, related_name="pairs_right", db_index=False
    )
    right = models.ForeignKey(PersonMention, on_delete=models.CASCADE, related_name="pairs_left")
    bits = models.FloatField(null=True)
    """Empty where no model weighed the pair, and a person said something of it."""
    terms = models.JSONField(default=list)
    model_digest = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=8, default="open")
    said_by = models.CharField(max_length=64, default="")
    """Who said the word that waits for a second person's."""
    settles = models.PositiveIntegerField(default=0)
    """How many other open pairs one answer would settle."""
    rank = models.FloatField(default=0.0)
    """The place in the queue, highest first: the weight, and how much an answer settles."""
    change = models.BigIntegerField()

    class Meta:
        """A pair once; the queue in its order."""

        constraints = (
            models.UniqueConstraint(fields=("left", "right"), name="person_pair_once"),
            one_of_codes("state", PAIR_STATES, "person_pair_state"),
            models.CheckConstraint(
                condition=models.Q(left_id__lt=models.F("right_id")), name="person_pair_left_of_right"
            ),
        )
        indexes = (
            models.Index(fields=("-rank", "id"), name="person_pair_queue", condition=models.Q(state="open")),
            models.Index(
                fields=("-rank", "id"), name="person_pair_waiting", condition=models.Q(state="waiting")
            ),
        )
