"""What was collected and could not be opened: a list with the reason, for those who read testimony."""

from tests.work.opening import cast
from tests.zones.desk.test_reports import desk, signed_in, text_of  # noqa: F401 - a fixture

from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.work.opening.desk import Desk


def test_what_could_not_be_opened_is_listed_with_its_reason(desk: Desk):  # noqa: F811
    client = signed_in()
    nothing = text_of(client.get("/en/reports/refused/"))
    assert "None." in nothing
    assert "let-go" not in nothing
    with Drop(desk.folders.spool, Limits()) as spool:
        spool.put_report("0" * 32, b"no envelope at all", ())
    assert cast.collect(desk).refused == ()
    assert len(cast.open_all(desk).refused) == 1
    again = cast.open_all(desk)
    assert (again.refused, again.refused_before) == ((), 1)
    page = text_of(client.get("/en/reports/refused/"))
    assert "header failure" in page
    assert "a report" in page
    assert "crimebook reports let-go" in page
    assert "Через 90 дней" in text_of(client.get("/ru/reports/refused/"))
    assert "Праз 90 дзён" in text_of(client.get("/be/reports/refused/"))
    assert "reports/refused/" in text_of(client.get("/en/reports/"))


def test_an_interviewer_is_not_told_of_what_could_not_be_opened(desk: Desk):  # noqa: F811
    client = signed_in("asker")
    assert client.get("/en/reports/refused/").status_code == 404
    assert "reports/refused/" not in text_of(client.get("/en/reports/"))
