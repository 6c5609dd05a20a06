"""Pages of sealed names: asked for, told, answered, vetoed and given out, by whoever has the right to it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.work.book import open_test_book
from tests.work.opening import cast
from tests.work.opening.holders import NAME, READER, SAID, Holder, bring_named, make_kept, sign_next
from tests.work.test_named_imports import CANARY, ROWS, bring
from tests.zones.desk.test_reports import signed_in, text_of

from crimebook.sealing.requests import IdentityRequest, parse_opening, parse_request, parse_veto
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import write_value
from crimebook.stores.register import models
from crimebook.stores.register.members import ensure_member
from crimebook.stores.vault.folder import Room
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.apart import persons_of
from crimebook.work.custodians import Wish
from crimebook.work.custodians import ask as ask_custodians
from crimebook.work.opening.custodian import read_opening
from crimebook.work.opening.desk import Desk
from crimebook.work.petitions import petition
from crimebook.zones.desk import unlocked
from crimebook.zones.desk.views import identities, reports

MEMBERS = ("investigator", "reviewer", "interviewer", "auditor")
WHY = "a court asks for the witness"


@pytest.fixture
def kept(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, dict[int, Holder]]:
    ensure_operator()
    for role in MEMBERS:
        ensure_member(role, role.title(), role)
    desk, holders = make_kept(tmp_path)
    lend(monkeypatch, desk)
    return desk, holders


def lend(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    """Let the pages have a desk that is unlocked."""
    for module in (identities, reports):
        monkeypatch.setattr(module, "find_desk", lambda: desk)
        monkeypatch.setattr(module, "need_desk", lambda: desk)
    monkeypatch.setattr(identities, "need_vault", lambda: desk.vault)


@pytest.fixture
def desk(kept: tuple[Desk, dict[int, Holder]]) -> Desk:
    return kept[0]


@pytest.fixture
def holders(kept: tuple[Desk, dict[int, Holder]]) -> dict[int, Holder]:
    return kept[1]


def form_of(**differing: str) -> dict[str, str]:
    to = str(READER.recipient)
    plain = {
        "aim": "danger",
        "reason": WHY,
        "to_name": "the court's officer",
        "to": f"{to[:900]}\r\n {to[900:]}",
    }
    return plain | differing


def posted(client: Client, ref: str, **differing: str) -> str:
    """Ask on the page; return the address of the request."""
    done = client.post(f"/en/reports/{ref}/name/", form_of(**differing))
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def asked(desk: Desk, client: Client, aim: str = "danger") -> tuple[str, IdentityRequest]:
    """Ask for a name; return its page's address and the request as a custodian gets it."""
    address = posted(client, bring_named(desk), aim=aim)
    given = signed_in().get(f"{address}request.json")
    assert given["Content-Disposition"].startswith("attachment")
    return address, parse_request(given.content)


def answer_file(holder: Holder, request: IdentityRequest, name: str = "answer.json") -> SimpleUploadedFile:
    holder.folder.look(request, timezone.now())
    answer = holder.folder.approve(request, holder.keys, timezone.now())
    return SimpleUploadedFile(name, write_value(answer))


def denial_file(holder: Holder, request: IdentityRequest) -> SimpleUploadedFile:
    denial = holder.folder.deny(request, holder.keys, "the witness is in danger", timezone.now())
    return SimpleUploadedFile("denial.json", write_value(denial))


def follow_today(desk: Desk, tmp_path: Path, holders: dict[int, Holder]) -> None:
    """Put a manifest in force that is good today: the pages ask the clock."""
    sign_next(desk, tmp_path, expires="2099-01-01T00:00:00Z")
    for each in holders.values():
        each.follow(desk)


