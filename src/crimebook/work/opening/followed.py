"""Which book a custodian's machine follows: the root it pinned, the newest manifest, its own seat in it.

A root is pinned the first time, and after that only another that follows it by a note which both signed
(``docs/spec/0007-manifest.md``, section 4): until the new one has signed a manifest, both count.
"""

from datetime import UTC, datetime
from typing import Final

from crimebook.sealing.errors import ManifestError, RequestError
from crimebook.sealing.manifest import Custodian, Manifest, parse_manifest
from crimebook.sealing.requests import Card, parse_card
from crimebook.sealing.rootchange import check_has_signed, parse_root_change
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.notes import Root, is_signed_by
from crimebook.work.opening.publishing import Installed, check_follows

CARD: Final = "card.json"
ROOT, MANIFEST = "root.pub", "manifest.note"
ROOT_BEFORE = "root-before.pub"
"""The root before the pinned one, while both count."""
ROOTS_GONE = "roots-gone.pub"
"""Every root that counts no more: by these the manifest of a seat is read, and nothing is taken."""
SEAT_MANIFEST = "manifest-of-seat.note"
"""The newest manifest that names this custodian: it tells the seat of one whom the next names no more."""
_ROOT_LINES = 2
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Before which no manifest expires."""


class FollowedBook:
    """What a custodian's folder keeps of the book."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def follow(self, root: bytes, note: bytes, at: datetime) -> Manifest:
        """Keep a book's root, the first time, and its newest manifest.

        Raises `ManifestError` for another root, and for a manifest that does not follow the one that is kept;
        `NoteError` for a root that is none.
        """
        pinned = self._vault.read(Room.PUBLIC, ROOT) if self._vault.has(Room.PUBLIC, ROOT) else root
        if pinned != root:
            raise ManifestError(
                "the root that this folder follows",
                "another",
                "take the change that both signed; without one, compare fingerprints with the others",
            )
        manifest = parse_manifest(note, self._roots() or (Root.parse(root.decode("utf-8", "replace")),), at)
        if self._vault.has(Room.PUBLIC, MANIFEST):
            before, kept = self.manifest(None), self._vault.read(Room.PUBLIC, MANIFEST)
            check_follows(Installed(before.origin, before.serial, kept, before), manifest, note)
            self._keep_seat(before, kept)
        self._keep_seat(manifest, note)
        self._vault.put_again(Room.PUBLIC, ROOT, root)
        self._vault.put_again(Room.PUBLIC, MANIFEST, note)
        self._drop_root_before(note)
        return manifest

    def change_root(self, note: bytes) -> Root:
        """Pin the root that follows the pinned one, on a note that both signed; raise `ManifestError`."""
        if not self._vault.has(Room.PUBLIC, MANIFEST):
            raise ManifestError("a folder that follows a book", "one that follows none", "follow it first")
        old, new = parse_root_change(note, self._roots(), self.manifest(None).origin)
        check_has_signed(old, self._vault.read(Room.PUBLIC, MANIFEST))
        # The one before first: stopped in between, the folder still has the root that it had.
        self._vault.put_again(Room.PUBLIC, ROOT_BEFORE, str(old).encode())
        self._vault.put_again(Room.PUBLIC, ROOT, str(new).encode())
        return new

    def manifest(self, at: datetime | None) -> Manifest:
        """Return the manifest that is followed; without a moment also one that has expired."""
        return parse_manifest(self._vault.read(Room.PUBLIC, MANIFEST), self._roots(), at or _LONG_AGO)

    def card(self) -> Card:
        """Return what is public of this custodian; raise `KeyMissingError` where no keys were made."""
        return parse_card(self._vault.read(Room.PUBLIC, CARD))

    def place_in(self, manifest: Manifest) -> Custodian | None:
        """Return as whom a manifest names this custodian; None where it names no keys of this folder."""
        if not self._vault.has(Room.PUBLIC, CARD):
            return None
        card = self.card()
        return find_place(manifest, (card.recipient, card.sign_key))

    def seat(self) -> Custodian:
        """Return the seat that this custodian has, or had last; raise `RequestError` where there was none."""
        has_seat = self._vault.has(Room.PUBLIC, SEAT_MANIFEST)
        note = self._vault.read(Room.PUBLIC, SEAT_MANIFEST if has_seat else MANIFEST)
        found = self.place_in(parse_manifest(note, (*self._roots(), *self._gone()), _LONG_AGO))
        if found is None:
            raise not_named()
        return found

    def _keep_seat(self, manifest: Manifest, note: bytes) -> None:
        if self.place_in(manifest):
            self._vault.put_again(Room.PUBLIC, SEAT_MANIFEST, note)

    def _roots(self) -> tuple[Root, ...]:
        """Return the root that is pinned, behind it the one before while both count."""
        return tuple(root for name in (ROOT, ROOT_BEFORE) for root in self._read_roots(name))

    def _gone(self) -> tuple[Root, ...]:
        return self._read_roots(ROOTS_GONE)

    def _read_roots(self, name: str) -> tuple[Root, ...]:
        if not self._vault.has(Room.PUBLIC, name):
            return ()
        lines = self._vault.read(Room.PUBLIC, name).decode().splitlines(keepends=True)
        return tuple(
            Root.parse("".join(lines[at : at + _ROOT_LINES])) for at in range(0, len(lines), _ROOT_LINES)
        )

    def _drop_root_before(self, note: bytes) -> None:
        """Let the root before count no more, once the pinned one has signed what is followed."""
        before = self._read_roots(ROOT_BEFORE)
        if before and is_signed_by(note, self._roots()[0]):
            gone = dict.fromkeys((*before, *self._gone()))
            self._vault.put_again(Room.PUBLIC, ROOTS_GONE, "".join(map(str, gone)).encode())
            self._vault.destroy(Room.PUBLIC, ROOT_BEFORE)


def find_place(manifest: Manifest, public: tuple[str, str]) -> Custodian | None:
    """Return the custodian who has these keys (recipient of shares, key of answers); None for nobody."""
    for custodian in manifest.custodians:
        if (custodian.recipient, custodian.sign_key) == public:
            return custodian
    return None


def not_named() -> RequestError:
    """Return what is raised where a manifest does not name the keys of a folder."""
    return RequestError("a manifest that names this custodian's keys", "one that does not")
