"""A table with a mapping file comes in under any name, and disturbs no other kind of import."""

from pathlib import Path

import pytest
from tests.work.book import NOW, context, file_of, open_test_book

from crimebook.stores.register.models import ImportBatch, Incident, Window
from crimebook.terms.ids import SourceName
from crimebook.work import solving
from crimebook.work.actors import operator
from crimebook.work.importing.importer import Delivery, ImportReport, import_file
from crimebook.work.importing.kinds import mapped_kind
from crimebook.work.placing import place_again

pytestmark = pytest.mark.django_db


def bring_mapped(name: str, folder: Path, where: str = "Lenina street") -> ImportReport:
    toml = (
        f'version = 1\nname = "{name}"\nsubject = "incident"\n[columns]\nid = "No"\nplace_words = "Where"\n'
    )
    kind = mapped_kind(toml)
    delivery = Delivery(file_of([{"No": "1", "Where": where}]), SourceName(name), operator(), NOW)
    return import_file(kind, delivery, context(), rejects_folder=folder, progress=lambda *_: None)


@pytest.mark.parametrize("name", ["cases", "consents", "truth", "n" * 64])
def test_a_mapping_may_be_called_as_a_kind_is_and_as_long_as_a_source(name: str, tmp_path: Path) -> None:
    open_test_book()
    assert bring_mapped(name, tmp_path).tally.new == 1
    assert bring_mapped(name, tmp_path).tally.known == 1
    place_again(operator(), context(), at=NOW, progress=lambda *_: None)
    assert Incident.objects.count() == 1
    assert set(ImportBatch.objects.filter(source__name=name).values_list("kind", flat=True)) == {"mapped"}


def test_a_place_that_a_person_solves_moves_the_records_of_a_mapped_table(tmp_path: Path) -> None:
    open_test_book()
    bring_mapped("a-list", tmp_path, "by the old kiosk")
    assert not Window.objects.filter(lat__isnull=False).exists()
    place = solving.point_place(53.9101, 27.5102, 120.0)
    solution = solving.make_solution("by the old kiosk", "", name="the kiosk", place=place, why="a sign")
    solving.solve(operator(), solution, at=NOW)
    window = Window.objects.get(superseded_at_change__isnull=True)
    assert (window.lat, window.place_name) == (53.9101, "the kiosk")
