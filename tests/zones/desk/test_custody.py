"""Pages of custody: what they say of a chain that is whole or was touched, and who may see which."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.work import book
from tests.work.ledger.cast import book_log
from tests.work.opening import cast
from tests.zones.desk.test_reports import signed_in, text_of

from crimebook.custody.events import Action, Deed
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.models import CustodyEvent
from crimebook.stores.register.transactions import noting
from crimebook.work.ledger.publishing import publish
from crimebook.work.reading import chains
from crimebook.zones.desk.views import custody as pages

SOURCE = "/en/custody/?object=source:a-source"


@pytest.fixture
def filled(tmp_path: Path, db: None) -> Any:
    """A book with a source, an auditor and a reviewer."""
    actor = book.open_test_book()
    ensure_member("checker", "Checker", "auditor")
    ensure_member("rita", "Rita", "reviewer")
    ensure_member("asker", "Asker", "interviewer")
    book.bring("cases", book.file_of([book.case("1")]), tmp_path)
    return actor


def touch(**changed: str) -> None:
    """Change the last event of the source behind the program's back."""
    editor = SimpleNamespace(connection=connection, execute=None)
    drop_triggers(editor, ("register_custodyevent",))
    row = CustodyEvent.objects.filter(object_id="source:a-source").latest("id")
    CustodyEvent.objects.filter(pk=row.pk).update(**changed)


def test_a_chain_says_who_what_when_why_and_who_signed(filled: Any):
    shown = text_of(signed_in().get(SOURCE))
    for said in ("received", "operator", "cases: ", "zone-signed", "Not yet published in the ledger."):
        assert said in shown
    assert "does not hold" not in shown
    assert b'"chain:source:a-source"' in chain_of("journal:operator")[-1]


def test_an_event_that_was_rewritten_is_shown_as_what_it_is(filled: Any):
    body = chain_of("source:a-source")[-1].decode()
    touch(body=body.replace('"operator"', '"somebody"'))
    shown = text_of(signed_in().get(SOURCE))
    assert "does not hold" in shown
    touch(body="no event")
    shown = signed_in().get(SOURCE)
    assert shown.status_code == 200
    assert "does not hold" in text_of(shown)


def test_a_signature_by_another_key_is_shown_as_what_it_is(filled: Any, settings: Any):
    other = CustodyEvent.objects.filter(object_id="source:crimebook-gazetteer").first()
    touch(signature=other.signature)
    assert "does not hold" in text_of(signed_in().get(SOURCE))


def test_an_event_that_was_cut_out_shows_at_the_one_after_it(filled: Any, tmp_path: Path):
    for number in range(3):
        book.bring("cases", book.file_of([book.case(str(number))], f"{number}.csv"), tmp_path)
    editor = SimpleNamespace(connection=connection, execute=None)
    drop_triggers(editor, ("register_custodyevent",))
    rows = list(CustodyEvent.objects.filter(object_id="source:a-source").order_by("id"))
    rows[1].waiting.delete()
    rows[1].delete()
    assert text_of(signed_in().get(SOURCE)).count("does not hold") == 1


def test_a_long_chain_is_shown_page_by_page_with_every_link_checked(filled: Any):
    with noting():
        for number in range(120):
            append_event(Deed("register:x", Action.READ, "operator", book.NOW, reason=f"reason {number};"))
    client = signed_in()
    seen = "".join(text_of(client.get(f"/en/custody/?object=register:x&page={page}")) for page in (1, 2, 3))
    assert all(f"reason {number};" in seen for number in range(120))
    assert "does not hold" not in seen
    assert client.get("/en/custody/?object=register:x&page=4").status_code == 200


