"""What others made of a report's words goes with them: nothing keeps a report from being withdrawn."""

import pytest
from tests.stores.register.telling import seen, tell
from tests.work.book import NOW

from crimebook.stores.register.erasing import take_out
from crimebook.stores.register.models import Citation, Deployment, Incident, Retraction, Translation, Window
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.register.window_rows import WindowRecord, window_columns

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Incident:
    return Incident.objects.get(pk=tell(SOURCE, "r1")[0])


def words_of(name: str) -> Citation:
    """Return the words of a row of another list."""
    return Incident.objects.get(pk=tell("list", name)[0]).citation


def withdraw() -> None:
    with writing():
        take_out("r1", NOW.date(), change=next_change())


def test_a_deployment_that_was_concluded_from_a_report_goes_with_it(report: Incident):
    cited = {"source_id": words_of("a").source_id, "citation": words_of("b")}
    own = Deployment.objects.create(external_id="d1", derived_from=report, **cited)
    columns = window_columns(WindowRecord(seen(), "Europe/Minsk"))
    Window.objects.create(deployment=own, citation=own.citation, change=1, **columns)
    other = Deployment.objects.create(external_id="d2", **(cited | {"citation": words_of("c")}))
    Incident.objects.filter(citation=own.citation).update(citation=other.citation)
    withdraw()
    assert [each.external_id for each in Deployment.objects.all()] == ["d2"]
    assert not Window.objects.filter(deployment__isnull=False).exists()
    assert not Incident.objects.filter(external_id="r1").exists()


def test_translations_and_retractions_of_its_words_go_with_them_however_they_follow_each_other(
    report: Incident,
):
    first, second, third = words_of("a"), words_of("b"), words_of("c")
    Incident.objects.filter(citation__in=(first, second)).update(citation=third)
    said = {"source_id": first.source_id, "to_language": "en", "text": "x"}
    Translation.objects.create(external_id="t1", original=report.citation, citation=first, **said)
    Translation.objects.create(external_id="t2", original=first, citation=first, **said)
    Translation.objects.create(external_id="t3", original=third, citation=third, **said)
    Retraction.objects.create(
        source_id=first.source_id, external_id="b", retracted=report.citation, citation=second
    )
    withdraw()
    assert [each.external_id for each in Translation.objects.all()] == ["t3"]
    assert not Retraction.objects.exists()
    assert not Citation.objects.filter(pk__in=(first.pk, second.pk, report.citation_id)).exists()
