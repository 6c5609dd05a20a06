"""An intake's folder as an operator makes it, with keys that this test alone knows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crimebook.sealing.envelope import ReportBody, read_report
from crimebook.sealing.manifest import Epoch, Manifest
from crimebook.sealing.receipt import public_of
from crimebook.stores.spool.collect import Waiting
from crimebook.stores.spool.layout import ItemKind
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.identities import HybridIdentity
from crimebook.unsealing.manifest import RootKey, sign_manifest

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

    def sign(self, *, since: datetime, until: datetime, serial: int = 1) -> None:
        """Write a manifest in force between two instants."""
        month = Epoch("2020-08", str(self.identity.recipient), since.isoformat(), until.isoformat())
        manifest = Manifest(
            ORIGIN, serial, since.isoformat(), until.isoformat(), (month,), public_of(self.reply_seed).hex()
        )
        (self.path / "manifest.txt").write_bytes(sign_manifest(manifest, self.root))

    def reports(self) -> list[ReportBody]:
        """Open what waits in the spool, as the desk does."""
        waiting = Waiting(self.path / "spool")
        names = [name for name in waiting.waiting() if name.kind is ItemKind.REPORT]
        return [read_report(open_bytes(waiting.read_item(name).sealed, [self.identity])) for name in names]


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
