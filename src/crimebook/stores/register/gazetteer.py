"""The gazetteer of a book: named places from every gazetteer that was imported."""

import math
from collections.abc import Iterable

from django.db.models import F

from crimebook.stores.register.models import GazetteerEntry, ImportBatch
from crimebook.stores.register.solutions import last_decision
from crimebook.stores.register.window_rows import place_columns, place_of
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import ExternalId, Ref, SourceName
from crimebook.terms.places import EARTH_RADIUS_M, Place
from crimebook.terms.toponyms import Toponym, ToponymKind

DEGREE_M = EARTH_RADIUS_M * math.pi / 180
"""A degree of latitude."""

_CHANGEABLE = ("kind", "names", "town", "drawn_by", "population", "place", "lat", "lon", "radius_m", "digest")
OWN_HAND = "drawn by us"
"""How the entries that ship with the program say who drew them."""


def save_toponyms(source_id: int, toponyms: Iterable[Toponym]) -> tuple[int, int, int]:
    """Store toponyms of one source and return how many were (new, known, changed)."""
    stored = dict(GazetteerEntry.objects.filter(source_id=source_id).values_list("external_id", "digest"))
    rows = [_row(source_id, toponym) for toponym in toponyms]
    new = [row for row in rows if row.external_id not in stored]
    changed = [row for row in rows if stored.get(row.external_id, row.digest) != row.digest]
    GazetteerEntry.objects.bulk_create(new, batch_size=500)
    for row in changed:
        facts = {name: getattr(row, name) for name in _CHANGEABLE}
        GazetteerEntry.objects.filter(source_id=source_id, external_id=row.external_id).update(**facts)
    return len(new), len(rows) - len(new) - len(changed), len(changed)


def read_toponyms() -> tuple[Toponym, ...]:
    """Return every named place: gazetteers in the order in which they first came, then by id.

    The order decides which spelling is shown; it must not hang on how often a file was brought.
    """
    rows = GazetteerEntry.objects.select_related("source").order_by("source_id", "external_id")
    return tuple(_toponym(row) for row in rows.iterator(2000))


def toponyms_near(place: Place, kind: ToponymKind, within_m: float) -> tuple[Toponym, ...]:
    """Return the toponyms of one kind whose disc may come within ``within_m`` of a place's disc.

    A box of degrees, never too small: distances are measured by the caller.
    """
    reach = (F("radius_m") + place.radius_m + within_m) / DEGREE_M
    # A degree of longitude shrinks towards the poles; beyond 85 degrees the whole circle is taken.
    narrowing = max(math.cos(math.radians(min(85.0, abs(place.centre.lat) + 1))), 0.05)
    rows = GazetteerEntry.objects.filter(
        kind=kind.value,
        lat__gte=place.centre.lat - reach,
        lat__lte=place.centre.lat + reach,
        lon__gte=place.centre.lon - reach / narrowing,
        lon__lte=place.centre.lon + reach / narrowing,
    )
    return tuple(_toponym(row) for row in rows.select_related("source").order_by("id"))


def credits_of_places() -> tuple[str, ...]:
    """Return who drew the places from outside, as their licences ask to be told. Our own need no credit."""
    drawn = GazetteerEntry.objects.exclude(drawn_by="").exclude(drawn_by__startswith=OWN_HAND)
    return tuple(drawn.order_by("drawn_by").values_list("drawn_by", flat=True).distinct())


def version() -> str:
    """Return a text that changes with every import and every decision that can change how words are read."""
    return f"{places_version()}/{last_decision()}"


def places_version() -> str:
    """Return a text that changes with every import that can change a named place."""
    last = ImportBatch.objects.filter(kind__in=("gazetteer", "institutions")).order_by("-id").first()
    return "" if last is None else f"{last.pk}-{last.file_digest[:16]}"


def has_gazetteer_of_others() -> bool:
    """Whether a gazetteer was imported beside the one that ships."""
    return ImportBatch.objects.filter(kind="gazetteer").values("source").distinct().count() > 1


def _row(source_id: int, toponym: Toponym) -> GazetteerEntry:
    facts = {
        "kind": toponym.kind.value,
        "names": list(toponym.names),
        "town": toponym.town,
        "drawn_by": toponym.source,
        "population": toponym.population,
        "place": place_columns(toponym.place),
    }
    return GazetteerEntry(
        source_id=source_id,
        external_id=toponym.ref.external_id,
        lat=toponym.place.centre.lat,
        lon=toponym.place.centre.lon,
        radius_m=toponym.place.radius_m,
        digest=digest_value(Purpose.RECORDS, facts),
        **facts,
    )


def _toponym(row: GazetteerEntry) -> Toponym:
    place = place_of(row.place)
    if place is None:
        raise InvalidValueError("a gazetteer entry with a place", f"entry {row.pk} without one")
    return Toponym(
        ref=Ref(SourceName(row.source.name), ExternalId(row.external_id)),
        kind=ToponymKind(row.kind),
        names=tuple(row.names),
        place=place,
        town=row.town,
        source=row.drawn_by,
        population=row.population,
    )
