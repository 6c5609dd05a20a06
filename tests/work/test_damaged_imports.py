"""Damaged files of every format, taken as far as the register: refused clearly, and nothing half-imported."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exchange.partners.mutations import damaged
from tests.exchange.partners.test_mutations import SAMPLES
from tests.work.book import NOW, case, context, file_of, open_test_book, post, recording

from crimebook.exchange.partners.catalogue import FORMATS
from crimebook.exchange.tables import TableError
from crimebook.stores.register.models import Citation, ImportBatch, Incident, Recording
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import SourceName
from crimebook.work.importing.entries import read_slice
from crimebook.work.importing.importer import Delivery, import_file
from crimebook.work.importing.kinds import KINDS
from crimebook.work.importing.lines import read_line
from crimebook.work.importing.persons import Persons

pytestmark = pytest.mark.django_db

READ, WRITTEN = 500, 25
"""Damaged files of a format that are read and staged, and that are taken into the register."""

OWN = {
    "cases": file_of([case("1", injuries="head/bruise/", links="https://example.org/a"), case("2")]).content,
    "recordings": file_of(
        [recording("1"), recording("2", start="", end="", posted_at="2020-08-10T20:30:00Z")]
    ).content,
    "channel-posts": file_of([post("1"), post("2", media_type="text", duration_s="")]).content,
}
NAMES = (*FORMATS, *OWN)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def sample(name: str) -> tuple[str, bytes]:
    if name in OWN:
        return ".csv", OWN[name]
    path = next(path for path in SAMPLES.iterdir() if path.name.startswith(f"{name}."))
    return path.suffix, path.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_five_hundred_damaged_files_are_read_row_by_row_or_refused_whole(name: str):
    open_test_book()
    suffix, content = sample(name)
    # A damaged form may ask for a telephone; custodians are another test's.
    kind, book = KINDS[name], replace(context(), persons=Persons(are_left_out=True))

    @settings(max_examples=READ, deadline=None, suppress_health_check=SLOW, database=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        broken = data.draw(damaged(content, suffix))
        try:
            rows = list(kind.read_rows(io.BytesIO(broken)))
            entries = read_slice(kind, rows, book)
        except TableError:
            return
        assert len(entries) == len(rows)
        for entry in entries:
            read_line(entry.line)

    check()


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_come_in_whole_or_leave_nothing(name: str, tmp_path: Path):
    actor = open_test_book()
    suffix, content = sample(name)
    book = replace(context(), persons=Persons(are_left_out=True))

    @settings(max_examples=WRITTEN, deadline=None, suppress_health_check=SLOW, database=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        broken = data.draw(damaged(content, suffix))
        file = SourceFile(f"f{suffix}", "folder", broken, sha256_hex(broken))
        with transaction.atomic():
            before = ImportBatch.objects.count()
            delivery = Delivery(file, SourceName("damaged"), actor, NOW)
            try:
                report = import_file(name, delivery, book, rejects_folder=tmp_path, progress=lambda *_: None)
            except TableError:
                assert ImportBatch.objects.count() == before
                assert not Citation.objects.filter(source__name="damaged").exists()
            else:
                tally = report.tally
                assert tally.rows == tally.new + tally.known + tally.doubtful + tally.refused
                stored = Citation.objects.filter(source__name="damaged").count()
                assert stored == tally.new + tally.doubtful + tally.changed
                told = (Incident, Recording)
                assert all(row.windows.exists() for table in told for row in table.objects.all())
            transaction.set_rollback(True)

    check()
