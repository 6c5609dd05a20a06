"""What is compared of records that may be one, read in a few statements for many of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from crimebook.identity.doubles import Facts, Span
from crimebook.stores.register.models import Act, Incident, Recording, Trait, Window
from crimebook.stores.register.window_rows import place_of
from crimebook.terms.places import Place
from crimebook.terms.windows import TimeBasis

STEP = 2_000
SUBJECT_TABLES: Mapping[str, type[Incident] | type[Recording]] = {
    "incident": Incident,
    "recording": Recording,
}
_TIMES = ("earliest_start", "latest_end")
_PLACE = ("lat", "lon", "radius_m", "precision")


def owners_of(subject: str, keys: list[str]) -> Iterable[tuple[str, str, int, int]]:
    """Yield (kind, key, record id, source id) for every trait of these keys."""
    rows = Trait.objects.filter(key__within=keys, **{f"{subject}__isnull": False})
    if subject == "recording":
        rows = rows.filter(recording__superseded_at_change__isnull=True)
    return rows.values_list("kind", "key", f"{subject}_id", f"{subject}__source_id").iterator(5000)


def load_facts(subject: str, ids: Iterable[int]) -> dict[int, Facts]:
    """Return what is compared of each record, by its id."""
    wanted = sorted(set(ids))
    found: dict[int, Facts] = {}
    for start in range(0, len(wanted), STEP):
        found |= _load(subject, wanted[start : start + STEP])
    return found


def _load(subject: str, ids: list[int]) -> dict[int, Facts]:
    times, places = _windows(subject, ids)
    acts = _acts(ids) if subject == "incident" else {}
    looks = ("duration_s", "width_px", "height_px") if subject == "recording" else ()
    rows = SUBJECT_TABLES[subject].objects.filter(pk__within=ids).values("pk", "source_id", "title", *looks)
    return {
        row["pk"]: Facts(
            record_id=row["pk"],
            source_id=row["source_id"],
            title=row["title"],
            spans=tuple(times[row["pk"]]),
            places=tuple(places[row["pk"]]),
            acts=frozenset(acts.get(row["pk"], ())),
            duration_s=row.get("duration_s"),
            picture_px=(row.get("width_px"), row.get("height_px")),
        )
        for row in rows
    }


def _windows(subject: str, ids: list[int]) -> tuple[dict[int, list[Span]], dict[int, list[Place]]]:
    owner = f"{subject}_id"
    rows = Window.objects.filter(**{f"{owner}__within": ids}, superseded_at_change__isnull=True).order_by(
        "id"
    )
    times: dict[int, list[Span]] = defaultdict(list)
    places: dict[int, list[Place]] = defaultdict(list)
    for row in rows.values(owner, "basis", *_TIMES, *_PLACE):
        start, end = (row[name] for name in _TIMES)
        if row["basis"] != TimeBasis.POSTED and start is not None and end is not None:
            times[row[owner]].append(Span(start.timestamp(), end.timestamp()))
        place = _place(row)
        if place is not None:
            places[row[owner]].append(place)
    return times, places


def _place(row: dict[str, Any]) -> Place | None:
    """Return the disc of a place: how far two are apart is asked of their middles."""
    return place_of({**{name: row[name] for name in _PLACE}, "lines": [], "half_width_m": 0.0})


def _acts(ids: list[int]) -> dict[int, set[str]]:
    """Return the codes that each incident's latest words give."""
    acts: dict[int, set[str]] = defaultdict(set)
    rows = Act.objects.filter(incident_id__within=ids).exclude(code="")
    for incident_id, code, cited, latest in rows.values_list(
        "incident_id", "code", "citation_id", "incident__citation_id"
    ):
        if cited == latest:
            acts[incident_id].add(code)
    return acts
