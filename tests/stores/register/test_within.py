"""``within`` finds what ``in`` finds, however many are asked for."""

import pytest
from tests.work.book import NOW

from crimebook.stores.register.models import Citation, ImportBatch, Incident, Source

pytestmark = pytest.mark.django_db


def names(*numbers: int) -> list[str]:
    """Return ids with what an array or JSON must escape."""
    return [f"№{number}' \"{{}}, \\" for number in numbers]


@pytest.fixture
def twenty() -> list[int]:
    """Store twenty incidents and return their numbers."""
    source = Source.objects.create(name="a-source")
    batch = ImportBatch.objects.create(
        source=source, kind="cases", file_name="a.csv", file_digest="0" * 64, imported_at=NOW,
        actor="operator", rows=0, new=0, known=0, changed=0, doubtful=0, refused=0,
    )  # fmt: skip
    ids = []
    for name in names(*range(20)):
        cited = Citation.objects.create(
            source=source, external_id=name, words=[], digest="0" * 64, batch=batch
        )
        ids.append(Incident.objects.create(source=source, citation=cited, external_id=name).pk)
    return ids


@pytest.mark.parametrize("numbers", [(), (3,), (0, 19), (-1, 5, 25), tuple(range(20)), tuple(range(99))])
def test_texts_and_numbers_and_references(twenty: list[int], numbers: tuple[int, ...]):
    texts = names(*numbers)
    found = Incident.objects.filter(external_id__within=texts)
    assert set(found) == set(Incident.objects.filter(external_id__in=texts))
    ids = [twenty[number] for number in numbers if 0 <= number < 20] + [2**40]
    assert set(Incident.objects.filter(pk__within=ids)) == set(found)
    cited = list(found.values_list("citation_id", flat=True))
    assert set(Incident.objects.filter(citation_id__within=cited)) == set(found)
    assert set(Citation.objects.filter(incident__external_id__within=texts)) == {
        each.citation for each in found
    }


def test_in_an_update(twenty: list[int]):
    assert Incident.objects.filter(pk__within=twenty[:5]).update(title="of five") == 5
    assert Incident.objects.filter(title="of five").count() == 5


def test_more_than_a_statement_could_name(twenty: list[int]):
    assert Incident.objects.filter(pk__within=[*range(10**6, 10**6 + 100_000), *twenty]).count() == 20
