"""Pages of vetting: one asks, another confirms, the two read the answer, and nobody else does."""

import re

import pytest
from django.test import Client
from tests.work.vetting.cast import NAME, implicated, officer, open_register
from tests.zones.desk.test_reports import signed_in, text_of

from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.models import VettingQuestion, VettingStep

pytestmark = pytest.mark.django_db

FORM = {"name": NAME, "birth": "1979-04-02", "asked_for": "a court of appeal", "purpose": "an appointment"}
HARM = {"kind": "endangers", "words": "the witness works beside them"}


@pytest.fixture(autouse=True)
def _register(db: None) -> None:
    open_register()
    for role in ("investigator", "reviewer", "interviewer", "auditor"):
        ensure_member(role, role.title(), role)


def ask(client: Client, **differing: str) -> str:
    done = client.post("/en/vet/", FORM | differing)
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found, "no form to confirm"
    return found[1]


def answered() -> tuple[str, str]:
    """Ask as the investigator and confirm as the reviewer; return the address and the answer's page."""
    asker, second = signed_in("investigator"), signed_in("reviewer")
    address = ask(asker)
    assert asker.post(f"{address}reply/", HARM).status_code == 302
    seen = seen_on(text_of(second.get(address)))
    assert second.post(f"{address}confirm/", {"seen": seen}).status_code == 302
    return address, text_of(asker.get(address))


def test_a_question_goes_from_one_person_to_another_and_is_answered_to_the_two():
    implicated(officer())
    address, page = answered()
    assert "Implicated" in page
    assert "That is no finding of guilt" in page
    assert "An allegation is not a judgment." in page
    assert "More likely than not" in page
    assert "Born: born on one day" in page
    assert 'href="/en/incidents/a-source:1/"' in page
    other = text_of(signed_in().get(address))
    assert "The answer is for the two who asked" in other
    assert "Implicated" not in other


def test_each_answer_is_said_plainly():
    officer()
    assert "Mentioned only" in answered()[1]
    officer("p2")
    page = answered()[1]
    assert "Uncertain: the book cannot say" in page
    assert "Nobody may be treated as implicated" in page


def test_nobody_of_these_particulars_is_unknown_and_no_certificate():
    assert "this is no certificate" in answered()[1]


def test_who_asked_sees_no_way_to_confirm_and_cannot():
    client = signed_in("investigator")
    address = ask(client)
    client.post(f"{address}reply/", HARM)
    assert "confirm/" not in text_of(client.get(address))
    done = client.post(f"{address}confirm/", {"seen": "0"})
    assert done.status_code == 409
    assert "it takes a second person" in text_of(done)
    assert not VettingStep.objects.filter(kind="confirmed").exists()


def test_without_a_reply_there_is_no_form_to_confirm():
    address = ask(signed_in("investigator"))
    page = text_of(signed_in("reviewer").get(address))
    assert "confirm/" not in page
    assert "It cannot be confirmed yet" in page


def test_a_refused_and_a_withdrawn_question_say_so():
    asker = signed_in("investigator")
    address = ask(asker)
    assert signed_in("reviewer").post(f"{address}refuse/", {"words": "nobody asked them"}).status_code == 302
    assert "nobody asked them" in text_of(asker.get(address))
    address = ask(asker)
    assert asker.post(f"{address}withdraw/", {"words": ""}).status_code == 400
    assert asker.post(f"{address}withdraw/", {"words": "a mistake"}).status_code == 302
    assert "taken back" in text_of(asker.get(address))


@pytest.mark.parametrize(
    "differing", [{"name": f"{NAME}; Варона Кірыл"}, {"birth": "in spring"}, {"purpose": " "}, {"name": ""}]
)
def test_what_is_no_question_keeps_what_was_typed_and_says_what_is_wrong(differing: dict[str, str]):
    done = signed_in().post("/ru/vet/", FORM | differing)
    assert done.status_code == 400
    page = text_of(done)
    assert "Спрашивайте об одном человеке" in page
    assert "a court of appeal" in page
    assert not VettingQuestion.objects.exists()


def test_a_second_question_at_once_is_refused():
    client = signed_in()
    ask(client)
    done = client.post("/be/vet/", FORM)
    assert done.status_code == 409
    assert "па адным пытанні за раз" in text_of(done)


@pytest.mark.parametrize("role", ["interviewer", "auditor"])
def test_others_are_not_told_that_there_is_something(role: str):
    address = ask(signed_in())
    client = signed_in(role)
    assert client.get("/en/vet/").status_code == 404
    assert client.post("/en/vet/", FORM).status_code == 404
    assert client.get(address).status_code == 404
    for step in ("reply", "confirm", "refuse", "withdraw"):
        assert client.post(f"{address}{step}/", HARM | {"seen": "0"}).status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_forms_are_posted():
    assert Client().get("/en/vet/").status_code == 302
    client = signed_in()
    address = ask(client)
    for step in ("reply", "confirm", "refuse", "withdraw"):
        assert client.get(f"{address}{step}/").status_code == 405
    assert client.get(f"/en/vet/{'0' * 32}/").status_code == 404


def test_no_page_of_it_is_kept_by_a_browser_and_no_address_names_anybody():
    client = signed_in()
    address = ask(client)
    for path in ("/en/vet/", address):
        assert client.get(path)["Cache-Control"] == "no-store"
    assert re.fullmatch(r"/en/vet/[0-9a-f]{32}/", address)
