"""A witness's own key: a name and an Ed25519 seed in one file, made once, for its owner alone."""

import os
from collections.abc import Callable
from pathlib import Path

from crimebook.custody.checkpoints import SEED_BYTES, SigningKey
from crimebook.stores.ledger.errors import LedgerError

KEY_FILE = "witness.key"


def make_witness_key(folder: Path, name: str, random: Callable[[int], bytes]) -> SigningKey:
    """Make the key of a new witness; raise `LedgerError` where there is one."""
    key = SigningKey(name, random(SEED_BYTES))
    # Asked for before anything is written: a name that no signature can bear is refused here.
    str(key.of_witness)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError as error:
        raise LedgerError("a folder without a witness", "one that has its key", "take another") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{name} {key.seed.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
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
