"""A desk with keys, and an intake on a machine of its own: they share no folder, only the loopback line."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.promises.served import Server, serving
from tests.stores.spool.cast import submission
from tests.work.opening.cast import body, folders, order, passphrases

from crimebook.sealing.envelope import ReportBody, SealedReport, seal_report
from crimebook.sealing.parts import FileSealer, PartRef, decoys_for, part_ref, seal_part
from crimebook.sealing.receipt import ReceiptKeys
from crimebook.sealing.recipients import Recipient
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.remote import Line
from crimebook.stores.vault.folder import Room, Vault
from crimebook.work.actors import operator
from crimebook.work.collecting import Collected
from crimebook.work.opening.desk import Desk, desk_of
from crimebook.work.opening.keymaking import make_keys
from crimebook.work.opening.publishing import MANIFEST, ROOT_PUBLIC, current_manifest
from crimebook.work.pulling import collect_remote

CONFIGURATION = 'name = "Questions"\nexit = "https://weather.example/"\n'


@dataclass(frozen=True)
class Far:
    """A desk and an intake elsewhere."""

    desk: Desk
    root: Vault
    intake: Path
    server: Server
    at: datetime

    @property
    def spool(self) -> Path:
        return self.intake / "spool"

    @property
    def line(self) -> Line:
        return Line.parse(f"http://127.0.0.1:{self.server.port}")

    def pull(self) -> Collected:
        return collect_remote(self.desk, operator(), self.line, at=self.at, clock=time.time)

    def hand_in(self, number: int, *contents: bytes, keys: ReceiptKeys | None = None) -> SealedReport:
        """Put a sealed report with files into the intake's spool, as its pages do."""
        to = current_manifest(self.desk.vault).recipient_at(self.at)
        return hand_in(self.spool, to, body(self.desk, keys), number, *contents)


def hand_in(spool: Path, to: Recipient, told: ReportBody, number: int, *contents: bytes) -> SealedReport:
    """Put a sealed report with files into a spool."""
    files, parts, decoys = [], {}, []
    for content in contents:
        sealer = FileSealer(to, os.urandom)
        for part in (*sealer.update(content), *sealer.finish()):
            parts[part.ref.sha256] = part.content
        files.append(sealer.reference("photo.jpg"))
    for _ in range(decoys_for(len(parts))):
        decoy = seal_part(b"", to, os.urandom)
        parts[part_ref(decoy).sha256] = decoy
        decoys.append(part_ref(decoy))
    told = replace(told, files=tuple(files), decoys=tuple[PartRef, ...](decoys))
    report = seal_report(told, [to], os.urandom, submission_id=submission(number))
    with Drop(spool) as drop:
        for name, part in parts.items():
            drop.put_part(name, part)
        drop.put_report(report.submission_id, report.envelope, sorted(parts))
    return report


def publish(intake: Path, vault: Vault) -> None:
    """Copy the public halves of keys to an intake, as an operator does."""
    intake.mkdir(exist_ok=True)
    (intake / "intake.toml").write_text(CONFIGURATION)
    (intake / "manifest.txt").write_bytes(vault.read(Room.PUBLIC, MANIFEST))
    (intake / "root.txt").write_bytes(vault.read(Room.PUBLIC, ROOT_PUBLIC))


@contextmanager
def open_far(path: Path) -> Iterator[Far]:
    """Make the keys, publish them, serve the intake."""
    at = datetime.now(UTC)
    vault, root = Vault(path / "vault"), Vault(path / "root")
    keyring, _ = make_keys(vault, root, passphrases(), order(at=at), os.urandom)
    intake = path / "intake"
    publish(intake, vault)
    with serving(intake, path / "output") as server:
        yield Far(desk_of(folders(path), keyring, os.urandom), root, intake, server, at)
