"""A process that makes a small book, or matches one until it is killed; started by the kill tests.

``match_worker.py make FOLDER`` makes the book; ``match_worker.py match FOLDER`` says "matched N" after each
chunk that was stored and "done" at the end.
"""

import os
import sys
from pathlib import Path

CASES, CAMERAS = 24, 12


def make(folder: Path) -> None:
    from crimebook.zones.cli.books import make_book  # noqa: PLC0415 - Django must know its book

    make_book(folder, "A book", "Europe/Minsk")
    from tests.work.book import bring, case, file_of, recording  # noqa: PLC0415

    bring("cases", file_of([case(str(n), date_from=f"2020-08-{9 + n % 3:02}") for n in range(CASES)]), folder)
    days = [f"2020-08-{9 + n % 3:02}" for n in range(CAMERAS)]
    cameras = [
        recording(str(n), start=f"{day}T22:30:00+03:00", end=f"{day}T23:0{n % 10}:00+03:00")
        for n, day in enumerate(days)
    ]
    bring("recordings", file_of(cameras), folder)


def match(folder: Path) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from tests.killing import say  # noqa: PLC0415
    from tests.work.book import NOW  # noqa: PLC0415

    from crimebook.work import matching  # noqa: PLC0415
    from crimebook.work.actors import operator  # noqa: PLC0415

    matching.CHUNK = 2
    matching.match_book(
        operator(),
        at=NOW,
        memory_limit="500MB",
        spill_folder=None,
        lake_folder=folder / "lake",
        progress=lambda done, _: say(f"matched {done}"),
    )
    say("done")


if __name__ == "__main__":
    role, where = sys.argv[1:]
    os.environ["CRIMEBOOK_BOOK"] = where
    os.environ["DJANGO_SETTINGS_MODULE"] = "crimebook.settings.desk"
    {"make": make, "match": match}[role](Path(where))
