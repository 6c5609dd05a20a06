"""Where everything comes from: sources, their own words, imports, and gazetteers."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of
from crimebook.terms.grades import Basis, Credibility, Reliability
from crimebook.terms.toponyms import ToponymKind


class Source(models.Model):
    """A list, a channel, a project, a person's report: whatever says things, graded as a whole."""

    name = models.CharField(max_length=64, unique=True)
    reliability = models.CharField(max_length=1, default=Reliability.CANNOT_BE_JUDGED)
    is_invented = models.BooleanField(default=False)
    zone = models.CharField(max_length=64, default="")
    """The zone in which the source's clocks and days are meant; empty where the book's own is."""

    class Meta:
        """A source's grade is one of six."""

        constraints = (one_of("reliability", Reliability, "source_reliability"),)


class ImportBatch(models.Model):
    """One import of one file. Its parts always sum to the file's rows; the database holds that too."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    kind = models.CharField(max_length=32)
    mapping = models.TextField(default="", blank=True)
    """The mapping by which a table of any shape was read: it may be read again. Empty for the rest."""
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    """Known, with other words than before."""
    doubtful = models.PositiveIntegerField(default=0)
    """New, and perhaps known from another source: a person has to say."""
    refused = models.PositiveIntegerField()

    class Meta:
        """The parts are the whole."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("new")
                    + models.F("known")
                    + models.F("changed")
                    + models.F("doubtful")
                    + models.F("refused")
                ),
                name="import_parts_are_the_whole",
            ),
        )


class Citation(models.Model):
    """A source's own words, as they came. Never changed, never deleted; a new wording is a new row."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=200)
    words = models.JSONField()
    """Pairs [field, words] in the source's order."""
    url = models.TextField(default="")
    digest = models.CharField(max_length=64)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, db_index=False)
    credibility = models.PositiveSmallIntegerField(default=Credibility.CANNOT_BE_JUDGED)
    basis = models.CharField(max_length=16, default=Basis.NOT_STATED)

    class Meta:
        """The same words of the same record are stored once."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id", "digest"), name="citation_once"),
            models.CheckConstraint(
                condition=models.Q(credibility__range=(1, 6)), name="citation_credibility"
            ),
            one_of("basis", Basis, "citation_basis"),
        )


class CitedIdentity(models.Model):
    """What a source says of a person beside these words, sealed to custodians: nobody here can open it."""

    citation = models.OneToOneField(Citation, on_delete=models.CASCADE, related_name="identity")
    report = models.CharField(max_length=64, unique=True)
    """What the shares name in the place of a report's digest."""
    sealed = models.BinaryField()


class ErasedIdentity(models.Model):
    """A sealed identity that was destroyed while its words stay.

    The database refuses to delete one unless it stands here first, or its citation among those erased.
    """

    identity_id = models.BigIntegerField(unique=True)
    day = models.DateField()


class GazetteerEntry(models.Model):
    """A named place as a gazetteer gives it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    names = models.JSONField()
    town = models.CharField(max_length=200, default="")
    drawn_by = models.TextField(default="")
    population = models.PositiveIntegerField(default=0)
    place = models.JSONField()
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.FloatField()
    """The disc that encloses the place, again, so that the database can find what is near."""
    digest = models.CharField(max_length=64)

    class Meta:
        """One entry an id."""

        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="gazetteer_entry_once"),
            one_of("kind", ToponymKind, "gazetteer_kind"),
        )
