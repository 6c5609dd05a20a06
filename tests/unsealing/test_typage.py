"""Both ways with the age of another language: npm's ``age-encryption``, which the browser's side uses.

``CRIMEBOOK_TYPAGE`` names a folder where ``npm install age-encryption`` was run.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.sealing.cast import DESK, REPLY_SEED, REPORTER, message

from crimebook.sealing.agefile import CHUNK_BYTES, seal_bytes
from crimebook.sealing.messages import message_bytes, sign_message
from crimebook.sealing.padding import unpad
from crimebook.sealing.parts import PART_CONTENT_BYTES, seal_part
from crimebook.sealing.recipients import parse_recipient
from crimebook.sealing.slots import SLOT_CONTENT_BYTES, seal_slot
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.identities import HybridIdentity, parse_identity

SCRIPT = Path(__file__).with_name("typage.mjs")
SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES)


class Typage:
    """Runs the script in a folder where node finds the package."""

    def __init__(self, modules: Path, folder: Path) -> None:
        self.folder = folder
        (folder / "node_modules").symlink_to(modules)
        shutil.copy(SCRIPT, folder)

    def run(self, what: str, key: str = "", content: bytes = b"") -> bytes:
        source, target = self.folder / "in", self.folder / "out"
        source.write_bytes(content)
        done = subprocess.run(
            ["node", SCRIPT.name, what, key, "in", "out"],
            cwd=self.folder,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout if what == "make" else target.read_bytes()


@pytest.fixture
def typage(tmp_path: Path) -> Typage:
    modules = Path(os.environ.get("CRIMEBOOK_TYPAGE", "absent")).resolve() / "node_modules"
    if not shutil.which("node") or not (modules / "age-encryption").is_dir():
        pytest.skip("node or npm's age-encryption is not here; name its folder in CRIMEBOOK_TYPAGE")
    return Typage(modules, tmp_path)


@pytest.mark.parametrize("size", SIZES)
def test_typage_opens_what_we_seal(typage: Typage, size: int):
    plain = os.urandom(size)
    assert typage.run("open", str(DESK), seal_bytes(plain, [DESK.recipient], os.urandom)) == plain


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_typage_seals(typage: Typage, size: int):
    plain = os.urandom(size)
    assert open_bytes(typage.run("seal", str(DESK.recipient), plain), [DESK]) == plain


def test_keys_that_typage_makes_are_ours(typage: Typage):
    identity, recipient = typage.run("make").decode().split()
    ours = parse_identity(identity)
    assert isinstance(ours, HybridIdentity)
    assert ours.recipient == parse_recipient(recipient)
    assert str(ours) == identity
    assert str(ours.recipient) == recipient


def test_typage_opens_a_part(typage: Typage):
    opened = typage.run("open", str(DESK), seal_part(b"a video", DESK.recipient, os.urandom))
    assert opened == b"a video".ljust(PART_CONTENT_BYTES, b"\0")


def test_a_slot_is_opened_as_the_specification_writes_it_out(typage: Typage):
    said = sign_message(message(), seed=REPLY_SEED)
    opened = typage.run("slot", REPORTER.age_seed.hex(), seal_slot(said, REPORTER.recipient))
    assert unpad(opened, SLOT_CONTENT_BYTES) == message_bytes(said)
