"""What is in a book after its processes were killed, said as JSON: ``looking.py BOOK``."""

import json
import os
import sys
from pathlib import Path

import django


def look(book: Path) -> dict[str, object]:
    from tests.work.ledger.cast import ALICE, book_log, later  # noqa: PLC0415 - Django must have been started

    from crimebook.stores.register import outbox  # noqa: PLC0415
    from crimebook.work.ledger.auditing import audit  # noqa: PLC0415
    from crimebook.work.ledger.publishing import publish  # noqa: PLC0415

    log = book_log(book, seed=99)
    shown = audit(ALICE, log)
    publish(ALICE, later(log, 10_000))
    found = audit(ALICE, later(log, 10_000))
    with log.open() as ledger:
        return {
            "faults": [*shown.faults, *found.faults],
            "events": [row.digest for row in outbox.events_by_object()],
            "roots": {size: ledger.root(size).hex() for size in range(8, ledger.size + 1, 8)},
            "size": found.checkpoint.size if found.checkpoint else 0,
            "intervals": found.intervals,
        }


if __name__ == "__main__":
    os.environ["CRIMEBOOK_BOOK"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "crimebook.settings.desk"
    django.setup()
    sys.stdout.write(json.dumps(look(Path(sys.argv[1]))))
