"""A grave act by the pages: the form comes back with the signature, and only what was shown is done."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from tests.custody.authenticator import P256, assertion, client_data, public_of
from tests.work.ledger.cast import book_log
from tests.work.opening import cast
from tests.zones.desk.test_reports import signed_in, text_of

from crimebook.stores.register.events import chain_of, signed_chain_of
from crimebook.stores.register.members import ensure_member, member_keys
from crimebook.stores.register.reports import find_report
from crimebook.work.actors import ensure_operator
from crimebook.work.reading.chains import Grounds
from crimebook.zones.desk.signing import can_sign, hand_of, rp_id_of
from crimebook.zones.desk.views import exports, reports

ORIGIN, RP_ID = "http://localhost", "localhost"
CHAIN = "/en/custody/export/"
WHY = {"reason": "asked by telephone"}


@pytest.fixture
def ref(tmp_path: Path, db: None) -> str:
    ensure_operator()
    desk = cast.make_desk(tmp_path)
    return cast.bring(desk, cast.body(desk))


@pytest.fixture
def client(ref: str) -> Iterator[Client]:
    """The operator at a desk where their key is enrolled."""
    client = signed_in()
    client.defaults["HTTP_HOST"] = RP_ID
    form = {"public": public_of(P256).hex(), "new_credential": "AAAA"}
    shown = client.post("/en/custody/keys/new/", form)
    assert text_of(shown).count("Nothing has been done yet") == 1
    assert client.post("/en/custody/keys/new/", signed(shown)).status_code == 302
    assert [(each.rp_id, each.origin) for each in member_keys("operator")] == [(RP_ID, ORIGIN)]
    return client


def signed(shown: HttpResponse, **differing: Any) -> dict[str, Any]:
    """What a browser posts of the page that asks for a signature."""
    context = shown.context
    challenge = bytes.fromhex(context["digest"])
    given = assertion(challenge, data=client_data(challenge, origin=ORIGIN), rp_id=RP_ID)
    form: dict[str, Any] = {}
    for name, value in context["given"]:
        form.setdefault(name, []).append(value)
    parts = {
        "event": context["event"],
        "token": context["token"],
        "credential": "AAAA",
        "authenticator_data": given.authenticator_data.hex(),
        "client_data": given.client_data.hex(),
        "signature": given.signature.hex(),
    }
    return form | parts | differing


def ask(client: Client, ref: str) -> HttpResponse:
    shown = client.post(f"/en/reports/{ref}/withdraw/", WHY)
    assert shown.status_code == 200
    assert find_report(ref).state == "received"
    return shown


def test_what_was_shown_is_done_once_the_key_has_signed_it(client: Client, ref: str):
    shown = ask(client, ref)
    page = text_of(shown)
    assert "at the desk: asked by telephone" in page
    assert shown.context["digest"] in page
    assert client.post(f"/en/reports/{ref}/withdraw/", signed(shown)).status_code == 302
    assert find_report(ref).state == "withdrawn"
    last = signed_chain_of(f"report:{ref}")[-1]
    assert (last.event.digest, bool(last.personal)) == (shown.context["digest"], True)


@pytest.mark.parametrize(
    ("differing", "words"),
    [
        ({"reason": "for another reason"}, "does not stand for this"),
        ({"signature": "00"}, "does not stand for this"),
        ({"credential": "BBBB"}, "does not stand for this"),
    ],
    ids=["another form", "another signature", "another key"],
)
def test_nothing_is_done_that_was_not_signed_and_the_page_says_so(
    client: Client, ref: str, differing: dict[str, Any], words: str
):
    done = client.post(f"/en/reports/{ref}/withdraw/", signed(ask(client, ref), **differing))
    assert words in text_of(done)
    assert find_report(ref).state == "received"
    assert not any(b'"withdrawn"' in each for each in chain_of(f"report:{ref}"))


def test_whoever_reads_on_while_they_sign_is_asked_once_more_and_told_why(client: Client, ref: str):
    shown = ask(client, ref)
    assert "While you were signing" not in text_of(shown)
    client.get(f"/en/reports/{ref}/")
    again = client.post(f"/en/reports/{ref}/withdraw/", signed(shown))
    assert find_report(ref).state == "received"
    assert "While you were signing" in text_of(again)
    assert again.context["digest"] != shown.context["digest"]
    assert again.context["deed"].at >= shown.context["deed"].at
    assert again.context["given"] == list(WHY.items())
    assert client.post(f"/en/reports/{ref}/withdraw/", signed(again)).status_code == 302
    last = signed_chain_of(f"report:{ref}")[-1]
    assert (last.event.digest, bool(last.personal)) == (again.context["digest"], True)


def test_what_was_done_meanwhile_is_not_asked_again(client: Client, ref: str):
    shown = ask(client, ref)
    assert client.post(f"/en/reports/{ref}/withdraw/", signed(shown)).status_code == 302
    done = client.post(f"/en/reports/{ref}/withdraw/", signed(shown))
    assert done["Location"] == f"/en/reports/{ref}/"
    assert len([each for each in chain_of(f"report:{ref}") if b'"withdrawn"' in each]) == 1


def test_a_chain_is_taken_out_though_another_page_was_read_meanwhile(
    client: Client, ref: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    places = book_log(tmp_path / "log").places
    monkeypatch.setattr(exports, "grounds", lambda: Grounds(b"z" * 32, places))
    form = {"object": f"report:{ref}"}
    shown = client.post(CHAIN, form)
    client.get("/en/custody/")
    again = client.post(CHAIN, signed(shown))
    assert "While you were signing" in text_of(again)
    given = client.post(CHAIN, signed(again))
    assert given["Content-Disposition"] == 'attachment; filename="chain.json"'
    last = signed_chain_of("journal:operator")[-1]
    assert (last.event.deed.action, bool(last.personal)) == ("exported", True)


def test_a_file_is_taken_out_with_the_key_however_large_it_is(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    desk = cast.make_desk(tmp_path / "another")
    monkeypatch.setattr(reports, "need_desk", lambda: desk)
    size = (64 << 20) + 1
    ref = cast.bring(desk, cast.body(desk), cast.seal_files(desk, bytes(size)))
    address = f"/en/reports/{ref}/files/1/"
    shown = client.post(address)
    assert "file 1, saved in clear" in text_of(shown)
    assert not any(b'"exported"' in each for each in chain_of(f"report:{ref}"))
    given = client.post(address, signed(shown))
    assert signed_chain_of(f"report:{ref}")[-1].personal, "before the first byte"
    assert sum(len(piece) for piece in given.streaming_content) == size


def test_a_key_whose_enrolment_came_too_late_is_asked_once_more(ref: str):
    client = signed_in()
    client.defaults["HTTP_HOST"] = RP_ID
    form = {"public": public_of(P256).hex(), "new_credential": "AAAA"}
    shown = client.post("/en/custody/keys/new/", form)
    assert client.post(f"/en/reports/{ref}/withdraw/", WHY).status_code == 302
    again = client.post("/en/custody/keys/new/", signed(shown))
    assert "While you were signing" in text_of(again)
    assert client.post("/en/custody/keys/new/", signed(again)).status_code == 302
    assert len(member_keys("operator")) == 1


def test_another_language_is_told_in_its_words(client: Client, ref: str):
    form = signed(ask(client, ref), signature="00")
    assert "Ничего не сделано" in text_of(client.post(f"/ru/reports/{ref}/withdraw/", form))
    assert "Нічога не зроблена" in text_of(client.post(f"/be/reports/{ref}/withdraw/", form))


def test_at_another_address_of_the_desk_the_page_says_where_the_key_is(client: Client, ref: str):
    client.defaults["HTTP_HOST"] = "testserver"
    assert "where you enrolled the key" in text_of(client.post(f"/en/reports/{ref}/withdraw/", WHY))
    assert find_report(ref).state == "received"


@pytest.mark.parametrize(
    "differing",
    [
        {"event": "zz"},
        {"event": b"{}".hex()},
        {"event": "00" * 20_000},
        {"token": "ABC"},
        {"token": ""},
        {"client_data": "x"},
    ],
    ids=["no digits", "no event", "too long", "no token", "an empty token", "no client data"],
)
def test_what_no_page_of_ours_posts_is_refused(client: Client, ref: str, differing: dict[str, str]):
    form = signed(ask(client, ref), **differing)
    assert client.post(f"/en/reports/{ref}/withdraw/", form).status_code == 400
    assert find_report(ref).state == "received"


def test_a_form_comes_back_whole_with_every_value_of_a_name(client: Client, ref: str):
    shown = client.post(f"/en/reports/{ref}/withdraw/", WHY | {"many": ["one", "two"]})
    assert shown.context["given"] == [("reason", WHY["reason"]), ("many", "one"), ("many", "two")]


def test_own_keys_are_shown_to_their_owner_and_ended_by_them_alone(client: Client, ref: str):
    (key,) = member_keys("operator")
    assert key.key_id in text_of(client.get("/en/custody/keys/"))
    assert "Enrol a key, or end one" in text_of(client.get("/en/custody/people/operator/"))
    assert client.get(f"/en/custody/keys/{key.key_id}/end/").status_code == 405
    ensure_member("reviewer", "Reviewer", "reviewer")
    assert signed_in("reviewer").post(f"/en/custody/keys/{key.key_id}/end/").status_code == 404
    assert Client().post(f"/en/custody/keys/{key.key_id}/end/").status_code == 302
    assert len([each for each in member_keys() if each.until is None]) == 1
    assert client.post(f"/en/custody/keys/{key.key_id}/end/").status_code == 302
    page = text_of(client.get("/en/custody/keys/"))
    assert "signed by the desk alone" in page
    assert client.post(f"/en/reports/{ref}/withdraw/", WHY).status_code == 302, "in the same second too"
    assert client.post(f"/en/custody/keys/{key.key_id}/end/").status_code == 404


@pytest.mark.parametrize(
    ("host", "rp_id", "able"),
    [
        ("localhost:8020", "localhost", True),
        ("testserver", "testserver", True),
        ("127.0.0.1:8020", "127.0.0.1", False),
        ("[::1]:8020", "::1", False),
    ],
)
def test_keys_are_asked_at_names_alone(host: str, rp_id: str, able: bool, settings: Any):
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory(headers={"host": host}).get("/")
    assert (rp_id_of(request), can_sign(request)) == (rp_id, able)
    assert hand_of(request).origin == f"http://{host}"
    assert len(hand_of(request).token) == 32
    assert hand_of(request).token != hand_of(request).token
