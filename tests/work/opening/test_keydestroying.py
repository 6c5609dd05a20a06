"""A month's secret goes when nothing needs it, and not before; the chain says that it went."""

import json
import os
from datetime import timedelta

import pytest
from tests.work.opening import cast

from crimebook.sealing.messages import MessageKind
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import chain_of
from crimebook.stores.vault.errors import KeyMissingError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Role, operator
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_report
from crimebook.work.opening.keydestroying import StillNeededError, destroy_month, left_under
from crimebook.work.opening.keymaking import make_keys
from crimebook.work.opening.rotating import known_keys
from crimebook.work.opening.testimony import read_body

MONTH = "2026-01"
LATER = cast.NOW + timedelta(days=125)


def move_on(desk: Desk) -> None:
    """Put a manifest of four months later in force."""
    root = Vault(desk.folders.vault.parent / "root")
    make_keys(desk.vault, root, cast.passphrases(), cast.order(at=LATER), os.urandom)


def test_a_secret_goes_when_all_of_its_month_is_kept_under_other_keys(desk: Desk):
    keys = cast.words_of(1)
    ref = cast.bring(desk, cast.body(desk, keys), cast.seal_files(desk, b"a photograph"))
    cast.write(desk, keys, MessageKind.ADDITION, "яшчэ")
    assert cast.take(desk).refused == ()
    assert left_under(desk, MONTH) == ()
    move_on(desk)
    destroy_month(desk, operator(), MONTH, at=LATER)
    with pytest.raises(KeyMissingError):
        desk.keyring.epoch(MONTH)
    report = stored.find_report(ref)
    assert read_body(desk, report.report_id, ref).text == cast.CANARY
    told = json.loads(chain_of(f"key:{MONTH}")[-1])
    assert (told["action"], told["actor"]) == ("discarded", operator().key)
    (gone,) = [each for each in known_keys(desk.vault) if each.name == MONTH]
    assert (gone.is_kept, gone.destroyed_by) == (False, operator().key)
    assert gone.destroyed_at.startswith("2026-05")


def test_a_destruction_that_stops_half_way_was_told_and_is_done_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    move_on(desk)
    with monkeypatch.context() as broken:
        broken.setattr(Vault, "destroy", lambda *_: (_ for _ in ()).throw(OSError("the power went")))
        with pytest.raises(OSError, match="power"):
            destroy_month(desk, operator(), MONTH, at=LATER)
    assert json.loads(chain_of(f"key:{MONTH}")[-1])["action"] == "discarded"
    assert {each.name: each.is_kept for each in known_keys(desk.vault)}[MONTH], "and shown as still there"
    destroy_month(desk, operator(), MONTH, at=LATER)
    (gone,) = [each for each in known_keys(desk.vault) if each.name == MONTH]
    assert not gone.is_kept


def test_a_report_that_was_collected_and_not_opened_keeps_its_month(desk: Desk):
    cast.drop(desk, cast.body(desk))
    assert len(left_under(desk, MONTH)) == 1, "it waits in the spool"
    cast.collect(desk)
    assert len(left_under(desk, MONTH)) == 1, "it stands on the shelves"
    cast.open_all(desk)
    assert left_under(desk, MONTH) == ()


def test_a_letter_that_was_not_taken_keeps_its_month(desk: Desk):
    keys = cast.words_of(1)
    cast.bring(desk, cast.body(desk, keys))
    cast.write(desk, keys, MessageKind.ADDITION, "яшчэ")
    move_on(desk)
    with pytest.raises(StillNeededError, match="crimebook open"):
        destroy_month(desk, operator(), MONTH, at=LATER)
    assert cast.take(desk).refused == ()
    destroy_month(desk, operator(), MONTH, at=LATER)


def test_what_was_not_opened_is_lost_only_on_a_word_that_says_so(desk: Desk):
    cast.drop(desk, cast.body(desk))
    move_on(desk)
    with pytest.raises(StillNeededError):
        destroy_month(desk, operator(), MONTH, at=LATER, is_early=True)
    destroy_month(desk, operator(), MONTH, at=LATER, is_early=True, may_lose=True)
    assert "1 that were sealed to it were given up" in chain_of(f"key:{MONTH}")[-1].decode()


@pytest.mark.parametrize("what", ["the report's key", "a file"])
def test_a_report_that_is_not_whole_under_its_own_key_keeps_its_month(desk: Desk, what: str):
    ref = cast.bring(desk, cast.body(desk), cast.seal_files(desk, b"a photograph"))
    assert left_under(desk, MONTH) == ()
    if what == "a file":
        (row,) = stored.attachments_of(stored.find_report(ref).report_id)
        desk.blobs.remove(row.blob)
    else:
        desk.vault.destroy(Room.REPORTS, ref)
    assert len(left_under(desk, MONTH)) == 1


def test_an_erased_report_needs_no_key(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    assert left_under(desk, MONTH) == ()


def test_a_month_that_reports_are_sealed_to_is_not_destroyed(desk: Desk):
    with pytest.raises(InvalidValueError, match="still sealed"):
        destroy_month(desk, operator(), MONTH, at=cast.NOW, is_early=True)
    assert desk.vault.has(Room.EPOCHS, MONTH)


def test_90_days_are_waited_for(desk: Desk):
    move_on(desk)
    at = cast.NOW.replace(month=4)
    with pytest.raises(InvalidValueError, match="90 days"):
        destroy_month(desk, operator(), MONTH, at=at)
    destroy_month(desk, operator(), MONTH, at=at, is_early=True)


def test_only_who_may_and_only_what_is_there(desk: Desk):
    move_on(desk)
    with pytest.raises(NotFoundError):
        destroy_month(desk, Actor("a", "A", Role.REVIEWER), MONTH, at=LATER)
    with pytest.raises(NotFoundError):
        destroy_month(desk, operator(), "2019-01", at=LATER)
