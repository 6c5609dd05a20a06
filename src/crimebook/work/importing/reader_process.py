"""A process that reads slices of rows for another one: it opens the book by itself, then reads what it gets.

Nothing of the register may be imported before the register is started, and that happens here, in `begin`.
"""

import os
from dataclasses import dataclass
from datetime import date
from typing import Any

from crimebook.exchange.tables import PersonWords
from crimebook.stores.register.starting import start_register
from crimebook.work.importing.collecting import collect_seldom
from crimebook.work.importing.persons import NOBODY, Persons

GIVES_WAY = 10
"""How much a reader gives way: what it reads lies on the disk until it is written, and only one can write."""

Cells = tuple[int, tuple[tuple[str, str], ...], tuple[PersonWords, ...]]
"""A row's number, its cells and what stands apart, as they are sent."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What another process needs to know to read as this one does."""

    kind: str
    zone: str
    today: date
    gazetteer_version: str
    persons: Persons = NOBODY


_begun: dict[str, Any] = {}
"""The kind and the context of this process."""


def begin(beginning: Beginning) -> None:
    """Open the book; raise `InvalidValueError` where its gazetteer is not the one the import began with."""
    start_register()
    from crimebook.terms.errors import InvalidValueError  # noqa: PLC0415 - after the register is started
    from crimebook.work.importing.context import open_context  # noqa: PLC0415
    from crimebook.work.importing.kinds import KINDS  # noqa: PLC0415

    context = open_context(beginning.zone, beginning.today, beginning.persons)
    if context.gazetteer_version != beginning.gazetteer_version:
        raise InvalidValueError("the gazetteer that the import began with", "another one", "import it again")
    collect_seldom()
    _give_way()
    _begun.update(kind=KINDS[beginning.kind], context=context)


def _give_way() -> None:
    """Let the writer have a processor whenever it wants one, where the system knows of giving way."""
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)


def read_cells(cells: list[Cells]) -> Any:
    """Return the entries of a slice of rows, as `entries.read_slice` does."""
    from crimebook.exchange.tables import Row  # noqa: PLC0415 - after the register is started
    from crimebook.work.importing.entries import read_slice  # noqa: PLC0415

    rows = [Row(number, dict(pairs), apart) for number, pairs, apart in cells]
    return read_slice(_begun["kind"], rows, _begun["context"])
