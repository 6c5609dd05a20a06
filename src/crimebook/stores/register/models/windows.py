"""Windows in space and time, the matches between them, and how far matching has come."""

from django.db import models

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models.constraints import exactly_one, one_of, owner_indexes
from crimebook.stores.register.models.detentions import DetentionLeg
from crimebook.stores.register.models.incidents import Incident, Injury
from crimebook.stores.register.models.media import Communication, Recording
from crimebook.stores.register.models.sources import Citation
from crimebook.stores.register.models.units import Deployment
from crimebook.terms.places import MAX_RADIUS_M, Precision
from crimebook.terms.windows import TimeBasis, WindowKind

SUBJECTS = ("incident", "injury", "leg", "deployment", "recording", "communication")


class Window(models.Model):
    """Where and when a subject was, read from one citation. Superseded by marking, never rewritten."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="windows", db_index=False
    )
    injury = models.ForeignKey(
        Injury, on_delete=models.PROTECT, null=True, related_name="windows", db_index=False
    )
    leg = models.ForeignKey(
        DetentionLeg, on_delete=models.PROTECT, null=True, related_name="windows", db_index=False
    )
    deployment = models.ForeignKey(
        Deployment, on_delete=models.PROTECT, null=True, related_name="windows", db_index=False
    )
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, null=True, related_name="windows", db_index=False
    )
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, related_name="windows", db_index=False
    )
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, db_index=False)

    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_m = models.FloatField(null=True)
    precision = models.CharField(max_length=16, default="")
    lines = models.JSONField(default=list)
    half_width_m = models.FloatField(default=0)

    earliest_start = models.DateTimeField(null=True)
    latest_start = models.DateTimeField(null=True)
    earliest_end = models.DateTimeField(null=True)
    latest_end = models.DateTimeField(null=True)
    zone = models.CharField(max_length=64)
    """The zone in which the source speaks; the four points are instants and need none."""
    kind = models.CharField(max_length=16)
    basis = models.CharField(max_length=16)
    clock_sigma_s = models.FloatField(default=0)

    azimuth_deg = models.FloatField(null=True)
    opening_deg = models.FloatField(null=True)
    range_m = models.FloatField(null=True)

    place_name = models.TextField(default="")
    place_words = models.TextField(default="")
    town_words = models.TextField(default="")
    words_key = models.CharField(max_length=KEY_CHARACTERS, default="")
    town_key = models.CharField(max_length=KEY_CHARACTERS, default="")
    """The words of the place and of its town, folded and cut: unknown words are solved once for all."""
    time_words = models.TextField(default="")
    reasons = models.JSONField(default=list)
    wanting = models.JSONField(null=True)
    wants_place = models.BooleanField(default=False)
    """Whether it is the place that a person must settle; ``wanting`` may speak of the time."""
    alternatives = models.JSONField(default=list)

    change = models.BigIntegerField(db_index=True)
    """The number of the change that made this row, in the order of commits."""
    superseded_at_change = models.BigIntegerField(null=True)

    class Meta:
        """A window has one subject, a whole place or none, and points that do not run backwards."""

        constraints = (
            exactly_one(SUBJECTS, "window_one_subject"),
            one_of("kind", WindowKind, "window_kind"),
            one_of("basis", TimeBasis, "window_basis"),
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True, radius_m__isnull=True, precision="")
                | models.Q(
                    lat__range=(-90, 90),
                    lon__range=(-180, 180),
                    radius_m__range=(0, MAX_RADIUS_M),
                    precision__in=sorted(Precision),
                ),
                name="window_whole_place",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(earliest_start__isnull=True)
                    | models.Q(latest_end__isnull=True)
                    | models.Q(earliest_start__lte=models.F("latest_end"))
                ),
                name="window_forwards",
            ),
            models.CheckConstraint(condition=models.Q(clock_sigma_s__gte=0), name="window_clock_sigma"),
        )
        indexes = (
            *owner_indexes("window", SUBJECTS),
            models.Index(
                fields=("change",), name="window_live", condition=models.Q(superseded_at_change__isnull=True)
            ),
            models.Index(
                fields=("superseded_at_change",),
                name="window_superseded",
                condition=models.Q(superseded_at_change__isnull=False),
            ),
            models.Index(
                fields=("place_name", "incident"),
                name="window_place_name",
                condition=models.Q(superseded_at_change__isnull=True, incident__isnull=False),
            ),
            models.Index(
                fields=("words_key", "town_key"),
                name="window_place_words",
                condition=models.Q(superseded_at_change__isnull=True),
            ),
            models.Index(
                fields=("words_key", "town_key", "incident"),
                name="window_wants_place",
                condition=models.Q(superseded_at_change__isnull=True, wants_place=True),
            ),
        )


class Match(models.Model):
    """A window of an incident and a window of a recording or communication that could be of one moment."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="matches", db_index=False)
    other = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="matched_by")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="matches", db_index=False)
    """The incident to which the window's subject belongs: matches of a leg are matches of its incident."""
    is_placed = models.BooleanField()
    score_bits = models.FloatField()
    terms = models.JSONField()
    is_judged = models.BooleanField(default=False, db_default=False)
    """Whether somebody's word stands on the pair, as a hint: it keeps the index of the queue short."""

    class Meta:
        """A pair is scored once. Matches are derived: they may be made again at any time."""

        constraints = (models.UniqueConstraint(fields=("window", "other"), name="match_once"),)
        indexes = (
            models.Index(fields=("incident", "-is_placed", "-score_bits"), name="match_best_first"),
            # Whoever gives verdicts is shown the best pair of the whole book that has none.
            models.Index(
                fields=("-is_placed", "-score_bits", "incident"),
                name="match_queue",
                condition=models.Q(is_judged=False),
            ),
        )


class MatchedThrough(models.Model):
    """Up to which change a window has been matched, and by which scorer."""

    window = models.OneToOneField(Window, on_delete=models.CASCADE)
    change = models.BigIntegerField()
    scorer = models.CharField(max_length=64)
