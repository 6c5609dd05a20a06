"""A witness's own keys: a name and a seed in one file each, made once, for their owner alone.

The first is of Ed25519, which every reader checks. The second is of ML-DSA-44, which a quantum computer does
not forge; witnesses made by an earlier version have none.
"""

import os
from collections.abc import Callable
from pathlib import Path

from crimebook.custody.checkpoints import SEED_BYTES, MlDsa44Key, SigningKey
from crimebook.stores.ledger.errors import LedgerError

KEY_FILE = "witness.key"
SECOND_FILE = "witness-ml-dsa-44.key"


def make_witness_key(folder: Path, name: str, random: Callable[[int], bytes]) -> SigningKey:
    """Make the key of a new witness; raise `LedgerError` where there is one."""
    key = SigningKey(name, random(SEED_BYTES))
    # Asked for before anything is written: a name that no signature can bear is refused here.
    str(key.of_witness)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_new(folder / KEY_FILE, name, key.seed)
    return key


def make_second_key(folder: Path, random: Callable[[int], bytes]) -> MlDsa44Key:
    """Make the ML-DSA-44 key of the witness in a folder; raise `LedgerError` where there is one."""
    key = MlDsa44Key(read_witness_key(folder).name, random(SEED_BYTES))
    _write_new(folder / SECOND_FILE, key.name, key.seed)
    return key


def read_witness_key(folder: Path) -> SigningKey:
    """Return the key of the witness in a folder, or raise `LedgerError`."""
    try:
        name, _, seed = (folder / KEY_FILE).read_text(encoding="utf-8").strip().partition(" ")
        return SigningKey(name, bytes.fromhex(seed))
    except (FileNotFoundError, ValueError) as error:
        raise LedgerError(
            f"the key of a witness in {folder.name}/{KEY_FILE}",
            "none",
            "make one: crimebook ledger witness-key",
        ) from error


def read_second_key(folder: Path) -> MlDsa44Key | None:
    """Return the ML-DSA-44 key of the witness in a folder, or None."""
    try:
        name, _, seed = (folder / SECOND_FILE).read_text(encoding="utf-8").strip().partition(" ")
        return MlDsa44Key(name, bytes.fromhex(seed))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise LedgerError(f"a key in {folder.name}/{SECOND_FILE}", "something else") from error


def _write_new(path: Path, name: str, seed: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError as error:
        raise LedgerError("a folder without a witness", "one that has its key", "take another") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{name} {seed.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
