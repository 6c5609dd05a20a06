"""A book in a test: builders that take only what differs, and the whole way from a file to a page."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from crimebook.exchange.tables import write_table
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import SourceName
from crimebook.work.actors import Actor, ensure_operator, operator
from crimebook.work.importing.context import ImportContext, open_context
from crimebook.work.importing.gazetteers import import_gazetteer
from crimebook.work.importing.importer import Delivery, ImportReport, import_file
from crimebook.work.matching import MatchReport, match_book
from crimebook.work.sampling import GAZETTEER_FILES, GAZETTEER_SOURCE, sample_file

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
ZONE = "Europe/Minsk"


def open_test_book() -> Actor:
    """Make the operator and the shipped gazetteer of an empty register."""
    ensure_operator()
    for name in GAZETTEER_FILES:
        import_gazetteer(Delivery(sample_file(name), SourceName(GAZETTEER_SOURCE), operator(), NOW))
    return operator()


def context() -> ImportContext:
    return open_context(ZONE, NOW.date())


def file_of(rows: Iterable[dict[str, str]], name: str = "rows.csv") -> SourceFile:
    content = write_table([tuple(row.items()) for row in rows])
    return SourceFile(name, "a-folder", content, sha256_hex(content))


def bring(
    kind: str, file: SourceFile, folder: Path, *, source: str = "a-source", actor: Actor | None = None
) -> ImportReport:
    delivery = Delivery(file, SourceName(source), actor or operator(), NOW)
    return import_file(kind, delivery, context(), rejects_folder=folder, progress=lambda *_: None)


def match(folder: Path) -> MatchReport:
    return match_book(
        operator(),
        at=NOW,
        memory_limit="500MB",
        spill_folder=folder,
        lake_folder=folder / "lake" if folder.is_dir() else None,
        progress=lambda *_: None,
    )


def case(number: str, **differences: str) -> dict[str, str]:
    return {
        "case_no": number,
        "url": "https://example.org/case",
        "date_from": "2020-08-10",
        "date_to": "",
        "city": "Minsk",
        "time_text": "22:45",
        "place_text": "(53.907, 27.460)",
        "perpetrator_units": "OMON",
        "violations": "Beating|Something new",
        "victim_category": "a man",
        "evidence_kind": "video",
        "injuries": "",
        "is_invented": "yes",
        **differences,
    }


def recording(number: str, **differences: str) -> dict[str, str]:
    return {
        "id": number,
        "title": f"camera {number}",
        "kind": "fixed_camera",
        "lat": "53.907",
        "lon": "27.4601",
        "radius_m": "10",
        "start": "2020-08-10T22:30:00+03:00",
        "end": "2020-08-10T23:00:00+03:00",
        "clock_sigma_s": "5",
        "posted_at": "",
        "duration_s": "",
        "azimuth_deg": "",
        "opening_deg": "",
        "range_m": "",
        "town_words": "",
        "place_words": "",
        "is_invented": "yes",
        **differences,
    }


def post(number: str, **differences: str) -> dict[str, str]:
    return {
        "id": f"chan/{number}",
        "channel": "chan",
        "time_utc": "2020-08-10T20:30:00Z",
        "media_type": "video_file",
        "mime": "video/mp4",
        "duration_s": "30",
        "width": "640",
        "height": "360",
        "towns_auto": "",
        "streets_auto": "",
        **differences,
    }
