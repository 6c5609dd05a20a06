"""The cast of the ledger's use cases: a log of small intervals, events to be told, a member of the team."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.work.book import NOW

from crimebook.custody.checkpoints import SigningKey
from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.work.actors import Actor, Role
from crimebook.work.ledger.booklog import BookLog, LogPlaces, LogTerms

ORIGIN = "crimebook.example/log"
LOG_KEY = SigningKey(ORIGIN, b"log!" * 8)
WITNESS_KEY = SigningKey("witness.example", b"wit!" * 8)
ALICE = Actor("alice", "Alice", Role.REGISTRAR)
LEAVES = 8
HOUR = timedelta(hours=1)


def book_log(folder: Path, *, seed: int = 1, **terms: Any) -> BookLog:
    places = LogPlaces(folder / "ledger.sqlite3", folder / "ledger", folder / "audited")
    chance = Random(seed)  # noqa: S311 - repeatable
    return BookLog(
        places, LogTerms(LOG_KEY, **{"leaves": LEAVES, "interval_s": 3_600} | terms), NOW, chance.randbytes
    )


def later(log: BookLog, hours: float) -> BookLog:
    return replace(log, at=NOW + hours * HOUR)


def tell(count: int = 1, object_id: str = "object") -> list[str]:
    with noting():
        return [append_event(Deed(object_id, Action.READ, "alice", NOW)) for _ in range(count)]