def test_what_is_published_has_a_proof_that_holds(
    filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    log = book_log(tmp_path / "log", leaves=64)
    publish(filled, log)
    given = pages.grounds()
    monkeypatch.setattr(pages, "grounds", lambda: chains.Grounds(given.zone_key, log.places))
    client = signed_in()
    shown = text_of(client.get(SOURCE))
    assert "In the public ledger, leaf" in shown
    kept = chains.events.chain_part("source:a-source", 0, 1)[0]
    answer = client.get(f"/en/custody/proofs/{kept.event.digest}/")
    assert ".tlog-proof" in answer["Content-Disposition"]
    proof = LogProof.parse(text_of(answer))
    check_proof(proof, chains.event_leaf(kept.event.digest, kept.event.blind), log.terms.signed)
    (newest,) = chains.events.chain_part("journal:operator", 0, 1)
    assert client.get(f"/en/custody/proofs/{newest.event.digest}/").status_code == 404


@pytest.mark.parametrize(
    ("key", "object_id", "status"),
    [
        ("checker", "source:a-source", 200),
        ("checker", "journal:operator", 200),
        ("rita", "source:a-source", 200),
        ("rita", "journal:operator", 404),
        ("rita", "journal:rita", 200),
        ("rita", "report:none", 404),
        ("rita", "key:zone-desk", 404),
        ("asker", "source:a-source", 404),
        ("operator", "nothing:here", 404),
    ],
)
def test_who_may_see_which_chain(filled: Any, key: str, object_id: str, status: int):
    client = signed_in(key)
    client.get("/en/custody/")
    with noting():
        append_event(Deed("journal:operator", Action.READ, "operator", book.NOW))
    assert client.get(f"/en/custody/?object={object_id}").status_code == status


def test_an_interviewer_sees_the_chains_of_their_own_reports(filled: Any, tmp_path: Path):
    desk = cast.make_desk(tmp_path)
    ref = cast.bring(desk, cast.body(desk))
    assert signed_in("asker").get(f"/en/custody/?object=report:{ref}").status_code == 404
    assert signed_in("operator").get(f"/en/custody/?object=report:{ref}").status_code == 200
    assert signed_in("checker").get(f"/en/custody/?object=report:{ref}").status_code == 200


def test_what_a_person_did_is_shown_to_them_and_to_who_audits_by_day(filled: Any):
    with noting():
        append_event(Deed("journal:rita", Action.SEARCHED, "rita", book.NOW, inputs=("the old kiosk",)))
    for key in ("rita", "checker"):
        shown = text_of(signed_in(key).get("/en/custody/people/rita/?day=2026-01-02"))
        assert "the old kiosk" in shown
        assert "the old kiosk" not in text_of(signed_in(key).get("/en/custody/people/rita/?day=2026-01-03"))
    assert b'"acts:rita"' in chain_of("journal:checker")[-1]
    assert signed_in("rita").get("/en/custody/people/operator/").status_code == 404
    assert signed_in("checker").get("/en/custody/people/nobody/").status_code == 404
    assert "the old kiosk" in text_of(signed_in("checker").get("/en/custody/people/rita/"))


def test_the_first_page_names_whose_acts_one_may_read(filled: Any):
    assert "Operator" in text_of(signed_in("checker").get("/en/custody/"))
    mine = text_of(signed_in("rita").get("/en/custody/"))
    assert "people/rita/" in mine
    assert "people/checker/" not in mine


def test_an_auditor_begins_where_there_is_something_for_them(filled: Any):
    answer = signed_in("checker").get("/en/")
    assert answer["Location"] == "/en/custody/"


def test_an_interviewer_begins_at_their_reports_and_no_link_there_leads_to_what_is_not_for_them(filled: Any):
    client = signed_in("asker")
    assert client.get("/en/")["Location"] == "/en/reports/"
    shown = text_of(client.get("/en/reports/"))
    head, _, _ = shown.partition("<main")
    links = set(re.findall(r'(?:href|action)="(/en/[^"]*)"', head)) - {"/en/sign-out/"}
    assert len(links) >= 4
    assert {each for each in links if client.get(each, follow=True).status_code != 200} == set()


@pytest.mark.parametrize("asked", ["?object=" + "x" * 241, "?object=a%0Ab", "?object=source:a-source&page=0"])
def test_what_cannot_be_an_object_is_refused(filled: Any, asked: str):
    assert signed_in().get(f"/en/custody/{asked}").status_code == 400


def test_a_stranger_sees_nothing(filled: Any):
    for address in (SOURCE, "/en/custody/people/operator/", "/en/custody/proofs/" + "0" * 64 + "/"):
        assert Client().get(address).status_code == 302
