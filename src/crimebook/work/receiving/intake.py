"""An intake: its folder, the keys it seals to, and its spool, as one process uses them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from crimebook.asking.contacts import Contacts, load_contact_kinds, read_contacts
from crimebook.sealing.errors import ManifestError
from crimebook.sealing.manifest import Manifest, check_in_force, check_step, parse_manifest
from crimebook.sealing.recipients import Recipient, parse_recipient
from crimebook.stores.intake.folder import CONTACTS, IntakeFolder, KnownPlace
from crimebook.stores.intake.newest import note_newest, read_newest
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.stores.spool.slots import Slots
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import Digest
from crimebook.terms.notes import NoteError, Root


@dataclass(frozen=True, slots=True)
class Keys:
    """The manifest in force, with the digest of the note that it came in."""

    manifest: Manifest
    note: bytes

    @property
    def digest(self) -> Digest:
        """The SHA-256 of the note, by which it can be compared with what is published elsewhere."""
        return sha256_hex(self.note)


class Intake:
    """One process's hand on an intake. The manifest is read again when its file changes."""

    def __init__(self, folder: IntakeFolder, limits: Limits | None = None) -> None:
        self.folder = folder
        self._limits = limits or Limits()
        self._kept: tuple[tuple[int, int], Keys] | None = None
        self._newest_serial = 0

    @classmethod
    def at(cls, path: Path) -> "Intake":
        """Return the intake of a folder, or raise `IntakeFolderError`."""
        return cls(IntakeFolder.open(path))

    @cached_property
    def roots(self) -> tuple[Root, ...]:
        """The roots whose manifests count, or `NoteError`, `IntakeFolderError`."""
        return tuple(Root.parse(text) for text in self.folder.read_roots())

    @cached_property
    def drop(self) -> Drop:
        """The spool, for putting down."""
        return Drop(self.folder.spool, self._limits)

    @cached_property
    def slots(self) -> Slots:
        """The mailboxes of the spool."""
        return Slots(self.folder.spool, self._limits)

    @cached_property
    def contacts(self) -> Contacts:
        """Whom to turn to for help, as the operator named them."""
        text = self.folder.find_contacts()
        return load_contact_kinds() if text is None else read_contacts(text, CONTACTS)

    @cached_property
    def places(self) -> tuple[KnownPlace, ...]:
        """The known places of detention."""
        return self.folder.find_places()

    def keys(self, at: datetime) -> Keys:
        """Return the keys in force, or raise `ManifestError`: then nothing is taken."""
        stamp, kept = self.folder.manifest_stamp(), self._kept
        # Its signatures do not change while its file does not; whether its time is over does.
        if kept is None or kept[0] != stamp:
            kept = stamp, self._read_keys(at)
            self._kept = kept
        check_in_force(kept[1].manifest, at)
        return kept[1]

    def recipient(self, at: datetime) -> Recipient:
        """Return the recipient to which one seals at ``at``, or raise `ManifestError`."""
        return _recipient(self.keys(at).manifest.epoch_at(at).recipient)

    def _read_keys(self, at: datetime) -> Keys:
        note = self.folder.read_manifest()
        # Kept over restarts, and known to the other processes.
        self._newest_serial = max(self._newest_serial, read_newest(self.folder.path))
        try:
            manifest = parse_manifest(note, self.roots, at)
        except NoteError as error:
            raise ManifestError(error.fault.expected, error.fault.got, error.fault.remedy) from error
        if manifest.serial < self._newest_serial:
            # Somebody put back one that is still good: its month's key may be in their hands by now.
            raise ManifestError(
                f"manifest number {self._newest_serial} or a newer one", f"number {manifest.serial}"
            )
        check_step(self._newest_serial, manifest)
        if manifest.serial > self._newest_serial:
            note_newest(self.folder.path, manifest.serial)
        self._newest_serial = manifest.serial
        return Keys(manifest, note)

    @property
    def newest_serial(self) -> int:
        """The highest number of a manifest that this process has seen, 0 before the first."""
        return self._newest_serial

    def root_fingerprints(self) -> tuple[tuple[str, Digest], ...]:
        """Return the name and the SHA-256 of each root, as people compare them."""
        return tuple((root.name, sha256_hex(str(root).encode())) for root in self.roots)

    def close(self) -> None:
        """Give the spool back."""
        for name in ("drop", "slots"):
            if name in self.__dict__:
                self.__dict__[name].close()


@lru_cache(maxsize=4)
def _recipient(text: str) -> Recipient:
    """Return a month's public key: to read it takes a third of the time of a sealing."""
    return parse_recipient(text)
