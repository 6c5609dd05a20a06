"""What is read ahead is gone on with by its import, and nothing else comes of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.work.book import NOW, case, context, file_of, open_test_book

from crimebook.exchange.tables import Row, TableError
from crimebook.stores.register.models import ImportBatch, Incident
from crimebook.stores.register.records import Staged
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.ids import SourceName
from crimebook.work.actors import operator
from crimebook.work.importing import importer, reading
from crimebook.work.importing.ahead import Awaited, ReadingAhead
from crimebook.work.importing.entries import Entry
from crimebook.work.importing.following import Reading
from crimebook.work.importing.importer import Delivery, ImportReport, import_file, import_reading
from crimebook.work.importing.kinds import KINDS
from crimebook.work.importing.lines import read_line
from crimebook.work.importing.readers import Readers

pytestmark = pytest.mark.django_db

ROWS = [case(str(number)) for number in range(7)] + [case("8", date_from="never")]


def awaited(file: SourceFile, path: Path) -> Awaited:
    return Awaited(path, KINDS["cases"], file, context())


def bring(file: SourceFile, folder: Path, following: Reading | None = None) -> ImportReport:
    delivery = Delivery(file, SourceName("a-source"), operator(), NOW)
    if following is not None:
        return import_reading(following, delivery, rejects_folder=folder, progress=lambda *_: None)
    return import_file(
        "cases", delivery, context(),
        rejects_folder=folder, progress=lambda *_: None, staging_folder=folder / "staging",
    )  # fmt: skip


def test_an_import_goes_on_where_reading_ahead_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_test_book()
    file, path = file_of(ROWS), tmp_path / "rows.csv"
    with ReadingAhead(tmp_path / "staging", processes=1) as ahead:
        ahead.begin([awaited(file, path)])
        begun = ahead.reading_of(path)
        assert begun is not None
        begun.read_whole(lambda: None)
    read_again: list[int] = []
    read_slice = Readers.read
    monkeypatch.setattr(
        Readers,
        "read",
        lambda self, slices: read_slice(
            self, (read_again.extend([1] * len(each)) or each for each in slices)
        ),
    )
    report = bring(file, tmp_path)
    assert read_again == []
    assert (report.tally.new, report.tally.refused) == (7, 1)
    assert Incident.objects.count() == 7
    assert not list((tmp_path / "staging").iterdir())


def test_an_import_follows_what_is_read_ahead(tmp_path: Path):
    open_test_book()
    file, path = file_of(ROWS), tmp_path / "rows.csv"
    with ReadingAhead(tmp_path / "staging", processes=1) as ahead:
        ahead.begin([awaited(file, path)])
        report = bring(file, tmp_path, ahead.reading_of(path))
    assert (report.tally.new, report.tally.refused) == (7, 1)
    assert report.reject_file is not None
    assert Incident.objects.count() == 7
    assert not list((tmp_path / "staging").iterdir())


def test_every_line_is_followed_once_in_the_order_of_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """However the reading and the following take turns."""
    open_test_book()
    monkeypatch.setattr(reading, "SLICE", 3)
    rows = [case(str(number)) for number in range(100)]
    file, path = file_of(rows), tmp_path / "rows.csv"
    with ReadingAhead(tmp_path / "staging", processes=1) as ahead:
        ahead.begin([awaited(file, path)])
        begun = ahead.reading_of(path)
        assert begun is not None
        lines = [read_line(line) for line in begun.lines(lambda: None)]
        assert begun.result().rows == 100
    assert [each.citation.external_id for each in lines if isinstance(each, Staged)] == [
        str(number) for number in range(100)
    ]


def test_what_cannot_be_read_ahead_is_told_by_its_import(tmp_path: Path):
    open_test_book()
    file, path = (
        SourceFile("rows.csv", "a-folder", b"no,such,columns\n1,2,3\n", "0" * 64),
        tmp_path / "rows.csv",
    )
    with ReadingAhead(tmp_path / "staging", processes=1) as ahead:
        ahead.begin([awaited(file, path)])
        with pytest.raises(TableError):
            bring(file, tmp_path, ahead.reading_of(path))
    assert not list((tmp_path / "staging").iterdir())


def test_a_file_that_breaks_off_while_it_is_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    open_test_book()
    monkeypatch.setattr(reading, "SLICE", 2)
    monkeypatch.setattr(importer, "WRITTEN", 2)
    monkeypatch.setattr(importer, "works_beside", lambda: True)
    read = Readers.read

    def break_off(self: Readers, slices: Iterable[list[Row]]) -> Iterator[list[Entry]]:
        for number, each in enumerate(read(self, slices)):
            if number == 2:
                raise TableError("row 5: expected a row, got a broken disk")
            yield each

    monkeypatch.setattr(Readers, "read", break_off)
    before = (0, ImportBatch.objects.count())
    file, path = file_of(ROWS), tmp_path / "rows.csv"
    with ReadingAhead(tmp_path / "staging", processes=1) as ahead:
        ahead.begin([awaited(file, path)])
        with pytest.raises(TableError, match="row 5"):
            bring(file, tmp_path, ahead.reading_of(path))
    assert (Incident.objects.count(), ImportBatch.objects.count()) == before
    assert not list((tmp_path / "staging").iterdir())


def test_a_file_that_nobody_reads_is_read_by_its_import(tmp_path: Path):
    with ReadingAhead(tmp_path, processes=1) as ahead:
        assert ahead.reading_of(tmp_path / "rows.csv") is None
