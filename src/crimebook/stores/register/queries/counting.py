"""Counts of the register's records, each by one plain question that anyone can ask again."""

from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import F, Q

from crimebook.stores.register import models
from crimebook.stores.register.matching import count_matches
from crimebook.stores.register.rows import Count
from crimebook.terms.places import Precision

_LIVE = {"superseded_at_change__isnull": True}


def count_records() -> dict[str, int]:
    """Return how many live records of each kind there are."""
    current_injuries = models.Injury.objects.filter(
        citation_id=F("incident__citation_id"), incident__leader__isnull=True
    )
    incidents = models.Incident.objects.filter(leader__isnull=True)
    posts = models.Citation.objects.filter(batch__kind="channel-posts")
    windows = models.Window.objects.filter(**_LIVE)
    recordings = models.Recording.objects.filter(**_LIVE, leader__isnull=True)
    return {
        "sources": models.Source.objects.count(),
        "imports": models.ImportBatch.objects.count(),
        "citations": models.Citation.objects.count(),
        "incidents": incidents.count(),
        "invented_incidents": incidents.filter(is_invented=True).count(),
        "incidents_told_again": models.Incident.objects.filter(leader__isnull=False).count(),
        "injuries": current_injuries.count(),
        "mentions": models.Mention.objects.filter(citation_id=F("incident__citation_id")).count(),
        "legs": models.DetentionLeg.objects.count(),
        "units": models.Unit.objects.count(),
        "claims": models.Claim.objects.filter(**_LIVE).count(),
        "posts": posts.values("source", "external_id").distinct().count(),
        "recordings": recordings.count(),
        "recordings_told_again": models.Recording.objects.filter(leader__isnull=False, **_LIVE).count(),
        "videos": recordings.filter(kind="video").count(),
        "communications": models.Communication.objects.filter(**_LIVE).count(),
        "windows": windows.count(),
        "windows_without_a_place": windows.filter(precision__in=("", Precision.COUNTRY)).count(),
        "recordings_without_a_place": recordings.filter(is_placed=False).count(),
        "places_to_solve": windows.filter(incident__isnull=False, wanting__isnull=False).count(),
        "matches": count_matches(),
        "links": models.Link.objects.count(),
        "gazetteer_entries": models.GazetteerEntry.objects.count(),
        "custody_events": models.CustodyEvent.objects.count(),
    }


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
        models.Recording.objects.filter(**_LIVE, leader__isnull=True)
        .values_list("basis")
        .annotate(n=CountOf("pk"))
        .order_by("basis")
    )
    return tuple(Count(basis, count) for basis, count in rows if basis)


def media_by_source() -> tuple[tuple[Count, ...], tuple[Count, ...]]:
    """Return how many recordings, and how many messages, each source has."""
    recordings = models.Recording.objects.filter(**_LIVE, leader__isnull=True)
    messages = models.Communication.objects.filter(**_LIVE)
    names = dict(models.Source.objects.values_list("pk", "name"))
    found = []
    for rows in (recordings.values_list("source_id"), messages.values_list("source_id")):
        counted = rows.annotate(n=CountOf("pk")).order_by("source_id")
        found.append(tuple(Count(names[source_id], count) for source_id, count in counted))
    return found[0], found[1]


def incidents_by(column: str) -> tuple[Count, ...]:
    """Return how many incidents stand under each value of ``source``, most first."""
    rows = models.Incident.objects.filter(leader__isnull=True).values_list(column).annotate(n=CountOf("pk"))
    found = [Count(str(value), count) for value, count in rows if value]
    return tuple(sorted(found, key=lambda each: (-each.count, each.value)))


def incidents_by_day() -> tuple[Count, ...]:
    """Return how many incidents begin on each local day; the empty day holds those without one."""
    rows = models.Incident.objects.filter(leader__isnull=True).values_list("day").annotate(n=CountOf("pk"))
    return tuple(Count(day, count) for day, count in rows.order_by("day"))


def places_of_incidents() -> tuple[tuple[float, float, int, int, str], ...]:
    """Return (lat, lon, incidents, one of them, a name) of the placed windows by tenths of a degree."""
    question = """
        SELECT round(CAST(w.lat AS numeric), 1), round(CAST(w.lon AS numeric), 1),
               count(DISTINCT w.incident_id), min(w.incident_id), min(w.place_name)
        FROM register_window w JOIN register_incident i ON i.id = w.incident_id
        WHERE w.superseded_at_change IS NULL AND i.leader_id IS NULL
          AND w.precision NOT IN ('', 'country')
        GROUP BY 1, 2 ORDER BY 1, 2"""
    with connection.cursor() as cursor:
        cursor.execute(question)
        rows = cursor.fetchall()
    return tuple((float(lat), float(lon), int(n), int(one), str(name)) for lat, lon, n, one, name in rows)


def ranks_of_truth(tops: tuple[int, ...]) -> dict[str, int]:
    """Return how many true recordings an invented book has, and how many matching put among the first n.

    A pair's rank is that of the recording in its incident's list: placed before unplaced, best first, each
    recording by its best window. A recording that is not in the list has no rank.
    """
    pairs = models.TruePair.objects.filter(recording__isnull=False)
    total = pairs.count()
    found = dict.fromkeys((str(top) for top in tops), 0)
    if total:
        with connection.cursor() as cursor:
            cursor.execute(_RANKS, [max(tops)])
            for rank, count in cursor.fetchall():
                for top in tops:
                    found[str(top)] += int(count) if rank <= top else 0
    return {"pairs": total, **found}


_RANKS = """
WITH asked AS (SELECT DISTINCT incident_id FROM register_truepair WHERE recording_id IS NOT NULL),
best AS (
  SELECT m.incident_id AS incident_id, w.recording_id AS recording_id,
         max(CASE WHEN m.is_placed THEN 1 ELSE 0 END) AS placed, max(m.score_bits) AS bits
  FROM register_match m JOIN register_window w ON w.id = m.other_id
  JOIN asked a ON a.incident_id = m.incident_id
  WHERE w.recording_id IS NOT NULL
  GROUP BY m.incident_id, w.recording_id
),
ranked AS (
  SELECT incident_id, recording_id,
         row_number() OVER (PARTITION BY incident_id ORDER BY placed DESC, bits DESC, recording_id) AS place
  FROM best
)
SELECT r.place, count(*) FROM ranked r
JOIN register_truepair t ON t.incident_id = r.incident_id AND t.recording_id = r.recording_id
WHERE r.place <= %s GROUP BY r.place
"""


def count_waiting() -> dict[str, int]:
    """Return how many incidents wait for a place to be solved, and for something that matches."""
    standing = models.Incident.objects.filter(leader__isnull=True)
    return {
        "place": standing.filter(Q(wants_place=True)).count(),
        "match": standing.filter(Q(has_match=False)).count(),
    }
