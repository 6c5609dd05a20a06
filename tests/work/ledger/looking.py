"""What is in a book after its processes were killed, said as JSON: ``looking.py BOOK``."""

import json
import sys
from dataclasses import replace
from pathlib import Path

from tests.work.ledger.worker import log_of, start_django


def look(book: Path) -> dict[str, object]:
    from tests.work.ledger.cast import ALICE, HOUR  # noqa: PLC0415 - Django must have been started

    from crimebook.stores.register import outbox  # noqa: PLC0415
    from crimebook.work.ledger.auditing import audit  # noqa: PLC0415
    from crimebook.work.ledger.publishing import publish  # noqa: PLC0415

    log = log_of(book)
    shown = audit(ALICE, log)
    last = outbox.last_interval()
    publish(ALICE, replace(log, at=last.begins_at + HOUR) if last else log)
    found = audit(ALICE, log)
    with log.open() as ledger:
        return {
            "faults": [*shown.faults, *found.faults],
            "events": [row.digest for row in outbox.events_by_object()],
            "roots": {size: ledger.root(size).hex() for size in range(8, ledger.size + 1, 8)},
            "size": found.checkpoint.size if found.checkpoint else 0,
            "intervals": found.intervals,
        }


if __name__ == "__main__":
    start_django(sys.argv[1])
    sys.stdout.write(json.dumps(look(Path(sys.argv[1]))))
