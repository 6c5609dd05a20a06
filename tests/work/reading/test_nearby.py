"""What a message's page tells of injuries near it: by its own place, or by deployments with its callsign."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, open_test_book

from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Communication, Deployment, Incident, Window
from crimebook.stores.register.window_rows import WindowRecord, window_columns
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.windows import SubjectKind, TimeBasis, WindowKind
from crimebook.terms.windows import Window as Seen
from crimebook.work.actors import Actor
from crimebook.work.reading.messages import open_message
from crimebook.work.reading.nearby import NearbyPage

pytestmark = pytest.mark.django_db

AT = datetime(2020, 8, 10, 19, 50, tzinfo=UTC)
HERE = Place(LatLon(53.908, 27.460), 50.0, Precision.VICINITY)


@pytest.fixture
def operator(tmp_path: Path) -> Actor:
    actor = open_test_book()
    bring("cases", file_of([case("1"), case("2", date_from="2020-08-12")]), tmp_path)
    return actor


def stand(place: Place | None, time: FourPoint, citation_id: int, **owner: int) -> None:
    seen = Seen(place, time, WindowKind.LASTING, TimeBasis.STATED, ())
    columns = window_columns(WindowRecord(seen, "Europe/Minsk"))
    Window.objects.create(citation_id=citation_id, **(columns | {"change": 1}), **owner)


def send(place: Place | None) -> None:
    of = Incident.objects.get(external_id="1")
    message = Communication.objects.create(
        source=of.source, external_id="m", title="m", kind="radio", channel="A1", sender="Вежа-2",
        receiver="Вежа", at=AT, citation=of.citation,
    )  # fmt: skip
    stand(place, FourPoint.instant(AT), of.citation_id, communication_id=message.pk)


def deploy(number: str, callsigns: list[str], derived_from: Incident | None = None) -> None:
    of = Incident.objects.get(external_id="1")
    row = Deployment.objects.create(
        source=of.source, external_id=number, callsigns=callsigns, derived_from=derived_from,
        citation=of.citation,
    )  # fmt: skip
    around = FourPoint.exact(AT - timedelta(hours=1), AT + timedelta(hours=1))
    stand(HERE, around, of.citation_id, deployment_id=row.pk)


def near(operator: Actor) -> NearbyPage:
    page = open_message(operator, "a-source:m", at=NOW)
    assert page.subject is SubjectKind.COMMUNICATION
    assert page.near is not None
    return page.near


def test_by_its_own_place_and_each_incident_is_read(operator: Actor):
    send(HERE)
    found = near(operator)
    assert ([each.ref for each in found.rows], found.by_deployment) == (["a-source:1"], False)
    assert found.rows[0].least_m < 111 < found.rows[0].most_m
    assert any(b'"a-source:1"' in body for body in chain_of(f"journal:{operator.key}"))


def test_by_a_deployment_with_its_very_callsign(operator: Actor):
    send(None)
    deploy("other", ["Вежа", "Дуб-2"])
    assert not near(operator).has_spot
    deploy("own", ["вежа-2"])
    found = near(operator)
    assert ([each.ref for each in found.rows], found.by_deployment) == (["a-source:1"], True)
    assert found.rows[0].deployment is not None


@pytest.mark.parametrize("callsign", ["ВЕЖА 2", "«Вежа-2»", "Вежа2", "Вежа – 2"])
def test_a_callsign_is_its_letters_and_digits(operator: Actor, callsign: str):
    send(None)
    deploy("own", [callsign])
    assert [each.ref for each in near(operator).rows] == ["a-source:1"]


def test_a_deployment_taken_from_the_case_does_not_count_for_it(operator: Actor):
    send(None)
    deploy("own", ["Вежа-2"], Incident.objects.get(external_id="1"))
    found = near(operator)
    assert (found.has_spot, found.rows) == (True, ())


def test_a_deployment_taken_from_another_telling_of_the_case_does_not_count_for_it(
    operator: Actor, tmp_path: Path
):
    bring("cases", file_of([case("7")]), tmp_path, source="another")
    again = Incident.objects.get(source__name="another")
    Incident.objects.filter(pk=again.pk).update(leader=Incident.objects.get(external_id="1"))
    send(None)
    deploy("own", ["Вежа-2"], again)
    assert near(operator).rows == ()
