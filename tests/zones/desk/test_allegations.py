"""Pages of allegations: alleged by one, answered by another, errors by field, and each touch in a chain."""

import re

import pytest
from django.test import Client
from tests.work.vetting.cast import officer, open_register
from tests.zones.desk.test_reports import signed_in, text_of

from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.models import Act, CustodyEvent, Incident, Involvement, InvolvementStep
from crimebook.stores.register.queries.command import find_involvement
from crimebook.work.commanding.involvements import Status

pytestmark = pytest.mark.django_db

CASE, NEW = "a-source:1", "/en/allegations/new/"


@pytest.fixture(autouse=True)
def mention(db: None) -> int:
    open_register()
    for role in ("investigator", "reviewer", "auditor"):
        ensure_member(role, role.title(), role)
    incident = Incident.objects.order_by("pk")[0]
    Act.objects.create(incident=incident, citation=incident.citation, code="force.weapon", source_label="x")
    return officer(incident=incident, helmet="3307").pk


def fields(mention: int, /, **differing: str) -> dict[str, str]:
    act = str(Act.objects.get().pk)
    plain = {"mention": str(mention), "incident": CASE, "act": act, "degree": "direct", "mode": "commits"}
    return plain | {"cited": CASE, "basis": "video", "direction": "supports", "words": "той шлем"} | differing


def allege(client: Client, mention: int, /, **differing: str) -> str:
    done = client.post(NEW, fields(mention, **differing))
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found, "no form"
    return found[1]


def test_from_a_person_s_page_to_a_second_person_s_answer_without_a_script(mention: int):
    one, second = signed_in("investigator"), signed_in("reviewer")
    link = f"{NEW}?person={mention}"
    assert f'href="{link}"' in text_of(one.get(f"/en/persons/{mention}/"))
    first = text_of(one.get(link))
    assert 'name="incident"' in first
    assert f"?person={mention}&amp;incident=a-source%3A1" in first
    form = text_of(one.get(f"{link}&incident={CASE}"))
    assert f'name="mention" value="{mention}" required checked' in form
    assert 'method="post"' in form
    address = allege(one, mention, standard="reasonable_grounds", reason="той жа шлем")
    page = text_of(second.get(address))
    assert "A proposal waits for a second person" in page
    done = second.post(f"{address}answer/", {"answer": "confirmed", "reason": "", "seen": seen_on(page)})
    assert done.status_code == 302
    row = find_involvement(Involvement.objects.get().pk)
    assert (row.standing.status, row.standing.actor, row.standing.reviewer) == (
        Status.NAMED,
        "investigator",
        "reviewer",
    )
    assert (row.act, row.degree, row.mode) == ("force.weapon", "direct", "commits")
    told = CustodyEvent.objects.filter(object_id=f"involvement:{row.involvement_id}").order_by("pk")
    assert [each.action for each in told] == ["created", "judged", "judged"]
    read = CustodyEvent.objects.filter(object_id="journal:reviewer", action="read")
    assert any(f"involvement:{row.involvement_id}" in str(each.body) for each in read)


def test_from_an_incident_s_page_where_it_is_then_shown(mention: int):
    client = signed_in("investigator")
    page = text_of(client.get(f"/en/incidents/{CASE}/"))
    assert "Nothing is alleged of anybody in this incident." in page
    assert f'href="{NEW}?incident=a-source%3A1"' in page
    assert f'value="{mention}"' in text_of(client.get(f"{NEW}?incident={CASE}"))
    address = allege(client, mention)
    page = text_of(client.get(f"/en/incidents/{CASE}/"))
    assert f'href="{address}"' in page
    assert f'href="{address}"' in text_of(client.get(f"/en/persons/{mention}/"))


def test_what_cannot_be_is_said_beside_each_field_and_what_was_typed_stays(mention: int):
    client = signed_in("investigator")
    wrong = fields(mention, act="999", basis="gossip", cited="", cited_other="nowhere:1", words="ы" * 501)
    done = client.post(f"{NEW}?incident={CASE}", wrong)
    page = text_of(done)
    assert done.status_code == 400
    for name in ("act", "basis", "cited", "words"):
        assert f'id="{name}-fault"' in page, name
        assert f'aria-describedby="{name}-fault"' in page, name
    assert "degree-fault" not in page
    assert 'value="nowhere:1"' in page
    assert '<option value="direct" selected>' in page
    assert not Involvement.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mention", "999"),
        ("incident", "a-source:9"),
        ("degree", ""),
        ("mode", "guilty"),
        ("test", "severe_pain"),
        ("standard", "beyond_reasonable_doubt"),
        ("reason", "a\nb" * 300),
    ],
)
def test_each_field_has_its_own_fault(mention: int, field: str, value: str):
    done = signed_in().post(f"{NEW}?incident={CASE}", fields(mention, **{field: value}))
    assert done.status_code == 400
    assert f'id="{field}-fault"' in text_of(done)
    assert not Involvement.objects.exists()


