"""What is read ahead is gone on with by its import, and nothing else comes of it."""

from pathlib import Path

import pytest
from tests.work.book import NOW, case, context, file_of, open_test_book

from crimebook.exchange.tables import TableError
from crimebook.stores.register.models import Incident
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.ids import SourceName
from crimebook.work.actors import operator
from crimebook.work.importing import importer, reading
from crimebook.work.importing.ahead import Awaited, ReadingAhead
from crimebook.work.importing.importer import Delivery, ImportReport, import_file
from crimebook.work.importing.kinds import KINDS

pytestmark = pytest.mark.django_db

ROWS = [case(str(number)) for number in range(7)] + [case("8", date_from="never")]


def awaited(file: SourceFile, path: Path) -> Awaited:
    return Awaited(path, KINDS["cases"], file, context())


def bring(file: SourceFile, folder: Path) -> ImportReport:
    return import_file(
        "cases", Delivery(file, SourceName("a-source"), operator(), NOW), context(),
        rejects_folder=folder, progress=lambda *_: None, staging_folder=folder / "staging",
    )  # fmt: skip


def test_an_import_goes_on_where_reading_ahead_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_test_book()
    file, path = file_of(ROWS), tmp_path / "rows.csv"
    with ReadingAhead(tmp_path / "staging", processes=1) as ahead:
        ahead.begin([awaited(file, path)])
        ahead.wait(path, lambda *_: None)
        assert not ahead.is_reading(path)
    read_again: list[int] = []
    read_slice = reading.Readers.read
    monkeypatch.setattr(
        importer.read_file.__globals__["Readers"],
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


def test_what_cannot_be_read_ahead_is_told_by_its_import(tmp_path: Path):
    open_test_book()
    file, path = (
        SourceFile("rows.csv", "a-folder", b"no,such,columns\n1,2,3\n", "0" * 64),
        tmp_path / "rows.csv",
    )
    with ReadingAhead(tmp_path / "staging", processes=1) as ahead:
        ahead.begin([awaited(file, path)])
        ahead.wait(path, lambda *_: None)
    with pytest.raises(TableError):
        bring(file, tmp_path)


def test_a_file_that_nobody_reads_is_not_waited_for(tmp_path: Path):
    with ReadingAhead(tmp_path, processes=1) as ahead:
        ahead.wait(tmp_path / "rows.csv", lambda *_: pytest.fail("nothing is under way"))
