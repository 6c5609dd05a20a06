"""The public face of the log tells neither how many reports came nor when."""

import os
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from django.db import connection
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, book_log, later, tell
from tests.work.ledger.onlooker import LEAVES, Habits, as_it_is, auc_of

from crimebook.custody.leaves import decoy_leaf
from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.models import LedgerInterval, OutboxLeaf
from crimebook.stores.register.outbox import queue_report
from crimebook.stores.register.transactions import noting
from crimebook.work.ledger.publishing import publish, shown_at

IS_SOAK = os.environ.get("CRIMEBOOK_SOAK") == "1"
DAYS = 4_000 if IS_SOAK else 1_000
"""To learn from, and as many to be told apart; half of them with 1,000 reports."""


def test_days_with_no_report_and_with_a_thousand_cannot_be_told_apart():
    assert 0.45 <= auc_of(Habits(), count=DAYS) <= 0.55


def without_decoys(heads: bytes, waiting: list[bytes], chance: Random) -> tuple[bytes, ...]:
    return heads, *waiting[: LEAVES - 1], *([decoy_leaf(chance.randbytes(32))] if not waiting else [])


def with_marked_decoys(heads: bytes, waiting: list[bytes], chance: Random) -> tuple[bytes, ...]:
    """Decoys of which one bit is always the same, as of a poor source of randomness."""
    leaves = as_it_is(heads, waiting, chance)
    known = {heads, *waiting}
    return tuple(each if each in known else bytes([each[0] & 0x7F]) + each[1:] for each in leaves)


def in_order(heads: bytes, waiting: list[bytes], chance: Random) -> tuple[bytes, ...]:
    """Decoys in the order of their bytes: what a sorted fill would look like."""
    leaves = as_it_is(heads, waiting, chance)
    return leaves if waiting else (leaves[0], *sorted(leaves[1:]))


WORSE = {
    "no decoys": Habits(fill=without_decoys),
    "decoys of another make": Habits(fill=with_marked_decoys),
    "decoys in another order": Habits(fill=in_order),
    "shown when it is ready": Habits(show=lambda ready: ready),
}


@pytest.mark.parametrize("worse", WORSE)
def test_the_classifier_sees_a_log_that_does_tell(worse: str):
    """The check of the check: an onlooker who could not see this would prove nothing."""
    assert auc_of(WORSE[worse], count=200) > 0.9


@pytest.mark.django_db
def test_names_sizes_and_times_of_all_files_are_the_same_whatever_was_told(tmp_path: Path):
    def shown(folder: str, told: int) -> list[tuple[str, int, float]]:
        (tmp_path / folder).mkdir()
        log = book_log(tmp_path / folder)
        seen: list[tuple[str, int, float]] = []
        for hour in range(3):
            for number in range(told):
                with noting():
                    queue_report(f"{folder}{hour}{number}".encode().hex().ljust(64, "0"), "5" * 64)
            tell(told, f"report:{folder}")
            publish(ALICE, later(log, hour + hour / 60))
            seen += sorted(
                (str(path.relative_to(tmp_path / folder)), path.stat().st_size, path.stat().st_mtime)
                for path in (tmp_path / folder / "ledger").rglob("*")
                if path.is_file()
            )
        return seen

    quiet = shown("a", 0)
    forget_intervals()
    assert shown("b", 9) == quiet


def forget_intervals() -> None:
    """Begin a second log upon the register of this test."""
    editor = SimpleNamespace(connection=connection, execute=None)
    drop_triggers(editor, ("register_ledgerinterval",))
    LedgerInterval.objects.all().delete()
    OutboxLeaf.objects.all().delete()


def test_what_is_ready_is_shown_at_the_next_whole_minute():
    assert shown_at(NOW.replace(second=1)) == shown_at(NOW.replace(second=59, microsecond=9))
    assert shown_at(NOW).second == 0
    assert shown_at(NOW) > NOW
