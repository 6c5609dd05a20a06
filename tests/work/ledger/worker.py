"""A desk that tells events and publishes them until it is killed; started by the kill tests.

``worker.py BOOK SEED``: says "told DIGEST" after an event's transaction, "published SIZE ROOT" after a call.
"""

import os
import secrets
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import django
from tests.killing import say

if TYPE_CHECKING:
    from crimebook.work.ledger.booklog import BookLog


def log_of(book: Path) -> "BookLog":
    """The log of a book, its order where the register is."""
    from tests.work.ledger.cast import book_log  # noqa: PLC0415 - Django must have been started

    log = book_log(book)
    places = replace(log.places, database=os.environ.get("CRIMEBOOK_DATABASE", ""))
    return replace(log, places=places, random=secrets.token_bytes)


def work(book: Path, chance: Random) -> None:
    from tests.work.ledger.cast import ALICE, HOUR, tell  # noqa: PLC0415 - Django must have been started

    from crimebook.stores.ledger.errors import LedgerBusyError  # noqa: PLC0415
    from crimebook.stores.register import outbox  # noqa: PLC0415
    from crimebook.work.ledger.publishing import publish  # noqa: PLC0415

    log = log_of(book)
    say("ready")
    while True:
        for digest in tell(chance.randrange(12), f"object {chance.randrange(5)}"):
            say(f"told {digest}")
        last = outbox.last_interval()
        at = last.begins_at + HOUR if last else log.at
        try:
            done = publish(ALICE, replace(log, at=at), lambda: time.sleep(chance.random() * 0.02))
        except LedgerBusyError:
            continue
        say(f"published {done.checkpoint.size} {done.checkpoint.root.hex()}")


def start_django(book: str) -> None:
    """Be a desk of this book."""
    os.environ["CRIMEBOOK_BOOK"] = book
    os.environ["DJANGO_SETTINGS_MODULE"] = "crimebook.settings.desk"
    django.setup()


if __name__ == "__main__":
    start_django(sys.argv[1])
    work(Path(sys.argv[1]), Random(int(sys.argv[2])))  # noqa: S311 - repeatable
