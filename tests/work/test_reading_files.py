"""Reading a file to its staging file: lines come back, a stopped reading goes on, ids come once."""

from pathlib import Path
from typing import Any

import pytest
from tests.work.book import NOW, bring, case, context, file_of, open_test_book, recording

from crimebook.exchange.tables import Refusal
from crimebook.stores.register.models import Citation, Incident
from crimebook.stores.register.records import Staged
from crimebook.terms.errors import Fault
from crimebook.terms.ids import SourceName
from crimebook.work.importing import reading
from crimebook.work.importing.importer import Delivery, import_file
from crimebook.work.importing.kinds import KINDS
from crimebook.work.importing.lines import read_line, write_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SLICE", 2)


def test_a_line_gives_back_what_was_staged():
    open_test_book()
    rows = {
        "cases": case(
            "1", injuries="head/bruise/", testimony="Нас везли\nночью", links="https://example.org/a"
        ),
        "recordings": recording("1", azimuth_deg="10", opening_deg="60", range_m="100"),
    }
    for name, row in rows.items():
        kind, book = KINDS[name], context()
        parsed = kind.parse(file_of([row]).content, book)
        staged = kind.stage(parsed.records[0], book)
        line = write_line(staged)
        assert b"\n" not in line
        assert read_line(line) == staged


def test_a_line_gives_back_what_was_refused():
    refusal = Refusal(7, "date_from", Fault("a date", "'soon'", "write the day"))
    assert read_line(write_line(refusal)) == refusal


def test_an_id_that_comes_again_in_a_later_slice_is_refused(tmp_path: Path, small_slices: None):
    open_test_book()
    rows = [case("1"), case("2"), case("3"), case("1", violations="Threats")]
    report = bring("cases", file_of(rows), tmp_path)
    assert (report.tally.rows, report.tally.new, report.tally.refused) == (4, 3, 1)
    assert (report.refusals[0].row, report.refusals[0].field) == (5, "id")


def test_a_reading_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, small_slices: None, monkeypatch: pytest.MonkeyPatch
):
    actor = open_test_book()
    file = file_of([case(str(n)) for n in range(7)] + [case("bad", date_from="soon")])
    staged: list[str] = []
    plain = KINDS["cases"].stage

    def noting(record: Any, book: Any) -> Staged:
        staged.append(record.external_id)
        return plain(record, book)

    def run(stop_after: int | None) -> Any:
        def progress(done: int, total: int) -> None:
            if stop_after is not None and done >= stop_after:
                raise KeyboardInterrupt

        kind = type(KINDS["cases"])("cases", KINDS["cases"].parse, noting, places_windows=True)
        delivery = Delivery(file, SourceName("s"), actor, NOW)
        return import_file(
            kind,
            delivery,
            context(),
            rejects_folder=tmp_path,
            staging_folder=tmp_path / "staging",
            progress=progress,
        )

    with pytest.raises(KeyboardInterrupt):
        run(stop_after=4)
    assert staged == ["0", "1", "2", "3"]
    assert Incident.objects.count() == Citation.objects.count() == 0
    report = run(stop_after=None)
    assert staged == [str(n) for n in range(7)]
    assert (report.tally.rows, report.tally.new, report.tally.refused) == (8, 7, 1)
    assert not list((tmp_path / "staging").iterdir())


def test_rows_in_small_slices_come_in_as_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_test_book()
    rows = [case(str(n), perpetrator_units=f"unit {n % 3}") for n in range(9)]
    bring("cases", file_of(rows), tmp_path, source="whole")
    monkeypatch.setattr(reading, "SLICE", 4)
    monkeypatch.setattr("crimebook.work.importing.importer.WRITTEN", 4)
    bring("cases", file_of(rows), tmp_path, source="sliced")
    titles = [
        list(Incident.objects.filter(source__name=name).order_by("id").values_list("external_id", "title"))
        for name in ("whole", "sliced")
    ]
    assert titles[0] == titles[1]


def test_what_was_looked_up_before_another_change_is_looked_up_again(tmp_path: Path):
    open_test_book()
    deaths = file_of([{"id": "d1", "incident": "a-source:1", "cause": "unknown"}], "deaths.csv")
    kind = KINDS["deaths"]
    with reading.staging_of(kind, deaths, context(), tmp_path / "staging") as staging:
        staging.append(write_line(Refusal(2, "incident", Fault("an incident of the book", "none"))))
    bring("cases", file_of([case("1")]), tmp_path)
    with reading.staging_of(kind, deaths, context(), tmp_path / "staging") as staging:
        assert staging.lines_before == 0
    plain = KINDS["cases"]
    with reading.staging_of(plain, deaths, context(), tmp_path / "staging") as staging:
        staging.append(b"what asks nothing stays good")
    bring("cases", file_of([case("2")]), tmp_path)
    with reading.staging_of(plain, deaths, context(), tmp_path / "staging") as staging:
        assert staging.lines_before == 1
