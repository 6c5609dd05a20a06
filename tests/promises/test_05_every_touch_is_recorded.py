"""Promise 5: everything done through the program is recorded before its result is shown; a break shows.

Events are chained for each object, signed, and committed to by the public ledger. A stranger checks a chain
that they are handed with ``crimebook-verify``; what was taken out of it since they were last handed it shows.
"""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, recording
from tests.work.ledger.cast import ALICE, LOG_KEY, ORIGIN, book_log, later

from crimebook.custody.events import ChainError, check_chain
from crimebook.stores.register import events
from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.models import CustodyEvent
from crimebook.work.chain_exporting import export_chain
from crimebook.work.ledger.booklog import BookLog
from crimebook.work.ledger.publishing import publish
from crimebook.work.reading.incidents import open_incident
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

pytestmark = pytest.mark.django_db


def test_from_the_file_to_the_page_every_step_leaves_its_event(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    match(tmp_path)
    open_incident(actor, "a-source:1", at=NOW)
    told = list(CustodyEvent.objects.order_by("id").values_list("object_id", "action"))
    assert told == [
        ("source:crimebook-gazetteer", "received"),
        ("source:crimebook-gazetteer", "received"),
        ("source:a-source", "received"),
        ("source:a-source", "received"),
        ("register:matches", "derived"),
        ("journal:operator", "read"),
    ]
    for object_id in dict(told):
        check_chain(events.chain_of(object_id))


def test_nothing_is_shown_when_its_reading_cannot_be_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    actor = open_test_book()
    bring("cases", file_of([case("1")]), tmp_path)

    def fail(*_: object, **__: object) -> str:
        raise OSError("no room")

    monkeypatch.setattr("crimebook.work.journal.append_event", fail)
    with pytest.raises(OSError, match="no room"):
        open_incident(actor, "a-source:1", at=NOW)


def test_an_event_that_was_rewritten_behind_the_programs_back_shows(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1")]), tmp_path)
    for _ in range(3):
        open_incident(actor, "a-source:1", at=NOW)
    chain = list(events.chain_of("journal:operator"))
    chain[1] = chain[1].replace(b"a-source:1", b"a-source:2")
    with pytest.raises(ChainError, match="event 2"):
        check_chain(chain)


def handed_over(log: BookLog, folder: Path, name: str) -> str:
    """The operator's journal as a stranger gets it."""
    path = folder / name
    path.write_bytes(export_chain(ALICE, "journal:operator", log.places, at=log.at).to_json())
    return str(path)


def test_a_stranger_without_the_register_finds_a_reading_that_was_taken_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    actor = open_test_book()
    bring("cases", file_of([case("1")]), tmp_path)
    for _ in range(3):
        open_incident(actor, "a-source:1", at=NOW)
    log = book_log(tmp_path)
    publish(ALICE, log)
    policy = tmp_path / "policy.toml"
    key = settings.CUSTODY_KEY("desk").public.hex()
    policy.write_text(
        f'origin = "{ORIGIN}"\nlog_key = "{LOG_KEY.of_log}"\n'
        f'zone_keys = [{{ zone = "desk", key = "{key}", since = "2020-01-01T00:00:00Z" }}]\n'
    )
    given = ["--policy", str(policy), "--log", str(log.places.public)]
    before = handed_over(log, tmp_path, "before.json")
    assert run(["chain", before, *given]) is Outcome.PROVEN
    assert "3 events are signed by the zone" in capsys.readouterr().out
    editor = SimpleNamespace(connection=connection, execute=None)
    drop_triggers(editor, ("register_custodyevent",))
    CustodyEvent.objects.filter(object_id="journal:operator").order_by("-id").first().delete()
    assert len(events.chain_of("journal:operator")) == 2
    check_chain(events.chain_of("journal:operator"))
    publish(ALICE, later(log, 1))
    after = handed_over(later(log, 1), tmp_path, "after.json")
    assert run(["chain", after, *given, "--earlier", before]) is Outcome.REFUTED
    assert "not the chain that you were handed earlier" in capsys.readouterr().out
