"""A desk that tells events and publishes them until it is killed; started by the kill tests.

``worker.py BOOK SEED``: says "told DIGEST" after an event's transaction, "published SIZE ROOT" after a call.
"""

import os
import secrets
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import django


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def work(book: Path, chance: Random) -> None:
    from tests.work.ledger.cast import ALICE, book_log, tell  # noqa: PLC0415 - Django must have been started

    from crimebook.stores.ledger.errors import LedgerBusyError  # noqa: PLC0415
    from crimebook.stores.register import outbox  # noqa: PLC0415
    from crimebook.work.ledger.publishing import publish  # noqa: PLC0415

    log = replace(book_log(book), random=secrets.token_bytes)
    say("ready")
    while True:
        for digest in tell(chance.randrange(12), f"object {chance.randrange(5)}"):
            say("told", digest)
        last = outbox.last_interval()
        at = last.begins_at + timedelta(hours=1) if last else log.at
        try:
            done = publish(ALICE, replace(log, at=at), lambda: time.sleep(chance.random() * 0.02))
        except LedgerBusyError:
            continue
        say("published", done.checkpoint.size, done.checkpoint.root.hex())


if __name__ == "__main__":
    os.environ["CRIMEBOOK_BOOK"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "crimebook.settings.desk"
    django.setup()
    work(Path(sys.argv[1]), Random(int(sys.argv[2])))  # noqa: S311 - repeatable