def test_a_contact_for_danger_goes_the_whole_way_by_the_pages(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    follow_today(desk, tmp_path, holders)
    client = signed_in()
    address, request = asked(desk, client)
    assert (request.reason, request.to, request.asked_by) == (WHY, str(READER.recipient), "operator")
    files = [answer_file(holders[index], request) for index in (1, 3)]
    assert client.get(f"{address}opening.json").status_code == 404
    assert client.post(f"{address}answers/", {"answers": files}).status_code == 302
    page = text_of(client.get(address))
    assert "ready to be given" in page
    assert "2 of 2 approve" in page
    assert client.post(f"{address}release/").status_code == 302
    given = client.get(f"{address}opening.json")
    read = read_opening(parse_opening(given.content), [READER])
    assert read.content.said == SAID[Aim.DANGER]
    assert given["Cache-Control"] == "no-store"
    for path in (address, "/en/names/", f"/en/reports/{request.ref}/"):
        page = text_of(client.get(path))
        assert "given to its reader" in page
        assert NAME not in page
    assert NAME.encode() not in given.content


def test_the_form_offers_what_was_sealed_and_keeps_what_was_typed(desk: Desk):
    client, ref = signed_in(), bring_named(desk)
    page = text_of(client.get(f"/en/reports/{ref}/name/"))
    assert "2 of 3 custodians, at once" in page
    assert "after a day’s wait" in page
    refused = client.post(f"/en/reports/{ref}/name/", form_of(to="age1qqq"))
    assert refused.status_code == 400
    assert WHY in text_of(refused)
    assert "age1pq1" in text_of(refused)
    assert client.post(f"/en/reports/{ref}/name/", form_of(reason=" ")).status_code == 400
    assert petition_count(desk) == 0
    unnamed = cast.bring(desk, cast.body(desk))
    assert "left no name" in text_of(client.get(f"/en/reports/{unnamed}/name/"))
    assert client.post(f"/en/reports/{unnamed}/name/", form_of()).status_code == 404


def test_the_name_beside_a_record_of_a_list_is_asked_for_from_its_page(desk: Desk, tmp_path: Path):
    open_test_book()
    bring(persons_of(desk.folders.vault, os.urandom), tmp_path, *ROWS)
    client, address = signed_in(), "/en/incidents/a-partner:1/"
    assert f'href="{address}name/"' in client.get(address).content.decode()
    form = text_of(client.get(f"{address}name/"))
    assert "after a day’s wait" in form
    assert CANARY not in form
    request_page = str(client.post(f"{address}name/", form_of(aim="identity"))["Location"])
    request = parse_request(client.get(f"{request_page}request.json").content)
    assert (request.ref, request.reason) == ("a-partner:1", WHY)
    assert "Asked for before" in text_of(client.get(f"{address}name/"))
    # Beside these words there is no name, and who may not ask for one is led to none.
    assert "/name/" not in client.get("/en/incidents/a-partner:2/").content.decode()
    assert client.get("/en/incidents/a-partner:2/name/").status_code == 404
    for role in ("auditor", "interviewer", "reviewer"):
        assert f'href="{address}name/"' not in signed_in(role).get(address).content.decode()
        assert signed_in(role).get(f"{address}name/").status_code == 404


def petition_count(desk: Desk) -> int:
    return sum(each.endswith(".request") for each in desk.vault.names(Room.IDENTITIES))


def test_a_report_says_that_its_name_was_asked_for_and_what_became_of_it(desk: Desk):
    client = signed_in()
    ref = bring_named(desk)
    assert "Ask for a name" in text_of(client.get(f"/en/reports/{ref}/"))
    address = posted(client, ref, aim="identity")
    assert "a name asked for: waiting" in text_of(client.get(f"/en/reports/{ref}/"))
    client.post(f"{address}veto/", {"reason": "she is followed"})
    page = text_of(client.get(f"/en/reports/{ref}/"))
    assert "a name asked for: vetoed" in page
    assert "she is followed" in page
    again = text_of(client.get(posted(client, ref, aim="identity")))
    assert "Asked for before" in again
    assert "she is followed" in again


def test_an_identity_waits_until_everybody_was_told_and_a_day_is_over(desk: Desk):
    client = signed_in()
    address, request = asked(desk, client, "identity")
    assert "until every custodian was told" in text_of(client.get(address))
    assert client.post(f"{address}notify/", {"custodian": ["1", "2"]}).status_code == 302
    page = text_of(client.get(address))
    assert page.count('name="custodian"') == 1
    client.post(f"{address}notify/", {"custodian": ["3"]})
    page = text_of(client.get(address))
    assert "until every custodian was told" not in page
    assert 'name="custodian"' not in page
    assert client.post(f"{address}release/").status_code == 400
    assert petition(desk.vault, request.id).opens_at is not None
    assert client.post(f"{address}notify/", {"custodian": ["9"]}).status_code == 400


def test_a_denial_stops_a_request_and_stays_on_every_page(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    follow_today(desk, tmp_path, holders)
    client = signed_in()
    address, request = asked(desk, client)
    files = [
        answer_file(holders[1], request),
        denial_file(holders[2], request),
        answer_file(holders[3], request),
    ]
    client.post(f"{address}answers/", {"answers": files})
    for path in (address, "/en/names/", f"/en/reports/{request.ref}/"):
        page = text_of(client.get(path))
        assert "denied by a custodian" in page
        assert "the witness is in danger" in page
    refused = client.post(f"{address}release/")
    assert refused.status_code == 400
    assert "custodian 2 denied" in text_of(refused)
    assert client.get(f"{address}opening.json").status_code == 404


def test_files_that_are_no_good_answers_are_said_and_the_good_one_is_kept(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    follow_today(desk, tmp_path, holders)
    client = signed_in()
    address, request = asked(desk, client)
    _, other = asked(desk, client)
    good = answer_file(holders[1], request, "good.json")
    forged = replace(holders[2].folder.approve(request, holders[2].keys, timezone.now()), custodian=3)
    files = [
        SimpleUploadedFile("noise.json", os.urandom(300)),
        SimpleUploadedFile("large.json", b" " * (identities.MAX_ANSWER_BYTES + 1)),
        SimpleUploadedFile("forged.json", write_value(forged)),
        answer_file(holders[3], other, "another.json"),
        good,
    ]
    told = client.post(f"{address}answers/", {"answers": files})
    assert told.status_code == 400
    for name in ("noise.json", "large.json", "forged.json", "another.json"):
        assert f"{name}: expected" in text_of(told)
    assert "good.json" not in text_of(told)
    assert [each.custodian for each in petition(desk.vault, request.id).answers] == [1]
    assert client.post(f"{address}answers/").status_code == 400


def test_a_veto_needs_a_reason_and_goes_to_the_custodians_as_a_file(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    follow_today(desk, tmp_path, holders)
    address, request = asked(desk, signed_in())
    reviewer = signed_in("reviewer")
    assert reviewer.post(f"{address}veto/", {"reason": " "}).status_code == 400
    assert reviewer.post(f"{address}veto/", {"reason": "she is followed"}).status_code == 302
    assert "Vetoed at the desk by reviewer" in text_of(reviewer.get(address))
    assert reviewer.get(f"{address}veto.json").status_code == 404
    stopped = parse_veto(signed_in().get(f"{address}veto.json").content)
    holders[1].folder.note_veto(stopped, request, timezone.now())
    event = models.CustodyEvent.objects.get(action="identity-vetoed")
    assert (event.actor, event.object_id) == ("reviewer", f"report:{request.ref}")


def test_a_drill_begins_on_the_page_and_only_for_who_keeps_keys(desk: Desk):
    client = signed_in()
    assert "No drill was ever brought to its end" in text_of(client.get("/en/names/"))
    done = client.post("/en/names/drill/", form_of(reason="the yearly drill"))
    assert "a drill: a name of nobody" in text_of(client.get(done["Location"]))
    for role in MEMBERS:
        assert signed_in(role).get("/en/names/drill/").status_code == 404
        assert signed_in(role).post("/en/names/drill/", form_of()).status_code == 404


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("operator", {"list", "ask", "veto", "collect"}),
        ("investigator", {"list", "ask", "veto"}),
        ("reviewer", {"list", "veto"}),
        ("auditor", {"list"}),
        ("interviewer", set()),
    ],
)
def test_each_role_sees_and_does_its_own_part_alone(desk: Desk, role: str, may: set[str]):
    ref = bring_named(desk)
    wish = Wish(ref, WHY, str(READER.recipient), "the officer", Aim.DANGER)
    request = ask_custodians(desk, operator(), wish, at=timezone.now())
    client, address = signed_in(role), f"/en/names/{request.id}/"
    tries = {
        "list": [client.get("/en/names/"), client.get(address)],
        "ask": [client.get(f"/en/reports/{ref}/name/"), client.post(f"/en/reports/{ref}/name/", form_of())],
        "collect": [
            client.get(f"{address}request.json"),
            client.post(f"{address}notify/", {"custodian": ["1"]}),
            client.post(f"{address}answers/"),
        ],
        "veto": [client.post(f"{address}veto/", {"reason": "no"})],
    }
    for name, answers in tries.items():
        assert {each.status_code == 404 for each in answers} == {name not in may}, name
    rail = ">Sealed names</a>" in text_of(client.get("/en/names/", follow=True))
    assert rail == ("list" in may)


def test_what_is_not_offered_cannot_be_had(desk: Desk):
    address, _ = asked(desk, signed_in())
    nobody = Client()
    assert nobody.get(address)["Location"].endswith("/sign-in/")
    assert signed_in().get(f"/en/names/{'0' * 32}/").status_code == 404
    for step in ("notify", "answers", "veto", "release"):
        assert signed_in().get(f"{address}{step}/").status_code == 405
        assert nobody.post(f"{address}{step}/").status_code == 302


def test_a_locked_desk_shows_requests_and_does_nothing_with_them(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    client = signed_in()
    address, _ = asked(desk, client)
    monkeypatch.setattr(identities, "find_desk", lambda: None)
    monkeypatch.setattr(identities, "need_desk", unlocked.need_desk)
    page = text_of(client.get(address))
    assert "The desk is locked" in page
    assert WHY in page
    assert '<form class="moving' not in page
    assert client.post(f"{address}veto/", {"reason": "no"}).status_code == 404
