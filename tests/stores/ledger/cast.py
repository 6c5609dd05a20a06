"""The cast of the ledger's tests: leaves, a log's key, an order in each database that is here."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from crimebook.custody.checkpoints import Checkpoint, Policy, SigningKey, check_checkpoint, sign_checkpoint
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.postgres import PostgresTables
from crimebook.stores.ledger.public import PublicLog

ORIGIN = "crimebook.example/log"
LOG_KEY = SigningKey(ORIGIN, b"log!" * 8)
POLICY = Policy(ORIGIN, LOG_KEY.of_log)
DATABASE = os.environ.get("CRIMEBOOK_DATABASE", "")
KINDS = ("sqlite", "postgresql") if DATABASE else ("sqlite",)


def leaves(count: int, seed: int = 1) -> list[bytes]:
    chance = Random(seed)  # noqa: S311 - repeatable
    return [chance.randbytes(32) for _ in range(count)]


@contextmanager
def order_in(kind: str, folder: Path) -> Iterator[Ledger]:
    """An order of its own: a file, or a schema that goes with the test."""
    if kind == "sqlite":
        with Ledger.at(folder / "ledger.sqlite3") as ledger:
            yield ledger
        return
    schema = f"ledger_{secrets.token_hex(8)}"
    tables = PostgresTables(DATABASE, schema)
    try:
        yield Ledger(tables)
    finally:
        tables.rows(f"DROP SCHEMA {schema} CASCADE")
        tables.close()


def note_of(ledger: Ledger, size: int) -> bytes:
    return sign_checkpoint(Checkpoint(ORIGIN, size, ledger.root(size)), LOG_KEY)


def read_public(public: PublicLog) -> tuple[bytes, ...]:
    """The leaves of a public log, every one of them checked against its checkpoint."""
    checkpoint = check_checkpoint(public.fetch("checkpoint"), POLICY).checkpoint
    return tuple(TileReader(public.fetch, checkpoint.size, checkpoint.root).entries())
