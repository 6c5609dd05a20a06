"""An intake's folder as an operator makes it, with keys that this test alone knows."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimebook.sealing.envelope import ReportBody, read_report
from crimebook.sealing.identity import Custody
from crimebook.sealing.manifest import Epoch, Manifest
from crimebook.sealing.messages import Message, read_message
from crimebook.sealing.receipt import public_of
from crimebook.stores.spool.collect import Collector, Name, Shelf, Waiting
from crimebook.stores.spool.items import Item
from crimebook.stores.spool.layout import ItemKind
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.identities import HybridIdentity
from crimebook.unsealing.manifest import RootKey, sign_manifest
from crimebook.work.receiving.keeping import apply_acknowledgements
from crimebook.zones.intake import house as open_house

ORIGIN = "book.test/log"
ONION = f"{'a' * 56}.onion"
CONFIGURATION = f"""\
name = "Questions"
exit = "https://weather.example/"
hosts = ["testserver"]
onion = "{ONION}"
max_upload_mib = 64
"""
_HOUR = timedelta(hours=1)


def draw(label: str) -> bytes:
    """Return 32 bytes that are the same in every run."""
    return label.encode().ljust(32, b".")


@dataclass(frozen=True)
class House:
    """A folder, and the desk's side of it: the secrets that the intake must not have."""

    path: Path
    identity: HybridIdentity
    root: RootKey
    reply_seed: bytes

    def sign(
        self, *, since: datetime, until: datetime, serial: int = 1, custody: Custody | None = None
    ) -> None:
        """Write a manifest in force between two instants; with custodians, if it is to have any."""
        month = Epoch("2020-08", str(self.identity.recipient), since.isoformat(), until.isoformat())
        manifest = Manifest(
            ORIGIN, serial, since.isoformat(), until.isoformat(), (month,), public_of(self.reply_seed).hex()
        )
        if custody:
            manifest = replace(manifest, custodians=custody.custodians, custodians_needed=custody.needed)
        (self.path / "manifest.txt").write_bytes(sign_manifest(manifest, self.root))

    def name_custodians(self, custody: Custody) -> None:
        """Write the next manifest, which names custodians."""
        now = datetime.now(UTC).replace(microsecond=0)
        self.sign(since=now - _HOUR, until=now + 30 * 24 * _HOUR, serial=2, custody=custody)

    def name_nobody(self) -> None:
        """Write the manifest after that, which names no custodians."""
        now = datetime.now(UTC).replace(microsecond=0)
        self.sign(since=now - _HOUR, until=now + 30 * 24 * _HOUR, serial=3)

    def reports(self) -> list[ReportBody]:
        """Open what waits in the spool, as the desk does."""
        return [read_report(self.open(item.sealed)) for item in self.items(ItemKind.REPORT)]

    def messages(self) -> list[Message]:
        """Open the messages that wait."""
        return [read_message(self.open(item.sealed)) for item in self.items(ItemKind.MESSAGE)]

    def file(self, body: ReportBody, number: int = 0) -> bytes:
        """Open the parts of a report's file."""
        (item,) = self.items(ItemKind.REPORT)
        file = body.files[number]
        waiting = self.waiting()
        sealed = [b"".join(waiting.read_part(item.heading.hold, part.sha256)) for part in file.parts]
        waiting.close()
        return b"".join(map(self.open, sealed))[: file.size]

    def items(self, kind: ItemKind) -> list[Item]:
        """Return what waits in the spool."""
        waiting = self.waiting()
        items = [waiting.read_item(name) for name in waiting.waiting() if name.kind is kind]
        waiting.close()
        return items

    def items_waiting(self) -> int:
        """Return how many reports and messages wait."""
        return sum(len(self.items(kind)) for kind in ItemKind)

    def open(self, sealed: bytes) -> bytes:
        """Open what was sealed to this book."""
        return open_bytes(sealed, [self.identity])

    def waiting(self) -> Waiting:
        """Return the desk's view of the spool."""
        return Waiting(self.path / "spool")

    def collect(self) -> tuple[Name, ...]:
        """Collect and acknowledge all that waits, as the desk does, and let the intake apply it."""
        waiting = self.waiting()
        shelves = [Shelf(self.path.parent / f"shelf-{number}") for number in (1, 2)]
        sign = Ed25519PrivateKey.from_private_bytes(self.reply_seed).sign
        done = Collector(waiting, shelves).collect_waiting(day=datetime.now(UTC).date(), sign=sign)
        for each in (waiting, *shelves):
            each.close()
        apply_acknowledgements(open_house.intake(), datetime.now(UTC))
        assert done.refused == ()
        return done.collected


def make_house(path: Path) -> House:
    """Make a folder whose keys are good now."""
    path.mkdir(parents=True, exist_ok=True)
    root = RootKey("root.test", draw("classic"), draw("lattice"))
    house = House(path, HybridIdentity(draw("epoch")), root, draw("reply"))
    (path / "intake.toml").write_text(CONFIGURATION)
    (path / "root.txt").write_text(str(root.root))
    now = datetime.now(UTC).replace(microsecond=0)
    house.sign(since=now - _HOUR, until=now + 30 * 24 * _HOUR)
    return house
