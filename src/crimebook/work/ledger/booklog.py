"""A book's log in one value: where it is, what its manifest says of it, and what time it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crimebook.custody.checkpoints import FormerKey, Policy, SigningKey
from crimebook.custody.keychanges import with_former
from crimebook.custody.signatures import Signer
from crimebook.sealing.manifest import Manifest
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.vault.folder import Vault
from crimebook.terms.notes import VerifierKey
from crimebook.work.logkey import key_changes, log_key

Random = Callable[[int], bytes]
LOG_CHAIN = "ledger:book"
"""The chain of what was done with the ledger."""


@dataclass(frozen=True, slots=True)
class LogPlaces:
    """The order's file (or the PostgreSQL database ``database``), the public files, what was audited last."""

    file: Path
    public: Path
    audited: Path
    database: str = ""


@dataclass(frozen=True, slots=True)
class LogTerms:
    """What the manifest promises: who signs, how many leaves an interval has, which witnesses must sign.

    ``former`` are the keys by which the log signed before, ``zones`` those by which events are signed.
    """

    key: SigningKey
    leaves: int
    interval_s: int
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0
    former: tuple[FormerKey, ...] = ()
    zones: tuple[Signer, ...] = ()

    @property
    def signed(self) -> Policy:
        """By which a checkpoint of this log is known, whoever witnessed it."""
        return Policy(self.key.name, self.key.of_log, former=self.former)

    @property
    def witnessed(self) -> Policy:
        """By which a checkpoint counts for everybody."""
        return Policy(self.key.name, self.key.of_log, self.witnesses, self.quorum, self.former)


@dataclass(frozen=True, slots=True)
class BookLog:
    """What every use case of the book's own log needs. ``random`` gives secret random bytes."""

    places: LogPlaces
    terms: LogTerms
    at: datetime
    random: Random

    @property
    def public(self) -> PublicLog:
        """The public files, to be read, or to be written with the times of the clock."""
        return PublicLog(self.places.public, FolderDisk())

    @property
    def audited(self) -> PublicLog:
        """A folder with the checkpoint that was audited last, and what was seen beside it."""
        return PublicLog(self.places.audited, FolderDisk())

    @property
    def begins_at(self) -> datetime:
        """When the interval of ``at`` began: all intervals begin at whole multiples of their length."""
        at_s = int(self.at.timestamp())
        return datetime.fromtimestamp(at_s - at_s % self.terms.interval_s, UTC)

    def open(self) -> Ledger:
        """Open the order of leaves."""
        return Ledger.at(self.places.file, self.places.database)


def log_terms(manifest: Manifest, vault: Vault, random: Random, zones: tuple[Signer, ...] = ()) -> LogTerms:
    """Return what a manifest says of the log; raise `LedgerError` if this desk cannot keep to it.

    ``zones`` are the keys by which events are signed: an audit without them checks no signature.
    """
    key = log_key(vault, manifest.origin, random)
    if manifest.log_key != str(key.of_log):
        raise LedgerError(
            "a manifest in force that names the log's key",
            "one that names another" if manifest.log_key else "one that names none",
            "crimebook ledger rotate-key, if it is to change; else crimebook keys rotate, sign, install",
        )
    if manifest.leaves_per_interval < 2 or manifest.interval_s < 1:
        raise LedgerError(
            "a manifest with two leaves an interval or more",
            f"{manifest.leaves_per_interval} every {manifest.interval_s} s",
            "crimebook keys manifest draft --leaves 256 --interval 3600",
        )
    witnesses = manifest.witnesses
    keys = tuple(VerifierKey.parse(each) for each in witnesses.keys)
    former = with_former(Policy(key.name, key.of_log), key_changes(vault, key.name)).former
    rhythm = manifest.leaves_per_interval, manifest.interval_s
    return LogTerms(key, *rhythm, keys, witnesses.quorum, former, zones)
