"""Signing for a zone: the key by which a process of the desk signs the custody events that it writes."""

import os
from functools import lru_cache
from pathlib import Path

from crimebook.stores.vault.folder import Vault
from crimebook.stores.vault.zonekeys import DESK, ZoneSigner, zone_signer


def signer_of(vault_folder: Path, zone: str = DESK) -> ZoneSigner:
    """Return the signer of a book's zone: ``sign(digest)``, ``key_id``, ``public``. No passphrase is needed.

    The key is made when it is first asked for. Processes that run while it is replaced must be started anew.
    """
    return _signer(str(vault_folder), zone)


@lru_cache(maxsize=8)
def _signer(vault_folder: str, zone: str) -> ZoneSigner:
    return zone_signer(Vault(Path(vault_folder)), os.urandom, zone)


def forget_signers() -> None:
    """Read keys again at the next call: after a zone's key was replaced."""
    _signer.cache_clear()
