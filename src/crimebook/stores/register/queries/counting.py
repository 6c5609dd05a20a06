"""Counts of the register's records, each by one plain question that anyone can ask again."""

from django.db.models import Count as CountOf
from django.db.models import F

from crimebook.stores.register import models
from crimebook.stores.register.matching import count_matches
from crimebook.stores.register.rows import Count
from crimebook.terms.places import Precision

_LIVE = {"superseded_at_change__isnull": True}


def count_records() -> dict[str, int]:
    """Return how many live records of each kind there are."""
    current_acts = models.Act.objects.filter(citation_id=F("incident__citation_id"))
    current_injuries = models.Injury.objects.filter(citation_id=F("incident__citation_id"))
    posts = models.Citation.objects.filter(batch__kind="channel-posts")
    windows = models.Window.objects.filter(**_LIVE)
    return {
        "sources": models.Source.objects.count(),
        "imports": models.ImportBatch.objects.count(),
        "citations": models.Citation.objects.count(),
        "incidents": models.Incident.objects.count(),
        "acts": current_acts.count(),
        "injuries": current_injuries.count(),
        "mentions": models.Mention.objects.filter(citation_id=F("incident__citation_id")).count(),
        "units": models.Unit.objects.count(),
        "claims": models.Claim.objects.filter(**_LIVE).count(),
        "posts": posts.values("source", "external_id").distinct().count(),
        "recordings": models.Recording.objects.filter(**_LIVE).count(),
        "videos": models.Recording.objects.filter(**_LIVE, kind="video").count(),
        "communications": models.Communication.objects.filter(**_LIVE).count(),
        "windows": windows.count(),
        "windows_without_a_place": windows.filter(precision__in=("", Precision.COUNTRY)).count(),
        "recordings_without_a_place": models.Recording.objects.filter(**_LIVE)
        .exclude(
            pk__in=windows.filter(recording__isnull=False)
            .exclude(precision__in=("", Precision.COUNTRY))
            .values("recording")
        )
        .count(),
        "places_to_solve": windows.filter(incident__isnull=False, wanting__isnull=False).count(),
        "matches": count_matches(),
        "gazetteer_entries": models.GazetteerEntry.objects.count(),
        "custody_events": models.CustodyEvent.objects.count(),
    }


def acts_by_code() -> tuple[Count, ...]:
    """Return how many acts carry each code; the empty code holds labels that no crosswalk knows."""
    rows = (
        models.Act.objects.filter(citation_id=F("incident__citation_id"))
        .values_list("code")
        .annotate(n=CountOf("pk"))
        .order_by("-n", "code")
    )
    return tuple(Count(code, count) for code, count in rows)


def windows_by_precision() -> tuple[Count, ...]:
    """Return how many live windows of incidents are known how precisely."""
    rows = (
        models.Window.objects.filter(incident__isnull=False, **_LIVE)
        .values_list("precision")
        .annotate(n=CountOf("pk"))
        .order_by("precision")
    )
    return tuple(Count(precision or "unknown", count) for precision, count in rows)


def recordings_by_basis() -> tuple[Count, ...]:
    """Return how the times of recordings are known."""
    rows = (
        models.Window.objects.filter(recording__isnull=False, **_LIVE)
        .values_list("basis")
        .annotate(n=CountOf("recording", distinct=True))
        .order_by("basis")
    )
    return tuple(Count(basis, count) for basis, count in rows)
