"""Records of several sources straight in the register, by what differs, for tests of doubles."""

from datetime import datetime, timedelta, timezone
from typing import Any

from tests.work.book import NOW

from crimebook.identity.traits import traits_of_incident, traits_of_recording
from crimebook.stores.register import doubles
from crimebook.stores.register.models import (
    Act,
    Citation,
    ImportBatch,
    Incident,
    Link,
    Recording,
    Source,
    Window,
)
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.register.window_rows import WindowRecord, window_columns
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, WindowKind
from crimebook.terms.windows import Window as Seen

START = datetime(2020, 8, 10, 20, tzinfo=timezone(timedelta(hours=3)))
VIDEO = "https://www.youtube.com/watch?v=2p_PRbucpYM"
SAME_VIDEO = "https://youtu.be/2p_PRbucpYM?t=7"


def seen(hour: float = 0.0, metres_north: float = 0.0, hours: float = 1.0) -> Seen:
    """Return a window of a spot in Minsk on the evening of 10 August 2020."""
    start = START + timedelta(hours=hour)
    place = Place(LatLon(53.907 + metres_north / 111_195, 27.46), 30.0, Precision.EXACT)
    return Seen(
        place,
        FourPoint.exact(start, start + timedelta(hours=hours)),
        WindowKind.INSTANT_INSIDE,
        TimeBasis.STATED,
        (),
    )


def tell(
    source: str,
    name: str,
    *,
    title: str = "",
    links: tuple[str, ...] = (),
    acts: tuple[str, ...] = ("beating",),
    windows: tuple[Seen, ...] = (),
) -> tuple[int, set[int]]:
    """Store an incident; return its id and which records its traits put in doubt between sources."""
    with writing():
        change = next_change()
        facts = _facts(source, name, title)
        incident, _ = Incident.objects.update_or_create(
            source=facts["source"],
            external_id=name,
            defaults={"title": facts["title"], "citation": facts["citation"]},
        )
        for code in acts:
            Act.objects.create(incident=incident, citation=facts["citation"], code=code, source_label=code)
        _store("incident", incident.pk, facts["citation"].pk, windows, links, change)
        traits = traits_of_incident(links=links, windows=windows, acts=acts)
        items = [("incident", incident.pk, facts["citation"].pk, traits)]
        return incident.pk, doubles.note_traits(facts["source"].pk, items, change)


def record(
    source: str,
    name: str,
    *,
    title: str = "",
    links: tuple[str, ...] = (),
    windows: tuple[Seen, ...] = (),
    duration_s: float | None = None,
    **said: str,
) -> tuple[int, set[int]]:
    """Store a recording; return its id and which records its traits put in doubt between sources."""
    with writing():
        change = next_change()
        facts = _facts(source, name, title)
        recording, _ = Recording.objects.update_or_create(
            source=facts["source"],
            external_id=name,
            defaults={
                "title": facts["title"],
                "citation": facts["citation"],
                "kind": "video",
                "duration_s": duration_s,
                "width_px": 640,
                "height_px": 360,
            },
        )
        _store("recording", recording.pk, facts["citation"].pk, windows, links, change)
        traits = traits_of_recording(
            links=links,
            windows=windows,
            duration_s=duration_s,
            picture_px=(640, 360),
            **said,  # type: ignore[arg-type]
        )
        items = [("recording", recording.pk, facts["citation"].pk, traits)]
        return recording.pk, doubles.note_traits(facts["source"].pk, items, change)


def _facts(source: str, name: str, title: str) -> dict[str, Any]:
    stored, _ = Source.objects.get_or_create(name=source)
    batch, _ = ImportBatch.objects.get_or_create(
        source=stored,
        kind="cases",
        file_name="a.csv",
        file_digest="0" * 64,
        defaults={
            "imported_at": NOW,
            "actor": "operator",
            "rows": 0,
            "new": 0,
            "known": 0,
            "changed": 0,
            "refused": 0,
        },
    )
    count = Citation.objects.filter(source=stored, external_id=name).count()
    citation = Citation.objects.create(
        source=stored, external_id=name, words=[["title", title]], digest=f"{count:064}", batch=batch
    )
    return {"source": stored, "citation": citation, "title": title or name}


def _store(
    subject: str, pk: int, citation_id: int, windows: tuple[Seen, ...], links: tuple[str, ...], change: int
) -> None:
    owner = {f"{subject}_id": pk, "citation_id": citation_id}
    Window.objects.filter(**{f"{subject}_id": pk, "superseded_at_change": None}).update(
        superseded_at_change=change
    )
    for each in windows:
        columns = window_columns(WindowRecord(each, "Europe/Minsk"))
        Window.objects.create(**owner, change=change, **columns)
    for url in links:
        Link.objects.create(**owner, url=url, key="")