def test_a_post_alone_is_never_more_than_a_lead(mention: int):
    client = signed_in("investigator")
    wish = fields(mention, basis="post", standard="balance")
    done = client.post(f"{NEW}?incident={CASE}", wish)
    assert done.status_code == 400
    assert "a ground that is more than a post or a deployment" in text_of(done)
    assert not Involvement.objects.exists()
    address = allege(client, mention, basis="post")
    page = text_of(client.get(address))
    done = client.post(
        f"{address}propose/", {"status": "named", "standard": "balance", "reason": "", "seen": seen_on(page)}
    )
    assert done.status_code == 400
    assert "a ground that is more than a post or a deployment" in text_of(done)
    assert InvolvementStep.objects.count() == 1


def test_whoever_proposed_cannot_confirm_and_may_take_it_back(mention: int):
    client = signed_in("investigator")
    address = allege(client, mention, standard="balance")
    page = text_of(client.get(address))
    assert 'value="confirmed"' not in page
    said = {"answer": "confirmed", "reason": "", "seen": seen_on(page)}
    done = client.post(f"{address}answer/", said)
    assert done.status_code == 400
    assert "Nobody confirms what they proposed themselves" in text_of(done)
    assert client.post(f"{address}answer/", said | {"answer": "refused"}).status_code == 302
    assert "A proposal waits" not in text_of(client.get(address))


def test_an_older_page_writes_nothing(mention: int):
    one, second = signed_in("investigator"), signed_in("reviewer")
    address = allege(one, mention)
    seen = seen_on(text_of(second.get(address)))
    said = {"status": "named", "standard": "balance", "reason": "a", "seen": seen}
    assert one.post(f"{address}propose/", said).status_code == 302
    done = second.post(f"{address}propose/", said)
    assert done.status_code == 409
    assert "Nothing of yours was written" in text_of(done)
    assert InvolvementStep.objects.count() == 2


def test_what_speaks_for_the_person_is_added_by_the_same_form_and_clears_with_a_second_person(mention: int):
    one, second = signed_in("investigator"), signed_in("reviewer")
    address = allege(one, mention)
    ground = {"cited": "", "cited_other": "another:2", "basis": "document", "direction": "contradicts"}
    assert one.post(f"{address}ground/", ground).status_code == 302
    again = one.post(f"{address}ground/", ground)
    assert again.status_code == 400
    assert "stands among the grounds already" in text_of(again)
    seen = seen_on(text_of(one.get(address)))
    said = {"status": "cleared", "standard": "balance", "reason": "быў у іншым горадзе", "seen": seen}
    assert one.post(f"{address}propose/", said).status_code == 302
    seen = seen_on(text_of(second.get(address)))
    assert second.post(f"{address}answer/", {"answer": "confirmed", "seen": seen}).status_code == 302
    page = text_of(one.get(f"/en/persons/{mention}/"))
    assert "Cleared" in page
    assert f'href="{address}"' in page
    # In the incident they no longer stand among those of whom it is alleged.
    page = text_of(one.get(f"/en/incidents/{CASE}/"))
    assert "Nothing is alleged of anybody in this incident." in page
    _, ended, rest = page.partition("Alleged once, and withdrawn or shown not to be so:")
    assert ended
    assert f'href="{address}"' in rest


def test_a_wrong_ground_and_a_wrong_step_are_told_by_field(mention: int):
    client = signed_in("investigator")
    address = allege(client, mention)
    done = client.post(f"{address}ground/", {"cited": "nowhere:9", "basis": "video"})
    assert (done.status_code, 'id="cited-fault"' in text_of(done)) == (400, True)
    seen = seen_on(text_of(client.get(address)))
    step = {"status": "withdrawn", "standard": "certainly", "reason": "", "seen": seen}
    done = client.post(f"{address}propose/", step)
    assert (done.status_code, 'id="status-fault"' in text_of(done)) == (400, True)
    assert InvolvementStep.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("new/", {"mention": "x"}),
        ("{}/propose/", {"status": "", "seen": "1"}),
        ("{}/propose/", {"status": "named", "seen": "x"}),
        ("{}/answer/", {"answer": "maybe", "seen": "1"}),
        ("{}/ground/", {"direction": "sideways"}),
    ],
)
def test_what_is_no_form_of_ours_is_answered_with_400(mention: int, path: str, posted: dict[str, str]):
    client = signed_in("investigator")
    allege(client, mention)
    address = f"/en/allegations/{path.format(Involvement.objects.get().pk)}"
    assert client.post(address, posted).status_code == 400


def test_an_auditor_and_a_stranger_see_nothing(mention: int):
    address = allege(signed_in("investigator"), mention)
    for path in (NEW, address):
        assert signed_in("auditor").get(path).status_code == 404
        assert Client().get(path)["Location"].endswith("/sign-in/")
    assert signed_in("auditor").post(NEW, fields(mention)).status_code == 404
    assert signed_in("investigator").get("/en/allegations/999/").status_code == 404
    assert Involvement.objects.count() == 1


@pytest.mark.parametrize("language", ["be", "ru"])
def test_the_pages_speak_the_reader_s_language(mention: int, language: str):
    client = signed_in("investigator")
    address = allege(client, mention).replace("/en/", f"/{language}/")
    for path in (address, f"/{language}/allegations/new/?incident={CASE}"):
        page = text_of(client.get(path))
        assert "Standard of proof" not in page
        assert f'<html lang="{language}">' in page


def test_an_incident_that_there_is_not_is_asked_for_again(mention: int):
    page = text_of(signed_in().get(f"{NEW}?person={mention}&incident=a-source:9"))
    assert "The book has no incident called so." in page
