"""Promise 5: everything done through the program is recorded before its result is shown; a break shows.

Kept in part: events are chained for each object; they are not signed yet and stand in no public ledger, so a
stranger without the register cannot check them.
"""

from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, recording

from crimebook.custody.events import ChainError, check_chain
from crimebook.stores.register import events
from crimebook.stores.register.models import CustodyEvent
from crimebook.work.reading.incidents import open_incident

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
